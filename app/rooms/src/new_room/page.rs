//! The page that opens a room.

use super::{api::OpenRoom, color_choice::ColorChoice, genre::GENRE_LABELS};
use app_kit::{FormState, kept_value, use_viewer};
use leptos::{form::ActionForm, html::Form, prelude::*};
use leptos_meta::Title;
use model::limits;
use model_people::Viewer;
use model_rooms::room::DEFAULT_COLOR;
use ui::{
    Button, ButtonKind, Choice, EmptyState, Field, IconName, LinkButton, Notice, RadioCards, RadioChoice,
    Select, Skeleton, SkeletonShape, TextArea, Tone, focus_first_problem,
};

const FIELDS: &[&str] = &["name", "description", "genre", "color", "visibility", "max_users"];
/// What the form proposes: a band and some listeners.
const PROPOSED_USERS: i32 = 10;

/// A name is enough; everything else has a good default.
#[component]
pub fn NewRoomPage() -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <Title text="Open a room"/>
        <div class="page" data-width="read">
            <Suspense fallback=|| view! { <Skeleton shape=SkeletonShape::Row count=3/> }>
                {move || {
                    viewer
                        .get()
                        .map(|viewer| match viewer {
                            Viewer::Member { .. } => view! { <NewRoomForm/> }.into_any(),
                            _ => view! { <AccountFirst/> }.into_any(),
                        })
                }}
            </Suspense>
        </div>
    }
}

#[component]
fn NewRoomForm() -> impl IntoView {
    let action = ServerAction::<OpenRoom>::new();
    let form = FormState::of(action);
    let node = NodeRef::<Form>::new();
    let color = RwSignal::new(kept_value("color").unwrap_or_else(|| DEFAULT_COLOR.to_owned()));
    let failed = form.has_failed();
    let message = form.message(FIELDS);
    Effect::new(move |_| {
        if failed.get() && !form.busy().get() {
            focus_first_problem(node)
        }
    });
    view! {
        <div class="new-room" data-accent=move || color.get()>
            <div class="page-head">
                <div>
                    <h1>"Open a room"</h1>
                    <p class="lead">"It stays yours: the same link works tomorrow."</p>
                </div>
            </div>
            <ActionForm action=action node_ref=node>
                <div class="stack" data-gap="8">
                    {move || message.get().map(|text| view! { <Notice tone=Tone::Danger><p>{text}</p></Notice> })}
                    <Field
                        label="Room name"
                        name="form[name]"
                        id="name"
                        value=kept_value("name")
                        max_chars=limits::ROOM_NAME_CHARS_MAX
                        problem=form.problem("name")
                    />
                    <RadioCards
                        legend="Who can come in"
                        name="form[visibility]"
                        id="visibility"
                        choices=visibilities()
                        value=kept_value("visibility").unwrap_or_else(|| "public".to_owned())
                        problem=form.problem("visibility")
                    />
                    <Details form=form/>
                    <ColorChoice chosen=color problem=form.problem("color")/>
                    <div class="row">
                        <Button kind=ButtonKind::Primary submit=true large=true busy=form.busy()>
                            "Open room"
                        </Button>
                        <LinkButton href="/lobby" kind=ButtonKind::Quiet>
                            "Cancel"
                        </LinkButton>
                    </div>
                </div>
            </ActionForm>
        </div>
    }
}

#[component]
fn Details(form: FormState) -> impl IntoView {
    let genres = std::iter::once(Choice::new("", "None"))
        .chain(GENRE_LABELS.iter().map(|(value, label)| Choice::new(*value, *label)))
        .collect();
    view! {
        <TextArea
            label="Description"
            name="form[description]"
            id="description"
            value=kept_value("description")
            hint="What you want to play, and with whom."
            max_chars=limits::ROOM_DESCRIPTION_CHARS_MAX
            problem=form.problem("description")
        />
        <div class="new-room-pair">
            <Select
                label="Genre"
                name="form[genre]"
                id="genre"
                value=kept_value("genre").unwrap_or_default()
                choices=genres
                required=false
                problem=form.problem("genre")
            />
            <Field
                label="Most people at once"
                name="form[max_users]"
                id="max_users"
                type_="number"
                range=(*limits::ROOM_USERS.start(), *limits::ROOM_USERS.end())
                value=kept_value("max_users").or_else(|| Some(PROPOSED_USERS.to_string()))
                problem=form.problem("max_users")
            />
        </div>
    }
}

fn visibilities() -> Vec<RadioChoice> {
    vec![
        RadioChoice {
            value: "public",
            label: "Public",
            meaning: "In the lobby, for everybody to listen and join.",
            icon: IconName::Globe,
        },
        RadioChoice {
            value: "private",
            label: "Private",
            meaning: "Only for you and the room's members.",
            icon: IconName::Lock,
        },
    ]
}

/// A room has an owner, so opening one needs an account.
#[component]
fn AccountFirst() -> impl IntoView {
    view! {
        <h1 class="heard-only">"Open a room"</h1>
        <EmptyState icon=IconName::Key title="A room needs an owner">
            <p>"Create an account to open rooms of your own. To play in a public room, a name is enough."</p>
            <div class="row">
                <LinkButton href="/sign-up?next=/rooms/new" kind=ButtonKind::Primary>"Create account"</LinkButton>
                <LinkButton href="/sign-in?next=/rooms/new">"Sign in"</LinkButton>
                <LinkButton href="/lobby" kind=ButtonKind::Quiet>"Find a public room"</LinkButton>
            </div>
        </EmptyState>
    }
}
