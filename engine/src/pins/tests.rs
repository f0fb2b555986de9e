use super::*;
use crate::testing;
use domain::pin::MAIN;

async fn pins(db: &Db) -> Pins {
    Pins::new(db.clone(), Events::open(db).await.expect("events"))
}

fn told(pins: &[Pin]) -> Vec<(&str, f64, f64)> {
    pins.iter().map(|pin| (pin.node.as_str(), pin.x, pin.y)).collect()
}

/// Two nodes are pinned, one of them again; one is let go, then all are.
pub async fn tell_the_story(db: &Db) {
    let pins = pins(db).await;
    let set = async |view: &str, node: &str, x: f64, y: f64| pins.set(view, node, Spot { x, y }).await;
    set(MAIN, "orders", 12.5, -40.0).await.expect("kept");
    set(MAIN, "geo", 1.0, 2.0).await.expect("kept");
    set(MAIN, "orders", 0.1, 7.0).await.expect("kept");
    set("mine", "orders", 3.0, 3.0).await.expect("kept");
    let reopened = Pins::new(db.clone(), Events::open(db).await.expect("events"));
    assert_eq!(told(&reopened.of(MAIN).await.expect("pins")), [("geo", 1.0, 2.0), ("orders", 0.1, 7.0)]);
    pins.remove(MAIN, "geo").await.expect("gone");
    assert_eq!(pins.remove(MAIN, "geo").await.expect_err("gone").kind, Kind::NotFound);
    pins.clear(MAIN).await.expect("gone");
    pins.clear(MAIN).await.expect("none is left, as was asked");
    assert_eq!(pins.of(MAIN).await.expect("pins"), []);
    assert_eq!(told(&pins.of("mine").await.expect("pins")), [("orders", 3.0, 3.0)]);
}

#[tokio::test]
async fn there_are_no_more_views_than_there_may_be() {
    let sqlite = testing::sqlite().await;
    let pins = pins(&sqlite.db).await;
    for view in 0..VIEWS_MAX {
        pins.set(&format!("view-{view}"), "orders", Spot { x: 0.0, y: 0.0 }).await.expect("kept");
    }
    let refused = pins.set("one-more", "orders", Spot { x: 0.0, y: 0.0 }).await.expect_err("refused");
    assert_eq!((refused.kind, refused.detail.as_str()), (Kind::Conflict, "There are at most 100 views; take some pins away first."));
    assert_eq!(pins.of("one-more").await.expect("pins"), []);
    pins.set("view-7", "geo", Spot { x: 0.0, y: 0.0 }).await.expect("kept");
}

#[tokio::test]
async fn a_view_has_no_more_pins_than_it_may_have() {
    let sqlite = testing::sqlite().await;
    let kept = async |node: &str| {
        let may = |room: &store::Room| room.pins <= 2;
        store::save(&sqlite.db, MAIN, node, Spot { x: 0.0, y: 0.0 }, domain::Time(0), may).await.expect("asked").is_none()
    };
    assert_eq!([kept("a").await, kept("b").await, kept("c").await, kept("b").await], [true, true, false, true]);
    let full = too_many(&store::Room { pins: PINS_MAX + 1, views: 1 });
    assert_eq!(full.detail, "There are at most 10000 pins of a view; take some pins away first.");
}

#[tokio::test]
async fn whoever_listens_is_told_which_view_changed() {
    let sqlite = testing::sqlite().await;
    let events = Events::open(&sqlite.db).await.expect("events");
    let pins = Pins::new(sqlite.db.clone(), events.clone());
    let before = events.seq();
    pins.set(MAIN, "orders", Spot { x: 0.0, y: 0.0 }).await.expect("kept");
    pins.remove(MAIN, "orders").await.expect("gone");
    pins.clear(MAIN).await.expect("nothing to do");
    assert_eq!(events.seq(), before + 2);
}
