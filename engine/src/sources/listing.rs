//! What a source lists: the services it wants, and what of it could not be understood.

use crate::registry::Wanted;
use domain::failure::Violation;
use domain::health::Check;
use domain::service::Registration;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The most services one source may bring.
pub const SERVICES_MAX: usize = 20_000;

/// What a source lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// Its services, each name once, in the order in which it lists them.
    pub services: Vec<Wanted>,
    /// How many edges it knows; none of a source of services.
    pub edges: Option<u32>,
    /// What could not be taken.
    pub troubles: Vec<Violation>,
    /// What it says of the health of instances, by name and base URL.
    pub checks: Vec<(String, String, Check)>,
    places: HashMap<String, usize>,
}

impl Listing {
    /// Takes one instance, with what its entry says beside; one that is not valid is told instead.
    pub fn add(&mut self, mut registration: Registration, extra: &Map<String, Value>) {
        registration.base_url.truncate(registration.base_url.trim_end_matches('/').len());
        // For how long it holds is the source's to say, by listing it.
        registration.lease_seconds = None;
        let wrong = registration.violations();
        if let Some(first) = wrong.into_iter().next() {
            return self.leave_out(
                &registration.name,
                format!("{}: {}", first.pointer.trim_start_matches('/'), first.message),
                &first.remedy,
            );
        }
        let at = match self.places.get(&registration.name) {
            Some(at) => *at,
            None if self.services.len() == SERVICES_MAX => {
                return self.leave_out("", format!("the source lists more than {SERVICES_MAX} services"), "let it list fewer");
            }
            None => self.new_place(&registration.name),
        };
        let wanted = &mut self.services[at];
        wanted.registrations.push(registration);
        wanted.extra.extend(extra.clone());
    }

    fn new_place(&mut self, name: &str) -> usize {
        self.places.insert(name.to_owned(), self.services.len());
        self.services.push(Wanted::default());
        self.services.len() - 1
    }

    /// Takes what the source says of an instance's health; without that, we check it.
    pub fn told(&mut self, registration: &Registration, check: Option<Check>) {
        let base_url = registration.base_url.trim_end_matches('/').to_owned();
        self.checks.extend(check.map(|check| (registration.name.clone(), base_url, check)));
    }

    /// Tells why something was left out, once.
    pub fn leave_out(&mut self, what: &str, message: String, remedy: &str) {
        let trouble = Violation { pointer: what.to_owned(), message, remedy: remedy.to_owned() };
        if !self.troubles.contains(&trouble) {
            self.troubles.push(trouble);
        }
    }
}
