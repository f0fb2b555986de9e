//! Variables: listed with their use, set, taken away. Nothing here can read a value.

use super::Engine;
use domain::Failure;
use domain::list::{LIMIT_DEFAULT, List};
use domain::variable::{State, TOOLS_SHOWN, Variable, asked, full_name};
use std::collections::BTreeMap;

impl Engine {
    /// The variables that are set and those that tools ask for, by name, a page at a time.
    pub fn variables(&self, limit: Option<u32>, after: Option<&str>) -> List<Variable> {
        let set = self.0.variables.all().into_iter();
        let mut all: BTreeMap<String, Variable> =
            set.map(|(name, state, at)| (name.clone(), Variable { set_at: Some(at), state, ..missing(name) })).collect();
        for tool in self.0.catalogue.all() {
            let service = tool.id.service();
            for full in asked(&tool.tool_call_template).into_iter().filter_map(|name| full_name(service, name)) {
                let variable = all.entry(full).or_insert_with_key(|name| missing(name.clone()));
                variable.service.get_or_insert_with(|| service.to_owned());
                variable.uses += 1;
                if variable.tools.len() < TOOLS_SHOWN {
                    variable.tools.push(tool.id.to_string());
                }
            }
        }
        List::page(all.into_values().collect(), after, limit.unwrap_or(LIMIT_DEFAULT), |variable| &variable.name)
    }

    /// Sets a variable; its value is sealed and told to nobody.
    pub async fn set_variable(&self, name: &str, value: &str) -> Result<(), Failure> {
        self.0.variables.set(name, value).await
    }

    /// Takes a variable away.
    pub async fn remove_variable(&self, name: &str) -> Result<(), Failure> {
        self.0.variables.remove(name).await
    }
}

const fn missing(name: String) -> Variable {
    Variable { name, state: State::Missing, set_at: None, service: None, tools: Vec::new(), uses: 0 }
}
