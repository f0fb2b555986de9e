//! What a page reads: a question, and its answer as the JSON text that travels. The text is read where it is
//! drawn, so the browser half holds one kind of answer instead of one a page.

use super::{Fault, lean};
use domain::Failure;
use domain::Time;
use domain::call::CallQuery;
use domain::charts::ChartsQuery;
use domain::failure::Kind;
use domain::mesh::{Fold, Mesh, Node, Reach, Tools};
use domain::query::Found;
use domain::service::ServiceDetail;
use domain::tool::ToolQuery;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A question to the server, with what answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// The line at the foot of every page: a `Sill`.
    Sill,
    /// The overview over the last `window` seconds: an `Overview`.
    Overview { window: i64 },
    /// The mesh over the last `window` seconds, now or until a moment, what is different from another moment, what a query finds
    /// on it, and what is known now of one node of it, and why there is no edge between that and
    /// another, and the tools of the service that stands open: a `Chart` of a `Selected`. Where two moments are compared nothing is
    /// folded, and nothing stands open.
    Mesh {
        window: u32,
        at: Option<Time>,
        against: Option<Time>,
        fold: Option<Fold>,
        tools: Option<String>,
        node: Option<String>,
        why: Option<String>,
        query: String,
    },
    /// What happened up to now, over that reach, or back to a time where none is chosen: a `Timeline`.
    Timeline { reach: Option<Reach>, at: Option<Time> },
    /// The tools that a query finds: a `Catalogue`.
    Catalogue(ToolQuery),
    /// The tool with this id, else the first that the query finds: perhaps a `ToolPage`.
    Preview { id: Option<String>, query: ToolQuery },
    /// One tool by its id: a `ToolPage`.
    Tool(String),
    /// The names of the services that have tools.
    Providers,
    /// The ids of a service's tools; none without a service.
    ToolsOf(Option<String>),
    /// Every service over the last `window` seconds, worst first: a `ServiceRow` each.
    Services { window: i64 },
    /// One service by its name: a `ServiceDetail`.
    Service(String),
    /// What a service's last manuals changed, what waits for approval, who can call its tools: a `Review`.
    Review(String),
    /// Where services come from beside the API: a `SourceReport` each.
    Sources,
    /// The runs after this one, newest first: a `List` of `RunSummary`.
    Runs { after: Option<String> },
    /// One run by its id: a `Run`.
    Run(String),
    /// The calls that are meant, newest first: `CallsFound`.
    Calls(CallQuery),
    /// One call by its id: a `Call`.
    Call(String),
    /// The alerts and how each stands: an `AlertBoard`.
    Alerts,
    /// One alert by its name, with its last deliveries: an `Alert`.
    Alert(String),
    /// The charts of a period: `Charts`.
    Charts(ChartsQuery),
    /// The last reports that were made by themselves, and what makes them: a `ReportBoard`.
    Reports,
    /// One of them by its id: a `ReportKept`.
    Report(String),
    /// Which tool is called next after which in a period: `Sequences`.
    Sequences(ChartsQuery),
    /// The names of those who called.
    Callers,
    /// The variables that are set and that tools ask for: a `List` of `Variable`.
    Variables,
    /// What a few letters lead to: `Finds`.
    Find(String),
}

impl Ask {
    /// Whether an answer to the other may stand where one to this failed: what is selected may differ, and the room for it.
    pub fn is_near(&self, other: &Self) -> bool {
        self.clone().roughly() == other.clone().roughly()
    }

    fn roughly(self) -> Self {
        match self {
            Self::Mesh { window, at, against, fold, query, .. } => {
                Self::Mesh { window, at, against, fold, query, tools: None, node: None, why: None }
            }
            Self::Charts(query) => Self::Charts(ChartsQuery { width: None, ..query }),
            other => other,
        }
    }
}

/// The mesh as its page shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chart<D, C = IgnoredAny> {
    /// The moment that was asked for; none is now.
    pub moment: Option<Time>,
    /// Who is there and who calls whom.
    pub mesh: Mesh,
    /// The earlier of two moments, where they are compared; the mesh is then the later one, with what is gone.
    pub since: Option<Time>,
    /// What became of its nodes and edges since, by place, as [`domain::mesh::Changes::marks`] has it; empty where nothing is compared.
    pub node_changes: Vec<u32>,
    /// The same of its edges.
    pub edge_changes: Vec<u32>,
    /// All of what is different.
    pub changes: Option<C>,
    /// Every service that is folded away, with the place of the node that stands for it.
    pub homes: Vec<(String, u32)>,
    /// How many are and why others are not, and what of the service that stands open is not told apart; mostly empty.
    pub folded: String,
    /// The tools of the service that stands open.
    pub tools: Option<Tools>,
    /// What is known of the selected node.
    pub detail: Option<D>,
    /// What the query finds, where one is asked.
    pub found: Option<Found>,
    /// The nodes that somebody put somewhere: right of the middle, and below it.
    pub pins: Vec<Pinned>,
}

impl<D, C> Chart<D, C> {
    /// A mesh with its pins, and nothing besides.
    pub fn of(mesh: Mesh, pins: Vec<Pinned>) -> Self {
        let (node_changes, edge_changes) = (Vec::new(), Vec::new());
        let (homes, folded, tools) = (Vec::new(), String::new(), None);
        let (moment, since, changes, detail, found) = (None, None, None, None, None);
        Self { moment, mesh, since, node_changes, edge_changes, changes, homes, folded, tools, detail, found, pins }
    }
}

/// What is known of the selected node, beside what the mesh says of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Selected {
    /// Of a service, now.
    pub service: Option<ServiceDetail>,
    /// Of a group, the worst of its services.
    pub members: Vec<Node>,
    /// Why there is no edge between it and the one that is asked about, a sentence for each thing that was looked at.
    pub why: Vec<String>,
}

/// A node with the point of the map at which it is held.
pub type Pinned = (String, f64, f64);

/// An answer as it travels.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reply(Box<RawValue>);

impl Reply {
    /// The answer that says `value`.
    pub fn of(value: &impl Serialize) -> Result<Self, Fault> {
        let text = serde_json::value::to_raw_value(value);
        text.map(Self).map_err(|error| Fault(Failure::new(Kind::Internal, error.to_string())))
    }

    /// What it says.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let read = lean::from_str(self.0.get());
        read.map_err(|error| {
            Failure::new(Kind::Internal, format!("This page and the server do not understand each other ({error}); load the page again."))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::charts::{Period, Width};
    use domain::metrics::Scope;

    #[test]
    fn an_answer_stands_for_another_selection_and_for_no_other_moment() {
        let mesh = |at: Option<Time>, node: Option<&str>| {
            let (node, query) = (node.map(str::to_owned), String::new());
            Ask::Mesh { window: 60, at, against: None, fold: None, tools: None, node, why: None, query }
        };
        assert!(mesh(None, Some("geo")).is_near(&mesh(None, None)));
        assert!(!mesh(Some(Time(7)), None).is_near(&mesh(None, None)));
        let charts = |last: i64, width: Option<Width>| {
            let (query, left_out) = (String::new(), Vec::new());
            let (period, scope) = (Period::Last(last), Scope::default());
            Ask::Charts(ChartsQuery { period, compare: true, scope, outcome: None, query, left_out, width })
        };
        assert!(charts(3600, Some(Width::Broad)).is_near(&charts(3600, None)));
        assert!(!charts(86400, None).is_near(&charts(3600, None)));
        assert!(!Ask::Run("r_1".to_owned()).is_near(&Ask::Run("r_2".to_owned())));
    }

    #[test]
    fn an_answer_travels_as_the_text_it_is() {
        let reply = Reply::of(&vec!["geo", "units"]).expect("a reply");
        let text = serde_json::to_string(&reply).expect("json");
        assert_eq!(text, r#"["geo","units"]"#);
        let back: Reply = serde_json::from_str(&text).expect("a reply");
        assert_eq!(back.read::<Vec<String>>(), Ok(vec!["geo".to_owned(), "units".to_owned()]));
    }

    #[test]
    fn an_answer_to_another_question_is_a_failure_with_its_remedy() {
        let reply = Reply::of(&"geo").expect("a reply");
        let failure = reply.read::<u32>().expect_err("not a number");
        assert!(failure.detail.ends_with("load the page again."), "{}", failure.detail);
    }
}
