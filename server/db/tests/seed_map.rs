//! `migrations/seed-map.tsv`: every seed column has its place, with a compatible type, nullability
//! and default.

use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text};
use diesel_async::RunQueryDsl;
use std::collections::{BTreeMap, BTreeSet};
use test_kit::TestDb;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    path: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    is_nullable: String,
    #[diesel(sql_type = Nullable<Text>)]
    default: Option<String>,
}

struct Seed<'a> {
    name: String,
    kind: &'a str,
    may_be_null: bool,
    default: &'a str,
    target: &'a str,
    rule: &'a str,
}

fn seeds() -> Vec<Seed<'static>> {
    let lines = include_str!("../../../migrations/seed-map.tsv").lines().skip(1);
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [seed, table, column, kind, nullable, default, target, rule] = fields[..] else {
                panic!("eight fields: {line}")
            };
            let name = format!("{seed}.{table}.{column}");
            Seed { name, kind, may_be_null: nullable == "YES", default, target, rule }
        })
        .collect()
}

fn is_compatible(seed: &str, actual: &str) -> bool {
    match seed {
        "text" => matches!(actual, "text" | "varchar" | "citext"),
        // The sortable text ids of seed 003 are how the interface prints a uuid.
        "tsid" => actual == "uuid",
        array if array.ends_with("[]") => actual.strip_prefix('_') == array.strip_suffix("[]"),
        same => actual == same,
    }
}

/// `'free'::character varying` as the seed writes it: `free`.
fn plain(default: &str) -> &str {
    let value = default.rsplit_once("'::").map_or(default, |(value, _)| value);
    value.trim_matches('\'')
}

/// JSON is compared as such: PostgreSQL prints it with spaces, and its keys in an order of its own.
fn is_same_default(seed: &str, actual: &str) -> bool {
    let (seed, actual) = (plain(seed), plain(actual));
    let json = |text| serde_json::from_str::<serde_json::Value>(text).ok();
    seed == actual || json(seed).is_some_and(|seed| json(actual) == Some(seed))
}

#[tokio::test]
async fn every_seed_column_has_its_place() {
    let test = TestDb::new().await;
    let query = "select table_schema || '.' || table_name || '.' || column_name as path, udt_name as kind,
            is_nullable, column_default as default
        from information_schema.columns where table_schema in ('public', 'auth')";
    let columns: Vec<Column> = diesel::sql_query(query)
        .load(&mut test.owner_connection().await)
        .await
        .expect("information_schema can be read");
    let columns: BTreeMap<&str, &Column> =
        columns.iter().map(|column| (column.path.as_str(), column)).collect();
    let mut wrong = Vec::new();
    for seed in seeds() {
        if seed.target == "-" {
            assert!(!seed.rule.is_empty(), "{}: a column without a target needs a rule", seed.name);
            continue;
        }
        let Some(column) = columns.get(seed.target) else {
            wrong.push(format!("{}: there is no {}", seed.name, seed.target));
            continue;
        };
        // Text holds everything that the seed's type does.
        let is_wider = column.kind == "text" && seed.rule.starts_with("wider: ");
        if !is_wider && !is_compatible(seed.kind, &column.kind) {
            wrong.push(format!("{}: {} is not {}", seed.name, column.kind, seed.kind));
        }
        let default = column.default.as_deref();
        let is_null = column.is_nullable == "YES";
        let fits = if seed.may_be_null {
            is_null || default.is_some() || seed.rule.starts_with("tighter: ")
        } else {
            !is_null
        };
        if !fits {
            wrong.push(format!("{}: nullability", seed.name));
        }
        let wanted = seed.default.replace("uuid_generate_v4()", "gen_random_uuid()");
        if !wanted.is_empty() && !default.is_some_and(|actual| is_same_default(&wanted, actual)) {
            wrong.push(format!("{}: default {default:?} is not {wanted}", seed.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let counts = counts(&seeds());
    println!("{counts}");
    assert!(counts.contains("seed 000: 48 tables, 543 columns"), "the data dictionary has as many");
}

/// For example `000: 48 tables, 543 columns`, for every seed.
fn counts(seeds: &[Seed]) -> String {
    let mut counts: BTreeMap<&str, (BTreeSet<&str>, usize)> = BTreeMap::new();
    for seed in seeds {
        let (document, rest) = seed.name.split_once('.').unwrap_or_default();
        let (tables, columns) = counts.entry(document).or_default();
        tables.insert(rest.split_once('.').unwrap_or_default().0);
        *columns += 1;
    }
    let line = |(document, (tables, columns)): (&&str, &(BTreeSet<&str>, usize))| {
        format!("seed {document}: {} tables, {columns} columns", tables.len())
    };
    counts.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_column_of_a_mapped_seed_table_is_mapped_once() {
    let seeds = seeds();
    let names: BTreeSet<&str> = seeds.iter().map(|seed| seed.name.as_str()).collect();
    assert_eq!(names.len(), seeds.len(), "no seed column twice");
    let of = |table: &str| names.iter().filter(|name| name.starts_with(table)).count();
    // As many as the data dictionary lists.
    for (table, columns) in [
        ("000.user_profiles.", 29),
        ("000.user_stats.", 19),
        ("000.user_instruments.", 13),
        ("000.user_xp_transactions.", 8),
        ("000.subscription_tiers.", 4),
        ("000.achievements.", 10),
        ("000.user_achievements.", 4),
        ("000.challenges.", 8),
        ("000.follows.", 3),
        ("000.friendships.", 8),
        ("000.notifications.", 10),
        ("000.activity_feed.", 5),
        ("000.reports.", 13),
        ("000.admin_audit_log.", 8),
        ("000.rooms.", 20),
        ("000.room_members.", 12),
        ("000.room_chat_messages.", 11),
        ("000.room_webrtc_sessions.", 7),
        ("001.room_webrtc_sessions.", 7),
        ("000.saved_rooms.", 23),
        ("000.user_saved_rooms.", 5),
        ("000.room_bans.", 7),
        ("000.room_invitations.", 11),
        ("000.room_permission_logs.", 8),
        ("000.session_history.", 9),
        ("000.tracks.", 10),
        ("000.room_tracks.", 10),
        ("000.user_tracks.", 18),
        ("000.room_loop_tracks.", 29),
        ("000.songs.", 14),
        ("000.saved_track_presets.", 18),
        ("000.user_custom_loops.", 21),
        ("000.lyria_usage.", 13),
        ("000.lyria_rate_limits.", 6),
        ("000.avatar_categories.", 15),
        ("000.avatar_components.", 17),
        ("000.avatar_color_palettes.", 4),
        ("000.avatar_unlock_rules.", 12),
        ("000.avatar_component_unlocks.", 2),
        ("000.avatar_generation_presets.", 9),
        ("000.user_avatar_canvas.", 8),
        ("000.user_unlocked_components.", 4),
        ("000.homepage_characters.", 15),
        ("000.system_loops.", 18),
        ("000.system_loop_categories.", 6),
        ("000.system_loop_subcategories.", 6),
        ("000.system_instruments.", 16),
        ("000.system_instrument_categories.", 6),
        ("000.system_instant_band_presets.", 11),
    ] {
        assert_eq!(of(table), columns, "{table}");
    }
}
