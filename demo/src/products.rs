//! The articles on sale, which the services of commerce have in common.

use std::sync::LazyLock;

use crate::{table, tool::Failure};

/// An article.
pub struct Product {
    pub sku: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    pub cents: i64,
    pub weight_kg: f64,
}

/// All articles, in the order of the table.
pub static PRODUCTS: LazyLock<Vec<Product>> = LazyLock::new(|| {
    let read = |row: table::Row| Product {
        sku: row.text(0),
        name: row.text(1),
        category: row.text(2),
        cents: cents(row.value(3)),
        weight_kg: row.value(4),
    };
    table::rows(include_str!("../data/products.csv")).map(read).collect()
});

/// The article with this SKU; the failure names the `input` that held it.
pub fn product(input: &str, sku: &str) -> Result<&'static Product, Failure> {
    let found = PRODUCTS.iter().find(|product| product.sku.eq_ignore_ascii_case(sku));
    found.ok_or_else(|| {
        let detail = format!("{input}: there is no article '{sku}'; catalog.list_products lists them");
        Failure::missing(detail)
    })
}

/// The categories, each once.
pub fn categories() -> Vec<&'static str> {
    let mut all: Vec<&str> = PRODUCTS.iter().map(|product| product.category).collect();
    all.dedup();
    all
}

/// Euros as cents.
pub fn cents(euros: f64) -> i64 {
    (euros * 100.0).round() as i64
}

/// Cents as euros.
pub fn euros(cents: i64) -> f64 {
    cents as f64 / 100.0
}
