use super::Listing;
use super::testing::{Ground, ground, sqlite};
use domain::service::{Registration, SourceKind};
use serde_json::{Map, json};

fn listing(services: &[(&str, &str)]) -> Listing {
    let mut listing = Listing::default();
    for (name, base_url) in services {
        listing.add(Registration { name: (*name).to_owned(), base_url: (*base_url).to_owned(), ..Registration::default() }, &Map::new());
    }
    listing
}

async fn settle(ground: &Ground, kind: SourceKind, services: &[(&str, &str)]) {
    let source = ground.source(kind, "there");
    ground.reconciler.settle(&source, listing(services)).await.expect("settled");
}

#[tokio::test]
async fn a_service_comes_changes_and_goes_with_what_its_source_lists() {
    let testing = sqlite().await;
    let ground = ground(&testing).await;
    settle(&ground, SourceKind::File, &[("a", "http://127.0.0.1:1"), ("a", "http://127.0.0.1:2"), ("b", "http://127.0.0.1:3")]).await;
    assert_eq!(ground.told(), ["a file http://127.0.0.1:1 http://127.0.0.1:2", "b file http://127.0.0.1:3"]);
    settle(&ground, SourceKind::File, &[("a", "http://127.0.0.1:2")]).await;
    assert_eq!(ground.told(), ["a file http://127.0.0.1:2"]);
    settle(&ground, SourceKind::File, &[]).await;
    assert_eq!(ground.told(), Vec::<String>::new());
}

#[tokio::test]
async fn what_says_the_same_again_changes_nothing() {
    let testing = sqlite().await;
    let ground = ground(&testing).await;
    let services = [("a", "http://127.0.0.1:1")];
    settle(&ground, SourceKind::Consul, &services).await;
    let before = ground.events.last(99, |what| what.name() == "service").len();
    settle(&ground, SourceKind::Consul, &services).await;
    assert_eq!((before, ground.events.last(99, |what| what.name() == "service").len()), (1, 1));
}

#[tokio::test]
async fn a_name_that_another_source_has_is_told_once_and_not_taken() {
    let testing = sqlite().await;
    let ground = ground(&testing).await;
    ground.register("a", "http://127.0.0.1:9").await;
    for _ in 0..2 {
        settle(&ground, SourceKind::File, &[("a", "http://127.0.0.1:1"), ("b", "http://127.0.0.1:1")]).await;
    }
    settle(&ground, SourceKind::Consul, &[("b", "http://127.0.0.1:7")]).await;
    assert_eq!(ground.told(), ["a registered http://127.0.0.1:9", "b file http://127.0.0.1:1"]);
    let told = |name: &str, owner: &str| {
        format!(
            "{name}: the name belongs to a service that comes from {owner}; this one was left out; give one of them another name, or remove one"
        )
    };
    assert_eq!(ground.alerts(), [told("a", "the API"), told("b", "the file there")]);
    let registration = Registration { name: "b".to_owned(), base_url: "http://127.0.0.1:8".to_owned(), ..Registration::default() };
    let refused = ground.reconciler.registry.register(&registration).await.expect_err("the file has it");
    assert_eq!(refused.to_string(), "b comes from the file there already; nothing was changed");
}

#[tokio::test]
async fn a_registry_that_we_stand_in_front_of_takes_over_what_registered_here_before() {
    let testing = sqlite().await;
    let ground = ground(&testing).await;
    ground.register("a", "http://127.0.0.1:1").await;
    settle(&ground, SourceKind::Registry, &[("a", "http://127.0.0.1:1")]).await;
    assert_eq!(ground.told(), ["a registry http://127.0.0.1:1"]);
}

#[tokio::test]
async fn what_a_source_brought_stays_while_it_is_away_also_over_a_restart() {
    let testing = sqlite().await;
    let first = ground(&testing).await;
    let mut wanted = listing(&[("a", "http://127.0.0.1:1")]);
    wanted.services[0].extra.insert("colour".to_owned(), json!("red"));
    let source = first.source(SourceKind::Registry, "there");
    first.reconciler.settle(&source, wanted).await.expect("settled");
    let as_of = source.seen().as_of;
    for _ in 0..2 {
        first.reconciler.miss(&source, "connection refused".to_owned(), Vec::new()).await;
    }
    assert_eq!(
        (first.told(), first.alerts()),
        (vec!["a registry stale http://127.0.0.1:1".to_owned()], vec!["connection refused".to_owned()])
    );

    let second = ground(&testing).await;
    assert_eq!(second.told(), ["a registry stale http://127.0.0.1:1"]);
    let entry = second.reconciler.registry.get("a").expect("kept");
    assert_eq!((entry.source.seen().as_of, &entry.extra["colour"]), (as_of, &json!("red")));
    settle(&second, SourceKind::Registry, &[("a", "http://127.0.0.1:1")]).await;
    assert_eq!(second.told(), ["a registry http://127.0.0.1:1"]);
}

#[tokio::test]
async fn a_source_brings_no_more_than_its_limit() {
    let mut listing = Listing::default();
    for n in 0..=super::listing::SERVICES_MAX {
        let registration = Registration { name: format!("s{n}"), base_url: "http://h".to_owned(), ..Registration::default() };
        listing.add(registration, &Map::new());
    }
    assert_eq!((listing.services.len(), listing.troubles.len()), (20_000, 1));
    assert_eq!(listing.troubles[0].message, "the source lists more than 20000 services");
}
