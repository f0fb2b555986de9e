//! As much HTTP as the tool needs to ask a server on this machine: one request, one answer, no dependency.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Everything after the head, as it came.
    pub body: String,
}

/// Asks for a path; `None` where nobody answers.
pub fn get(port: u16, path: &str) -> Option<Answer> {
    ask(port, &format!("GET {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\naccept: text/html, application/json\r\n\r\n"))
}

/// Sends JSON to a path; `None` where nobody answers.
pub fn post(port: u16, path: &str, json: &str) -> Option<Answer> {
    let length = json.len();
    let head =
        format!("POST {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    ask(port, &(head + json))
}

/// HTTP/1.0 ends an answer with the connection: no lengths and no chunks to read.
fn ask(port: u16, request: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    parse(&String::from_utf8_lossy(&bytes))
}

fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_a_status_and_a_body() {
        let answer = parse("HTTP/1.0 404 Not Found\r\na: b\r\n\r\nlost").expect("an answer");
        assert_eq!((answer.status, answer.body.as_str()), (404, "lost"));
        assert!(parse("garbage").is_none());
    }
}
