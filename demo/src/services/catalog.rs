//! Catalog: the articles on sale, described in `OpenAPI` as many services out there are.

use serde::{Deserialize, Serialize};

use crate::{
    products::{PRODUCTS, Product, categories, euros, product},
    service::Service,
    tool::{Failure, Schema, Tool, choice, integer, list, number, object, text},
};

/// The service with its tools.
pub fn open() -> Service {
    let listing = Tool::get("list_products", "/products")
        .says("Lists the articles on sale, by category, words of their name, or price.")
        .takes("category", choice("Only this category.", &categories()).optional().example("audio"))
        .takes("words", text("Words that the name holds.").optional().example("wireless"))
        .takes("max_price", number("The highest price in euros.").optional().example(100))
        .gives("products", list("The articles.", object("An article.", &facts())))
        .gives("count", integer("How many are listed."))
        .tagged(&["products"])
        .computes(list_products);
    let one = Tool::get("get_product", "/products/{sku}")
        .says("Gives one article with its category, price and weight.")
        .takes("sku", text("The article's SKU.").example("KB-71-DE"));
    let one = facts().into_iter().fold(one, |entry, (name, fact)| entry.gives(name, fact));
    let one = one.tagged(&["products"]).computes(|input: &Article| Ok(Listed::from(product("sku", &input.sku)?)));
    let counted = Tool::get("list_categories", "/categories")
        .says("Lists the categories with the number of articles in each.")
        .gives(
            "categories",
            list("The categories.", object("A category.", &[("category", text("Its name.")), ("products", integer("How many articles."))])),
        )
        .tagged(&["products"])
        .computes(|_: &Nothing| Ok(Categories::counted()));
    Service::steady("0.9.0", vec![listing, one, counted])
}

fn facts() -> Vec<(&'static str, Schema)> {
    vec![
        ("sku", text("Its SKU.")),
        ("name", text("Its name.")),
        ("category", text("Its category.")),
        ("price_eur", number("Its list price in euros.")),
        ("weight_kg", number("Its weight in kilograms.")),
    ]
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Article {
    sku: String,
}

#[derive(Deserialize)]
struct Filter {
    category: Option<String>,
    words: Option<String>,
    max_price: Option<f64>,
}

#[derive(Serialize)]
struct Products {
    products: Vec<Listed>,
    count: usize,
}

#[derive(Serialize)]
struct Listed {
    sku: &'static str,
    name: &'static str,
    category: &'static str,
    price_eur: f64,
    weight_kg: f64,
}

impl From<&Product> for Listed {
    fn from(product: &Product) -> Self {
        let Product { sku, name, category, cents, weight_kg } = *product;
        Self { sku, name, category, price_eur: euros(cents), weight_kg }
    }
}

impl Filter {
    fn lets_through(&self, product: &Product) -> bool {
        let name = product.name.to_lowercase();
        let words = self.words.as_deref().unwrap_or_default().to_lowercase();
        self.category.as_deref().is_none_or(|category| category == product.category)
            && words.split_whitespace().all(|word| name.contains(word))
            && self.max_price.is_none_or(|most| euros(product.cents) <= most)
    }
}

fn list_products(filter: &Filter) -> Result<Products, Failure> {
    let categories = categories();
    if filter.category.as_deref().is_some_and(|category| !categories.contains(&category)) {
        let detail = format!("category must be one of {}", categories.join(", "));
        return Err(Failure::invalid(detail));
    }
    let fitting = PRODUCTS.iter().filter(|product| filter.lets_through(product));
    let products: Vec<Listed> = fitting.map(Listed::from).collect();
    Ok(Products { count: products.len(), products })
}

#[derive(Serialize)]
struct Categories {
    categories: Vec<Category>,
}

#[derive(Serialize)]
struct Category {
    category: &'static str,
    products: usize,
}

impl Categories {
    fn counted() -> Self {
        let count = |category| PRODUCTS.iter().filter(|p| p.category == category).count();
        let counted = |category| Category { category, products: count(category) };
        Self { categories: categories().into_iter().map(counted).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_filtered_by_all_that_is_given() {
        let (category, words) = (Some("mice".into()), Some("Wireless".into()));
        let found = list_products(&Filter { category, words, max_price: Some(30.0) }).unwrap();
        let skus: Vec<&str> = found.products.iter().map(|product| product.sku).collect();
        assert_eq!(skus, ["MS-20-BK", "MS-20-WH"]);
    }

    #[test]
    fn the_categories_hold_every_article() {
        let counted = Categories::counted().categories;
        assert_eq!(counted.iter().map(|category| category.products).sum::<usize>(), 60);
        assert_eq!(counted.len(), 12);
    }
}
