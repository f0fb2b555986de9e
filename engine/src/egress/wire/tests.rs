use super::*;
use crate::egress::{Fetched, Outbound};
use reqwest::Method;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const TIMEOUT: Duration = Duration::from_secs(20);

/// A server that gives these bytes for every request, and the connections that it took so far. It closes one after so many
/// answers.
async fn serving(answer: &str, answers: usize) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let (url, taken) = (format!("http://{}/", listener.local_addr().expect("an address")), Arc::new(AtomicUsize::new(0)));
    let (counted, answer) = (Arc::clone(&taken), answer.to_owned());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(socket, answer.clone(), answers));
        }
    });
    (url, taken)
}

async fn serve(mut socket: TcpStream, answer: String, answers: usize) {
    for _ in 0..answers {
        if !matches!(socket.read(&mut [0; 4096]).await, Ok(1..)) || socket.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn outbound() -> Outbound {
    Outbound::new(Policy::default().with_loopback()).expect("a client")
}

async fn fetch(outbound: &Outbound, url: &str) -> Result<Fetched, Trouble> {
    let request = outbound.request(Method::GET, url.parse().expect("a URL"))?;
    outbound.send(request, 1000, TIMEOUT).await
}

/// Fetches three times and looks at how many connections that took.
async fn check(answer: &str, body: &str, connections: usize) {
    let ((url, taken), outbound) = (serving(answer, usize::MAX).await, outbound());
    for _ in 0..3 {
        let fetched = fetch(&outbound, &url).await.expect("an answer");
        assert_eq!(String::from_utf8_lossy(&fetched.body), body);
    }
    assert_eq!(taken.load(Ordering::SeqCst), connections, "{answer}");
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    check("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", "hi", 1).await;
    check("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "hi", 1).await;
    check("HTTP/1.1 404 No\r\ncontent-length: 2\r\n\r\nno", "no", 1).await;
    check("HTTP/1.1 204 None\r\n\r\n", "", 1).await;
}

#[tokio::test]
async fn a_connection_that_says_more_than_its_answer_is_left() {
    check("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi there", "hi", 3).await;
    check("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi", "hi", 3).await;
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_not_used() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let (place, outbound) = (listener.local_addr().expect("an address").to_string(), outbound());
    let fetched = || async { fetch(&outbound, &format!("http://{place}/")).await.map(|fetched| fetched.status) };
    let served = || async {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        assert!(matches!(socket.read(&mut [0; 4096]).await, Ok(1..)));
        socket.write_all(b"HTTP/1.1 204 None\r\n\r\n").await.expect("answered");
        socket
    };
    let (first, socket) = tokio::join!(fetched(), served());
    let kept = outbound.wire().pool.take(&place).expect("kept");
    drop(socket);
    kept.closed().await;
    outbound.wire().pool.put(kept);
    assert!(outbound.wire().pool.take(&place).is_none());
    assert_eq!((first, tokio::join!(fetched(), served()).0), (Ok(204), Ok(204)));
}

#[tokio::test]
async fn who_answers_before_the_request_is_there_is_heard() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let held = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        socket.write_all(b"HTTP/1.1 413 Large\r\ncontent-length: 3\r\n\r\nno!").await.expect("answered");
        socket
    });
    let outbound = outbound();
    let body = "x".repeat(32 * 1024 * 1024);
    let request = outbound.request(Method::POST, url.parse().expect("a URL")).expect("permitted").body(body);
    let fetched = outbound.send(request, 1000, TIMEOUT).await.expect("an answer");
    assert_eq!((fetched.status, fetched.body), (413, b"no!".to_vec()));
    drop(held.await);
}

#[tokio::test]
async fn what_ends_too_soon_is_told_as_it_was() {
    for (answer, words) in [
        ("", "the connection broke before the answer"),
        ("HTTP/1.1 200 OK\r\ncontent-le", "the connection broke before the answer"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nhi", "the answer ended before its end"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhi", "the answer ended before its end"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno chunk\r\n", "the answer's chunks are broken"),
    ] {
        let (url, _) = serving(answer, 1).await;
        assert_eq!(fetch(&outbound(), &url).await, Err(Trouble::Broken(words.to_owned())), "{answer}");
    }
    let (url, _) = serving("SSH-2.0-OpenSSH_9.2\r\n\r\n", 1).await;
    assert_eq!(fetch(&outbound(), &url).await, Err(Trouble::no_http()));
}

#[tokio::test]
async fn a_body_may_end_with_its_connection() {
    let (url, _) = serving("HTTP/1.1 200 OK\r\n\r\nhi", 1).await;
    assert_eq!(fetch(&outbound(), &url).await.map(|fetched| fetched.body), Ok(b"hi".to_vec()));
}

#[tokio::test]
async fn nobody_at_the_other_end_means_that_nothing_was_sent() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let refused = fetch(&outbound(), &format!("http://{free}/")).await;
    assert_eq!(refused, Err(Trouble::NotSent("connection refused".to_owned())));
}

/// A server that informs, then answers with the length of the body once all of it is here.
#[tokio::test]
async fn who_answers_well_before_the_request_is_there_hears_the_rest() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let length = 32 * 1024 * 1024;
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        socket.write_all(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n").await.expect("informed");
        let (mut heard, mut read) = (0, vec![0; 65_536]);
        while heard < length {
            heard += socket.read(&mut read).await.expect("the request");
        }
        socket.write_all(b"hi").await.expect("answered");
    });
    let outbound = outbound();
    let request = outbound.request(Method::POST, url.parse().expect("a URL")).expect("permitted").body("x".repeat(length));
    let fetched = outbound.send(request, 1000, TIMEOUT).await.expect("an answer");
    assert_eq!((fetched.status, fetched.body), (200, b"hi".to_vec()));
}

#[tokio::test]
async fn a_kept_connection_that_dies_under_a_request_is_replaced_where_that_does_no_harm() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url: Url = format!("http://{}/", listener.local_addr().expect("an address")).parse().expect("a URL");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            // One answer a connection; the second request is read and left.
            tokio::spawn(async move {
                let _ = socket.read(&mut [0; 4096]).await;
                let _ = socket.write_all(b"HTTP/1.1 204 None\r\n\r\n").await;
                let _ = socket.read(&mut [0; 4096]).await;
            });
        }
    });
    let outbound = outbound();
    let status = |method: Method| {
        let request = outbound.request(method, url.clone()).expect("permitted");
        let outbound = outbound.clone();
        async move { outbound.send(request, 1000, TIMEOUT).await.map(|fetched| fetched.status) }
    };
    assert_eq!((status(Method::GET).await, status(Method::GET).await), (Ok(204), Ok(204)));
    let broken = Err(Trouble::Broken("the connection broke before the answer".to_owned()));
    assert_eq!((status(Method::POST).await, status(Method::POST).await), (broken, Ok(204)));
}
