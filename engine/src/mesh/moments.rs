//! Moments: the mesh as it was at the end of every minute, kept for days.
//!
//! ```text
//! calls → Recorder, a minute at a time ┐
//! services as they are now, compared   ┴ look, once a minute, one transaction → moment_edges, moment_nodes, moment_spans
//! ```
//! A minute's edges are a row for each that was called; its services a row for each that changed. Nothing of it is
//! written where a call waits. What a killed process loses is the minute under way; one that is stopped loses nothing.
//! Of several processes on one database each writes the calls that it carried, and sees the others' when their minute
//! is over.

use super::recorder::{Cell, Ends};
use super::store::{self, Batch};
use super::tally::{Tallies, Tally};
use super::{Live, minute_of};
use crate::{Error, db::Db};
use domain::mesh::{Edge, Node, ORCHESTRATOR, Provenance, Teller};
use domain::{Failure, Time};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// How long moments are kept, in seconds: as long as the longest window of a mesh.
pub const MOMENTS_KEPT: i64 = 90 * 86_400;

/// How long an edge is remembered after it was last seen, in seconds: long after everyone forgot the row it had.
const SEEN_KEPT: i64 = 2 * MOMENTS_KEPT;

/// How much longer the calls along edges are kept, in seconds: the window of the first moment that is kept is whole up to this.
const EDGES_KEPT_LONGER: i64 = 86_400;

/// How many windows that end now are held.
const HELD_MAX: usize = 24;

/// Calls by caller and callee, and the first minute that has some.
type Edges = BTreeMap<Ends, (i64, Tallies)>;

/// The moments of this mesh.
#[derive(Clone, Debug)]
pub struct Moments(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    live: Live,
    writer: i64,
    /// Held while writing and while reading what waits to be written.
    kept: tokio::sync::Mutex<Kept>,
    held: Mutex<Vec<(Range<i64>, Arc<Edges>)>>,
}

/// What the database holds of the services.
#[derive(Debug)]
struct Kept {
    nodes: BTreeMap<String, Node>,
    /// The first and the last moment kept without a gap.
    span: Option<(i64, i64)>,
}

/// A moment as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// When.
    pub at: Time,
    /// The services there were, by name.
    pub services: Vec<Node>,
    /// The edges of the window that ended then.
    pub edges: Vec<Edge>,
}

impl Moments {
    /// Takes up which edges were ever seen, and what the services were like last.
    pub async fn open(db: Db, live: Live) -> Result<Self, Error> {
        let writer = store::reserve_writer(&db).await?;
        for row in store::seen(&db, super::recorder::EDGES_MAX as i64).await? {
            live.recorder().remember(&row);
        }
        let nodes = store::nodes(&db, i64::MAX).await?.into_iter().map(|node| (node.id.clone(), node)).collect();
        let kept = tokio::sync::Mutex::new(Kept { nodes, span: None });
        Ok(Self(Arc::new(Inner { db, live, writer, kept, held: Mutex::default() })))
    }

    /// Where they are kept.
    pub(super) fn db(&self) -> &Db {
        &self.0.db
    }

    /// Keeps the moment that has come since the last one, where one has: the minutes that are over, and `services` as they are.
    pub async fn look(&self, now: Time, services: impl FnOnce() -> Vec<Node>) -> Result<(), Error> {
        let mut kept = self.0.kept.lock().await;
        self.0.live.recorder().advance(now);
        let moment = self.0.live.recorder().minute();
        let Some((_, last)) = kept.span else {
            // The first moment is the end of the minute in which all began.
            kept.span = Some((moment + 1, moment));
            return Ok(());
        };
        if moment <= last {
            return Ok(());
        }
        let services: BTreeMap<String, Node> = services().into_iter().map(|node| (node.id.clone(), node)).collect();
        let first = kept.span.filter(|(_, last)| *last + 1 == moment).map_or(moment, |(first, _)| first);
        self.write(changes(&kept.nodes, &services), Some((first, moment))).await?;
        *kept = Kept { nodes: services, span: Some((first, moment)) };
        Ok(())
    }

    /// Writes what is still in memory of the minute under way, where no call comes after it.
    pub async fn finish(&self) -> Result<(), Error> {
        let _kept = self.0.kept.lock().await;
        self.0.live.recorder().end_minute();
        self.write(Vec::new(), None).await
    }

    async fn write(&self, nodes: Vec<(String, Option<Node>)>, span: Option<(i64, i64)>) -> Result<(), Error> {
        let batch = Batch { minutes: self.0.live.recorder().waiting().to_vec(), nodes, span };
        if !batch.is_empty() {
            let rows = store::write(&self.0.db, self.0.writer, &batch).await?;
            self.0.live.recorder().written(&batch.minutes, &rows);
        }
        Ok(())
    }

    /// Takes out what is too old.
    pub async fn purge(&self, now: Time) -> Result<(), Error> {
        let first = now.plus_seconds(-MOMENTS_KEPT);
        let edges = minute_of(first.plus_seconds(-EDGES_KEPT_LONGER));
        store::purge(&self.0.db, minute_of(first), edges, now.plus_seconds(-SEEN_KEPT)).await?;
        self.0.live.recorder().forget(first);
        Ok(())
    }

    /// The edges of the window that ends at `now`, the calls of the minute under way among them.
    pub async fn edges_now(&self, now: Time, window: i64) -> Result<Vec<Edge>, Error> {
        let (under_way, minute) = {
            let mut recorder = self.0.live.recorder();
            recorder.advance(now);
            (recorder.under_way(), recorder.minute())
        };
        let first = first_minute(now.plus_seconds(-window));
        let mut edges = Edges::clone(&*self.past(first..minute).await?);
        add(&mut edges, minute, &under_way);
        Ok(self.drawn(edges))
    }

    /// The moment that was kept last, no later than `at`, with the edges of the window that ended then.
    pub async fn at(&self, at: Time, window: i64) -> Result<Moment, Failure> {
        let Some(moment) = store::kept_at(&self.0.db, minute_of(at)).await? else {
            return Err(Failure::not_found(self.why_not_kept().await?, Vec::new()));
        };
        let at = Time::from_seconds(moment * 60);
        let services = store::nodes(&self.0.db, moment).await?;
        let edges = self.read(first_minute(at.plus_seconds(-window))..moment).await?;
        Ok(Moment { at, services, edges: self.drawn(edges) })
    }

    async fn why_not_kept(&self) -> Result<String, Error> {
        let first = store::spans(&self.0.db).await?.first().map(|(first, _)| Time::from_seconds(first * 60));
        Ok(first.map_or("No moment is kept yet: the first comes within a minute of the start.".to_owned(), |first| {
            format!("Nothing is kept of that moment; the first that is kept is {first}.")
        }))
    }

    /// The times that are kept: from the first to the last moment of each stretch without a gap, oldest first.
    pub async fn kept(&self) -> Result<Vec<(Time, Time)>, Error> {
        let mut joined: Vec<(i64, i64)> = Vec::new();
        for (first, last) in store::spans(&self.0.db).await? {
            match joined.last_mut().filter(|before| first <= before.1 + 1) {
                Some(before) => before.1 = before.1.max(last),
                None => joined.push((first, last)),
            }
        }
        Ok(joined.into_iter().map(|(first, last)| (Time::from_seconds(first * 60), Time::from_seconds(last * 60))).collect())
    }

    /// The calls of minutes that are over, up to the one under way: read once a minute, for live pages ask every second.
    async fn past(&self, minutes: Range<i64>) -> Result<Arc<Edges>, Error> {
        let held = self.held().iter().find(|(range, _)| *range == minutes).map(|(_, edges)| Arc::clone(edges));
        if let Some(edges) = held {
            return Ok(edges);
        }
        let edges = Arc::new(self.read(minutes.clone()).await?);
        let mut held = self.held();
        // A window that ended earlier is asked for no more.
        held.retain(|(range, _)| range.end == minutes.end && *range != minutes);
        held.truncate(HELD_MAX - 1);
        held.insert(0, (minutes, Arc::clone(&edges)));
        Ok(edges)
    }

    /// The calls of minutes that are over, written or not.
    async fn read(&self, minutes: Range<i64>) -> Result<Edges, Error> {
        let is_unwritten = self.0.live.recorder().waiting().iter().any(|waiting| minutes.contains(&waiting.minute));
        // While this is held, nothing that waits is written, and so nothing is counted twice. What is written already stays so,
        // and nobody who reads it waits for another.
        let _kept = if is_unwritten { Some(self.0.kept.lock().await) } else { None };
        let waiting = if is_unwritten { self.0.live.recorder().waiting().to_vec() } else { Vec::new() };
        let mut edges = Edges::new();
        store::each_edge(&self.0.db, minutes.clone(), |source, target, minute, teller, tally| {
            merge(&mut edges, (source.into(), target.into()), minute, teller, tally);
        })
        .await?;
        for minute in waiting.iter().filter(|waiting| minutes.contains(&waiting.minute)) {
            add(&mut edges, minute.minute, &minute.cells);
        }
        Ok(edges)
    }

    fn drawn(&self, edges: Edges) -> Vec<Edge> {
        // Calls wait while the recorder is held: only what must be is asked of it.
        let first_seen: Vec<Option<Time>> = {
            let recorder = self.0.live.recorder();
            edges.keys().map(|(source, target)| recorder.first_seen(source, target)).collect()
        };
        let edges = edges.into_iter().zip(first_seen);
        edges.map(|((ends, (minute, tallies)), first)| edge(&ends, &tallies, first.unwrap_or(Time::from_seconds(minute * 60)))).collect()
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Vec<(Range<i64>, Arc<Edges>)>> {
        // It holds only copies, each put in as a whole.
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What differs from what is kept: services that are new or other, and nothing for those that are gone.
fn changes(kept: &BTreeMap<String, Node>, services: &BTreeMap<String, Node>) -> Vec<(String, Option<Node>)> {
    let other = services.iter().filter(|(name, node)| kept.get(*name) != Some(*node));
    let other = other.map(|(name, node)| (name.clone(), Some(node.clone())));
    let gone = kept.keys().filter(|name| !services.contains_key(*name)).map(|name| (name.clone(), None));
    other.chain(gone).collect()
}

fn add(edges: &mut Edges, minute: i64, cells: &[Cell]) {
    cells.iter().for_each(|cell| merge(edges, cell.ends.clone(), minute, cell.teller, &cell.tally));
}

fn merge(edges: &mut Edges, ends: Ends, minute: i64, teller: Teller, tally: &Tally) {
    let (first, sums) = edges.entry(ends).or_insert_with(|| (minute, Tallies::default()));
    *first = minute.min(*first);
    sums.of(teller).merge(tally);
}

fn edge((source, target): &Ends, tallies: &Tallies, first_seen: Time) -> Edge {
    let nobody = Tally::default();
    let tally = tallies.fullest().unwrap_or(&nobody);
    Edge {
        source: source.to_string(),
        target: target.to_string(),
        calls: tally.calls,
        errors: tally.errors,
        latency_ms: tallies.timed().unwrap_or(tally).percentiles(),
        provenance: provenance(source, tallies),
        first_seen: Some(first_seen),
        last_seen: tallies.iter().map(|(_, tally)| tally.last).max(),
        sightings: tallies.sightings(),
    }
}

/// How we know of an edge, each way once.
fn provenance(source: &str, tallies: &Tallies) -> Vec<Provenance> {
    let mut known = Vec::new();
    for (teller, _) in tallies.iter() {
        if !known.contains(&teller.provenance()) {
            known.push(teller.provenance());
        }
        if teller == Teller::Gateway && source == ORCHESTRATOR {
            known.push(Provenance::Run);
        }
    }
    known
}

/// The first minute that begins at or after `time`.
const fn first_minute(time: Time) -> i64 {
    -time.0.saturating_neg().div_euclid(60_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Events;
    use crate::mesh::tests::call;
    use crate::testing;

    #[tokio::test]
    async fn what_is_written_is_read_while_somebody_writes_and_what_waits_is_read_after() {
        let testing = testing::sqlite().await;
        let live = Live::new(Events::open(&testing.db).await.expect("events"));
        let moments = Moments::open(testing.db.clone(), live.clone()).await.expect("moments");
        let at = |minute: i64| Time::from_seconds(minute * 60);
        let calls = |edges: Edges| edges.values().map(|(_, tallies)| tallies.fullest().map_or(0, |tally| tally.calls)).sum::<u64>();
        for minute in 1..3 {
            moments.look(at(minute), Vec::new).await.expect("looked");
            live.fold_at(&call("web", "geo"), at(minute));
        }
        live.recorder().advance(at(3));
        let writing = moments.0.kept.lock().await;
        assert_eq!(calls(moments.read(1..2).await.expect("written")), 1);
        let mut waiting = Box::pin(moments.read(1..3));
        assert!(futures::poll!(waiting.as_mut()).is_pending());
        drop(writing);
        assert_eq!(calls(waiting.await.expect("not written yet")), 2);
    }
}
