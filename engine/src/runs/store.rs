//! The statements of runs.

use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::run::{Budget, Planner, Run, RunState, RunSummary, Spent, Step, Usage};
use serde::de::DeserializeOwned;
use sqlx::FromRow;

const INSERT: &str = "
    insert into runs (id, at, caller, requirement, planner, model, state, reason, answer, budget, spent, steps, calls)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0)";

const ADD_STEP: &str = "insert into steps (run, n, at, duration_ms, doing) values ($1, $2, $3, $4, $5)";

const PROGRESS: &str = "update runs set spent = $2, steps = $3, calls = $4 where id = $1";

const FINISH: &str = "update runs set state = $2, reason = $3, answer = $4, spent = $5 where id = $1";

const INTERRUPT: &str = "update runs set state = $1, reason = $2 where state = $3 or state = $4";

const GET: &str = "
    select id, at, caller, requirement, planner, model, state, reason, answer, budget, spent, steps, calls
    from runs
    where id = $1";

const STEPS: &str = "select n, at, duration_ms, doing from steps where run = $1 order by n";

const FIRST: &str = "
    select id, at, caller, requirement, planner, model, state, reason, answer, budget, spent, steps, calls
    from runs
    order by id desc
    limit $1";

const AFTER: &str = "
    select id, at, caller, requirement, planner, model, state, reason, answer, budget, spent, steps, calls
    from runs
    where id < $1
    order by id desc
    limit $2";

const COUNT: &str = "select count(*) from runs";

const FIND: &str = r"
    select id, at, caller, requirement, planner, model, state, reason, answer, budget, spent, steps, calls
    from runs
    where lower(requirement) like $1 escape '\' or lower(id) like $1 escape '\'
    order by id desc
    limit $2";

const COUNT_SINCE: &str = "select (at - $1) / $2 as slice, count(*) as runs from runs where at >= $1 group by 1";

#[cfg(test)]
/// Every statement of this file, for the test that prepares them.
pub(crate) const STATEMENTS: &[&str] = &[INSERT, ADD_STEP, PROGRESS, FINISH, INTERRUPT, GET, STEPS, FIRST, AFTER, COUNT, FIND, COUNT_SINCE];

#[derive(FromRow)]
struct RunRow {
    id: String,
    at: i64,
    caller: String,
    requirement: String,
    planner: String,
    model: Option<String>,
    state: String,
    reason: String,
    answer: Option<String>,
    budget: String,
    spent: String,
    steps: i64,
    calls: i64,
}

#[derive(FromRow)]
struct StepRow {
    n: i64,
    at: i64,
    duration_ms: f64,
    doing: String,
}

impl RunRow {
    fn run(self, steps: Vec<Step>) -> Run {
        Run {
            id: self.id,
            caller: self.caller,
            at: Time(self.at),
            requirement: self.requirement,
            planner: planner(&self.planner),
            model: self.model,
            state: RunState::from_word(&self.state).unwrap_or(RunState::Interrupted),
            reason: self.reason,
            answer: self.answer,
            steps,
            usage: Usage::default(),
            cost_usd: None,
            budget: read(&self.budget).unwrap_or_default(),
            spent: read(&self.spent).unwrap_or_default(),
        }
    }

    fn summary(self) -> RunSummary {
        let spent: Spent = read(&self.spent).unwrap_or_default();
        RunSummary {
            id: self.id,
            at: Time(self.at),
            caller: self.caller,
            requirement: self.requirement,
            planner: planner(&self.planner),
            state: RunState::from_word(&self.state).unwrap_or(RunState::Interrupted),
            outcome: self.answer.unwrap_or(self.reason),
            steps: self.steps as u32,
            calls: self.calls as u32,
            seconds: spent.seconds,
        }
    }
}

/// The planner of a stored word; there is one so far.
fn planner(_word: &str) -> Planner {
    Planner::Builtin
}

/// What we wrote ourselves reads back; what does not is from another version and shows as empty.
fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own words are always JSON")
}

/// Writes a new run down.
pub async fn insert(db: &Db, run: &Run) -> Result<(), Error> {
    let (budget, spent): (String, String) = (json::<Budget>(&run.budget), json::<Spent>(&run.spent));
    writer!(db, |pool| {
        sqlx::query(INSERT)
            .bind(&run.id)
            .bind(run.at.0)
            .bind(&run.caller)
            .bind(&run.requirement)
            .bind(run.planner.word())
            .bind(&run.model)
            .bind(run.state.word())
            .bind(&run.reason)
            .bind(&run.answer)
            .bind(&budget)
            .bind(&spent)
            .execute(pool)
            .await?;
    });
    Ok(())
}

/// Writes a run's last step down, with what the run has spent.
pub async fn add_step(db: &Db, run: &Run, step: &Step) -> Result<(), Error> {
    let (doing, spent) = (json(&step.doing), json(&run.spent));
    transaction!(db, |tx| {
        sqlx::query(ADD_STEP)
            .bind(&run.id)
            .bind(i64::from(step.n))
            .bind(step.at.0)
            .bind(step.duration_ms)
            .bind(&doing)
            .execute(&mut *tx)
            .await?;
        sqlx::query(PROGRESS)
            .bind(&run.id)
            .bind(&spent)
            .bind(i64::from(run.spent.steps))
            .bind(i64::from(run.spent.calls))
            .execute(&mut *tx)
            .await?;
    });
    Ok(())
}

/// Writes down how a run ended.
pub async fn finish(db: &Db, run: &Run) -> Result<(), Error> {
    let spent = json(&run.spent);
    writer!(db, |pool| {
        sqlx::query(FINISH).bind(&run.id).bind(run.state.word()).bind(&run.reason).bind(&run.answer).bind(&spent).execute(pool).await?;
    });
    Ok(())
}

/// Marks every run that was under way as interrupted.
pub async fn interrupt(db: &Db, reason: &str) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(INTERRUPT)
            .bind(RunState::Interrupted.word())
            .bind(reason)
            .bind(RunState::Running.word())
            .bind(RunState::Waiting.word())
            .execute(pool)
            .await?;
    });
    Ok(())
}

/// One run with its steps.
pub async fn get(db: &Db, id: &str) -> Result<Option<Run>, Error> {
    let row: Option<RunRow> = reader!(db, |pool| sqlx::query_as(GET).bind(id).fetch_optional(pool).await?);
    let Some(row) = row else { return Ok(None) };
    let steps: Vec<StepRow> = reader!(db, |pool| sqlx::query_as(STEPS).bind(id).fetch_all(pool).await?);
    let steps = steps
        .into_iter()
        .filter_map(|step| Some(Step { n: step.n as u32, at: Time(step.at), duration_ms: step.duration_ms, doing: read(&step.doing)? }));
    Ok(Some(row.run(steps.collect())))
}

/// The runs begun before `after`, newest first.
pub async fn list(db: &Db, after: Option<&str>, limit: i64) -> Result<Vec<RunSummary>, Error> {
    let rows: Vec<RunRow> = reader!(db, |pool| match after {
        Some(after) => sqlx::query_as(AFTER).bind(after).bind(limit).fetch_all(pool).await?,
        None => sqlx::query_as(FIRST).bind(limit).fetch_all(pool).await?,
    });
    Ok(rows.into_iter().map(RunRow::summary).collect())
}

/// How many runs there are.
pub async fn count(db: &Db) -> Result<u64, Error> {
    let count: i64 = reader!(db, |pool| sqlx::query_scalar(COUNT).fetch_one(pool).await?);
    Ok(count as u64)
}

/// The newest runs whose requirement or id holds `words`.
pub async fn find(db: &Db, words: &str, limit: i64) -> Result<Vec<RunSummary>, Error> {
    let escaped = words.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    let pattern = format!("%{escaped}%");
    let rows: Vec<RunRow> = reader!(db, |pool| sqlx::query_as(FIND).bind(&pattern).bind(limit).fetch_all(pool).await?);
    Ok(rows.into_iter().map(RunRow::summary).collect())
}

/// How many runs began in each slice of `micros` since `from`, as pairs of slice and count.
pub async fn count_since(db: &Db, from: Time, micros: i64) -> Result<Vec<(i64, i64)>, Error> {
    Ok(reader!(db, |pool| sqlx::query_as(COUNT_SINCE).bind(from.0).bind(micros).fetch_all(pool).await?))
}
