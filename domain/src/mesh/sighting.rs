//! Sightings: what each of those who tell of an edge says of it. The same call may be told of twice, so nothing is added up.

use super::Provenance;
use crate::Time;
use crate::overview::Percentiles;
use serde::{Deserialize, Serialize};

/// Who tells of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Teller {
    /// Our gateway, which carried them.
    Gateway,
    /// Traces that were sent to us as OTLP.
    Otlp,
    /// The dependencies that Jaeger knows.
    Jaeger,
    /// The dependencies that Zipkin knows.
    Zipkin,
    /// The service graph whose metrics Prometheus keeps.
    Prometheus,
}

impl Teller {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Gateway, Self::Otlp, Self::Jaeger, Self::Zipkin, Self::Prometheus];

    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Otlp => "otlp",
            Self::Jaeger => "jaeger",
            Self::Zipkin => "zipkin",
            Self::Prometheus => "prometheus",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|teller| teller.word() == word)
    }

    /// How we know of what it tells: all but the gateway count spans of traces.
    pub const fn provenance(self) -> Provenance {
        match self {
            Self::Gateway => Provenance::Gateway,
            Self::Otlp | Self::Jaeger | Self::Zipkin | Self::Prometheus => Provenance::Trace,
        }
    }
}

/// What one teller says of an edge in a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// Who.
    pub teller: Teller,
    /// How many calls it told of; of sampled traces there are fewer than were made.
    pub samples: u64,
    /// Those that failed.
    pub errors: u64,
    /// How long they took, where it says so.
    pub latency_ms: Percentiles,
    /// When the last of them ended.
    pub last_seen: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teller_reads_back_from_its_word_which_is_what_is_sent() {
        for teller in Teller::ALL {
            assert_eq!(Teller::from_word(teller.word()), Some(teller));
            assert_eq!(serde_json::to_string(&teller).expect("json"), format!("\"{}\"", teller.word()));
        }
    }
}
