//! The list of keys and the JSON Schema of a scenario file, from the declarations
//! that read it.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::gather::root_shape;
use super::shape::{Key, Record, Shape};

/// The top of the schema, in the order in which people look for it.
#[derive(Serialize)]
struct Schema {
    #[serde(rename = "$schema")]
    dialect: &'static str,
    title: &'static str,
    #[serde(rename = "$ref")]
    root: Value,
    #[serde(rename = "$defs")]
    definitions: Map<String, Value>,
}

/// The JSON Schema of a scenario file, as text.
#[must_use]
pub fn json() -> String {
    let mut definitions = Map::new();
    let root = schema_of(&root_shape(), &mut definitions);
    if let Some(properties) = definitions
        .get_mut("Root")
        .and_then(|root| root.get_mut("properties"))
    {
        properties["regime"] = json!({
            "description": "Tables that are copied for each jurisdiction that uses the regime; `@` means its id.",
            "type": "object",
        });
    }
    let schema = Schema {
        dialect: "https://json-schema.org/draft/2020-12/schema",
        title: "Scenario of Tidegate, format 1",
        root: root.get("$ref").cloned().unwrap_or_default(),
        definitions,
    };
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

fn schema_of(shape: &Shape, definitions: &mut Map<String, Value>) -> Value {
    match shape {
        Shape::Leaf { words, schema } => {
            let mut schema = schema.clone();
            if let Some(object) = schema
                .as_object_mut()
                .filter(|object| !object.contains_key("enum"))
            {
                object.insert("description".to_owned(), json!(words));
            }
            schema
        }
        Shape::Optional(inner) => schema_of(inner, definitions),
        Shape::List(inner) => json!({ "type": "array", "items": schema_of(inner, definitions) }),
        Shape::Map { pattern, value, .. } => {
            let mut patterns = Map::new();
            patterns.insert(pattern.clone(), schema_of(value, definitions));
            json!({ "type": "object", "patternProperties": patterns, "additionalProperties": false })
        }
        Shape::Record(name, record) => {
            if !definitions.contains_key(*name) {
                definitions.insert((*name).to_owned(), Value::Null);
                let schema = record_schema(&record(), definitions);
                definitions.insert((*name).to_owned(), schema);
            }
            json!({ "$ref": format!("#/$defs/{name}") })
        }
        Shape::Choice(name, record) => {
            if !definitions.contains_key(*name) {
                definitions.insert((*name).to_owned(), Value::Null);
                let mut schema = record_schema(&record(), definitions);
                schema["minProperties"] = json!(1);
                schema["maxProperties"] = json!(1);
                definitions.insert((*name).to_owned(), schema);
            }
            json!({ "$ref": format!("#/$defs/{name}") })
        }
        Shape::Parameter { words, bounds } => json!({
            "description": words,
            "anyOf": [bounds, {
                "type": "object",
                "properties": {
                    "value": bounds,
                    "low": bounds,
                    "high": bounds,
                    "grade": { "enum": ["measured", "analogue", "assumed"] },
                    "source": { "type": "string" },
                    "note": { "type": "string" },
                },
                "required": ["value"],
                "dependentRequired": { "low": ["high"], "high": ["low"] },
                "additionalProperties": false,
            }],
        }),
    }
}

fn record_schema(record: &Record, definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for key in &record.keys {
        let mut schema = schema_of(&key.shape, definitions);
        schema["description"] = json!(flow(key.about));
        properties.insert(key.name.to_owned(), schema);
    }
    let required: Vec<&str> = record
        .keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    json!({
        "description": flow(record.about),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// Documentation in one line.
fn flow(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const HEAD: &str = "\
# Keys of a scenario file

Generated from the declarations in `src/scenario/keys`; `BLESS=1 cargo test --test it schema` writes it anew.

A scenario is a TOML file. An unknown key is an error. An id consists of lower-case letters, digits and
hyphens. The id of a jurisdiction is its ISO 3166 alpha-3 code.

A *parameter* is a number, or a table `{ value, low, high, grade, source, note }`. Give both `low` and `high`,
or neither. `grade` is `measured`, `analogue` or `assumed` (the default). A measured or analogue parameter needs
a `source`: a list of ids of the [fact table](facts.md), separated by `;`, each with an optional remark in
brackets: `A2-07; D-WDI (latest year)`. A source that is not in the fact table may be described in words.

Where a table *chooses*, it holds exactly one of its keys.

`extends` lists files that this file builds on. They are merged key by key: later files override earlier ones,
and this file overrides all. `include` lists files that are merged into this one; each key may be in only one
of them. Paths start at the folder of the file that names them.

`[regime.<id>]` holds tables `office`, `procedure`, `programme`, `organisation`, `stay` and `agreement`. They are
copied for each jurisdiction with this `regime`. In keys and texts `@` becomes the id of the jurisdiction in
lower case, and a text that is only `@` becomes the id itself. A key that the file sets for such an id overrides
the copy.
";

/// The list of keys, as Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut text = HEAD.to_owned();
    let mut seen = Vec::new();
    describe(&mut text, &root_shape(), "", &mut seen);
    text
}

/// Describes a table and, after it, those that it leads to, each once.
fn describe(text: &mut String, shape: &Shape, path: &str, seen: &mut Vec<&'static str>) {
    let (name, record, chooses) = match shape.inner() {
        Shape::Record(name, record) => (*name, record(), false),
        Shape::Choice(name, record) => (*name, record(), true),
        Shape::Map { value, .. } | Shape::List(value) => {
            return describe(text, value, path, seen);
        }
        Shape::Leaf { .. } | Shape::Optional(_) | Shape::Parameter { .. } => return,
    };
    if seen.contains(&name) {
        return;
    }
    seen.push(name);
    let title = if path.is_empty() {
        "The file".to_owned()
    } else {
        format!("{name}: `{path}`")
    };
    let _ = writeln!(text, "\n## {title}\n\n{}\n", flow(record.about));
    if record.keys.is_empty() {
        return;
    }
    text.push_str(if chooses {
        "| one of | holds | meaning |\n|---|---|---|\n"
    } else {
        "| key | holds | default | meaning |\n|---|---|---|---|\n"
    });
    for key in &record.keys {
        let holds = words(&key.shape).replace('|', "\\|");
        let about = flow(key.about).replace('|', "\\|");
        if chooses {
            let _ = writeln!(text, "| `{}` | {holds} | {about} |", key.name);
        } else {
            let _ = writeln!(
                text,
                "| `{}` | {holds} | {} | {about} |",
                key.name,
                default(key)
            );
        }
    }
    for key in &record.keys {
        let own = if path.is_empty() {
            key.name.to_owned()
        } else {
            format!("{path}.{}", key.name)
        };
        let own = if matches!(key.shape.inner(), Shape::Map { .. }) {
            format!("{own}.<id>")
        } else {
            own
        };
        describe(text, &key.shape, &own, seen);
    }
}

fn default(key: &Key) -> String {
    match key.default {
        Some(default) => {
            // The last word of a path such as `From::guest` is what a file writes.
            let word = default.rsplit("::").next().unwrap_or(default);
            match word {
                "working()" => "`\"09:00-17:00\"`".to_owned(),
                "assumed(0.0)" => "`0`".to_owned(),
                word if default.contains("::") => format!("`\"{word}\"`"),
                word => format!("`{word}`"),
            }
        }
        None if key.required => "*required*".to_owned(),
        None => String::new(),
    }
}

fn words(shape: &Shape) -> String {
    match shape {
        Shape::Leaf { words, .. } => words.clone(),
        Shape::Optional(inner) => words(inner),
        Shape::List(inner) => format!("list of: {}", words(inner)),
        Shape::Map { key, value, .. } => format!("table by {}: {}", short(key), words(value)),
        Shape::Record(name, _) => (*name).to_owned(),
        Shape::Choice(name, _) => format!("{name} (chooses)"),
        Shape::Parameter { words, .. } => format!("parameter, {words}"),
    }
}

/// The first part of a long description of ids.
fn short(words: &str) -> &str {
    words.split([':', ',']).next().unwrap_or(words)
}
