//! Who calls which tool, how often, and with what.

use rand::{Rng, rngs::StdRng};
use serde_json::{Value, json};

use crate::products::{PRODUCTS, categories};

/// A call that somebody makes again and again.
pub struct Scene {
    /// How often, as against the others.
    pub weight: u32,
    pub caller: &'static str,
    pub tool: &'static str,
    pub input: fn(&mut StdRng) -> Value,
    /// The call that follows from the output.
    pub then: Option<Then>,
}

type Then = fn(&Value) -> Option<(&'static str, Value)>;

const fn scene(weight: u32, caller: &'static str, tool: &'static str, input: fn(&mut StdRng) -> Value) -> Scene {
    Scene { weight, caller, tool, input, then: None }
}

const fn errand(mut scene: Scene, then: Then) -> Scene {
    scene.then = Some(then);
    scene
}

/// What is asked of the orchestrator.
pub const REQUIREMENTS: [&str; 9] = [
    "convert 12 miles to kilometres",
    "distance between Paris and Berlin in miles",
    "what is the weekday 90 days after 2026-11-20",
    "how many working days from 2026-11-20 to 2026-12-24",
    "how far is it from Lisbon to Warsaw",
    "stock of KB-71-DE",
    "convert 250 USD to EUR",
    "when is easter in 2027",
    "which warehouse is nearest to Prague",
];

const TEXTS: [&str; 4] = [
    "The parcel came two days late and the box was damaged. The people on the phone were kind, \
     though, and sent a new one at once. That one was perfect.",
    "Stock in Leipzig is short this week. Three deliveries are on their way. Until they arrive, \
     orders from Berlin and Prague ship from Rotterdam, which takes a day longer.",
    "A good keyboard is quiet. This keyboard is quiet and fast. I would buy it again.",
    "The monthly count found fourteen cables too few. Nobody knows where they went. From now on \
     cables are counted every week, and the shelf gets a lock.",
];

const CITIES: [&str; 16] = [
    "Amsterdam",
    "Barcelona",
    "Berlin",
    "Copenhagen",
    "Dublin",
    "Hamburg",
    "Kraków",
    "Lisbon",
    "London",
    "Lyon",
    "Madrid",
    "Milan",
    "Prague",
    "Stockholm",
    "Vienna",
    "Zurich",
];

/// Every scene; of a hundred calls about one is mistaken, as in life.
#[rustfmt::skip]
pub const SCENES: &[Scene] = &[
    scene(90, "storefront", "inventory.stock", |d| json!({ "sku": sku(d) })),
    scene(80, "storefront", "orders.quote", |d| json!({ "body": { "destination": city(d), "lines": lines(d) } })),
    scene(50, "storefront", "pricing.quote", |d| json!({ "body": { "destination": city(d), "lines": lines(d) } })),
    scene(30, "storefront", "pricing.price_list", |d| json!({ "category": category(d) })),
    scene(25, "storefront", "inventory.nearest_warehouse", |d| json!({ "city": city(d), "sku": sku(d) })),
    scene(20, "storefront", "pricing.shipping_cost", |d| json!({ "weight": d.random_range(1..30), "weight_unit": pick(d, &["kg", "lb"]), "from_city": "Rotterdam", "to_city": city(d) })),
    scene(25, "storefront", "currency.convert_currency", |d| json!({ "amount": d.random_range(10..900), "from_currency": "EUR", "to_currency": pick(d, &["USD", "GBP", "CHF", "SEK", "PLN"]) })),
    scene(15, "storefront", "catalog.list_products", |d| json!({ "category": category(d) })),
    errand(scene(8, "storefront", "orders.create_order", |d| json!({ "body": { "customer_id": customer(d), "channel": "web", "lines": lines(d) } })), changed_mind),

    scene(40, "back-office", "orders.search_orders", |d| json!({ "status": pick(d, &["accepted", "picking", "shipped"]), "limit": 10 })),
    scene(35, "back-office", "orders.get_order", |d| json!({ "order_id": order(d) })),
    scene(15, "back-office", "orders.list_late", |_| json!({ "before": "2026-11-24" })),
    scene(15, "back-office", "orders.revenue", |d| json!({ "start_date": day(d, 9), "end_date": day(d, 11) })),
    scene(15, "back-office", "inventory.low_stock", |_| json!({ "limit": 10 })),
    scene(30, "back-office", "workflow-engine.run_flow", |d| json!({ "body": { "flow": pick(d, &["delivery-promise", "trip-in-miles", "revenue-in-dollars", "late-orders-letter", "stock-review", "brief"]), "input": {} } })),
    scene(12, "back-office", "automation-service.start_job", |d| json!({ "body": { "job": pick(d, &["replenish", "late-orders", "stocktake"]) } })),
    scene(20, "back-office", "automation-service.list_jobs", |_| json!({})),
    scene(25, "back-office", "template-service.render", |d| json!({ "body": { "template": "{{city}}: {{n}} parcels", "data": { "city": city(d), "n": d.random_range(1..60) } } })),
    scene(8, "back-office", "template-service.validate", |_| json!({ "template": "Dear {{customer}}, {{#lines}}{{sku}} {{/lines}}" })),
    scene(10, "back-office", "mcp-files.search_files", |d| json!({ "query": pick(d, &["working days", "discount", "parcel"]) })),

    scene(25, "support", "intelligence-service.summarise", |d| json!({ "text": pick(d, &TEXTS), "sentences": 1 })),
    scene(25, "support", "intelligence-service.sentiment", |d| json!({ "text": pick(d, &TEXTS) })),
    scene(20, "support", "intelligence-service.readability", |d| json!({ "text": pick(d, &TEXTS) })),
    scene(15, "support", "intelligence-service.keywords", |d| json!({ "text": pick(d, &TEXTS) })),
    scene(25, "support", "text.statistics", |d| json!({ "text": pick(d, &TEXTS) })),
    scene(20, "support", "text.search", |d| json!({ "text": pick(d, &TEXTS), "phrase": pick(d, &["parcel", "stock", "keyboard"]) })),
    scene(15, "support", "text.word_frequency", |d| json!({ "text": pick(d, &TEXTS), "min_length": 4 })),
    scene(8, "support", "mcp-memory.recall", |d| json!({ "question": pick(d, &["parcels from Rotterdam", "count of cables", "headsets on sale"]) })),

    scene(35, "reports", "units.convert", |d| json!({ "value": d.random_range(1..500), "from": pick(d, &["kg", "lb", "oz"]), "to": pick(d, &["g", "kg", "lb"]) })),
    scene(30, "reports", "geo.distance", |d| json!({ "from": city(d), "to": city(d) })),
    scene(20, "reports", "geo.cities_within", |d| json!({ "city": city(d), "radius_km": 250, "min_population": 200_000 })),
    scene(15, "reports", "geo.find_city", |d| json!({ "city": city(d) })),
    scene(20, "reports", "calendar.working_days", |d| json!({ "start_date": day(d, 1), "end_date": day(d, 12) })),
    scene(20, "reports", "calendar.weekday", |d| json!({ "date": day(d, 6) })),
    scene(15, "reports", "calendar.add_days", |d| json!({ "date": day(d, 11), "days": d.random_range(-60..120) })),
    scene(20, "reports", "stats.describe", |d| json!({ "values": values(d) })),
    scene(15, "reports", "stats.percentile", |d| json!({ "values": values(d), "percentile": 95 })),
    scene(15, "reports", "pricing.price_spread", |d| json!({ "category": category(d) })),
    scene(8, "reports", "almanac.sun_times", |d| json!({ "city": city(d), "date": day(d, 6) })),

    scene(5, "storefront", "inventory.stock", |_| json!({ "sku": "ZZ-99" })),
    scene(4, "back-office", "orders.get_order", |_| json!({ "order_id": "O-10" })),
    scene(3, "reports", "geo.distance", |d| json!({ "from": "Atlantis", "to": city(d) })),
];

/// The scene that comes next.
pub fn cast(dice: &mut StdRng) -> &'static Scene {
    let all: u32 = SCENES.iter().map(|scene| scene.weight).sum();
    let mut left = dice.random_range(0..all);
    let drawn = SCENES.iter().find(|scene| {
        let hit = left < scene.weight;
        left = left.saturating_sub(scene.weight);
        hit
    });
    drawn.unwrap_or(&SCENES[0])
}

/// Two of three orders are taken back, so that the stock lasts.
fn changed_mind(placed: &Value) -> Option<(&'static str, Value)> {
    let order_id = placed["order_id"].as_str()?;
    let keeps = order_id.ends_with(['0', '3', '6', '9']);
    (!keeps).then(|| ("orders.cancel_order", json!({ "order_id": order_id })))
}

fn pick<'a>(dice: &mut StdRng, words: &[&'a str]) -> &'a str {
    words[dice.random_range(0..words.len())]
}

fn city(dice: &mut StdRng) -> &'static str {
    pick(dice, &CITIES)
}

fn sku(dice: &mut StdRng) -> &'static str {
    PRODUCTS[dice.random_range(0..PRODUCTS.len())].sku
}

fn category(dice: &mut StdRng) -> &'static str {
    pick(dice, &categories())
}

fn lines(dice: &mut StdRng) -> Value {
    let line = |dice: &mut StdRng| json!({ "sku": sku(dice), "quantity": dice.random_range(1..4) });
    let count = dice.random_range(1..4);
    (0..count).map(|_| line(dice)).collect()
}

fn customer(dice: &mut StdRng) -> String {
    format!("C-{}", dice.random_range(1031..1061))
}

fn order(dice: &mut StdRng) -> String {
    format!("O-{}", dice.random_range(58_023..58_175))
}

fn day(dice: &mut StdRng, month: u32) -> String {
    format!("2026-{month:02}-{:02}", dice.random_range(1..29))
}

fn values(dice: &mut StdRng) -> Vec<u32> {
    (0..24).map(|_| dice.random_range(5..400)).collect()
}
