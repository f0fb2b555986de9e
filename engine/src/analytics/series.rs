//! Series: the tallies of some names over a span, step by step, from the coarsest roll-ups that tell them apart.

use super::span::Span;
use super::split::Source;
use super::tally::{Summed, Tally};
use super::{Analytics, store};
use crate::Error;
use std::collections::{BTreeMap, HashMap};

/// Tallies by what is shown of a name and by the place of their step; a step without a cell has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series<T = Tally>(pub BTreeMap<String, BTreeMap<usize, T>>);

impl Series {
    /// All names together, over the whole span.
    pub fn whole(&self) -> Tally {
        self.0.values().flat_map(BTreeMap::values).fold(Tally::default(), |mut whole, tally| {
            whole.merge(tally);
            whole
        })
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

impl Analytics {
    /// The tallies of `source` over `span`, or what is read of them, as far as they are kept: the span should be [`Span::fitted`].
    pub(super) async fn series<T: Summed>(&self, source: &Source, span: &Span) -> Result<Series<T>, Error> {
        self.settle().await;
        let names = store::names(&self.0.db, source.split, &source.names).await?;
        // Names that show the same are one.
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut place_of = |shown| {
            let next = places.len();
            *places.entry(shown).or_insert(next)
        };
        let of: HashMap<i64, usize> = names.iter().map(|(id, name)| (*id, place_of(source.shown.of(name)))).collect();
        let mut steps: Vec<BTreeMap<usize, T>> = places.iter().map(|_| BTreeMap::new()).collect();
        store::each_cell(&self.0.db, source.split, &names, &span.pieces(source.split), |name, minute, tally| {
            let Some(place) = of.get(&name) else { return Some(()) };
            steps[*place].entry(span.place(minute)).or_default().merge_encoded(tally)
        })
        .await?;
        let called = places.into_iter().filter(|(_, place)| !steps[*place].is_empty()).collect::<Vec<_>>();
        Ok(Series(called.into_iter().map(|(shown, place)| (shown.to_owned(), std::mem::take(&mut steps[place]))).collect()))
    }

    /// The same over the whole of a span, and of that only.
    pub(super) async fn wholes<T: Summed>(&self, source: &Source, span: &Span) -> Result<BTreeMap<String, T>, Error> {
        let whole = Span { step: (span.minutes.end - span.minutes.start).max(1), ..span.clone() }.fitted(source.split, &self.gone());
        let series = self.series::<T>(source, &whole).await?;
        Ok(series.0.into_iter().filter_map(|(name, steps)| Some((name, steps.into_values().next()?))).collect())
    }
}
