//! Raw calls, for as long as they are kept: pages of them, newest first, and one by its id.
//!
//! No chart reads them. A page is found by an index that is in the order of time, and the next one begins behind its last
//! key, so that the thousandth page costs what the first does.

pub(super) mod key;
pub(super) mod store;

use super::split::{Names, Split};
use super::store as names;
use super::{Analytics, metrics};
use crate::Error;
use domain::call::{Call, Outcome};
use domain::failure::Violation;
use domain::{Failure, Time};
use key::first_key;
use store::Wanted;

/// The most calls of one page.
pub const PAGE_MAX: u32 = 1000;

/// Which calls are wanted; all of what is named must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Only this service's.
    pub service: Option<String>,
    /// Only this tool's, by its address.
    pub tool: Option<String>,
    /// Only this caller's.
    pub caller: Option<String>,
    /// Only those that ended in one of these ways; in any where it names none.
    pub outcomes: Vec<Outcome>,
    /// Only this run's.
    pub run: Option<String>,
    /// Only this trace's.
    pub trace: Option<String>,
    /// Only those that came in at this moment or later.
    pub from: Option<Time>,
    /// Only those that came in before this moment.
    pub to: Option<Time>,
}

/// Some calls, newest first, and where the next page begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallPage {
    /// The calls.
    pub items: Vec<Call>,
    /// What to ask for the next page with; absent behind the last.
    pub next: Option<String>,
}

impl Analytics {
    /// The last `limit` calls that `filter` picks, newest first.
    pub async fn recent_calls(&self, filter: CallFilter, limit: u32) -> Result<Vec<Call>, Error> {
        Ok(self.page(&filter, i64::MAX, limit).await?.items)
    }

    /// A page of the calls that `filter` picks, newest first: the first, or the one behind `after`.
    pub async fn calls(&self, filter: &CallFilter, after: Option<&str>, limit: u32) -> Result<CallPage, Failure> {
        let behind = after.map_or(Some(i64::MAX), |after| after.parse().ok());
        let behind = behind.ok_or_else(|| {
            let message = "it is no place in a list of calls".to_owned();
            let remedy = "Write the `next` of the page before, or leave it out.".to_owned();
            metrics::refused(Violation { pointer: "/after".to_owned(), message, remedy })
        })?;
        Ok(self.page(filter, behind, limit.clamp(1, PAGE_MAX)).await?)
    }

    async fn page(&self, filter: &CallFilter, behind: i64, limit: u32) -> Result<CallPage, Error> {
        self.settle().await;
        let Some(wanted) = self.wanted(filter, behind).await? else { return Ok(CallPage::default()) };
        let keys = store::keys(&self.0.db, &wanted, i64::from(limit)).await?;
        let items = store::by_keys(&self.0.db, &keys).await?;
        let is_full = keys.len() == limit as usize;
        Ok(CallPage { items, next: keys.last().filter(|_| is_full).map(i64::to_string) })
    }

    /// The filter in numbers; `None` where it names what no call has.
    async fn wanted(&self, filter: &CallFilter, behind: i64) -> Result<Option<Wanted>, Error> {
        let start = filter.from.map_or(i64::MIN, first_key);
        let end = filter.to.map_or(i64::MAX, first_key).min(behind);
        let mut wanted = Wanted { keys: start..end, run: filter.run.clone(), trace: filter.trace.clone(), ..Wanted::default() };
        if let Some(caller) = &filter.caller {
            let ids = self.numbers(Split::Caller, &Names::one(caller)).await?;
            let Some(id) = ids.first() else { return Ok(None) };
            wanted.caller = Some(*id);
        }
        let tools = match (&filter.tool, &filter.service) {
            (Some(tool), None) => Some(Names::one(tool)),
            (Some(tool), Some(service)) if tool.split_once('.').is_some_and(|(of, _)| of == service) => Some(Names::one(tool)),
            (Some(_), Some(_)) => return Ok(None),
            (None, Some(service)) => Some(Names::that_begin(&format!("{service}."))),
            (None, None) => None,
        };
        if let Some(tools) = tools {
            wanted.tools = Some(self.numbers(Split::Tool, &tools).await?);
        }
        if !filter.outcomes.is_empty() {
            wanted.outcomes = Some(filter.outcomes.iter().map(|outcome| store::outcome_number(*outcome)).collect());
        }
        Ok(Some(wanted))
    }

    async fn numbers(&self, split: Split, meant: &Names) -> Result<Vec<i64>, Error> {
        let mut numbers: Vec<i64> = names::names(&self.0.db, split, meant).await?.into_keys().collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// One call, for as long as it is kept.
    pub async fn call(&self, id: &str) -> Result<Option<Call>, Error> {
        self.settle().await;
        store::by_id(&self.0.db, id).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::retention::CALLS_KEPT;
    use crate::analytics::tests::{call, opened};
    use crate::ids;

    async fn recorded() -> (crate::testing::Sqlite, Analytics) {
        let (testing, analytics) = opened().await;
        for (at, tool, run) in [(10, "geo.distance", None), (30, "text.stats", Some("r_1")), (20, "geo.city", Some("r_1"))] {
            analytics.record(Call { run: run.map(str::to_owned), ..call(at, tool) });
        }
        let odd = Call { outcome: Outcome::Timeout, caller: "ann".to_owned(), trace: Some("t_1".to_owned()), ..call(40, "geo.city") };
        analytics.record(odd);
        (testing, analytics)
    }

    async fn check(filter: CallFilter, limit: u32, expected: &[&str]) {
        let (_testing, analytics) = recorded().await;
        let calls = analytics.recent_calls(filter.clone(), limit).await.expect("calls");
        let seconds: Vec<String> = calls.iter().map(|call| call.at.seconds().to_string()).collect();
        assert_eq!(seconds, expected, "{filter:?}");
    }

    #[tokio::test]
    async fn calls_are_found_by_all_that_they_bear_newest_first() {
        let any = CallFilter::default;
        check(any(), 2, &["40", "30"]).await;
        check(CallFilter { service: Some("geo".into()), ..any() }, 9, &["40", "20", "10"]).await;
        check(CallFilter { service: Some("geo".into()), ..any() }, 2, &["40", "20"]).await;
        check(CallFilter { tool: Some("geo.city".into()), ..any() }, 9, &["40", "20"]).await;
        check(CallFilter { run: Some("r_1".into()), service: Some("geo".into()), ..any() }, 9, &["20"]).await;
        check(CallFilter { run: Some("r_1".into()), outcomes: vec![Outcome::Ok], caller: Some("tester".into()), ..any() }, 1, &["30"])
            .await;
        check(CallFilter { run: Some("r_1".into()), service: Some("none".into()), ..any() }, 9, &[]).await;
        check(CallFilter { trace: Some("t_1".into()), ..any() }, 9, &["40"]).await;
        check(CallFilter { caller: Some("tester".into()), tool: Some("geo.city".into()), ..any() }, 9, &["20"]).await;
        check(CallFilter { outcomes: vec![Outcome::Timeout, Outcome::Busy], ..any() }, 9, &["40"]).await;
        check(CallFilter { outcomes: vec![Outcome::Ok], service: Some("geo".into()), ..any() }, 9, &["20", "10"]).await;
        let (ok, timeout) = (Outcome::Ok, Outcome::Timeout);
        check(CallFilter { outcomes: vec![timeout], service: Some("geo".into()), ..any() }, 9, &["40"]).await;
        check(CallFilter { outcomes: vec![timeout, ok], tool: Some("geo.city".into()), ..any() }, 9, &["40", "20"]).await;
        check(CallFilter { from: Some(Time::from_seconds(20)), to: Some(Time::from_seconds(40)), ..any() }, 9, &["30", "20"]).await;
        for none in [
            CallFilter { service: Some("none".into()), ..any() },
            CallFilter { caller: Some("none".into()), ..any() },
            CallFilter { service: Some("text".into()), tool: Some("geo.city".into()), ..any() },
        ] {
            check(none, 9, &[]).await;
        }
    }

    #[tokio::test]
    async fn a_page_begins_behind_the_one_before() {
        let (_testing, analytics) = recorded().await;
        let filter = CallFilter { service: Some("geo".into()), ..CallFilter::default() };
        let first = analytics.calls(&filter, None, 2).await.expect("a page");
        let second = analytics.calls(&filter, first.next.as_deref(), 2).await.expect("a page");
        let seconds = |page: &CallPage| page.items.iter().map(|call| call.at.seconds()).collect::<Vec<_>>();
        assert_eq!((seconds(&first), seconds(&second), second.next.as_deref()), (vec![40, 20], vec![10], None));
        let refused = analytics.calls(&filter, Some("behind"), 2).await.expect_err("no place");
        assert_eq!(refused.errors[0].pointer, "/after");
    }

    #[tokio::test]
    async fn a_call_reads_back_as_it_was_recorded() {
        let (_testing, analytics) = opened().await;
        let at = Time(1_795_194_401_250_999);
        for id in [ids::new_at('c', at), "c_1".to_owned()] {
            let made = Call {
                id: id.clone(),
                at,
                caller: "an \"odd\" caller > ö".to_owned(),
                outcome: Outcome::Failed,
                status: Some(503),
                error: Some("it broke".to_owned()),
                run: Some("r_1".to_owned()),
                trace: Some("t_1".to_owned()),
                input_tokens: Some(7),
                output_tokens: Some(0),
                cost_usd: Some(0.000_25),
                ..call(99, "geo.city.find")
            };
            analytics.record(made.clone());
            assert_eq!(analytics.call(&id).await.expect("a call"), Some(made));
        }
        assert_eq!(analytics.call("c_2").await.expect("no call"), None);
        assert_eq!(analytics.call(&ids::new_at('c', at)).await.expect("no call"), None);
    }

    #[tokio::test]
    async fn calls_of_one_microsecond_are_all_kept_and_each_of_them_once() {
        let (_testing, analytics) = opened().await;
        let ids: Vec<String> = (0..700).map(|_| ids::new_at('c', Time(1_795_194_401_250_500))).collect();
        for _ in 0..2 {
            for id in &ids {
                analytics.record(Call { id: id.clone(), at: Time(1_795_194_401_250_500), ..call(0, "geo.city") });
            }
            analytics.flush().await.expect("written");
        }
        let mut known: Vec<String> =
            analytics.recent_calls(CallFilter::default(), 2000).await.expect("calls").into_iter().map(|call| call.id).collect();
        let mut expected = ids;
        known.sort();
        expected.sort();
        assert_eq!(known, expected);
    }

    #[tokio::test]
    async fn a_caller_that_no_database_can_name_stops_nobody() {
        let (_testing, analytics) = opened().await;
        analytics.record(Call { id: "c_1".to_owned(), caller: "a\0b".to_owned(), ..call(1, "geo.city") });
        analytics.flush().await.expect("written");
        assert_eq!(analytics.call("c_1").await.expect("a call").expect("kept").caller, "ab");
    }

    #[tokio::test]
    async fn what_is_too_old_goes_and_the_rest_stays() {
        let (_testing, analytics) = recorded().await;
        analytics.flush().await.expect("written");
        analytics.purge(Time::from_seconds(CALLS_KEPT + 20)).await.expect("purged");
        assert_eq!(analytics.recent_calls(CallFilter::default(), 9).await.expect("calls").len(), 3);
        let bars = analytics.service_bars(Time(0), Time::from_seconds(3600), 1).await.expect("roll-ups");
        assert_eq!(bars.values().map(|service| service.calls).sum::<u64>(), 4);
    }
}
