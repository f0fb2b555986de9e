//! The mesh to take along: what the query leaves of it, in the tongues of other tools and as a picture.

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
        let href = move || place.with(|place| address(format, &place.query));
        view! { <a href=href download=name(format) rel="external">{format.name()}</a> }
    };
    let svg = Signal::derive(move || place.with(|place| address(Format::Svg, &place.query)));
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

fn address(format: Format, query: &str) -> String {
    let query = if query.is_empty() { String::new() } else { format!("&query={}", paths::encode(query)) };
    format!("/registry/mesh?format={}{query}", format.word())
}

fn name(format: Format) -> String {
    format!("mesh.{}", format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_what_the_query_leaves() {
        assert_eq!(address(Format::Dot, ""), "/registry/mesh?format=dot");
        assert_eq!(address(Format::Svg, "errors > 5%"), "/registry/mesh?format=svg&query=errors%20%3E%205%25");
        assert_eq!(name(Format::Mermaid), "mesh.mmd");
    }
}
