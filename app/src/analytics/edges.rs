//! Who calls whom: callers down, services across, the more calls the deeper the tint.

use super::scope::Scope;
use crate::prelude::*;
use crate::ui::format;
use domain::charts::EdgeCalls;

/// The most callers and services that are told apart.
const SHOWN: usize = 8;

/// The tints of quantity, from few to many.
const TINTS: [&str; 7] = ["number t1", "number t2", "number t3", "number t4", "number t5", "number t6", "number t7"];

/// Calls from callers to services; the busiest of each come first.
#[derive(Debug, PartialEq, Eq)]
struct Matrix<'a> {
    callers: Vec<&'a str>,
    services: Vec<&'a str>,
    edges: Vec<(&'a str, &'a str, u64)>,
}

/// The section.
pub fn draw(edges: &[EdgeCalls], scope: &Scope) -> impl IntoView + use<> {
    let matrix = Matrix::of(edges);
    let body = if matrix.edges.is_empty() {
        view! { <p class="quietly">"Nobody called anyone."</p> }
    } else {
        table(&matrix, scope).into_any()
    };
    let told = matrix.left_out().map(|left_out| view! { <p class="quietly">{left_out}</p> });
    view! {
        <section class="section">
            <header><h2>"Who calls whom"</h2><small>"calls"</small></header>
            {body}
            {told}
        </section>
    }
}

fn table(matrix: &Matrix, scope: &Scope) -> impl IntoView + use<> {
    let most = matrix.edges.iter().map(|edge| edge.2).max().unwrap_or(1);
    let head = |service: &&str| {
        let name = (*service).to_owned();
        let only = scope.of_service(Some(name.clone())).path();
        view! { <th scope="col"><span><a href=only>{name}</a></span></th> }
    };
    let row = |caller: &&str| {
        let cell = |service: &&str| {
            let (class, words) = match matrix.calls(caller, service) {
                0 => ("number none", "·".to_owned()),
                calls => (tint(calls, most), short(calls)),
            };
            view! { <td class=class>{words}</td> }
        };
        let name = (*caller).to_owned();
        let only = scope.of_service(None).of_caller(Some(name.clone())).path();
        view! {
            <tr><th scope="row"><span class="cut-off"><a href=only>{name}</a></span></th>{matrix.services.iter().map(cell).collect_view()}</tr>
        }
    };
    view! {
        <div class="matrix-frame">
            <table class="matrix">
                <thead><tr><td></td>{matrix.services.iter().map(head).collect_view()}</tr></thead>
                <tbody>{matrix.callers.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

impl<'a> Matrix<'a> {
    /// The matrix of edges that are sorted by calls, most first; their keys are `caller>service`.
    fn of(edges: &'a [EdgeCalls]) -> Self {
        let mut matrix = Self { callers: Vec::new(), services: Vec::new(), edges: Vec::new() };
        for edge in edges {
            if let Some((caller, service)) = edge.key.rsplit_once('>') {
                add(&mut matrix.callers, caller);
                add(&mut matrix.services, service);
                matrix.edges.push((caller, service, edge.calls));
            }
        }
        matrix
    }

    fn calls(&self, caller: &str, service: &str) -> u64 {
        self.edges.iter().find(|edge| (edge.0, edge.1) == (caller, service)).map_or(0, |edge| edge.2)
    }

    /// How many edges found no place, in words.
    fn left_out(&self) -> Option<String> {
        let is_out = |edge: &&(&str, &str, u64)| !self.callers.contains(&edge.0) || !self.services.contains(&edge.1);
        let out = self.edges.iter().filter(is_out).count() as u64;
        (out > 0).then(|| format!("{} between others are not shown.", format::plural(out, "edge", "edges")))
    }
}

fn add<'a>(names: &mut Vec<&'a str>, name: &'a str) {
    if names.len() < SHOWN && !names.contains(&name) {
        names.push(name);
    }
}

/// The tint of a count, on a logarithmic scale up to the most.
fn tint(calls: u64, most: u64) -> &'static str {
    let share = (calls as f64).ln_1p() / (most as f64).ln_1p();
    TINTS[((share * TINTS.len() as f64) as usize).min(TINTS.len() - 1)]
}

/// A count that fits a cell: `3.6k`.
fn short(calls: u64) -> String {
    match calls {
        0..1000 => calls.to_string(),
        1000..10_000 => format!("{}k", format::fixed(calls as f64 / 1e3, 1)),
        10_000..1_000_000 => format!("{}k", calls / 1000),
        _ => format!("{}M", calls / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(edges: &[(&str, u64)]) -> Vec<EdgeCalls> {
        edges.iter().map(|(key, calls)| EdgeCalls { key: (*key).to_owned(), calls: *calls }).collect()
    }

    #[test]
    fn callers_and_services_stand_once_the_busiest_first() {
        let edges = edges(&[("orders>inventory", 9), ("a>b>orders", 5), ("orders>pricing", 1)]);
        let matrix = Matrix::of(&edges);
        assert_eq!(
            (matrix.callers.as_slice(), matrix.services.as_slice()),
            (&["orders", "a>b"][..], &["inventory", "orders", "pricing"][..])
        );
        assert_eq!((matrix.calls("orders", "pricing"), matrix.calls("a>b", "pricing")), (1, 0));
        assert_eq!(matrix.left_out(), None);
    }

    #[test]
    fn what_finds_no_place_is_counted() {
        let many: Vec<(String, u64)> = (0..10).map(|n| (format!("c{n}>geo"), 1)).collect();
        let many: Vec<(&str, u64)> = many.iter().map(|(key, calls)| (key.as_str(), *calls)).collect();
        assert_eq!(Matrix::of(&edges(&many)).left_out(), Some("2 edges between others are not shown.".to_owned()));
    }

    #[test]
    fn the_most_calls_have_the_deepest_tint() {
        assert_eq!((tint(9700, 9700), tint(1, 9700)), (TINTS[6], TINTS[0]));
        assert_eq!([short(704), short(9700), short(12_300), short(2_000_000)], ["704", "9.7k", "12k", "2M"]);
    }
}
