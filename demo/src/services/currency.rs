//! Currency: amounts of money in other currencies, at the euro reference rates of one day.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    service::Service,
    table::{self, round, tidy},
    tool::{Failure, Tool, choice, date, list, number, object, text},
};

/// The day of the rates.
const RATES_OF: &str = "2024-12-31";

struct Currency {
    code: &'static str,
    name: &'static str,
    per_euro: f64,
    also: Vec<&'static str>,
}

static CURRENCIES: LazyLock<Vec<Currency>> = LazyLock::new(|| {
    let read = |row: table::Row| Currency { code: row.text(0), name: row.text(1), per_euro: row.value(2), also: row.words(3).collect() };
    table::rows(include_str!("../../data/rates.csv")).map(read).collect()
});

/// The service with its tools.
pub fn open() -> Service {
    let spellings: Vec<&str> = CURRENCIES.iter().flat_map(spelt).collect();
    let convert = Tool::get("convert_currency", "/convert")
        .says("Converts an amount of money from one currency to another at the reference rates of the end of 2024.")
        .takes("amount", number("The amount of money.").example(100))
        .takes("from_currency", choice("The currency of the amount, by code or name.", &spellings).example("USD"))
        .takes("to_currency", choice("The currency wanted, by code or name.", &spellings).example("EUR"))
        .gives("amount", number("The amount in the wanted currency, to the cent.").example(96.26))
        .gives("currency", text("The code of the wanted currency.").example("EUR"))
        .gives("rate", number("What one unit of the first currency is worth in the second."))
        .gives("rates_of", date("The day of the rates."))
        .tagged(&["money", "currency", "conversion"])
        .computes(convert_currency);
    let rates = Tool::get("exchange_rates", "/rates")
        .says("Lists the exchange rates of 31 currencies against a base currency.")
        .takes("base_currency", choice("The currency that counts as one.", &spellings).default("EUR"))
        .gives("base", text("The code of the base currency."))
        .gives("rates_of", date("The day of the rates."))
        .gives(
            "rates",
            list(
                "The rates.",
                object(
                    "One currency.",
                    &[
                        ("currency", text("Its code.")),
                        ("name", text("Its name.")),
                        ("rate", number("How much of it one unit of the base buys.")),
                    ],
                ),
            ),
        )
        .tagged(&["money", "currency"])
        .computes(exchange_rates);
    Service::steady("1.0.2", vec![convert, rates])
}

#[derive(Deserialize)]
struct Convert {
    amount: f64,
    from_currency: String,
    to_currency: String,
}

#[derive(Serialize)]
struct Converted {
    amount: f64,
    currency: &'static str,
    rate: f64,
    rates_of: &'static str,
}

fn convert_currency(input: &Convert) -> Result<Converted, Failure> {
    let from = currency("from_currency", &input.from_currency)?;
    let to = currency("to_currency", &input.to_currency)?;
    let rate = to.per_euro / from.per_euro;
    let amount = round(input.amount * rate, 2);
    Ok(Converted { amount, currency: to.code, rate: round(rate, 6), rates_of: RATES_OF })
}

#[derive(Deserialize)]
struct Listing {
    base_currency: Option<String>,
}

#[derive(Serialize)]
struct Rates {
    base: &'static str,
    rates_of: &'static str,
    rates: Vec<Rate>,
}

#[derive(Serialize)]
struct Rate {
    currency: &'static str,
    name: &'static str,
    rate: f64,
}

fn exchange_rates(input: &Listing) -> Result<Rates, Failure> {
    let base = currency("base_currency", input.base_currency.as_deref().unwrap_or("EUR"))?;
    let rate = |c: &Currency| Rate { currency: c.code, name: c.name, rate: tidy(round(c.per_euro / base.per_euro, 6)) };
    let rates = CURRENCIES.iter().map(rate).collect();
    Ok(Rates { base: base.code, rates_of: RATES_OF, rates })
}

fn currency(input: &str, word: &str) -> Result<&'static Currency, Failure> {
    let meant = CURRENCIES.iter().find(|c| spelt(c).any(|s| s.eq_ignore_ascii_case(word)));
    meant.ok_or_else(|| {
        let detail = format!("{input}: '{word}' is not a known currency; exchange_rates lists them");
        Failure::invalid(detail)
    })
}

fn spelt(currency: &Currency) -> impl Iterator<Item = &'static str> {
    [currency.code, currency.name].into_iter().chain(currency.also.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(amount: f64, from: &str, to: &str, expected: f64) {
        let (from_currency, to_currency) = (from.into(), to.into());
        let converted = convert_currency(&Convert { amount, from_currency, to_currency });
        assert_eq!(converted.unwrap().amount, expected, "{amount} {from} in {to}");
    }

    #[test]
    fn money_goes_by_way_of_the_euro() {
        check(100.0, "EUR", "USD", 103.89);
        check(100.0, "dollars", "euros", 96.26);
        check(1.0, "GBP", "JPY", 196.65);
        check(50.0, "CHF", "chf", 50.0);
    }

    #[test]
    fn an_unknown_currency_is_named() {
        let (from_currency, to_currency) = ("EUR".into(), "groats".into());
        let failure = convert_currency(&Convert { amount: 1.0, from_currency, to_currency });
        assert!(failure.err().unwrap().detail.starts_with("to_currency: 'groats'"));
    }
}
