//! The few fields that every room needs.

use crate::new_room::{color_choice::ColorChoice, genre::GENRE_LABELS};
use app_kit::FormState;
use leptos::prelude::*;
use model::limits;
use model_rooms::NewRoom;
use ui::{Choice, Field, IconName, RadioCards, RadioChoice, Select, TextArea};

/// The fields whose problems stand beside them.
pub(crate) const FIELDS: &[&str] = &[
    "name",
    "description",
    "genre",
    "color",
    "visibility",
    "max_users",
    "tags",
    "icon",
    "customRules",
    "sampleRate",
    "bitDepth",
    "bufferSize",
    "volume",
    "maxPerformers",
    "slowModeSeconds",
    "default_role",
    "permissions",
    "skill_level",
    "min_level",
    "welcome_message",
    "banner_url",
    "starts_at",
    "repeats",
    "time_zone",
];

/// Name, who can come in, description, genre, places and colour.
#[component]
pub(crate) fn Basics(
    /// What stands in them at first.
    values: NewRoom,
    /// What is wrong with them.
    form: FormState,
    /// Follows the colour that is chosen.
    color: RwSignal<String>,
    /// Only what is not the name may be changed, or only the name.
    #[prop(optional)]
    fixed_name: bool,
) -> impl IntoView {
    let genres = std::iter::once(Choice::new("", "None"))
        .chain(GENRE_LABELS.iter().map(|(value, label)| Choice::new(*value, *label)))
        .collect();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let name = if fixed_name {
        view! { <input type="hidden" name="form[name]" value=values.name.clone()/> }.into_any()
    } else {
        view! {
            <Field
                label="Room name"
                name="form[name]"
                id="name"
                value=some(values.name.clone())
                max_chars=limits::ROOM_NAME_CHARS_MAX
                problem=form.problem("name")
            />
        }
        .into_any()
    };
    view! {
        {name}
        <RadioCards
            legend="Who can come in"
            name="form[visibility]"
            id="visibility"
            choices=visibilities()
            value=values.visibility.clone()
            problem=form.problem("visibility")
        />
        <TextArea
            label="Description"
            name="form[description]"
            id="description"
            value=some(values.description.clone())
            hint="What you want to play, and with whom."
            max_chars=limits::ROOM_DESCRIPTION_CHARS_MAX
            problem=form.problem("description")
        />
        <div class="new-room-pair">
            <Select
                label="Genre"
                name="form[genre]"
                id="genre"
                value=values.genre.clone()
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
                value=Some(values.max_users.to_string())
                problem=form.problem("max_users")
            />
        </div>
        <ColorChoice chosen=color problem=form.problem("color")/>
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
            meaning: "Only for you and whom you invite.",
            icon: IconName::Lock,
        },
    ]
}
