//! A room in each of the lists of one's own rooms.

use super::api::{ForgetAtHand, ForgetRegular, KeepAtHand, NoteRoom};
use super::meeting::MeetingTime;
use crate::lobby::presence::{Presence, presence_words};
use app_kit::{ApiError, FormState};
use leptos::{form::ActionForm, prelude::*};
use model_rooms::{BookmarkedRoom, Role, SavedRoom, SavedRoomType, Tie, YourRoom};
use server_fn::ServerFn;
use ui::{Button, ButtonKind, Icon, IconName, LinkButton, Notice, RelativeTime, Tone};

/// A regular room: when it meets, and what happened in it.
#[component]
pub(super) fn RegularRow(room: SavedRoom, changed: RwSignal<u32>) -> impl IntoView {
    let forget = ServerAction::<ForgetRegular>::new();
    raise_when_done(forget, changed);
    let path = format!("/room/{}", room.code);
    let settings = format!("{path}/settings");
    let banner = room.choices.banner_url.clone();
    let statistics = statistics(&room);
    view! {
        <li class="kept-room">
            {(!banner.is_empty())
                .then(|| view! { <img class="kept-banner" src=banner alt="" loading="lazy" referrerpolicy="no-referrer"/> })}
            <div class="kept-what">
                <h3>
                    <a href=path.clone()>{room.name.clone()}</a>
                </h3>
                <p class="quiet">{kind_words(room.choices.room_type)}</p>
                <p>{next_words(&room)}</p>
                <p class="faint number">
                    {statistics}
                    {room.last_active_at.map(|at| view! { ", last " <RelativeTime at=at/> })}
                </p>
            </div>
            <div class="row kept-ways">
                <LinkButton href=path>"Enter"</LinkButton>
                <LinkButton href=settings kind=ButtonKind::Quiet icon=IconName::Settings>"Change"</LinkButton>
                <ActionForm action=forget>
                    <input type="hidden" name="code" value=room.code.to_string()/>
                    <Button kind=ButtonKind::Quiet submit=true busy=forget.pending()>"Keep no more"</Button>
                </ActionForm>
            </div>
            {problem(FormState::of(forget))}
        </li>
    }
}

fn next_words(room: &SavedRoom) -> AnyView {
    match (room.next_meeting, room.choices.meets()) {
        (Some(at), _) => {
            let again = room.choices.repeats().map(|repeats| format!(", {}", repeats.label()));
            view! {
                <Icon name=IconName::Clock/>
                " "
                <MeetingTime at=at/>
                {again}
            }
            .into_any()
        }
        (None, true) => view! { "Its time is over." }.into_any(),
        (None, false) => ().into_any(),
    }
}

fn kind_words(kind: SavedRoomType) -> &'static str {
    match kind {
        SavedRoomType::Private => "Private",
        SavedRoomType::Public => "Public",
        SavedRoomType::Friends => "For friends",
        SavedRoomType::Scheduled => "At a certain time",
        SavedRoomType::Recurring => "Meets again and again",
    }
}

/// `12 sessions, 5 people, 3 h 20 min of music`
fn statistics(room: &SavedRoom) -> String {
    let many = |count: i32, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    let minutes = room.total_jam_seconds / 60;
    let music = match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min of music"),
        (hours, minutes) => format!("{hours} h {minutes} min of music"),
    };
    let sessions = many(room.total_sessions, "session", "sessions");
    let people = many(room.total_unique_visitors, "person", "people");
    format!("{sessions}, {people}, {music}")
}

/// A room at hand, with one's own words about it.
#[component]
pub(super) fn AtHandRow(room: BookmarkedRoom, changed: RwSignal<u32>) -> impl IntoView {
    let forget = ServerAction::<ForgetAtHand>::new();
    let note = ServerAction::<NoteRoom>::new();
    raise_when_done(forget, changed);
    let noted = FormState::of(note);
    let code = StoredValue::new(room.room.to_string());
    let (path, id) = (format!("/room/{}", room.room), format!("notes-{}", room.room));
    view! {
        <li class="kept-room">
            <div class="kept-what">
                <h3>
                    <a href=path.clone()>{room.room_name.clone()}</a>
                </h3>
                <p class="faint">"kept " <RelativeTime at=room.saved_at/></p>
                <ActionForm action=note>
                    <input type="hidden" name="code" value=code.get_value()/>
                    <label class="field-label" for=id.clone()>"Notes"</label>
                    <div class="kept-notes">
                        <input class="input" id=id name="notes" maxlength="1000" value=room.notes.clone() placeholder="Only you see them"/>
                        <Button submit=true busy=noted.busy()>"Save"</Button>
                    </div>
                    <p class="field-hint" role="status">{move || noted.done().get().then_some("Saved.")}</p>
                </ActionForm>
                {problem(noted)}
            </div>
            <div class="row kept-ways">
                <LinkButton href=path>"Enter"</LinkButton>
                <ActionForm action=forget>
                    <input type="hidden" name="code" value=code.get_value()/>
                    <Button kind=ButtonKind::Quiet submit=true busy=forget.pending()>"Keep no more"</Button>
                </ActionForm>
            </div>
            {problem(FormState::of(forget))}
        </li>
    }
}

/// Another room of somebody's; their own ones can be kept.
#[component]
pub(super) fn OtherRow(yours: YourRoom, changed: RwSignal<u32>, may_keep: bool) -> impl IntoView {
    let keep = ServerAction::<KeepAtHand>::new();
    raise_when_done(keep, changed);
    let code = yours.room.room.code.to_string();
    let path = format!("/room/{code}");
    let owned = yours.tie == Tie::Member(Role::Owner);
    let live = !yours.room.performers.is_empty();
    view! {
        <li class="kept-room" data-accent=yours.room.room.color.clone()>
            <div class="kept-what">
                <h3>
                    <a href=path.clone()>{yours.room.room.name.clone()}</a>
                </h3>
                <p class="quiet">{tie_words(yours.tie)}</p>
                <p class="number">
                    <Presence live=live/>
                    " "
                    {presence_words(&yours.room)}
                </p>
            </div>
            <div class="row kept-ways">
                <LinkButton href=path.clone()>"Enter"</LinkButton>
                {(owned && may_keep)
                    .then(|| {
                        view! {
                            <ActionForm action=keep>
                                <input type="hidden" name="code" value=code/>
                                <input type="hidden" name="notes" value=""/>
                                <Button kind=ButtonKind::Quiet submit=true busy=keep.pending()>"Keep at hand"</Button>
                            </ActionForm>
                            <LinkButton href=format!("{path}/settings#regular") kind=ButtonKind::Quiet>"Make it regular"</LinkButton>
                        }
                    })}
            </div>
            {problem(FormState::of(keep))}
        </li>
    }
}

/// What somebody is in a room, as a list says it.
pub(crate) fn tie_words(tie: Tie) -> &'static str {
    match tie {
        Tie::Invited => "You are invited",
        Tie::Member(Role::Owner) => "Yours",
        Tie::Member(Role::CoHost) => "You are a co-host",
        Tie::Member(Role::Performer) => "You are a performer",
        Tie::Member(Role::Member) => "You are a member",
        Tie::Member(Role::Listener) => "You are a listener",
    }
}

/// Loads the lists again when something was done.
fn raise_when_done<S>(action: ServerAction<S>, changed: RwSignal<u32>)
where
    S: ServerFn<Error = ApiError, Output = ()> + Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        if matches!(action.value().get(), Some(Ok(()))) {
            changed.update(|n| *n += 1);
        }
    });
}

fn problem(form: FormState) -> impl IntoView {
    let (notes, other) = (form.problem("notes"), form.message(&["notes"]));
    move || {
        notes
            .get()
            .or_else(|| other.get())
            .map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use model::UserId;
    use model_rooms::{RegularChoices, RoomCode};
    use uuid::Uuid;

    #[test]
    fn statistics_are_said_in_words() {
        let mut room = SavedRoom {
            id: Uuid::nil(),
            code: RoomCode::parse("abcd1234").unwrap(),
            owner_id: UserId(Uuid::nil()),
            name: "Ours".into(),
            choices: RegularChoices::default(),
            next_meeting: None,
            total_sessions: 1,
            total_unique_visitors: 2,
            total_jam_seconds: 3_599,
            created_at: DateTime::UNIX_EPOCH,
            last_active_at: None,
        };
        assert_eq!(statistics(&room), "1 session, 2 people, 59 min of music");
        room.total_jam_seconds = 12_000;
        assert_eq!(statistics(&room), "1 session, 2 people, 3 h 20 min of music");
    }
}
