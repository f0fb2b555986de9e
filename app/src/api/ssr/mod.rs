//! The server's side: what a caller may do, and what answers each question.

mod answer;
mod find;
mod refused;
mod why;

use super::{Failure, Fault, Kind};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use leptos::prelude::{expect_context, use_context};

pub use answer::answer;
pub use refused::refused;

/// What the caller of a server function may do; the server puts it into the context of each request.
#[derive(Clone, Debug)]
pub struct Rights {
    /// Whether it may change and execute things.
    pub change: bool,
    /// What to do where it may not.
    pub remedy: String,
    /// What the caller shows, for a registry behind that a change is passed on to.
    pub authorization: engine::sources::Authorization,
}

/// The answer, with the response's status as its kind of failure has it.
pub fn told<T>(answer: Result<T, Failure>) -> Result<T, Fault> {
    let status = answer.as_ref().err().and_then(|failure| StatusCode::from_u16(failure.kind.status()).ok());
    if let (Some(status), Some(options), false) = (status, use_context::<leptos_axum::ResponseOptions>(), is_plain_form()) {
        options.set_status(status);
    }
    answer.map_err(Fault)
}

/// Whether a form was sent without scripts: its answer leads back to its page, which a status of another kind would not.
fn is_plain_form() -> bool {
    let accepts_page = |parts: &Parts| parts.headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    use_context::<Parts>().is_some_and(|parts| parts.method == Method::POST && accepts_page(&parts))
}

pub fn engine() -> engine::Engine {
    expect_context()
}

/// That the caller may change things, and what it shows for that.
pub fn may_change() -> Result<engine::sources::Authorization, Fault> {
    let rights: Rights = expect_context();
    if rights.change { Ok(rights.authorization) } else { Err(Fault(Failure::new(Kind::Forbidden, rights.remedy))) }
}

pub fn keep_token(token: &str) -> Result<(), Fault> {
    let clean = token.bytes().all(|byte| byte.is_ascii_graphic() && !b";,\"\\".contains(&byte));
    let cookie = HeaderValue::from_str(&format!("meshdeck_token={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"));
    match (cookie, use_context::<leptos_axum::ResponseOptions>()) {
        (Ok(cookie), Some(options)) if clean => {
            options.append_header(header::SET_COOKIE, cookie);
            Ok(())
        }
        _ => Err(Fault(Failure::new(Kind::BadRequest, "The token holds characters that no token has; copy it again."))),
    }
}
