//! What went wrong, where, and what to do about it. Every command fails with one of these, printed once by `main`.

use std::fmt::{self, Display};

/// The result of every step.
pub type Result<T = ()> = std::result::Result<T, Fault>;

/// A failure in words: what happened, where, and the remedy.
#[derive(Debug)]
pub struct Fault {
    what: String,
    place: Option<String>,
    remedy: Option<String>,
}

impl Fault {
    /// A failure that is so far only named.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), place: None, remedy: None }
    }

    /// Says in which file, folder or command it happened.
    pub fn at(mut self, place: impl Display) -> Self {
        self.place = Some(place.to_string());
        self
    }

    /// Says what the reader can do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let parts = [("where", &self.place), ("remedy", &self.remedy)];
        parts
            .iter()
            .filter_map(|(label, text)| text.as_ref().map(|text| (label, text)))
            .try_for_each(|(label, text)| write!(f, "\n  {label:<7} {}", text.replace('\n', "\n          ")))
    }
}

/// Turns any error into a [`Fault`] that names the place.
pub trait Explain<T> {
    /// Names what was being done and where.
    fn explain(self, what: &str, place: impl Display) -> Result<T>;
}

impl<T, E: Display> Explain<T> for std::result::Result<T, E> {
    fn explain(self, what: &str, place: impl Display) -> Result<T> {
        self.map_err(|error| Fault::new(format!("{what}: {error:#}")).at(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_what_where_and_the_remedy() {
        let fault = Fault::new("no site").at("target/site").remedy("cargo xtask build\nthen again");
        let text = "no site\n  where   target/site\n  remedy  cargo xtask build\n          then again";
        assert_eq!(fault.to_string(), text);
    }

    #[test]
    fn an_error_keeps_its_cause() {
        let failed: std::result::Result<(), _> = Err("denied");
        let fault = failed.explain("cannot read", "x.css").expect_err("it failed");
        assert_eq!(fault.to_string(), "cannot read: denied\n  where   x.css");
    }
}
