//! The fields of the form that makes or changes a rule, each with its words and where its trouble is told.

use domain::alert::RuleFields;
use domain::failure::Violation;

/// A field that is a text or a number.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its name in [`RuleFields`].
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What it may look like.
    pub like: &'static str,
    /// Only of conditions of this kind; of all where it is empty.
    pub class: &'static str,
    /// What is wrong with it is told with one of these.
    pub pointers: &'static [&'static str],
}

const fn field(
    key: &'static str,
    label: &'static str,
    like: &'static str,
    class: &'static str,
    pointers: &'static [&'static str],
) -> Field {
    Field { key, label, like, class, pointers }
}

/// The name of a new rule.
pub const NAME: Field = field("name", "Name", "orders-fail", "field", &["/name"]);

/// What is too much; its unit is that of its condition.
pub const ABOVE: Field =
    field("above", "Above", "5", "field above", &["/condition/above_percent", "/condition/above_ms", "/condition/above"]);

/// The objective of a burn rate; empty, the service's own.
pub const OBJECTIVE: Field =
    field("objective", "Objective, %", "its service's own", "field of-burn_rate", &["/condition/objective_percent"]);

/// The others.
pub const REST: [Field; 6] = [
    field("service", "Only of service", "orders", "field", &["/service"]),
    field("tool", "Only of tool", "units.convert", "field", &["/tool"]),
    field("window", "Over, min", "5", "field short first", &["/window_seconds"]),
    field("hold", "Fires after, min", "1", "field short", &["/for_seconds"]),
    field("clear", "Clears after, min", "5", "field short", &["/clear_seconds"]),
    field("webhook", "Webhook", "https://hooks.example.org/meshdeck", "field whole", &["/webhook"]),
];

/// The kinds of conditions with their words.
pub const KINDS: [(&str, &str); 6] = [
    ("error_rate", "share of failed calls"),
    ("latency", "latency"),
    ("silence", "nobody calls"),
    ("new_edge", "a caller never seen before"),
    ("budget", "calls, tokens or money spent"),
    ("burn_rate", "error budget burns too fast"),
];

/// The text of a field.
pub fn text<'a>(fields: &'a mut RuleFields, key: &str) -> &'a mut String {
    match key {
        "name" => &mut fields.name,
        "kind" => &mut fields.kind,
        "above" => &mut fields.above,
        "share" => &mut fields.share,
        "of" => &mut fields.of,
        "objective" => &mut fields.objective,
        "service" => &mut fields.service,
        "tool" => &mut fields.tool,
        "window" => &mut fields.window,
        "hold" => &mut fields.hold,
        "clear" => &mut fields.clear,
        _ => &mut fields.webhook,
    }
}

/// What is wrong with a field, in a sentence.
pub fn wrong(violations: &[Violation], field: Field) -> Option<String> {
    let of_field = |violation: &&Violation| field.pointers.contains(&violation.pointer.as_str());
    violations.iter().find(of_field).map(|violation| format!("{}: {}.", violation.message, violation.remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_violation_of_a_rule_is_told_at_a_field() {
        let nonsense = "nonsense".to_owned();
        for (kind, _) in KINDS {
            let mut fields = RuleFields { kind: kind.to_owned(), ..RuleFields::default() };
            for key in ["above", "objective", "service", "tool", "window", "hold", "clear", "webhook"] {
                text(&mut fields, key).clone_from(&nonsense);
            }
            let wrongs = fields.rule().expect_err("refused");
            let told = |violation: &Violation| {
                let one = std::slice::from_ref(violation);
                REST.into_iter().chain([NAME, ABOVE, OBJECTIVE]).any(|field| wrong(one, field).is_some())
            };
            assert!(wrongs.iter().all(told), "{kind}: {wrongs:?}");
        }
    }
}
