//! A fader's travel: from its position to dB and back.

/// Lowest fader position that sounds, in dB; below it is off.
pub const MIN_DB: f32 = -48.0;
/// Highest gain, in dB.
pub const MAX_DB: f32 = 6.0;
/// Where a fader stands until moved, and where a double click brings it.
pub const DEFAULT_DB: f32 = 0.0;

/// The fader's value as a person reads it: `−6 dB`, `+3 dB`, `Off` at the bottom.
pub fn label(db: f32) -> String {
    if db <= MIN_DB {
        return "Off".to_owned();
    }
    let rounded = db.round() as i32;
    match rounded {
        0 => "0 dB".to_owned(),
        up if up > 0 => format!("+{up} dB"),
        down => format!("\u{2212}{} dB", -down),
    }
}

/// The linear gain of a fader at `db`; 0 at the bottom.
pub fn gain(db: f32) -> f32 {
    if db <= MIN_DB { 0.0 } else { crate::level::amplitude_from_db(db.min(MAX_DB)) }
}

/// Brings anything (a stored value, a typed one) into the fader's range.
pub fn clamped(db: f32) -> f32 {
    if db.is_finite() { db.clamp(MIN_DB, MAX_DB) } else { DEFAULT_DB }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_is_off_and_the_middle_is_unity() {
        assert_eq!(gain(MIN_DB), 0.0);
        assert_eq!(gain(0.0), 1.0);
        assert_eq!(gain(99.0), gain(MAX_DB));
        assert_eq!(
            [label(-48.0), label(0.2), label(3.0), label(-6.4)],
            ["Off", "0 dB", "+3 dB", "\u{2212}6 dB"]
        );
    }

    #[test]
    fn broken_values_become_usable_ones() {
        assert_eq!([clamped(f32::NAN), clamped(-900.0), clamped(20.0)], [DEFAULT_DB, MIN_DB, MAX_DB]);
    }
}
