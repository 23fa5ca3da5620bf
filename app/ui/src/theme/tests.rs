use super::*;
use model_rooms::room::COLORS;

#[test]
fn the_toggle_comes_round() {
    assert_eq!(Theme::System.next().next().next(), Theme::System);
    for theme in [Theme::System, Theme::Light, Theme::Dark] {
        assert_eq!(Theme::from_stored(theme.stored()), theme);
    }
}

const ACCENTS: &str = include_str!("../../../../style/accents.css");
const TOKENS: &str = include_str!("../../../../style/tokens.css");

/// The day and the night value of `name` in `css`.
fn themed(css: &str, name: &str) -> [String; 2] {
    let from = css.find(&format!("{name}: light-dark(")).unwrap_or_else(|| panic!("{name}"));
    let inner = css[from..].split(['(', ')']).nth(1).unwrap();
    let (day, night) = inner.split_once(',').unwrap();
    [day.trim().to_owned(), night.trim().to_owned()]
}

/// WCAG 2.2 relative luminance of `#rrggbb`.
fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn assert_readable(what: &str, ink: &[String; 2], on: &[String; 2], least: f64) {
    for theme in 0..2 {
        let found = contrast(&ink[theme], &on[theme]);
        assert!(found >= least, "{what} in theme {theme}: {} on {} is {found:.2}", ink[theme], on[theme]);
    }
}

#[test]
fn every_accent_is_readable_on_every_tone() {
    let tones = ["--ground", "--surface", "--raised"].map(|tone| themed(TOKENS, tone));
    for color in COLORS {
        let from = ACCENTS
            .find(&format!("[data-accent=\"{color}\"]"))
            .unwrap_or_else(|| panic!("{color} is missing"));
        let rule = &ACCENTS[from..];
        let rule = &rule[..rule.find('}').unwrap()];
        assert_readable(color, &themed(rule, "--on-accent"), &themed(rule, "--accent"), 4.5);
        for tone in &tones {
            assert_readable(color, &themed(rule, "--accent-ink"), tone, 4.5);
        }
    }
}

#[test]
fn body_text_has_seven_to_one_and_the_rest_is_readable() {
    for tone in ["--ground", "--surface", "--raised"].map(|tone| themed(TOKENS, tone)) {
        for (ink, least) in [("--ink", 7.0), ("--ink-2", 7.0), ("--ink-3", 4.5)] {
            assert_readable(ink, &themed(TOKENS, ink), &tone, least);
        }
    }
    let ground = themed(TOKENS, "--ground");
    assert_readable("--edge", &themed(TOKENS, "--edge"), &ground, 3.0);
    for mood in ["danger", "caution", "good"] {
        let ink = themed(TOKENS, &format!("--{mood}"));
        assert_readable(mood, &ink, &themed(TOKENS, &format!("--{mood}-surface")), 4.5);
        assert_readable(mood, &ink, &ground, 4.5);
    }
}

#[test]
fn families_and_meters_are_seen_on_every_tone() {
    let instruments = include_str!("../../../../style/instruments.css");
    let hues = ["strings", "keys", "drums", "voice", "winds", "electronic", "other"]
        .map(|family| themed(instruments, &format!("--family-{family}")));
    let meters = ["green", "yellow", "red"].map(|zone| themed(TOKENS, &format!("--meter-{zone}")));
    for tone in ["--ground", "--surface", "--raised"].map(|tone| themed(TOKENS, tone)) {
        for hue in hues.iter().chain(&meters) {
            assert_readable("hue", hue, &tone, 3.0);
        }
    }
}
