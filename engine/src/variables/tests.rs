use super::*;
use crate::testing::{self, Sqlite};
use serde_json::json;

const URL: &str = "sqlite::memory:";

fn key(digit: &str) -> KeySource {
    KeySource::Given(Key::read(&digit.repeat(64)).expect("a key"))
}

async fn variables() -> (Variables, Sqlite) {
    let sqlite = testing::sqlite().await;
    (Variables::open(sqlite.db.clone(), key("a"), URL).await.expect("variables"), sqlite)
}

fn tool() -> ToolId {
    ToolId::new("my-geo", "find")
}

#[tokio::test]
async fn a_template_gets_what_was_set_for_its_service() {
    let (variables, _sqlite) = variables().await;
    variables.set("my__geo_TOKEN", "s3cret-one").await.expect("kept");
    variables.set("TOKEN", "s3cret-two").await.expect("kept");
    let template = json!({"url": "http://h/$TOKEN", "headers": {"A": "Bearer ${TOKEN}"}});
    let filled = variables.fill(&tool(), &template).expect("filled");
    assert_eq!(*filled.template, json!({"url": "http://h/s3cret-one", "headers": {"A": "Bearer s3cret-one"}}));
    let mut words = "it said s3cret-one".to_owned();
    filled.secrets.hide_in_words(&mut words);
    assert_eq!(words, "it said •••");
}

#[tokio::test]
async fn a_missing_variable_is_named_in_full_with_where_to_set_it() {
    let (variables, _sqlite) = variables().await;
    let failure = variables.fill(&tool(), &json!({"url": "$HOST/$PATH"})).expect_err("missing");
    assert_eq!(failure.kind, Kind::VariableMissing);
    assert_eq!(
        failure.detail,
        "my-geo.find was not called: its variable `my__geo_HOST` is not set; set it in the console under Settings, or with \
         PUT /registry/variables/my__geo_HOST. It lacks as well: `my__geo_PATH`."
    );
}

#[tokio::test]
async fn of_many_missing_variables_only_some_are_named() {
    let (variables, _sqlite) = variables().await;
    let template = json!((0..100).map(|n| format!("$N{n}")).collect::<Vec<_>>());
    let failure = variables.fill(&tool(), &template).expect_err("missing");
    assert!(failure.detail.ends_with("`my__geo_N4`, `my__geo_N5`."), "{failure}");
}

#[tokio::test]
async fn the_environment_is_not_looked_into() {
    let (variables, _sqlite) = variables().await;
    assert!(variables.fill(&ToolId::new("cargo", "x"), &json!("$PKG_NAME")).is_err());
    assert!(variables.fill(&ToolId::new("path", "x"), &json!("$_PATH")).is_err());
}

#[tokio::test]
async fn variables_outlive_a_restart_and_open_with_their_key_alone() {
    let (variables, sqlite) = variables().await;
    variables.set("my__geo_A", "s3cret-one").await.expect("kept");
    let reopened = Variables::open(sqlite.db.clone(), key("a"), URL).await.expect("variables");
    assert_eq!(reopened.value("my-geo", "A").as_deref(), Ok("s3cret-one"));
    let other = Variables::open(sqlite.db.clone(), key("b"), URL).await.expect("it starts all the same");
    assert_eq!(other.all()[0].1, State::Unreadable);
    let failure = other.fill(&tool(), &json!("$A")).expect_err("another key");
    assert!(failure.detail.contains("`my__geo_A` was sealed with another key"), "{failure}");
    other.set("my__geo_A", "s3cret-two").await.expect("set again");
    assert_eq!(other.value("my-geo", "A").as_deref(), Ok("s3cret-two"));
}

#[tokio::test]
async fn a_removed_variable_is_gone_and_near_misses_are_told() {
    let (variables, sqlite) = variables().await;
    variables.set("geo_KEY", "s3cret").await.expect("kept");
    assert_eq!(variables.remove("geo_KAY").await.expect_err("unknown").near, ["geo_KEY"]);
    variables.remove("geo_KEY").await.expect("removed");
    assert_eq!(variables.all(), []);
    assert_eq!(store::load(&sqlite.db).await.expect("read").len(), 0);
}

#[tokio::test]
async fn without_a_place_for_a_key_nothing_is_kept_and_the_remedy_is_told() {
    let sqlite = testing::sqlite().await;
    let variables = Variables::open(sqlite.db.clone(), KeySource::Beside, "postgres://meshdeck@h/d").await.expect("variables");
    let failure = variables.set("geo_KEY", "s3cret").await.expect_err("no key");
    assert!(failure.detail.contains("MESHDECK_KEY"), "{failure}");
    assert_eq!(variables.all(), []);
}

#[tokio::test]
async fn a_wrong_name_or_value_is_refused_without_a_word_of_it() {
    let (variables, _sqlite) = variables().await;
    let failure = variables.set("geo-KEY", &"s3cret".repeat(variable::VALUE_MAX)).await.expect_err("wrong");
    assert_eq!((failure.errors.len(), failure.problem().to_string().contains("s3cret")), (2, false));
}

#[tokio::test]
async fn no_debug_output_shows_a_value_or_the_key() {
    let (variables, _sqlite) = variables().await;
    variables.set("my__geo_A", "s3cret-one").await.expect("kept");
    let shown = format!("{variables:?} {:?}", variables.fill(&tool(), &json!("none")).expect("filled"));
    assert!(!shown.contains("s3cret") && !shown.contains(&"a".repeat(64)), "{shown}");
}
