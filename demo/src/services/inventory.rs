//! Inventory over SQLite: what lies where, what is short, and which warehouse is nearest.
//!
//! Distances are not known here: geo is asked, through the gateway.

mod store;
mod tools;

use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    child::Error,
    gateway::Gateway,
    products::product,
    service::{Place, Service},
    tool::Failure,
};
use store::{Shelf, Short, Store, Warehouse};

/// The service with its seeded store.
pub async fn open(place: Place) -> Result<Service, Error> {
    let depot = Depot { store: Store::open().await?, gateway: place.gateway };
    Ok(Service::steady("2.7.1", tools::tools(&depot)))
}

/// Where the stock is kept.
#[derive(Clone)]
struct Depot {
    store: Store,
    gateway: Gateway,
}

#[derive(Deserialize)]
struct Article {
    sku: String,
}

#[derive(Serialize)]
struct Stock {
    sku: &'static str,
    name: &'static str,
    on_hand: i64,
    reserved: i64,
    available: i64,
    shelves: Vec<Shelf>,
}

async fn stock(depot: Depot, article: Article) -> Result<Stock, Failure> {
    let product = product("sku", &article.sku)?;
    let shelves = depot.store.shelves(product.sku).await?;
    let on_hand = shelves.iter().map(|shelf| shelf.on_hand).sum();
    let reserved = shelves.iter().map(|shelf| shelf.reserved).sum();
    let (sku, name, available) = (product.sku, product.name, on_hand - reserved);
    Ok(Stock { sku, name, on_hand, reserved, available, shelves })
}

#[derive(Deserialize)]
struct Limit {
    limit: Option<i64>,
}

#[derive(Serialize)]
struct Shortages {
    articles: Vec<Short>,
    count: usize,
}

async fn low_stock(depot: Depot, input: Limit) -> Result<Shortages, Failure> {
    let articles = depot.store.low(input.limit.unwrap_or(10).clamp(1, 100)).await?;
    Ok(Shortages { count: articles.len(), articles })
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize)]
struct Warehouses {
    warehouses: Vec<Warehouse>,
}

async fn warehouses(depot: Depot, _: Nothing) -> Result<Warehouses, Failure> {
    Ok(Warehouses { warehouses: depot.store.warehouses().await? })
}

#[derive(Deserialize)]
struct Near {
    city: String,
    sku: Option<String>,
}

#[derive(Serialize)]
struct Nearest {
    warehouse: String,
    city: String,
    kilometres: f64,
}

/// Measures the way to every warehouse, or to those with the article, all at once.
async fn nearest_warehouse(depot: Depot, near: Near) -> Result<Nearest, Failure> {
    let mut warehouses = depot.store.warehouses().await?;
    if let Some(sku) = &near.sku {
        let shelves = depot.store.shelves(product("sku", sku)?.sku).await?;
        let holds = |code: &str| shelves.iter().any(|s| s.warehouse == code && s.on_hand > s.reserved);
        warehouses.retain(|warehouse| holds(&warehouse.warehouse));
    }
    let measured = warehouses.into_iter().map(|w| distance(&depot.gateway, &near.city, w));
    let nearest = try_join_all(measured).await?.into_iter();
    let nearest = nearest.min_by(|a, b| a.kilometres.total_cmp(&b.kilometres));
    nearest.ok_or_else(|| Failure::conflict("no warehouse has a piece of that article left"))
}

async fn distance(gateway: &Gateway, city: &str, to: Warehouse) -> Result<Nearest, Failure> {
    let distance = gateway.call("geo.distance", json!({ "from": city, "to": to.city })).await?;
    let kilometres = distance["kilometres"].as_f64();
    let kilometres = kilometres.ok_or_else(|| Failure::upstream("geo.distance gave no distance"))?;
    Ok(Nearest { warehouse: to.warehouse, city: to.city, kilometres })
}

#[derive(Deserialize)]
struct Wrapped {
    body: Movement,
}

#[derive(Deserialize)]
struct Movement {
    sku: String,
    quantity: i64,
    warehouse: Option<String>,
}

#[derive(Serialize)]
struct Moved {
    sku: String,
    warehouse: String,
    available: i64,
}

async fn reserve(depot: Depot, input: Wrapped) -> Result<Moved, Failure> {
    let Movement { sku, quantity, warehouse } = checked(input.body)?;
    let shelf = depot.store.reserve(&sku, warehouse.as_deref(), quantity).await?;
    shelf.map(|shelf| moved(&sku, shelf)).ok_or_else(|| {
        let detail = format!("{sku} is out of stock: no single warehouse has {quantity} left");
        Failure::conflict(detail)
    })
}

async fn restock(depot: Depot, input: Wrapped) -> Result<Moved, Failure> {
    let Movement { sku, quantity, warehouse } = checked(input.body)?;
    let shelf = depot.store.restock(&sku, warehouse.as_deref(), quantity).await?;
    shelf
        .map(|shelf| moved(&sku, shelf))
        .ok_or_else(|| Failure::missing(format!("warehouse: {sku} has no shelf there; stock lists its shelves")))
}

fn checked(movement: Movement) -> Result<Movement, Failure> {
    let sku = product("sku", &movement.sku)?.sku.to_owned();
    if (1..=1000).contains(&movement.quantity) {
        return Ok(Movement { sku, ..movement });
    }
    Err(Failure::invalid("quantity must be from 1 to 1000"))
}

fn moved(sku: &str, shelf: Shelf) -> Moved {
    let available = shelf.on_hand - shelf.reserved;
    Moved { sku: sku.to_owned(), warehouse: shelf.warehouse, available }
}
