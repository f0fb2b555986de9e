//! Pricing: list prices, quotes with discounts and shipping, and how prices spread.
//!
//! The first instance is slow on purpose: every third quote or so it goes through its whole
//! price list again before it answers, and its health says so.

mod quote;
mod tools;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{sync::watch, time::sleep};

use crate::{
    gateway::Gateway,
    products::{PRODUCTS, categories, euros},
    service::{Health, Place, Service},
    table::round,
    tool::Failure,
};

const SLOW: Health = Health::Degraded("the price list is read anew for a third of the quotes, which takes over 1.5 s");
const SLOW_SHARE: f64 = 0.35;
const SLOW_MS: std::ops::Range<u64> = 1_500..1_800;
const SEED: u64 = 8105;

/// The service; where it is the first instance, the slow one.
pub fn open(place: Place) -> Service {
    let slow = place.instance == 0;
    let brake = slow.then(|| Arc::new(Mutex::new(StdRng::seed_from_u64(SEED))));
    let till = Till { gateway: place.gateway, brake };
    let service = Service::steady("1.4.2", tools::tools(&till));
    if slow { service.feeling(watch::channel(SLOW).1) } else { service }
}

/// Where prices are made.
#[derive(Clone)]
struct Till {
    gateway: Gateway,
    /// The dice that decide which quotes are slow, on the slow instance.
    brake: Option<Arc<Mutex<StdRng>>>,
}

impl Till {
    /// Waits for as long as this call has to.
    async fn brake(&self) {
        if let Some(pause) = self.brake.as_ref().and_then(|dice| pause(dice)) {
            sleep(pause).await;
        }
    }
}

fn pause(dice: &Mutex<StdRng>) -> Option<Duration> {
    let mut dice = dice.lock().unwrap_or_else(PoisonError::into_inner);
    let slow = dice.random_bool(SLOW_SHARE);
    slow.then(|| Duration::from_millis(dice.random_range(SLOW_MS)))
}

#[derive(Deserialize)]
struct InCategory {
    category: Option<String>,
}

#[derive(Serialize)]
struct PriceList {
    prices: Vec<Price>,
}

#[derive(Serialize)]
struct Price {
    sku: &'static str,
    name: &'static str,
    category: &'static str,
    price_eur: f64,
}

fn price_list(input: &InCategory) -> Result<PriceList, Failure> {
    let wanted = input.category.as_deref();
    let of_wanted = PRODUCTS.iter().filter(|p| wanted.is_none_or(|category| p.category == category));
    let price = |p: &crate::products::Product| Price { sku: p.sku, name: p.name, category: p.category, price_eur: euros(p.cents) };
    let prices: Vec<Price> = of_wanted.map(price).collect();
    if prices.is_empty() {
        let detail = format!("category must be one of {}", categories().join(", "));
        return Err(Failure::invalid(detail));
    }
    Ok(PriceList { prices })
}

/// Describes the prices of a category, which is the work of stats.
async fn price_spread(till: Till, input: InCategory) -> Result<Value, Failure> {
    let prices: Vec<f64> = price_list(&input)?.prices.iter().map(|price| price.price_eur).collect();
    till.gateway.call("stats.describe", json!({ "values": prices })).await
}

#[derive(Deserialize)]
struct Parcel {
    weight: f64,
    weight_unit: Option<String>,
    from_city: String,
    to_city: String,
}

#[derive(Serialize)]
struct Shipping {
    amount: f64,
    currency: &'static str,
    kilometres: f64,
    kilograms: f64,
}

/// Asks units for the weight in kilograms and geo for the way, at once.
async fn shipping_cost(till: Till, parcel: Parcel) -> Result<Shipping, Failure> {
    let unit = parcel.weight_unit.as_deref().unwrap_or("kg");
    let weight = json!({ "value": parcel.weight, "from": unit, "to": "kg" });
    let way = json!({ "from": parcel.from_city, "to": parcel.to_city });
    let weight = till.gateway.call("units.convert", weight);
    let way = till.gateway.call("geo.distance", way);
    let (weight, way) = futures::try_join!(weight, way)?;
    let kilograms = figure(&weight, "value")?;
    let kilometres = figure(&way, "kilometres")?;
    let amount = euros(quote::shipping_cents(kilograms, kilometres));
    Ok(Shipping { amount, currency: "EUR", kilometres, kilograms: round(kilograms, 3) })
}

/// A number of another tool's output.
fn figure(output: &Value, name: &str) -> Result<f64, Failure> {
    output[name].as_f64().ok_or_else(|| Failure::upstream(format!("the answer holds no {name}")))
}
