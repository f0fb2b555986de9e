//! A small real mesh to look at: services over HTTP that do real work on data they carry, and
//! some traffic between them.
//!
//! Each service is a process of its own, so that a person can stop one and watch the console
//! notice. A service knows Meshdeck only through the registry's public paths: nothing here
//! reaches into the engine.
//!
//! ```text
//! Mesh ──spawns──▶ child ──serves──▶ service (tools, manual, health)
//!                    └──register──▶ registry ◀──gateway── tools that call other tools
//! ```
//!
//! Where a mesh is to be large, `synthetic` stands for as many services as one likes in one process.
//!
//! To add a service: copy the nearest neighbour in `services/`, and give it a line in
//! [`SERVICES`]. Its manual, its routes and its test follow from its list of tools.

#![expect(clippy::struct_field_names, reason = "fields are named as inputs and outputs are on the wire")]
#![cfg_attr(test, expect(clippy::float_cmp, clippy::unreadable_literal, reason = "the tests state exact numbers"))]

mod child;
mod day;
mod gateway;
mod http;
mod manual;
mod mesh;
mod products;
mod register;
mod service;
mod services;
mod synthetic;
mod table;
mod tool;
mod traffic;

#[cfg(test)]
mod testing;

pub use child::{Error, Options, run};
pub use mesh::{Estate, Mesh};
pub use services::{Kind, SERVICES, ServiceInfo};
pub use synthetic::SERVICES as SYNTHETIC_SERVICES;
