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

/// How many stand in a full row, so that no row has more than `most` and the rows are as even as they can be.
pub fn per_row(performers: usize, most: usize) -> usize {
    let rows = performers.div_ceil(most.max(1)).max(1);
    performers.div_ceil(rows).max(1)
}

/// How near performer `index` of `performers` stands when rows of `per_row` are filled one after the other.
pub fn nearness_in_rows(index: usize, performers: usize, per_row: usize) -> f32 {
    let row_start = index - index % per_row;
    nearness(index - row_start, per_row.min(performers - row_start))
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
        let rows: Vec<usize> = [0, 1, 4, 5, 6, 7, 12, 13].into_iter().map(|n| per_row(n, 5)).collect();
        assert_eq!(rows, [1, 1, 4, 5, 3, 4, 4, 5]);
    }

    #[test]
    fn a_short_last_row_has_an_arc_of_its_own() {
        assert_eq!(
            [nearness_in_rows(4, 7, 4), nearness_in_rows(5, 7, 4), nearness_in_rows(6, 7, 4)],
            [1.0, 0.0, 1.0]
        );
    }
}
