//! Every URL of `corpus.txt` through every door of the engine by which a URL comes in; one listener on all addresses of this
//! machine counts who was reached.

mod site;

use super::Policy;
use super::guard::Lookup;
use crate::gateway::Caller;
use crate::testing::{self, Sqlite};
use crate::{Engine, Settings};
use domain::Health;
use domain::call::CallRequest;
use domain::service::{ManualState, Protocol, Registration, Service};
use serde_json::json;
use site::{Case, Site, Verdict};
use std::sync::Arc;
use std::time::Duration;

/// Meshdeck with the corpus at its doors.
struct Rig {
    engine: Engine,
    site: Site,
    wrong: Vec<String>,
    tried: usize,
    _testing: Sqlite,
}

async fn rig() -> Rig {
    let site = Site::open().await;
    let corpus = Arc::clone(&site.corpus);
    let told = Lookup::Told(Arc::new(move |name: &str| corpus.addresses(name)));
    let allow = vec!["127.1.0.0/16".parse().expect("a range")];
    let egress = Policy::new(allow, Some(site.own)).looking_up(told);
    let testing = testing::sqlite().await;
    let health_interval = Duration::from_mins(1);
    let settings = Settings {
        database_url: testing.url.clone(),
        egress,
        health_interval,
        durability: crate::analytics::Durability::default(),
        environment: String::new(),
        demo: false,
        key: crate::variables::KeySource::default(),
        sources: crate::sources::Settings::default(),
        edges: crate::edges::Settings::default(),
    };
    Rig { engine: Engine::open(settings).await.expect("an engine"), site, wrong: Vec::new(), tried: 0, _testing: testing }
}

impl Rig {
    fn note(&mut self, door: &str, case: &Case, passed: bool) {
        self.tried += 1;
        let is_right = match case.verdict {
            Verdict::Allow => passed,
            Verdict::Deny => !passed,
            Verdict::Safe => true,
        };
        if !is_right {
            self.wrong.push(format!("{door}: {case:?}"));
        }
    }

    async fn register(&self, registration: Registration) -> Option<Service> {
        self.engine.register(registration).await.ok().map(|registered| registered.service)
    }

    async fn calls(&self, tool: &str) -> bool {
        let request = CallRequest { input: json!({}), timeout_ms: Some(5000) };
        self.engine.call(Caller::named("test"), tool, request).await.is_ok()
    }

    fn home(&self, name: String) -> Registration {
        Registration { name, base_url: self.site.home(), ..Registration::default() }
    }

    /// A service says that it lives there.
    async fn at_base_url(&mut self, at: usize, case: &Case) {
        let (name, base_url) = (format!("base-{at}"), case.url.clone());
        let service = self.register(Registration { name: name.clone(), base_url, ..Registration::default() }).await;
        let passed = service.is_some_and(|service| service.manual.state == ManualState::Read) && self.calls(&format!("{name}.tool")).await;
        self.note("base_url", case, passed);
    }

    /// A service says that its manual lies there.
    async fn at_manual_url(&mut self, at: usize, case: &Case) {
        let there = Registration { manual_url: Some(case.url.clone()), ..self.home(format!("manual-{at}")) };
        let service = self.register(there).await;
        self.note("manual_url", case, service.is_some_and(|service| service.manual.state == ManualState::Read));
    }

    /// A service says that its health is told there.
    async fn at_health_url(&mut self, at: usize, case: &Case) {
        let there = Registration { health_url: Some(case.url.clone()), ..self.home(format!("health-{at}")) };
        let service = self.register(there).await;
        self.note("health_url", case, service.is_some_and(|service| service.health == Health::Healthy));
    }

    /// A service says that an MCP server listens there: the site is none, so nothing passes.
    async fn at_mcp(&mut self, at: usize, case: &Case) {
        let there = Registration {
            name: format!("mcp-{at}"),
            base_url: case.url.clone(),
            protocol: Some(Protocol::Mcp),
            ..Registration::default()
        };
        let service = self.register(there).await;
        let read = service.is_some_and(|service| service.manual.state == ManualState::Read);
        self.note("mcp", &Case { verdict: Verdict::Deny, ..case.clone() }, read);
    }

    /// An OpenAPI document says that its operations are called there, and refers to a schema there, which is never fetched.
    async fn at_server(&mut self, at: usize, case: &Case) {
        let name = format!("openapi-{at}");
        let there = Registration { manual_url: Some(format!("{}/openapi/{at}", self.site.home())), ..self.home(name.clone()) };
        let service = self.register(there).await.expect("the document itself may be fetched");
        let refers = |rejected: &domain::service::Rejected| rejected.tool == "refers" && rejected.reason.starts_with("its reference `");
        assert!(service.manual.rejected.iter().any(refers), "{case:?}: {:?}", service.manual);
        let passed = self.calls(&format!("{name}.at")).await;
        self.note("servers", &own_host_only(case), passed);
    }

    /// What a manual says of calls to there, over HTTP and over MCP, is listed with its reason and not done.
    async fn at_template(&mut self, at: usize, case: &Case) {
        for tool in [format!("home.http-{at}"), format!("home.mcp-{at}")] {
            let is_mcp = tool.starts_with("home.mcp");
            let passed = self.calls(&tool).await;
            let verdict = if is_mcp { Verdict::Deny } else { own_host_only(case).verdict };
            self.note("template", &Case { verdict, ..case.clone() }, passed);
            if case.verdict == Verdict::Deny {
                let told = self.engine.tool(&tool).await.expect("it is listed").definition.callable_from;
                assert!(!told[0].callable && told[0].because.is_some(), "{tool}: {case:?} {told:?}");
            }
        }
    }

    /// What answers with a redirect to there is not followed, wherever it stands; registering takes its time and is done for some.
    async fn at_redirect(&mut self, at: usize, case: &Case) {
        let called = self.calls(&format!("home.redirect-{at}")).await;
        self.note("redirect", &Case { verdict: Verdict::Deny, ..case.clone() }, called);
        if !at.is_multiple_of(16) {
            return;
        }
        let url = Some(format!("{}/redirect/{at}", self.site.home()));
        let there = Registration { manual_url: url.clone(), health_url: url, ..self.home(format!("redirect-{at}")) };
        let service = self.register(there).await.expect("the redirect itself may be fetched");
        let followed = service.manual.state == ManualState::Read || service.health == Health::Healthy;
        self.note("redirect", &Case { verdict: Verdict::Deny, ..case.clone() }, followed);
    }
}

/// A template's URL must lie on a host that its service registered, so that one that may be called elsewhere may not be here.
fn own_host_only(case: &Case) -> Case {
    let is_home = url::Url::parse(&case.url).is_ok_and(|url| url.host_str() == Some("127.1.0.1"));
    let verdict = if case.verdict == Verdict::Allow && !is_home { Verdict::Deny } else { case.verdict };
    Case { verdict, ..case.clone() }
}

#[tokio::test]
async fn no_url_of_the_corpus_reaches_a_denied_address_by_any_door() {
    let mut rig = rig().await;
    let manual_url = Some(format!("{}/every-case", rig.site.home()));
    let home = Registration { manual_url, ..rig.home("home".to_owned()) };
    assert_eq!(rig.register(home).await.expect("home").manual.rejected, []);
    // Most calls to it fail, as they should: its circuit stays out of this.
    let patch = serde_json::json!({"breaker": {"consecutive_5xx": u32::MAX, "failure_percentage_request_volume": u32::MAX}});
    rig.engine.change("home", serde_json::from_value(patch).expect("a patch")).await.expect("changed");
    let corpus = Arc::clone(&rig.site.corpus);
    for (at, case) in corpus.cases.iter().enumerate() {
        rig.at_base_url(at, case).await;
        rig.at_manual_url(at, case).await;
        rig.at_health_url(at, case).await;
        rig.at_mcp(at, case).await;
        rig.at_server(at, case).await;
        rig.at_template(at, case).await;
        rig.at_redirect(at, case).await;
    }
    let counts = [Verdict::Deny, Verdict::Allow, Verdict::Safe].map(|verdict| corpus.of(verdict));
    println!("{counts:?} cases denied, allowed, safe; {} tries; {:?} connections", rig.tried, rig.site.reached());
    assert_eq!((rig.wrong.as_slice(), rig.site.denied()), ([].as_slice(), Vec::<String>::new()));
    assert_eq!((counts, rig.tried), ([355, 27, 27], 409 * 8 + 26));
}
