//! The site that `cargo xtask build` leaves in `target/site`: script, wasm, style, icons. A release carries it inside
//! with its compressed twins; a development build reads it from disk. Pages are not made here.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use rust_embed::{Embed, EmbeddedFile};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What there is to send.
#[derive(Embed)]
#[folder = "../target/site"]
struct Site;

/// The hashed names of the parts that a page loads.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub struct Manifest {
    /// The script that starts the browser half.
    pub js: String,
    /// The browser half.
    pub wasm: String,
    /// The style sheet of every page.
    pub css: String,
    /// What the pages of a part are styled with besides.
    pub sheets: BTreeMap<String, String>,
    /// What the pages of a part load besides.
    pub parts: BTreeMap<String, String>,
}

/// Says what the pages load, or why that is not known.
pub fn manifest() -> Result<Manifest, String> {
    let file = Site::get("manifest.json").ok_or("the site is not built: run `cargo xtask build`")?;
    let read = serde_json::from_slice(&file.data);
    read.map_err(|error| format!("the site's manifest.json is broken ({error}): run `cargo xtask build`"))
}

/// The file of this path, in the best coding that the browser reads.
pub fn find(path: &str, headers: &HeaderMap) -> Option<Response> {
    let name = path.strip_prefix('/').filter(|name| *name != "manifest.json")?;
    let plain = Site::get(name)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let twin = twin(name, accepted.unwrap_or_default());
    let (coding, file) = twin.map_or((None, plain), |(coding, file)| (Some(coding), file));
    let tag = etag(&file);
    let mut response =
        if headers.get(header::IF_NONE_MATCH) == Some(&tag) { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(body(file)) };
    describe(response.headers_mut(), name, coding, tag);
    Some(response)
}

/// The smallest compressed twin that is there and accepted.
fn twin(name: &str, accepted: &str) -> Option<(&'static str, EmbeddedFile)> {
    let codings = [("br", "br"), ("gzip", "gz")];
    let mut usable = codings.into_iter().filter(|(coding, _)| accepts(accepted, coding));
    usable.find_map(|(coding, ending)| Some((coding, Site::get(&format!("{name}.{ending}"))?)))
}

fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = words.find_map(|word| word.strip_prefix("q=")?.parse::<f32>().ok());
        named && weight.is_none_or(|weight| weight > 0.0)
    })
}

fn describe(headers: &mut HeaderMap, name: &str, coding: Option<&'static str>, tag: HeaderValue) {
    // A hashed name never changes its meaning; the rest may be replaced by the next release.
    let keep = if name.starts_with("pkg/") { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, tag);
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = file.metadata.sha256_hash();
    let short = hash[..8].iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    HeaderValue::from_str(&format!("\"{short}\"")).expect("hexadecimal digits make a header")
}

fn body(file: EmbeddedFile) -> Body {
    match file.data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accepted: &str, br: bool, gzip: bool) {
        assert_eq!((accepts(accepted, "br"), accepts(accepted, "gzip")), (br, gzip), "{accepted}");
    }

    #[test]
    fn codings_are_taken_as_the_browser_lists_them() {
        check("", false, false);
        check("gzip, deflate, br, zstd", true, true);
        check("br;q=1.0, gzip;q=0", true, false);
        check("GZIP;q=0.5", false, true);
        check("brotli", false, false);
    }

    #[test]
    fn a_file_that_is_not_there_is_not_found() {
        assert!(find("/pkg/no-such-file.js", &HeaderMap::new()).is_none());
        assert!(find("no-slash", &HeaderMap::new()).is_none());
    }

    #[test]
    fn nothing_outside_the_site_is_found() {
        assert!(find("/../../Cargo.toml", &HeaderMap::new()).is_none());
        assert!(find("/manifest.json", &HeaderMap::new()).is_none());
    }

    #[test]
    fn hashed_names_are_kept_for_ever() {
        let described = |name| {
            let mut headers = HeaderMap::new();
            describe(&mut headers, name, Some("br"), HeaderValue::from_static("\"1\""));
            let text = |name| headers[name].to_str().expect("text").to_owned();
            (text(header::CONTENT_TYPE), text(header::CACHE_CONTROL), text(header::CONTENT_ENCODING))
        };
        let wasm = ("application/wasm".into(), "public, max-age=31536000, immutable".into(), "br".into());
        assert_eq!(described("pkg/0123456789ab/meshdeck_bg.wasm"), wasm);
        assert_eq!(described("favicon.svg").1, "public, max-age=300");
    }
}
