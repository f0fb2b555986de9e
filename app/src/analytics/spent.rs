//! Tokens and money that calls told of; where none did, that is said, and no zero is shown.

use crate::prelude::*;
use crate::ui::format::{self, fixed};
use domain::metrics::Figures;

/// The section.
pub fn draw(now: &Figures) -> impl IntoView + use<> {
    let rows: Vec<_> = told(now).into_iter().map(|(name, figure)| view! { <dt>{name}</dt><dd>{figure}</dd> }).collect();
    let body = if rows.is_empty() {
        view! { <p class="quietly">"Not measured: no call of this time told of tokens or of a price."</p> }
    } else {
        view! { <dl class="facts">{rows}</dl> }
    };
    view! {
        <section class="section">
            <header><h2>"Tokens and cost"</h2><small>"as far as calls told"</small></header>
            {body}
        </section>
    }
}

/// What calls told, with its name.
fn told(now: &Figures) -> Vec<(&'static str, String)> {
    let read = now.input_tokens.map(|tokens| ("Read", format::plural(tokens, "token", "tokens")));
    let written = now.output_tokens.map(|tokens| ("Written", format::plural(tokens, "token", "tokens")));
    let is_any = read.is_some() || written.is_some() || now.cost_usd.is_some();
    let cost = is_any.then(|| ("Cost", now.cost_usd.map_or_else(|| "unpriced".to_owned(), |usd| format!("${}", fixed(usd, 4)))));
    [read, written, cost].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input_tokens: Option<u64>, output_tokens: Option<u64>, cost_usd: Option<f64>, expected: &[(&str, &str)]) {
        let told = told(&Figures { calls: 9, input_tokens, output_tokens, cost_usd, ..Figures::default() });
        assert_eq!(told.iter().map(|(name, figure)| (*name, figure.as_str())).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_was_not_told_is_not_shown_as_nothing() {
        check(None, None, None, &[]);
        check(Some(1204), None, None, &[("Read", "1,204 tokens"), ("Cost", "unpriced")]);
        check(Some(1), Some(0), Some(0.062), &[("Read", "1 token"), ("Written", "0 tokens"), ("Cost", "$0.0620")]);
    }
}
