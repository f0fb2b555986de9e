//! Sentences, and the calls they lead to over a small catalogue.

mod fixture;

use super::{Decision, Made, Mind, Shelf};
use crate::catalogue::Catalogue;
use domain::tool::{Risk, Tool};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::{Arc, LazyLock};

static CATALOGUE: LazyLock<(Catalogue, Shelf)> = LazyLock::new(|| {
    let catalogue = Catalogue::default();
    for (service, tools) in fixture::services() {
        catalogue.set(service, tools);
    }
    let shelf = Shelf::default().renewed(catalogue.all());
    (catalogue, shelf)
});

fn mind(requirement: &str, may_use: impl Fn(&Tool) -> bool) -> Mind {
    let (catalogue, shelf) = &*CATALOGUE;
    Mind::new(requirement, Some("2026-11-20"), shelf, |words, limit| catalogue.search(words, limit), may_use)
}

fn is_safe(tool: &Tool) -> bool {
    tool.risk != Risk::Destructive
}

/// Plays a requirement to its end; a tool answers with its example, or fails where it is named in `failing`.
fn play(requirement: &str, failing: &[&str]) -> (Vec<String>, Vec<Made>, Mind) {
    let mut mind = mind(requirement, is_safe);
    let (mut calls, mut made) = (Vec::new(), Vec::new());
    while let Decision::Call { action, input, .. } = mind.decide(&made) {
        assert!(calls.len() < 20, "{requirement}: {calls:?}");
        let tool = Arc::clone(&action.profile.tool);
        calls.push(format!("{} {input}", tool.id));
        if !failing.contains(&tool.id.as_str()) {
            made.push(Mind::made(*action, fixture::answer(&tool)));
        } else if !mind.note_failure(&action, &made) {
            break;
        }
    }
    (calls, made, mind)
}

fn check(requirement: &str, calls: &[(&str, Value)]) {
    let expected: Vec<String> = calls.iter().map(|(tool, input)| format!("{tool} {input}")).collect();
    assert_eq!(play(requirement, &[]).0, expected, "{requirement}");
}

macro_rules! leads_to {
    ($($requirement:literal => $($tool:literal $input:tt),*;)*) => {
        $(check($requirement, &[$(($tool, serde_json::json!($input))),*]);)*
    };
}

#[test]
fn a_conversion_is_one_call() {
    leads_to! {
        "convert 12 miles to kilometres" => "units.convert" {"value": 12, "from": "miles", "to": "kilometres"};
        "Convert 12 miles to kilometers." => "units.convert" {"value": 12, "from": "miles", "to": "kilometres"};
        "12 km in miles" => "units.convert" {"value": 12, "from": "km", "to": "miles"};
        "how many kilometres are 26.2 miles?" => "units.convert" {"value": 26.2, "from": "miles", "to": "kilometres"};
        "What is 100 °F in Celsius" => "units.convert" {"value": 100, "from": "°F", "to": "Celsius"};
        "express 72kg in pounds, please" => "units.convert" {"value": 72, "from": "kg", "to": "pounds"};
        "convert 100 USD to euros" => "currency.convert_currency" {"amount": 100, "from_currency": "USD", "to_currency": "euros"};
        "€1,250.50 in dollars" => "currency.convert_currency" {"amount": 1250.5, "from_currency": "€", "to_currency": "dollars"};
    }
}

#[test]
fn values_go_where_their_prepositions_say() {
    leads_to! {
        "distance between Paris and Berlin" => "geo.distance" {"from": "Paris", "to": "Berlin"};
        "How far is it from New York to London?" => "geo.distance" {"from": "New York", "to": "London"};
        "how far is berlin from paris" => "geo.distance" {"from": "paris", "to": "berlin"};
        "distance between paris and berlin" => "geo.distance" {"from": "paris", "to": "berlin"};
        "the bearing from Oslo to Rome" => "geo.bearing" {"from": "Oslo", "to": "Rome"};
        "What is the population of Lisbon?" => "geo.find_city" {"city": "Lisbon"};
        "the 3 cities nearest to Vienna" => "geo.nearest_cities" {"city": "Vienna", "count": 3};
        "cities within 200 km of Zurich" => "geo.cities_within" {"city": "Zurich", "radius_km": 200};
    }
}

#[test]
fn days_are_counted_and_named() {
    leads_to! {
        "what weekday is 2026-12-24?" => "calendar.weekday" {"date": "2026-12-24"};
        "Which day of the week is 20 November 2026" => "calendar.weekday" {"date": "2026-11-20"};
        "90 days after 2026-11-20" => "calendar.add_days" {"date": "2026-11-20", "days": 90};
        "days between 2026-11-20 and 2026-12-24" => "calendar.days_between" {"start_date": "2026-11-20", "end_date": "2026-12-24"};
        "working days from 20 November 2026 to 24 December 2026" => "calendar.working_days" {"start_date": "2026-11-20", "end_date": "2026-12-24"};
        "What weekday is tomorrow?" => "calendar.weekday" {"date": "2026-11-21"};
        "is 2028 a leap year?" => "calendar.leap_year" {"year": 2028};
        "Easter 2027" => "calendar.easter" {"year": 2027};
    }
}

#[test]
fn lists_quotations_codes_and_json_are_values() {
    leads_to! {
        "mean of 3, 5 and 7" => "stats.describe" {"values": [3, 5, 7]};
        "What is the 95th percentile of 1, 2, 3, 4?" => "stats.percentile" {"values": [1, 2, 3, 4], "percentile": 95};
        r#"count the words of "the quick brown fox""# => "text.statistics" {"text": "the quick brown fox"};
        r#"find "dog" in the text "the dog and the fox""# => "text.search" {"text": "the dog and the fox", "phrase": "dog"};
        "get order O-58102" => "orders.get_order" {"order_id": "O-58102"};
        "orders of customer C-1042" => "orders.search_orders" {"customer_id": "C-1042"};
        "how many KB-71-DE are in stock" => "inventory.stock" {"sku": "KB-71-DE"};
        r#"fit a line, linear regression of {"x": [1, 2, 3], "y": [2, 4, 6]}"# => "stats.linear_regression" {"body": {"x": [1, 2, 3], "y": [2, 4, 6]}};
        "list the warehouses" => "inventory.warehouses" {};
        "quote 2 KB-71-DE and 1 MS-20-BK to Prague" =>
            "orders.quote" {"body": {"destination": "Prague", "lines": [{"sku": "KB-71-DE", "quantity": 2}, {"sku": "MS-20-BK", "quantity": 1}]}};
        "What is today's date?" => "calendar.today" {};
    }
}

#[test]
fn outputs_feed_the_next_call() {
    leads_to! {
        "distance between Paris and Berlin in miles" =>
            "geo.distance" {"from": "Paris", "to": "Berlin"},
            "units.convert" {"value": 877.5, "from": "kilometres", "to": "miles"};
        "what weekday is 90 days after 2026-11-20" =>
            "calendar.add_days" {"date": "2026-11-20", "days": 90},
            "calendar.weekday" {"date": "2027-02-18"};
        "Measure the distance from Paris to Berlin, then convert it to miles" =>
            "geo.distance" {"from": "Paris", "to": "Berlin"},
            "units.convert" {"value": 877.5, "from": "kilometres", "to": "miles"};
        "the revenue between 2026-10-01 and 2026-10-31 in US dollars" =>
            "orders.revenue" {"start_date": "2026-10-01", "end_date": "2026-10-31"},
            "currency.convert_currency" {"amount": 9411.2, "from_currency": "EUR", "to_currency": "US dollars"};
        "What is the ISO week of Easter 2027?" =>
            "calendar.easter" {"year": 2027},
            "calendar.iso_week" {"date": "2027-03-28"};
        "the population of Lisbon and the 3 cities nearest to it" =>
            "geo.find_city" {"city": "Lisbon"},
            "geo.nearest_cities" {"city": "Lisbon", "count": 3};
    }
}

#[test]
fn two_wishes_are_two_calls() {
    leads_to! {
        "convert 12 miles to kilometres and 5 pounds to kilograms" =>
            "units.convert" {"value": 12, "from": "miles", "to": "kilometres"},
            "units.convert" {"value": 5, "from": "pounds", "to": "kilograms"};
        "What is the population of Lisbon? And what weekday is 2026-12-24?" =>
            "geo.find_city" {"city": "Lisbon"},
            "calendar.weekday" {"date": "2026-12-24"};
    }
}

#[test]
fn what_no_tool_does_is_refused() {
    leads_to! {
        "" => ;
        "hello" => ;
        "Tell me a joke" => ;
        "Book a flight from Paris to Berlin" => ;
        "What is the weather in Paris tomorrow?" => ;
        "convert 12 miles to" => ;
        "bearing from Oslo" => ;
        "order a pizza in Berlin" => ;
        "cancel order O-58102" => ;
        "cities within 100 miles of Zurich" => ;
        "12" => ;
        "paint {" => ;
    }
}

#[test]
fn a_refusal_says_what_is_missing() {
    let refusal = |requirement: &str| mind(requirement, is_safe).refusal();
    assert_eq!(
        refusal("bearing from Oslo"),
        "geo.bearing comes nearest, but nothing in the text fills its input to (the city to go to). Name it, as New York, or ask for something else."
    );
    assert!(refusal("cancel order O-58102").starts_with("orders.cancel_order would do this, but it is destructive"));
    assert!(mind("cancel order O-58102", is_safe).reads().contains("leaves out orders.cancel_order: destructive"));
}

#[test]
fn a_destructive_tool_is_called_where_it_may_be() {
    let mut mind = mind("cancel order O-58102", |_| true);
    let Decision::Call { action, .. } = mind.decide(&[]) else { panic!("a call") };
    assert_eq!(action.profile.tool.id.as_str(), "orders.cancel_order");
}

#[test]
fn a_failed_call_leads_to_another_way_or_to_an_end() {
    let (calls, made, _) = play("distance between Paris and Berlin", &["geo.distance"]);
    assert_eq!((calls.len(), made.len()), (1, 0), "{calls:?}");
    let (calls, made, _) = play("convert 12 miles to kilometres", &["units.convert"]);
    assert_eq!((calls.len(), made.len()), (2, 1), "{calls:?}");
    assert!(calls[1].starts_with("lengths.convert_length"), "{calls:?}");
}

#[test]
fn the_answer_tells_the_values_and_where_they_come_from() {
    let answer = |requirement: &str| {
        let (_, made, mind) = play(requirement, &[]);
        mind.answer(&made)
    };
    let check = |requirement: &str, text: &str, not_understood: &[&str]| {
        let (found, left) = answer(requirement);
        assert_eq!(
            (found.as_str(), left.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
            (text, not_understood),
            "{requirement}"
        );
    };
    check("convert 12 miles to kilometres", "19.312128 kilometres, by units.convert (value 12, from miles, to kilometres).", &[]);
    check(
        "what weekday is 90 days after 2026-11-20",
        "Friday, by calendar.weekday (date 2027-02-18), after calendar.add_days (date 2026-11-20, days 90).",
        &[],
    );
    check(
        "distance between Paris and Berlin in miles for my purple elephant",
        "19.312128 kilometres, by units.convert (value 877.5, from kilometres, to miles), after geo.distance (from Paris, to Berlin).",
        &["purple elephant"],
    );
    check(
        "the population of Lisbon and the 3 cities nearest to it",
        "population 545796, by geo.find_city (city Lisbon). 1 cities: Bratislava (55.1 kilometres), by geo.nearest_cities (city Lisbon, count 3).",
        &[],
    );
    check("What is the population of Lisbon?", "population 545796, by geo.find_city (city Lisbon).", &[]);
    check("list the warehouses", "2 warehouses: LEJ, ROT, by inventory.warehouses.", &[]);
}

#[test]
fn candidates_are_offered_with_their_reasons() {
    let (query, offered) = mind("distance between Paris and Berlin in miles", is_safe).offers();
    assert_eq!(query, "distance Paris Berlin miles");
    let chosen: Vec<&str> = offered.iter().filter(|offer| offer.chosen).map(|offer| offer.tool.as_str()).collect();
    assert!(chosen.contains(&"geo.distance") && chosen.contains(&"units.convert"), "{offered:?}");
    let convert = offered.iter().find(|offer| offer.tool.as_str() == "units.convert").expect("offered");
    assert!(convert.why.iter().any(|why| why.term == "miles"), "{convert:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_is_planned_without_a_panic(text in ".{0,300}") {
        play(&text, &[]);
    }

    #[test]
    fn any_heap_of_words_is_planned_in_bounded_steps(
        words in proptest::collection::vec(
            prop_oneof![
                Just("convert"), Just("12"), Just("miles"), Just("to"), Just("Paris"), Just("and"), Just("then"), Just("distance"), Just("between"),
                Just("2026-11-20"), Just("in"), Just("{"), Just("["), Just("\""), Just("O-58102"), Just("days"), Just(","), Just("."), Just("after"),
                Just("weekday"), Just("it"), Just("é"), Just("mean"), Just("of"), Just("€5"), Just(":"), Just("km"), Just("orders"),
            ],
            0..40,
        ),
    ) {
        let (calls, made, mind) = play(&words.join(" "), &[]);
        prop_assert_eq!(calls.len(), made.len());
        mind.answer(&made);
    }
}
