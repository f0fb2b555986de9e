//! Reports: what makes them by itself, and what it made, kept as it was.
//!
//! ```text
//! every half minute: schedules → the last time each was due → figures until then → one transaction ▶ a report
//! ```
//! What was due several times while nobody ran is made once, for the last of them. Of several processes on one database all may
//! reckon it and one keeps it.

mod body;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

use crate::analytics::KeptCharts;
use crate::{Error, db::Db, ids};
use domain::charts::ChartsQuery;
use domain::failure::{Kind, Violation};
use domain::list::LIMIT_MAX;
use domain::names::{self, is_service_name};
use domain::report::{Report, ReportKept, SCHEDULES_MAX, Schedule, Scheduled};
use domain::{Failure, List, Time};
use std::time::Duration;
use store::Kept;

/// How often it is asked what is due.
pub const LOOK_EVERY: Duration = Duration::from_secs(30);

/// How often what is too old is taken out.
pub const PURGE_EVERY: Duration = Duration::from_hours(1);

/// How long after its due time a report is made, in seconds: by then every process has written its calls.
const SETTLED_SECONDS: i64 = 60;

/// How long reports are kept, in seconds: as long as hours of calls.
pub const REPORTS_KEPT: i64 = 400 * 86_400;

/// The schedules and the reports of a database.
#[derive(Clone, Debug)]
pub struct Reports(Db);

/// A report that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The name of the schedule.
    pub schedule: String,
    /// When its time begins.
    pub from: Time,
    /// When it is due, which is when its time ends.
    pub at: Time,
    /// What its charts answer.
    pub question: ChartsQuery,
}

impl Reports {
    /// Those of that database.
    pub const fn new(db: Db) -> Self {
        Self(db)
    }

    /// What is to be made at `now`, once for each schedule.
    pub async fn due(&self, now: Time) -> Result<Vec<Due>, Error> {
        let settled = now.plus_seconds(-SETTLED_SECONDS);
        let due = |kept: &Kept| Some(Due::of(kept, kept.schedule.when.last(settled))).filter(|due| due.at > kept.done_until);
        Ok(store::schedules(&self.0).await?.iter().filter_map(due).collect())
    }

    /// Keeps what was due, made at `now` of these charts; nothing where another process did.
    pub async fn keep_due(&self, due: &Due, charts: &KeptCharts, now: Time) -> Result<Option<Report>, Failure> {
        let (report, body) = (due.report(charts, now), packed(charts)?);
        Ok(store::keep_due(&self.0, due, &report, &body).await?.then_some(report))
    }

    /// Keeps what a schedule was asked to make at `now`; refused where it made that already.
    pub async fn keep(&self, due: &Due, charts: &KeptCharts, now: Time) -> Result<Report, Failure> {
        let report = due.report(charts, now);
        if !store::keep(&self.0, &report, &packed(charts)?).await? {
            return Err(Failure::new(Kind::Conflict, format!("`{}` made a report for that second already.", due.schedule)));
        }
        Ok(report)
    }

    /// The schedules by name, with when each is due after `now`.
    pub async fn schedules(&self, now: Time) -> Result<Vec<Scheduled>, Error> {
        let scheduled = |Kept { name, schedule, .. }| Scheduled { name, next_due: schedule.when.next(now), schedule };
        Ok(store::schedules(&self.0).await?.into_iter().map(scheduled).collect())
    }

    /// One schedule.
    pub async fn schedule(&self, name: &str, now: Time) -> Result<Scheduled, Failure> {
        let all = self.schedules(now).await?;
        let near = names::near(name, all.iter().map(|one| one.name.as_str()));
        all.into_iter().find(|one| one.name == name).ok_or_else(|| Failure::not_found(format!("There is no schedule `{name}`."), near))
    }

    /// What a schedule makes when it is asked to at `now`: up to the second, as long as it always is.
    pub async fn asked(&self, name: &str, now: Time) -> Result<Due, Failure> {
        let Scheduled { name, schedule, .. } = self.schedule(name, now).await?;
        let at = now.floor_to(1);
        Ok(Due::of(&Kept { name, schedule, done_until: at }, at))
    }

    /// Sets a schedule in place of the one of its name at `now`, from when on it is due; whether it is new.
    pub async fn set(&self, name: &str, schedule: Schedule, now: Time) -> Result<bool, Failure> {
        refuse_bad(name, &schedule)?;
        let is_new = store::schedules(&self.0).await?.iter().all(|kept| kept.name != name);
        let kept = Kept { name: name.to_owned(), schedule, done_until: now };
        if !store::save_schedule(&self.0, &kept, SCHEDULES_MAX).await? {
            return Err(Failure::new(Kind::Conflict, format!("There are {SCHEDULES_MAX} schedules; remove one first.")));
        }
        Ok(is_new)
    }

    /// Removes a schedule; what it made stays.
    pub async fn remove_schedule(&self, name: &str, now: Time) -> Result<(), Failure> {
        if store::remove_schedule(&self.0, name).await? { Ok(()) } else { self.schedule(name, now).await.map(drop) }
    }

    /// The reports, newest first, a page at a time.
    pub async fn page(&self, limit: u32, after: Option<&str>) -> Result<List<Report>, Error> {
        let limit = limit.clamp(1, LIMIT_MAX);
        let mut items = store::page(&self.0, after, limit + 1).await?;
        let is_last = items.len() <= limit as usize;
        items.truncate(limit as usize);
        let next = items.last().filter(|_| !is_last).map(|last| last.id.clone());
        Ok(List { items, next, total: store::count(&self.0).await? })
    }

    /// One report with its charts, drawn anew of the figures that it was made of.
    pub async fn get(&self, id: &str) -> Result<ReportKept, Failure> {
        let (report, body) = store::get(&self.0, id).await?.ok_or_else(|| missing(id))?;
        let charts = body::unpack(&body).map_err(|error| {
            tracing::error!(%error, "the figures of report {id} cannot be read: {error}");
            Failure::new(Kind::Internal, format!("The figures of report {id} cannot be read; another version of Meshdeck wrote them."))
        })?;
        Ok(ReportKept { report, charts: charts.drawn(None) })
    }

    /// Removes a report; it is not made again.
    pub async fn remove(&self, id: &str) -> Result<(), Failure> {
        if store::remove(&self.0, id).await? { Ok(()) } else { Err(missing(id)) }
    }

    /// Takes out what is too old at `now`.
    pub async fn purge(&self, now: Time) -> Result<(), Error> {
        store::purge(&self.0, now.plus_seconds(-REPORTS_KEPT)).await
    }
}

impl Due {
    fn of(kept: &Kept, at: Time) -> Self {
        let Kept { name, schedule, .. } = kept;
        Self { schedule: name.clone(), from: schedule.from(at), at, question: schedule.question(at) }
    }

    fn report(&self, charts: &KeptCharts, now: Time) -> Report {
        let Self { schedule, from, at, question: ChartsQuery { query, .. } } = self.clone();
        let (calls, errors) = charts.counts();
        Report { id: ids::new_at('p', at), schedule, due_at: at, made_at: now, from, query, calls, errors }
    }
}

fn packed(charts: &KeptCharts) -> Result<Vec<u8>, Failure> {
    body::pack(charts).map_err(|error| Failure::new(Kind::Internal, format!("The figures cannot be written: {error}.")))
}

fn missing(id: &str) -> Failure {
    Failure::new(Kind::NotFound, format!("No report {id} is kept; reports are kept for {} days.", REPORTS_KEPT / 86_400))
}

fn refuse_bad(name: &str, schedule: &Schedule) -> Result<(), Failure> {
    let mut wrong = schedule.violations();
    if !is_service_name(name) {
        let (message, remedy) = ("that is no name of a schedule".to_owned(), "write 1 to 63 of a-z, 0-9 and -".to_owned());
        wrong.insert(0, Violation { pointer: "/name".to_owned(), message, remedy });
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::violations("The schedule is not valid; nothing was kept.", wrong)) }
}
