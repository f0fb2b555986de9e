//! The sign of a node in rows and heads: that of its kind, and the map's own for those who only call.

use super::marks;
use crate::prelude::*;
use crate::ui::sign::KindSign;
use crate::words;
use domain::Health;
use domain::mesh::NodeKind;

/// The sign, so many pixels wide.
pub fn draw(kind: NodeKind, health: Health, size: u32) -> impl IntoView {
    let name = format!("{}, {}", marks::kind_word(kind), health.word());
    match kind {
        // A group as such, as the legend has it, is neither well nor ill.
        NodeKind::Group if health == Health::Unknown => stack(size).into_any(),
        NodeKind::Registry | NodeKind::Orchestrator | NodeKind::Service | NodeKind::Group => {
            view! { <KindSign shape=words::shape(kind) mark=words::mark(health) size=size label=name /> }
        }
        NodeKind::Caller | NodeKind::Virtual => stranger(kind, size).into_any(),
        NodeKind::Tool => tool(size).into_any(),
    }
}

/// A ring in a ring.
fn stack(size: u32) -> impl IntoView {
    view! {
        <svg class="sign stranger" width=size height=size viewBox="-10 -10 20 20" role="img" aria-label=marks::kind_word(NodeKind::Group)>
            <circle r="9" />
            <circle r="5.5" />
        </svg>
    }
}

/// A plate in the colour of the badges that count tools.
fn tool(size: u32) -> impl IntoView {
    view! {
        <svg class="sign badge-mark" width=size height=size viewBox="-10 -10 20 20" role="img" aria-label=marks::kind_word(NodeKind::Tool)>
            <rect x="-7" y="-7" width="14" height="14" rx="2" />
        </svg>
    }
}

/// A ring with a dot for a caller, a dashed ring for one that is not registered.
fn stranger(kind: NodeKind, size: u32) -> impl IntoView {
    let (dot, dash) = if kind == NodeKind::Caller { ("4", None) } else { ("0", Some("4 3")) };
    view! {
        <svg class="sign stranger" width=size height=size viewBox="-10 -10 20 20" role="img" aria-label=marks::kind_word(kind)>
            <circle r="9" stroke-dasharray=dash />
            <circle class="dot" r=dot />
        </svg>
    }
}
