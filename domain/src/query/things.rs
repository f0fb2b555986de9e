//! Services, tools and calls as the things that queries are asked of.

use super::{Fact, Subject};
use crate::call::Call;
use crate::service::Service;
use crate::tool::ToolSummary;

impl Subject for Service {
    fn tell(&self, field: &str, to: &mut dyn FnMut(Fact<'_>)) {
        match field {
            "name" => to(Fact::Text(&self.name)),
            "health" => to(Fact::Text(self.health.word())),
            "environment" => maybe(self.environment.as_deref(), to),
            "version" => maybe(self.version.as_deref(), to),
            "owner" => maybe(self.owner.as_deref(), to),
            "tag" => self.tags.iter().for_each(|tag| to(Fact::Text(tag))),
            "source" => to(Fact::Text(self.source.kind.word())),
            "tools" => to(Fact::Number(f64::from(self.tools))),
            "instances" => to(Fact::Number(self.instances.len() as f64)),
            "url" => self.instances.iter().for_each(|instance| to(Fact::Text(&instance.base_url))),
            "circuit" => self.instances.iter().for_each(|instance| to(Fact::Text(instance.circuit.word()))),
            "manual" => to(Fact::Text(self.manual.state.word())),
            "protocol" => maybe(self.manual.kind.map(crate::service::Protocol::word), to),
            "balancer" => to(Fact::Text(self.traffic.balancer.word())),
            "reason" => to(Fact::Text(&self.reason)),
            _ => {}
        }
    }

    fn tell_texts(&self, to: &mut dyn FnMut(&str)) {
        to(&self.name);
        self.tags.iter().for_each(|tag| to(tag));
        [&self.environment, &self.owner, &self.version].into_iter().flatten().for_each(|text| to(text));
    }
}

impl Subject for ToolSummary {
    fn tell(&self, field: &str, to: &mut dyn FnMut(Fact<'_>)) {
        match field {
            "tool" => to(Fact::Text(self.id.as_str())),
            "name" => to(Fact::Text(&self.name)),
            "service" => to(Fact::Text(&self.service)),
            "description" => to(Fact::Text(&self.description)),
            "tag" => self.tags.iter().for_each(|tag| to(Fact::Text(tag))),
            "risk" => to(Fact::Text(self.risk.word())),
            "state" => to(Fact::Text(self.state.word())),
            "health" => to(Fact::Text(self.health.word())),
            _ => {}
        }
    }

    fn tell_texts(&self, to: &mut dyn FnMut(&str)) {
        to(self.id.as_str());
        to(&self.description);
        self.tags.iter().for_each(|tag| to(tag));
    }
}

impl Subject for Call {
    fn tell(&self, field: &str, to: &mut dyn FnMut(Fact<'_>)) {
        match field {
            "id" => to(Fact::Text(&self.id)),
            // To the millisecond, as a query writes it.
            "at" => to(Fact::Number((self.at.0.div_euclid(1000) * 1000) as f64)),
            "caller" => to(Fact::Text(&self.caller)),
            "tool" => to(Fact::Text(self.tool.as_str())),
            "service" => to(Fact::Text(self.tool.service())),
            "instance" => maybe(self.instance.as_deref(), to),
            "outcome" => to(Fact::Text(self.outcome.word())),
            "status" => self.status.iter().for_each(|status| to(Fact::Number(f64::from(*status)))),
            "latency" => to(Fact::Number(self.latency_ms)),
            "attempts" => to(Fact::Number(f64::from(self.attempts))),
            "sent" => to(Fact::Number(self.request_bytes as f64)),
            "received" => to(Fact::Number(self.response_bytes as f64)),
            "run" => maybe(self.run.as_deref(), to),
            "trace" => maybe(self.trace.as_deref(), to),
            "error" => maybe(self.error.as_deref(), to),
            _ => {}
        }
    }

    fn tell_texts(&self, to: &mut dyn FnMut(&str)) {
        to(&self.id);
        to(&self.caller);
        to(self.tool.as_str());
        self.error.iter().for_each(|error| to(error));
    }
}

fn maybe(text: Option<&str>, to: &mut dyn FnMut(Fact<'_>)) {
    text.into_iter().for_each(|text| to(Fact::Text(text)));
}
