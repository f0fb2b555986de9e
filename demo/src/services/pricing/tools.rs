//! What pricing says about its tools.

use super::{Till, price_list, price_spread, quote::quote, shipping_cost};
use crate::{
    products::categories,
    tool::{Entry, Tool, choice, integer, list, number, object, text},
};

/// The tools of the till.
pub fn tools(till: &Till) -> Vec<Tool> {
    let categories = categories();
    let listed = Tool::get("price_list", "/prices")
        .says("Lists the prices of the articles, if wanted only of one category.")
        .takes("category", choice("The category.", &categories).optional().example("keyboards"))
        .gives(
            "prices",
            list(
                "The prices.",
                object(
                    "A price.",
                    &[
                        ("sku", text("The article's SKU.")),
                        ("name", text("Its name.")),
                        ("category", text("Its category.")),
                        ("price_eur", number("Its list price in euros.")),
                    ],
                ),
            ),
        )
        .tagged(&["prices", "money"]);
    let spread = Tool::get("price_spread", "/prices/spread")
        .says("Describes how the prices of a category spread: mean, median, lowest and highest.")
        .takes("category", choice("The category.", &categories).example("monitors"))
        .gives("count", integer("How many articles."))
        .gives("mean", number("The mean price in euros."))
        .gives("median", number("The median price in euros."))
        .gives("minimum", number("The lowest price."))
        .gives("maximum", number("The highest price."))
        .tagged(&["prices", "statistics"]);
    vec![
        quote_entry().awaits(till, quote),
        shipping_entry().awaits(till, shipping_cost),
        listed.computes(price_list),
        spread.awaits(till, price_spread),
    ]
}

fn quote_entry() -> Entry {
    let line = object(
        "A line.",
        &[("sku", text("The article's SKU.").example("KB-71-DE")), ("quantity", integer("How many pieces.").between(1, 1000).example(2))],
    );
    Tool::post("quote", "/quotes", "body")
        .says("Prices a list of articles with quantity discounts and shipping.")
        .takes(
            "body",
            object(
                "What is wanted.",
                &[
                    ("lines", list("The lines.", line).holding(1, 50)),
                    ("destination", text("The city to ship to; no shipping where absent.").optional().example("Cologne")),
                ],
            ),
        )
        .gives("net_eur", number("The price after discounts."))
        .gives("discount_eur", number("What the discounts take off."))
        .gives("shipping_eur", number("What shipping costs."))
        .gives("total_eur", number("The price with shipping."))
        .gives(
            "lines",
            list(
                "The priced lines.",
                object(
                    "A line.",
                    &[
                        ("sku", text("The article.")),
                        ("quantity", integer("Pieces.")),
                        ("unit_price_eur", number("List price of a piece.")),
                        ("discount_percent", integer("Discount by quantity.")),
                        ("total_eur", number("The line's price.")),
                    ],
                ),
            ),
        )
        .tagged(&["prices", "money", "read-only"])
}

fn shipping_entry() -> Entry {
    Tool::get("shipping_cost", "/shipping-cost")
        .says("Computes what it costs in euros to ship a parcel of some weight from one city to another.")
        .takes("weight", number("The weight of the parcel.").between(0, 1000).example(5))
        .takes("weight_unit", choice("The unit of the weight.", &["kg", "g", "lb", "oz"]).default("kg"))
        .takes("from_city", text("Where the parcel leaves.").example("Rotterdam"))
        .takes("to_city", text("Where it goes.").example("Milan"))
        .gives("amount", number("The cost."))
        .gives("currency", text("Its currency.").example("EUR"))
        .gives("kilometres", number("The way."))
        .gives("kilograms", number("The weight."))
        .tagged(&["prices", "shipping"])
}
