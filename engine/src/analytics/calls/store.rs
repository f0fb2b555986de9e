//! The statements of raw calls that have a row each: those of the last hour or two.

use super::key::{first_key, keys_of};
use super::stored::Stored;
use crate::Error;
use crate::db::{Db, reader, writer};
use domain::Time;
use domain::call::{Call, Outcome};
use sqlx::QueryBuilder;
use std::collections::{BTreeSet, HashMap};
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
pub const WALKS_AT_ONCE: usize = 100;

/// The number of the outcome that is well.
pub const OK: i64 = 1;

/// What every call has; the rest of the columns is for those that have more.
pub const INSERT: &str = "
    insert into calls (key, chance, caller, tool, instance, outcome, status, latency_us, attempts, request_bytes, response_bytes";
pub const MORE: &str = ", id, error, run, trace, input_tokens, output_tokens, cost_nano_usd";

/// A batch that was written and not confirmed comes again; and two calls may want one place.
pub const KEEP_THE_FIRST: &str = " on conflict do nothing";

pub const PLACES: &str = "select key, chance, id from calls where key in (";

/// What is stored of a call. Whole numbers are narrow where the database has narrow ones, and read as wide ones.
pub const COLUMNS: &str = "
    key, chance, id, cast(caller as bigint) as caller, cast(tool as bigint) as tool, cast(instance as bigint) as instance,
    cast(outcome as bigint) as outcome, cast(status as bigint) as status, cast(latency_us as bigint) as latency_us,
    cast(attempts as bigint) as attempts, cast(request_bytes as bigint) as request_bytes,
    cast(response_bytes as bigint) as response_bytes, error, run, trace, input_tokens, output_tokens, cost_nano_usd";

const BY_KEYS: &str = " from calls where key in (";
const BY_CHANCE: &str = " from calls where chance = ";
const BY_ID: &str = " from calls where id = ";

const NAMES: &str = "select id, name from names where id in (";

const PURGE: &str = "
    delete from calls
    where key in (select key from calls where key < $1 order by key limit $2)";

/// Every whole statement of this file, for the test that prepares them.
#[cfg(test)]
pub const STATEMENTS: &[&str] = &[PURGE];

/// A narrow number's last.
pub const NARROW: u64 = i32::MAX as u64;

/// Writes calls within a transaction, a row each. A call that is there already stays as it is.
macro_rules! insert {
    ($tx:expr, $calls:expr) => {{
        let rows = <DB as raw::Batch>::ROWS;
        // Most calls have no more than what all have, and every value costs.
        let (more, plain_ones): (Vec<Stored>, Vec<Stored>) = $calls.iter().cloned().partition(Stored::has_more);
        for batch in plain_ones.chunks(rows).chain(more.chunks(rows)) {
            let mut waiting = batch.to_vec();
            while !waiting.is_empty() {
                let has_more = waiting.iter().any(Stored::has_more);
                let mut insert = QueryBuilder::<DB>::new(raw::INSERT);
                insert.push(if has_more { raw::MORE } else { "" }).push(") ");
                insert.push_values(&waiting, |mut row, call| {
                    row.push_bind(call.key)
                        .push_bind(call.chance)
                        .push_bind(call.caller)
                        .push_bind(call.tool)
                        .push_bind(call.instance)
                        .push_bind(call.outcome)
                        .push_bind(call.status)
                        .push_bind(call.latency_us)
                        .push_bind(call.attempts)
                        .push_bind(call.request_bytes)
                        .push_bind(call.response_bytes);
                    if has_more {
                        row.push_bind(call.id.as_deref())
                            .push_bind(call.error.as_deref())
                            .push_bind(call.run.as_deref())
                            .push_bind(call.trace.as_deref())
                            .push_bind(call.input_tokens)
                            .push_bind(call.output_tokens)
                            .push_bind(call.cost_nano_usd);
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
                waiting.iter().for_each(|call| {
                    keys.push_bind(call.key);
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
pub fn displaced(waiting: Vec<Stored>, taken: &[TakenRow]) -> Vec<Stored> {
    let taken: HashMap<i64, (Option<i64>, Option<&str>)> = taken.iter().map(|row| (row.key, (row.chance, row.id.as_deref()))).collect();
    let is_other = |call: &Stored| taken.get(&call.key).is_some_and(|who| *who != (call.chance, call.id.as_deref()));
    waiting.into_iter().filter(is_other).map(Stored::next).collect()
}

/// The outcome of a number: they are numbered from 1, as the migration wrote them.
pub fn outcome_of(number: i64) -> Option<Outcome> {
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
pub struct Walk {
    /// This tool's.
    pub tool: Option<i64>,
    /// Those that ended so.
    pub outcome: Option<i64>,
}

impl Wanted {
    /// The walks on which all that is wanted is met. A run's and a trace's calls are few.
    pub fn walks(&self) -> Vec<Walk> {
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

    /// Whether a call is wanted.
    pub fn fits(&self, call: &Stored) -> bool {
        let is_among = |numbers: &Option<Vec<i64>>, number: &i64| numbers.as_ref().is_none_or(|numbers| numbers.contains(number));
        let is_named = is_among(&self.tools, &call.tool) && is_among(&self.outcomes, &call.outcome);
        let is_of = |wanted: &Option<String>, text: &Option<String>| wanted.is_none() || wanted == text;
        let is_of_caller = self.caller.is_none_or(|caller| caller == call.caller);
        self.keys.contains(&call.key) && is_of_caller && is_named && is_of(&self.run, &call.run) && is_of(&self.trace, &call.trace)
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

/// The calls of rows with these keys.
pub async fn by_keys(db: &Db, keys: &[i64]) -> Result<Vec<Stored>, Error> {
    let mut calls = Vec::with_capacity(keys.len());
    for some in keys.chunks(READ_AT_ONCE) {
        let rows: Vec<Stored> = reader!(db, |pool| {
            let mut select = QueryBuilder::<DB>::new("select ");
            select.push(COLUMNS).push(BY_KEYS);
            let mut list = select.separated(", ");
            some.iter().for_each(|key| {
                list.push_bind(*key);
            });
            select.push(")").build_query_as().persistent(false).fetch_all(pool).await?
        });
        calls.extend(rows);
    }
    Ok(calls)
}

/// One call that has a row of its own.
pub async fn by_id(db: &Db, id: &str) -> Result<Option<Stored>, Error> {
    let mut row: Option<Stored> = None;
    if let Some((first, behind, chance)) = keys_of(id) {
        row = reader!(db, |pool| {
            let mut select = QueryBuilder::<DB>::new("select ");
            select.push(COLUMNS).push(BY_CHANCE).push_bind(chance);
            select.push(" and key >= ").push_bind(first).push(" and key < ").push_bind(behind);
            select.build_query_as().fetch_optional(pool).await?
        });
    }
    if row.is_none() {
        row = reader!(db, |pool| {
            let mut select = QueryBuilder::<DB>::new("select ");
            select.push(COLUMNS).push(BY_ID).push_bind(id);
            select.build_query_as().fetch_optional(pool).await?
        });
    }
    Ok(row)
}

/// Calls by the names of their numbers, each with its key.
pub async fn named(db: &Db, calls: Vec<Stored>) -> Result<Vec<(i64, Call)>, Error> {
    let numbers: BTreeSet<i64> = calls.iter().flat_map(|call| [Some(call.caller), Some(call.tool), call.instance]).flatten().collect();
    let (numbers, mut names): (Vec<i64>, HashMap<i64, String>) = (numbers.into_iter().collect(), HashMap::new());
    for some in numbers.chunks(READ_AT_ONCE) {
        let rows: Vec<(i64, String)> = reader!(db, |pool| {
            let mut select = QueryBuilder::<DB>::new(NAMES);
            let mut list = select.separated(", ");
            some.iter().for_each(|number| {
                list.push_bind(*number);
            });
            select.push(")").build_query_as().persistent(false).fetch_all(pool).await?
        });
        names.extend(rows);
    }
    calls.into_iter().map(|call| Ok((call.key, call.call(&names)?))).collect()
}

/// Takes out at most `limit` of the calls before `before`, and returns how many.
pub async fn purge(db: &Db, before: Time, limit: i64) -> Result<u64, Error> {
    let before = first_key(before);
    Ok(writer!(db, |pool| sqlx::query(PURGE).bind(before).bind(limit).execute(pool).await?.rows_affected()))
}
