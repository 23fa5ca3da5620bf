//! New room codes.

use model_rooms::RoomCode;
use rand::{Rng, RngExt};

/// Letters and digits that nobody mistakes for another when a code is read out or written down: no `0`/`o`, `1`/`i`/`l`,
/// `5`/`s`, `2`/`z`, `u`/`v`.
const ALPHABET: &[u8] = b"346789abcdefghjkmnpqrtwxy";

/// A new code. `random` must be a cryptographic source: the code of a private room is part of what keeps it private.
/// 25⁸ ≈ 1.5·10¹¹ codes.
pub fn new_code(random: &mut impl Rng) -> RoomCode {
    loop {
        let text: String = (0..RoomCode::CHARS)
            .map(|_| char::from(ALPHABET[random.random_range(0..ALPHABET.len())]))
            .collect();
        if let Ok(code) = RoomCode::parse(&text) {
            return code;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use std::collections::HashSet;

    #[test]
    fn codes_are_valid_distinct_and_without_look_alikes() {
        let mut random = rand::rngs::StdRng::seed_from_u64(7);
        let codes: HashSet<_> = (0..1000).map(|_| new_code(&mut random).to_string()).collect();
        assert_eq!(codes.len(), 1000);
        assert!(
            codes.iter().all(|code| !code.contains(['0', 'o', '1', 'i', 'l', '5', 's', '2', 'z', 'u', 'v']))
        );
    }
}
