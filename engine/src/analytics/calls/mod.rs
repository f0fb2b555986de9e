//! Raw calls, for as long as they are kept: pages of them, newest first, and one by its id.
//!
//! No chart reads them. A page is found by an index that is in the order of time, and the next one begins behind its last
//! key, so that the thousandth page costs what the first does.

pub(super) mod key;
pub(super) mod named;
mod newest;
pub(super) mod packs;
pub(super) mod store;
pub(super) mod stored;

use super::split::{Names, Split};
use super::store as names;
use super::{Analytics, metrics};
use crate::Error;
use domain::Failure;
use domain::call::{Call, CallFilter, CallPage, Sequences};
use domain::failure::Violation;
use domain::query::{CALLS, Query};
use key::first_key;
use store::Wanted;

/// The most calls of one page.
pub const PAGE_MAX: u32 = 1000;

/// The most calls that are held against a query for one page.
pub const LOOKED_AT_MAX: u64 = 5000;

impl Analytics {
    /// The last `limit` calls that `filter` picks, newest first.
    pub async fn recent_calls(&self, filter: CallFilter, limit: u32) -> Result<Vec<Call>, Error> {
        Ok(self.page(&filter, &Query::default(), i64::MAX, limit).await?.items)
    }

    /// A page of the calls that `filter` picks and that fit `query`, newest first: the first, or the one behind `after`.
    ///
    /// Where few calls fit, the page ends after [`LOOKED_AT_MAX`] of them, and the next one goes on there.
    pub async fn calls(&self, filter: &CallFilter, query: &Query, after: Option<&str>, limit: u32) -> Result<CallPage, Failure> {
        let behind = after.map_or(Some(i64::MAX), |after| after.parse().ok());
        let behind = behind.ok_or_else(|| {
            let message = "it is no place in a list of calls".to_owned();
            let remedy = "Write the `next` of the page before, or leave it out.".to_owned();
            metrics::refused(Violation { pointer: "/after".to_owned(), message, remedy })
        })?;
        Ok(self.page(filter, query, behind, limit.clamp(1, PAGE_MAX)).await?)
    }

    /// A page, with where the next one begins if there is a call for it.
    async fn page(&self, filter: &CallFilter, query: &Query, mut behind: i64, limit: u32) -> Result<CallPage, Error> {
        self.settle().await;
        let mut page = CallPage::default();
        let Some(mut wanted) = self.wanted(&filter.clone().narrowed(query), behind).await? else { return Ok(page) };
        // No index is by instance.
        let fits = |call: &Call| filter.instance.as_ref().is_none_or(|wanted| call.instance.as_ref() == Some(wanted)) && query.fits(call);
        // The first look is for the page and the one call that tells of another page: mostly nearly all calls fit.
        let mut look = limit.saturating_add(1);
        loop {
            let found = newest::of(&self.0.db, &wanted, look as usize).await?;
            let last = found.last().filter(|_| found.len() >= look as usize).map(|call| call.key);
            for (key, call) in store::named(&self.0.db, found).await? {
                let is_fitting = fits(&call);
                let is_enough = page.looked_at >= LOOKED_AT_MAX || is_fitting && page.items.len() >= limit as usize;
                // Those of one place are never parted.
                if is_enough && key != behind {
                    page.next = Some(behind.to_string());
                    return Ok(page);
                }
                behind = key;
                page.looked_at += 1;
                page.items.extend(is_fitting.then_some(call));
            }
            let Some(last) = last else { return Ok(page) };
            wanted.keys.end = last;
            look = PAGE_MAX;
        }
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

    /// Which tool is called next after which: in the runs and traces among the last calls that `filter` picks, of which at most
    /// [`LOOKED_AT_MAX`] are looked at. What `wanted` does not pick stays in its chain, or others would seem to be next.
    pub async fn sequences(&self, filter: &CallFilter, wanted: impl Fn(&Call) -> bool) -> Result<Sequences, Failure> {
        let chained = Query::parse("NOT run = \"\" OR NOT trace = \"\"", &CALLS).map_err(|mistake| mistake.failure("/query"))?;
        let page = self.calls(filter, &chained, None, PAGE_MAX).await?;
        Ok(Sequences::of(&page.items, page.looked_at, wanted))
    }

    /// One call, for as long as it is kept.
    pub async fn call(&self, id: &str) -> Result<Option<Call>, Error> {
        self.settle().await;
        newest::by_id(&self.0.db, id).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::retention::CALLS_KEPT;
    use crate::analytics::tests::{call, opened};
    use crate::ids;
    use domain::Time;
    use domain::call::Outcome;

    async fn recorded() -> (crate::testing::Sqlite, Analytics) {
        let (testing, analytics) = opened().await;
        for (at, tool, run) in [(10, "geo.distance", None), (30, "text.stats", Some("r_1")), (20, "geo.city", Some("r_1"))] {
            analytics.record(Call { run: run.map(str::to_owned), ..call(at, tool) });
        }
        let odd = Call { outcome: Outcome::Timeout, caller: "ann".to_owned(), trace: Some("t_1".to_owned()), ..call(40, "geo.city") };
        analytics.record(odd);
        (testing, analytics)
    }

    #[tokio::test]
    async fn the_sequence_of_a_run_is_read_from_its_calls() {
        let (_testing, analytics) = recorded().await;
        let found = analytics.sequences(&CallFilter::default(), |_| true).await.expect("sequences");
        let pairs: Vec<_> = found.pairs.iter().map(|pair| (pair.first.as_str(), pair.next.as_str(), pair.times)).collect();
        assert_eq!((found.looked_at, found.chains, pairs), (4, 1, vec![("geo.city", "text.stats", 1)]));
        let later = CallFilter { from: Some(Time::from_seconds(25)), ..CallFilter::default() };
        assert_eq!(analytics.sequences(&later, |_| true).await.expect("sequences"), Sequences { looked_at: 2, ..Sequences::default() });
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
        let any = Query::default();
        let first = analytics.calls(&filter, &any, None, 2).await.expect("a page");
        let second = analytics.calls(&filter, &any, first.next.as_deref(), 2).await.expect("a page");
        let seconds = |page: &CallPage| page.items.iter().map(|call| call.at.seconds()).collect::<Vec<_>>();
        assert_eq!((seconds(&first), seconds(&second), second.next.as_deref()), (vec![40, 20], vec![10], None));
        let whole = analytics.calls(&filter, &any, None, 3).await.expect("a page");
        assert_eq!((seconds(&whole), whole.next), (vec![40, 20, 10], None), "a page that is just full is the last one");
        let refused = analytics.calls(&filter, &any, Some("behind"), 2).await.expect_err("no place");
        assert_eq!(refused.errors[0].pointer, "/after");
    }

    async fn check_query(query: &str, expected: &[&str]) {
        let (_testing, analytics) = recorded().await;
        let query = Query::parse(query, &CALLS).expect(query);
        let page = analytics.calls(&CallFilter::default(), &query, None, 9).await.expect("a page");
        assert_eq!(page.items.iter().map(|call| call.at.seconds().to_string()).collect::<Vec<_>>(), expected, "{query}");
        assert_eq!(page.next, None, "{query}");
    }

    #[tokio::test]
    async fn calls_are_found_by_a_query_whether_an_index_knows_its_fields_or_not() {
        check_query("", &["40", "30", "20", "10"]).await;
        check_query("caller = ANN", &["40"]).await;
        check_query("service = geo run = r_1", &["20"]).await;
        check_query("outcome != ok OR tool ~ /stats$/", &["40", "30"]).await;
        check_query("outcome != timeout at > 10", &["30", "20"]).await;
        check_query("outcome = ok outcome = timeout", &[]).await;
        check_query("run = \"\"", &["40", "10"]).await;
    }

    #[tokio::test]
    async fn a_full_page_tells_of_another_only_where_a_call_fits() {
        let (_testing, analytics) = recorded().await;
        let query = Query::parse("tool ~ /city$/", &CALLS).expect("a query");
        let filter = CallFilter::default();
        let first = analytics.calls(&filter, &query, None, 1).await.expect("a page");
        let second = analytics.calls(&filter, &query, first.next.as_deref(), 1).await.expect("a page");
        let seconds = |page: &CallPage| page.items.iter().map(|call| call.at.seconds()).collect::<Vec<_>>();
        assert_eq!((seconds(&first), seconds(&second), second.next.as_deref()), (vec![40], vec![20], None));
    }

    #[tokio::test]
    async fn a_query_that_few_calls_fit_ends_its_page_early_and_goes_on_there() {
        let (_testing, analytics) = opened().await;
        let many = LOOKED_AT_MAX as i64 + 1000;
        for at in 0..many {
            let caller = if at == 0 { "ann" } else { "tester" };
            analytics.record(Call { caller: caller.to_owned(), ..call(at, "geo.city") });
        }
        let query = Query::parse("caller ~ ann", &CALLS).expect("a query");
        let first = analytics.calls(&CallFilter::default(), &query, None, 50).await.expect("a page");
        assert_eq!((first.items.len(), first.looked_at), (0, LOOKED_AT_MAX));
        let second = analytics.calls(&CallFilter::default(), &query, first.next.as_deref(), 50).await.expect("a page");
        assert_eq!((second.items.len(), second.looked_at, second.next), (1, 1000, None));
    }

    #[tokio::test]
    async fn an_instance_is_looked_for_by_its_base_url() {
        let (_testing, analytics) = opened().await;
        for (at, instance) in [(1, Some("http://a:1")), (2, Some("http://b:1")), (3, None)] {
            analytics.record(Call { instance: instance.map(str::to_owned), ..call(at, "geo.city") });
        }
        let filter = CallFilter { instance: Some("http://a:1".to_owned()), ..CallFilter::default() };
        let page = analytics.calls(&filter, &Query::default(), None, 9).await.expect("a page");
        assert_eq!((page.items.len(), page.items[0].at.seconds(), page.looked_at), (1, 1, 3));
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
