//! Who comes into which room: asked at the page, at the socket and at the sound, all of them real. Every cell of the
//! matrix is tried and printed; a change of who may come in shows as a change of the snapshot.

mod caller;
mod venue;

use caller::Caller;
use std::fmt::Write;
use venue::{PEOPLE, ROOMS, Venue};

#[tokio::test]
async fn the_join_matrix() {
    let venue = Venue::new().await;
    let mut matrix = String::new();
    let mut cells = 0;
    for room in ROOMS {
        writeln!(matrix, "{}", room.name).unwrap();
        for person in PEOPLE {
            let code = venue.code_of(room);
            let page = venue.page(person, &code).await;
            let mut caller = Caller::call(&venue, person, &code).await;
            let socket = caller.enter(room.performing).await;
            let media = caller.offer().await;
            caller.leave().await;
            assert_eq!(
                media == "answered",
                socket.starts_with("in as"),
                "{room:?}, {person}: {socket}; {media}"
            );
            writeln!(matrix, "    {person:<10}  page    {page}").unwrap();
            writeln!(matrix, "                socket  {socket}").unwrap();
            writeln!(matrix, "                media   {media}").unwrap();
            cells += 1;
        }
    }
    assert_eq!(cells, 8 * 9, "a cell is missing");
    assert_eq!(matrix.lines().count(), ROOMS.len() * (1 + 3 * PEOPLE.len()));
    insta::assert_snapshot!("join_matrix", matrix);
    venue.end().await;
}

/// The words of a refusal.
fn refused(fault: &model::Fault) -> String {
    format!("{}: {fault}", fault.status())
}
