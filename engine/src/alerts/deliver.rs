//! Deliveries: an alert as a signed request to a webhook, tried again with back-off where it is not taken.
//!
//! A receiver knows us by `x-meshdeck-signature`: `sha256=` and, in hex, HMAC-SHA256 under the variable `_alerts_SECRET`
//! over the value of `x-meshdeck-timestamp` (unix seconds), a full stop and the body. It should refuse what is older than
//! a few minutes, and may see a delivery twice: `x-meshdeck-delivery` is its id.

use super::store::{self, Kept, Letter};
use super::{Alerts, SECRET};
use crate::{Error, clock, ids};
use domain::Time;
use domain::alert::{Delivered, Delivery, Judgement};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use url::Url;

/// How long to wait after each attempt that failed, in seconds.
pub const BACK_OFF_SECONDS: [i64; 7] = [10, 30, 120, 600, 1800, 3600, 7200];

/// The most attempts of a delivery.
pub const ATTEMPTS_MAX: u32 = BACK_OFF_SECONDS.len() as u32 + 1;

/// How long a receiver may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The most bytes of its answer, which nobody reads.
const ANSWER_MAX: usize = 64 * 1024;

/// How many deliveries are made at once.
const AT_ONCE: i64 = 20;

/// What is to be told of a rule; nothing where it names no webhook.
pub fn letter(kept: &Kept, event: &str, judgement: &Judgement, now: Time) -> Option<Letter> {
    let rule = &kept.rule;
    let url = rule.webhook.clone()?;
    let id = ids::new('d');
    let body = json!({
        "id": id, "alert": kept.name, "event": event, "at": now, "value": judgement.value, "reason": judgement.reason,
        "condition": rule.condition, "service": rule.service, "tool": rule.tool, "window_seconds": rule.window_seconds,
    });
    let delivery =
        Delivery { id, event: event.to_owned(), at: now, state: Delivered::Waiting, attempts: 0, next_at: Some(now), error: None };
    Some(Letter { alert: kept.name.clone(), url, body: body.to_string(), delivery })
}

impl Alerts {
    /// Makes the deliveries that are due at `now`.
    pub async fn deliver(&self, now: Time) -> Result<(), Error> {
        let due = store::due(&self.0.db, now, AT_ONCE).await?;
        let made = futures::future::join_all(due.into_iter().map(|letter| self.attempt(letter, now))).await;
        made.into_iter().collect()
    }

    /// Makes one attempt of a delivery, and keeps what came of it.
    async fn attempt(&self, letter: Letter, now: Time) -> Result<(), Error> {
        let Delivery { id, attempts, .. } = &letter.delivery;
        let next = BACK_OFF_SECONDS.get(*attempts as usize).map(|seconds| now.plus_seconds(*seconds));
        // Whoever takes the turn first makes the attempt; should it die meanwhile, the next turn comes all the same.
        let until = next.unwrap_or_else(|| now.plus_seconds(BACK_OFF_SECONDS[0]));
        if *attempts >= ATTEMPTS_MAX {
            return store::end(&self.0.db, id, Delivered::GivenUp, letter.delivery.error.as_deref(), None).await;
        }
        if !store::take_turn(&self.0.db, id, *attempts, until).await? {
            return Ok(());
        }
        match (self.send(&letter, now).await, next) {
            (Ok(()), _) => store::end(&self.0.db, id, Delivered::Delivered, None, None).await,
            (Err(error), None) => store::end(&self.0.db, id, Delivered::GivenUp, Some(&error), None).await,
            (Err(error), next) => store::end(&self.0.db, id, Delivered::Waiting, Some(&error), next).await,
        }
    }

    /// Makes a delivery that is not tried again, and says what came of it.
    pub(super) async fn deliver_once(&self, letter: Letter) -> Result<Delivery, Error> {
        let error = self.send(&letter, clock::now()).await.err();
        let state = if error.is_none() { Delivered::Delivered } else { Delivered::GivenUp };
        let delivery = Delivery { state, attempts: 1, next_at: None, error, ..letter.delivery };
        let letter = Letter { delivery, ..letter };
        store::keep(&self.0.db, &letter).await?;
        Ok(letter.delivery)
    }

    async fn send(&self, letter: &Letter, now: Time) -> Result<(), String> {
        let url = Url::parse(&letter.url).map_err(|error| format!("not a URL: {error}"))?;
        let timestamp = now.seconds().to_string();
        let signed = format!("{timestamp}.{}", letter.body);
        let signature = self.0.variables.sign(SECRET, signed.as_bytes()).map_err(|words| format!("the variable {words}"))?;
        let request = self.0.outbound.request(Method::POST, url).map_err(|trouble| trouble.words())?;
        let request = request
            .header("content-type", "application/json")
            .header("x-meshdeck-delivery", &letter.delivery.id)
            .header("x-meshdeck-timestamp", timestamp)
            .header("x-meshdeck-signature", format!("sha256={signature}"))
            .body(letter.body.clone());
        let answer = self.0.outbound.send(request, ANSWER_MAX, TIMEOUT).await.map_err(|trouble| trouble.words())?;
        // Nothing of its body is told: whoever sets a webhook shall not read through us what is behind it.
        if (200..300).contains(&answer.status) { Ok(()) } else { Err(format!("it answered {}", answer.status)) }
    }
}
