use super::*;
use leptos_router::{components::Router, location::RequestUrl};

fn menu(viewer: Viewer) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(RequestUrl::new("/lobby"));
        view! { <Router><ViewerMenu viewer=viewer/></Router> }.to_html()
    })
}

#[test]
fn each_viewer_is_offered_their_way() {
    let id = "018f0000-0000-7000-8000-000000000000".parse().unwrap();
    let nobody = menu(Viewer::Anonymous);
    assert!(nobody.contains(r#"href="/sign-in""#) && nobody.contains(r#"href="/sign-up""#), "{nobody}");
    let guest = menu(Viewer::Guest { id, name: "<Ella>".into() });
    assert!(guest.contains("&lt;Ella&gt;") && guest.contains(r#"href="/sign-in""#), "{guest}");
    assert!(!guest.contains("/account"), "{guest}");
    let member = menu(Viewer::Member { id, username: "nina".into(), name: "Nina".into() });
    assert!(member.contains(r#"href="/account""#) && !member.contains("/sign-in"), "{member}");
}
