//! PostgreSQL's `numeric`, for which the seeds have a few columns (hours, thresholds): read as a float, written from a
//! whole number.

use diesel::pg::data_types::PgNumeric;

/// One digit of PostgreSQL's is this many of ours.
const BASE: i64 = 10_000;

/// The nearest float.
pub fn to_f64(number: &PgNumeric) -> f64 {
    let (sign, weight, digits) = match number {
        PgNumeric::Positive { weight, digits, .. } => (1.0, weight, digits),
        PgNumeric::Negative { weight, digits, .. } => (-1.0, weight, digits),
        PgNumeric::NaN => return f64::NAN,
    };
    let powers = (0..).map(|place| (BASE as f64).powi(i32::from(*weight) - place));
    sign * digits.iter().zip(powers).map(|(digit, power)| f64::from(*digit) * power).sum::<f64>()
}

/// A whole number.
pub fn from_whole(number: i64) -> PgNumeric {
    let (mut rest, mut digits) = (number.unsigned_abs(), Vec::new());
    while rest > 0 {
        #[expect(clippy::cast_possible_truncation, reason = "a remainder of 10 000")]
        digits.push((rest % BASE.unsigned_abs()) as i16);
        rest /= BASE.unsigned_abs();
    }
    digits.reverse();
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "at most 5 digits")]
    let weight = digits.len().saturating_sub(1) as i16;
    if number < 0 {
        PgNumeric::Negative { weight, scale: 0, digits }
    } else {
        PgNumeric::Positive { weight, scale: 0, digits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fractions_are_read() {
        let quarter = PgNumeric::Positive { weight: 0, scale: 2, digits: vec![12, 2500] };
        assert!((to_f64(&quarter) - 12.25).abs() < 1e-12);
        let small = PgNumeric::Negative { weight: -1, scale: 4, digits: vec![5000] };
        assert!((to_f64(&small) + 0.5).abs() < 1e-12);
        assert!(to_f64(&PgNumeric::NaN).is_nan());
    }

    proptest! {
        #[test]
        fn whole_numbers_come_back(number in -(1_i64 << 52)..(1_i64 << 52)) {
            prop_assert!((to_f64(&from_whole(number)) - number as f64).abs() < 0.5);
        }
    }
}
