//! Level meters: dBFS on a scale from −60 to 0, green to −18, yellow to −6, red above.
//!
//! The component draws; whoever measures applies the ballistics (decay 20 dB/s, peak held 1.5 s) before it sets the
//! signals. Only two custom properties change per frame, so drawing is one transform each.

use leptos::prelude::*;

/// The bottom of the scale, in dBFS.
pub const FLOOR_DBFS: f32 = -60.0;
/// Where green ends, in dBFS.
pub const HOT_DBFS: f32 = -18.0;
/// Where yellow ends, in dBFS.
pub const OVER_DBFS: f32 = -6.0;

/// Where a level lies on the scale: 0 at −60 dBFS and below (also for no signal, −∞), 1 at 0 dBFS and above.
pub fn position(dbfs: f32) -> f32 {
    if dbfs.is_nan() { 0.0 } else { ((dbfs - FLOOR_DBFS) / -FLOOR_DBFS).clamp(0.0, 1.0) }
}

/// The colour that a level has: `silent`, `good`, `hot` or `over`.
pub fn zone(dbfs: f32) -> &'static str {
    match dbfs {
        db if db.is_nan() || db <= FLOOR_DBFS => "silent",
        db if db <= HOT_DBFS => "good",
        db if db <= OVER_DBFS => "hot",
        _ => "over",
    }
}

/// A horizontal meter.
#[component]
pub fn Meter(
    /// Whose level, for who listens to the page, for example `Your input level`.
    #[prop(into)]
    label: String,
    /// The level now, in dBFS.
    #[prop(into)]
    level_dbfs: Signal<f32>,
    /// The held peak, in dBFS.
    #[prop(into)]
    peak_dbfs: Signal<f32>,
    /// With a scale in dB under it.
    #[prop(optional)]
    marks: bool,
) -> impl IntoView {
    let spoken_db = Memo::new(move |_| level_dbfs.get().clamp(FLOOR_DBFS, 0.0).round() as i32);
    view! {
        <div
            class="meter"
            role="meter"
            aria-label=label
            aria-valuemin="-60"
            aria-valuemax="0"
            aria-valuenow=move || spoken_db.get().to_string()
            aria-valuetext=move || format!("{} dB", spoken_db.get())
            data-zone=move || zone(peak_dbfs.get())
            style:--level=move || format!("{:.4}", position(level_dbfs.get()))
            style:--peak=move || format!("{:.4}", position(peak_dbfs.get()))
        >
            <div class="meter-bar">
                <div class="meter-peak"></div>
            </div>
            {marks.then(scale)}
        </div>
    }
}

fn scale() -> impl IntoView {
    let marks = [-48, -36, -24, -18, -12, -6, 0];
    let marks = marks.map(|db| {
        let left = format!("{:.1}%", position(db as f32) * 100.0);
        // The minus sign, not a hyphen: as wide as a figure.
        let text = if db == 0 { "0".to_owned() } else { format!("−{}", -db) };
        view! { <span style:left=left>{text}</span> }
    });
    view! { <div class="meter-marks" aria-hidden="true"><span>"dB"</span>{marks.into_iter().collect_view()}</div> }
}

/// A light that tells that the input was too loud; it stays lit until it is seen to.
#[component]
pub fn ClipLight(
    /// Lit.
    #[prop(into)]
    lit: Signal<bool>,
) -> impl IntoView {
    view! {
        <span class="clip-light" role="img" data-lit=move || lit.get().to_string() aria-label=move || {
            if lit.get() { "Too loud: the input was clipped" } else { "Not clipped" }
        }></span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_its_ends_and_its_zones() {
        assert_eq!(position(-60.0), 0.0);
        assert_eq!(position(0.0), 1.0);
        assert_eq!(position(f32::NEG_INFINITY), 0.0);
        assert_eq!(position(f32::NAN), 0.0);
        assert_eq!(position(6.0), 1.0);
        assert_eq!([-70.0, -18.0, -17.9, -6.0, -5.9].map(zone), ["silent", "good", "hot", "hot", "over"]);
    }

    #[test]
    fn the_style_changes_colour_where_the_zones_do() {
        let css = include_str!("meter.css");
        let stops = format!("{:.0}%", position(HOT_DBFS) * 100.0);
        assert!(css.contains(&format!("--meter-green) 0 {stops}")), "green ends at {stops}");
        let stops = format!("{:.0}%", position(OVER_DBFS) * 100.0);
        assert!(css.contains(&format!("--meter-red) {stops}")), "red starts at {stops}");
    }
}
