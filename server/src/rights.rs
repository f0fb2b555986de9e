//! Who may change and execute things.
//!
//! With a token set: whoever brings it, in `Authorization: Bearer …` or, from the console, in its cookie.
//! Without one: whoever comes from this machine and calls us by a name of this machine, so that no page of
//! another site can lead a browser here under a name of its own.

use app::api::Rights;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{HeaderMap, header, request::Parts};
use domain::Failure;
use domain::failure::Kind;
use engine::sources::{Authorization, HOPS};
use std::net::{IpAddr, SocketAddr};

/// The console's cookie with the token.
const COOKIE: &str = "meshdeck_token=";

const WRONG_TOKEN: &str = "The token is missing or wrong: send `Authorization: Bearer …` with the value of MESHDECK_REGISTRY_TOKEN; \
    in the console, enter it under Settings.";

const NOT_LOCAL: &str = "Without a token, changes are taken from this machine only: start the server with MESHDECK_REGISTRY_TOKEN, \
    and send it as `Authorization: Bearer …`.";

/// Proof that the request may change and execute things; a handler that needs it cannot be called without.
#[derive(Clone, Copy, Debug)]
pub struct MayChange;

/// The token that changes need, if there is one; the state of [`MayChange`].
#[derive(Clone, Debug)]
pub struct Token(pub Option<String>);

impl Token {
    /// Whether a request from `peer` with these headers may change things; the failure says what it lacks.
    pub fn judge(&self, peer: IpAddr, headers: &HeaderMap) -> Result<MayChange, Failure> {
        match &self.0 {
            Some(token) if is_given(token, headers) => Ok(MayChange),
            Some(_) => Err(Failure::new(Kind::Unauthorized, WRONG_TOKEN)),
            None if peer.to_canonical().is_loopback() && calls_us_local(headers) => Ok(MayChange),
            None => Err(Failure::new(Kind::Forbidden, NOT_LOCAL)),
        }
    }

    /// The same, for the server functions of a page.
    pub fn rights(&self, parts: &Parts) -> Rights {
        match self.judge(peer(parts), &parts.headers) {
            Ok(MayChange) => Rights { change: true, remedy: String::new(), authorization: authorization(&parts.headers) },
            Err(failure) => Rights { change: false, remedy: failure.detail, authorization: Authorization::default() },
        }
    }
}

impl FromRequestParts<crate::router::App> for MayChange {
    type Rejection = crate::http::Problem;

    async fn from_request_parts(parts: &mut Parts, app: &crate::router::App) -> Result<Self, Self::Rejection> {
        Ok(app.token.judge(peer(parts), &parts.headers)?)
    }
}

/// What the caller shows, for a registry that we pass a change on to: its own header, or the console's cookie as one.
pub fn authorization(headers: &HeaderMap) -> Authorization {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let shown = header.or_else(|| cookies(headers).next().map(|token| format!("Bearer {token}")));
    let hops = headers.get(HOPS).and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or_default();
    Authorization { shown, hops }
}

/// The address of the connection; nobody's where there is none.
pub fn peer(parts: &Parts) -> IpAddr {
    let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(address)| address.ip())
}

/// Whether a page of another site may be behind it, that was led to this machine under a name of its own: scripts send
/// an `Origin`, programs do not, and nobody on this machine calls it by such a name.
pub fn is_rebound(peer: IpAddr, headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) && peer.to_canonical().is_loopback() && !calls_us_local(headers)
}

fn is_given(token: &str, headers: &HeaderMap) -> bool {
    let text = |name| headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    let bearer = text(header::AUTHORIZATION).filter_map(|value| value.strip_prefix("Bearer "));
    bearer.chain(cookies(headers)).any(|given| is_same(given.as_bytes(), token.as_bytes()))
}

/// The tokens that the console's cookies hold.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(';')).filter_map(|part| part.trim().strip_prefix(COOKIE))
}

/// Compares in a time that depends on the length alone.
fn is_same(given: &[u8], token: &[u8]) -> bool {
    given.len() == token.len() && given.iter().zip(token).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

fn calls_us_local(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(name, _)| name);
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name.is_empty() || name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn check(token: Option<&str>, peer: &str, headers: &[(&'static str, &'static str)], expected: Result<(), Kind>) {
        let headers = headers.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value))).collect();
        let judged = Token(token.map(str::to_owned)).judge(peer.parse().expect("an address"), &headers);
        assert_eq!(judged.map(drop).map_err(|failure| failure.kind), expected, "{token:?} {peer} {headers:?}");
    }

    #[test]
    fn without_a_token_only_this_machine_may_change_things() {
        check(None, "127.0.0.1", &[("host", "localhost:3000")], Ok(()));
        check(None, "::1", &[("host", "[::1]:3000")], Ok(()));
        check(None, "10.0.0.1", &[("host", "10.0.0.9:3000")], Err(Kind::Forbidden));
        check(None, "127.0.0.1", &[("host", "rebound.example.org")], Err(Kind::Forbidden));
    }

    #[test]
    fn a_page_that_leads_here_under_a_name_of_its_own_is_known() {
        let check = |peer: &str, headers: &[(&'static str, &'static str)], expected: bool| {
            let headers = headers.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value))).collect();
            assert_eq!(is_rebound(peer.parse().expect("an address"), &headers), expected, "{peer} {headers:?}");
        };
        check("127.0.0.1", &[("host", "evil.example"), ("origin", "http://evil.example")], true);
        check("127.0.0.1", &[("host", "localhost:3000"), ("origin", "http://localhost:3000")], false);
        check("127.0.0.1", &[("host", "deck.example")], false);
        check("10.0.0.1", &[("host", "deck.example"), ("origin", "http://deck.example")], false);
    }

    #[test]
    fn what_a_caller_shows_is_its_header_or_the_consoles_cookie() {
        let of = |headers: &[(&'static str, &'static str)]| {
            let by = authorization(
                &headers.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value))).collect(),
            );
            (by.shown, by.hops)
        };
        assert_eq!(of(&[("authorization", "Basic eA=="), ("cookie", "meshdeck_token=a")]), (Some("Basic eA==".to_owned()), 0));
        assert_eq!(of(&[("cookie", "theme=dark; meshdeck_token=a")]), (Some("Bearer a".to_owned()), 0));
        assert_eq!(of(&[("cookie", "theme=dark"), ("x-meshdeck-hops", "3")]), (None, 3));
    }

    #[test]
    fn with_a_token_whoever_brings_it_may() {
        check(Some("s3cret"), "10.0.0.1", &[("authorization", "Bearer s3cret")], Ok(()));
        check(Some("s3cret"), "10.0.0.1", &[("cookie", "theme=dark; meshdeck_token=s3cret")], Ok(()));
        check(Some("s3cret"), "127.0.0.1", &[], Err(Kind::Unauthorized));
        check(Some("s3cret"), "127.0.0.1", &[("authorization", "Bearer s3cre")], Err(Kind::Unauthorized));
        check(Some("s3cret"), "127.0.0.1", &[("authorization", "Basic s3cret")], Err(Kind::Unauthorized));
    }
}
