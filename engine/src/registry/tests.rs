use super::*;
use crate::testing::{self, Sqlite};
use domain::Time;

fn registration(base_url: &str) -> Registration {
    Registration { name: "geo".to_owned(), base_url: base_url.to_owned(), tags: vec!["maps".to_owned()], ..Registration::default() }
}

async fn open(testing: &Sqlite) -> Registry {
    let events = Events::open(&testing.db).await.expect("events");
    Registry::open(testing.db.clone(), events).await.expect("a registry")
}

fn urls(registry: &Registry) -> Vec<String> {
    registry.get("geo").map(|entry| entry.instances.iter().map(|i| i.base_url.clone()).collect()).unwrap_or_default()
}

#[tokio::test]
async fn the_same_name_and_base_url_are_the_same_instance() {
    let testing = testing::sqlite().await;
    let registry = open(&testing).await;
    assert!(registry.register(&registration("http://a")).await.expect("saved").created);
    assert!(!registry.register(&registration("http://a")).await.expect("saved").created);
    assert!(registry.register(&registration("http://b")).await.expect("saved").created);
    assert_eq!(urls(&registry), ["http://a", "http://b"]);
}

#[tokio::test]
async fn what_was_registered_is_there_after_a_restart() {
    let testing = testing::sqlite().await;
    let registry = open(&testing).await;
    let registered = registry.register(&registration("http://a")).await.expect("saved");
    let verdict = Verdict { health: Health::Unhealthy, reason: "connection refused".to_owned(), since: Time(7) };
    registry.judge(&registered.entry, &registered.instance, verdict.clone()).await.expect("judged");
    let reopened = open(&testing).await;
    let entry = reopened.get("geo").expect("still there");
    assert_eq!((entry.facts.tags.as_slice(), entry.instances[0].verdict()), (["maps".to_owned()].as_slice(), verdict));
    assert_eq!(reopened.history("geo", 10).await.expect("history").len(), 1);
}

#[tokio::test]
async fn removing_the_last_instance_removes_the_service() {
    let testing = testing::sqlite().await;
    let registry = open(&testing).await;
    registry.register(&registration("http://a")).await.expect("saved");
    registry.register(&registration("http://b")).await.expect("saved");
    assert!(registry.remove("geo", Some("http://a")).await.expect("removed"));
    assert_eq!(urls(&registry), ["http://b"]);
    assert!(registry.remove("geo", Some("http://b")).await.expect("removed"));
    assert!(registry.get("geo").is_none());
    assert!(!registry.remove("geo", None).await.expect("nothing to remove"));
}

#[tokio::test]
async fn an_instance_whose_lease_ended_is_expired_until_it_registers_again() {
    let testing = testing::sqlite().await;
    let registry = open(&testing).await;
    let mut lease = registration("http://a");
    lease.lease_seconds = Some(0);
    registry.register(&lease).await.expect("saved");
    registry.sweep_leases().await.expect("swept");
    assert_eq!(registry.get("geo").expect("listed").verdict().health, Health::Expired);
    lease.lease_seconds = Some(60);
    registry.register(&lease).await.expect("renewed");
    assert_eq!(registry.get("geo").expect("listed").verdict().health, Health::Unknown);
}

#[tokio::test]
async fn an_unknown_service_is_answered_with_near_misses() {
    let testing = testing::sqlite().await;
    let registry = open(&testing).await;
    registry.register(&registration("http://a")).await.expect("saved");
    assert_eq!(registry.require("goe").expect_err("unknown").near, ["geo"]);
}
