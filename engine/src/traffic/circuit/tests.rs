use super::*;
use crate::clock;
use proptest::prelude::*;

const RULES: fn() -> Breaker = Breaker::default;

/// One letter a call, a second apart: `g`ood, `b`ad; `.` lets a second pass, `:` half a minute.
/// What is told is each change, and how the circuit stands in the end.
fn play(script: &str) -> (Vec<String>, Stands) {
    let mut now = clock::instant();
    let mut circuit = Circuit::default();
    let mut told = Vec::new();
    for letter in script.chars() {
        now += Duration::from_secs(if letter == ':' { 30 } else { 1 });
        if !matches!(letter, 'g' | 'b') {
            continue;
        }
        let change = circuit.admit(now).and_then(|admission| circuit.settle(admission, letter == 'g', now, &RULES(), 0.0));
        told.extend(change.map(|change| change.reason));
    }
    (told, circuit.stands(now))
}

fn check(script: &str, told: &[&str], stands: Stands) {
    let (found, end) = play(script);
    assert_eq!((found.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), end), (told, stands), "{script}");
}

#[test]
fn five_failures_in_a_row_open_it() {
    check("bbbb", &[], Stands::Closed);
    check("bbbbgbbbb", &[], Stands::Closed);
    check("bbbbb", &["5 calls in a row failed; no calls for 30 s"], Stands::Open);
}

#[test]
fn half_of_twenty_calls_in_ten_seconds_open_it() {
    let mut circuit = Circuit::default();
    let now = clock::instant();
    for call in 0..19 {
        assert_eq!(circuit.settle(Admission::Plain, call % 2 == 0, now, &RULES(), 0.0), None, "call {call}");
    }
    let change = circuit.settle(Admission::Plain, false, now, &RULES(), 0.0).expect("open");
    assert_eq!(change.reason, "10 of 20 calls in 10 s failed; no calls for 30 s");
}

#[test]
fn what_failed_longer_ago_than_the_interval_is_forgotten() {
    let mut circuit = Circuit::default();
    let start = clock::instant();
    for call in 0..40 {
        let now = start + Duration::from_secs(call);
        assert_eq!(circuit.settle(Admission::Plain, call % 2 == 0, now, &RULES(), 0.0), None, "call {call}");
    }
}

#[test]
fn a_probe_closes_it_or_keeps_it_open_for_twice_as_long() {
    let open = "5 calls in a row failed; no calls for 30 s";
    check("bbbbb:", &[open], Stands::HalfOpen);
    check("bbbbb:g", &[open, "its probe was answered"], Stands::Closed);
    check("bbbbb:b", &[open, "its probe failed; no calls for 60 s"], Stands::Open);
    check("bbbbb:b:g", &[open, "its probe failed; no calls for 60 s"], Stands::Open);
    check("bbbbb:b::g", &[open, "its probe failed; no calls for 60 s", "its probe was answered"], Stands::Closed);
}

#[test]
fn it_stays_open_for_five_minutes_at_most() {
    let long = ":".repeat(10);
    let (told, _) = play(&format!("bbbbb{}", format!("{long}b").repeat(6)));
    let seconds: Vec<_> = told.iter().filter_map(|reason| reason.rsplit(' ').nth(1)).collect();
    assert_eq!(seconds, ["30", "60", "120", "240", "300", "300", "300"]);
}

#[test]
fn it_stays_open_for_its_first_time_where_the_longest_is_shorter() {
    let rules = Breaker { max_ejection_time_ms: 1_000, ..RULES() };
    let change = Circuit::default().eject("it fails", clock::instant(), &rules, 0.0).expect("open");
    assert_eq!(change.reason, "it fails; no calls for 30 s");
    let again = Circuit { state: State::HalfOpen { probing: true }, last_open: Duration::from_secs(30), ..Circuit::default() }.settle(
        Admission::Probe,
        false,
        clock::instant(),
        &rules,
        0.0,
    );
    assert_eq!(again.expect("open").reason, "its probe failed; no calls for 30 s");
}

#[test]
fn one_that_fails_soon_after_it_closed_doubles_on_and_one_that_held_begins_anew() {
    check(
        "bbbbb:gbbbbb",
        &["5 calls in a row failed; no calls for 30 s", "its probe was answered", "5 calls in a row failed; no calls for 60 s"],
        Stands::Open,
    );
    check(
        "bbbbb:g:bbbbb",
        &["5 calls in a row failed; no calls for 30 s", "its probe was answered", "5 calls in a row failed; no calls for 30 s"],
        Stands::Open,
    );
}

#[test]
fn a_probe_that_tells_nothing_leaves_its_place_to_the_next() {
    let now = clock::instant();
    let mut circuit = Circuit { state: State::Open { until: now }, ..Circuit::default() };
    assert_eq!(circuit.admit(now), Some(Admission::Probe));
    assert_eq!(circuit.admit(now), None);
    circuit.abandon(Admission::Probe);
    assert_eq!(circuit.admit(now), Some(Admission::Probe));
}

#[test]
fn chance_keeps_it_open_up_to_a_tenth_longer() {
    let now = clock::instant();
    let mut circuit = Circuit::default();
    circuit.eject("it fails more than its neighbours", now, &RULES(), 1.0).expect("open");
    assert_eq!(circuit.closed_for(now + Duration::from_secs(30)), Some(Duration::from_secs(3)));
}

proptest! {
    /// Whatever happens: an open circuit lets nothing through, and never is more than one probe under way.
    #[test]
    fn never_are_two_probes_under_way(steps in prop::collection::vec((0_u64..90, any::<bool>(), any::<bool>()), 0..200)) {
        let mut now = clock::instant();
        let mut circuit = Circuit::default();
        let mut probes = 0_u32;
        let mut under_way = Vec::new();
        for (seconds, ends, good) in steps {
            now += Duration::from_secs(seconds);
            let open = circuit.stands(now) == Stands::Open;
            if let Some(admission) = circuit.admit(now) {
                prop_assert!(!open);
                probes += u32::from(admission == Admission::Probe);
                under_way.push(admission);
            }
            prop_assert!(probes <= 1);
            if ends && let Some(admission) = under_way.pop() {
                probes -= u32::from(admission == Admission::Probe);
                circuit.settle(admission, good, now, &RULES(), 0.5);
            }
        }
    }
}
