//! The current result: where the keys are while a person walks the results.
//!
//! It is the focused link, so that the page scrolls and a screen reader speaks by themselves.

use super::super::search::{SHOWN, Search};
use crate::paths;
use crate::prelude::*;
use domain::names::ToolId;
use domain::tool::ToolSummary;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos_router::hooks::use_navigate;

type Go = Box<dyn Fn(&str) + Send + Sync>;

/// The walk over the results of one search; another search begins at its first result.
#[derive(Clone, Copy)]
pub struct Walk {
    /// The search box.
    pub input: NodeRef<html::Input>,
    /// The link of each row.
    pub links: StoredValue<Vec<NodeRef<html::A>>>,
    search: Memo<Search>,
    ids: StoredValue<Vec<ToolId>>,
    at: RwSignal<Option<(Search, usize, ToolId)>>,
    go: StoredValue<Go>,
}

impl Walk {
    /// A walk that stands at the first result.
    pub fn new(search: Memo<Search>) -> Self {
        let navigate = use_navigate();
        Self {
            input: NodeRef::new(),
            links: StoredValue::new((0..SHOWN).map(|_| NodeRef::new()).collect()),
            search,
            ids: StoredValue::new(Vec::new()),
            at: RwSignal::new(None),
            go: StoredValue::new(Box::new(move |path| navigate(path, leptos_router::NavigateOptions::default()))),
        }
    }

    /// The place of the current result.
    pub fn place(self) -> usize {
        self.here().map_or(0, |(place, _)| place)
    }

    /// The current result, where somebody walked to one.
    pub fn current_id(self) -> Option<String> {
        self.here().map(|(_, id)| id.to_string())
    }

    fn here(self) -> Option<(usize, ToolId)> {
        let search = self.search.get();
        self.at.get().filter(|(of, ..)| *of == search).map(|(_, place, id)| (place, id))
    }

    /// Takes the results that are drawn.
    pub fn over(self, tools: &[ToolSummary]) {
        self.ids.set_value(tools.iter().map(|tool| tool.id.clone()).collect());
    }

    /// Makes the result at `place` the current one.
    pub fn stand(self, place: usize, id: ToolId) {
        let here = (self.search.get_untracked(), place, id);
        if self.at.with_untracked(|at| at.as_ref() != Some(&here)) {
            self.at.set(Some(here));
        }
    }

    /// Walks with the arrows; T tries the current result, but is a letter in the search box.
    pub fn on_key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let is_typing = untrack(|| self.is_typing());
        match event.key().as_str() {
            "ArrowDown" => self.step(event, if is_typing { 0 } else { untrack(|| self.place()) + 1 }),
            "ArrowUp" if is_typing => {}
            "ArrowUp" => match untrack(|| self.place()).checked_sub(1) {
                Some(place) => self.step(event, place),
                None => self.focus_input(event),
            },
            "t" | "T" if !is_typing => self.try_it(),
            _ => {}
        }
    }

    /// Opens the current result.
    pub fn open(self) {
        self.visit("");
    }

    fn try_it(self) {
        self.visit("#input");
    }

    fn visit(self, part: &str) {
        let path = untrack(|| self.id_at(self.place())).map(|id| paths::tool(id.service(), id.name()));
        if let Some(path) = path {
            self.go.with_value(|go| go(&format!("{path}{part}")));
        }
    }

    fn id_at(self, place: usize) -> Option<ToolId> {
        self.ids.with_value(|ids| ids.get(place).cloned())
    }

    fn step(self, event: &KeyboardEvent, place: usize) {
        let link = self.links.with_value(|links| links.get(place).and_then(NodeRef::get_untracked));
        if let Some(link) = link.filter(|link| link.is_connected()) {
            event.prevent_default();
            // A link that cannot be focused leaves the walk where it is.
            let _ = link.focus();
        }
    }

    fn focus_input(self, event: &KeyboardEvent) {
        if let Some(input) = self.input.get_untracked() {
            event.prevent_default();
            let _ = input.focus();
        }
    }

    fn is_typing(self) -> bool {
        self.input.get_untracked().is_some_and(|input| document().active_element().as_ref() == Some(&input))
    }
}
