//! The statements of the mesh's moments.

use super::recorder::{Cell, Minute, Row};
use super::tally::Tally;
use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::histogram::Histogram;
use domain::mesh::{Node, Teller};
use futures::TryStreamExt;
use sqlx::QueryBuilder;
use std::collections::HashMap;
use std::ops::Range;

/// How many rows one statement writes.
const BATCH: usize = 500;

/// How many rows one statement takes out, so that it never holds the writer for long.
const PURGED_AT_ONCE: i64 = 5000;

const RESERVE_WRITER: &str = "
    insert into counters (name, value) values ('moments', 1)
    on conflict (name) do update set value = counters.value + 1
    returning value";

const SEEN: &str = "
    select id, source, target, first_seen, last_seen
    from edges_seen
    order by last_seen desc
    limit $1";

/// Another process may have seen it first.
const SEE: &str = "
    insert into edges_seen (source, target, first_seen, last_seen) values ($1, $2, $3, $4)
    on conflict (source, target) do update set last_seen = excluded.last_seen
    returning id, source, target, first_seen, last_seen";

const SEEN_AGAIN: &str = "update edges_seen set last_seen = ";

const INSERT_EDGES: &str = "insert into moment_edges (minute, edge, writer, calls, errors, last_seen, latency) ";

const INSERT_TOLD: &str = "insert into told_edges (minute, edge, teller, writer, calls, errors, last_seen, latency) ";

/// A minute that was written and not confirmed comes again.
const KEEP_THE_FIRST: &str = " on conflict do nothing";

const INSERT_NODES: &str = "insert into moment_nodes (name, minute, state) ";

const KEEP_THE_LAST: &str = " on conflict (name, minute) do update set state = excluded.state";

const KEEP_SPAN: &str = "
    insert into moment_spans (writer, first_minute, last_minute) values ($1, $2, $3)
    on conflict (writer, first_minute) do update set last_minute = excluded.last_minute";

const NODES: &str = "
    select node.name, node.state
    from moment_nodes node
    join (select name, max(minute) as minute from moment_nodes where minute <= $1 group by name) newest
      on newest.name = node.name and newest.minute = node.minute
    where node.state is not null";

/// The newest come first, so that what is left out is the oldest.
const STATES: &str = "
    select name, minute, state
    from moment_nodes
    where minute > $1 and minute <= $2
    order by minute desc, name
    limit $3";

const EDGES: &str = "
    select seen.source, seen.target, moment.minute, moment.teller, moment.calls, moment.errors, moment.last_seen, moment.latency
    from (select minute, edge, 'gateway' as teller, calls, errors, last_seen, latency
          from moment_edges
          where minute >= $1 and minute < $2
          union all
          select minute, edge, teller, calls, errors, last_seen, latency
          from told_edges
          where minute >= $1 and minute < $2) moment
    join edges_seen seen on seen.id = moment.edge";

const KEPT_AT: &str = "
    select max(case when last_minute < $1 then last_minute else $1 end)
    from moment_spans
    where first_minute <= $1";

const SPANS: &str = "select first_minute, last_minute from moment_spans order by first_minute, last_minute";

const PURGE_EDGES: &str = "
    delete from moment_edges
    where (minute, edge, writer) in (select minute, edge, writer from moment_edges where minute < $1 order by minute limit $2)";

const PURGE_TOLD: &str = "
    delete from told_edges
    where (minute, edge, teller, writer) in
          (select minute, edge, teller, writer from told_edges where minute < $1 order by minute limit $2)";

/// What a service was like before the first moment that is kept counts only where it is the newest of that.
const PURGE_NODES: &str = "
    delete from moment_nodes
    where (name, minute) in
          (select old.name, old.minute
           from moment_nodes old
           join moment_nodes later on later.name = old.name and later.minute > old.minute and later.minute <= $1
           where old.minute < $1
           limit $2)";

const PURGE_GONE: &str = "delete from moment_nodes where minute <= $1 and state is null";

const PURGE_SPANS: &str = "delete from moment_spans where last_minute < $1";

const TRIM_SPANS: &str = "update moment_spans set first_minute = $1 where first_minute < $1";

const PURGE_SEEN: &str = "delete from edges_seen where last_seen < $1";

/// Every whole statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    RESERVE_WRITER,
    SEEN,
    SEE,
    KEEP_SPAN,
    NODES,
    STATES,
    EDGES,
    KEPT_AT,
    SPANS,
    PURGE_EDGES,
    PURGE_TOLD,
    PURGE_NODES,
    PURGE_GONE,
    PURGE_SPANS,
    TRIM_SPANS,
    PURGE_SEEN,
];

/// What one transaction writes.
#[derive(Debug, Default)]
pub struct Batch {
    /// Minutes that are over.
    pub minutes: Vec<Minute>,
    /// The services that changed until the moment, with what they are like; nothing where they are gone.
    pub nodes: Vec<(String, Option<Node>)>,
    /// The moment, and the first one that was kept without a gap; absent where no moment is due.
    pub span: Option<(i64, i64)>,
}

impl Batch {
    /// Whether there is nothing to write.
    pub const fn is_empty(&self) -> bool {
        self.minutes.is_empty() && self.nodes.is_empty() && self.span.is_none()
    }
}

#[derive(sqlx::FromRow)]
struct SeenRow {
    id: i64,
    source: String,
    target: String,
    first_seen: i64,
    last_seen: i64,
}

impl From<SeenRow> for Row {
    fn from(row: SeenRow) -> Self {
        let SeenRow { id, source, target, first_seen, last_seen } = row;
        Self { id, source, target, first: Time(first_seen), last: Time(last_seen) }
    }
}

/// A number that no other start of a process has.
pub async fn reserve_writer(db: &Db) -> Result<i64, Error> {
    Ok(writer!(db, |pool| sqlx::query_scalar(RESERVE_WRITER).fetch_one(pool).await?))
}

/// The edges seen last.
pub async fn seen(db: &Db, limit: i64) -> Result<Vec<Row>, Error> {
    let rows: Vec<SeenRow> = reader!(db, |pool| sqlx::query_as(SEEN).bind(limit).fetch_all(pool).await?);
    Ok(rows.into_iter().map(Row::from).collect())
}

/// Writes a batch, all or nothing; the rows that new edges got.
pub async fn write(db: &Db, by: i64, batch: &Batch) -> Result<Vec<Row>, Error> {
    let nodes = batch.nodes.iter().map(|(name, node)| Ok((name, node.as_ref().map(serde_json::to_string).transpose()?)));
    let nodes: Vec<(&String, Option<String>)> = nodes.collect::<Result<_, serde_json::Error>>().map_err(unwritable)?;
    let mut ids: HashMap<(&str, &str), i64> = HashMap::new();
    Ok(transaction!(db, |tx| {
        let mut rows = Vec::new();
        for Minute { minute, cells } in &batch.minutes {
            for cell in cells {
                let ends = (&*cell.ends.0, &*cell.ends.1);
                if let Some(id) = cell.id.or_else(|| ids.get(&ends).copied()) {
                    ids.insert(ends, id);
                } else {
                    let see = sqlx::query_as::<DB, SeenRow>(SEE).bind(plain(ends.0)).bind(plain(ends.1));
                    let row = see.bind(cell.first.0).bind(seen_last(*minute, cell)).fetch_one(&mut *tx).await?;
                    ids.insert(ends, row.id);
                    rows.push(Row { source: ends.0.to_owned(), target: ends.1.to_owned(), ..row.into() });
                }
            }
            for cells in cells.chunk_by(|a, b| is_carried(a) == is_carried(b)).flat_map(|cells| cells.chunks(BATCH)) {
                let is_carried = is_carried(&cells[0]);
                let mut insert = QueryBuilder::<DB>::new(if is_carried { INSERT_EDGES } else { INSERT_TOLD });
                insert.push_values(cells, |mut row, Cell { ends, teller, tally, .. }| {
                    row.push_bind(*minute).push_bind(ids[&(&*ends.0, &*ends.1)]);
                    if !is_carried {
                        row.push_bind(teller.word());
                    }
                    row.push_bind(by)
                        .push_bind(tally.calls as i64)
                        .push_bind(tally.errors as i64)
                        .push_bind(tally.last.0)
                        .push_bind(tally.latency.encode());
                });
                insert.push(KEEP_THE_FIRST);
                insert.build().persistent(false).execute(&mut *tx).await?;
                let last = cells.iter().map(|cell| seen_last(*minute, cell)).max().unwrap_or_default();
                let mut again = QueryBuilder::<DB>::new(SEEN_AGAIN);
                again.push_bind(last).push(" where id in (");
                let mut list = again.separated(", ");
                for Cell { ends, .. } in cells {
                    list.push_bind(ids[&(&*ends.0, &*ends.1)]);
                }
                again.push(")");
                again.build().persistent(false).execute(&mut *tx).await?;
            }
        }
        if let Some((first, moment)) = batch.span {
            for nodes in nodes.chunks(BATCH) {
                let mut insert = QueryBuilder::<DB>::new(INSERT_NODES);
                insert.push_values(nodes, |mut row, (name, state)| {
                    row.push_bind(plain(name)).push_bind(moment).push_bind(state.as_deref().map(plain));
                });
                insert.push(KEEP_THE_LAST);
                insert.build().persistent(false).execute(&mut *tx).await?;
            }
            sqlx::query(KEEP_SPAN).bind(by).bind(first).bind(moment).execute(&mut *tx).await?;
        }
        rows
    }))
}

/// Whether our gateway carried the calls: what others tell has a table of its own.
fn is_carried(cell: &Cell) -> bool {
    cell.teller == Teller::Gateway
}

/// When an edge was seen last, no earlier than the minute in which it counted: what others tell may have ended long before.
fn seen_last(minute: i64, cell: &Cell) -> i64 {
    cell.tally.last.0.max(Time::from_seconds(minute * 60).0)
}

/// A text without the one character that PostgreSQL cannot hold.
fn plain(text: &str) -> String {
    text.replace('\0', "")
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::Database(sqlx::Error::Encode(error.into()))
}

fn unreadable(what: &str, of: &str) -> Error {
    Error::Database(sqlx::Error::Decode(format!("the {what} of {of} in a moment cannot be read").into()))
}

/// The services as they were at a moment, by name.
pub async fn nodes(db: &Db, moment: i64) -> Result<Vec<Node>, Error> {
    let rows: Vec<(String, String)> = reader!(db, |pool| sqlx::query_as(NODES).bind(moment).fetch_all(pool).await?);
    let read = |(name, state): (String, String)| serde_json::from_str(&state).map_err(|_| unreadable("state", &name));
    let mut nodes: Vec<Node> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(nodes)
}

/// What services were like from the moments after `from` until `to` on, the newest first, at most `limit`; nothing where one was gone.
pub async fn states(db: &Db, from: i64, to: i64, limit: i64) -> Result<Vec<(i64, String, Option<Node>)>, Error> {
    let rows: Vec<(String, i64, Option<String>)> =
        reader!(db, |pool| sqlx::query_as(STATES).bind(from).bind(to).bind(limit).fetch_all(pool).await?);
    let read = |(name, minute, state): (String, i64, Option<String>)| {
        let node = state.map(|state| serde_json::from_str(&state)).transpose().map_err(|_| unreadable("state", &name))?;
        Ok((minute, name, node))
    };
    rows.into_iter().map(read).collect()
}

#[derive(sqlx::FromRow)]
struct EdgeRow {
    source: String,
    target: String,
    minute: i64,
    teller: String,
    calls: i64,
    errors: i64,
    last_seen: i64,
    latency: Vec<u8>,
}

/// Hands the calls along every edge in `minutes` to `take`, with the minute and who tells of them; several writers may tell of one.
pub async fn each_edge(db: &Db, minutes: Range<i64>, mut take: impl FnMut(&str, &str, i64, Teller, &Tally)) -> Result<(), Error> {
    reader!(db, |pool| {
        let mut rows = sqlx::query_as::<DB, EdgeRow>(EDGES).bind(minutes.start).bind(minutes.end).fetch(pool);
        while let Some(EdgeRow { source, target, minute, teller, calls, errors, last_seen, latency }) = rows.try_next().await? {
            let latency = Histogram::decode(&latency).ok_or_else(|| unreadable("latency", &source))?;
            let teller = Teller::from_word(&teller).ok_or_else(|| unreadable("teller", &source))?;
            take(&source, &target, minute, teller, &Tally { calls: calls as u64, errors: errors as u64, last: Time(last_seen), latency });
        }
    });
    Ok(())
}

/// The newest moment that is kept, no later than `moment`.
pub async fn kept_at(db: &Db, moment: i64) -> Result<Option<i64>, Error> {
    Ok(reader!(db, |pool| sqlx::query_scalar::<DB, Option<i64>>(KEPT_AT).bind(moment).fetch_one(pool).await?))
}

/// The first and the last moment of each span that somebody kept, oldest first; those of several writers overlap.
pub async fn spans(db: &Db) -> Result<Vec<(i64, i64)>, Error> {
    Ok(reader!(db, |pool| sqlx::query_as(SPANS).fetch_all(pool).await?))
}

/// How many rows tell of services.
#[cfg(test)]
pub async fn rows(db: &Db) -> Result<i64, Error> {
    Ok(reader!(db, |pool| sqlx::query_scalar("select count(*) from moment_nodes").fetch_one(pool).await?))
}

/// Takes out moments before `moment` and calls before the minute `edges`, a few rows at a time, and edges last seen before `seen`.
pub async fn purge(db: &Db, moment: i64, edges: i64, seen: Time) -> Result<(), Error> {
    for (statement, before) in [(PURGE_EDGES, edges), (PURGE_TOLD, edges), (PURGE_NODES, moment)] {
        let take_out = async || -> Result<u64, Error> {
            Ok(writer!(db, |pool| sqlx::query(statement).bind(before).bind(PURGED_AT_ONCE).execute(pool).await?.rows_affected()))
        };
        while take_out().await? > 0 {}
    }
    for statement in [PURGE_GONE, PURGE_SPANS, TRIM_SPANS] {
        let _done = writer!(db, |pool| sqlx::query(statement).bind(moment).execute(pool).await?.rows_affected());
    }
    let _done = writer!(db, |pool| sqlx::query(PURGE_SEEN).bind(seen.0).execute(pool).await?.rows_affected());
    Ok(())
}
