//! The shallow arc on which performers stand: those in the middle lie deeper, those at the sides nearer.

/// How far performer `index` of `count` in its row is moved down, from 0.0 (middle, far) to 1.0 (sides, near).
pub fn nearness(index: usize, count: usize) -> f32 {
    if count < 3 {
        return 0.0;
    }
    let middle = (count - 1) as f32 / 2.0;
    let off = (index as f32 - middle) / middle;
    off * off
}

/// How many performers stand in each row, far row first, so that no row has more than `most` and rows are nearly even
/// (the far one may have one more).
pub fn rows(performers: usize, most: usize) -> Vec<usize> {
    if performers == 0 {
        return Vec::new();
    }
    let rows = performers.div_ceil(most.max(1));
    let (each, rest) = (performers / rows, performers % rows);
    (0..rows).map(|row| each + usize::from(row < rest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sides_are_near_and_the_middle_is_far() {
        let five: Vec<f32> = (0..5).map(|n| nearness(n, 5)).collect();
        assert_eq!(five, [1.0, 0.25, 0.0, 0.25, 1.0]);
        assert_eq!([nearness(0, 1), nearness(1, 2)], [0.0, 0.0]);
    }

    #[test]
    fn rows_are_even_and_never_too_long() {
        assert_eq!(rows(0, 5), Vec::<usize>::new());
        assert_eq!(rows(4, 5), [4]);
        assert_eq!(rows(12, 5), [4, 4, 4]);
        assert_eq!(rows(7, 5), [4, 3]);
    }
}
