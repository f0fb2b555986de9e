use super::*;
use crate::testing;
use domain::report::{Weekday, When};

fn time(text: &str) -> Time {
    text.parse().expect("a time")
}

fn mondays(query: &str) -> Schedule {
    Schedule { when: When::Week { weekday: Weekday::Monday, hour: 6 }, days: None, query: query.to_owned() }
}

/// Makes what is due as a process does, and says what it kept.
async fn make(reports: &Reports, now: &str) -> Vec<String> {
    let mut made = Vec::new();
    for due in reports.due(time(now)).await.expect("due") {
        made.extend(reports.keep_due(&due, &KeptCharts::default(), time(now)).await.expect("kept").map(|report| report.due_at.to_string()));
    }
    made
}

/// A schedule is set, is due, is missed for weeks, changes and goes; what it made stays until it is too old.
pub async fn tell_the_story(db: &Db) {
    let (reports, other) = (Reports::new(db.clone()), Reports::new(db.clone()));
    // The 23rd of November 2026 is a Monday.
    assert!(reports.set("weekly", mondays("service = geo"), time("2026-11-23T07:00:00Z")).await.expect("set"));
    assert_eq!(make(&reports, "2026-11-30T06:00:59Z").await, Vec::<String>::new());

    // Both processes see that it is due; one keeps it, once.
    let now = time("2026-11-30T06:01:00Z");
    let (due, seen) = (reports.due(now).await.expect("due"), other.due(now).await.expect("due"));
    assert_eq!((due.len(), &due), (1, &seen));
    assert_eq!(
        (due[0].from, due[0].at, due[0].question.query.as_str()),
        (time("2026-11-23T06:00:00Z"), time("2026-11-30T06:00:00Z"), "service = geo")
    );
    assert!(reports.keep_due(&due[0], &KeptCharts::default(), now).await.expect("kept").is_some());
    assert_eq!(other.keep_due(&seen[0], &KeptCharts::default(), now).await.expect("asked"), None);
    assert_eq!(make(&other, "2026-11-30T09:00:00Z").await, Vec::<String>::new());

    // Three Mondays passed without anybody there: one report, of the last. Who sets again what is set loses nothing of it.
    assert!(!reports.set("weekly", mondays("service = geo"), time("2026-12-22T11:00:00Z")).await.expect("set"));
    assert_eq!(make(&reports, "2026-12-22T12:00:00Z").await, ["2026-12-21T06:00:00.000Z"]);
    assert_eq!(make(&reports, "2026-12-22T12:00:30Z").await, Vec::<String>::new());

    // What was due before it was set anew is nothing to it; what is removed is not made again.
    assert!(!reports.set("weekly", mondays(""), time("2026-12-28T06:30:00Z")).await.expect("set"));
    assert_eq!(make(&reports, "2026-12-28T07:00:00Z").await, Vec::<String>::new());
    let page = reports.page(1, None).await.expect("a page");
    assert_eq!((page.items.len(), page.total, page.next.as_ref()), (1, 2, Some(&page.items[0].id)));
    let rest = reports.page(9, page.next.as_deref()).await.expect("the rest");
    assert_eq!((rest.items[0].due_at, rest.next), (time("2026-11-30T06:00:00Z"), None));
    reports.remove(&page.items[0].id).await.expect("gone");
    assert_eq!(make(&reports, "2026-12-28T08:00:00Z").await, Vec::<String>::new());

    reports.remove_schedule("weekly", now).await.expect("gone");
    assert_eq!(reports.remove_schedule("weekly", now).await.expect_err("gone").kind, Kind::NotFound);
    assert_eq!(reports.page(9, None).await.expect("a page").total, 1);
    let kept_until = time("2026-11-30T06:00:00Z").plus_seconds(REPORTS_KEPT);
    reports.purge(kept_until).await.expect("purged");
    assert_eq!(reports.page(9, None).await.expect("a page").total, 1);
    reports.purge(kept_until.plus_seconds(1)).await.expect("purged");
    assert_eq!(reports.page(9, None).await.expect("a page").total, 0);
}

#[tokio::test]
async fn there_are_no_more_schedules_than_there_may_be() {
    let sqlite = testing::sqlite().await;
    let kept = async |name: &str| {
        let kept = Kept { name: name.to_owned(), schedule: mondays(""), done_until: Time(0) };
        store::save_schedule(&sqlite.db, &kept, 2).await.expect("asked")
    };
    assert_eq!([kept("a").await, kept("b").await, kept("c").await, kept("b").await], [true, true, false, true]);
}

#[tokio::test]
async fn what_cannot_be_a_schedule_is_refused_with_its_field() {
    let sqlite = testing::sqlite().await;
    let bad = Schedule { when: When::Day { hour: 24 }, days: Some(0), query: String::new() };
    let refused = Reports::new(sqlite.db.clone()).set("Weekly", bad, Time(0)).await.expect_err("refused");
    let pointers: Vec<_> = refused.errors.iter().map(|wrong| wrong.pointer.as_str()).collect();
    assert_eq!((refused.kind.status(), pointers), (422, vec!["/name", "/when/hour", "/days"]));
}

#[tokio::test]
async fn who_asks_twice_at_once_gets_one_report() {
    let sqlite = testing::sqlite().await;
    let reports = Reports::new(sqlite.db.clone());
    reports.set("weekly", mondays(""), Time(0)).await.expect("set");
    let ask = async |now: &str| {
        let due = reports.asked("weekly", time(now)).await.expect("a schedule");
        reports.keep(&due, &KeptCharts::default(), time(now)).await.map(|report| (report.from.to_string(), report.due_at.to_string()))
    };
    let first = ask("2026-11-24T09:30:40.250Z").await.expect("kept");
    assert_eq!(first, ("2026-11-17T09:30:40.000Z".to_owned(), "2026-11-24T09:30:40.000Z".to_owned()));
    assert_eq!(ask("2026-11-24T09:30:40.999Z").await.expect_err("made already").kind, Kind::Conflict);
    assert!(ask("2026-11-24T09:30:41Z").await.is_ok());
}
