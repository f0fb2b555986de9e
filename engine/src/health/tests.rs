use super::*;
use crate::catalogue::Catalogue;
use crate::egress::Policy;
use crate::events::Events;
use crate::means::Means;
use crate::testing;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use domain::Health;
use domain::service::Registration;
use std::sync::atomic::{AtomicBool, Ordering};

#[tokio::test]
async fn a_service_fails_and_recovers_after_two_checks_each() {
    let well = Arc::new(AtomicBool::new(true));
    let asked = Arc::clone(&well);
    let answer = move || async move { if asked.load(Ordering::Relaxed) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE } };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/health", get(answer))).await });

    let testing = testing::sqlite().await;
    let events = Events::open(&testing.db).await.expect("events");
    let registry = Registry::open(testing.db.clone(), events.clone()).await.expect("a registry");
    let registration = Registration { name: "geo".to_owned(), base_url, ..Registration::default() };
    let registered = registry.register(&registration).await.expect("registered");
    let means = Means::new(Policy::default().with_loopback()).expect("means");
    let manuals = Manuals::open(testing.db.clone(), events.clone(), registry.clone(), Catalogue::default(), means.clone());
    let checker = Checker::new(registry, manuals.await.expect("manuals"), means.outbound, Duration::from_secs(10));

    for (is_well, expected) in
        [(true, Health::Healthy), (false, Health::Healthy), (false, Health::Unhealthy), (true, Health::Unhealthy), (true, Health::Healthy)]
    {
        well.store(is_well, Ordering::Relaxed);
        checker.check(&registered.entry, &registered.instance).await.expect("kept");
        assert_eq!(registered.instance.verdict().health, expected);
    }
    let changes = events.last(10, |what| what.name() == "health").len();
    assert_eq!(changes, 3);
}
