//! All of the orders' SQL. The store lives in memory and begins with the bundled tables.

use serde::Serialize;
use sqlx::{
    FromRow, Result, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use crate::{products::cents, table};

/// The orders, on one connection: a second one would see another, empty memory.
#[derive(Clone)]
pub struct Store(SqlitePool);

/// An order without its lines.
#[derive(Debug, FromRow, Serialize)]
pub struct Order {
    pub order_id: String,
    pub customer_id: String,
    pub customer: String,
    pub city: String,
    pub channel: String,
    pub ordered_on: String,
    pub ship_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped_on: Option<String>,
    pub status: String,
    pub total_eur: f64,
}

/// A line of an order.
#[derive(Debug, FromRow, Serialize)]
pub struct Line {
    pub sku: String,
    pub quantity: i64,
    pub unit_price_eur: f64,
}

const TABLES: &str = "
    create table customers (customer_id text primary key, name text not null, city text not null);
    create table orders (
        order_id text primary key,
        customer_id text not null references customers,
        channel text not null,
        ordered_on text not null,
        ship_by text not null,
        shipped_on text,
        status text not null);
    create table lines (
        order_id text not null references orders,
        sku text not null,
        quantity integer not null check (quantity > 0),
        unit_price_cents integer not null);
    create index lines_of_order on lines (order_id);
    create view order_facts as
        select orders.*, customers.name as customer, customers.city,
               (select sum(quantity * unit_price_cents) / 100.0 from lines
                where lines.order_id = orders.order_id) as total_eur
        from orders join customers using (customer_id);
";

impl Store {
    /// Opens a store with the bundled customers and orders.
    pub async fn open() -> Result<Self> {
        let options = SqliteConnectOptions::new().in_memory(true);
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let store = Self(pool.connect_with(options).await?);
        sqlx::raw_sql(TABLES).execute(&store.0).await?;
        store.seed().await?;
        Ok(store)
    }

    async fn seed(&self) -> Result<()> {
        let mut writing = self.0.begin().await?;
        for row in table::rows(include_str!("../../../data/customers.csv")) {
            let customer = sqlx::query("insert into customers values ($1, $2, $3)");
            let customer = customer.bind(row.text(0)).bind(row.text(1)).bind(row.text(2));
            customer.execute(&mut *writing).await?;
        }
        for row in table::rows(include_str!("../../../data/orders.csv")) {
            let shipped = Some(row.text(5)).filter(|day| !day.is_empty());
            let order = sqlx::query("insert into orders values ($1, $2, $3, $4, $5, $6, $7)");
            let order = order.bind(row.text(0)).bind(row.text(1)).bind(row.text(2));
            let order = order.bind(row.text(3)).bind(row.text(4)).bind(shipped).bind(row.text(6));
            order.execute(&mut *writing).await?;
        }
        for row in table::rows(include_str!("../../../data/order_lines.csv")) {
            let line = sqlx::query("insert into lines values ($1, $2, $3, $4)");
            let line = line.bind(row.text(0)).bind(row.text(1));
            let line = line.bind(row.value::<i64>(2)).bind(cents(row.value(3)));
            line.execute(&mut *writing).await?;
        }
        writing.commit().await
    }

    /// The newest orders, of one status and customer where these are given.
    pub async fn search(&self, status: Option<String>, customer_id: Option<String>, limit: i64) -> Result<Vec<Order>> {
        let sql = "select * from order_facts
                   where ($1 is null or status = $1) and ($2 is null or customer_id = $2)
                   order by ordered_on desc, order_id desc
                   limit $3";
        sqlx::query_as(sql).bind(status).bind(customer_id).bind(limit).fetch_all(&self.0).await
    }

    /// One order.
    pub async fn order(&self, order_id: &str) -> Result<Option<Order>> {
        let sql = "select * from order_facts where order_id = $1";
        sqlx::query_as(sql).bind(order_id).fetch_optional(&self.0).await
    }

    /// The lines of an order.
    pub async fn lines(&self, order_id: &str) -> Result<Vec<Line>> {
        let sql = "select sku, quantity, unit_price_cents / 100.0 as unit_price_eur
                   from lines where order_id = $1 order by rowid";
        sqlx::query_as(sql).bind(order_id).fetch_all(&self.0).await
    }

    /// The orders that had to ship before a day and have not.
    pub async fn late(&self, before: &str) -> Result<Vec<Order>> {
        let sql = "select * from order_facts
                   where ship_by < $1 and status in ('accepted', 'picking')
                   order by ship_by, order_id";
        sqlx::query_as(sql).bind(before).fetch_all(&self.0).await
    }

    /// How many orders were placed in a period, and their worth in cents.
    pub async fn revenue(&self, first: &str, last: &str) -> Result<(i64, i64)> {
        let sql = "select count(distinct order_id), coalesce(sum(quantity * unit_price_cents), 0)
                   from orders join lines using (order_id)
                   where ordered_on between $1 and $2 and status <> 'cancelled'";
        sqlx::query_as(sql).bind(first).bind(last).fetch_one(&self.0).await
    }

    /// Whether a customer is known.
    pub async fn has_customer(&self, customer_id: &str) -> Result<bool> {
        let sql = "select count(*) from customers where customer_id = $1";
        let count: i64 = sqlx::query_scalar(sql).bind(customer_id).fetch_one(&self.0).await?;
        Ok(count > 0)
    }

    /// Writes an order down under the next number.
    pub async fn place(&self, customer_id: &str, channel: &str, (ordered_on, ship_by): (String, String), lines: &[Line]) -> Result<String> {
        let mut writing = self.0.begin().await?;
        let sql = "insert into orders
                   select 'O-' || (max(cast(substr(order_id, 3) as integer)) + 1),
                          $1, $2, $3, $4, null, 'accepted'
                   from orders
                   returning order_id";
        let order = sqlx::query_scalar(sql).bind(customer_id).bind(channel);
        let order_id: String = order.bind(ordered_on).bind(ship_by).fetch_one(&mut *writing).await?;
        for line in lines {
            let new = sqlx::query("insert into lines values ($1, $2, $3, $4)");
            let new = new.bind(&order_id).bind(&line.sku).bind(line.quantity);
            new.bind(cents(line.unit_price_eur)).execute(&mut *writing).await?;
        }
        writing.commit().await?;
        Ok(order_id)
    }

    /// Cancels an order that has not shipped; false where it has.
    pub async fn cancel(&self, order_id: &str) -> Result<bool> {
        let sql = "update orders set status = 'cancelled'
                   where order_id = $1 and status in ('accepted', 'picking')";
        let done = sqlx::query(sql).bind(order_id).execute(&self.0).await?;
        Ok(done.rows_affected() == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_bundled_orders_are_there_and_those_past_their_day_are_late() {
        let store = Store::open().await.unwrap();
        assert_eq!(store.search(None, None, 1_000).await.unwrap().len(), 152);
        let late = store.late("2026-11-24").await.unwrap();
        assert!(late.iter().all(|order| order.ship_by.as_str() < "2026-11-24"));
        assert!(late.iter().all(|order| order.shipped_on.is_none() && order.status != "cancelled"));
        assert!(!late.is_empty());
    }

    #[tokio::test]
    async fn an_order_that_is_placed_counts_until_it_is_cancelled() {
        let store = Store::open().await.unwrap();
        let line = Line { sku: "HD-04".into(), quantity: 2, unit_price_eur: 149.0 };
        let day = || ("2031-01-01".to_owned(), "2031-01-04".to_owned());
        let id = store.place("C-1042", "web", day(), &[line]).await.unwrap();
        assert_eq!(id, "O-58175");
        assert_eq!(store.revenue("2031-01-01", "2031-01-31").await.unwrap(), (1, 29_800));
        assert!(store.cancel(&id).await.unwrap());
        assert!(!store.cancel(&id).await.unwrap());
        assert_eq!(store.revenue("2031-01-01", "2031-01-31").await.unwrap(), (0, 0));
    }
}
