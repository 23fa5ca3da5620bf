//! What somebody typed into a form survives its refusal, also without wasm.
//!
//! A plain form that is refused leads back to its page, with the fault in the address (`__err`). The values that are
//! neither secret nor personal go with it, and the page fills them in again (`app_kit::kept_value`). E-mail addresses and
//! passwords never: an address ends up in logs and histories.

/// The fields that are kept, as browsers write them in a form's body.
const KEPT: [&str; 7] = [
    "form%5Bname%5D",
    "form%5Busername%5D",
    "form%5Bdescription%5D",
    "form%5Bgenre%5D",
    "form%5Bcolor%5D",
    "form%5Bvisibility%5D",
    "form%5Bmax_users%5D",
];
/// Groups of fields that are kept: the choices about a room.
const KEPT_GROUPS: [&str; 2] = ["form%5Bchoices%5D%5B", "form%5Bregular%5D%5B"];
/// Longest address we lead to, in bytes: what every server and proxy on the way accepts.
const ADDRESS_BYTES_MAX: usize = 4_000;

/// The address to lead back to: `location` with the kept values of the refused `body`. Unchanged when nothing was
/// refused, or when it would become too long.
pub fn with_kept_values(location: &str, body: &[u8]) -> String {
    let Some((path, query)) = location.split_once('?') else { return location.to_owned() };
    if !query.split('&').any(|pair| pair.starts_with("__err=")) {
        return location.to_owned();
    }
    let body = std::str::from_utf8(body).unwrap_or_default();
    let old = query.split('&').filter(|pair| !is_kept(pair));
    let new = body.split('&').filter(|pair| is_kept(pair) && is_encoded(pair));
    let kept = format!("{path}?{}", old.chain(new).collect::<Vec<_>>().join("&"));
    if kept.len() <= ADDRESS_BYTES_MAX { kept } else { location.to_owned() }
}

fn is_kept(pair: &str) -> bool {
    let is_known =
        |name: &str| KEPT.contains(&name) || KEPT_GROUPS.iter().any(|group| name.starts_with(group));
    pair.split_once('=').is_some_and(|(name, value)| is_known(name) && !value.is_empty())
}

/// Only what a browser's form encoding consists of goes from a body into a header.
fn is_encoded(pair: &str) -> bool {
    pair.bytes().all(|b| b.is_ascii_alphanumeric() || b"%+-._*=".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::with_kept_values;

    const BACK: &str = "http://here/rooms/new?__path=%2Fapi%2Fopen_room&__err=abc";

    #[test]
    fn values_that_are_no_secret_go_back_to_the_page() {
        let body = b"form%5Bname%5D=Late+jam&form%5Bcolor%5D=teal&form%5Bgenre%5D=";
        assert_eq!(
            with_kept_values(BACK, body),
            format!("{BACK}&form%5Bname%5D=Late+jam&form%5Bcolor%5D=teal")
        );
    }

    #[test]
    fn passwords_and_addresses_never_do() {
        let body =
            b"form%5Bemail%5D=a%40b.c&form%5Bpassword%5D=secret&form%5Bnext%5D=%2F&form%5Bnew%5D=secret2";
        assert_eq!(with_kept_values(BACK, body), BACK);
    }

    #[test]
    fn the_choices_about_a_room_are_kept_as_one() {
        let body = b"code=abcd1234&form%5Bname%5D=&form%5Bchoices%5D%5Btags%5D=late&form%5Bregular%5D%5Bkeep%5D=true";
        let kept = "form%5Bchoices%5D%5Btags%5D=late&form%5Bregular%5D%5Bkeep%5D=true";
        assert_eq!(with_kept_values(BACK, body), format!("{BACK}&{kept}"));
    }

    #[test]
    fn a_second_refusal_replaces_what_was_kept() {
        let first = with_kept_values(BACK, b"form%5Bname%5D=one");
        assert_eq!(with_kept_values(&first, b"form%5Bname%5D=two"), format!("{BACK}&form%5Bname%5D=two"));
    }

    #[test]
    fn nothing_is_added_to_a_success_nor_from_a_forged_body() {
        let next = "/room/abcd1234?listen=1";
        assert_eq!(with_kept_values(next, b"form%5Bname%5D=one"), next);
        assert_eq!(with_kept_values(BACK, b"form%5Bname%5D=a\r\nSet-Cookie: b"), BACK);
        let long = format!("form%5Bdescription%5D={}", "x".repeat(5_000));
        assert_eq!(with_kept_values(BACK, long.as_bytes()), BACK);
    }
}
