//! Holds, from the change that is held back to the approval, on a real service and a real database.

use super::*;
use domain::Time;
use domain::failure::Kind;
use domain::manual::diff::ChangeKind;

/// Definitions are kept, pinned, replaced and let go of; the service must be registered.
pub(crate) async fn tell_the_story(db: &Db, service: &str) {
    let of = |path: &str| -> Vec<Definition> {
        let tools: Vec<String> = (0..600).map(|n| format!("t{n}")).collect();
        let tools: Vec<(&str, &str)> = tools.iter().map(|name| (name.as_str(), path)).collect();
        read_utcp(service, &manual(&tools)).expect("a manual").tools.iter().map(Definition::of).collect()
    };
    let (one, two) = (of("1"), of("2"));
    for (definitions, at) in [(&one, 1), (&two, 2), (&one, 3)] {
        store::keep_definitions(db, service, definitions, Time(at)).await.expect("kept");
    }
    let versions: Vec<i64> =
        store::tool_versions(db, service, "t599").await.expect("versions").iter().map(|version| version.fetched_at.0).collect();
    assert_eq!(versions, [2, 1]);
    store::hold(db, service, &one, Time(3)).await.expect("held");
    store::approve(db, service, &two[0], Time(4)).await.expect("approved");
    let mut approved = store::approved(db, service).await.expect("approved");
    approved.sort_by(|a, b| a.tool.cmp(&b.tool));
    assert_eq!((approved.len(), &approved[0], &approved[1].digest), (600, &two[0], &one[1].digest));
    assert_eq!(store::holds(db).await.expect("holds"), [service]);
    store::release(db, service).await.expect("let go");
    assert_eq!(store::approved(db, service).await.expect("approved"), []);
}

/// A manual of these tools, each with where it is called.
fn manual(tools: &[(&str, &str)]) -> String {
    let tools: Vec<serde_json::Value> = tools
        .iter()
        .map(|(name, path)| serde_json::json!({"name": name, "inputs": {"type": "object"}, "tool_call_template": {"call_template_type": "http", "url": format!("http://h/{path}")}}))
        .collect();
    serde_json::json!({"utcp_version": "1.0.1", "tools": tools}).to_string()
}

impl Rig {
    async fn publish(&self, tools: &[(&str, &str)]) {
        *self.text.lock().expect("whole") = manual(tools);
        self.status().await;
    }

    /// The states of the tools, by name.
    fn states(&self) -> Vec<(String, ToolState)> {
        self.catalogue.of_service("geo").iter().map(|tool| (tool.id.name().to_owned(), tool.state)).collect()
    }

    fn check(&self, expected: &[(&str, ToolState)]) {
        let expected: Vec<(String, ToolState)> = expected.iter().map(|(name, state)| ((*name).to_owned(), *state)).collect();
        assert_eq!(self.states(), expected);
    }

    /// The same after a restart, without a fetch.
    async fn restarted(&self) -> Self {
        let events = Events::open(&self.testing.db).await.expect("events");
        let registry = Registry::open(self.testing.db.clone(), events.clone()).await.expect("a registry");
        let (catalogue, means) = (Catalogue::default(), Means::new(Policy::default().with_loopback()).expect("means"));
        let manuals = Manuals::open(self.testing.db.clone(), events, registry.clone(), catalogue.clone(), means).await.expect("manuals");
        let testing = testing::sqlite().await;
        Self { manuals, registry, catalogue, text: Arc::clone(&self.text), testing }
    }
}

const ACTIVE: ToolState = ToolState::Active;
const HELD: ToolState = ToolState::Quarantined;

#[tokio::test]
async fn without_a_hold_changes_go_through() {
    let rig = rig(&manual(&[("a", "1")]), None).await;
    rig.status().await;
    rig.publish(&[("a", "2"), ("b", "1")]).await;
    rig.check(&[("a", ACTIVE), ("b", ACTIVE)]);
}

#[tokio::test]
async fn a_changed_tool_and_a_new_one_wait_and_the_others_stay() {
    let rig = rig(&manual(&[("a", "1"), ("b", "1")]), None).await;
    rig.status().await;
    rig.manuals.hold("geo", true).await.expect("held");
    rig.check(&[("a", ACTIVE), ("b", ACTIVE)]);
    rig.publish(&[("a", "2"), ("b", "1"), ("c", "1")]).await;
    rig.check(&[("a", HELD), ("b", ACTIVE), ("c", HELD)]);
    let held = |id: &str| rig.catalogue.get(id).expect("listed").held.clone();
    let [change] = &held("geo.a")[..] else { panic!("one change") };
    assert_eq!((change.kind, change.pointer.as_str()), (ChangeKind::Breaking, "/tool_call_template/url"));
    assert_eq!(held("geo.c")[0].kind, ChangeKind::Added);
    let why = rig.catalogue.get("geo.a").expect("listed").why_held().expect("held");
    assert!(why.contains("`http://h/2` instead of `http://h/1`") && why.ends_with("POST /registry/tools/geo.a/approve."), "{why}");
}

#[tokio::test]
async fn what_goes_back_to_what_was_approved_is_free_again() {
    let rig = rig(&manual(&[("a", "1")]), None).await;
    rig.status().await;
    rig.manuals.hold("geo", true).await.expect("held");
    rig.publish(&[("a", "2")]).await;
    rig.check(&[("a", HELD)]);
    rig.publish(&[("a", "1")]).await;
    rig.check(&[("a", ACTIVE)]);
}

#[tokio::test]
async fn an_approval_pins_what_was_looked_at_and_outlives_a_restart() {
    let rig = rig(&manual(&[("a", "1")]), None).await;
    rig.status().await;
    rig.manuals.hold("geo", true).await.expect("held");
    rig.publish(&[("a", "2")]).await;
    let looked_at = Manuals::digest(&rig.catalogue.get("geo.a").expect("listed"));
    rig.publish(&[("a", "3")]).await;
    let refused = rig.manuals.approve("geo.a", Some(&looked_at)).await.expect_err("another definition");
    assert_eq!((refused.kind, refused.detail.contains("changed again")), (Kind::Conflict, true));
    rig.restarted().await.check(&[("a", HELD)]);

    let now = Manuals::digest(&rig.catalogue.get("geo.a").expect("listed"));
    rig.manuals.approve("geo.a", Some(&now)).await.expect("approved");
    rig.check(&[("a", ACTIVE)]);
    let again = rig.restarted().await;
    again.check(&[("a", ACTIVE)]);
    again.publish(&[("a", "2")]).await;
    again.check(&[("a", HELD)]);
}

#[tokio::test]
async fn holding_again_approves_nothing_and_ending_it_lets_all_through() {
    let rig = rig(&manual(&[("a", "1")]), None).await;
    rig.status().await;
    rig.manuals.hold("geo", true).await.expect("held");
    rig.publish(&[("a", "2")]).await;
    rig.manuals.hold("geo", true).await.expect("held");
    rig.check(&[("a", HELD)]);
    rig.manuals.hold("geo", false).await.expect("let go");
    rig.check(&[("a", ACTIVE)]);
    let refused = rig.manuals.approve("geo.a", None).await.expect_err("nothing is held");
    assert_eq!(refused.kind, Kind::Conflict);
}

#[tokio::test]
async fn a_service_that_goes_and_comes_back_is_held_as_before() {
    let rig = rig(&manual(&[("a", "1")]), None).await;
    rig.status().await;
    rig.manuals.hold("geo", true).await.expect("held");
    let base_url = rig.registry.get("geo").expect("registered").instances[0].base_url.clone();
    rig.registry.remove("geo", None).await.expect("removed");
    rig.manuals.forget("geo");
    let registration = Registration { name: "geo".to_owned(), base_url, ..Registration::default() };
    rig.registry.register(&registration).await.expect("registered");
    rig.publish(&[("a", "2")]).await;
    rig.check(&[("a", HELD)]);
}

#[tokio::test]
async fn each_definition_of_a_tool_is_a_version_of_it_and_other_tools_changes_are_not() {
    let rig = rig(&manual(&[("a", "1"), ("b", "1")]), None).await;
    rig.status().await;
    rig.publish(&[("b", "1"), ("a", "2")]).await;
    rig.publish(&[("a", "1"), ("b", "1"), ("c", "1")]).await;
    for (id, count) in [("geo.a", 2), ("geo.b", 1), ("geo.c", 1)] {
        let tool = rig.catalogue.get(id).expect("listed");
        let versions = rig.manuals.versions(&tool).await.expect("versions");
        assert_eq!(versions.len(), count, "{id}");
    }
}

#[tokio::test]
async fn a_review_tells_what_each_version_changed_and_who_can_call_what() {
    let rig = rig(&manual(&[("a", "1")]), None).await;
    rig.status().await;
    rig.manuals.hold("geo", true).await.expect("held");
    rig.publish(&[("a", "2"), ("b.c", "1")]).await;
    let review = rig.manuals.review("geo").await.expect("a review");
    let versions: Vec<_> = review.versions.iter().map(|version| (version.in_use, version.first, diff::summary(&version.changes))).collect();
    assert_eq!(versions, [(true, false, "1 breaking, 1 added".to_owned()), (false, true, String::new())]);
    let held: Vec<&str> = review.held.iter().map(|held| held.tool.as_str()).collect();
    assert_eq!((review.hold_changes, held), (true, vec!["geo.a", "geo.b.c"]));
    let judged: Vec<_> = review
        .tools
        .iter()
        .map(|judged| (judged.tool.as_str(), judged.callable_from.iter().filter(|from| from.callable).count()))
        .collect();
    assert_eq!(judged, [("b.c", 1), ("a", 3)]);
    assert_eq!(review.tools[0].callable_from[0].rule.as_deref(), Some("plain-http"));
}
