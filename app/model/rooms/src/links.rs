//! Links in what people write: what the server refuses to who may not share any is what the page makes clickable.

use linkify::{LinkFinder, LinkKind};
use std::ops::Range;

/// A link in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLink {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Where it leads, always `https://…` or `http://…`.
    pub address: String,
}

/// The links of a text, in order: `http` and `https` addresses, and what is meant as one (`www.jam.example`,
/// `jam.example/room`). A bare `jam.example` is none: a missing space after a full stop looks the same.
pub fn links(text: &str) -> impl Iterator<Item = TextLink> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    finder.links(text).filter_map(|link| {
        let (range, words) = (link.start()..link.end(), link.as_str());
        address(words).map(|address| TextLink { range, address })
    })
}

/// Whether a text has a link.
pub fn has_link(text: &str) -> bool {
    links(text).next().is_some()
}

fn address(words: &str) -> Option<String> {
    let begins = |with: &str| words.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if begins("https://") || begins("http://") {
        return Some(words.to_owned());
    }
    let has_other_scheme = words.contains("://");
    let is_meant = begins("www.") || words.split_once('/').is_some_and(|(_, path)| !path.is_empty());
    (is_meant && !has_other_scheme).then(|| format!("https://{words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        links(text).map(|link| (text[link.range].to_owned(), link.address)).collect()
    }

    #[test]
    fn addresses_are_found_without_what_stands_around_them() {
        let one = |words: &str, address: &str| vec![(words.to_owned(), address.to_owned())];
        assert_eq!(
            found("(see https://jam.example/a?b=1.)"),
            one("https://jam.example/a?b=1", "https://jam.example/a?b=1")
        );
        assert_eq!(found("HTTP://JAM.EXAMPLE!"), one("HTTP://JAM.EXAMPLE", "HTTP://JAM.EXAMPLE"));
        assert_eq!(found("www.jam.example, now"), one("www.jam.example", "https://www.jam.example"));
        assert_eq!(found("jam.example/room"), one("jam.example/room", "https://jam.example/room"));
        assert_eq!(found("https://a.example https://b.example").len(), 2);
    }

    #[test]
    fn nothing_else_is_a_link() {
        for text in [
            "no link",
            "great.Next song",
            "we play at 7.30",
            "javascript:alert(1)",
            "ftp://jam.example/a",
            "a/b and 1/2",
            "ada@jam.example",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
