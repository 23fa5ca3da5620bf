//! The line on top of every page but the stage: the mark, where one can go, who one is.

use crate::{
    avatar::Avatar,
    icon::{Icon, IconName},
    theme::ThemeToggle,
};
use leptos::prelude::*;
use leptos_router::components::A;
use model_people::Viewer;

/// The header. Its children are the account's place at the end: a [`ViewerMenu`] once the viewer is known.
#[component]
pub fn SiteHeader(
    /// What stands at the end.
    children: Children,
) -> impl IntoView {
    view! {
        <header class="site-header">
            <div class="site-header-inner">
                <a class="brand" href="/" aria-label="OpenStudio, home">
                    <Mark/>
                    <span>"OpenStudio"</span>
                </a>
                <nav aria-label="Main">
                    <A href="/lobby" attr:class="nav-link">
                        "Lobby"
                    </A>
                    {children()}
                </nav>
                <ThemeToggle/>
            </div>
        </header>
    }
}

/// Who one is, and the way to one's account or to an account.
#[component]
pub fn ViewerMenu(
    /// Who is looking.
    viewer: Viewer,
) -> impl IntoView {
    match viewer {
        Viewer::Member { name, .. } => view! {
            <A href="/account" attr:class="nav-link">
                <Avatar name=name.clone() size="small"/>
                <span class="heard-only">"Your account: "</span>
                <span class="viewer-name">{name}</span>
            </A>
        }
        .into_any(),
        Viewer::Guest { name, .. } => view! {
            <span class="nav-link" data-spare="">
                <Icon name=IconName::Person/>
                <span class="viewer-name">{name}</span>
                <span class="faint">"(guest)"</span>
            </span>
            <A href="/sign-in" attr:class="nav-link">
                "Sign in"
            </A>
        }
        .into_any(),
        Viewer::Anonymous => view! {
            <A href="/sign-up" attr:class="nav-link" attr:data-spare="">
                "Create account"
            </A>
            <A href="/sign-in" attr:class="nav-link">
                "Sign in"
            </A>
        }
        .into_any(),
    }
}

/// The mark: two arcs of sound over a point, a stage from above.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="4 8 24 18" aria-hidden="true">
            <g fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round">
                <path d="M6 21.5a10 10 0 0 1 20 0"></path>
                <path d="M11 21.5a5 5 0 0 1 10 0"></path>
            </g>
            <circle cx="16" cy="22.5" r="1.9" fill="currentColor"></circle>
        </svg>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
