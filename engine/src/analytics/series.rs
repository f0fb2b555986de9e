//! Series: the tallies of some names over a span, step by step, from the coarsest roll-ups that tell them apart.

use super::span::Span;
use super::split::Source;
use super::tally::Tally;
use super::{Analytics, store};
use crate::Error;
use std::collections::{BTreeMap, HashMap};

/// Tallies by what is shown of a name and by the place of their step; a step without a cell has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series(pub BTreeMap<String, BTreeMap<usize, Tally>>);

impl Series {
    /// Every name over the whole span.
    pub fn wholes(&self) -> BTreeMap<&str, Tally> {
        self.0.iter().map(|(name, steps)| (name.as_str(), whole(steps.values()))).collect()
    }

    /// All names together, over the whole span.
    pub fn whole(&self) -> Tally {
        whole(self.0.values().flat_map(BTreeMap::values))
    }

    /// All names together, step by step.
    pub fn steps(&self) -> BTreeMap<usize, Tally> {
        let mut steps: BTreeMap<usize, Tally> = BTreeMap::new();
        for (place, tally) in self.0.values().flatten() {
            steps.entry(*place).or_default().merge(tally);
        }
        steps
    }
}

fn whole<'a>(tallies: impl Iterator<Item = &'a Tally>) -> Tally {
    tallies.fold(Tally::default(), |mut whole, tally| {
        whole.merge(tally);
        whole
    })
}

impl Analytics {
    /// The tallies of `source` over `span`, as far as they are kept: the span should be [`Span::fitted`].
    pub(super) async fn series(&self, source: &Source, span: &Span) -> Result<Series, Error> {
        self.settle().await;
        let mut by_name: HashMap<i64, BTreeMap<usize, Tally>> = HashMap::new();
        let pieces = span.pieces(source.split);
        store::each_cell(&self.0.db, source.split, &source.names, &pieces, |name, minute, tally| {
            by_name.entry(name).or_default().entry(span.place(minute)).or_default().merge_encoded(tally)
        })
        .await?;
        // Asked afterwards, so that no cell has a name that is not among them.
        let names = store::names(&self.0.db, source.split, &source.names).await?;
        let mut series = Series::default();
        for (id, steps) in by_name {
            let Some(name) = names.get(&id) else { continue };
            let known = series.0.entry(source.shown.of(name).to_owned()).or_default();
            for (place, tally) in steps {
                known.entry(place).or_default().merge(&tally);
            }
        }
        Ok(series)
    }

    /// The same over the whole of a span, and of that only.
    pub(super) async fn wholes(&self, source: &Source, span: &Span) -> Result<BTreeMap<String, Tally>, Error> {
        let whole = Span { step: (span.minutes.end - span.minutes.start).max(1), ..span.clone() }.fitted(source.split, &self.gone());
        let series = self.series(source, &whole).await?;
        Ok(series.0.into_iter().filter_map(|(name, steps)| Some((name, steps.into_values().next()?))).collect())
    }
}
