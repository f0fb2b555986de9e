//! What a list of articles costs: list price, discount by quantity, shipping by weight and way.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Till, figure};
use crate::{
    products::{euros, product},
    tool::Failure,
};

/// Where parcels leave from.
const DEPOT: &str = "Rotterdam";
/// From this net price on, shipping is free.
const FREE_FROM_CENTS: i64 = 50_000;

#[derive(Deserialize)]
pub struct Wrapped {
    body: Request,
}

#[derive(Deserialize)]
struct Request {
    lines: Vec<Wanted>,
    destination: Option<String>,
}

#[derive(Deserialize)]
struct Wanted {
    sku: String,
    quantity: i64,
}

/// A priced list.
#[derive(Debug, PartialEq, Serialize)]
pub struct Quote {
    lines: Vec<Line>,
    net_eur: f64,
    discount_eur: f64,
    shipping_eur: f64,
    total_eur: f64,
}

#[derive(Debug, PartialEq, Serialize)]
struct Line {
    sku: &'static str,
    quantity: i64,
    unit_price_eur: f64,
    discount_percent: i64,
    total_eur: f64,
}

/// Prices the lines; the way to the destination is asked of geo.
pub async fn quote(till: Till, request: Wrapped) -> Result<Quote, Failure> {
    till.brake().await;
    let request = request.body;
    let priced = priced(&request.lines)?;
    let kilometres = match request.destination {
        Some(city) => {
            let way = json!({ "from": DEPOT, "to": city });
            figure(&till.gateway.call("geo.distance", way).await?, "kilometres")?
        }
        None => 0.0,
    };
    Ok(summed(priced, kilometres))
}

/// The lines with their prices in cents and their weight.
struct Priced {
    lines: Vec<Line>,
    list_cents: i64,
    net_cents: i64,
    kilograms: f64,
}

fn priced(wanted: &[Wanted]) -> Result<Priced, Failure> {
    let mut all = Priced { lines: Vec::new(), list_cents: 0, net_cents: 0, kilograms: 0.0 };
    for (number, Wanted { sku, quantity }) in wanted.iter().enumerate() {
        let product = product(&format!("lines/{number}/sku"), sku)?;
        if !(1..=1000).contains(quantity) {
            let detail = format!("lines/{number}/quantity must be from 1 to 1000");
            return Err(Failure::invalid(detail));
        }
        let list = product.cents * quantity;
        let net = list - list * discount_percent(*quantity) / 100;
        all.list_cents += list;
        all.net_cents += net;
        all.kilograms += product.weight_kg * *quantity as f64;
        all.lines.push(Line {
            sku: product.sku,
            quantity: *quantity,
            unit_price_eur: euros(product.cents),
            discount_percent: discount_percent(*quantity),
            total_eur: euros(net),
        });
    }
    Ok(all)
}

fn summed(priced: Priced, kilometres: f64) -> Quote {
    let free = priced.net_cents >= FREE_FROM_CENTS || kilometres == 0.0;
    let shipping = if free { 0 } else { shipping_cents(priced.kilograms, kilometres) };
    Quote {
        lines: priced.lines,
        net_eur: euros(priced.net_cents),
        discount_eur: euros(priced.list_cents - priced.net_cents),
        shipping_eur: euros(shipping),
        total_eur: euros(priced.net_cents + shipping),
    }
}

/// The discount on a line of so many pieces.
fn discount_percent(quantity: i64) -> i64 {
    match quantity {
        50.. => 12,
        25.. => 8,
        10.. => 5,
        _ => 0,
    }
}

/// 3.90 a parcel, 35 cents a kilogram, and 40 cents for every hundred kilometres.
pub fn shipping_cents(kilograms: f64, kilometres: f64) -> i64 {
    (390.0 + 35.0 * kilograms + 0.4 * kilometres).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[(&str, i64)], kilometres: f64, net: f64, shipping: f64) {
        let wanted: Vec<Wanted> = lines.iter().map(|(sku, n)| Wanted { sku: (*sku).into(), quantity: *n }).collect();
        let quote = summed(priced(&wanted).unwrap(), kilometres);
        assert_eq!((quote.net_eur, quote.shipping_eur), (net, shipping));
        assert_eq!(quote.total_eur, crate::table::round(net + shipping, 2));
    }

    #[test]
    fn lines_are_priced_to_the_cent() {
        check(&[("MS-20-BK", 1)], 0.0, 24.9, 0.0);
        check(&[("MS-20-BK", 1)], 220.0, 24.9, 4.82);
        check(&[("CB-10-USBC", 10)], 100.0, 94.05, 4.44);
        check(&[("CB-10-USBC", 25), ("HD-04", 2)], 800.0, 525.7, 0.0);
    }

    #[test]
    fn an_unknown_article_is_named_by_its_line() {
        let wanted = [Wanted { sku: "XX-00".into(), quantity: 1 }];
        let failure = priced(&wanted).err().unwrap();
        assert!(failure.detail.starts_with("lines/0/sku: there is no article 'XX-00'"));
    }
}
