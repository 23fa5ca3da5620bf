//! The design system: every component's code, style and notes in one folder.
//!
//! Components write plain HTML with one class each and say their variants in `data-` attributes; the styles are
//! gathered by `style/main.css`. Anything that makes a page different (an accent, a family of instruments) is an
//! attribute too: `data-accent="teal"`, `data-instrument="drums"`.

pub mod avatar;
pub mod button;
pub mod check_box;
pub mod connection;
pub mod dialog;
pub mod empty_state;
pub mod field;
pub mod icon;
pub mod kbd;
pub mod latency;
pub mod menu;
pub mod meter;
pub mod notice;
pub mod offline;
pub mod panel;
pub mod radio_cards;
pub mod relative_time;
pub mod select;
pub mod site_header;
pub mod skeleton;
pub mod stage_arc;
pub mod theme;
pub mod toast;

pub use avatar::{Avatar, InstrumentAvatar};
pub use button::{Button, ButtonKind, IconButton, LinkButton};
pub use check_box::CheckBox;
pub use connection::ConnectionBars;
pub use dialog::Dialog;
pub use empty_state::EmptyState;
pub use field::{Field, Problem, TextArea, focus_first_problem};
pub use icon::{Icon, IconName};
pub use kbd::Kbd;
pub use latency::LatencyBadge;
pub use menu::{Menu, MenuHeading, MenuItem};
pub use meter::{ClipLight, Meter};
pub use notice::{Banner, Notice, Tone};
pub use offline::OfflineLine;
pub use panel::Panel;
pub use radio_cards::{RadioCards, RadioChoice};
pub use relative_time::RelativeTime;
pub use select::{Choice, Select};
pub use site_header::{SiteHeader, ViewerMenu};
pub use skeleton::{Skeleton, SkeletonShape};
pub use stage_arc::StageArc;
pub use theme::ThemeToggle;
pub use toast::{ToastRegion, Toasts, use_toasts};
