//! The desk on which a tool is tried: the text of the input, what is wrong with it, and the call.

use super::super::{input, place};
use crate::api::{Fault, call_tool, check_input};
use crate::browser;
use crate::prelude::*;
use domain::call::CallAnswer;
use domain::failure::Violation;
use domain::tool::ToolPage;
use std::time::Duration;

/// How long a pause in typing begins a check.
const PAUSE: Duration = Duration::from_millis(200);

/// One thing to fix before the tool is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: a JSON pointer, or line and column.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub remedy: String,
    /// The part of the text, in UTF-16 units.
    pub span: (u32, u32),
}

/// What a call came to.
pub type Came = Result<CallAnswer, Fault>;

/// Everything that outlives a reload of the page's data.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The call under way, or the last one.
    pub call: Action<String, Came>,
    /// How long the call under way takes, in milliseconds.
    pub elapsed: RwSignal<f64>,
    id: StoredValue<String>,
    page: Signal<ToolPage>,
    typed: RwSignal<Option<String>>,
    found: RwSignal<(String, Vec<Violation>)>,
    sent: RwSignal<Option<String>>,
}

impl Desk {
    /// The desk of the tool `id`.
    pub fn new(id: String, page: Signal<ToolPage>) -> Self {
        let id = StoredValue::new(id);
        let call = Action::new(move |text: &String| call_tool(id.get_value(), text.clone()));
        let desk = Self {
            call,
            elapsed: RwSignal::new(0.0),
            id,
            page,
            typed: RwSignal::new(None),
            found: RwSignal::default(),
            sent: RwSignal::new(None),
        };
        desk.count_time();
        desk
    }

    /// The tool's address.
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// The input as it stands: what was typed, else the example.
    pub fn text(self) -> String {
        self.typed.get().unwrap_or_else(|| self.example())
    }

    /// An input that fits the schema.
    pub fn example(self) -> String {
        self.page.with(|page| input::pretty(&page.example))
    }

    /// Takes a new text, and checks it after a pause in typing.
    pub fn typing(self) -> impl FnMut(String) {
        let mut check = debounce(PAUSE, move |text| self.check(text));
        move |text: String| {
            self.typed.set(Some(text.clone()));
            check(text);
        }
    }

    /// Puts a whole text in place of what is there.
    pub fn fill(self, text: String) {
        self.typed.set(Some(text.clone()));
        self.check(text);
    }

    /// Asks what the schema says of a text; an answer that comes late is known by its text.
    fn check(self, text: String) {
        if input::parse(&text).is_err() {
            return;
        }
        let id = self.id();
        leptos::task::spawn_local(async move {
            // Where the check itself fails, the call will tell.
            let found = check_input(id, text.clone()).await.unwrap_or_default();
            self.found.try_set((text, found));
        });
    }

    /// What is to be fixed in the input as it stands.
    pub fn problems(self) -> Vec<Problem> {
        let text = self.text();
        let found = self.found.with(|(of, found)| if *of == text { found.clone() } else { Vec::new() });
        problems(&text, found)
    }

    /// Why the tool cannot be called from here, whatever the input.
    pub fn forbidden(self) -> Option<String> {
        self.page.with(|page| {
            let gateway = page.tool.definition.callable_from.iter().find(|from| from.client == "gateway" && !from.callable)?;
            Some(gateway.because.clone().unwrap_or_else(|| "the gateway cannot call it".to_owned()))
        })
    }

    /// Calls the tool, unless something is to be fixed first or a call is under way.
    pub fn send(self) {
        let stands = untrack(|| self.problems().is_empty() && self.forbidden().is_none() && !self.call.pending().get());
        if stands {
            let text = untrack(|| self.text());
            self.sent.set(Some(text.clone()));
            self.call.dispatch(text);
        }
    }

    /// Whether the input is no longer the one that the answer belongs to.
    pub fn is_edited(self) -> bool {
        self.sent.get().is_some_and(|sent| sent != self.text())
    }

    fn count_time(self) {
        Effect::new(move |_| {
            if self.call.pending().get() {
                let began = browser::now();
                self.elapsed.set(0.0);
                let tick = move || self.elapsed.set(browser::now() - began);
                if let Ok(handle) = set_interval_with_handle(tick, Duration::from_millis(100)) {
                    on_cleanup(move || handle.clear());
                }
            }
        });
    }
}

/// What is wrong with a text: its syntax, else what the schema says of it.
fn problems(text: &str, violations: Vec<Violation>) -> Vec<Problem> {
    if let Err(syntax) = input::parse(text) {
        let place = format!("line {}, column {}", syntax.line, syntax.column);
        let span = (syntax.offset, syntax.offset + 1);
        return vec![Problem { place, message: syntax.message, remedy: syntax.remedy.to_owned(), span }];
    }
    let problem = |Violation { pointer, message, remedy }: Violation| {
        let span = place::of(text, &pointer);
        Problem { place: if pointer.is_empty() { "the whole input".to_owned() } else { pointer }, message, remedy, span }
    };
    violations.into_iter().map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, pointer: &str, place: &str, span: (u32, u32)) {
        let violation = Violation { pointer: pointer.to_owned(), message: "m".to_owned(), remedy: "r".to_owned() };
        let found = problems(text, vec![violation]);
        assert_eq!((found.len(), found[0].place.as_str(), found[0].span), (1, place, span));
    }

    #[test]
    fn a_problem_leads_to_its_place_in_the_text() {
        check(r#"{"qty": 0}"#, "/qty", "/qty", (8, 9));
        check(r#"{"qty": 0}"#, "", "the whole input", (0, 10));
    }

    #[test]
    fn broken_syntax_comes_before_the_schema() {
        check(r#"{"qty": }"#, "/qty", "line 1, column 9", (8, 9));
    }
}
