//! A small catalogue: the shapes of schema that services in the field have, each tool with an example of its answer.

use domain::names::ToolId;
use domain::tool::{Risk, Tool, ToolState};
use serde_json::{Map, Value, json};

/// Answers with the examples in the output schema.
pub fn answer(tool: &Tool) -> Value {
    example(&tool.outputs)
}

fn example(schema: &Value) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    let properties = schema["properties"].as_object().into_iter().flatten();
    Value::Object(properties.map(|(key, schema)| (key.clone(), example(schema))).collect())
}

/// The services with their tools.
pub fn services() -> Vec<(&'static str, Vec<Tool>)> {
    vec![
        ("units", units()),
        ("lengths", lengths()),
        ("currency", currency()),
        ("geo", geo()),
        ("calendar", calendar()),
        ("stats", stats()),
        ("text", text()),
        ("orders", orders()),
        ("inventory", inventory()),
    ]
}

type Properties<'a> = &'a [(&'a str, Value)];

/// A tool; an input whose schema says `"optional": true` or has a default is not required.
fn tool(id: &str, description: &str, tags: &[&str], inputs: Properties, outputs: Properties) -> Tool {
    let required: Vec<&str> =
        inputs.iter().filter(|(_, schema)| schema["optional"] != true && schema.get("default").is_none()).map(|(name, _)| *name).collect();
    let object = |properties: Properties| -> Value {
        let map: Map<String, Value> = properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
        json!({"type": "object", "properties": map})
    };
    let mut schema = object(inputs);
    schema["required"] = json!(required);
    let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
    Tool {
        id: ToolId::parse(id).expect("an id"),
        description: description.to_owned(),
        risk: Risk::read(&tags, Some("GET")),
        tags,
        state: ToolState::Active,
        inputs: schema,
        outputs: object(outputs),
        tool_call_template: json!({}),
        held: Vec::new(),
    }
}

fn string(description: &str, example: &str) -> Value {
    json!({"type": "string", "description": description, "example": example})
}

fn optional(mut schema: Value) -> Value {
    schema["optional"] = json!(true);
    schema
}

fn number(description: &str, example: f64) -> Value {
    json!({"type": "number", "description": description, "example": example})
}

fn integer(description: &str, example: i64) -> Value {
    json!({"type": "integer", "description": description, "example": example})
}

fn day(description: &str, example: &str) -> Value {
    json!({"type": "string", "format": "date", "description": description, "example": example})
}

fn numbers(description: &str) -> Value {
    json!({"type": "array", "items": {"type": "number"}, "minItems": 2, "description": description})
}

fn unit(description: &str) -> Value {
    let units: &[&str] = &[
        "metre",
        "m",
        "metres",
        "kilometre",
        "km",
        "kilometres",
        "mile",
        "mi",
        "miles",
        "foot",
        "ft",
        "feet",
        "inch",
        "in",
        "inches",
        "kilogram",
        "kg",
        "kilograms",
        "pound",
        "lb",
        "pounds",
        "degree Celsius",
        "°C",
        "Celsius",
        "degree Fahrenheit",
        "°F",
        "Fahrenheit",
        "light year",
        "light years",
        "day",
        "d",
        "days",
        "year",
        "years",
    ];
    json!({"type": "string", "description": description, "enum": units})
}

fn money(description: &str) -> Value {
    json!({"type": "string", "description": description, "enum": ["EUR", "euro", "euros", "€", "USD", "US dollar", "US dollars", "dollars", "$", "GBP"]})
}

fn units() -> Vec<Tool> {
    vec![
        tool(
            "units.convert",
            "Converts a value from one unit of measurement to another: length, mass, temperature, time.",
            &["units", "conversion", "measurement"],
            &[
                ("value", number("The number to convert.", 12.0)),
                ("from", unit("The unit of the value, by name, plural or symbol.")),
                ("to", unit("The unit wanted, by name, plural or symbol.")),
                (
                    "precision",
                    optional(json!({"type": "integer", "minimum": 0, "maximum": 12, "description": "Digits after the decimal point."})),
                ),
            ],
            &[
                ("value", number("The converted number.", 19.312_128)),
                ("unit", string("Its unit.", "kilometre")),
                ("symbol", string("Its symbol.", "km")),
            ],
        ),
        tool(
            "units.list_units",
            "Lists the units of measurement that can be converted.",
            &["units"],
            &[("quantity", optional(json!({"type": "string", "enum": ["length", "mass", "time"]})))],
            &[("units", json!({"type": "array", "items": {"type": "string"}, "example": ["metre"]}))],
        ),
        tool(
            "units.compare",
            "Compares two quantities given in different units and tells which is larger and by what ratio.",
            &["units", "comparison"],
            &[
                ("first_value", number("The first number.", 5.0)),
                ("first_unit", unit("The unit of the first number.")),
                ("second_value", number("The second number.", 8.0)),
                ("second_unit", unit("The unit of the second number.")),
            ],
            &[("larger", string("Which of the two is larger.", "first")), ("ratio", number("The first divided by the second.", 1.006))],
        ),
    ]
}

/// A service that does nearly the same, with free texts where the other one has lists.
fn lengths() -> Vec<Tool> {
    vec![tool(
        "lengths.convert_length",
        "Converts a length from one unit to another.",
        &["length"],
        &[
            ("amount", number("How much.", 1.0)),
            ("source_unit", string("The unit it is in.", "mile")),
            ("target_unit", string("The unit wanted.", "kilometre")),
        ],
        &[("amount", number("The length.", 19.312))],
    )]
}

fn currency() -> Vec<Tool> {
    vec![tool(
        "currency.convert_currency",
        "Converts an amount of money from one currency to another at the reference rates of the end of 2024.",
        &["money", "currency", "conversion"],
        &[
            ("amount", number("The amount of money.", 100.0)),
            ("from_currency", money("The currency of the amount, by code or name.")),
            ("to_currency", money("The currency wanted, by code or name.")),
        ],
        &[
            ("amount", number("The amount in the wanted currency.", 96.26)),
            ("currency", string("Its code.", "EUR")),
            ("rate", number("The rate.", 0.96)),
        ],
    )]
}

fn geo() -> Vec<Tool> {
    let cities = || {
        json!({"type": "array", "items": {"type": "object", "properties": {
            "city": {"type": "string"}, "country": {"type": "string"}, "kilometres": {"type": "number"}, "population": {"type": "integer"}}},
            "example": [{"city": "Bratislava", "country": "Slovakia", "kilometres": 55.1, "population": 440_948}]})
    };
    vec![
        tool(
            "geo.distance",
            "Measures the distance between two cities in kilometres, along the great circle.",
            &["geography", "distance", "cities"],
            &[("from", string("The city to start from.", "Paris")), ("to", string("The city to end at.", "Berlin"))],
            &[
                ("from", string("The first city with its country.", "Paris, France")),
                ("to", string("The second city with its country.", "Berlin, Germany")),
                ("kilometres", number("The distance in kilometres.", 877.5)),
            ],
        ),
        tool(
            "geo.find_city",
            "Looks up a city: its country, population, latitude and longitude.",
            &["geography", "cities"],
            &[("city", string("The city, by name, or by name and country.", "Lisbon"))],
            &[
                ("city", string("Its name.", "Lisbon")),
                ("country", string("Its country.", "Portugal")),
                ("latitude", number("Degrees north of the equator.", 38.7)),
                ("longitude", number("Degrees east of Greenwich.", -9.1)),
                ("population", integer("Inhabitants of the city proper.", 545_796)),
            ],
        ),
        tool(
            "geo.nearest_cities",
            "Lists the cities nearest to a city, with their distances in kilometres.",
            &["geography", "cities", "distance"],
            &[
                ("city", string("The city in the middle.", "Vienna")),
                ("count", json!({"type": "integer", "minimum": 1, "maximum": 50, "default": 5, "description": "How many cities."})),
            ],
            &[("cities", cities())],
        ),
        tool(
            "geo.cities_within",
            "Lists the cities within a radius in kilometres of a city, largest first.",
            &["geography", "cities", "population"],
            &[
                ("city", string("The city in the middle.", "Zurich")),
                ("radius_km", json!({"type": "number", "minimum": 1, "maximum": 20040, "description": "The radius in kilometres."})),
                ("min_population", json!({"type": "integer", "default": 0, "description": "Leave out cities with fewer inhabitants."})),
            ],
            &[("cities", cities())],
        ),
        tool(
            "geo.bearing",
            "Gives the compass direction in which to leave one city for another.",
            &["geography", "navigation"],
            &[("from", string("The city to start from.", "London")), ("to", string("The city to go to.", "New York"))],
            &[("degrees", number("Degrees clockwise from north.", 288.0)), ("direction", string("The point of the compass.", "WNW"))],
        ),
    ]
}

fn calendar() -> Vec<Tool> {
    let year = || json!({"type": "integer", "minimum": 1, "maximum": 9999, "description": "The year."});
    vec![
        tool("calendar.today", "Tells today's date in UTC.", &["time", "dates"], &[], &[("date", day("Today.", "2026-11-20"))]),
        tool(
            "calendar.weekday",
            "Tells which day of the week a date falls on.",
            &["time", "dates", "weekday"],
            &[("date", day("The date to look at.", "2026-11-20"))],
            &[
                ("date", day("The date that was asked about.", "2026-11-20")),
                ("weekday", string("The name of the day of the week.", "Friday")),
            ],
        ),
        tool(
            "calendar.add_days",
            "Gives the date a number of days after or before a date.",
            &["time", "dates"],
            &[
                ("date", day("The date to start from.", "2026-11-20")),
                ("days", integer("How many days later; negative for days before.", 90)),
            ],
            &[("date", day("The date reached.", "2027-02-18"))],
        ),
        tool(
            "calendar.days_between",
            "Counts the days between two dates.",
            &["time", "dates"],
            &[("start_date", day("The first date.", "2026-11-20")), ("end_date", day("The second date.", "2026-12-24"))],
            &[("days", integer("The days from the first to the second.", 34))],
        ),
        tool(
            "calendar.working_days",
            "Counts the working days, Monday to Friday, from one date to another, both included.",
            &["time", "dates", "work"],
            &[("start_date", day("The first date.", "2026-11-20")), ("end_date", day("The last date.", "2026-12-24"))],
            &[("working_days", integer("Days from Monday to Friday.", 25))],
        ),
        tool(
            "calendar.next_weekday",
            "Finds the first date after a date that falls on a given day of the week.",
            &["time", "dates", "weekday"],
            &[
                ("date", day("The date to start after.", "2026-11-20")),
                (
                    "weekday",
                    json!({"type": "string", "enum": ["Monday", "Tuesday", "Friday"], "description": "The day of the week wanted."}),
                ),
            ],
            &[("date", day("The date found.", "2026-11-23"))],
        ),
        tool(
            "calendar.iso_week",
            "Gives the ISO 8601 week number of a date and the year that the week belongs to.",
            &["time", "dates", "week"],
            &[("date", day("The date to look at.", "2026-11-20"))],
            &[("week", integer("The number of the week.", 47)), ("year", integer("The year the week belongs to.", 2026))],
        ),
        tool(
            "calendar.easter",
            "Computes the date of Easter Sunday in a year, western reckoning.",
            &["time", "dates", "holiday"],
            &[("year", year())],
            &[("date", day("Easter Sunday.", "2027-03-28"))],
        ),
        tool(
            "calendar.leap_year",
            "Tells whether a year is a leap year and how many days it has.",
            &["time", "dates"],
            &[("year", year())],
            &[("leap", json!({"type": "boolean", "example": true})), ("days", integer("The days of the year.", 366))],
        ),
    ]
}

fn stats() -> Vec<Tool> {
    let pairs = json!({"type": "object", "required": ["x", "y"], "description": "Two lists of the same length.",
        "properties": {"x": numbers("The first coordinates."), "y": numbers("The second coordinates.")}});
    vec![
        tool(
            "stats.describe",
            "Describes a list of numbers: count, sum, mean, standard deviation, minimum, quartiles and maximum.",
            &["statistics", "read-only"],
            &[("values", numbers("The numbers."))],
            &[
                ("count", integer("How many numbers.", 3)),
                ("mean", number("Their mean.", 5.0)),
                ("median", number("The 50th percentile.", 5.0)),
            ],
        ),
        tool(
            "stats.percentile",
            "Computes a percentile of a list of numbers, interpolating between neighbours.",
            &["statistics", "read-only"],
            &[
                ("values", numbers("The numbers.")),
                ("percentile", json!({"type": "number", "minimum": 0, "maximum": 100, "description": "Which percentile, 0 to 100."})),
            ],
            &[("value", number("The percentile.", 3.85))],
        ),
        tool(
            "stats.linear_regression",
            "Fits a straight line through points by least squares and tells how well it fits.",
            &["statistics", "read-only"],
            &[("body", pairs)],
            &[("slope", number("How much y grows with x.", 2.0)), ("intercept", number("y where x is 0.", 0.0))],
        ),
    ]
}

fn text() -> Vec<Tool> {
    vec![
        tool(
            "text.statistics",
            "Counts the characters, words, sentences and paragraphs of a text.",
            &["text", "counting", "read-only"],
            &[("text", string("The text to count.", "The dog sleeps."))],
            &[("characters", integer("Characters.", 15)), ("words", integer("Words.", 3))],
        ),
        tool(
            "text.search",
            "Finds every occurrence of a phrase in a text, with its line and the words around it.",
            &["text", "search", "read-only"],
            &[
                ("text", string("The text to search.", "The dog sleeps.")),
                ("phrase", string("The phrase to find; case does not matter.", "dog")),
            ],
            &[("count", integer("How many occurrences.", 1))],
        ),
    ]
}

fn orders() -> Vec<Tool> {
    let order = || string("The order's number.", "O-58102");
    vec![
        tool(
            "orders.search_orders",
            "Lists orders, newest first, by status or customer.",
            &["orders", "sales"],
            &[
                ("status", optional(json!({"type": "string", "enum": ["picking", "delivered", "cancelled"]}))),
                ("customer_id", optional(string("Only orders of this customer.", "C-1042"))),
                (
                    "limit",
                    json!({"type": "integer", "minimum": 1, "maximum": 200, "default": 20, "description": "How many orders at most."}),
                ),
            ],
            &[("count", integer("How many are listed.", 2))],
        ),
        tool(
            "orders.get_order",
            "Gets one order with its lines, dates and total.",
            &["orders", "sales"],
            &[("order_id", order())],
            &[("status", string("Its state.", "picking"))],
        ),
        tool(
            "orders.quote",
            "Quotes a list of articles for a destination: price, shipping, and whether all is in stock.",
            &["orders", "sales", "read-only"],
            &[(
                "body",
                json!({"type": "object", "required": ["destination", "lines"], "properties": {
                "destination": {"type": "string", "description": "The city to ship to.", "examples": ["Cologne"]},
                "lines": {"type": "array", "minItems": 1, "maxItems": 50, "items": {"type": "object", "required": ["sku", "quantity"], "properties": {
                    "sku": {"type": "string", "description": "The article.", "examples": ["KB-71-DE"]},
                    "quantity": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "How many pieces."}}}}}}),
            )],
            &[("total_eur", number("The price with shipping.", 263.0))],
        ),
        tool(
            "orders.revenue",
            "Adds up the revenue of the orders placed in a period, in euros.",
            &["orders", "sales", "money"],
            &[("start_date", day("The first day.", "2026-10-01")), ("end_date", day("The last day.", "2026-10-31"))],
            &[
                ("amount", number("The revenue.", 9411.2)),
                ("currency", string("Its currency.", "EUR")),
                ("orders", integer("How many orders.", 24)),
            ],
        ),
        tool(
            "orders.cancel_order",
            "Cancels an order that has not shipped.",
            &["orders", "destructive"],
            &[("order_id", order())],
            &[("status", string("Its state.", "cancelled"))],
        ),
    ]
}

fn inventory() -> Vec<Tool> {
    vec![
        tool(
            "inventory.stock",
            "Tells how many pieces of an article are in stock, reserved and available, by warehouse.",
            &["stock", "warehouse"],
            &[("sku", string("The article's SKU.", "KB-71-DE"))],
            &[("sku", string("The SKU.", "KB-71-DE")), ("available", integer("Pieces that can be sold.", 91))],
        ),
        tool(
            "inventory.warehouses",
            "Lists the warehouses with their cities.",
            &["warehouse"],
            &[],
            &[(
                "warehouses",
                json!({"type": "array", "example": [{"warehouse": "LEJ", "city": "Leipzig"}, {"warehouse": "ROT", "city": "Rotterdam"}],
                "items": {"type": "object", "properties": {"warehouse": {"type": "string"}, "city": {"type": "string"}}}}),
            )],
        ),
        tool(
            "inventory.nearest_warehouse",
            "Finds the warehouse nearest to a city, if wanted only among those with an article in stock.",
            &["warehouse", "geography", "distance"],
            &[
                ("city", string("The city to deliver to.", "Prague")),
                ("sku", optional(string("Only warehouses with this article.", "MN-27-QHD"))),
            ],
            &[
                ("warehouse", string("The warehouse's code.", "WRO")),
                ("city", string("Its city.", "Wrocław")),
                ("kilometres", number("How far away it is.", 218.0)),
            ],
        ),
    ]
}
