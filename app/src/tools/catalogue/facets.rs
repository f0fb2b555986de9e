//! What the found tools may be narrowed by, with how many are left of each.

use super::super::search::{Facet, Search};
use super::go;
use crate::prelude::*;
use crate::ui::format::count;
use crate::ui::sign::Sign;
use crate::words;
use domain::Health;
use domain::tool::Catalogue;
use leptos_router::hooks::use_navigate;

/// How many values of a facet are listed, beside the chosen ones.
const LISTED: usize = 12;

/// The facets of a search.
#[component]
pub fn Facets(catalogue: Signal<Catalogue>, search: Memo<Search>, form: &'static str) -> impl IntoView {
    let open = RwSignal::new(false);
    let narrowing = move || search.with(|search| Facet::ALL.iter().map(|facet| search.chosen(*facet).len()).sum::<usize>());
    let unfold_words = move || match narrowing() {
        0 => "Filter".to_owned(),
        n => format!("Filter, {n} chosen"),
    };
    let unfolded = move || if open.get() { "true" } else { "false" };
    view! {
        <button type="button" class="button facets-fold narrow" aria-expanded=unfolded on:click=move |_| open.update(|open| *open = !*open)>
            {dynamic(unfold_words)}
        </button>
        <aside class="facets" class:open=open aria-label="Narrow the tools">
            {Facet::ALL.map(|facet| view! { <Group facet=facet catalogue=catalogue search=search form=form /> })}
            <noscript inner_html=format!("<button class=\"button\" form=\"{form}\">Show</button>") />
            {dynamic(move || (narrowing() > 0).then(|| view! { <a class="clear" href=Search::default().with_words(&search.with(|search| search.words.clone())).path()>"Clear all"</a> }))}
        </aside>
    }
}

#[component]
fn Group(facet: Facet, catalogue: Signal<Catalogue>, search: Memo<Search>, form: &'static str) -> impl IntoView {
    let values =
        Memo::new(move |_| search.with(|search| catalogue.with(|catalogue| listed(counts(catalogue, facet), search.chosen(facet)))));
    let rest = move || catalogue.with(|catalogue| counts(catalogue, facet).len()).saturating_sub(values.with(Vec::len));
    let choice = move |value| view! { <Choice facet=facet value=value catalogue=catalogue search=search form=form /> };
    view! {
        <fieldset class="facet" hidden=move || values.with(Vec::is_empty)>
            <legend>{facet.title()}</legend>
            {dynamic(move || values.get().into_iter().map(choice).collect_view())}
            <small hidden=move || rest() == 0>{dynamic(move || format!("{} more; search for them by name", count(rest() as u64)))}</small>
        </fieldset>
    }
}

#[component]
fn Choice(facet: Facet, value: String, catalogue: Signal<Catalogue>, search: Memo<Search>, form: &'static str) -> impl IntoView {
    let navigate = use_navigate();
    let value = StoredValue::new(value);
    let is_chosen = move || value.with_value(|value| search.with(|search| search.chosen(facet).contains(value)));
    let found = move || {
        let of =
            |facets: &[domain::tool::Facet]| value.with_value(|value| facets.iter().find(|of| of.value == *value).map_or(0, |of| of.count));
        count(catalogue.with(|catalogue| of(counts(catalogue, facet))).into())
    };
    let health = value.with_value(|value| Health::from_word(value)).filter(|_| facet == Facet::Health);
    view! {
        <label>
            <input
                type="checkbox"
                name=facet.key()
                value=value.get_value()
                form=form
                checked=untrack(is_chosen)
                prop:checked=is_chosen
                on:change=move |_| go(&search.get_untracked().toggled(facet, &value.get_value()), &navigate)
            />
            {health.map(|health| view! { <Sign mark=words::mark(health) size=10 /> })}
            <span class="cut-off">{value.get_value()}</span>
            <span class="count">{dynamic(found)}</span>
        </label>
    }
}

fn counts(catalogue: &Catalogue, facet: Facet) -> &[domain::tool::Facet] {
    match facet {
        Facet::Service => &catalogue.services,
        Facet::Health => &catalogue.health,
        Facet::Tag => &catalogue.tags,
    }
}

/// The values worth a line: the chosen ones and the most frequent, as they come.
fn listed(facets: &[domain::tool::Facet], chosen: &[String]) -> Vec<String> {
    let gone = chosen.iter().filter(|value| !facets.iter().any(|facet| facet.value == **value)).cloned();
    let kept = facets.iter().enumerate().filter(|(place, facet)| *place < LISTED || chosen.contains(&facet.value));
    kept.map(|(_, facet)| facet.value.clone()).chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_values_are_listed_even_where_nothing_bears_them() {
        let facet = |value: String| domain::tool::Facet { value, count: 1 };
        let all: Vec<_> = (0..20).map(|n| facet(format!("t{n}"))).collect();
        let shown = listed(&all, &["t15".to_owned(), "none".to_owned()]);
        assert_eq!((shown.len(), shown[12].as_str(), shown[13].as_str()), (LISTED + 2, "t15", "none"));
    }
}
