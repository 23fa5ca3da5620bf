//! Links in what people say: found, shown as they were written, and opened without telling where from.

use leptos::prelude::*;

/// Beginnings that make a link. Nothing else does: a script, a file or data of a page is text.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Link(&'a str),
}

/// A message's text with its links made clickable; the text itself stays as it was written.
pub(super) fn linked(text: &str) -> impl IntoView + use<> {
    let view = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned().into_any(),
        Piece::Link(address) => {
            let address = address.to_owned();
            view! {
                <a href=address.clone() target="_blank" rel="noopener noreferrer nofollow ugc">
                    {address.clone()}
                </a>
            }
            .into_any()
        }
    };
    pieces(text).into_iter().map(view).collect_view()
}

/// The message, cut where links begin and end.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((start, end)) = next_link(rest) {
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        pieces.push(Piece::Link(&rest[start..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Where the next link begins and ends, in bytes.
fn next_link(text: &str) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    loop {
        let starts =
            SCHEMES.iter().filter_map(|scheme| Some((from + lower.get(from..)?.find(scheme)?, scheme.len())));
        let (start, scheme) = starts.min()?;
        let after = start + scheme;
        let length = text[after..].find(ends_link).unwrap_or(text.len() - after);
        let end = after + trimmed(&text[after..after + length]).len();
        let begins_word = !text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let has_host = text[after..end].chars().next().is_some_and(char::is_alphanumeric);
        if begins_word && has_host {
            return Some((start, end));
        }
        from = after;
    }
}

/// White space, controls and marks that turn the direction of text end a link: it reads as it leads.
fn ends_link(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_whitespace() || c.is_control() || turns || matches!(c, '<' | '>' | '"' | '`')
}

/// Without what belongs to the sentence: a full stop at its end, a bracket that was opened before the link.
fn trimmed(mut link: &str) -> &str {
    while let Some(last) = link.chars().next_back() {
        let opened = |open: char, close: char| {
            link.chars().filter(|c| *c == open).count() >= link.chars().filter(|c| *c == close).count()
        };
        let belongs = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '…' | '»' | '”' | '’' => false,
            ')' => opened('(', ')'),
            ']' => opened('[', ']'),
            '}' => opened('{', '}'),
            _ => true,
        };
        if belongs {
            break;
        }
        link = &link[..link.len() - last.len_utf8()];
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        let link = |piece: &Piece<'_>| match piece {
            Piece::Link(_) => true,
            Piece::Text(_) => false,
        };
        let all = pieces(text);
        let joined: String = all
            .iter()
            .map(|piece| match piece {
                Piece::Text(t) | Piece::Link(t) => *t,
            })
            .collect();
        assert_eq!(joined, text, "nothing of the text is lost");
        all.into_iter()
            .filter(link)
            .map(|piece| match piece {
                Piece::Text(t) | Piece::Link(t) => t,
            })
            .collect()
    }

    #[test]
    fn addresses_are_found_where_they_stand_in_a_sentence() {
        assert_eq!(links("See https://example.org/a?b=c#d."), ["https://example.org/a?b=c#d"]);
        assert_eq!(
            links("(HTTP://Example.org/x_(y)), and https://b.org"),
            ["HTTP://Example.org/x_(y)", "https://b.org"]
        );
        assert_eq!(links("nothing here"), [""; 0]);
        assert_eq!(links("ünder https://müsik.example/ö!"), ["https://müsik.example/ö"]);
    }

    #[test]
    fn what_could_do_harm_is_text() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "xhttps://a.org",
            "https://",
            "https://)",
            "file:///etc/passwd",
            "//example.org",
        ] {
            assert_eq!(links(text), [""; 0], "{text}");
        }
        assert_eq!(links("https://a.org\u{202e}gpj.exe"), ["https://a.org"]);
        assert_eq!(links("https://a.org\"onclick=x"), ["https://a.org"]);
    }
}
