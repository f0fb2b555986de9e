//! The statements of pins.

use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::pin::{Pin, Spot};

const ALL: &str = "select node, x, y, pinned_at from pins where view = $1";

const COUNT: &str = "select count(*) from pins where view = $1";

const VIEWS: &str = "select count(distinct view) from pins";

const SAVE: &str = "
    insert into pins (view, node, x, y, pinned_at)
    values ($1, $2, $3, $4, $5)
    on conflict (view, node) do update set x = excluded.x, y = excluded.y, pinned_at = excluded.pinned_at";

const REMOVE: &str = "delete from pins where view = $1 and node = $2";

const CLEAR: &str = "delete from pins where view = $1";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[ALL, COUNT, VIEWS, SAVE, REMOVE, CLEAR];

/// What there is when a node is to be pinned.
pub struct Room {
    /// The pins of the view.
    pub pins: i64,
    /// The views.
    pub views: i64,
}

/// The pins of a view, by node.
pub async fn all(db: &Db, view: &str) -> Result<Vec<Pin>, Error> {
    let rows: Vec<(String, f64, f64, i64)> = reader!(db, |pool| sqlx::query_as(ALL).bind(view).fetch_all(pool).await?);
    let mut pins: Vec<Pin> = rows.into_iter().map(|(node, x, y, at)| Pin { node, x, y, pinned_at: Time(at) }).collect();
    pins.sort_by(|a, b| a.node.cmp(&b.node));
    Ok(pins)
}

/// Keeps a pin in place of the node's one before, where `may` allows what there would be then.
pub async fn save(db: &Db, view: &str, node: &str, spot: Spot, at: Time, may: impl Fn(&Room) -> bool) -> Result<Option<Room>, Error> {
    Ok(transaction!(db, |tx| {
        sqlx::query(SAVE).bind(view).bind(node).bind(spot.x).bind(spot.y).bind(at.0).execute(&mut *tx).await?;
        let pins = sqlx::query_scalar(COUNT).bind(view).fetch_one(&mut *tx).await?;
        let views = sqlx::query_scalar(VIEWS).fetch_one(&mut *tx).await?;
        let room = Room { pins, views };
        if !may(&room) {
            tx.rollback().await?;
            return Ok(Some(room));
        }
        None
    }))
}

/// Takes a pin away; false where there is none.
pub async fn remove(db: &Db, view: &str, node: &str) -> Result<bool, Error> {
    Ok(writer!(db, |pool| sqlx::query(REMOVE).bind(view).bind(node).execute(pool).await?.rows_affected() > 0))
}

/// Takes all pins of a view away; false where there is none.
pub async fn clear(db: &Db, view: &str) -> Result<bool, Error> {
    Ok(writer!(db, |pool| sqlx::query(CLEAR).bind(view).execute(pool).await?.rows_affected() > 0))
}
