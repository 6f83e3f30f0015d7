//! The page: one file that needs no network.

mod parts;
mod view;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use super::charts::Gallery;
use super::rows::Rows;
use super::text::page::TEMPLATES;

/// The style sheet, by the name under which the page includes it.
const STYLE: (&str, &str) = ("style.css.html", include_str!("style.css"));

/// The page as text. Only a fault of a template is an error; the tests would find it.
pub(super) fn html(rows: &Rows, gallery: &Gallery) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    // A missing name is a fault, never an empty text.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()?;
    environment.set_syntax(syntax);
    for (name, source) in TEMPLATES.into_iter().chain([STYLE]) {
        environment.add_template(name, source)?;
    }
    let view = view::View::new(rows, gallery);
    environment.get_template("page.html")?.render(Serde(view))
}
