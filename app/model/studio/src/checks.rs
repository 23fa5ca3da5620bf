//! Checks that several forms share.

use model::FieldProblems;

/// Longest id that a browser may choose for a row, in characters.
pub const ID_CHARS_MAX: usize = 128;

/// Notes a problem unless `id` has 1 to 128 letters, digits, `-` or `_`.
pub fn id(text: &str, field: &str, problems: &mut FieldProblems) {
    let ok = (1..=ID_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    problems.require(ok, field, "An id has 1 to 128 letters, digits, - or _.");
}

/// Notes a problem unless `text` has 1 to `max` characters that can be shown.
pub fn name(text: &str, max: usize, field: &str, problems: &mut FieldProblems) {
    let chars = text.chars().count();
    problems.require(chars >= 1, field, "Give it a name.");
    problems.require(chars <= max, field, &format!("Use at most {max} characters."));
    problems.require(
        !text.chars().any(char::is_control),
        field,
        "This has a character that cannot be shown.",
    );
}

/// Notes a problem unless `text` has at most `max` characters that can be stored.
pub fn text(text: &str, max: usize, field: &str, problems: &mut FieldProblems) {
    problems.require(text.chars().count() <= max, field, &format!("Use at most {max} characters."));
    problems.require(!text.contains('\0'), field, "This has a character that cannot be stored.");
}

/// Notes a problem unless `value` is a number from `min` to `max`.
pub fn between(value: f32, min: f32, max: f32, field: &str, problems: &mut FieldProblems) {
    problems.require((min..=max).contains(&value), field, &format!("This goes from {min} to {max}."));
}

/// Notes a problem unless `text` is `#` and six hexadecimal digits.
pub fn color(text: &str, field: &str, problems: &mut FieldProblems) {
    let ok = text
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
    problems.require(ok, field, "A colour is # and six hexadecimal digits.");
}

/// Notes a problem unless `text` is an address on the web or a path of ours.
pub fn address(text: &str, field: &str, problems: &mut FieldProblems) {
    let ok = (text.starts_with("https://") || text.starts_with('/'))
        && text.chars().count() <= 2000
        && !text.chars().any(char::is_control);
    problems.require(ok, field, "This is an address that begins with https://.");
}

/// Notes a problem unless `text` is a word of a catalogue: small letters, digits and `-`.
pub fn word(text: &str, field: &str, problems: &mut FieldProblems) {
    let ok = (1..=50).contains(&text.len())
        && !text.starts_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    problems.require(ok, field, "Choose one of the list.");
}

/// Notes a problem unless `text` names a sound: words with `/` between them, `drums/acoustic-kit`.
pub fn sound(text: &str, field: &str, problems: &mut FieldProblems) {
    let part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    };
    problems.require(text.len() <= 100 && text.split('/').all(part), field, "Choose one of the sounds.");
}

/// Notes a problem unless `text` is a key: a note, perhaps with `#` or `b`, perhaps minor or major: `C`, `F#m`, `B minor`.
pub fn key(text: &str, field: &str, problems: &mut FieldProblems) {
    let is_key = text.strip_prefix(|c: char| ('A'..='G').contains(&c)).is_some_and(|rest| {
        let rest = rest.strip_prefix(['#', 'b']).unwrap_or(rest);
        let mode = rest.strip_prefix(' ').unwrap_or(rest);
        rest.is_empty() || matches!(mode, "m" | "min" | "minor" | "maj" | "major")
    });
    problems.require(is_key, field, "A key is a note, perhaps minor: C, F#m.");
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::FieldProblem;

    fn passes(check: impl Fn(&mut FieldProblems)) -> bool {
        let mut problems = FieldProblem::list();
        check(&mut problems);
        problems.into_result().is_ok()
    }

    #[test]
    fn keys_are_read_as_musicians_write_them() {
        for good in ["C", "F#", "Bb", "Am", "F#m", "C major", "B minor", "Ebmaj"] {
            assert!(passes(|problems| key(good, "key", problems)), "{good}");
        }
        for bad in ["", "H", "c", "C##", "Cmm", "C  m", "C dorian", "C "] {
            assert!(!passes(|problems| key(bad, "key", problems)), "{bad:?}");
        }
    }

    #[test]
    fn sounds_and_words_have_no_way_out() {
        assert!(passes(|problems| sound("drums/acoustic-kit", "s", problems)));
        for bad in ["", "drums/", "/drums", "../x", "drums kit", "Drums"] {
            assert!(!passes(|problems| sound(bad, "s", problems)), "{bad:?}");
        }
        assert!(
            passes(|problems| word("bass-808", "w", problems))
                && !passes(|problems| word("-x", "w", problems))
        );
        assert!(!passes(|problems| between(f32::NAN, 0.0, 1.0, "n", problems)));
        assert!(!passes(|problems| address("javascript:alert(1)", "url", problems)));
    }
}
