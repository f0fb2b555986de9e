//! The statements of raw calls.

use super::key::{Place, first_key, id_of, keys_of, time_of};
use super::named::Named;
use crate::Error;
use crate::analytics::store::unreadable;
use crate::analytics::tally::usd;
use crate::db::{Db, reader, writer};
use domain::Time;
use domain::call::{Call, Outcome};
use domain::names::ToolId;
use sqlx::QueryBuilder;
use std::collections::HashMap;
use std::ops::Range;

/// How many rows one statement writes. Whole batches are one statement each time, so that it is prepared once.
pub trait Batch {
    /// So many.
    const ROWS: usize;
}

/// Small, so that whoever waits for the thread that binds them waits for a tenth of a millisecond.
impl Batch for sqlx::Sqlite {
    const ROWS: usize = 50;
}

/// Every statement is a way there and back; the 65,535 values that one may have are not near.
impl Batch for sqlx::Postgres {
    const ROWS: usize = 200;
}

/// How many calls one statement reads.
const READ_AT_ONCE: usize = 200;

/// How many walks one statement makes.
const WALKS_AT_ONCE: usize = 100;

/// The number of the outcome that is well.
const OK: i64 = 1;

/// What every call has; the rest of the columns is for those that have more.
pub const INSERT: &str = "
    insert into calls (key, chance, caller, tool, instance, outcome, status, latency_us, attempts, request_bytes, response_bytes";
pub const MORE: &str = ", id, error, run, trace, input_tokens, output_tokens, cost_nano_usd";

/// A batch that was written and not confirmed comes again; and two calls may want one place.
pub const KEEP_THE_FIRST: &str = " on conflict do nothing";

pub const PLACES: &str = "select key, chance, id from calls where key in (";

/// Whole numbers are narrow where the database has narrow ones, and read as wide ones.
const SELECT: &str = "
    select calls.key, calls.chance, calls.id, callers.name as caller, tools.name as tool, instances.name as instance,
           cast(calls.outcome as bigint) as outcome, cast(calls.status as bigint) as status, cast(calls.latency_us as bigint) as latency_us,
           cast(calls.attempts as bigint) as attempts, cast(calls.request_bytes as bigint) as request_bytes,
           cast(calls.response_bytes as bigint) as response_bytes, calls.error, calls.run, calls.trace, calls.input_tokens,
           calls.output_tokens, calls.cost_nano_usd
    from calls
    join names as callers on callers.id = calls.caller
    join names as tools on tools.id = calls.tool
    left join names as instances on instances.id = calls.instance
    where ";

const BY_KEYS: &str = "calls.key in (";
const BY_CHANCE: &str = "calls.chance = ";
const BY_ID: &str = "calls.id = ";

const PURGE: &str = "
    delete from calls
    where key in (select key from calls where key < $1 order by key limit $2)";

/// Every whole statement of this file, for the test that prepares them.
#[cfg(test)]
pub const STATEMENTS: &[&str] = &[PURGE];

/// A narrow number's last.
pub const NARROW: u64 = i32::MAX as u64;

/// Writes calls within a transaction whose names are known. A call that is there already stays as it is.
macro_rules! insert {
    ($tx:expr, $rows:expr) => {{
        let rows = <DB as raw::Batch>::ROWS;
        // Most calls have no more than what all have, and every value costs.
        let (more, plain_ones): (Vec<&Named>, Vec<&Named>) = $rows.iter().partition(|named| named.has_more());
        for batch in plain_ones.chunks(rows).chain(more.chunks(rows)) {
            let mut waiting: Vec<(Place, &Named)> = batch.iter().map(|named| (Place::of(&named.call), *named)).collect();
            while !waiting.is_empty() {
                let has_more = waiting.iter().any(|(place, named)| place.id.is_some() || named.has_more());
                let mut insert = QueryBuilder::<DB>::new(raw::INSERT);
                insert.push(if has_more { raw::MORE } else { "" }).push(") ");
                insert.push_values(&waiting, |mut row, (place, named)| {
                    let Named { call, caller, tool, instance, outcome } = *named;
                    row.push_bind(place.key)
                        .push_bind(place.chance)
                        .push_bind(*caller)
                        .push_bind(*tool)
                        .push_bind(*instance)
                        .push_bind(*outcome)
                        .push_bind(call.status.map(i64::from))
                        .push_bind(micros(call.latency_ms).min(raw::NARROW) as i64)
                        .push_bind(i64::from(call.attempts).min(i64::from(i16::MAX)))
                        .push_bind(call.request_bytes.min(raw::NARROW) as i64)
                        .push_bind(call.response_bytes.min(raw::NARROW) as i64);
                    if has_more {
                        row.push_bind(place.id.as_deref().map(plain))
                            .push_bind(call.error.as_deref().map(plain))
                            .push_bind(call.run.as_deref().map(plain))
                            .push_bind(call.trace.as_deref().map(plain))
                            .push_bind(call.input_tokens.map(|tokens| tokens as i64))
                            .push_bind(call.output_tokens.map(|tokens| tokens as i64))
                            .push_bind(call.cost_usd.map(|usd| nano_usd(usd) as i64));
                    }
                });
                insert.push(raw::KEEP_THE_FIRST);
                let done = insert.build().persistent(waiting.len() == rows).execute(&mut *$tx).await?.rows_affected();
                if done == waiting.len() as u64 {
                    break;
                }
                // Some were there already, or their places were others'.
                let mut select = QueryBuilder::<DB>::new(raw::PLACES);
                let mut keys = select.separated(", ");
                waiting.iter().for_each(|(place, _)| {
                    keys.push_bind(place.key);
                });
                select.push(")");
                let taken: Vec<TakenRow> = select.build_query_as().persistent(false).fetch_all(&mut *$tx).await?;
                waiting = displaced(waiting, &taken);
            }
        }
    }};
}

pub(in crate::analytics) use insert;

/// Who has a place.
#[derive(sqlx::FromRow)]
pub struct TakenRow {
    key: i64,
    chance: Option<i64>,
    id: Option<String>,
}

/// Those whose place is another's, each at its next place.
pub fn displaced<'a>(waiting: Vec<(Place, &'a Named)>, taken: &[TakenRow]) -> Vec<(Place, &'a Named)> {
    let taken: HashMap<i64, (Option<i64>, Option<&str>)> = taken.iter().map(|row| (row.key, (row.chance, row.id.as_deref()))).collect();
    let is_other = |place: &Place| taken.get(&place.key).is_some_and(|who| *who != (place.chance, place.id.as_deref()));
    waiting.into_iter().filter(|(place, _)| is_other(place)).map(|(place, named)| (place.next(&named.call), named)).collect()
}

#[derive(sqlx::FromRow)]
struct CallRow {
    key: i64,
    chance: Option<i64>,
    id: Option<String>,
    caller: String,
    tool: String,
    instance: Option<String>,
    outcome: i64,
    status: Option<i64>,
    latency_us: i64,
    attempts: i64,
    request_bytes: i64,
    response_bytes: i64,
    error: Option<String>,
    run: Option<String>,
    trace: Option<String>,
    input_tokens: Option<i64>,
    output_tokens: Option<i64>,
    cost_nano_usd: Option<i64>,
}

impl CallRow {
    fn call(self) -> Result<Call, Error> {
        let id = self.id.unwrap_or_else(|| id_of(self.key, self.chance.unwrap_or(0)));
        Ok(Call {
            at: time_of(self.key),
            caller: self.caller,
            tool: ToolId::parse(&self.tool).ok_or_else(|| unreadable("tool", &id))?,
            instance: self.instance.map(|name| name.split_once('>').map_or(name.clone(), |(_, instance)| instance.to_owned())),
            outcome: outcome_of(self.outcome).ok_or_else(|| unreadable("outcome", &id))?,
            status: self.status.and_then(|status| u16::try_from(status).ok()),
            latency_ms: self.latency_us as f64 / 1000.0,
            attempts: self.attempts as u32,
            request_bytes: self.request_bytes as u64,
            response_bytes: self.response_bytes as u64,
            error: self.error,
            run: self.run,
            trace: self.trace,
            input_tokens: self.input_tokens.map(|tokens| tokens as u64),
            output_tokens: self.output_tokens.map(|tokens| tokens as u64),
            cost_usd: self.cost_nano_usd.map(|nano| usd(nano as u64)),
            id,
        })
    }
}

/// Outcomes are numbered from 1, as the migration wrote them.
fn outcome_of(number: i64) -> Option<Outcome> {
    usize::try_from(number - 1).ok().and_then(|place| Outcome::ALL.get(place).copied())
}

/// The number of an outcome.
pub fn outcome_number(outcome: Outcome) -> i64 {
    Outcome::ALL.iter().position(|known| *known == outcome).map_or(0, |place| place as i64 + 1)
}

/// Which calls are looked for, in numbers; all of what is named must hold.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Their keys.
    pub keys: Range<i64>,
    /// Their caller.
    pub caller: Option<i64>,
    /// Any of these tools.
    pub tools: Option<Vec<i64>>,
    /// Any of these outcomes.
    pub outcomes: Option<Vec<i64>>,
    /// Their run.
    pub run: Option<String>,
    /// Their trace.
    pub trace: Option<String>,
}

/// Calls that an index has in the order of time.
#[derive(Clone, Copy, Debug, Default)]
struct Walk {
    tool: Option<i64>,
    outcome: Option<i64>,
}

impl Wanted {
    /// The walks on which all that is wanted is met. A run's and a trace's calls are few.
    fn walks(&self) -> Vec<Walk> {
        let each = |numbers: &Option<Vec<i64>>| {
            numbers.as_ref().map_or_else(|| vec![None], |numbers| numbers.iter().copied().map(Some).collect::<Vec<_>>())
        };
        let (tools, outcomes) = (each(&self.tools), each(&self.outcomes));
        if self.is_of_few() && !tools.is_empty() && !outcomes.is_empty() {
            return vec![Walk::default()];
        }
        tools.into_iter().flat_map(|tool| outcomes.iter().map(move |outcome| Walk { tool, outcome: *outcome })).collect()
    }

    const fn is_of_few(&self) -> bool {
        self.run.is_some() || self.trace.is_some()
    }
}

/// Adds the keys of calls of a walk, newest first.
macro_rules! push_keys {
    ($select:expr, $wanted:expr, $walk:expr, $limit:expr) => {{
        let (wanted, walk): (&Wanted, Walk) = ($wanted, $walk);
        $select.push("select key from calls where key >= ").push_bind(wanted.keys.start);
        $select.push(" and key < ").push_bind(wanted.keys.end);
        if let Some(tool) = walk.tool {
            $select.push(" and tool = ").push_bind(tool);
        }
        if let Some(outcome) = walk.outcome {
            // An index that leaves out what is well must see that this does, too.
            $select.push(if outcome == OK { "" } else { " and outcome <> 1" }).push(" and outcome = ").push_bind(outcome);
        }
        // A plus keeps an index from being walked: that of few calls is the better one.
        let few = wanted.is_of_few();
        if let Some(caller) = wanted.caller {
            $select.push(if few { " and +caller = " } else { " and caller = " }).push_bind(caller);
        }
        for (column, numbers) in [(" and +tool in (", &wanted.tools), (" and +outcome in (", &wanted.outcomes)] {
            if let (true, Some(numbers)) = (few, numbers) {
                let mut list = $select.push(column).separated(", ");
                numbers.iter().for_each(|number| {
                    list.push_bind(*number);
                });
                $select.push(")");
            }
        }
        for (column, value) in [(" and run = ", &wanted.run), (" and trace = ", &wanted.trace)] {
            if let Some(value) = value {
                $select.push(column).push_bind(value.clone());
            }
        }
        $select.push(" order by key desc limit ").push_bind($limit);
    }};
}

/// The keys of the last `limit` calls that are wanted, newest first.
pub async fn keys(db: &Db, wanted: &Wanted, limit: i64) -> Result<Vec<i64>, Error> {
    let mut keys: Vec<i64> = Vec::new();
    reader!(db, |pool| {
        for some in wanted.walks().chunks(WALKS_AT_ONCE) {
            let mut select = QueryBuilder::<DB>::new("");
            for (place, walk) in some.iter().enumerate() {
                select.push(if place == 0 { "select key from (" } else { " union all select key from (" });
                push_keys!(select, wanted, *walk, limit);
                select.push(") as page");
            }
            keys.extend(select.build_query_scalar::<i64>().persistent(false).fetch_all(pool).await?);
        }
    });
    keys.sort_unstable_by(|a, b| b.cmp(a));
    keys.truncate(limit as usize);
    Ok(keys)
}

/// The calls with these keys, newest first, each with its own.
pub async fn by_keys(db: &Db, keys: &[i64]) -> Result<Vec<(i64, Call)>, Error> {
    let mut calls = Vec::with_capacity(keys.len());
    for some in keys.chunks(READ_AT_ONCE) {
        let rows: Vec<CallRow> = reader!(db, |pool| {
            let mut select = QueryBuilder::<DB>::new(SELECT);
            select.push(BY_KEYS);
            let mut list = select.separated(", ");
            some.iter().for_each(|key| {
                list.push_bind(*key);
            });
            select.push(") order by calls.key desc");
            select.build_query_as().persistent(false).fetch_all(pool).await?
        });
        for row in rows {
            calls.push((row.key, row.call()?));
        }
    }
    Ok(calls)
}

/// One call.
pub async fn by_id(db: &Db, id: &str) -> Result<Option<Call>, Error> {
    let mut row: Option<CallRow> = None;
    if let Some((first, behind, chance)) = keys_of(id) {
        row = reader!(db, |pool| {
            let mut select = QueryBuilder::<DB>::new(SELECT);
            select.push(BY_CHANCE).push_bind(chance);
            select.push(" and calls.key >= ").push_bind(first).push(" and calls.key < ").push_bind(behind);
            select.build_query_as().fetch_optional(pool).await?
        });
    }
    if row.is_none() {
        row = reader!(db, |pool| {
            let mut select = QueryBuilder::<DB>::new(SELECT);
            select.push(BY_ID).push_bind(id);
            select.build_query_as().fetch_optional(pool).await?
        });
    }
    row.map(CallRow::call).transpose()
}

/// Takes out at most `limit` of the calls before `before`, and returns how many.
pub async fn purge(db: &Db, before: Time, limit: i64) -> Result<u64, Error> {
    let before = first_key(before);
    Ok(writer!(db, |pool| sqlx::query(PURGE).bind(before).bind(limit).execute(pool).await?.rows_affected()))
}
