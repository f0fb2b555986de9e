//! The mesh to take along: what the query leaves of it, folded as it is seen, in the tongues of other tools and as a picture.

use super::place::Place;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::picture;
use domain::mesh::export::Format;

/// The file that plays the last hour by itself.
const REPLAY: &str = "/registry/mesh/replay";

/// The menu.
#[component]
pub fn Export(place: Memo<Place>) -> impl IntoView {
    let file = move |format: Format| {
        let href = move || place.with(|place| address(format, place));
        view! { <a href=href download=name(format) rel="external">{format.name()}</a> }
    };
    let svg = Signal::derive(move || place.with(|place| address(Format::Svg, place)));
    let (words, trouble) = ("PNG of the whole map".to_owned(), RwSignal::new(String::new()));
    view! {
        <details class="menu">
            <summary class="button">"Export"<Icon name="down" size=12 /></summary>
            <div class="lifted">
                {Format::ALL.map(file).into_iter().collect_view()}
                {picture::png(svg, "mesh", words.clone(), words, trouble)}
                {picture::trouble(trouble)}
                <a href=REPLAY download="mesh-replay.html" rel="external">"Replay of the last hour"</a>
            </div>
        </details>
    }
}

fn address(format: Format, place: &Place) -> String {
    let pair = |key: &str, value: &str| if value.is_empty() { String::new() } else { format!("&{key}={}", paths::encode(value)) };
    let fold = place.fold.as_ref().map(|fold| pair("group", fold.by.word()) + &pair("open", &fold.open)).unwrap_or_default();
    format!("/registry/mesh?format={}{}{fold}", format.word(), pair("query", &place.query))
}

fn name(format: Format) -> String {
    format!("mesh.{}", format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::mesh::{Fold, Grouping};

    #[test]
    fn a_file_holds_what_the_query_leaves() {
        let fold = Some(Fold { by: Grouping::Owner, open: "a,b".to_owned() });
        let place = Place { query: "errors > 5%".to_owned(), fold, ..Place::default() };
        assert_eq!(address(Format::Dot, &Place::default()), "/registry/mesh?format=dot");
        assert_eq!(address(Format::Svg, &place), "/registry/mesh?format=svg&query=errors%20%3E%205%25&group=owner&open=a%2Cb");
        assert_eq!(name(Format::Mermaid), "mesh.mmd");
    }
}
