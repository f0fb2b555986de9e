//! What the orders service says about its tools.

use super::{Desk, cancel_order, create_order, get_order, list_late, quote, revenue, search_orders};
use crate::tool::{Entry, Schema, Tool, choice, date, flag, integer, list, number, object, text};

const STATES: [&str; 5] = ["accepted", "picking", "shipped", "delivered", "cancelled"];
const CHANNELS: [&str; 4] = ["web", "phone", "store", "partner"];

/// The tools of the desk.
pub fn tools(desk: &Desk) -> Vec<Tool> {
    let mut tools = reading(desk);
    tools.extend(trading(desk));
    tools
}

fn reading(desk: &Desk) -> Vec<Tool> {
    let search = Tool::get("search_orders", "/orders")
        .says("Lists orders, newest first, by status or customer.")
        .takes("status", choice("Only orders in this state.", &STATES).optional().example("picking"))
        .takes("customer_id", text("Only orders of this customer.").optional().example("C-1042"))
        .takes("limit", integer("How many orders at most.").between(1, 200).default(20));
    let one = Tool::get("get_order", "/orders/{order_id}")
        .says("Gets one order with its lines, dates and total.")
        .takes("order_id", text("The order's number.").example("O-58102"));
    let late = Tool::get("list_late", "/late-orders")
        .says("Lists the orders that should have shipped before a date and have not.")
        .takes("before", date("The date; today where absent.").optional().example("2026-11-24"));
    let earned = Tool::get("revenue", "/revenue")
        .says("Adds up the revenue of the orders placed in a period, in euros.")
        .takes("start_date", date("The first day.").example("2026-10-01"))
        .takes("end_date", date("The last day.").example("2026-10-31"))
        .gives("amount", number("The revenue.").example(9411.2))
        .gives("currency", text("Its currency.").example("EUR"))
        .gives("orders", integer("How many orders."))
        .tagged(&["orders", "sales", "money"]);
    vec![
        many(search).awaits(desk, search_orders),
        detail(one).awaits(desk, get_order),
        many(late).awaits(desk, list_late),
        earned.awaits(desk, revenue),
    ]
}

fn trading(desk: &Desk) -> Vec<Tool> {
    let quoted = Tool::post("quote", "/quotes", "body")
        .says("Quotes a list of articles for a destination: price, shipping, and whether all is in stock.")
        .takes(
            "body",
            object("What is wanted and where.", &[("destination", text("The city to ship to.").example("Cologne")), ("lines", wanted())]),
        )
        .gives("can_ship", flag("Whether every line is in stock."))
        .gives("short", list("The SKUs that are not.", text("An SKU.")))
        .gives("price", object("What pricing says.", &[("total_eur", number("The price with shipping."))]))
        .tagged(&["orders", "sales", "read-only"]);
    let placed = Tool::post("create_order", "/orders", "body")
        .says("Places an order: reserves the stock and writes the order down.")
        .takes(
            "body",
            object(
                "The order.",
                &[
                    ("customer_id", text("The customer.").example("C-1042")),
                    ("channel", choice("How the order came.", &CHANNELS).default("web")),
                    ("ship_by", date("The last day to ship; three days on where absent.").optional().example("2026-11-24")),
                    ("lines", wanted()),
                ],
            ),
        )
        .tagged(&["write"]);
    let cancelled = Tool::delete("cancel_order", "/orders/{order_id}")
        .says("Cancels an order that has not shipped.")
        .takes("order_id", text("The order's number.").example("O-58174"));
    vec![quoted.awaits(desk, quote), detail(placed).awaits(desk, create_order), detail(cancelled).awaits(desk, cancel_order)]
}

fn wanted() -> Schema {
    list(
        "The lines.",
        object(
            "A line.",
            &[("sku", text("The article.").example("KB-71-DE")), ("quantity", integer("How many pieces.").between(1, 1000).example(2))],
        ),
    )
    .holding(1, 50)
}

fn many(entry: Entry) -> Entry {
    entry
        .gives("orders", list("The orders.", object("An order.", &facts())))
        .gives("count", integer("How many are listed."))
        .tagged(&["orders", "sales"])
}

fn detail(entry: Entry) -> Entry {
    let line = object(
        "A line.",
        &[("sku", text("The article.")), ("quantity", integer("Pieces.")), ("unit_price_eur", number("Price of a piece in euros."))],
    );
    let with_facts = facts().into_iter().fold(entry, |entry, (name, fact)| entry.gives(name, fact));
    with_facts.gives("lines", list("The lines.", line)).tagged(&["orders", "sales"])
}

fn facts() -> Vec<(&'static str, Schema)> {
    vec![
        ("order_id", text("The order's number.")),
        ("customer_id", text("The customer's number.")),
        ("customer", text("The customer's name.")),
        ("city", text("The customer's city.")),
        ("channel", choice("How the order came.", &CHANNELS)),
        ("ordered_on", date("When it was placed.")),
        ("ship_by", date("The last day to ship in time.")),
        ("shipped_on", date("When it shipped.").optional()),
        ("status", choice("Its state.", &STATES)),
        ("total_eur", number("What it comes to in euros.")),
    ]
}
