//! Keys and scales, by the names that the studio's models and effects have.

use serde::{Deserialize, Serialize};

/// A note without its octave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Note {
    /// C
    #[default]
    C,
    /// C♯, D♭
    #[serde(rename = "C#")]
    CSharp,
    /// D
    D,
    /// D♯, E♭
    #[serde(rename = "D#")]
    DSharp,
    /// E
    E,
    /// F
    F,
    /// F♯, G♭
    #[serde(rename = "F#")]
    FSharp,
    /// G
    G,
    /// G♯, A♭
    #[serde(rename = "G#")]
    GSharp,
    /// A
    A,
    /// A♯, B♭
    #[serde(rename = "A#")]
    ASharp,
    /// B
    B,
}

impl Note {
    /// From C upwards.
    pub const ALL: [Note; 12] = [
        Note::C,
        Note::CSharp,
        Note::D,
        Note::DSharp,
        Note::E,
        Note::F,
        Note::FSharp,
        Note::G,
        Note::GSharp,
        Note::A,
        Note::ASharp,
        Note::B,
    ];

    /// Semitones above C, 0 to 11.
    pub fn semitone(self) -> u8 {
        self as u8
    }

    /// So many semitones higher (lower when negative).
    pub fn transposed(self, semitones: i32) -> Note {
        Self::ALL[(i32::from(self.semitone()) + semitones.rem_euclid(12)).rem_euclid(12) as usize]
    }
}

/// Which notes belong to a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scale {
    /// Major (ionian)
    #[default]
    Major,
    /// Natural minor (aeolian)
    Minor,
    /// Minor with a major sixth
    Dorian,
    /// Minor with a minor second
    Phrygian,
    /// Major with an augmented fourth
    Lydian,
    /// Major with a minor seventh
    Mixolydian,
    /// Minor with a minor second and a diminished fifth
    Locrian,
    /// Minor with a major seventh
    HarmonicMinor,
}

impl Scale {
    /// All of them.
    pub const ALL: [Scale; 8] = [
        Scale::Major,
        Scale::Minor,
        Scale::Dorian,
        Scale::Phrygian,
        Scale::Lydian,
        Scale::Mixolydian,
        Scale::Locrian,
        Scale::HarmonicMinor,
    ];

    /// Semitones above the tonic.
    pub fn steps(self) -> [u8; 7] {
        match self {
            Scale::Major => [0, 2, 4, 5, 7, 9, 11],
            Scale::Minor => [0, 2, 3, 5, 7, 8, 10],
            Scale::Dorian => [0, 2, 3, 5, 7, 9, 10],
            Scale::Phrygian => [0, 1, 3, 5, 7, 8, 10],
            Scale::Lydian => [0, 2, 4, 6, 7, 9, 11],
            Scale::Mixolydian => [0, 2, 4, 5, 7, 9, 10],
            Scale::Locrian => [0, 1, 3, 5, 6, 8, 10],
            Scale::HarmonicMinor => [0, 2, 3, 5, 7, 8, 11],
        }
    }
}

/// The room's key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Its first note.
    pub tonic: Note,
    /// Its notes.
    pub scale: Scale,
}

impl Key {
    /// Whether a note belongs to it.
    ///
    /// ```
    /// use music::time::{Key, Note, Scale};
    /// let key = Key { tonic: Note::A, scale: Scale::Minor };
    /// assert!(key.contains(Note::F) && !key.contains(Note::FSharp));
    /// ```
    pub fn contains(self, note: Note) -> bool {
        let above = (12 + note.semitone() - self.tonic.semitone()) % 12;
        self.scale.steps().contains(&above)
    }

    /// Semitones from this key to `to` the shorter way, −5 to 6, by the tonic alone: what a loop is transposed by.
    pub fn distance(self, to: Key) -> i32 {
        let up = (i32::from(to.tonic.semitone()) - i32::from(self.tonic.semitone())).rem_euclid(12);
        if up > 6 { up - 12 } else { up }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_studio() {
        let key = Key { tonic: Note::FSharp, scale: Scale::HarmonicMinor };
        assert_eq!(serde_json::to_string(&key).unwrap(), r##"{"tonic":"F#","scale":"harmonicMinor"}"##);
    }

    #[test]
    fn modes_are_the_major_scale_from_another_note() {
        let modes =
            [Scale::Dorian, Scale::Phrygian, Scale::Lydian, Scale::Mixolydian, Scale::Minor, Scale::Locrian];
        let major = Key::default();
        for (degree, scale) in (1..).zip(modes) {
            let tonic = Note::C.transposed(Scale::Major.steps()[degree].into());
            let mode = Key { tonic, scale };
            for note in Note::ALL {
                assert_eq!(mode.contains(note), major.contains(note), "{mode:?} {note:?}");
            }
        }
    }

    #[test]
    fn the_shorter_way_is_taken() {
        let key = |tonic| Key { tonic, scale: Scale::Major };
        assert_eq!(key(Note::C).distance(key(Note::G)), -5);
        assert_eq!(key(Note::C).distance(key(Note::FSharp)), 6);
        assert_eq!(key(Note::B).distance(key(Note::C)), 1);
        for (from, semitones) in [(Note::C, -25), (Note::B, 13)] {
            assert_eq!(key(from).distance(key(from.transposed(semitones))), semitones.signum());
        }
    }
}
