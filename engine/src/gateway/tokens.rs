//! Access tokens for client credentials (OAuth 2, RFC 6749 §4.4): fetched by one call while the others wait, kept until
//! they end.
//!
//! As the official client does it: credentials go in the body first, then as `Basic`.

use super::output;
use super::template::Miss;
use crate::clock;
use crate::egress::{Fetched, Outbound, Trouble};
use domain::call::Outcome;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use url::Url;
use url::form_urlencoded::Serializer;

/// How long before its end a token is no longer used: it must still hold when the call arrives.
const EARLY: Duration = Duration::from_secs(30);

/// How long a token is kept whose end is not said, and at most.
const LIFE_MAX: Duration = Duration::from_hours(1);

/// For how many grants tokens are kept.
const TOKENS_MAX: usize = 1000;

/// The most bytes of a token server's answer.
const ANSWER_MAX: usize = 64 * 1024;

/// What a token is asked for with.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Grant {
    /// Where tokens are given.
    pub url: String,
    /// Who asks.
    pub client_id: String,
    /// With what proof.
    pub client_secret: String,
    /// What for; may be empty.
    pub scope: String,
}

/// The tokens of this Meshdeck.
#[derive(Clone)]
pub struct Tokens {
    outbound: Outbound,
    slots: Arc<Mutex<HashMap<Grant, Slot>>>,
}

/// The place of one grant's token; it is held while the token is fetched, so that it is fetched once.
type Slot = Arc<tokio::sync::Mutex<Option<Token>>>;

struct Token {
    text: String,
    until: Instant,
}

impl Tokens {
    /// Fetches through `outbound`.
    pub fn new(outbound: Outbound) -> Self {
        Self { outbound, slots: Arc::default() }
    }

    /// The token of a grant that is not the `refused` one, fetched where there is none that still holds.
    pub async fn get(&self, grant: &Grant, refused: Option<&str>, timeout: Duration) -> Result<String, Miss> {
        let slot = self.slot(grant);
        let asked = async {
            let mut token = slot.lock().await;
            let holds = |token: &&Token| token.until > clock::instant() && Some(token.text.as_str()) != refused;
            if let Some(held) = token.as_ref().filter(holds) {
                return Ok(held.text.clone());
            }
            // A failure leaves nothing behind: the next call asks again.
            *token = None;
            Ok(token.insert(self.fetch(grant, timeout).await?).text.clone())
        };
        tokio::time::timeout(timeout, asked).await.unwrap_or_else(|_| Err(Trouble::Timeout.into()))
    }

    fn slot(&self, grant: &Grant) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= TOKENS_MAX && !slots.contains_key(grant) {
            slots.clear();
        }
        Arc::clone(slots.entry(grant.clone()).or_default())
    }

    async fn fetch(&self, grant: &Grant, timeout: Duration) -> Result<Token, Miss> {
        let in_body = [("client_id", grant.client_id.as_str()), ("client_secret", grant.client_secret.as_str())];
        let mut fetched = self.ask(grant, &in_body, timeout).await?;
        if (400..500).contains(&fetched.status) {
            fetched = self.ask(grant, &[], timeout).await?;
        }
        read(&fetched)
    }

    /// Asks with the credentials that are in the body, else as `Basic`.
    async fn ask(&self, grant: &Grant, in_body: &[(&str, &str)], timeout: Duration) -> Result<Fetched, Miss> {
        let url = Url::parse(&grant.url).map_err(|error| Trouble::Denied(format!("its token URL is none: {error}")))?;
        let request = self.outbound.request(reqwest::Method::POST, url)?;
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form(grant, in_body));
        let is_basic = in_body.is_empty();
        let request = if is_basic { request.basic_auth(&grant.client_id, Some(&grant.client_secret)) } else { request };
        Ok(self.outbound.send(request, ANSWER_MAX, timeout).await?)
    }
}

fn form(grant: &Grant, in_body: &[(&str, &str)]) -> String {
    let scope = Some(("scope", grant.scope.as_str())).filter(|(_, scope)| !scope.is_empty());
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials").extend_pairs(in_body).extend_pairs(scope);
    form.finish()
}

/// The token in an answer.
fn read(fetched: &Fetched) -> Result<Token, Miss> {
    if let Some(outcome) = output::outcome(fetched.status) {
        return Err(Miss::of(outcome, format!("status {}: {}", fetched.status, output::excerpt(fetched))));
    }
    let answer: Value = serde_json::from_slice(&fetched.body).unwrap_or_default();
    let text = answer.get("access_token").and_then(Value::as_str).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Miss::of(Outcome::Unusable, "its answer holds no `access_token`"))?;
    let life = answer.get("expires_in").and_then(|life| life.as_u64().or_else(|| life.as_str()?.parse().ok()));
    let life = life.map_or(LIFE_MAX, |seconds| Duration::from_secs(seconds).min(LIFE_MAX).saturating_sub(EARLY));
    Ok(Token { text: text.to_owned(), until: clock::instant() + life })
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Grant(…)")
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::Policy;

    fn life(body: &str) -> Option<Duration> {
        let fetched = Fetched { status: 200, content_type: String::new(), retry_after: None, body: body.as_bytes().to_vec() };
        let before = clock::instant();
        // Rounded, since time passes between the two.
        read(&fetched).ok().map(|token| Duration::from_secs((token.until - before).as_secs_f64().floor() as u64))
    }

    #[test]
    fn a_token_is_kept_until_shortly_before_its_end() {
        let kept = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(life(r#"{"access_token": "t", "expires_in": 600}"#), kept(570));
        assert_eq!(life(r#"{"access_token": "t", "expires_in": "600"}"#), kept(570));
        assert_eq!(life(r#"{"access_token": "t", "expires_in": 5}"#), kept(0));
        assert_eq!(life(r#"{"access_token": "t"}"#), kept(3600));
        assert_eq!(life(r#"{"access_token": "t", "expires_in": 18446744073709551615}"#), kept(3570));
        for none in ["", "[]", r#"{"access_token": ""}"#, r#"{"access_token": 7}"#] {
            assert_eq!(life(none), None, "{none}");
        }
    }

    #[test]
    fn no_more_grants_than_the_limit_are_remembered() {
        let tokens = Tokens::new(Outbound::new(Policy::default()).expect("a client"));
        let grant = |n: usize| Grant { url: String::new(), client_id: n.to_string(), client_secret: String::new(), scope: String::new() };
        (0..=TOKENS_MAX).for_each(|n| drop(tokens.slot(&grant(n))));
        assert_eq!(tokens.slots.lock().expect("whole").len(), 1);
    }
}
