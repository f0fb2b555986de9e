use super::*;
use crate::analytics::Durability;
use crate::testing;
use domain::call::Call;
use serde_json::json;

/// Noon of a day.
const NOON: i64 = 20_000 * 86_400 + 43_200;

async fn objectives(db: &Db) -> Objectives {
    let analytics = Analytics::open(db.clone(), Durability::Batched).await.expect("analytics");
    Objectives::new(db.clone(), Events::open(db).await.expect("events"), analytics)
}

fn asked(success: f64, latency_ms: Option<u32>, days: u32) -> Objective {
    Objective { success, latency_ms, days }
}

fn call(ago: i64, service: &str, outcome: &str, latency_ms: f64) -> Call {
    serde_json::from_value(json!({
        "id": crate::ids::new_at('c', Time::from_seconds(NOON - ago)), "at": NOON - ago, "caller": "web", "tool": format!("{service}.city"),
        "instance": null, "outcome": outcome, "status": 200, "latency_ms": latency_ms, "attempts": 1, "request_bytes": 1, "response_bytes": 1,
    }))
    .expect("a call")
}

/// Three services are asked for something, calls come, and how each stands is exact.
pub async fn tell_the_story(db: &Db) {
    let objectives = objectives(db).await;
    let set = async |service: &str, objective| objectives.set(service, objective).await.expect("kept");
    set("slow", asked(0.5, None, 30)).await;
    set("slow", asked(0.75, Some(100), 30)).await;
    set("fails", asked(0.5, None, 1)).await;
    set("quiet", asked(0.99, None, 90)).await;
    let kept = [("fails", asked(0.5, None, 1)), ("quiet", asked(0.99, None, 90)), ("slow", asked(0.75, Some(100), 30))];
    assert_eq!(objectives.all().await.expect("objectives"), kept.map(|(service, objective)| (service.to_owned(), objective)).into());

    let calls = [
        (60, "slow", "ok", 10.0),
        (61, "slow", "ok", 200.0),
        (4 * 3600, "slow", "ok", 10.0),
        (20 * 86_400, "slow", "failed", 10.0),
        (31 * 86_400, "slow", "failed", 10.0),
        (5 * 3600, "fails", "timeout", 900.0),
        (7 * 3600, "fails", "ok", 900.0),
        (25 * 3600, "fails", "ok", 900.0),
        (60, "slow-2", "failed", 10.0),
    ];
    for (ago, service, outcome, latency_ms) in calls {
        objectives.analytics.record(call(ago, service, outcome, latency_ms));
    }
    let standings = objectives.standings(Time::from_seconds(NOON)).await.expect("standings");
    let told: Vec<_> = standings
        .iter()
        .map(|standing| {
            (standing.service.as_str(), standing.calls, standing.bad, standing.budget_left, standing.burn_rate_1h, standing.burn_rate_6h)
        })
        .collect();
    // Two of four were late or failed where one may; one of two, where one may; of the last hour nobody called.
    let expected = [
        ("slow", 4, 2, Some(-1.0), Some(2.0), Some(1.333_333_333)),
        ("fails", 2, 1, Some(0.0), None, Some(2.0)),
        ("quiet", 0, 0, None, None, None),
    ];
    assert_eq!(told, expected);
    assert_eq!(objectives.standing("fails", Time::from_seconds(NOON)).await.expect("one").as_ref(), Some(&standings[1]));
    assert_eq!(objectives.standing("slow-2", Time::from_seconds(NOON)).await.expect("none"), None);

    let page = async |limit, after| {
        let page = objectives.page(limit, after, Time::from_seconds(NOON)).await.expect("a page");
        (page.items.into_iter().map(|standing| (standing.service, standing.bad)).collect::<Vec<_>>(), page.next, page.total)
    };
    assert_eq!(page(1, None).await, (vec![("fails".to_owned(), 1)], Some("fails".to_owned()), 3));
    assert_eq!(page(9, Some("fails")).await, (vec![("quiet".to_owned(), 0), ("slow".to_owned(), 2)], None, 3));

    objectives.remove("fails").await.expect("gone");
    let missing = objectives.remove("fails").await.expect_err("gone");
    assert_eq!((missing.kind, missing.detail.as_str()), (Kind::NotFound, "`fails` has no objective."));
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_its_field() {
    let sqlite = testing::sqlite().await;
    let objectives = objectives(&sqlite.db).await;
    let refused = objectives.set("geo", asked(1.0, Some(0), 91)).await.expect_err("refused");
    let pointers: Vec<_> = refused.errors.iter().map(|wrong| wrong.pointer.as_str()).collect();
    assert_eq!((refused.kind.status(), pointers), (422, vec!["/success", "/latency_ms", "/days"]));
    assert!(objectives.all().await.expect("objectives").is_empty());
}

#[tokio::test]
async fn there_are_no_more_objectives_than_there_may_be() {
    let sqlite = testing::sqlite().await;
    let kept = async |service: &str| store::save(&sqlite.db, service, &asked(0.9, None, 30), Time(0), 2).await.expect("asked");
    assert_eq!([kept("a").await, kept("b").await, kept("c").await, kept("b").await], [true, true, false, true]);
    assert_eq!(store::all(&sqlite.db).await.expect("objectives").len(), 2);
}

#[tokio::test]
async fn whoever_listens_is_told_whose_objective_changed() {
    let sqlite = testing::sqlite().await;
    let objectives = objectives(&sqlite.db).await;
    objectives.set("geo", asked(0.9, None, 30)).await.expect("kept");
    objectives.remove("geo").await.expect("gone");
    let told =
        objectives.events.last(9, |what| matches!(what, What::Service { service, change: ServiceChange::Changed } if service == "geo"));
    assert_eq!(told.len(), 2);
}
