//! Pins of the map's nodes: kept, told to everyone who looks, taken away.

pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

use crate::events::Events;
use crate::{clock, db::Db};
use domain::Failure;
use domain::event::What;
use domain::failure::Kind;
use domain::pin::{self, PINS_MAX, Pin, Spot, VIEWS_MAX};

/// The pins of every view.
#[derive(Clone, Debug)]
pub struct Pins {
    db: Db,
    events: Events,
}

impl Pins {
    /// The pins in that database.
    pub const fn new(db: Db, events: Events) -> Self {
        Self { db, events }
    }

    /// The pins of a view, by node; a view in which nothing is pinned has none.
    pub async fn of(&self, view: &str) -> Result<Vec<Pin>, Failure> {
        pin::judge_view(view)?;
        Ok(store::all(&self.db, view).await?)
    }

    /// Pins a node, in place of its pin before.
    pub async fn set(&self, view: &str, node: &str, spot: Spot) -> Result<(), Failure> {
        pin::judge(view, node, spot)?;
        let has_room = |room: &store::Room| room.pins <= PINS_MAX && room.views <= VIEWS_MAX;
        let full = store::save(&self.db, view, node, spot, clock::now(), has_room).await?;
        full.map_or(Ok(()), |room| Err(too_many(&room)))?;
        self.tell(view);
        Ok(())
    }

    /// Lets a node go.
    pub async fn remove(&self, view: &str, node: &str) -> Result<(), Failure> {
        pin::judge_view(view)?;
        if !store::remove(&self.db, view, node).await? {
            return Err(Failure::not_found(format!("`{node}` is not pinned in the view `{view}`."), Vec::new()));
        }
        self.tell(view);
        Ok(())
    }

    /// Lets all nodes of a view go.
    pub async fn clear(&self, view: &str) -> Result<(), Failure> {
        pin::judge_view(view)?;
        if store::clear(&self.db, view).await? {
            self.tell(view);
        }
        Ok(())
    }

    fn tell(&self, view: &str) {
        self.events.emit(What::Pins { view: view.to_owned() });
    }
}

fn too_many(room: &store::Room) -> Failure {
    let what = if room.pins > PINS_MAX { format!("{PINS_MAX} pins of a view") } else { format!("{VIEWS_MAX} views") };
    Failure::new(Kind::Conflict, format!("There are at most {what}; take some pins away first."))
}
