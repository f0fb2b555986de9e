//! Who can call the tools of a service as they are defined, and why others cannot.

use crate::paths;
use crate::prelude::*;
use crate::ui::format::plural;
use crate::ui::icon::Icon;
use domain::review::Judged;
use domain::tool::Callable;

/// The tools against the clients.
#[component]
pub fn CallableFrom(service: String, tools: Vec<Judged>, more: u32) -> impl IntoView {
    let first = tools.first()?;
    let head = first.callable_from.iter().map(|from| view! { <th scope="col">{from.client.clone()}</th> }).collect_view();
    let rest = (more > 0).then(|| view! { <p class="quietly before">{plural(more.into(), "further tool", "further tools")}</p> });
    Some(view! {
        <section class="section">
            <header><h2>"Callable from"</h2><small>"as they are defined; the gateway can call more"</small></header>
            <table class="callable-from">
                <thead><tr><th scope="col">"tool"</th>{head}</tr></thead>
                <tbody>{tools.into_iter().map(|tool| row(&service, tool)).collect_view()}</tbody>
            </table>
            {rest}
        </section>
    })
}

fn row(service: &str, Judged { tool, callable_from }: Judged) -> AnyView {
    let reason = |(clients, because, remedy): Reason| view! { <span class="about"><b>{clients}</b>": "{because}". "<i>{remedy}</i></span> };
    view! {
        <tr>
            <th scope="row"><a class="mono" href=paths::tool(service, &tool)>{tool.clone()}</a>{reasons(&callable_from).into_iter().map(reason).collect_view()}</th>
            {callable_from.iter().map(cell).collect_view()}
        </tr>
    }
}

fn cell(from: &Callable) -> AnyView {
    let (icon, class, word) = match (from.callable, from.because.is_some()) {
        (false, _) => ("close", "bad-text", "no"),
        (true, true) => ("check", "warn-text", "yes, but"),
        (true, false) => ("check", "ok-text", "yes"),
    };
    view! { <td class=class><Icon name=icon size=12 /><span class="unseen">{word}</span></td> }
}

/// The clients it holds for, the reason and the remedy.
type Reason = (String, String, String);

/// Why somebody cannot call a tool, or not in every way; the same for several clients is said once.
fn reasons(from: &[Callable]) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for Callable { client, because, remedy, .. } in from {
        let Some(because) = because else { continue };
        match reasons.iter_mut().find(|reason| reason.1 == *because) {
            Some((clients, ..)) => *clients = format!("{clients}, {client}"),
            None => reasons.push((client.clone(), because.clone(), remedy.clone().unwrap_or_default())),
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_reason_is_said_once_with_all_whom_it_concerns() {
        let from = |client: &str, because: Option<&str>| Callable {
            client: client.to_owned(),
            callable: because.is_none(),
            because: because.map(str::to_owned),
            rule: None,
            remedy: None,
        };
        let found = reasons(&[from("a", Some("x")), from("b", None), from("c", Some("y")), from("d", Some("x"))]);
        let told: Vec<(&str, &str)> = found.iter().map(|reason| (reason.0.as_str(), reason.1.as_str())).collect();
        assert_eq!(told, [("a, d", "x"), ("c", "y")]);
    }
}
