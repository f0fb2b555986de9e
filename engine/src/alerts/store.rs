//! The statements of alerts.

use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::alert::{Delivered, Delivery, Rule, Watch};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

const ALL: &str = "select name, rule, firing, since, otherwise_since, silenced_until from alerts order by name";

const SAVE: &str = "
    insert into alerts (name, rule, firing, since) values ($1, $2, 0, $3)
    on conflict (name) do update set rule = excluded.rule";

/// Only one of several processes finds it as it was.
const KEEP_WATCH: &str = "
    update alerts
    set firing = $2, since = $3, otherwise_since = $4
    where name = $1 and firing = $5";

const SILENCE: &str = "update alerts set silenced_until = $2 where name = $1";

const REMOVE: &str = "delete from alerts where name = $1";

const REMOVE_DELIVERIES: &str = "delete from alert_deliveries where alert = $1";

const FIRE: &str = "insert into alert_firings (alert, fired_at) values ($1, $2) on conflict do nothing";

const CLEAR: &str = "update alert_firings set cleared_at = $2 where alert = $1 and cleared_at is null";

/// By name, as the primary key has them.
const FIRED: &str = "
    select alert, fired_at, cleared_at
    from alert_firings
    where alert in (";

const REMOVE_FIRINGS: &str = "delete from alert_firings where alert = $1";

const PURGE_FIRINGS: &str = "delete from alert_firings where cleared_at < $1";

const KEEP: &str = "
    insert into alert_deliveries (id, alert, event, at, url, body, state, attempts, next_at, error)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const DUE: &str = "
    select id, alert, event, at, url, body, state, attempts, next_at, error
    from alert_deliveries
    where state = 'waiting' and next_at <= $1
    order by next_at, id
    limit $2";

const TAKE_TURN: &str = "
    update alert_deliveries
    set attempts = attempts + 1, next_at = $3
    where id = $1 and attempts = $2 and state = 'waiting'";

const END: &str = "update alert_deliveries set state = $2, error = $3, next_at = $4 where id = $1";

const LAST: &str = "
    select id, alert, event, at, url, body, state, attempts, next_at, error
    from alert_deliveries
    where alert = $1
    order by at desc, id desc
    limit $2";

const LAST_OF_EACH: &str = "
    select id, alert, event, at, url, body, state, attempts, next_at, error
    from (select *, row_number() over (partition by alert order by at desc, id desc) as place from alert_deliveries) as ranked
    where place = 1";

const PURGE: &str = "delete from alert_deliveries where at < $1";

/// Every whole statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    ALL,
    SAVE,
    KEEP_WATCH,
    SILENCE,
    REMOVE,
    REMOVE_DELIVERIES,
    FIRE,
    CLEAR,
    REMOVE_FIRINGS,
    PURGE_FIRINGS,
    KEEP,
    DUE,
    TAKE_TURN,
    END,
    LAST,
    LAST_OF_EACH,
    PURGE,
];

/// A rule as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// The rule.
    pub rule: Rule,
    /// How it stands.
    pub watch: Watch,
    /// Until when nobody is told.
    pub silenced_until: Option<Time>,
}

/// A delivery with what is delivered, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Which alert it tells of.
    pub alert: String,
    /// Where it goes.
    pub url: String,
    /// Its body.
    pub body: String,
    /// How it stands.
    pub delivery: Delivery,
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    name: String,
    rule: String,
    firing: i64,
    since: i64,
    otherwise_since: Option<i64>,
    silenced_until: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct LetterRow {
    id: String,
    alert: String,
    event: String,
    at: i64,
    url: String,
    body: String,
    state: String,
    attempts: i64,
    next_at: Option<i64>,
    error: Option<String>,
}

fn unreadable(what: &str, of: &str) -> Error {
    Error::Database(sqlx::Error::Decode(format!("the {what} of {of} cannot be read").into()))
}

impl KeptRow {
    fn kept(self) -> Result<Kept, Error> {
        let rule = serde_json::from_str(&self.rule).map_err(|_| unreadable("rule", &self.name))?;
        let watch = Watch { is_firing: self.firing != 0, since: Time(self.since), otherwise_since: self.otherwise_since.map(Time) };
        Ok(Kept { name: self.name, rule, watch, silenced_until: self.silenced_until.map(Time) })
    }
}

impl LetterRow {
    fn letter(self) -> Result<Letter, Error> {
        let state = Delivered::from_word(&self.state).ok_or_else(|| unreadable("state", &self.id))?;
        let (at, attempts, next_at) = (Time(self.at), self.attempts as u32, self.next_at.map(Time));
        let delivery = Delivery { id: self.id, event: self.event, at, state, attempts, next_at, error: self.error };
        Ok(Letter { alert: self.alert, url: self.url, body: self.body, delivery })
    }
}

/// Every rule by name.
pub async fn all(db: &Db) -> Result<Vec<Kept>, Error> {
    let rows: Vec<KeptRow> = reader!(db, |pool| sqlx::query_as(ALL).fetch_all(pool).await?);
    let mut all: Vec<Kept> = rows.into_iter().map(KeptRow::kept).collect::<Result<_, _>>()?;
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Keeps a rule in place of the one of that name.
pub async fn save(db: &Db, name: &str, rule: &Rule, now: Time) -> Result<(), Error> {
    let rule = serde_json::to_string(rule).map_err(|error| Error::Database(sqlx::Error::Encode(error.into())))?;
    writer!(db, |pool| {
        sqlx::query(SAVE).bind(name).bind(rule).bind(now.0).execute(pool).await?;
    });
    Ok(())
}

/// Keeps how a rule stands, with what is to be told of it; false, and nothing kept, where it does not stand as it did.
pub async fn keep_watch(db: &Db, name: &str, watch: &Watch, was_firing: bool, letter: Option<&Letter>) -> Result<bool, Error> {
    Ok(transaction!(db, |tx| {
        let keep = sqlx::query(KEEP_WATCH).bind(name).bind(i64::from(watch.is_firing)).bind(watch.since.0);
        let keep = keep.bind(watch.otherwise_since.map(|time| time.0)).bind(i64::from(was_firing));
        let is_first = keep.execute(&mut *tx).await?.rows_affected() == 1;
        if is_first && watch.is_firing != was_firing {
            let turn = if watch.is_firing { FIRE } else { CLEAR };
            sqlx::query(turn).bind(name).bind(watch.since.0).execute(&mut *tx).await?;
        }
        if let Some(Letter { alert, url, body, delivery }) = letter.filter(|_| is_first) {
            let keep = sqlx::query(KEEP).bind(&delivery.id).bind(alert).bind(&delivery.event).bind(delivery.at.0).bind(url).bind(body);
            let keep = keep.bind(delivery.state.word()).bind(i64::from(delivery.attempts)).bind(delivery.next_at.map(|time| time.0));
            keep.bind(&delivery.error).execute(&mut *tx).await?;
        }
        is_first
    }))
}

/// Keeps until when nobody is told of a rule.
pub async fn silence(db: &Db, name: &str, until: Option<Time>) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(SILENCE).bind(name).bind(until.map(|time| time.0)).execute(pool).await?;
    });
    Ok(())
}

/// Removes a rule with its deliveries and firings.
pub async fn remove(db: &Db, name: &str) -> Result<(), Error> {
    transaction!(db, |tx| {
        for statement in [REMOVE, REMOVE_DELIVERIES, REMOVE_FIRINGS] {
            sqlx::query(statement).bind(name).execute(&mut *tx).await?;
        }
    });
    Ok(())
}

/// Keeps a delivery.
pub async fn keep(db: &Db, letter: &Letter) -> Result<(), Error> {
    let Letter { alert, url, body, delivery } = letter;
    writer!(db, |pool| {
        let keep = sqlx::query(KEEP).bind(&delivery.id).bind(alert).bind(&delivery.event).bind(delivery.at.0).bind(url).bind(body);
        let keep = keep.bind(delivery.state.word()).bind(i64::from(delivery.attempts)).bind(delivery.next_at.map(|time| time.0));
        keep.bind(&delivery.error).execute(pool).await?;
    });
    Ok(())
}

/// The deliveries that are due, those that wait longest first.
pub async fn due(db: &Db, now: Time, limit: i64) -> Result<Vec<Letter>, Error> {
    let rows: Vec<LetterRow> = reader!(db, |pool| sqlx::query_as(DUE).bind(now.0).bind(limit).fetch_all(pool).await?);
    rows.into_iter().map(LetterRow::letter).collect()
}

/// Takes the turn of an attempt; false where somebody else did.
pub async fn take_turn(db: &Db, id: &str, attempts: u32, next: Time) -> Result<bool, Error> {
    let taken = writer!(db, |pool| {
        let taken = sqlx::query(TAKE_TURN).bind(id).bind(i64::from(attempts)).bind(next.0).execute(pool).await?;
        taken.rows_affected()
    });
    Ok(taken == 1)
}

/// Keeps what came of an attempt.
pub async fn end(db: &Db, id: &str, state: Delivered, error: Option<&str>, next: Option<Time>) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(END).bind(id).bind(state.word()).bind(error).bind(next.map(|time| time.0)).execute(pool).await?;
    });
    Ok(())
}

/// The last deliveries of an alert, newest first.
pub async fn deliveries(db: &Db, alert: &str, limit: i64) -> Result<Vec<Delivery>, Error> {
    let rows: Vec<LetterRow> = reader!(db, |pool| sqlx::query_as(LAST).bind(alert).bind(limit).fetch_all(pool).await?);
    rows.into_iter().map(|row| Ok(row.letter()?.delivery)).collect()
}

/// The last delivery of each alert that has any, by the alert's name.
pub async fn last_of_each(db: &Db) -> Result<BTreeMap<String, Delivery>, Error> {
    let rows: Vec<LetterRow> = reader!(db, |pool| sqlx::query_as(LAST_OF_EACH).fetch_all(pool).await?);
    rows.into_iter().map(|row| row.letter().map(|letter| (letter.alert, letter.delivery))).collect()
}

/// When these alerts fired, and until when where they ceased to, as far as it lies between two moments; the last come first.
pub async fn fired(db: &Db, alerts: &[&str], from: Time, to: Time, limit: i64) -> Result<Vec<(String, Time, Option<Time>)>, Error> {
    if alerts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, i64, Option<i64>)> = reader!(db, |pool| {
        let mut select = QueryBuilder::<DB>::new(FIRED);
        let mut names = select.separated(", ");
        alerts.iter().for_each(|alert| {
            names.push_bind((*alert).to_owned());
        });
        select.push(") and fired_at < ").push_bind(to.0);
        select.push(" and (cleared_at is null or cleared_at > ").push_bind(from.0);
        select.push(") order by fired_at desc, alert limit ").push_bind(limit);
        select.build_query_as().persistent(false).fetch_all(pool).await?
    });
    Ok(rows.into_iter().map(|(alert, fired, cleared)| (alert, Time(fired), cleared.map(Time))).collect())
}

/// Takes out deliveries from before `deliveries`, and firings that ceased before `firings`.
pub async fn purge(db: &Db, deliveries: Time, firings: Time) -> Result<(), Error> {
    for (statement, before) in [(PURGE, deliveries), (PURGE_FIRINGS, firings)] {
        writer!(db, |pool| {
            sqlx::query(statement).bind(before.0).execute(pool).await?;
        });
    }
    Ok(())
}
