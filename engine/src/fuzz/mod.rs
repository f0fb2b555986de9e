//! Parsers of what others send, each fed with a great many broken inputs: none panics, none takes long.
//!
//! `cargo test` runs a bounded number of them; `cargo xtask fuzz` as many as one likes, and holds their time to a limit.

mod check;
mod mutator;
mod seeds;

use crate::clock;
use crate::edges;
use crate::egress::{Fetched, Policy, fuzzed as wire, weight};
use crate::gateway::fuzzed;
use crate::means::Means;
use check::check;
use domain::manual::{Manual, offer};
use domain::mesh::Mesh;
use domain::names::ToolId;
use domain::{example, manual, mcp, openapi, query};
use std::net::IpAddr;
use url::{Host, Url};

fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

/// What is done with every tool that is read.
fn use_up(manual: Result<Manual, String>) -> bool {
    let Ok(manual) = manual else { return false };
    for tool in manual.tools.iter().take(2) {
        assert!(ToolId::parse(tool.id.as_str()).is_some(), "{tool:?}");
        let example = example::of(&tool.inputs);
        fuzzed::hold_against(&tool.inputs, &example);
        fuzzed::read(&tool.tool_call_template);
    }
    offer::write(&manual.tools, "http://deck", "1", true, true);
    !manual.tools.is_empty()
}

#[test]
fn a_broken_utcp_manual_is_refused_or_read() {
    check("utcp", &seeds::UTCP, |input| use_up(manual::read_utcp("geo", &text(input))));
}

#[test]
fn a_broken_list_of_mcp_tools_is_refused_or_read() {
    check("mcp", &seeds::MCP, |input| use_up(mcp::read("geo", "http://geo:9000/mcp", &text(input))));
}

#[test]
fn a_broken_openapi_document_is_refused_or_read() {
    check("openapi", &seeds::OPENAPI, |input| {
        let text = text(input);
        openapi::is_document(&text);
        use_up(openapi::read("geo", "http://geo:9000/openapi.json", &text))
    });
}

#[test]
fn no_input_moves_a_call_from_the_place_that_its_template_names() {
    let means = Means::new(Policy::default().with_loopback()).expect("means");
    check("template", &seeds::CALLS, |input| {
        let made = serde_json::from_slice(input).ok().and_then(|call| fuzzed::request(&means, &call));
        if let Some((meant, url)) = &made {
            assert_eq!((meant.origin(), meant.path().split('/').count()), (url.origin(), url.path().split('/').count()), "{meant} {url}");
        }
        made.is_some()
    });
}

#[test]
fn no_url_gets_past_the_egress_policy_with_an_address_that_is_not_public() {
    let corpus = include_str!("../egress/corpus.txt").lines().filter_map(|line| Some(line.split_once(' ')?.1));
    let seeds: Vec<&str> = corpus.chain(seeds::PUBLIC).collect();
    let policy = Policy::default();
    check("egress", &seeds, |input| {
        let Ok(url) = Url::parse(&text(input)) else { return false };
        let permitted = policy.check(&url).is_ok();
        if permitted {
            let literal = match url.host() {
                Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
                Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip).to_canonical()),
                _ => None,
            };
            assert!(["http", "https"].contains(&url.scheme()) && !literal.is_some_and(is_inside), "{url}");
        }
        permitted
    });
}

#[test]
fn a_broken_query_is_refused_at_its_place_or_reads_back_as_it_is_printed() {
    check("query", &seeds::QUERIES, |input| {
        let text = text(input);
        let read = [&query::SERVICES, &query::TOOLS, &query::CALLS, &query::MESH].map(|table| match query::Query::parse(&text, table) {
            Ok(query) => {
                assert_eq!(query::Query::parse(&query.to_string(), table).as_ref(), Ok(&query));
                query::select(&query, Mesh::default());
                true
            }
            Err(mistake) => {
                assert!(text.is_char_boundary(mistake.at), "{mistake}");
                false
            }
        });
        let done = query::complete(&text, text.len() / 2, &query::MESH, |_| vec!["a b".to_owned()]);
        assert!(text.get(done.from..done.to).is_some());
        read.contains(&true)
    });
}

#[test]
fn a_broken_request_of_traces_is_refused_or_taken() {
    let taken = |format: edges::otlp::Format, input: &[u8]| {
        let Ok(traces) = format.read(input) else { return false };
        let (witnessed, rejected) = edges::fuzzed(traces);
        assert!(witnessed.iter().flat_map(|(caller, callee)| [caller, callee]).all(|name| name.chars().count() <= edges::NAME_MAX));
        rejected > 0 || !witnessed.is_empty()
    };
    check("otlp", &seeds::OTLP, |input| taken(edges::otlp::Format::Json, input));
    check("protobuf", &seeds::OTLP_BYTES, |input| taken(edges::otlp::Format::Protobuf, input));
}

/// As the standard library sees it, not as the policy does.
fn is_inside(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified() || ip.is_multicast(),
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified() || ip.is_multicast()
        }
    }
}

#[test]
fn a_broken_answer_is_told_in_one_plain_line() {
    check("answer", &seeds::ANSWERS, |input| {
        weight::of(input);
        let fetched = Fetched { status: 500, content_type: "application/json".to_owned(), retry_after: None, body: input.to_vec() };
        let excerpt = fuzzed::excerpt(&fetched);
        assert!(excerpt.chars().count() <= 300 && !excerpt.contains(char::is_control), "{excerpt:?}");
        !excerpt.is_empty()
    });
}

#[test]
fn a_broken_answer_is_the_same_however_it_comes() {
    check("wire", &seeds::WIRE, |input| {
        let whole = wire::read(input, usize::MAX);
        assert_eq!(whole, wire::read(input, 3));
        whole.is_some()
    });
}
