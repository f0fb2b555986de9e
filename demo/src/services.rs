//! The table of services, and a module for each.
//!
//! A service's first port is where people look for it; a service with two ports runs twice.

mod almanac;
mod automation;
mod calendar;
mod catalog;
mod currency;
mod files;
mod geo;
mod intelligence;
mod inventory;
mod memory;
mod orders;
mod pricing;
mod stats;
mod templates;
mod text;
mod units;
mod workflow;

#[cfg(test)]
mod tests;

use futures::future::BoxFuture;

use crate::{
    child::Error,
    service::{Place, Service},
};

/// In which form a service says what its tools are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A UTCP manual.
    Utcp,
    /// An `OpenAPI` document.
    OpenApi,
    /// The Model Context Protocol.
    Mcp,
}

/// What is known of a service before it runs.
pub struct ServiceInfo {
    /// The name under which it registers.
    pub name: &'static str,
    /// What it is for.
    pub sentence: &'static str,
    /// The form of its manual.
    pub kind: Kind,
    /// The ports it prefers, one an instance.
    pub ports: &'static [u16],
    /// The team it belongs to.
    pub owner: &'static str,
    /// The tags it registers with.
    pub tags: &'static [&'static str],
    /// The services that it says it calls. One says so of a service that it never calls, and one not of all that it calls: there
    /// are such services everywhere.
    pub depends_on: &'static [&'static str],
    pub(crate) open: fn(Place) -> BoxFuture<'static, Result<Service, Error>>,
}

/// Every service of the mesh.
pub const SERVICES: &[ServiceInfo] = &[
    ServiceInfo {
        name: "orders",
        sentence: "Orders with their lines and dates, over SQLite; quotes through inventory and pricing",
        kind: Kind::Utcp,
        ports: &[8101],
        owner: "commerce",
        tags: &["commerce", "sqlite"],
        depends_on: &["inventory", "pricing"],
        open: |place| Box::pin(orders::open(place)),
    },
    ServiceInfo {
        name: "inventory",
        sentence: "Stock in eight warehouses, over SQLite; finds the nearest one through geo",
        kind: Kind::Utcp,
        ports: &[8103],
        owner: "logistics",
        tags: &["commerce", "sqlite"],
        depends_on: &["geo"],
        open: |place| Box::pin(inventory::open(place)),
    },
    ServiceInfo {
        name: "pricing",
        sentence: "Prices, quantity discounts and shipping costs; its first instance is slow",
        kind: Kind::Utcp,
        ports: &[8105, 8106],
        owner: "commerce",
        tags: &["commerce", "money"],
        depends_on: &["currency"],
        open: |place| at_once(pricing::open(place)),
    },
    ServiceInfo {
        name: "currency",
        sentence: "Amounts of money in other currencies, at the reference rates of the end of 2024",
        kind: Kind::Utcp,
        ports: &[8104],
        owner: "commerce",
        tags: &["money"],
        depends_on: &[],
        open: |_| at_once(currency::open()),
    },
    ServiceInfo {
        name: "geo",
        sentence: "Distances and neighbours over a gazetteer of 451 cities",
        kind: Kind::Utcp,
        ports: &[8107],
        owner: "platform",
        tags: &["geography"],
        depends_on: &[],
        open: |_| at_once(geo::open()),
    },
    ServiceInfo {
        name: "units",
        sentence: "Conversion between 88 units of 14 quantities",
        kind: Kind::Utcp,
        ports: &[8108],
        owner: "platform",
        tags: &["science"],
        depends_on: &[],
        open: |_| at_once(units::open()),
    },
    ServiceInfo {
        name: "calendar",
        sentence: "Arithmetic with days: weekdays, working days, ISO weeks, Easter",
        kind: Kind::Utcp,
        ports: &[8109],
        owner: "platform",
        tags: &["time"],
        depends_on: &[],
        open: |_| at_once(calendar::open()),
    },
    ServiceInfo {
        name: "text",
        sentence: "Statistics, differences and searches over texts",
        kind: Kind::Utcp,
        ports: &[8110, 8120],
        owner: "platform",
        tags: &["text"],
        depends_on: &[],
        open: |_| at_once(text::open()),
    },
    ServiceInfo {
        name: "stats",
        sentence: "Statistics over numbers and tables",
        kind: Kind::Utcp,
        ports: &[8111],
        owner: "insights",
        tags: &["science", "tables"],
        depends_on: &[],
        open: |_| at_once(stats::open()),
    },
    ServiceInfo {
        name: "workflow-engine",
        sentence: "Named flows whose steps call other services' tools",
        kind: Kind::Utcp,
        ports: &[8112],
        owner: "platform",
        tags: &["automation"],
        depends_on: &[],
        open: |place| at_once(workflow::open(&place)),
    },
    ServiceInfo {
        name: "template-service",
        sentence: "Letters and messages from templates; its manual changes while it runs",
        kind: Kind::Utcp,
        ports: &[8113],
        owner: "content",
        tags: &["text", "documents"],
        depends_on: &[],
        open: |_| at_once(templates::open()),
    },
    ServiceInfo {
        name: "automation-service",
        sentence: "Jobs that go through stock and orders; out of work for 40 s every three minutes",
        kind: Kind::Utcp,
        ports: &[8114],
        owner: "logistics",
        tags: &["automation", "jobs"],
        depends_on: &[],
        open: |place| at_once(automation::open(place)),
    },
    ServiceInfo {
        name: "intelligence-service",
        sentence: "Summaries, keywords and moods of texts, by counting and not by a model",
        kind: Kind::Utcp,
        ports: &[8115],
        owner: "insights",
        tags: &["text", "analysis"],
        depends_on: &["text"],
        open: |place| at_once(intelligence::open(&place)),
    },
    ServiceInfo {
        name: "catalog",
        sentence: "The articles on sale; described in OpenAPI",
        kind: Kind::OpenApi,
        ports: &[8116],
        owner: "commerce",
        tags: &["commerce", "products"],
        depends_on: &[],
        open: |_| at_once(catalog::open()),
    },
    ServiceInfo {
        name: "almanac",
        sentence: "Sunrise, sunset and the moon, computed; described in OpenAPI",
        kind: Kind::OpenApi,
        ports: &[8117],
        owner: "platform",
        tags: &["time", "geography"],
        depends_on: &[],
        open: |_| at_once(almanac::open()),
    },
    ServiceInfo {
        name: "mcp-memory",
        sentence: "Notes that are kept and found again, over MCP",
        kind: Kind::Mcp,
        ports: &[8118],
        owner: "assistants",
        tags: &["notes"],
        depends_on: &[],
        open: |_| at_once(memory::open()),
    },
    ServiceInfo {
        name: "mcp-files",
        sentence: "A handbook of seven documents, over MCP",
        kind: Kind::Mcp,
        ports: &[8119],
        owner: "assistants",
        tags: &["documents"],
        depends_on: &[],
        open: |_| at_once(files::open()),
    },
];

fn at_once(service: Service) -> BoxFuture<'static, Result<Service, Error>> {
    Box::pin(std::future::ready(Ok(service)))
}
