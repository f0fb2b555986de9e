//! What the inventory says about its tools.

use super::{Depot, low_stock, nearest_warehouse, reserve, restock, stock, warehouses};
use crate::tool::{Entry, Tool, integer, list, number, object, text};

/// The tools of the depot.
pub fn tools(depot: &Depot) -> Vec<Tool> {
    let mut tools = reading(depot);
    tools.extend(moving(depot));
    tools
}

fn reading(depot: &Depot) -> Vec<Tool> {
    let of_article = Tool::get("stock", "/stock/{sku}")
        .says("Tells how many pieces of an article are in stock, reserved and available, by warehouse.")
        .takes("sku", text("The article's SKU.").example("KB-71-DE"))
        .gives("sku", text("The SKU."))
        .gives("name", text("The article's name."))
        .gives("on_hand", integer("Pieces on the shelves."))
        .gives("reserved", integer("Pieces spoken for."))
        .gives("available", integer("Pieces that can be sold."))
        .gives(
            "shelves",
            list(
                "The shelves.",
                object(
                    "A shelf.",
                    &[
                        ("warehouse", text("The warehouse's code.")),
                        ("on_hand", integer("Pieces there.")),
                        ("reserved", integer("Pieces spoken for.")),
                        ("reorder_level", integer("At how many pieces more are ordered.")),
                    ],
                ),
            ),
        )
        .tagged(&["stock", "warehouse"]);
    let low = Tool::get("low_stock", "/low-stock")
        .says("Lists the articles whose stock is at or below the reorder level, emptiest shelf first.")
        .takes("limit", integer("How many at most.").between(1, 100).default(10))
        .gives(
            "articles",
            list(
                "The shelves that need an order.",
                object(
                    "A shelf.",
                    &[
                        ("sku", text("The article.")),
                        ("warehouse", text("The warehouse's code.")),
                        ("available", integer("Pieces left.")),
                        ("reorder_level", integer("The level.")),
                    ],
                ),
            ),
        )
        .gives("count", integer("How many are listed."))
        .tagged(&["stock", "warehouse"]);
    let all = Tool::get("warehouses", "/warehouses")
        .says("Lists the warehouses with their cities.")
        .gives(
            "warehouses",
            list(
                "The warehouses.",
                object(
                    "A warehouse.",
                    &[
                        ("warehouse", text("Its code.")),
                        ("city", text("Its city.")),
                        ("country", text("Its country.")),
                        ("opened", integer("The year it opened.")),
                    ],
                ),
            ),
        )
        .tagged(&["warehouse"]);
    let nearest = Tool::get("nearest_warehouse", "/nearest-warehouse")
        .says("Finds the warehouse nearest to a city, if wanted only among those with an article in stock.")
        .takes("city", text("The city to deliver to.").example("Prague"))
        .takes("sku", text("Only warehouses with this article.").optional().example("MN-27-QHD"))
        .gives("warehouse", text("The warehouse's code.").example("WRO"))
        .gives("city", text("Its city.").example("Wrocław"))
        .gives("kilometres", number("How far away it is."))
        .tagged(&["warehouse", "geography", "distance"]);
    vec![
        of_article.awaits(depot, stock),
        low.awaits(depot, low_stock),
        all.awaits(depot, warehouses),
        nearest.awaits(depot, nearest_warehouse),
    ]
}

fn moving(depot: &Depot) -> Vec<Tool> {
    let reserving = Tool::post("reserve", "/reservations", "body").says("Reserves pieces of an article in one warehouse.");
    let restocking = Tool::post("restock", "/restocks", "body").says("Books pieces of an article that have arrived in a warehouse.");
    vec![movement(reserving).awaits(depot, reserve), movement(restocking).awaits(depot, restock)]
}

fn movement(entry: Entry) -> Entry {
    entry
        .takes(
            "body",
            object(
                "What to book.",
                &[
                    ("sku", text("The article's SKU.").example("MS-20-BK")),
                    ("quantity", integer("How many pieces.").between(1, 1000).example(1)),
                    ("warehouse", text("The warehouse's code; the best one where absent.").optional()),
                ],
            ),
        )
        .gives("sku", text("The article."))
        .gives("warehouse", text("Where it was booked."))
        .gives("available", integer("Pieces available there now."))
        .tagged(&["stock", "warehouse", "write"])
}
