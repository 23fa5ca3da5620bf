//! [`App`]: the router, and what every page can count on (title, viewer).

use crate::not_found::NotFoundPage;
use app_kit::{ViewerContext, use_viewer};
use app_people::accounts::{
    api,
    page::{AccountPage, SignInPage, SignUpPage},
};
use app_people::guests::page::GuestPage;
use app_rooms::{
    home::page::HomePage,
    invitations::{
        answer::InvitePage, badge::InvitationsLink, page::RoomInvitationsPage, pending::InvitationsPage,
    },
    lobby::page::LobbyPage,
    new_room::page::NewRoomPage,
    room::page::RoomPage,
    saved::page::SavedRoomsPage,
    settings::page::RoomSettingsPage,
};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    hooks::use_location,
    nested_router::Outlet,
    path,
};
use ui::{OfflineLine, SiteHeader, ToastRegion, Toasts, ViewerMenu};

/// The whole application, between `<body>` and `</body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Toasts::default());
    provide_context(ViewerContext::new(Resource::new_blocking(|| (), |()| api::viewer())));
    // Async: the whole page is in the first answer, with its status, so that every page can be read and every form sent
    // without wasm.
    view! {
        <Title formatter=|title: String| if title.is_empty() { "OpenStudio".to_owned() } else { format!("{title} · OpenStudio") }/>
        <Router>
            <Routes fallback=|| view! { <Framed><NotFoundPage/></Framed> }>
                <Route path=path!("/room/:code") view=RoomPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=|| view! { <Framed><Outlet/></Framed> }>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/lobby") view=LobbyPage ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/new") view=NewRoomPage ssr=SsrMode::Async/>
                    <Route path=path!("/rooms/saved") view=SavedRoomsPage ssr=SsrMode::Async/>
                    <Route path=path!("/room/:code/settings") view=RoomSettingsPage ssr=SsrMode::Async/>
                    <Route path=path!("/room/:code/invitations") view=RoomInvitationsPage ssr=SsrMode::Async/>
                    <Route path=path!("/invite/:code") view=InvitePage ssr=SsrMode::Async/>
                    <Route path=path!("/invitations") view=InvitationsPage ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/sign-up") view=SignUpPage ssr=SsrMode::Async/>
                    <Route path=path!("/guest") view=GuestPage ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
        <ToastRegion/>
    }
}

/// The frame of every page but the room: skip link, header, main. The room has a frame of its own.
#[component]
fn Framed(children: Children) -> impl IntoView {
    let viewer = use_viewer();
    focus_main_on_new_page();
    view! {
        <a class="skip-link" href="#main">"Skip to content"</a>
        <OfflineLine/>
        <SiteHeader>
            <InvitationsLink/>
            <Suspense>{move || viewer.get().map(|viewer| view! { <ViewerMenu viewer=viewer/> })}</Suspense>
        </SiteHeader>
        <main id="main" tabindex="-1">{children()}</main>
    }
}

/// A link inside the application loads no document, so nothing would tell somebody who listens to the page, or uses the
/// keyboard, that another page is there: the focus goes to its beginning.
fn focus_main_on_new_page() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| {
                let main = document()
                    .get_element_by_id("main")
                    .and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok());
                // A page without a main part keeps the focus where it is.
                let _ = main.map(|main| main.focus());
            });
        }
        now
    });
}
