//! Reports: schedules set, listed, removed; what they made, listed and read; what is due, made.

use super::Engine;
use crate::analytics::Analytics;
use crate::clock;
use crate::reports::{LOOK_EVERY, PURGE_EVERY};
use domain::list::LIMIT_DEFAULT;
use domain::report::{Report, ReportBoard, ReportKept, Schedule, ScheduleFields, Scheduled};
use domain::{Failure, List, Time};

/// How many reports the console lists.
const SHOWN: u32 = 50;

impl Engine {
    /// The reports, newest first, a page at a time.
    pub async fn reports(&self, limit: Option<u32>, after: Option<&str>) -> Result<List<Report>, Failure> {
        Ok(self.0.reports.page(limit.unwrap_or(LIMIT_DEFAULT), after).await?)
    }

    /// The last reports and the schedules as the console lists them.
    pub async fn report_board(&self) -> Result<ReportBoard, Failure> {
        let at = clock::now();
        let List { items, total, .. } = self.reports(Some(SHOWN), None).await?;
        Ok(ReportBoard { at, reports: items, total, schedules: self.0.reports.schedules(at).await? })
    }

    /// One report with its charts.
    pub async fn report(&self, id: &str) -> Result<ReportKept, Failure> {
        self.0.reports.get(id).await
    }

    /// Removes a report.
    pub async fn remove_report(&self, id: &str) -> Result<(), Failure> {
        self.0.reports.remove(id).await
    }

    /// The schedules by name, a page at a time.
    pub async fn schedules(&self, limit: Option<u32>, after: Option<&str>) -> Result<List<Scheduled>, Failure> {
        let all = self.0.reports.schedules(clock::now()).await?;
        Ok(List::page(all, after, limit.unwrap_or(LIMIT_DEFAULT), |schedule| &schedule.name))
    }

    /// One schedule.
    pub async fn schedule(&self, name: &str) -> Result<Scheduled, Failure> {
        self.0.reports.schedule(name, clock::now()).await
    }

    /// Sets a schedule; how it stands, and whether it is new.
    pub async fn set_schedule(&self, name: &str, schedule: Schedule) -> Result<(Scheduled, bool), Failure> {
        let is_new = self.0.reports.set(name, self.chartable(schedule).await?, clock::now()).await?;
        Ok((self.schedule(name).await?, is_new))
    }

    /// Sets a schedule as a form has it.
    pub async fn set_schedule_from_console(&self, fields: &ScheduleFields) -> Result<(), Failure> {
        let read = fields.schedule().map_err(|wrong| Failure::violations("The schedule is not valid; nothing was kept.", wrong))?;
        self.set_schedule(fields.name.trim(), read).await.map(drop)
    }

    /// Removes a schedule; what it made stays.
    pub async fn remove_schedule(&self, name: &str) -> Result<(), Failure> {
        self.0.reports.remove_schedule(name, clock::now()).await
    }

    /// Makes a report of a schedule now, whenever it is due.
    pub async fn make_report(&self, name: &str) -> Result<Report, Failure> {
        let now = clock::now();
        let due = self.0.reports.asked(name, now).await?;
        let charts = self.kept_charts(due.question.clone(), due.at).await?;
        self.0.reports.keep(&due, &charts, now).await
    }

    /// A schedule whose query charts can answer.
    async fn chartable(&self, schedule: Schedule) -> Result<Schedule, Failure> {
        let question = self.read(schedule.question(clock::now())).await?;
        Analytics::chartable(&question).map(|()| schedule)
    }

    /// Makes what is due, and takes out what is too old, until the engine stops.
    pub(super) async fn keep_reports(self) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        let mut purge = tokio::time::interval(PURGE_EVERY);
        loop {
            // What fails is logged where it became a failure, and is tried again.
            let _: Result<(), Failure> = tokio::select! {
                () = self.0.stop.cancelled() => return,
                _ = look.tick() => self.make_due(clock::now()).await,
                _ = purge.tick() => self.0.reports.purge(clock::now()).await.map_err(Failure::from),
            };
        }
    }

    /// Makes what is due at `now`; what cannot be charted keeps nothing else from being made.
    pub(super) async fn make_due(&self, now: Time) -> Result<(), Failure> {
        for due in self.0.reports.due(now).await? {
            let made = async { self.0.reports.keep_due(&due, &self.kept_charts(due.question.clone(), due.at).await?, now).await };
            if let Err(failure) = made.await {
                tracing::warn!("the report of {} is not made, and tried again: {}", due.schedule, failure.detail);
            }
        }
        Ok(())
    }
}
