//! Starting, being asked, stopping: exit codes and single lines.

mod support;

use std::net::TcpListener;
use support::{Deck, command};

/// Runs the binary to its end; its exit code and what it said.
fn check(args: &[&str], variables: &[(&str, &str)], code: i32, said: &str) {
    let output = command(variables).args(args).output().expect("it runs");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
    assert!(stderr.contains(said), "{args:?}: {stderr}");
    if code == 78 {
        assert_eq!(stderr.trim_end().lines().count(), 1, "{args:?}: {stderr}");
    }
}

#[test]
fn a_wrong_setting_is_one_line_and_exit_code_78() {
    check(&["serve", "--listen", "nowhere"], &[], 78, "--listen: `nowhere` is no address and port");
    check(&["serve"], &[("MESHDECK_HEALTH_INTERVAL", "soon")], 78, "--health-interval: `soon`");
    check(
        &["serve", "--listen", "127.0.0.1:0", "--database-url", "sqlite:///nowhere/at/all.db"],
        &[],
        78,
        "--database-url: `/nowhere/at/all.db` cannot be used",
    );
    check(&["serve"], &[("MESHDECK_KEY", "s3cret")], 78, "MESHDECK_KEY: `…` holds no key of 32 bytes");
    check(&["serve", "--key-file", "/nowhere.key"], &[], 78, "--key-file: `/nowhere.key` cannot be read");
    check(&["serve", "--colour"], &[], 2, "unexpected argument '--colour'");
}

#[test]
fn a_taken_port_is_one_line_and_exit_code_78() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    check(&["serve", "--listen", &address], &[], 78, &format!("--listen: {address} cannot be taken"));
}

#[test]
fn the_healthcheck_tells_a_running_server_from_none() {
    let deck = Deck::usual();
    check(&["healthcheck", "--url", &deck.url], &[], 0, "");
    check(&["healthcheck"], &[("MESHDECK_LISTEN", deck.url.trim_start_matches("http://"))], 0, "");
    check(&["healthcheck", "--url", "http://127.0.0.1:9"], &[], 1, "does not answer");
}

#[test]
fn a_signal_ends_the_server_with_exit_code_0() {
    assert_eq!(Deck::usual().stop().code(), Some(0));
}

#[test]
fn every_command_has_help_that_teaches() {
    for command_name in [&["--help"][..], &["serve", "--help"], &["demo", "--help"], &["call", "--help"], &["healthcheck", "--help"]] {
        let output = command(&[]).args(command_name).output().expect("it runs");
        assert!(output.status.success() && output.stdout.len() > 200, "{command_name:?}");
    }
}
