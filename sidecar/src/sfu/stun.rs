//! Finds out whom a STUN request is for, before anything is known about where it came from.

const HEADER_BYTES: usize = 20;
const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
const USERNAME: u16 = 0x0006;

/// The first half of the USERNAME of a STUN binding request, which is our ufrag (RFC 8445, 7.2.2). `None` for anything
/// else. It proves nothing: the message's integrity is checked with that peer's password afterwards.
pub fn local_ufrag(datagram: &[u8]) -> Option<&str> {
    let header = datagram.get(..HEADER_BYTES)?;
    if header[..2] != BINDING_REQUEST || header[4..8] != MAGIC_COOKIE {
        return None;
    }
    let username = attribute(&datagram[HEADER_BYTES..], USERNAME)?;
    let (local, _remote) = std::str::from_utf8(username).ok()?.split_once(':')?;
    Some(local)
}

fn attribute(mut attributes: &[u8], wanted: u16) -> Option<&[u8]> {
    loop {
        let (head, rest) = attributes.split_at_checked(4)?;
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        if kind == wanted {
            return rest.get(..length);
        }
        attributes = rest.get(length.next_multiple_of(4)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(attributes: &[(u16, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (kind, value) in attributes {
            body.extend(kind.to_be_bytes());
            body.extend((value.len() as u16).to_be_bytes());
            body.extend(*value);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        let mut out = BINDING_REQUEST.to_vec();
        out.extend((body.len() as u16).to_be_bytes());
        out.extend(MAGIC_COOKIE);
        out.extend([9; 12]);
        out.extend(body);
        out
    }

    #[test]
    fn the_ufrag_is_found_behind_other_attributes() {
        let message = request(&[(0x8022, b"libwebrtc"), (USERNAME, b"ours:theirs"), (0x0024, &[0; 4])]);
        assert_eq!(local_ufrag(&message), Some("ours"));
        assert_eq!(local_ufrag(&request(&[(0x0024, &[0; 4])])), None);
        assert_eq!(local_ufrag(&request(&[(USERNAME, b"no colon")])), None);
        let mut response = message.clone();
        response[0] = 0x01;
        assert_eq!(local_ufrag(&response), None);
    }

    proptest! {
        #[test]
        fn no_datagram_is_read_out_of_bounds(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = local_ufrag(&bytes);
        }

        #[test]
        fn no_attributes_are_read_out_of_bounds(tail in proptest::collection::vec(any::<u8>(), 0..64)) {
            let mut message = request(&[]);
            message.extend(&tail);
            if let Some(found) = local_ufrag(&message) {
                prop_assert!(found.len() <= tail.len());
            }
        }

        #[test]
        fn any_username_comes_back(local in "[!-9;-~]{1,40}", remote in "[!-~]{0,40}") {
            let message = request(&[(0x8022, b"x"), (USERNAME, format!("{local}:{remote}").as_bytes())]);
            prop_assert_eq!(local_ufrag(&message), Some(local.as_str()));
        }
    }
}
