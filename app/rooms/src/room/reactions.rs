//! Reactions: the bar to send them, the menu to send one to somebody, and how they are shown for a moment.

use super::action::{Act, Action};
use super::store::RoomStore;
use super::store::reaction::ShownReaction;
use leptos::prelude::*;
use model::ParticipantId;
use model_rooms::{Permission, Reaction};
use ui::{Icon, IconName, Menu, MenuItem};

/// Below the stage: what went to everybody from those who are not on it, and the bar.
#[component]
pub fn Reactions() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let may = Memo::new(move |_| store.may(Permission::SendReactions));
    view! {
        <section class="react" aria-label="Reactions">
            <Floating on=None/>
            <Show when=move || may.get()>
                <ReactionBar/>
            </Show>
        </section>
    }
}

#[component]
fn ReactionBar() -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let buttons = Reaction::ALL.map(|reaction| {
        view! {
            // Not `disabled`: it would take the focus away while one waits.
            <button
                class="reaction-button"
                type="button"
                data-reaction=reaction.as_str()
                aria-label=reaction.label()
                title=reaction.label()
                aria-disabled=move || store.cooling.get().then_some("true")
                on:click=move |_| act.send(Action::React(reaction, None))
            >
                <Icon name=IconName::from(reaction) large=true/>
            </button>
        }
    });
    view! {
        <div class="reaction-bar" role="group" aria-label="React" data-cooling=move || store.cooling.get().then_some("")>
            {buttons.into_iter().collect_view()}
        </div>
    }
}

/// Six ways to react to one person.
#[component]
pub fn ReactTo(
    /// To whom.
    to: ParticipantId,
    /// Their name.
    name: Memo<String>,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let act = expect_context::<Act>();
    let may = Memo::new(move |_| store.may(Permission::SendReactions));
    let label = Signal::derive(move || format!("React to {}", name.get()));
    let items = move || {
        let item = |reaction: Reaction| {
            view! {
                <MenuItem
                    icon=IconName::from(reaction)
                    on:click=move |_| act.send(Action::React(reaction, Some(to)))
                >
                    {reaction.label()}
                </MenuItem>
            }
        };
        Reaction::ALL.map(item).into_iter().collect_view()
    };
    move || {
        may.get().then(|| {
            view! {
                <Menu id=format!("react-{to}") label=label icon=IconName::ReactLove>
                    {items()}
                </Menu>
            }
        })
    }
}

/// The reactions that are shown on somebody now, or in front of the stage.
#[component]
pub fn Floating(
    /// On whose tile.
    on: Option<ParticipantId>,
) -> impl IntoView {
    let store = expect_context::<RoomStore>();
    let here = Memo::new(move |_| {
        let shown =
            |list: &Vec<ShownReaction>| list.iter().filter(|one| one.on == on).cloned().collect::<Vec<_>>();
        store.reactions.with(shown)
    });
    // Not read out: a room of fifty that applauds would drown everything else. What is for oneself is (`announce`).
    view! {
        <ul class="floating" aria-hidden="true">
            <For each=move || here.get() key=|one| one.key let:one>
                <li class="floating-reaction" data-reaction=one.reaction.as_str()>
                    <Icon name=IconName::from(one.reaction) large=true/>
                    <span>{one.by}</span>
                </li>
            </For>
        </ul>
    }
}
