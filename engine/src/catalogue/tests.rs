use super::*;
use domain::manual::read_utcp;

fn tool(name: &str, description: &str, tags: &str) -> String {
    format!(
        r#"{{"name":"{name}","description":"{description}","tags":[{tags}],
        "inputs":{{"type":"object","properties":{{"value":{{"type":"number"}},"from":{{"enum":["mile","kilometre"]}}}}}},
        "tool_call_template":{{"call_template_type":"http","url":"http://h/{name}"}}}}"#
    )
}

fn catalogue() -> Catalogue {
    let catalogue = Catalogue::default();
    let put = |service: &str, tools: &[String]| {
        let manual = format!(r#"{{"utcp_version":"1.0.1","tools":[{}]}}"#, tools.join(","));
        catalogue.set(service, read_utcp(service, &manual).expect("a manual").tools);
    };
    put("units", &[tool("convert", "Converts a quantity between units of length or mass.", r#""measure""#)]);
    put("orders", &[tool("create_order", "Creates an order.", ""), tool("set_price", "Overrides the price of a line.", "")]);
    put("geo", &[tool("distance", "Great-circle distance between two cities.", "")]);
    catalogue
}

fn check(question: &str, first: Option<&str>) {
    let found = catalogue().search(question, 10);
    assert_eq!(found.first().map(|found| found.tool.id.as_str()), first, "{question}");
    assert!(found.iter().all(|found| (0.0..=1.0).contains(&found.score)), "{question}");
}

#[test]
fn the_tool_that_is_meant_comes_first() {
    check("convert 12 miles to kilometres", Some("units.convert"));
    check("distance between Paris and Berlin", Some("geo.distance"));
    check("place an order", Some("orders.create_order"));
    check("convrt", Some("units.convert"));
    check("dist", Some("geo.distance"));
    check("weather", None);
    check("", None);
}

#[test]
fn a_hit_says_why() {
    let found = catalogue().search("price", 1);
    let why: Vec<(&str, &str)> = found[0].why.iter().map(|why| (why.field.as_str(), why.term.as_str())).collect();
    assert_eq!(why, [("name", "price"), ("description", "price")]);
}

#[test]
fn a_new_manual_takes_the_place_of_the_old_one() {
    let catalogue = catalogue();
    catalogue.set("geo", Vec::new());
    assert!(catalogue.search("distance", 10).is_empty());
    assert_eq!((catalogue.len(), catalogue.count("geo"), catalogue.count("orders")), (3, 0, 2));
    assert_eq!(catalogue.require("units.convrt").expect_err("unknown").near, ["units.convert"]);
}
