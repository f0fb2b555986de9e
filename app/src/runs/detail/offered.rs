//! The tools that were offered to the planner: rank, fit, why, and whether it chose them.

use crate::paths;
use crate::prelude::*;
use crate::ui::format::{count, fixed};
use crate::ui::icon::Icon;
use crate::ui::spark::Meter;
use domain::run::Offer;
use domain::tool::Why;

/// The offered tools as a table of their own.
pub fn offered(offers: Vec<Offer>) -> AnyView {
    view! {
        <table class="offered">
            <thead>
                <tr>
                    <th scope="col" class="number">"rank"</th>
                    <th scope="col">"tool"</th>
                    <th scope="col" class="score">"fit"</th>
                    <th scope="col" class="wide">"why offered"</th>
                    <th scope="col" class="number wide">"tokens"</th>
                    <th scope="col" class="number">"outcome"</th>
                </tr>
            </thead>
            <tbody>{offers.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn row(offer: Offer) -> impl IntoView {
    let outcome = if offer.chosen {
        view! { <span class="chosen"><Icon name="check" size=12 />"chosen"</span> }
    } else {
        "not chosen".into_any()
    };
    view! {
        <tr class:chosen=offer.chosen>
            <td class="number quietly">{offer.rank}</td>
            <th scope="row" class="mono"><a href=paths::tool(offer.tool.service(), offer.tool.name())>{offer.tool.to_string()}</a></th>
            <td class="score"><Meter share=offer.score width=40 /><span>{fixed(offer.score, 2)}</span></td>
            <td class="wide why">{why(offer.why)}</td>
            <td class="number wide">{count(offer.tokens.into())}</td>
            <td class="number">{outcome}</td>
        </tr>
    }
}

fn why(why: Vec<Why>) -> impl IntoView {
    let part = |(place, why): (usize, Why)| {
        let comma = if place > 0 { ", " } else { "" };
        view! { {comma}{why.field}" "<b>{why.term}</b> }
    };
    why.into_iter().enumerate().map(part).collect_view()
}
