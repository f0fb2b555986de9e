pub(crate) mod holding;

use super::*;
use crate::egress::Policy;
use crate::testing::{self, Sqlite};
use axum::Router;
use axum::routing::get;
use domain::service::Registration;
use std::sync::{Arc, Mutex};

const ONE: &str = r#"{"utcp_version":"1.0.1","tools":[
    {"name":"a","tool_call_template":{"call_template_type":"http","url":"http://h/a"}},{"name":"broken"}]}"#;

/// One real service whose manual the test changes.
struct Rig {
    manuals: Manuals,
    registry: Registry,
    catalogue: Catalogue,
    text: Arc<Mutex<String>>,
    testing: Sqlite,
}

async fn rig(text: &str, protocol: Option<Protocol>) -> Rig {
    let text = Arc::new(Mutex::new(text.to_owned()));
    let served = Arc::clone(&text);
    let manual = get(move || async move { served.lock().expect("whole").clone() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().route("/utcp", manual.clone()).route("/openapi.json", manual);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let testing = testing::sqlite().await;
    let events = Events::open(&testing.db).await.expect("events");
    let registry = Registry::open(testing.db.clone(), events.clone()).await.expect("a registry");
    let registration = Registration { name: "geo".to_owned(), base_url, protocol, ..Registration::default() };
    registry.register(&registration).await.expect("registered");
    let catalogue = Catalogue::default();
    let means = Means::new(Policy::default().with_loopback()).expect("means");
    let manuals = Manuals::open(testing.db.clone(), events, registry.clone(), catalogue.clone(), means).await.expect("manuals");
    Rig { manuals, registry, catalogue, text, testing }
}

impl Rig {
    async fn status(&self) -> ManualStatus {
        self.manuals.refresh("geo").await.expect("refreshed");
        self.registry.get("geo").expect("registered").manual.clone()
    }
}

#[tokio::test]
async fn a_manual_is_found_at_its_second_place_and_its_good_tools_are_kept() {
    let rig = rig(ONE, None).await;
    let status = rig.status().await;
    assert_eq!((status.state, status.kind, status.versions), (ManualState::Read, Some(Protocol::Utcp), 1));
    assert_eq!((rig.catalogue.count("geo"), status.rejected[0].tool.as_str()), (1, "broken"));
}

#[tokio::test]
async fn a_changed_manual_is_a_new_version_and_the_same_one_is_not() {
    let rig = rig(ONE, None).await;
    assert_eq!(rig.status().await.versions, 1);
    assert_eq!(rig.status().await.versions, 1);
    *rig.text.lock().expect("whole") = ONE.replace("\"a\"", "\"b\"");
    assert_eq!(rig.status().await.versions, 2);
    assert!(rig.catalogue.get("geo.b").is_some() && rig.catalogue.get("geo.a").is_none());
}

#[tokio::test]
async fn a_manual_that_turns_into_a_page_keeps_the_tools_read_before() {
    let rig = rig(ONE, None).await;
    rig.status().await;
    *rig.text.lock().expect("whole") = "<!doctype html>".to_owned();
    let status = rig.status().await;
    assert_eq!((status.state, rig.catalogue.count("geo")), (ManualState::Failed, 1));
    assert!(status.reason.expect("a reason").contains("it is HTML"));
}

#[tokio::test]
async fn an_openapi_document_is_read_and_called_where_it_lies() {
    let rig = rig(r#"{"openapi":"3.1.0","paths":{"/near":{"get":{"operationId":"near"}}}}"#, Some(Protocol::Openapi)).await;
    let status = rig.status().await;
    assert_eq!((status.state, status.kind), (ManualState::Read, Some(Protocol::Openapi)));
    let base_url = &rig.registry.get("geo").expect("registered").instances[0].base_url;
    let template = &rig.catalogue.get("geo.near").expect("listed").tool_call_template;
    assert_eq!(template["url"], format!("{base_url}/near"));
}

#[tokio::test]
async fn a_text_says_itself_of_which_kind_it_is() {
    let rig = rig(r#"{"swagger":"2.0","paths":{"/near":{"get":{"operationId":"near"}}}}"#, Some(Protocol::Utcp)).await;
    assert_eq!(rig.status().await.kind, Some(Protocol::Openapi));
}

#[tokio::test]
async fn the_catalogue_is_full_again_after_a_restart_without_a_fetch() {
    let rig = rig(ONE, None).await;
    rig.status().await;
    let events = Events::open(&rig.testing.db).await.expect("events");
    let registry = Registry::open(rig.testing.db.clone(), events.clone()).await.expect("a registry");
    let catalogue = Catalogue::default();
    let means = Means::new(Policy::default()).expect("means");
    Manuals::open(rig.testing.db.clone(), events, registry.clone(), catalogue.clone(), means).await.expect("manuals");
    assert_eq!((catalogue.count("geo"), registry.get("geo").expect("stored").manual.rejected.len()), (1, 1));
}
