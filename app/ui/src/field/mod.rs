//! A labelled input: the label above, a hint, and what is wrong with it right beside it.
//!
//! Names are those of the server function's arguments (`form[email]`), so the form also works before the wasm has
//! loaded. Problems come as signals, from [`model::Fault::problem_with`].

use crate::icon::{Icon, IconName};
use leptos::{html::Form, prelude::*};

/// A one-line input.
#[component]
pub fn Field(
    /// What it asks for: its visible label.
    label: &'static str,
    /// Its name in the form, for example `form[email]`.
    name: &'static str,
    /// Its id in the page; the hint and the problem derive theirs from it.
    id: &'static str,
    /// `text`, `email`, `password`, `number`, …
    #[prop(default = "text", name = "type_")]
    kind: &'static str,
    /// A sentence that helps to fill it in.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What is wrong with it.
    #[prop(optional, into)]
    problem: Signal<Option<String>>,
    /// What stands in it at first.
    #[prop(default = None)]
    value: Option<String>,
    /// May not be empty; fields that may are marked instead.
    #[prop(default = true)]
    required: bool,
    /// What browsers and password managers fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Longest input, in characters.
    #[prop(optional, into)]
    max_chars: Option<usize>,
    /// Shortest input, in characters.
    #[prop(optional, into)]
    min_chars: Option<usize>,
    /// Smallest and largest number.
    #[prop(optional)]
    range: Option<(i32, i32)>,
    /// A regular expression that the whole input must match.
    #[prop(optional)]
    pattern: Option<&'static str>,
    /// An example, shown while empty.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// Correcting and capitalising is wrong here (names, addresses, codes).
    #[prop(optional)]
    verbatim: bool,
    /// Takes the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let described = described_by(id, hint.is_some(), problem);
    view! {
        <div class="field">
            <FieldLabel id=id label=label required=required/>
            <input
                class="input"
                id=id
                name=name
                type=kind
                value=value
                required=required
                autocomplete=autocomplete
                maxlength=max_chars.map(|n| n.to_string())
                minlength=min_chars.map(|n| n.to_string())
                min=range.map(|r| r.0.to_string())
                max=range.map(|r| r.1.to_string())
                pattern=pattern
                title=pattern.and(hint)
                placeholder=placeholder
                autocapitalize=verbatim.then_some("none")
                spellcheck=verbatim.then_some("false")
                autofocus=autofocus
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described
            />
            {hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <Problem id=id problem=problem/>
        </div>
    }
}

/// An input of several lines.
#[component]
pub fn TextArea(
    /// Its visible label.
    label: &'static str,
    /// Its name in the form.
    name: &'static str,
    /// Its id in the page.
    id: &'static str,
    /// A sentence that helps.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What is wrong with it.
    #[prop(optional, into)]
    problem: Signal<Option<String>>,
    /// May not be empty.
    #[prop(optional)]
    required: bool,
    /// Longest input, in characters.
    #[prop(optional, into)]
    max_chars: Option<usize>,
    /// What stands in it at first.
    #[prop(default = None)]
    value: Option<String>,
    /// Lines shown.
    #[prop(default = 3)]
    rows: u32,
) -> impl IntoView {
    // Not as children: leptos marks them with comments, which a text area would show as text.
    let text = value.unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
    let described = described_by(id, hint.is_some(), problem);
    view! {
        <div class="field">
            <FieldLabel id=id label=label required=required/>
            <textarea
                class="input"
                id=id
                name=name
                rows=rows.to_string()
                required=required
                maxlength=max_chars.map(|n| n.to_string())
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=described
                inner_html=text
            ></textarea>
            {hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <Problem id=id problem=problem/>
        </div>
    }
}

/// The label of the control `id`; says "optional" where that is so.
#[component]
pub(crate) fn FieldLabel(id: &'static str, label: &'static str, required: bool) -> impl IntoView {
    view! {
        <label class="field-label" for=id>
            {label}
            {(!required).then(|| view! { <small>" (optional)"</small> })}
        </label>
    }
}

/// What is wrong with the control `id`. Always in the page, so that a change of it is read out.
#[component]
pub fn Problem(
    /// The control's id in the page.
    id: &'static str,
    /// The sentence, if something is wrong.
    #[prop(into)]
    problem: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div id=format!("{id}-problem") aria-live="polite">
            {move || {
                problem
                    .get()
                    .map(|text| {
                        view! {
                            <p class="field-problem">
                                <Icon name=IconName::Warning/>
                                {text}
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// Moves the focus to the first refused control of `form`. Call it in an effect when an answer came back.
pub fn focus_first_problem(form: NodeRef<Form>) {
    request_animation_frame(move || {
        let refused =
            form.get_untracked().and_then(|form| form.query_selector("[aria-invalid='true']").ok().flatten());
        if let Some(control) = refused {
            use wasm_bindgen::JsCast;
            if let Ok(control) = control.dyn_into::<web_sys::HtmlElement>() {
                // Focusing what is on the page cannot fail in a way that somebody could act on.
                let _ = control.focus();
            }
        }
    });
}

pub(crate) fn described_by(
    id: &'static str,
    has_hint: bool,
    problem: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    move || match (has_hint, problem.with(Option::is_some)) {
        (true, true) => Some(format!("{id}-problem {id}-hint")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-problem")),
        (false, false) => None,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
