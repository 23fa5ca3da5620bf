//! Limits that both sides know: the form counts with them, the server refuses with them.

/// Shortest and longest password, in characters (ASVS 6.2.1, 6.2.9).
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 10..=128;
/// Shortest and longest user name, in characters.
pub const USERNAME_CHARS: std::ops::RangeInclusive<usize> = 3..=30;
/// Longest display name, in characters.
pub const DISPLAY_NAME_CHARS_MAX: usize = 50;
/// Longest e-mail address, in bytes (RFC 5321).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Longest room name, in characters.
pub const ROOM_NAME_CHARS_MAX: usize = 100;
/// Longest room description, in characters.
pub const ROOM_DESCRIPTION_CHARS_MAX: usize = 500;
/// Fewest and most people in a room.
pub const ROOM_USERS: std::ops::RangeInclusive<i32> = 2..=50;
/// Longest chat message, in characters.
pub const CHAT_CHARS_MAX: usize = 2000;
/// Chat messages in a snapshot and in a page of history.
pub const CHAT_PAGE: usize = 100;
/// Longest WebSocket message that the server reads, in bytes. An SDP offer is the largest we send.
pub const SOCKET_MESSAGE_BYTES_MAX: usize = 64 * 1024;
/// Longest request body of a server function, in bytes.
pub const FORM_BYTES_MAX: usize = 64 * 1024;
