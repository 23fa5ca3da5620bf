//! The tune: eight bars in D minor, 100 beats per minute, swung. Written for OpenStudio, under its licence.

/// Beats per minute.
pub const TEMPO_BPM: u32 = 100;
/// Bars in the loop.
pub const BARS: usize = 8;
/// Beats per bar.
pub const BEATS: usize = 4;
/// Where a swung off-beat falls, in beats.
pub const SWING: f32 = 2.0 / 3.0;

/// A note: bar, beat in it, length in beats, MIDI key, velocity 0 … 1.
pub type Note = (usize, f32, f32, u8, f32);

/// The chords, as voiced by the left hand: bar, beat, keys.
/// Dm9, B♭maj9, Gm9, A7♭9♭13, Dm9, Fmaj9, B♭maj9 and Am7, Gm9 and A7♭9♭13.
pub const CHORDS: [(usize, f32, [u8; 4]); 10] = [
    (0, 0.0, [53, 57, 60, 64]),
    (1, 0.0, [53, 57, 60, 62]),
    (2, 0.0, [53, 57, 58, 62]),
    (3, 0.0, [55, 58, 61, 65]),
    (4, 0.0, [53, 57, 60, 64]),
    (5, 0.0, [52, 55, 57, 60]),
    (6, 0.0, [53, 57, 60, 62]),
    (6, 2.0, [55, 57, 60, 64]),
    (7, 0.0, [53, 57, 58, 62]),
    (7, 2.0, [55, 58, 61, 65]),
];

/// When the left hand plays the chord of the moment, in even and in odd bars: beat, length in beats, velocity.
pub const COMPING: [&[(f32, f32, f32)]; 2] = [
    &[(0.0, 1.3, 0.62), (1.0 + SWING, 0.35, 0.5), (3.0, 0.6, 0.4)],
    &[(SWING, 0.3, 0.46), (2.0, 1.2, 0.6), (3.0 + SWING, 0.3, 0.42)],
];

/// The walking bass, one key per beat; the last of each bar leads into the next bar.
pub const WALK: [[u8; BEATS]; BARS] = [
    [38, 41, 45, 48],
    [46, 45, 41, 38],
    [43, 46, 50, 46],
    [45, 43, 40, 37],
    [38, 40, 41, 45],
    [41, 45, 48, 47],
    [46, 50, 45, 40],
    [43, 38, 45, 37],
];

/// Short notes of the bass between the beats.
pub const SKIPS: [Note; 4] = [
    (1, 1.0 + SWING, 0.3, 46, 0.4),
    (3, 3.0 + SWING, 0.3, 38, 0.45),
    (5, 1.0 + SWING, 0.3, 41, 0.4),
    (7, 3.0 + SWING, 0.3, 37, 0.45),
];

/// The tune of the right hand.
pub const TUNE: [Note; 33] = [
    (0, 2.0 + SWING, 0.33, 69, 0.55),
    (0, 3.0, 0.6, 72, 0.62),
    (0, 3.0 + SWING, 0.33, 74, 0.6),
    (1, 0.0, 1.5, 72, 0.68),
    (1, 1.0 + SWING, 0.33, 69, 0.5),
    (1, 2.0, 1.2, 65, 0.56),
    (2, 2.0 + SWING, 0.33, 67, 0.55),
    (2, 3.0, 0.6, 70, 0.6),
    (2, 3.0 + SWING, 0.33, 72, 0.62),
    (3, 0.0, 0.9, 73, 0.72),
    (3, 1.0, 0.6, 70, 0.56),
    (3, 1.0 + SWING, 0.33, 69, 0.52),
    (3, 2.0, 0.6, 67, 0.56),
    (3, 2.0 + SWING, 1.0, 64, 0.5),
    (4, 2.0 + SWING, 0.33, 69, 0.55),
    (4, 3.0, 0.6, 72, 0.62),
    (4, 3.0 + SWING, 0.33, 76, 0.66),
    (5, 0.0, 1.5, 74, 0.7),
    (5, 1.0 + SWING, 0.33, 72, 0.52),
    (5, 2.0, 1.2, 69, 0.58),
    (6, 0.0, 0.6, 74, 0.62),
    (6, SWING, 0.33, 72, 0.54),
    (6, 1.0, 0.6, 70, 0.58),
    (6, 1.0 + SWING, 0.33, 69, 0.5),
    (6, 2.0, 0.6, 67, 0.56),
    (6, 2.0 + SWING, 0.33, 64, 0.5),
    (6, 3.0, 1.0, 65, 0.58),
    (7, 0.0, 0.6, 67, 0.58),
    (7, SWING, 0.33, 70, 0.56),
    (7, 1.0, 0.8, 74, 0.66),
    (7, 2.0, 0.6, 73, 0.64),
    (7, 2.0 + SWING, 0.33, 70, 0.52),
    (7, 3.0, 0.8, 69, 0.6),
];

/// The pitch of a MIDI key, in Hz.
pub fn hz(key: u8) -> f32 {
    440.0 * ((f32::from(key) - 69.0) / 12.0).exp2()
}

/// The keys of the chord that sounds at a place.
pub fn chord_at(bar: usize, beat: f32) -> [u8; 4] {
    let begun = |chord: &&(usize, f32, [u8; 4])| (chord.0, chord.1) <= (bar, beat);
    CHORDS.iter().rev().find(begun).unwrap_or(&CHORDS[0]).2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_lies_in_its_bar_and_on_a_keyboard() {
        for (bar, beat, length, key, velocity) in TUNE.iter().chain(&SKIPS) {
            assert!(*bar < BARS && (0.0..BEATS as f32).contains(beat) && *length > 0.0);
            assert!((21..=108).contains(key) && (0.0..=1.0).contains(velocity));
        }
        assert_eq!(hz(69), 440.0);
    }

    #[test]
    fn chords_change_where_they_are_written() {
        assert_eq!(chord_at(0, 3.9), CHORDS[0].2);
        assert_eq!(chord_at(6, 1.9), CHORDS[6].2);
        assert_eq!(chord_at(6, 2.0), CHORDS[7].2);
        assert_eq!(chord_at(7, 3.0), CHORDS[9].2);
    }
}
