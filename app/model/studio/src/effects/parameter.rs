//! What a number of an effect means and may be, and the macro that writes effects from such descriptions.

use model::FieldProblems;

/// What a number measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share: 0 to 1, or -1 to 1 where it has two sides. Shown as percent.
    Share,
    /// Hz.
    Hertz,
    /// ms.
    Milliseconds,
    /// s.
    Seconds,
    /// dB.
    Decibels,
    /// A hundredth of a semitone.
    Cents,
    /// Semitones.
    Semitones,
    /// Octaves.
    Octaves,
    /// Degrees of phase or of the stereo field.
    Degrees,
    /// Beats per minute.
    Bpm,
    /// A bare number: a quality factor, a ratio, a count.
    Plain,
}

/// One number of an effect: its name in the JSON, its range, its default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// As in the JSON.
    pub name: &'static str,
    /// Least.
    pub min: f32,
    /// Most.
    pub max: f32,
    /// What a new effect has.
    pub default: f32,
    /// What it measures.
    pub unit: Unit,
    /// The only values that it may have; empty: any between `min` and `max`.
    pub steps: &'static [f32],
}

impl Number {
    /// Whether it may be `value`. Never for what is no number.
    pub fn takes(&self, value: f32) -> bool {
        (self.min..=self.max).contains(&value) && (self.steps.is_empty() || self.steps.contains(&value))
    }

    /// Notes a problem with `path.name` unless `value` is allowed.
    pub fn check(&self, value: f32, path: &str, problems: &mut FieldProblems) {
        if !self.takes(value) {
            let field = format!("{path}.{}", self.name);
            let problem = if self.steps.is_empty() {
                format!("This goes from {} to {}.", self.min, self.max)
            } else {
                format!("This is one of {:?}.", self.steps)
            };
            problems.require(false, &field, &problem);
        }
    }
}

/// An effect, or a part of one.
pub trait Effect: Default {
    /// Its numbers, in the order in which they are shown.
    const NUMBERS: &'static [Number];

    /// Notes every value that it may not have; `path` names the effect in the form.
    fn check(&self, path: &str, problems: &mut FieldProblems);
}

/// A struct for an effect: `choices` are enums with a first choice, `numbers` have a range, a default and a unit (and
/// perhaps steps), `flags` are booleans. Every effect has `enabled`, false at first. Missing keys are defaults, unknown
/// keys are refused.
macro_rules! effect {
    (
        $(#[$doc:meta])*
        $effect:ident {
            $(choices { $($choice:ident $choice_name:literal: $kind:ty = $first:expr, $choice_doc:literal;)+ })?
            $(numbers { $(
                $number:ident $name:literal: $min:literal..$max:literal = $default:literal $unit:ident
                $(in $steps:expr)?, $number_doc:literal;
            )+ })?
            $(flags { $($flag:ident $flag_name:literal = $on:literal, $flag_doc:literal;)+ })?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $effect {
            /// Whether it sounds.
            pub enabled: bool,
            $($(#[doc = $choice_doc] #[serde(rename = $choice_name)] pub $choice: $kind,)+)?
            $($(#[doc = $number_doc] #[serde(rename = $name)] pub $number: f32,)+)?
            $($(#[doc = $flag_doc] #[serde(rename = $flag_name)] pub $flag: bool,)+)?
        }

        impl Default for $effect {
            fn default() -> Self {
                $effect {
                    enabled: false,
                    $($($choice: $first,)+)?
                    $($($number: $default,)+)?
                    $($($flag: $on,)+)?
                }
            }
        }

        impl $crate::effects::parameter::Effect for $effect {
            const NUMBERS: &'static [$crate::effects::parameter::Number] = &[$($(
                $crate::effects::parameter::Number {
                    name: $name,
                    min: $min,
                    max: $max,
                    default: $default,
                    unit: $crate::effects::parameter::Unit::$unit,
                    steps: effect!(@steps $($steps)?),
                },
            )+)?];

            fn check(&self, path: &str, problems: &mut model::FieldProblems) {
                let values: &[f32] = &[$($(self.$number,)+)?];
                for (number, value) in <Self as $crate::effects::parameter::Effect>::NUMBERS.iter().zip(values) {
                    number.check(*value, path, problems);
                }
            }
        }
    };
    (@steps $steps:expr) => { $steps };
    (@steps) => { &[] };
}

/// An enum whose words stand in the JSON, the first of them the default.
macro_rules! choice {
    ($(#[$doc:meta])* $choice:ident { $first:ident = $first_word:literal $(, $variant:ident = $word:literal)* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $choice {
            #[doc = concat!("`", $first_word, "`.")]
            #[default]
            #[serde(rename = $first_word)]
            $first,
            $(#[doc = concat!("`", $word, "`.")] #[serde(rename = $word)] $variant,)*
        }

        impl $choice {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [$choice] = &[$choice::$first $(, $choice::$variant)*];

            /// The word in the JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $choice::$first => $first_word,
                    $($choice::$variant => $word,)*
                }
            }
        }
    };
}

pub(crate) use {choice, effect};
