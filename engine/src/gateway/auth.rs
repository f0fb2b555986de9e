//! What a call template's `auth` asks for: an API key, a name and a password, or a token for client credentials.

use super::template::{Miss, Ready, not_callable};
use super::tokens::Grant;
use crate::variables::Secrets;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::Failure;
use domain::call::Outcome;
use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use std::fmt;
use url::Url;

/// The header of an API key whose template names none.
const KEY_HEADER: &str = "X-Api-Key";

/// The `auth` of a call template.
#[derive(Clone)]
pub enum Auth {
    /// A key under a name.
    Key {
        /// The key, with its `Bearer ` where it has one.
        key: String,
        /// The name of the header, of the field of the query, or of the cookie.
        name: String,
        /// Where it goes.
        place: Place,
    },
    /// A name and a password.
    Basic(String, String),
    /// A token that is asked for first.
    Token(Grant),
}

/// Where a key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into a header.
    Header,
    /// Into the query.
    Query,
    /// Into a cookie.
    Cookie,
}

/// What a request carries.
#[derive(Clone)]
pub enum Credential {
    /// A header.
    Header(HeaderName, HeaderValue),
    /// A field of the query.
    Query(String, String),
    /// A cookie, name and value.
    Cookie(HeaderValue),
}

impl Auth {
    /// Reads a call template's `auth`, where it has one; a failure says why it cannot be given here.
    pub fn read(template: &Value) -> Result<Option<Self>, Failure> {
        let Some(auth) = template.get("auth").filter(|auth| !auth.is_null()) else { return Ok(None) };
        let text = |key: &str| auth.get(key).and_then(Value::as_str);
        let kind = text("auth_type").unwrap_or_default();
        let need = |key: &str| {
            let given = text(key).filter(|text| !text.is_empty()).map(str::to_owned);
            given.ok_or_else(|| not_callable(&format!("its `auth` of type `{kind}` has no `{key}`")))
        };
        let read = match kind {
            "api_key" => Self::Key {
                key: need("api_key")?,
                name: text("var_name").unwrap_or(KEY_HEADER).to_owned(),
                place: place(text("location").unwrap_or("header"))?,
            },
            "basic" => Self::Basic(need("username")?, need("password")?),
            "oauth2" => Self::Token(Grant {
                url: need("token_url")?,
                client_id: need("client_id")?,
                client_secret: need("client_secret")?,
                scope: text("scope").unwrap_or_default().to_owned(),
            }),
            kind => {
                return Err(not_callable(&format!("its `auth` is of type `{kind}`; the gateway gives `api_key`, `basic` and `oauth2`")));
            }
        };
        let is_mcp = template.get("call_template_type").is_some_and(|kind| kind == "mcp");
        match read {
            Self::Key { place: Place::Query, .. } if is_mcp => {
                Err(not_callable("its `auth` goes into the query, and MCP servers take it in headers"))
            }
            read => Ok(Some(read)),
        }
    }

    /// Has `secrets` learn what may not come back.
    pub fn teach(&self, secrets: &mut Secrets) {
        match self {
            Self::Key { key, .. } => secrets.learn(key.strip_prefix("Bearer ").unwrap_or(key)),
            Self::Basic(name, password) => secrets.extend([password.clone(), format!("{name}:{password}")]),
            Self::Token(grant) => {
                secrets.extend([grant.client_secret.clone(), format!("{}:{}", grant.client_id, grant.client_secret)]);
            }
        }
    }
}

impl Credential {
    /// A key in its place; a failure says what cannot hold it, not what it is.
    pub fn key(key: &str, name: &str, place: Place) -> Result<Self, Failure> {
        match place {
            Place::Header => {
                let header = HeaderName::from_bytes(name.as_bytes());
                let header =
                    header.map_err(|_| not_callable(&format!("its `auth` names the header `{name}`, which none can be called")))?;
                Ok(Self::Header(header, secret(key, "header")?))
            }
            Place::Query => Ok(Self::Query(name.to_owned(), key.to_owned())),
            Place::Cookie => {
                let fits = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte));
                let is_cookie = fits(name) && !name.is_empty() && !name.contains('=') && fits(key);
                let text = is_cookie.then(|| format!("{name}={key}"));
                Ok(Self::Cookie(secret(&text.ok_or_else(|| cannot_hold("cookie"))?, "cookie")?))
            }
        }
    }

    /// A name and a password.
    pub fn basic(name: &str, password: &str) -> Result<Self, Failure> {
        let both = BASE64_STANDARD.encode(format!("{name}:{password}"));
        Ok(Self::Header(AUTHORIZATION, secret(&format!("Basic {both}"), "header")?))
    }

    /// An access token.
    pub fn bearer(token: &str) -> Result<Self, Failure> {
        Ok(Self::Header(AUTHORIZATION, secret(&format!("Bearer {token}"), "header")?))
    }

    /// The call with the credential in it.
    pub fn give(&self, ready: Ready) -> Result<Ready, Miss> {
        match ready {
            Ready::Http(request) => self.give_request(request).map(Ready::Http),
            Ready::Mcp(endpoint, name, arguments, mut headers) => {
                self.give_headers(&mut headers);
                Ok(Ready::Mcp(endpoint, name, arguments, headers))
            }
            Ready::Stream(request, reading) => self.give_request(request).map(|request| Ready::Stream(request, reading)),
            Ready::Graphql(request) => self.give_request(request).map(Ready::Graphql),
            Ready::Socket(said) => said.with_handshake(|request| self.give_request(request)).map(Ready::Socket),
            Ready::Text(answer) => Ok(Ready::Text(answer)),
        }
    }

    fn give_request(&self, request: RequestBuilder) -> Result<RequestBuilder, Miss> {
        let (client, request) = request.build_split();
        let mut request = request.map_err(|_| Miss::of(Outcome::Denied, "its headers do not make a sound request"))?;
        match self {
            Self::Query(name, value) => give_query(request.url_mut(), name, value),
            _ => self.give_headers(request.headers_mut()),
        }
        Ok(RequestBuilder::from_parts(client, request))
    }

    /// In place of what the template or the caller put there; a cookie goes beside others.
    fn give_headers(&self, headers: &mut HeaderMap) {
        match self {
            Self::Header(name, value) => drop(headers.insert(name, value.clone())),
            Self::Cookie(cookie) => drop(headers.append(COOKIE, cookie.clone())),
            Self::Query(..) => {}
        }
    }
}

/// Puts a field into a query, in place of any that the caller called so.
fn give_query(url: &mut Url, name: &str, value: &str) {
    let others: Vec<_> =
        url.query_pairs().filter(|(key, _)| key != name).map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
}

fn place(word: &str) -> Result<Place, Failure> {
    match word {
        "header" => Ok(Place::Header),
        "query" => Ok(Place::Query),
        "cookie" => Ok(Place::Cookie),
        word => Err(not_callable(&format!("its `auth` goes into `{word}`, which is none of header, query, cookie"))),
    }
}

/// A value that nothing prints.
fn secret(text: &str, place: &str) -> Result<HeaderValue, Failure> {
    let mut value = HeaderValue::from_str(text).map_err(|_| cannot_hold(place))?;
    value.set_sensitive(true);
    Ok(value)
}

fn cannot_hold(place: &str) -> Failure {
    not_callable(&format!("a {place} cannot hold what its `auth` puts there; look for line breaks and blanks in its variables"))
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth(…)")
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn why(auth: &Value) -> String {
        Auth::read(&json!({"call_template_type": "mcp", "auth": auth})).expect_err("not callable").detail
    }

    #[test]
    fn no_auth_is_none() {
        assert!(Auth::read(&json!({})).is_ok_and(|auth| auth.is_none()));
        assert!(Auth::read(&json!({"auth": null})).is_ok_and(|auth| auth.is_none()));
    }

    #[test]
    fn what_cannot_be_given_says_why() {
        assert!(why(&json!({"auth_type": "oauth2_user"})).contains("of type `oauth2_user`; the gateway gives `api_key`"));
        assert!(why(&json!("key")).contains("of type ``"));
        assert!(why(&json!({"auth_type": "api_key"})).contains("has no `api_key`"));
        assert!(why(&json!({"auth_type": "basic", "username": "a", "password": ""})).contains("has no `password`"));
        assert!(why(&json!({"auth_type": "oauth2", "client_id": "a"})).contains("has no `token_url`"));
        assert!(why(&json!({"auth_type": "api_key", "api_key": "k", "location": "body"})).contains("none of header, query, cookie"));
        assert!(why(&json!({"auth_type": "api_key", "api_key": "k", "location": "query"})).contains("MCP servers take it in headers"));
    }

    #[test]
    fn what_a_place_cannot_hold_is_refused_without_a_word_of_it() {
        for (key, name, place) in
            [("s3cret\r\nX: y", "X-Key", Place::Header), ("s3cret;x", "key", Place::Cookie), ("s3cret", "a=b", Place::Cookie)]
        {
            let failure = Credential::key(key, name, place).expect_err("refused");
            assert!(failure.detail.contains("cannot hold") && !failure.detail.contains("s3cret"), "{failure}");
        }
        assert!(Credential::key("s3cret", "X Key", Place::Header).is_err());
    }

    #[test]
    fn a_query_holds_the_key_once_whatever_the_caller_says() {
        let mut url = Url::parse("http://h/x?key=mine&q=a+b").expect("a URL");
        give_query(&mut url, "key", "a&b");
        assert_eq!(url.as_str(), "http://h/x?q=a+b&key=a%26b");
    }

    #[test]
    fn no_debug_output_shows_a_credential() {
        let auth = Auth::read(&json!({"auth": {"auth_type": "basic", "username": "a", "password": "s3cret"}}));
        let credential = Credential::key("s3cret", "key", Place::Query);
        let shown = format!("{auth:?} {credential:?} {:?}", Credential::bearer("s3cret"));
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
