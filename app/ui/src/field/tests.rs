use super::*;

fn field(problem: Option<&str>) -> String {
    let owner = Owner::new();
    let problem = problem.map(str::to_owned);
    owner.with(|| {
        view! {
            <Field label="E-mail" name="form[email]" id="email" hint="To sign in." problem=Signal::stored(problem)/>
        }
        .to_html()
    })
}

#[test]
fn a_label_names_its_input_and_a_hint_describes_it() {
    let html = field(None);
    assert!(html.contains(r#"for="email""#) && html.contains(r#"id="email""#), "{html}");
    assert!(html.contains(r#"aria-describedby="email-hint""#), "{html}");
    assert!(html.contains(r#"id="email-hint""#) && !html.contains("aria-invalid"), "{html}");
}

#[test]
fn a_problem_stands_beside_its_input_and_is_said_first() {
    let html = field(Some("Check <it>."));
    assert!(html.contains(r#"aria-invalid="true""#), "{html}");
    assert!(html.contains(r#"aria-describedby="email-problem email-hint""#), "{html}");
    let problem = html.split(r#"id="email-problem""#).nth(1).unwrap();
    assert!(problem.contains("Check &lt;it&gt;."), "{html}");
}

#[test]
fn a_text_area_holds_its_text_and_nothing_else() {
    let owner = Owner::new();
    let area = |value: Option<&str>| {
        let value = value.map(str::to_owned);
        owner.with(|| view! { <TextArea label="Description" name="form[d]" id="d" value=value/> }.to_html())
    };
    assert!(area(None).contains("></textarea>"), "{}", area(None));
    let html = area(Some("</textarea><b>&amp;"));
    assert!(html.contains("&lt;/textarea>&lt;b>"), "{html}");
    assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    assert!(html.contains("&amp;amp;"), "{html}");
}
