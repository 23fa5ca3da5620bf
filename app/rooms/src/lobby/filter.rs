//! Which rooms of the lobby are shown, and in which order: kept in the address, so that a lobby can be sent to somebody.

use leptos_router::params::ParamsMap;
use model_rooms::lobby::SEARCH_CHARS_MAX;
use model_rooms::{LobbyAsk, LobbySort, room::GENRES};

/// Reads the address's query; what it does not know is as if it were not there.
pub(super) fn ask_of(query: &ParamsMap) -> LobbyAsk {
    let genre = query.get("genre").filter(|genre| GENRES.contains(&genre.as_str())).unwrap_or_default();
    let text = query.get("q").unwrap_or_default();
    LobbyAsk {
        text: text.trim().chars().filter(|c| !c.is_control()).take(SEARCH_CHARS_MAX).collect(),
        genre,
        live: query.get("live").is_some(),
        sort: LobbySort::parse(&query.get("sort").unwrap_or_default()),
        after: query.get("after").and_then(|after| after.parse().ok()),
        limit: 0,
    }
}

/// Whether anything is chosen.
pub(super) fn is_filtered(ask: &LobbyAsk) -> bool {
    !ask.text.is_empty() || !ask.genre.is_empty() || ask.live
}

/// The address of the page after this one, for who reads without wasm.
pub(super) fn next_page(ask: &LobbyAsk, after: &model::Cursor) -> String {
    let mut address = format!("/lobby?sort={}&after={after}", ask.sort.as_str());
    for (name, value) in [("q", ask.text.as_str()), ("genre", ask.genre.as_str())] {
        if !value.is_empty() {
            let encoded: String = js_free_encoded(value);
            address.push_str(&format!("&{name}={encoded}"));
        }
    }
    if ask.live {
        address.push_str("&live=1");
    }
    address
}

/// Percent-encoding of everything that is not plainly a letter or digit; the same on the server and in the browser.
fn js_free_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Cursor;

    #[test]
    fn what_the_address_does_not_know_shows_everything() {
        let mut query = ParamsMap::new();
        query.insert("genre", "polka".to_owned());
        query.insert("sort", "money".to_owned());
        query.insert("after", "not a place".to_owned());
        assert_eq!(ask_of(&query), LobbyAsk::default());
        assert!(!is_filtered(&ask_of(&query)));
    }

    #[test]
    fn a_page_after_this_one_is_for_the_same_question() {
        let ask =
            LobbyAsk { text: "late & loud".into(), genre: "jazz".into(), live: true, ..LobbyAsk::default() };
        let address = next_page(&ask, &Cursor::new(1, "abcd1234"));
        assert_eq!(
            address,
            "/lobby?sort=active&after=0000000000000001.abcd1234&q=late%20%26%20loud&genre=jazz&live=1"
        );
    }
}
