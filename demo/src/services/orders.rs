//! Orders over SQLite: found, quoted, placed and cancelled.
//!
//! What is in stock and what it costs is not known here: inventory and pricing are asked,
//! through the gateway.

mod store;
mod tools;

use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    child::Error,
    day::Day,
    gateway::Gateway,
    products::{euros, product},
    service::{Place, Service},
    tool::Failure,
};
use store::{Line, Order, Store};

/// The service with its seeded store.
pub async fn open(place: Place) -> Result<Service, Error> {
    let desk = Desk { store: Store::open().await?, gateway: place.gateway };
    Ok(Service::steady("4.2.0", tools::tools(&desk)))
}

/// Where orders are handled.
#[derive(Clone)]
struct Desk {
    store: Store,
    gateway: Gateway,
}

#[derive(Deserialize)]
struct Search {
    status: Option<String>,
    customer_id: Option<String>,
    limit: Option<i64>,
}

#[derive(Serialize)]
struct Orders {
    orders: Vec<Order>,
    count: usize,
}

impl From<Vec<Order>> for Orders {
    fn from(orders: Vec<Order>) -> Self {
        Self { count: orders.len(), orders }
    }
}

async fn search_orders(desk: Desk, search: Search) -> Result<Orders, Failure> {
    let limit = search.limit.unwrap_or(20).clamp(1, 200);
    Ok(desk.store.search(search.status, search.customer_id, limit).await?.into())
}

#[derive(Deserialize)]
struct One {
    order_id: String,
}

#[derive(Serialize)]
struct Detail {
    #[serde(flatten)]
    order: Order,
    lines: Vec<Line>,
}

async fn get_order(desk: Desk, one: One) -> Result<Detail, Failure> {
    let order = desk.store.order(&one.order_id).await?.ok_or_else(|| missing(&one.order_id))?;
    let lines = desk.store.lines(&order.order_id).await?;
    Ok(Detail { order, lines })
}

fn missing(order_id: &str) -> Failure {
    Failure::missing(format!("order_id: there is no order '{order_id}'; search_orders lists them"))
}

#[derive(Deserialize)]
struct Late {
    before: Option<Day>,
}

async fn list_late(desk: Desk, late: Late) -> Result<Orders, Failure> {
    let before = late.before.unwrap_or_else(Day::today).to_string();
    Ok(desk.store.late(&before).await?.into())
}

#[derive(Deserialize)]
struct Period {
    start_date: Day,
    end_date: Day,
}

#[derive(Serialize)]
struct Revenue {
    amount: f64,
    currency: &'static str,
    orders: i64,
}

async fn revenue(desk: Desk, period: Period) -> Result<Revenue, Failure> {
    let (first, last) = (period.start_date.to_string(), period.end_date.to_string());
    let (orders, cents) = desk.store.revenue(&first, &last).await?;
    Ok(Revenue { amount: euros(cents), currency: "EUR", orders })
}

#[derive(Clone, Deserialize, Serialize)]
struct Wanted {
    sku: String,
    quantity: i64,
}

#[derive(Deserialize)]
struct Wrapped<T> {
    body: T,
}

#[derive(Deserialize)]
struct Request {
    destination: String,
    lines: Vec<Wanted>,
}

#[derive(Serialize)]
struct Quote {
    can_ship: bool,
    short: Vec<String>,
    price: Value,
}

/// Asks inventory about every line and pricing about the whole, all at once.
async fn quote(desk: Desk, request: Wrapped<Request>) -> Result<Quote, Failure> {
    let Request { destination, lines } = request.body;
    known(&lines)?;
    let pricing = json!({ "body": { "destination": destination, "lines": lines } });
    let price = desk.gateway.call("pricing.quote", pricing);
    let stock = try_join_all(lines.iter().map(|line| stock_of(&desk.gateway, line)));
    let (price, stock) = futures::try_join!(price, stock)?;
    let short: Vec<String> = stock.into_iter().flatten().collect();
    Ok(Quote { can_ship: short.is_empty(), short, price })
}

/// The SKU of a line that is not in stock, or nothing.
async fn stock_of(gateway: &Gateway, line: &Wanted) -> Result<Option<String>, Failure> {
    let stock = gateway.call("inventory.stock", json!({ "sku": line.sku })).await?;
    let available = stock["available"].as_i64().unwrap_or_default();
    Ok((available < line.quantity).then(|| line.sku.clone()))
}

fn known(lines: &[Wanted]) -> Result<(), Failure> {
    if lines.is_empty() {
        return Err(Failure::invalid("lines is empty; an order has at least one line"));
    }
    for (number, line) in lines.iter().enumerate() {
        product(&format!("lines/{number}/sku"), &line.sku)?;
        if line.quantity < 1 {
            let detail = format!("lines/{number}/quantity must be at least 1");
            return Err(Failure::invalid(detail));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Placing {
    customer_id: String,
    channel: Option<String>,
    ship_by: Option<Day>,
    lines: Vec<Wanted>,
}

/// Reserves every line, then writes the order down.
async fn create_order(desk: Desk, placing: Wrapped<Placing>) -> Result<Detail, Failure> {
    let placing = placing.body;
    known(&placing.lines)?;
    if !desk.store.has_customer(&placing.customer_id).await? {
        let detail = format!("customer_id: there is no customer '{}'", placing.customer_id);
        return Err(Failure::missing(detail));
    }
    for line in &placing.lines {
        desk.gateway.call("inventory.reserve", json!({ "body": line })).await?;
    }
    let today = Day::today();
    let ship_by = placing.ship_by.unwrap_or(today + 3);
    let channel = placing.channel.as_deref().unwrap_or("web");
    let dates = (today.to_string(), ship_by.to_string());
    let lines = lines(&placing.lines)?;
    let order_id = desk.store.place(&placing.customer_id, channel, dates, &lines).await?;
    get_order(desk, One { order_id }).await
}

/// The lines at their list prices.
fn lines(wanted: &[Wanted]) -> Result<Vec<Line>, Failure> {
    let line = |wanted: &Wanted| {
        let product = product("sku", &wanted.sku)?;
        let unit_price_eur = euros(product.cents);
        Ok(Line { sku: product.sku.to_owned(), quantity: wanted.quantity, unit_price_eur })
    };
    wanted.iter().map(line).collect()
}

async fn cancel_order(desk: Desk, one: One) -> Result<Detail, Failure> {
    let before = get_order(desk.clone(), One { order_id: one.order_id.clone() }).await?;
    if !desk.store.cancel(&one.order_id).await? {
        let (id, status) = (&one.order_id, &before.order.status);
        let detail = format!("{id} is {status}; only accepted and picking orders can be cancelled");
        return Err(Failure::conflict(detail));
    }
    get_order(desk, one).await
}
