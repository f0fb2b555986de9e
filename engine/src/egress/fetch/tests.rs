use super::*;
use crate::egress::guard::Lookup;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::net::IpAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const TIMEOUT: Duration = Duration::from_secs(5);

const LIMIT: usize = 100_000;

/// A server that answers every request with these bytes and closes; its URL.
async fn answering(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let bytes = bytes.clone();
            tokio::spawn(async move {
                let _ = socket.read(&mut [0; 4096]).await;
                let _ = socket.write_all(&bytes).await;
            });
        }
    });
    url
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn xs(length: usize) -> Vec<u8> {
    vec![b'x'; length]
}

fn gzip(parts: &[&[u8]]) -> Vec<u8> {
    let member = |part: &&[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(part).and_then(|()| encoder.finish()).expect("memory takes it")
    };
    parts.iter().flat_map(member).collect()
}

fn outbound(policy: Policy) -> Outbound {
    Outbound::new(policy.with_loopback()).expect("a client")
}

async fn check(answer: Vec<u8>, expected: Result<&[u8], Trouble>) {
    let fetched = outbound(Policy::default()).get(&answering(answer).await, LIMIT, TIMEOUT).await;
    assert_eq!(fetched.map(|fetched| fetched.body), expected.map(<[u8]>::to_vec));
}

fn unusable(words: &str) -> Result<&'static [u8], Trouble> {
    Err(Trouble::Unusable(words.to_owned()))
}

#[tokio::test]
async fn a_body_is_taken_up_to_its_limit() {
    check(answer("200 OK", &xs(LIMIT)), Ok(&xs(LIMIT))).await;
    check(answer("200 OK", &xs(LIMIT + 1)), Err(Trouble::TooLarge(LIMIT))).await;
}

#[tokio::test]
async fn a_gzip_body_is_decoded_up_to_its_limit() {
    let gzipped = |body: &[u8]| answer("200 OK\r\ncontent-encoding: gzip", body);
    check(gzipped(&gzip(&[b"two ", b"members"])), Ok(b"two members")).await;
    check(gzipped(&gzip(&[&xs(LIMIT)])), Ok(&xs(LIMIT))).await;
    check(gzipped(&gzip(&[&xs(LIMIT + 1)])), Err(Trouble::TooLarge(LIMIT))).await;
}

#[tokio::test]
async fn a_gzip_body_that_decodes_to_nothing_is_cut_while_it_is_encoded() {
    let nothing = gzip(&vec![b"".as_slice(); 10_000]);
    assert!(nothing.len() > LIMIT);
    check(answer("200 OK\r\ncontent-encoding: gzip", &nothing), Err(Trouble::TooLarge(LIMIT))).await;
}

#[tokio::test]
async fn what_is_not_encoded_as_asked_is_not_guessed() {
    check(answer("200 OK\r\ncontent-encoding: gzip", b"hello"), unusable("the answer says it is gzip and is not")).await;
    let whole = gzip(&[b"hello"]);
    let cut = &whole[..whole.len() - 9];
    check(answer("200 OK\r\ncontent-encoding: gzip", cut), unusable("the answer says it is gzip and is not")).await;
    for other in ["br", "zstd", "gzip, gzip"] {
        let head = format!("200 OK\r\ncontent-encoding: {other}");
        check(answer(&head, b"hello"), unusable("the answer is encoded in a way that was not asked for")).await;
    }
}

#[tokio::test]
async fn an_answer_that_tells_of_a_failure_is_read_in_part() {
    check(answer("500 Oh", &xs(LIMIT)), Ok(&xs(FAILED_MAX))).await;
    check(answer("500 Oh", b"sorry"), Ok(b"sorry")).await;
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let elsewhere = answering(answer("200 OK", b"secret")).await;
    for status in [301, 302, 303, 307, 308] {
        let url = answering(answer(&format!("{status} There\r\nlocation: {elsewhere}"), b"")).await;
        let fetched = outbound(Policy::default()).get(&url, LIMIT, TIMEOUT).await.expect("an answer");
        assert_eq!((fetched.status, fetched.body), (status, Vec::new()));
    }
}

#[tokio::test]
async fn a_blocked_name_and_one_that_does_not_exist_are_told_alike() {
    let addresses = |name: &str| match name {
        "blocked.test" => Ok(vec![IpAddr::from([10, 0, 0, 1])]),
        _ => Err(std::io::ErrorKind::NotFound.into()),
    };
    let outbound = outbound(Policy::default().looking_up(Lookup::Told(Arc::new(addresses))));
    for name in ["blocked.test", "absent.test"] {
        let trouble = outbound.get(&format!("http://{name}/"), LIMIT, TIMEOUT).await.expect_err("no answer");
        assert_eq!(trouble, Trouble::NotSent("no connection".to_owned()));
    }
}

#[tokio::test]
async fn our_own_listener_is_not_reached_by_a_name_that_leads_to_it() {
    let own = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = own.local_addr().expect("an address");
    let other = answering(answer("200 OK", b"hello")).await;
    let told = Lookup::Told(Arc::new(|_: &str| Ok(vec![IpAddr::from([127, 0, 0, 1])])));
    let outbound = outbound(Policy::new(Vec::new(), Some(at)).looking_up(told));
    let port = other.rsplit(':').next().expect("a port");
    assert!(outbound.get(&format!("http://deck.test:{port}"), LIMIT, TIMEOUT).await.is_ok());
    let trouble = outbound.get(&format!("http://deck.test:{}/", at.port()), LIMIT, TIMEOUT).await;
    assert_eq!(trouble, Err(Trouble::NotSent("no connection".to_owned())));
}

#[tokio::test]
async fn a_fetch_without_a_turn_was_not_sent() {
    let url = answering(answer("200 OK", b"hello")).await;
    let outbound = Outbound::with_slots(Policy::default().with_loopback(), 1).expect("a client");
    let held = Arc::clone(&outbound.slots).acquire_owned().await.expect("a slot");
    let waited = outbound.get(&url, LIMIT, Duration::from_millis(50)).await;
    assert_eq!(waited, Err(Trouble::NotSent("too many other fetches are under way".to_owned())));
    drop(held);
    assert!(outbound.get(&url, LIMIT, TIMEOUT).await.is_ok());
    assert_eq!(FETCHES_MAX, 1024);
}

#[tokio::test]
async fn a_fetch_leaves_no_connection_behind() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let served = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        let mut request = vec![0; 4096];
        let length = socket.read(&mut request).await.expect("a request");
        socket.write_all(&answer("200 OK", b"hello")).await.expect("answered");
        String::from_utf8_lossy(&request[..length]).to_lowercase()
    });
    let outbound = outbound(Policy::default().with_loopback());
    assert!(outbound.get(&url, LIMIT, TIMEOUT).await.is_ok());
    let request = served.await.expect("served");
    assert!(request.contains("\r\nconnection: close\r\n"), "{request}");
}
