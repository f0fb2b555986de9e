//! What the browser's tab says, which the page's address tells.

use super::places::PLACES;
use crate::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Url;

/// The title of the page at an address, given without its query.
pub fn title(path: &str) -> String {
    format!("{} · Meshdeck", page(path))
}

fn page(path: &str) -> String {
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    if let Some(place) = PLACES.iter().find(|place| (place.path)() == path) {
        return place.word.to_owned();
    }
    let segments: Vec<_> = path.split('/').skip(1).map(Url::unescape).collect();
    match segments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["tools", service, name] => format!("{service}.{name}"),
        ["services", name] => name.to_owned(),
        ["runs", _] => "Run".to_owned(),
        ["alerts"] => "Alerts".to_owned(),
        ["report"] | ["reports", _] => "Report".to_owned(),
        ["calls"] => "Calls".to_owned(),
        ["calls", _] => "Call".to_owned(),
        _ => "Not found".to_owned(),
    }
}

/// Lets the tab's title follow the page.
#[component]
pub fn TabTitle() -> impl IntoView {
    let here = use_location().pathname;
    Effect::new(move |_| document().set_title(&here.with(|path| title(path))));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        assert_eq!(title(path), expected);
    }

    #[test]
    fn a_place_is_called_as_in_the_navigation() {
        check("/", "Overview · Meshdeck");
        check("/tools", "Tools · Meshdeck");
    }

    #[test]
    fn what_is_below_a_place_is_called_by_its_own_name() {
        check("/tools/units/convert", "units.convert · Meshdeck");
        check("/tools/units/from%C3%A9", "units.fromé · Meshdeck");
        check("/services/geo/", "geo · Meshdeck");
        check("/runs/01J", "Run · Meshdeck");
        check("/alerts", "Alerts · Meshdeck");
        check("/report", "Report · Meshdeck");
        check("/calls", "Calls · Meshdeck");
        check("/calls/c_1", "Call · Meshdeck");
    }

    #[test]
    fn an_address_of_nothing_says_so() {
        check("/nowhere", "Not found · Meshdeck");
    }
}
