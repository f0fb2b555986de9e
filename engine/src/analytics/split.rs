//! Splits: what roll-ups are kept by, and how each question finds its names.
//!
//! A name of two parts bears `>` between them, which no service's name and no caller's holds: `caller>service`,
//! `service>instance`, `service>outcome`. So a range of names is all of one caller, or all of one service.

use super::grain::Grain;
use domain::call::Call;
use domain::failure::Violation;
use domain::metrics::{By, Scope};
use domain::names::ToolId;

/// What cells are kept by; its number is what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// One name for all.
    Total,
    /// Services.
    Service,
    /// Tools, by address.
    Tool,
    /// `caller>service`.
    Edge,
    /// Callers.
    Caller,
    /// `service>instance`.
    Instance,
    /// Outcomes, by word.
    Outcome,
    /// `service>outcome`.
    Fate,
}

/// The name of the one cell that is not split.
pub const TOTAL: &str = "total";

/// The caller under whose name those are counted who are one too many; visible, as every caller's name is.
pub const OTHERS: &str = "(others)";

impl Split {
    /// Every split, as they are numbered.
    pub const ALL: [Self; 8] =
        [Self::Total, Self::Service, Self::Tool, Self::Edge, Self::Caller, Self::Instance, Self::Outcome, Self::Fate];

    /// The number it is stored as.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The grains it is kept at, finest first: what has many names has no minutes, for they would hold a call each.
    pub const fn grains(self) -> &'static [Grain] {
        match self {
            Self::Total | Self::Service | Self::Tool | Self::Outcome | Self::Fate => &Grain::ALL,
            Self::Edge => &[Grain::Minute, Grain::Hour, Grain::SixHours, Grain::Day],
            Self::Caller | Self::Instance => &[Grain::Hour, Grain::SixHours, Grain::Day],
        }
    }

    /// Writes the name under which `call`, made by `caller`, is counted; false where it has none.
    pub fn write_name(self, call: &Call, caller: &str, name: &mut String) -> bool {
        let service = call.tool.service();
        name.clear();
        match self {
            Self::Total => name.push_str(TOTAL),
            Self::Service => name.push_str(service),
            Self::Tool => name.push_str(call.tool.as_str()),
            Self::Caller => name.push_str(caller),
            Self::Outcome => name.push_str(call.outcome.word()),
            Self::Edge => name.extend([caller, ">", service]),
            Self::Fate => name.extend([service, ">", call.outcome.word()]),
            Self::Instance => match &call.instance {
                Some(instance) => name.extend([service, ">", instance]),
                None => return false,
            },
        }
        true
    }
}

/// The name of an edge.
pub fn edge_name(caller: &str, service: &str) -> String {
    format!("{caller}>{service}")
}

/// The caller and the service of an edge's name: a caller of long ago may hold a `>`, a service never.
pub fn split_edge(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('>')
}

/// Which names are meant: those from `first` to `last`, and of them those that end as told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The first name.
    pub first: String,
    /// The last one.
    pub last: String,
    /// How it must end.
    pub end: String,
}

impl Names {
    /// All names.
    pub fn all() -> Self {
        Self::that_begin("")
    }

    /// One name.
    pub fn one(name: &str) -> Self {
        Self { first: name.to_owned(), last: name.to_owned(), end: String::new() }
    }

    /// Those that begin with `start`.
    pub fn that_begin(start: &str) -> Self {
        // No name has this character: it is none.
        Self { first: start.to_owned(), last: format!("{start}{}", char::MAX), end: String::new() }
    }

    /// Those that end with `end`.
    fn that_end(end: &str) -> Self {
        Self { end: end.to_owned(), ..Self::all() }
    }
}

/// What of a name is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// `total`.
    Total,
    /// All of it.
    Whole,
    /// What stands before the last `>`.
    Caller,
    /// What stands behind the last `>`.
    Callee,
    /// What stands before the first `>` or, in a tool's name, the first dot.
    Service,
    /// What stands behind the first `>`.
    Rest,
}

impl Shown {
    /// What of `name` is shown.
    pub fn of(self, name: &str) -> &str {
        match self {
            Self::Total => TOTAL,
            Self::Whole => name,
            Self::Caller => name.rsplit_once('>').map_or(name, |(caller, _)| caller),
            Self::Callee => name.rsplit_once('>').map_or(name, |(_, callee)| callee),
            Self::Service => name.split_once(['>', '.']).map_or(name, |(service, _)| service),
            Self::Rest => name.split_once('>').map_or(name, |(_, rest)| rest),
        }
    }
}

/// What of the roll-ups answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The split.
    pub split: Split,
    /// Its names.
    pub names: Names,
    /// What of each name is shown; names that show the same are one.
    pub shown: Shown,
}

impl Source {
    /// Every name of a split.
    pub fn all(split: Split) -> Self {
        Self { split, names: Names::all(), shown: Shown::Whole }
    }

    /// What answers for calls of `scope` by `by`, or what is wrong with asking.
    pub fn of(by: By, scope: &Scope) -> Result<Self, Violation> {
        let source = |split, names, shown| Ok(Self { split, names, shown });
        // A service beside its own tool says nothing new; beside another's there is no call of both.
        let (service, tool) = (scope.service.as_deref(), scope.tool.as_deref());
        let is_foreign = tool.zip(service).is_some_and(|(tool, service)| ToolId::parse(tool).is_none_or(|tool| tool.service() != service));
        if is_foreign {
            return Err(wrong("/tool", "it is no tool of that service", "Leave out `service` or write one of its tools."));
        }
        match (scope.caller.as_deref(), tool, service) {
            (Some(_), Some(_), _) => Err(wrong("/caller", "calls are not kept by caller and tool", "Leave out `caller` or `tool`.")),
            (None, Some(tool), _) => match by {
                By::Total => source(Split::Tool, Names::one(tool), Shown::Total),
                By::Service => source(Split::Tool, Names::one(tool), Shown::Service),
                By::Tool => source(Split::Tool, Names::one(tool), Shown::Whole),
                By::Caller | By::Instance | By::Outcome | By::Edge => Err(not_kept(by, "tool")),
            },
            (None, None, Some(service)) => match by {
                By::Total => source(Split::Service, Names::one(service), Shown::Total),
                By::Service => source(Split::Service, Names::one(service), Shown::Whole),
                By::Tool => source(Split::Tool, Names::that_begin(&format!("{service}.")), Shown::Whole),
                By::Instance => source(Split::Instance, Names::that_begin(&format!("{service}>")), Shown::Rest),
                By::Outcome => source(Split::Fate, Names::that_begin(&format!("{service}>")), Shown::Rest),
                By::Caller => source(Split::Edge, Names::that_end(&format!(">{service}")), Shown::Caller),
                By::Edge => source(Split::Edge, Names::that_end(&format!(">{service}")), Shown::Whole),
            },
            (Some(caller), None, service) => {
                let names =
                    service.map_or_else(|| Names::that_begin(&format!("{caller}>")), |service| Names::one(&edge_name(caller, service)));
                match (by, service) {
                    (By::Total, None) => source(Split::Caller, Names::one(caller), Shown::Total),
                    (By::Caller, None) => source(Split::Caller, Names::one(caller), Shown::Whole),
                    (By::Total, Some(_)) => source(Split::Edge, names, Shown::Total),
                    (By::Caller, Some(_)) => source(Split::Edge, names, Shown::Caller),
                    (By::Service, _) => source(Split::Edge, names, Shown::Callee),
                    (By::Edge, _) => source(Split::Edge, names, Shown::Whole),
                    (By::Tool | By::Instance | By::Outcome, _) => Err(not_kept(by, "caller")),
                }
            }
            (None, None, None) => match by {
                By::Total => source(Split::Total, Names::one(TOTAL), Shown::Whole),
                By::Service => Ok(Self::all(Split::Service)),
                By::Tool => Ok(Self::all(Split::Tool)),
                By::Caller => Ok(Self::all(Split::Caller)),
                By::Outcome => Ok(Self::all(Split::Outcome)),
                By::Edge => Ok(Self::all(Split::Edge)),
                By::Instance => source(Split::Instance, Names::all(), Shown::Rest),
            },
        }
    }
}

fn not_kept(by: By, of: &str) -> Violation {
    wrong("/by", &format!("the calls of one {of} are not kept by {}", by.word()), &format!("Write another `by`, or leave out `{of}`."))
}

fn wrong(pointer: &str, message: &str, remedy: &str) -> Violation {
    Violation { pointer: pointer.to_owned(), message: message.to_owned(), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::call;

    #[test]
    fn a_call_has_a_name_in_every_split() {
        let call = call(0, "geo.city.find");
        let mut name = String::new();
        let names: Vec<String> =
            Split::ALL.iter().filter(|split| split.write_name(&call, "a", &mut name)).map(|split| format!("{split:?}")).collect();
        assert_eq!(names.len(), 8);
        let mut name_of = |split: Split| {
            split.write_name(&call, "a", &mut name);
            name.clone()
        };
        assert_eq!(name_of(Split::Edge), "a>geo");
        assert_eq!(name_of(Split::Instance), "geo>http://127.0.0.1:1");
        assert_eq!(name_of(Split::Fate), "geo>ok");
    }

    fn check(by: By, scope: [&str; 3], expected: Result<(Split, &str, &str), &str>) {
        let [service, tool, caller] = scope.map(|word| (!word.is_empty()).then(|| word.to_owned()));
        let source = Source::of(by, &Scope { service, tool, caller });
        let found = source.as_ref().map(|source| (source.split, source.names.first.as_str(), source.names.end.as_str()));
        assert_eq!(found.map_err(|wrong| wrong.pointer.as_str()), expected, "{by:?} {scope:?}");
    }

    #[test]
    fn a_question_finds_its_split_and_its_names() {
        check(By::Total, ["", "", ""], Ok((Split::Total, "total", "")));
        check(By::Outcome, ["", "", ""], Ok((Split::Outcome, "", "")));
        check(By::Tool, ["geo", "", ""], Ok((Split::Tool, "geo.", "")));
        check(By::Outcome, ["geo", "", ""], Ok((Split::Fate, "geo>", "")));
        check(By::Caller, ["geo", "", ""], Ok((Split::Edge, "", ">geo")));
        check(By::Service, ["", "geo.city", ""], Ok((Split::Tool, "geo.city", "")));
        check(By::Service, ["geo", "geo.city", ""], Ok((Split::Tool, "geo.city", "")));
        check(By::Service, ["", "", "ann"], Ok((Split::Edge, "ann>", "")));
        check(By::Total, ["geo", "", "ann"], Ok((Split::Edge, "ann>geo", "")));
        check(By::Service, ["text", "geo.city", ""], Err("/tool"));
        check(By::Outcome, ["", "geo.city", ""], Err("/by"));
        check(By::Tool, ["", "", "ann"], Err("/by"));
        check(By::Total, ["", "geo.city", "ann"], Err("/caller"));
    }

    #[test]
    fn an_edge_ends_at_a_service_whatever_its_caller_is_called() {
        assert_eq!(split_edge(&edge_name("a > b>c", "geo")), Some(("a > b>c", "geo")));
    }
}
