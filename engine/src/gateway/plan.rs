//! A call template, read: how its tool is called, and what is shown at the service's door.

use super::auth::Auth;
use super::template::Template;
use domain::Failure;
use domain::tool::Tool;
use domain::variable;
use serde_json::Value;
use std::sync::{Arc, OnceLock};

/// How a tool is called.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where a call goes and how.
    pub template: Template,
    /// What it shows there.
    pub auth: Option<Auth>,
}

/// The plan of a tool whose call template asks for no variables, read at its first call; others are read at each.
#[derive(Debug, Default)]
pub struct Lasting(OnceLock<Option<Result<Arc<Plan>, Failure>>>);

impl Plan {
    /// Reads the call template of the tool that its service calls `name`; a failure says why it cannot be called here.
    pub fn read(name: &str, template: &Value) -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(Self { template: Template::read(name, template)?, auth: Auth::read(template)? }))
    }
}

impl Lasting {
    /// The plan of `tool`; none where it asks for variables, whose values may change.
    pub fn of(&self, tool: &Tool) -> Option<Result<Arc<Plan>, Failure>> {
        let read = || Plan::read(tool.id.name(), &tool.tool_call_template);
        self.0.get_or_init(|| variable::asked(&tool.tool_call_template).is_empty().then(read)).clone()
    }
}
