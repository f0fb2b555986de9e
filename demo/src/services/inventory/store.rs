//! All of the inventory's SQL. The store lives in memory and begins with the bundled tables.

use serde::Serialize;
use sqlx::{
    FromRow, Result, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use crate::table;

/// The stock, on one connection: a second one would see another, empty memory.
#[derive(Clone)]
pub struct Store(SqlitePool);

/// A warehouse.
#[derive(Debug, FromRow, Serialize)]
pub struct Warehouse {
    pub warehouse: String,
    pub city: String,
    pub country: String,
    pub opened: i64,
}

/// The stock of one article in one warehouse.
#[derive(Debug, FromRow, Serialize)]
pub struct Shelf {
    pub warehouse: String,
    pub on_hand: i64,
    pub reserved: i64,
    pub reorder_level: i64,
}

/// A shelf at or below its reorder level.
#[derive(Debug, FromRow, Serialize)]
pub struct Short {
    pub sku: String,
    pub warehouse: String,
    pub available: i64,
    pub reorder_level: i64,
}

const TABLES: &str = "
    create table warehouses (
        warehouse text primary key,
        city text not null,
        country text not null,
        opened integer not null);
    create table shelves (
        sku text not null,
        warehouse text not null references warehouses,
        on_hand integer not null check (on_hand >= 0),
        reserved integer not null check (reserved between 0 and on_hand),
        reorder_level integer not null,
        primary key (sku, warehouse));
";

impl Store {
    /// Opens a store with the bundled warehouses and stock.
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
        for row in table::rows(include_str!("../../../data/warehouses.csv")) {
            let warehouse = sqlx::query("insert into warehouses values ($1, $2, $3, $4)");
            let warehouse = warehouse.bind(row.text(0)).bind(row.text(1)).bind(row.text(2));
            warehouse.bind(row.value::<i64>(3)).execute(&mut *writing).await?;
        }
        for row in table::rows(include_str!("../../../data/stock.csv")) {
            let stock = sqlx::query("insert into shelves values ($1, $2, $3, $4, $5)");
            let stock = stock.bind(row.text(0)).bind(row.text(1)).bind(row.value::<i64>(2));
            stock.bind(row.value::<i64>(3)).bind(row.value::<i64>(4)).execute(&mut *writing).await?;
        }
        writing.commit().await
    }

    /// Every warehouse.
    pub async fn warehouses(&self) -> Result<Vec<Warehouse>> {
        sqlx::query_as("select * from warehouses order by warehouse").fetch_all(&self.0).await
    }

    /// The shelves of an article, fullest first.
    pub async fn shelves(&self, sku: &str) -> Result<Vec<Shelf>> {
        let sql = "select warehouse, on_hand, reserved, reorder_level from shelves
                   where sku = $1 order by on_hand - reserved desc, warehouse";
        sqlx::query_as(sql).bind(sku).fetch_all(&self.0).await
    }

    /// The shelves that need an order, emptiest first.
    pub async fn low(&self, limit: i64) -> Result<Vec<Short>> {
        let sql = "select sku, warehouse, on_hand - reserved as available, reorder_level
                   from shelves
                   where on_hand - reserved <= reorder_level
                   order by 1.0 * (on_hand - reserved) / reorder_level, sku, warehouse
                   limit $1";
        sqlx::query_as(sql).bind(limit).fetch_all(&self.0).await
    }

    /// Reserves pieces on the fullest shelf, or on that of one warehouse; none where too few are left.
    pub async fn reserve(&self, sku: &str, warehouse: Option<&str>, quantity: i64) -> Result<Option<Shelf>> {
        let sql = "update shelves set reserved = reserved + $3
                   where (sku, warehouse) = (
                       select sku, warehouse from shelves
                       where sku = $1 and ($2 is null or warehouse = $2)
                             and on_hand - reserved >= $3
                       order by on_hand - reserved desc, warehouse limit 1)
                   returning warehouse, on_hand, reserved, reorder_level";
        let update = sqlx::query_as(sql).bind(sku).bind(warehouse).bind(quantity);
        update.fetch_optional(&self.0).await
    }

    /// Adds pieces to the emptiest shelf, or to that of one warehouse; none where there is no shelf.
    pub async fn restock(&self, sku: &str, warehouse: Option<&str>, quantity: i64) -> Result<Option<Shelf>> {
        let sql = "update shelves set on_hand = on_hand + $3
                   where (sku, warehouse) = (
                       select sku, warehouse from shelves
                       where sku = $1 and ($2 is null or warehouse = $2)
                       order by on_hand - reserved, warehouse limit 1)
                   returning warehouse, on_hand, reserved, reorder_level";
        let update = sqlx::query_as(sql).bind(sku).bind(warehouse).bind(quantity);
        update.fetch_optional(&self.0).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn available(store: &Store, sku: &str) -> i64 {
        store.shelves(sku).await.unwrap().iter().map(|s| s.on_hand - s.reserved).sum()
    }

    #[tokio::test]
    async fn what_is_reserved_is_no_longer_available() {
        let store = Store::open().await.unwrap();
        let before = available(&store, "HD-04").await;
        store.reserve("HD-04", None, 3).await.unwrap().unwrap();
        assert_eq!(available(&store, "HD-04").await, before - 3);
        store.restock("HD-04", None, 3).await.unwrap().unwrap();
        assert_eq!(available(&store, "HD-04").await, before);
    }

    #[tokio::test]
    async fn more_than_one_shelf_holds_cannot_be_reserved() {
        let store = Store::open().await.unwrap();
        assert!(store.reserve("HD-04", None, 100_000).await.unwrap().is_none());
        assert!(store.restock("HD-04", Some("XXX"), 1).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn low_shelves_are_at_or_below_their_level() {
        let low = Store::open().await.unwrap().low(100).await.unwrap();
        assert!(!low.is_empty());
        assert!(low.iter().all(|short| short.available <= short.reorder_level));
    }
}
