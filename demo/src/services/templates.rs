//! The template service: letters and messages from templates with `{{name}}` and `{{#list}}`.
//!
//! Its manual changes every four minutes, as manuals of living services do: `validate` comes
//! and goes, and `render` grows an input. All tools are served all the time.

mod template;

use std::{sync::LazyLock, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::{sync::watch, time::sleep};

use crate::{
    service::{Published, Service},
    tool::{Entry, Failure, Schema, Tool, choice, list, object, text},
};
use template::{Missing, Template};

const EDITION: Duration = Duration::from_mins(4);
const EDITIONS: u32 = 3;

static TEMPLATES: LazyLock<Vec<Stored>> = LazyLock::new(|| {
    let stored = serde_json::from_str(include_str!("../../data/templates.json"));
    stored.expect("the bundled templates are well formed")
});

#[derive(Deserialize)]
struct Stored {
    template: String,
    sentence: String,
    sample: Value,
    text: String,
}

/// The service, whose manual moves from edition to edition.
pub fn open() -> Service {
    let (publish, published) = watch::channel(edition(0));
    tokio::spawn(async move {
        for number in 1.. {
            sleep(EDITION).await;
            if publish.send(edition(number)).is_err() {
                return; // The service is gone.
            }
        }
    });
    Service::changing(tools(EDITIONS - 1), published)
}

/// What is published in an edition, under a version of its own.
fn edition(number: u32) -> Published {
    Published { version: format!("1.{}.0", 7 + number), tools: tools(number % EDITIONS) }
}

/// The tools by how far the manual has grown: first three, then `validate`, then `missing`.
fn tools(grown: u32) -> Vec<Tool> {
    let mut tools = vec![render_tool(grown >= 2), named_tool(), list_tool()];
    if grown >= 1 {
        tools.push(validate_tool());
    }
    tools
}

fn render_tool(with_missing: bool) -> Tool {
    let mut body = vec![
        ("template", template_text()),
        ("data", object("What fills the placeholders.", &[]).example(json!({ "name": "Mira", "items": [{ "n": 1 }] }))),
    ];
    if with_missing {
        let missing = choice("What becomes of a placeholder without data.", &["keep", "empty", "error"]);
        body.push(("missing", missing.default("empty")));
    }
    rendered(Tool::post("render", "/render", "body"))
        .says("Renders a template with data into a text.")
        .takes("body", object("The template and its data.", &body))
        .computes(|input: &Wrapped| render(&input.body))
}

fn named_tool() -> Tool {
    let names: Vec<&str> = TEMPLATES.iter().map(|stored| stored.template.as_str()).collect();
    let sample = TEMPLATES.first().map(|stored| stored.sample.clone()).unwrap_or_default();
    rendered(Tool::post("render_named", "/templates/{template}/render", "data"))
        .says("Renders one of the stored templates, such as a letter, with data.")
        .takes("template", choice("The template's name.", &names).example("order-accepted"))
        .takes("data", object("What fills the placeholders.", &[]).example(sample))
        .computes(render_named)
}

fn rendered(entry: Entry) -> Entry {
    entry.gives("text", text("The rendered text.")).tagged(&["templates", "documents", "read-only"])
}

fn list_tool() -> Tool {
    Tool::get("list_templates", "/templates")
        .says("Lists the stored templates with the placeholders they hold.")
        .gives(
            "templates",
            list(
                "The templates.",
                object(
                    "A template.",
                    &[
                        ("template", text("Its name.")),
                        ("sentence", text("What it is for.")),
                        ("placeholders", list("What it wants.", text("A placeholder."))),
                    ],
                ),
            ),
        )
        .tagged(&["templates", "documents"])
        .computes(|_: &Nothing| list_templates())
}

fn validate_tool() -> Tool {
    Tool::post("validate", "/validate", "template")
        .says("Checks a template and lists its placeholders.")
        .takes("template", template_text())
        .gives("placeholders", list("The placeholders.", text("A placeholder.")))
        .tagged(&["templates", "read-only"])
        .computes(|input: &Checked| Ok(Placeholders { placeholders: Template::parse(&input.template)?.placeholders() }))
}

fn template_text() -> Schema {
    text("The template: {{name}} for a value, {{#items}}…{{/items}} for each of a list.")
        .example("Hello {{name}}.{{#items}} No. {{n}}{{/items}}")
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Wrapped {
    body: Render,
}

#[derive(Deserialize)]
struct Render {
    template: String,
    #[serde(default)]
    data: Map<String, Value>,
    #[serde(default)]
    missing: Missing,
}

#[derive(Serialize)]
struct Rendered {
    text: String,
}

fn render(input: &Render) -> Result<Rendered, Failure> {
    let text = Template::parse(&input.template)?.render(&input.data, input.missing)?;
    Ok(Rendered { text })
}

#[derive(Deserialize)]
struct Named {
    template: String,
    data: Map<String, Value>,
}

fn render_named(input: &Named) -> Result<Rendered, Failure> {
    let stored = TEMPLATES.iter().find(|stored| stored.template == input.template);
    let stored = stored.ok_or_else(|| {
        let name = &input.template;
        Failure::missing(format!("template: there is no '{name}'; list_templates lists them"))
    })?;
    let text = Template::parse(&stored.text)?.render(&input.data, Missing::Error)?;
    Ok(Rendered { text })
}

#[derive(Deserialize)]
struct Checked {
    template: String,
}

#[derive(Serialize)]
struct Placeholders {
    placeholders: Vec<String>,
}

#[derive(Serialize)]
struct Templates {
    templates: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    template: &'static str,
    sentence: &'static str,
    placeholders: Vec<String>,
}

fn list_templates() -> Result<Templates, Failure> {
    let line = |stored: &'static Stored| {
        let placeholders = Template::parse(&stored.text)?.placeholders();
        Ok(Line { template: &stored.template, sentence: &stored.sentence, placeholders })
    };
    Ok(Templates { templates: TEMPLATES.iter().map(line).collect::<Result<_, Failure>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: u32, version: &str, names: &[&str]) {
        let published = edition(number);
        let published_names: Vec<&str> = published.tools.iter().map(|t| t.entry.name).collect();
        assert_eq!((published.version.as_str(), &published_names[..]), (version, names));
    }

    #[test]
    fn each_edition_has_a_version_and_tools_of_its_own() {
        check(0, "1.7.0", &["render", "render_named", "list_templates"]);
        check(1, "1.8.0", &["render", "render_named", "list_templates", "validate"]);
        check(2, "1.9.0", &["render", "render_named", "list_templates", "validate"]);
        check(3, "1.10.0", &["render", "render_named", "list_templates"]);
    }

    #[test]
    fn every_stored_template_renders_its_sample() {
        for stored in TEMPLATES.iter() {
            let Value::Object(data) = stored.sample.clone() else { panic!("{}", stored.template) };
            let named = Named { template: stored.template.clone(), data };
            assert!(!render_named(&named).unwrap().text.contains("{{"));
        }
    }
}
