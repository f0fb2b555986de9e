//! Everything live: one event stream a tab, and signals that say what went stale.
//!
//! ```text
//! EventSource → Live { state, seq, last } and one version a topic → a page's resource reloads
//! ```
//! Pages do not patch what they show: they depend on a topic's version, and load again when it moves.
//! The stream is closed while the tab is hidden (a browser allows six connections a host) and taken up,
//! with everything reloaded, when it is shown.

use crate::browser::{self, Stream};
use crate::prelude::*;
use domain::Time;
use domain::event::{Event, What};
use std::cell::RefCell;

/// After how long a broken stream is opened anew, in milliseconds: a browser gives up where a proxy answers for the server.
const RETRY_MS: f64 = 3000.0;

/// So long after a minute has ended on our clock it surely has on the server's, in seconds.
const AFTER_MINUTE: i64 = 2;

// Not a stored value: the server drops those on any of its threads, and a stream belongs to the browser's only one.
thread_local! {
    static STREAM: RefCell<Option<Stream>> = const { RefCell::new(None) };
}

/// How the stream stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// Not yet open: the page as the server rendered it.
    Connecting,
    /// Events arrive.
    Live,
    /// The stream broke; the number is the browser's clock, in milliseconds, when it did.
    Stale(f64),
    /// A person paused it.
    Paused,
}

/// What may go stale; a version each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Services, instances, health, manuals, tools.
    Services,
    /// Calls, edges, figures; moves at most once a second.
    Calls,
    /// Runs and their steps.
    Runs,
    /// Where nodes of the map are held.
    Pins,
}

/// The live state of the page, in context.
#[derive(Clone, Copy)]
pub struct Live {
    /// How the stream stands.
    pub state: RwSignal<State>,
    /// The last event's number.
    pub seq: RwSignal<u64>,
    /// The last event: for those that show each one, as pulses.
    pub last: RwSignal<Option<Event>>,
    /// The browser's clock in milliseconds, once a second.
    pub now: RwSignal<f64>,
    skew_ms: RwSignal<Option<f64>>,
    services: RwSignal<u32>,
    calls: RwSignal<u32>,
    runs: RwSignal<u32>,
    pins: RwSignal<u32>,
    epoch: StoredValue<String>,
    tried: StoredValue<f64>,
}

impl Live {
    /// Puts the live state into context and, in the browser, opens the stream.
    pub fn provide() -> Self {
        let live = Self {
            state: RwSignal::new(State::Connecting),
            seq: RwSignal::new(0),
            last: RwSignal::new(None),
            now: RwSignal::new(0.0),
            skew_ms: RwSignal::new(None),
            services: RwSignal::new(0),
            calls: RwSignal::new(0),
            runs: RwSignal::new(0),
            pins: RwSignal::new(0),
            epoch: StoredValue::new(String::new()),
            tried: StoredValue::new(0.0),
        };
        provide_context(live);
        Effect::new(move |_| live.begin());
        live
    }

    /// The version of a topic: whoever asks with it asks again when it moves.
    pub fn version(self, topic: Topic) -> u32 {
        self.signal(topic).get()
    }

    /// The versions of several topics as one number, which moves when any of them does.
    pub fn versions<const N: usize>(self, topics: [Topic; N]) -> u32 {
        topics.into_iter().fold(0, |sum: u32, topic| sum.wrapping_add(self.version(topic)))
    }

    /// The server's clock now, once the stream has told how far the browser's is from it.
    pub fn server_time(self) -> Option<Time> {
        let skew = self.skew_ms.get()?;
        Some(Time(((self.now.get() + skew) * 1000.0) as i64))
    }

    /// The minutes that have passed on the server's clock since the stream first told it: who asks with them asks once a minute.
    pub fn minutes(self) -> impl Fn() -> u32 {
        let first = StoredValue::new(None::<i64>);
        move || {
            let Some(now) = self.server_time() else { return 0 };
            let minute = now.plus_seconds(-AFTER_MINUTE).seconds().div_euclid(60);
            let before = first.get_value();
            first.set_value(before.or(Some(minute)));
            (minute - before.unwrap_or(minute)) as u32
        }
    }

    /// Lets a stream that is yet to be opened take up where the server drew the page.
    pub fn begin_after(self, seq: u64) {
        if self.seq.get_untracked() == 0 {
            self.seq.set(seq);
        }
    }

    /// Stops or takes up the stream, as a person wishes.
    pub fn toggle_pause(self) {
        if self.state.get_untracked() == State::Paused {
            self.state.set(State::Connecting);
            self.open();
        } else {
            hold(None);
            self.state.set(State::Paused);
        }
    }

    fn begin(self) {
        self.open();
        browser::every_second(move |now| {
            self.now.set(now);
            self.retry(now);
        });
        browser::on_visibility(move |visible| match (visible, self.state.get_untracked()) {
            (_, State::Paused) => {}
            (true, _) => self.open(),
            (false, _) => hold(None),
        });
    }

    /// Opens the stream where the last event left off.
    pub fn open(self) {
        let seq = self.seq.get_untracked();
        let url = if seq == 0 { "/registry/events".to_owned() } else { format!("/registry/events?after={seq}") };
        let stream = Stream::open(&url, move |event| self.take(event), move || self.lose());
        hold(stream);
    }

    fn retry(self, now: f64) {
        let stale = matches!(self.state.get_untracked(), State::Stale(_));
        if stale && now - self.tried.get_value() >= RETRY_MS {
            self.tried.set_value(now);
            self.open();
        }
    }

    fn lose(self) {
        if let State::Live | State::Connecting = self.state.get_untracked() {
            self.tried.set_value(browser::now());
            self.state.set(State::Stale(browser::now()));
        }
    }

    fn take(self, event: Event) {
        if self.state.get_untracked() != State::Live {
            self.state.set(State::Live);
        }
        self.seq.set(event.seq);
        match &event.what {
            What::Hello { epoch } => self.greet(epoch, event.at),
            What::Resync { .. } => self.reload_all(),
            What::Service { .. } | What::Health { .. } | What::Circuit { .. } | What::Manual { .. } | What::Alert { .. } => {
                self.touch(Topic::Services);
            }
            What::Edge { .. } => self.touch(Topic::Calls),
            What::Pins { .. } => self.touch(Topic::Pins),
            What::Run { .. } => self.touch(Topic::Runs),
            What::Call { .. } => {}
        }
        self.last.set(Some(event));
    }

    /// A new epoch is a restarted server, perhaps with another database: nothing shown is certain any more.
    fn greet(self, epoch: &str, at: Time) {
        self.skew_ms.set(Some(at.0 as f64 / 1000.0 - browser::now()));
        let before = self.epoch.get_value();
        self.epoch.set_value(epoch.to_owned());
        if !before.is_empty() && before != epoch {
            self.reload_all();
        }
    }

    fn reload_all(self) {
        for topic in [Topic::Services, Topic::Calls, Topic::Runs, Topic::Pins] {
            self.touch(topic);
        }
    }

    fn touch(self, topic: Topic) {
        self.signal(topic).update(|version| *version = version.wrapping_add(1));
    }

    const fn signal(self, topic: Topic) -> RwSignal<u32> {
        match topic {
            Topic::Services => self.services,
            Topic::Calls => self.calls,
            Topic::Runs => self.runs,
            Topic::Pins => self.pins,
        }
    }
}

/// Holds the tab's stream and lets go of the one before, which closes it.
fn hold(stream: Option<Stream>) {
    STREAM.replace(stream);
}

/// The live state of this page.
pub fn use_live() -> Live {
    expect_context()
}
