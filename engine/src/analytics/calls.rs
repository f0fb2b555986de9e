//! Raw calls, for as long as they are kept: the last ones, and one by its id.

use super::{Analytics, minute_of, store};
use crate::Error;
use domain::Time;
use domain::call::Call;
use domain::metrics::By;

/// Which calls are wanted; all of what is named must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Only this service's.
    pub service: Option<String>,
    /// Only this tool's, by its address.
    pub tool: Option<String>,
    /// Only this run's.
    pub run: Option<String>,
}

impl Analytics {
    /// The last `limit` calls that `filter` picks, newest first.
    pub async fn recent_calls(&self, filter: CallFilter, limit: u32) -> Result<Vec<Call>, Error> {
        self.settle().await;
        store::last_calls(&self.0.db, &filter, i64::from(limit)).await
    }

    /// One call, for as long as it is kept.
    pub async fn call(&self, id: &str) -> Result<Option<Call>, Error> {
        self.settle().await;
        store::call(&self.0.db, id).await
    }

    /// Takes out raw calls before `calls` and roll-ups before `roll_ups`, a few at a time.
    pub async fn purge(&self, calls: Time, roll_ups: Time) -> Result<(), Error> {
        while store::purge_calls(&self.0.db, calls).await? {}
        for by in [By::Total, By::Service, By::Tool, By::Edge] {
            while store::purge_cells(&self.0.db, by, minute_of(roll_ups)).await? {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::{call, opened};
    use domain::call::Outcome;

    async fn recorded() -> (crate::testing::Sqlite, Analytics) {
        let (testing, analytics) = opened().await;
        for (at, tool, run) in [(10, "geo.distance", None), (30, "text.stats", Some("r_1")), (20, "geo.city", Some("r_1"))] {
            analytics.record(Call { run: run.map(str::to_owned), ..call(at, tool) });
        }
        (testing, analytics)
    }

    async fn check(filter: CallFilter, limit: u32, expected: &[&str]) {
        let (_testing, analytics) = recorded().await;
        let calls = analytics.recent_calls(filter, limit).await.expect("calls");
        assert_eq!(calls.iter().map(|call| call.tool.as_str()).collect::<Vec<_>>(), expected);
    }

    #[tokio::test]
    async fn the_newest_call_comes_first_also_the_one_just_made() {
        check(CallFilter::default(), 2, &["text.stats", "geo.city"]).await;
        check(CallFilter { service: Some("geo".to_owned()), ..CallFilter::default() }, 9, &["geo.city", "geo.distance"]).await;
        check(CallFilter { tool: Some("geo.city".to_owned()), ..CallFilter::default() }, 9, &["geo.city"]).await;
        check(CallFilter { run: Some("r_1".to_owned()), service: Some("geo".to_owned()), tool: None }, 9, &["geo.city"]).await;
        check(CallFilter { service: Some("none".to_owned()), ..CallFilter::default() }, 9, &[]).await;
    }

    #[tokio::test]
    async fn a_call_reads_back_as_it_was_recorded() {
        let (_testing, analytics) = opened().await;
        let made = Call {
            id: "c_1".to_owned(),
            caller: "an \"odd\" caller > ö".to_owned(),
            outcome: Outcome::Failed,
            status: Some(503),
            error: Some("it broke".to_owned()),
            run: Some("r_1".to_owned()),
            ..call(99, "geo.city.find")
        };
        analytics.record(made.clone());
        assert_eq!(analytics.call("c_1").await.expect("a call"), Some(made));
        assert_eq!(analytics.call("c_2").await.expect("no call"), None);
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
        analytics.purge(Time::from_seconds(20), Time::from_seconds(60)).await.expect("purged");
        assert_eq!(analytics.recent_calls(CallFilter::default(), 9).await.expect("calls").len(), 2);
        let edges = analytics.edges(Time(0), Time::from_seconds(3600)).await.expect("edges");
        assert_eq!(edges, []);
    }
}
