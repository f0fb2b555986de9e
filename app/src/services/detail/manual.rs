//! The manual of a service: what was read of it, what was left out and why.

use crate::prelude::*;
use crate::ui::copy::Copy;
use crate::ui::format::{dash, plural, short_id};
use crate::ui::icon::Icon;
use crate::words;
use domain::Time;
use domain::service::{ManualState, ManualStatus, Protocol, Rejected};

/// The state of the manual, and its text.
#[component]
pub fn Manual(manual: ManualStatus, text: Option<String>, tools: u32, now: Time) -> impl IntoView {
    let (sentence, class) = tell(&manual, tools);
    let digest = manual.digest.clone();
    view! {
        <section class="section">
            <header><h2>"Manual"</h2><small>{manual.kind.map(Protocol::name)}</small></header>
            <p class=class>{sentence}</p>
            <dl class="facts">
                <dt>"Fetched"</dt><dd>{dash(manual.fetched_at, |at| words::moment(at, now))}</dd>
                <dt>"Versions seen"</dt><dd>{manual.versions}</dd>
                <dt>"Digest"</dt><dd><code title=digest.clone()>{dash(digest.clone(), |digest| short_id(&digest))}</code></dd>
            </dl>
            {left_out(manual.rejected)}
            {text.map(raw)}
        </section>
    }
}

/// How the reading stands, in words, and how bad that is.
fn tell(manual: &ManualStatus, tools: u32) -> (String, &'static str) {
    let reason = manual.reason.as_deref().unwrap_or_default().trim_end_matches('.');
    match manual.state {
        ManualState::Read => {
            (format!("It was read; {} in the catalogue.", plural(tools.into(), "of its tools is", "of its tools are")), "manual-state")
        }
        ManualState::Reading => ("It is being read.".to_owned(), "manual-state"),
        ManualState::Failed if reason.is_empty() => ("It could not be read.".to_owned(), "manual-state bad-text"),
        ManualState::Failed => (format!("It could not be read: {reason}."), "manual-state bad-text"),
    }
}

fn left_out(rejected: Vec<Rejected>) -> impl IntoView {
    let count = plural(rejected.len() as u64, "tool was left out", "tools were left out");
    let row = |Rejected { tool, reason }| view! { <li><Icon name="warning" size=14 /><code>{tool}</code><span>{reason}</span></li> };
    (!rejected.is_empty())
        .then(|| view! { <h3 class="left-out">{count}</h3><ul class="rows rejected">{rejected.into_iter().map(row).collect_view()}</ul> })
}

fn raw(text: String) -> impl IntoView {
    view! {
        <details class="raw">
            <summary>"Its text, as it was fetched"</summary>
            <Copy text=text.clone() label="Copy" />
            <pre tabindex="0">{text}</pre>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(state: ManualState, reason: Option<&str>, expected: &str) {
        let manual = ManualStatus { state, reason: reason.map(str::to_owned), ..ManualStatus::default() };
        assert_eq!(tell(&manual, 3).0, expected);
    }

    #[test]
    fn each_state_of_a_manual_is_said_plainly() {
        check(ManualState::Read, None, "It was read; 3 of its tools are in the catalogue.");
        check(ManualState::Failed, Some("it is HTML."), "It could not be read: it is HTML.");
        check(ManualState::Failed, None, "It could not be read.");
    }
}
