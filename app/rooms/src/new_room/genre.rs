//! Genres as people read them.

use model_rooms::room::GENRES;

/// Stored name and label of each genre, in the order of the chooser.
pub(crate) const GENRE_LABELS: [(&str, &str); GENRES.len()] = [
    ("rock", "Rock"),
    ("jazz", "Jazz"),
    ("blues", "Blues"),
    ("electronic", "Electronic"),
    ("hiphop", "Hip-hop"),
    ("classical", "Classical"),
    ("folk", "Folk"),
    ("metal", "Metal"),
    ("pop", "Pop"),
    ("rnb", "R&B"),
    ("country", "Country"),
    ("funk", "Funk"),
    ("experimental", "Experimental"),
    ("jam", "Free jam"),
    ("other", "Something else"),
];

/// The label of a stored genre; an unknown one is shown as stored.
pub(crate) fn genre_label(genre: &str) -> String {
    GENRE_LABELS.iter().find(|(value, _)| *value == genre).map_or(genre, |(_, label)| label).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_genre_has_a_label() {
        assert_eq!(GENRE_LABELS.map(|(value, _)| value), GENRES);
    }
}
