//! Series: the tallies of some names over a span, step by step, from the coarsest roll-ups that tell them apart.

use super::grain::Piece;
use super::span::Span;
use super::split::{Source, Split};
use super::tally::Tally;
use super::{Analytics, store};
use crate::Error;
use crate::db::Db;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::task::JoinSet;

/// From how many cells on, of every name in every slot, two tasks read them.
const SHARED_FROM: i64 = 1000;

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

/// By the place of what is shown of a name: its tallies by the place of their step.
type Steps = Vec<BTreeMap<usize, Tally>>;

/// Whose tallies are read, and over which span.
struct Reading {
    db: Db,
    split: Split,
    span: Span,
    /// By number.
    names: HashMap<i64, String>,
    /// Where what is shown of a name stands, by the name's number.
    places: HashMap<i64, usize>,
    /// How many there are of those.
    count: usize,
}

impl Reading {
    /// Reads some of the slots of its span.
    async fn read(self: Arc<Self>, pieces: Vec<Piece>) -> Result<Steps, Error> {
        let mut steps: Steps = vec![BTreeMap::new(); self.count];
        store::each_cell(&self.db, self.split, &self.names, &pieces, |name, minute, tally| {
            let Some(place) = self.places.get(&name) else { return Some(()) };
            steps[*place].entry(self.span.place(minute)).or_default().merge_encoded(tally)
        })
        .await?;
        Ok(steps)
    }

    /// Reads all of them. Adding tallies up is most of the work, so two share it where there are many.
    async fn read_all(self) -> Result<Steps, Error> {
        let (reading, mut halves) = (Arc::new(self), JoinSet::new());
        let pieces = reading.span.pieces(reading.split);
        let slots: i64 = pieces.iter().map(Piece::slots).sum();
        if slots * (reading.names.len() as i64) < SHARED_FROM {
            return reading.read(pieces).await;
        }
        let (first, second): (Vec<_>, Vec<_>) = pieces.iter().map(Piece::halves).unzip();
        let first = first.into_iter().filter(|piece| piece.slots() > 0).collect();
        halves.spawn(Arc::clone(&reading).read(first));
        halves.spawn(reading.read(second));
        let mut whole = Steps::new();
        for half in halves.join_all().await {
            add(&mut whole, half?);
        }
        Ok(whole)
    }
}

/// Adds the tallies of other slots.
fn add(whole: &mut Steps, half: Steps) {
    whole.resize_with(half.len(), BTreeMap::new);
    for (known, more) in whole.iter_mut().zip(half) {
        for (step, tally) in more {
            known.entry(step).and_modify(|known| known.merge(&tally)).or_insert(tally);
        }
    }
}

impl Analytics {
    /// The tallies of `source` over `span`, as far as they are kept: the span should be [`Span::fitted`].
    pub(super) async fn series(&self, source: &Source, span: &Span) -> Result<Series, Error> {
        self.settle().await;
        let names = store::names(&self.0.db, source.split, &source.names).await?;
        // Names that show the same are one.
        let mut shown: BTreeMap<String, usize> = BTreeMap::new();
        let mut place_of = |name: &str| {
            let next = shown.len();
            *shown.entry(source.shown.of(name).to_owned()).or_insert(next)
        };
        let places: HashMap<i64, usize> = names.iter().map(|(id, name)| (*id, place_of(name))).collect();
        let (db, split, span, count) = (self.0.db.clone(), source.split, span.clone(), shown.len());
        let mut steps = Reading { db, split, span, names, places, count }.read_all().await?;
        let series = shown.into_iter().map(|(shown, place)| (shown, std::mem::take(&mut steps[place])));
        Ok(Series(series.filter(|(_, steps)| !steps.is_empty()).collect()))
    }

    /// The same over the whole of a span, and of that only.
    pub(super) async fn wholes(&self, source: &Source, span: &Span) -> Result<BTreeMap<String, Tally>, Error> {
        let whole = Span { step: (span.minutes.end - span.minutes.start).max(1), ..span.clone() }.fitted(source.split, &self.gone());
        let series = self.series(source, &whole).await?;
        Ok(series.0.into_iter().filter_map(|(name, steps)| Some((name, steps.into_values().next()?))).collect())
    }
}
