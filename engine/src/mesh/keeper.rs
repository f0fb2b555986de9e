//! The keeper: moments of this registry, kept as time goes on, and the mesh drawn from them.

use super::Live;
use super::draw::{draw, services};
use super::moments::{Moment, Moments};
use crate::catalogue::Catalogue;
use crate::registry::Registry;
use crate::{Error, clock, db::Db};
use domain::mesh::{Changes, Mesh};
use domain::{Failure, Time};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is asked whether a minute is over.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often what is too old is taken out.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// Moments, and what they are moments of.
#[derive(Clone, Debug)]
pub struct Keeper {
    moments: Moments,
    registry: Registry,
    catalogue: Catalogue,
}

impl Keeper {
    /// Takes up what the database holds.
    pub async fn open(db: Db, live: Live, registry: Registry, catalogue: Catalogue) -> Result<Self, Error> {
        Ok(Self { moments: Moments::open(db, live).await?, registry, catalogue })
    }

    /// Keeps every moment until `stop`, and what is still in memory then.
    pub async fn run(self, stop: CancellationToken) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        let mut purge = tokio::time::interval(PURGE_EVERY);
        let mut failing = false;
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                _ = look.tick() => failing = report(&self.look(clock::now()).await, failing),
                _ = purge.tick() => failing = report(&self.moments.purge(clock::now()).await, failing),
            }
        }
        report(&self.moments.finish().await, failing);
    }

    /// The moments.
    pub(super) const fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Keeps the moment that has come, where one has.
    pub async fn look(&self, now: Time) -> Result<(), Error> {
        self.moments.look(now, || services(&self.registry, &self.catalogue)).await
    }

    /// The mesh as it is, over the last `window` seconds.
    pub async fn mesh(&self, now: Time, window: u32) -> Result<Mesh, Failure> {
        let edges = self.moments.edges_now(now, i64::from(window)).await?;
        Ok(draw(services(&self.registry, &self.catalogue), edges, now, window))
    }

    /// The mesh as it was at the last moment that was kept until `at`.
    pub async fn mesh_at(&self, at: Time, window: u32) -> Result<Mesh, Failure> {
        let Moment { at, services, edges } = self.moments.at(at, i64::from(window)).await?;
        Ok(draw(services, edges, at, window))
    }

    /// What is different between the moments kept until `from` and until `to`; without `to`, between then and now.
    pub async fn changes(&self, from: Time, to: Option<Time>, now: Time, window: u32) -> Result<Changes, Failure> {
        let (before, after) = self.both(from, to, now, window).await?;
        Ok(Changes::between(&before, &after))
    }

    /// The mesh at two moments; the later one is now without `to`.
    pub async fn both(&self, from: Time, to: Option<Time>, now: Time, window: u32) -> Result<(Mesh, Mesh), Failure> {
        let before = self.mesh_at(from, window).await?;
        let after = match to {
            Some(to) => self.mesh_at(to, window).await?,
            None => self.mesh(now, window).await?,
        };
        Ok((before, after))
    }

    /// The stretches of time that are kept without a gap, oldest first.
    pub async fn kept(&self) -> Result<Vec<(Time, Time)>, Failure> {
        Ok(self.moments.kept().await?)
    }
}

/// Says once that writing fails, and once that it works again.
fn report(done: &Result<(), Error>, failing: bool) -> bool {
    match done {
        Err(error) if !failing => tracing::error!(%error, "moments cannot be written; their minutes wait in memory: {error}"),
        Ok(()) if failing => tracing::info!("moments are written again"),
        _ => {}
    }
    done.is_err()
}
