//! The tables as the text of `table!` and its companions.

use super::catalog::{ForeignKey, Table};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Doc comments of a file, by what they stand before.
pub(super) struct Docs {
    /// The file's own, with an empty line after them.
    pub header: String,
    /// Of tables (`users`) and columns (`users.id`).
    before: BTreeMap<String, Vec<String>>,
}

impl Docs {
    pub fn of(text: &str) -> Self {
        let mut header: String =
            text.lines().take_while(|line| line.starts_with("//!")).flat_map(|line| [line, "\n"]).collect();
        if !header.is_empty() {
            header.push('\n');
        }
        let (mut before, mut pending, mut table) = (BTreeMap::new(), Vec::new(), String::new());
        for line in text.lines().map(str::trim) {
            if line.starts_with("///") {
                pending.push(line.to_owned());
            } else if let Some(path) = line.strip_suffix(") {").and_then(|line| line.split(" (").next()) {
                table = path.to_owned();
                before.insert(table.clone(), std::mem::take(&mut pending));
            } else if let Some((column, _)) = line.split_once(" -> ") {
                before.insert(format!("{table}.{column}"), std::mem::take(&mut pending));
            }
        }
        Docs { header, before }
    }

    fn write(&self, text: &mut String, path: &str, indent: &str) {
        for line in self.before.get(path).into_iter().flatten() {
            writeln!(text, "{indent}{line}").unwrap();
        }
    }
}

/// An area's file: its tables.
pub(super) fn area(tables: &[&Table], docs: &Docs) -> String {
    let mut text = docs.header.clone();
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str("diesel::table! {\n");
        docs.write(&mut text, &table.path, "    ");
        let key: Vec<String> = table.key.iter().map(|name| rust_name(name)).collect();
        writeln!(text, "    {} ({}) {{", table.path, key.join(", ")).unwrap();
        for column in &table.columns {
            let name = rust_name(&column.name);
            docs.write(&mut text, &format!("{}.{name}", table.path), "        ");
            if name != column.name {
                writeln!(text, "        #[sql_name = \"{}\"]", column.name).unwrap();
            }
            writeln!(text, "        {name} -> {},", column.diesel_type()).unwrap();
        }
        text.push_str("    }\n}\n");
    }
    text
}

/// Rust's own words get an underscore, as diesel does it.
fn rust_name(column: &str) -> String {
    if matches!(column, "type" | "ref" | "use" | "where" | "match" | "move" | "mod") {
        format!("{column}_")
    } else {
        column.to_owned()
    }
}

/// Those that diesel can derive a join from: between two tables that no other key connects.
pub(super) fn joinable_keys(keys: &[ForeignKey]) -> Vec<&ForeignKey> {
    let pair = |key: &ForeignKey| {
        (key.child.clone().min(key.parent.clone()), key.child.clone().max(key.parent.clone()))
    };
    let alone = |key: &&ForeignKey| {
        key.child != key.parent && keys.iter().filter(|other| pair(other) == pair(key)).count() == 1
    };
    keys.iter().filter(alone).collect()
}

/// What may be joined among `tables`, whose paths all begin with `schema`.
pub(super) fn joins(tables: &[&Table], keys: &[&ForeignKey], schema: &str) -> String {
    let is_here = |path: &str| tables.iter().any(|table| table.path == path);
    let mut text = String::from("\n");
    for key in keys.iter().filter(|key| is_here(&key.child) && is_here(&key.parent)) {
        let (child, parent) = (key.child.trim_start_matches(schema), key.parent.trim_start_matches(schema));
        writeln!(text, "diesel::joinable!({child} -> {parent} ({}));", key.column).unwrap();
    }
    text.push_str("\ndiesel::allow_tables_to_appear_in_same_query!(\n");
    for table in tables {
        writeln!(text, "    {},", table.path.trim_start_matches(schema)).unwrap();
    }
    text + ");\n"
}
