//! A mesh to measure with: one small HTTP server that stands for many services, each with ten tools.

use crate::{
    fault::{Explain as _, Fault, Result},
    http,
};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

/// How many services there are.
pub const SERVICES: usize = 1000;

/// How many tools each of them has.
const TOOLS: usize = 10;

/// Words that the names and descriptions are made of.
const WORDS: [&str; 10] = ["list", "find", "count", "convert", "price", "forecast", "route", "summarise", "compare", "verify"];

/// Starts the stub on a free port; it ends with the tool.
pub fn stub() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").explain("cannot listen", "127.0.0.1")?;
    let port = listener.local_addr().explain("no address", "127.0.0.1")?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || speak(&stream, port));
        }
    });
    Ok(port)
}

/// Registers every service of the stub.
pub fn register(server: u16, stub: u16) -> Result {
    (0..SERVICES).try_for_each(|n| register_one(server, stub, &format!("bench-{n}"), n))
}

fn register_one(server: u16, stub: u16, name: &str, n: usize) -> Result {
    let body = json!({ "name": name, "base_url": base_url(stub, n), "tags": [WORDS[n % WORDS.len()], "bench"] });
    let answer = http::post(server, "/registry/services", &body.to_string());
    let answer = answer.ok_or_else(|| Fault::new("the server does not answer").at("POST /registry/services"))?;
    if matches!(answer.status, 200 | 201) {
        return Ok(());
    }
    Err(Fault::new(format!("registering {name} gave {}: {}", answer.status, answer.body)).at("POST /registry/services"))
}

/// Where a service of the stub lives.
pub fn base_url(stub: u16, n: usize) -> String {
    format!("http://127.0.0.1:{stub}/s/{n}")
}

/// Answers one connection until the other side has enough.
fn speak(stream: &TcpStream, port: u16) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut stream = stream.try_clone().ok()?;
    loop {
        let (path, last) = request(&mut reader)?;
        let (status, body) = answer(&path, port).map_or((404, String::from("{}")), |body| (200, body.to_string()));
        let length = body.len();
        let head = format!("HTTP/1.1 {status} -\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all((head + &body).as_bytes()).ok()?;
        if last {
            return Some(());
        }
    }
}

/// Reads one request; the answer is its path, and whether it is the connection's last.
fn request(reader: &mut BufReader<TcpStream>) -> Option<(String, bool)> {
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    reader.read_exact(&mut vec![0; length]).ok()?;
    Some((path, first.contains("HTTP/1.0")))
}

fn answer(path: &str, port: u16) -> Option<Value> {
    let (n, what) = path.strip_prefix("/s/")?.split_once('/')?;
    let n: usize = n.parse().ok()?;
    match what {
        "health" => Some(json!({ "status": "ok" })),
        "utcp-manual.json" => Some(manual(port, n)),
        _ => what.starts_with("tool/").then(|| json!({ "service": n })),
    }
}

fn manual(port: u16, n: usize) -> Value {
    let tools: Vec<_> = (0..TOOLS).map(|at| tool(port, n, at)).collect();
    json!({ "utcp_version": "1.0.1", "manual_version": "1.0.0", "tools": tools })
}

fn tool(port: u16, n: usize, at: usize) -> Value {
    let (verb, noun) = (WORDS[at], WORDS[(n + at) % WORDS.len()]);
    json!({
        "name": format!("{verb}_{noun}_{at}"),
        "description": format!("Uses service {n} to {verb} what {noun} names."),
        "tags": [noun],
        "inputs": { "type": "object", "properties": { "q": { "type": "string" } }, "required": ["q"] },
        "outputs": { "type": "object", "properties": { "service": { "type": "integer" } } },
        "tool_call_template": { "call_template_type": "http", "http_method": "GET", "url": format!("{}/tool/{at}", base_url(port, n)) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stub_answers_for_each_of_its_services() {
        let port = stub().expect("a stub");
        let health = http::get(port, "/s/7/health").expect("an answer");
        assert_eq!((health.status, health.body.as_str()), (200, "{\"status\":\"ok\"}"));
        let manual = http::get(port, "/s/999/utcp-manual.json").expect("an answer");
        let manual: Value = serde_json::from_str(&manual.body).expect("json");
        assert_eq!(manual["tools"].as_array().map(Vec::len), Some(TOOLS));
        assert_eq!(http::get(port, "/elsewhere").expect("an answer").status, 404);
    }
}
