//! Rooms as things one has, over HTTP: opening and changing them, the lobby, invitations, and what is kept.

mod edit;
mod invitations;
mod lobby;
mod saved;

use crate::client::Browser;
use axum::http::header::LOCATION;

/// What a page sends about a room, beyond its name: every field, some of them not the default.
const CHOICES: &str = "form[choices][tags]=late,+funk&form[choices][icon]=guitar&form[choices][allow_recording]=true\
    &form[choices][custom_rules]=Tune+first%0D%0ABe+kind&form[choices][sample_rate]=48000&form[choices][bit_depth]=24\
    &form[choices][buffer_size]=128&form[choices][backing_track_volume]=80&form[choices][master_volume]=100\
    &form[choices][network_mode]=sfu&form[choices][max_performers]=4&form[choices][allow_listeners]=true\
    &form[choices][slow_mode_seconds]=10&form[choices][default_role]=listener&form[choices][require_approval]=true\
    &form[choices][permission_preset]=own&form[choices][flags][chat.sendMessages]=&form[choices][flags][transport.play]=allow\
    &form[choices][flags][chat.shareLinks]=deny";

/// The few fields that every room needs.
fn basics(name: &str, visibility: &str) -> String {
    format!(
        "form[name]={name}&form[description]=&form[genre]=funk&form[color]=teal&form[visibility]={visibility}&form[max_users]=6"
    )
}

/// Opens a room as a page without wasm does; its code.
async fn open(owner: &mut Browser<'_>, form: &str) -> String {
    let answer = owner.post_form("/rooms/new", "open_room", form).await;
    let path = answer.header(LOCATION).to_owned();
    assert!(path.starts_with("/room/"), "{} {path} {}", answer.status, answer.body);
    path.trim_start_matches("/room/").to_owned()
}

/// A field of the JSON that a server function answered.
fn json(body: &str) -> serde_json::Value {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}
