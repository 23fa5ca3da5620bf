//! The effects' JSON and ranges.

use super::*;
use proptest::prelude::*;

#[test]
fn there_are_the_35_of_the_seed() {
    assert_eq!(Effects::KEYS.len(), 35);
    assert_eq!(Effects::KEYS.iter().collect::<std::collections::BTreeSet<_>>().len(), 35);
}

#[test]
fn without_effects_nothing_is_written_and_nothing_sounds() {
    let none: Effects = serde_json::from_str("{}").unwrap();
    assert_eq!(none, Effects::default());
    assert_eq!(serde_json::to_string(&none).unwrap(), "{}");
    assert!(none.enabled().is_empty());
}

#[test]
fn what_is_written_says_whether_it_sounds_and_old_rows_with_fewer_keys_are_read() {
    let effects: Effects = serde_json::from_str(r#"{"wah": {"enabled": true, "rate": 2}}"#).unwrap();
    assert_eq!((effects.wah.rate, effects.wah.depth), (2.0, 0.7));
    assert_eq!(effects.enabled(), ["wah"]);
    let written = serde_json::to_value(&effects).unwrap();
    assert_eq!(written["wah"]["enabled"], true);
    assert_eq!(serde_json::from_value::<Effects>(written).unwrap(), effects);
}

#[test]
fn unknown_keys_and_words_are_refused() {
    for wrong in [
        r#"{"wahwah": {}}"#,
        r#"{"wah": {"pedal": 1}}"#,
        r#"{"wah": {"mode": "sometimes"}}"#,
        r#"{"eq": {"bands": [{"kind": "peaking"}]}}"#,
        r#"{"wah": {"enabled": 1}}"#,
    ] {
        assert!(serde_json::from_str::<Effects>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_default_is_in_its_range_and_every_share_between_minus_one_and_two() {
    assert_eq!(Effects::default().checked().unwrap(), Effects::default());
    let mut problems = FieldProblem::list();
    LoopEffects::default().check("effects", &mut problems);
    problems.into_result().unwrap();
    for (effect, numbers) in Effects::NUMBERS {
        assert!(!numbers.is_empty(), "{effect}");
        for number in *numbers {
            assert!(number.takes(number.default), "{effect}.{}", number.name);
            assert!(number.min < number.max, "{effect}.{}", number.name);
            if number.unit == Unit::Share {
                assert!(
                    number.min >= -1.0 && number.max <= 2.0,
                    "{effect}.{} has another scale",
                    number.name
                );
            }
            assert!(!number.takes(f32::NAN) && !number.takes(number.max + 0.5));
        }
    }
}

#[test]
fn a_value_out_of_range_is_named() {
    let mut effects = Effects::default();
    effects.compressor.ratio = 21.0;
    effects.phaser.stages = 5.0;
    effects.eq.bands[1].gain = -30.0;
    effects.cabinet.custom_ir_url = Some("http://elsewhere/".into());
    let fault = effects.checked().unwrap_err();
    for field in [
        "effects.compressor.ratio",
        "effects.phaser.stages",
        "effects.eq.bands.1.gain",
        "effects.cabinet.customIRUrl",
    ] {
        assert!(fault.problem_with(field).is_some(), "{field}: {fault:?}");
    }
}

proptest! {
    #[test]
    fn any_effect_survives_the_json(rate in 0.1f32..=10.0, depth in 0.0f32..=1.0, on: bool, mode in 0usize..3) {
        let wah = Wah { enabled: on, rate, depth, mode: WahMode::ALL[mode], ..Wah::default() };
        let effects = Effects { wah, ..Effects::default() };
        let json = serde_json::to_string(&effects).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Effects>(&json).unwrap(), &effects);
        prop_assert!(effects.checked().is_ok());
    }
}
