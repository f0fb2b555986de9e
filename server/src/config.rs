//! Settings: flags and variables alike, read here and nowhere else.
//!
//! | flag | variable | default |
//! | --- | --- | --- |
//! | `--listen` | `MESHDECK_LISTEN` | `127.0.0.1:3000` |
//! | `--database-url` | `MESHDECK_DATABASE_URL` | `sqlite://meshdeck.db` |
//! | `--demo` | `MESHDECK_DEMO` | off |
//! | `--egress-allow` | `MESHDECK_EGRESS_ALLOW` | nothing: public addresses only |
//! | `--health-interval` | `MESHDECK_HEALTH_INTERVAL` | `10s` |
//! | `--analytics-durability` | `MESHDECK_ANALYTICS_DURABILITY` | `batched`; or `sync` |
//! | `--services-dir` | `MESHDECK_SERVICES_DIR` | none: a directory of service files |
//! | `--registry-url` | `MESHDECK_REGISTRY_URL` | none: an existing registry to stand in front of |
//! | `--consul-url` | `MESHDECK_CONSUL_URL` | none: a Consul |
//! | | `MESHDECK_CONSUL_TOKEN` | none: what Consul wants to be shown |
//! | `--mcp-registry-url` | `MESHDECK_MCP_REGISTRY_URL` | none: an MCP registry |
//! | `--jaeger-url` | `MESHDECK_JAEGER_URL` | none: a Jaeger that knows edges |
//! | `--zipkin-url` | `MESHDECK_ZIPKIN_URL` | none: a Zipkin that knows edges |
//! | `--prometheus-url` | `MESHDECK_PROMETHEUS_URL` | none: a Prometheus with the metrics of a service graph |
//! | `--rate-limit` | `MESHDECK_RATE_LIMIT` | `100/min,burst=20` |
//! | `--key-file` | `MESHDECK_KEY_FILE`, or the key itself in `MESHDECK_KEY` | a file beside the SQLite database, made when needed |
//! | | `MESHDECK_REGISTRY_TOKEN` | none: changes from this machine only |
//!
//! A wrong flag is the argument parser's to refuse; a wrong value is ours: one line, and exit code 78.

use crate::limit::Rate;
use clap::{Args, Parser, Subcommand};
use demo::{Estate, SYNTHETIC_SERVICES};
use engine::analytics::Durability;
use engine::edges;
use engine::egress::Policy;
use engine::sources;
use engine::variables::{Key, KeySource};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The shortest and the longest time between two health checks of an instance.
const HEALTH_INTERVAL: std::ops::RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_hours(1);

/// The deck from which a team sees, tests and steers every tool in its service mesh.
#[derive(Debug, Parser)]
#[command(name = "meshdeck", version, about, after_help = "Five minutes: meshdeck serve --demo, then open http://127.0.0.1:3000")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the console, the registry and the gateway
    #[command(after_help = "A service registers itself:\n  curl -X POST http://127.0.0.1:3000/registry/services \\\n    \
        -H 'content-type: application/json' \\\n    -d '{\"name\":\"my-service\",\"base_url\":\"http://127.0.0.1:8003\"}'\n\n\
        The variable MESHDECK_REGISTRY_TOKEN makes every change ask for `Authorization: Bearer …`;\n\
        without it changes are taken from this machine only.")]
    Serve(Box<ServeArgs>),
    /// Run one service of the demo mesh, or list them
    #[command(
        after_help = "Stop one and watch the console notice:\n  pkill -f 'meshdeck demo geo'\n  meshdeck demo geo --registry http://127.0.0.1:3000"
    )]
    Demo(DemoArgs),
    /// Call a tool through a running Meshdeck
    #[command(after_help = "  meshdeck call units.convert --input '{\"value\":12,\"from\":\"mi\",\"to\":\"km\"}'")]
    Call(CallArgs),
    /// Check a manual: which clients can call its tools, and why others cannot
    #[command(after_help = "Exit code 0: nothing to mend; 1: findings; 2: it cannot be read.\n\n  \
        meshdeck check-manual openapi.json\n  \
        meshdeck check-manual http://127.0.0.1:8003/utcp-manual.json --egress-allow 127.0.0.0/8")]
    CheckManual(CheckManualArgs),
    /// Ask a running Meshdeck whether it is ready: exit code 0 or 1
    Healthcheck(HealthcheckArgs),
}

/// How to serve.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "MESHDECK_LISTEN", default_value = "127.0.0.1:3000", value_name = "ADDRESS:PORT")]
    pub listen: String,
    /// `sqlite://file` or `postgres://user@host/database`
    #[arg(long, env = "MESHDECK_DATABASE_URL", default_value = "sqlite://meshdeck.db", value_name = "URL", hide_env_values = true)]
    pub database_url: String,
    /// Bring up the demo mesh beside it, and let calls reach this machine; with a number from 2 to 10000, so many synthetic
    /// services instead of the demo's own
    #[arg(long, env = "MESHDECK_DEMO", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL|SERVICES")]
    pub demo: Option<String>,
    /// Ranges that services may live in beside public addresses, as 10.0.0.0/8,127.0.0.0/8
    #[arg(long, env = "MESHDECK_EGRESS_ALLOW", default_value = "", value_name = "CIDRS")]
    pub egress_allow: String,
    /// How often each instance's health is checked, 100ms to 1h
    #[arg(long, env = "MESHDECK_HEALTH_INTERVAL", default_value = "10s", value_name = "TIME")]
    pub health_interval: String,
    /// When a call is answered: `batched`, at once, and its record is written within 250 ms, lost only if the process is killed
    /// before; or `sync`, when its record is committed, which costs each call a write to the disk
    #[arg(long, env = "MESHDECK_ANALYTICS_DURABILITY", default_value = "batched", value_name = "WHEN")]
    pub analytics_durability: String,
    /// A directory of service files (.toml, .yaml, .json), read once a second: each holds one service or a list of them,
    /// with the fields of a registration; a file that is gone takes its services with it
    #[arg(long, env = "MESHDECK_SERVICES_DIR", value_name = "DIRECTORY")]
    pub services_dir: Option<PathBuf>,
    /// An existing registry to stand in front of, as `http://registry:9000`: what it lists is shown here, and what is
    /// registered or removed here is passed on to it with the caller's own token
    #[arg(long, env = "MESHDECK_REGISTRY_URL", value_name = "URL")]
    pub registry_url: Option<String>,
    /// A Consul, as `http://127.0.0.1:8500`: its services with their tags, metadata, weights and checks; the variable
    /// `MESHDECK_CONSUL_TOKEN` holds its token
    #[arg(long, env = "MESHDECK_CONSUL_URL", value_name = "URL")]
    pub consul_url: Option<String>,
    /// An MCP registry, as `https://registry.example.org`: of the servers it lists, the first 500 that are reached
    /// over streamable HTTP without a secret become MCP services
    #[arg(long, env = "MESHDECK_MCP_REGISTRY_URL", value_name = "URL")]
    pub mcp_registry_url: Option<String>,
    /// A Jaeger, as `http://jaeger:16686`: once a minute it is asked which services called which
    #[arg(long, env = "MESHDECK_JAEGER_URL", value_name = "URL")]
    pub jaeger_url: Option<String>,
    /// A Zipkin, as `http://zipkin:9411`, likewise
    #[arg(long, env = "MESHDECK_ZIPKIN_URL", value_name = "URL")]
    pub zipkin_url: Option<String>,
    /// A Prometheus, as `http://prometheus:9090`, likewise, where it keeps the metrics of a service graph
    #[arg(long, env = "MESHDECK_PROMETHEUS_URL", value_name = "URL")]
    pub prometheus_url: Option<String>,
    /// How many requests an address may send to the API, as 100/min,burst=20 or off
    #[arg(long, env = "MESHDECK_RATE_LIMIT", default_value = "100/min,burst=20", value_name = "RATE")]
    pub rate_limit: String,
    /// File with the key that variables are sealed with, 32 bytes in base64 or hex; else one beside the SQLite database
    #[arg(long, env = "MESHDECK_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<String>,
}

/// Which service of the demo to run.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Its name; without one, they are listed
    pub name: Option<String>,
    /// The Meshdeck to register with
    #[arg(long, default_value = "http://127.0.0.1:3000", value_name = "URL")]
    pub registry: String,
    /// The port to listen on, instead of its own
    #[arg(long)]
    pub port: Option<u16>,
    /// How many services to be, where the name is `synthetic`
    #[arg(long, default_value = "1000", value_parser = read_services)]
    pub services: usize,
    /// End when the standard input does
    #[arg(long, hide = true)]
    pub parent: bool,
}

/// What to call.
#[derive(Args, Debug)]
pub struct CallArgs {
    /// The tool, as service.tool
    pub tool: String,
    /// Its input, as JSON
    #[arg(long, default_value = "{}", value_name = "JSON")]
    pub input: String,
    /// The Meshdeck to ask
    #[arg(long, default_value = "http://127.0.0.1:3000", value_name = "URL")]
    pub url: String,
}

/// What to check.
#[derive(Args, Debug)]
pub struct CheckManualArgs {
    /// A file, or a URL: a UTCP manual, an OpenAPI document, an MCP server or what it lists
    pub manual: String,
    /// Ranges that a URL may lead to beside public addresses, as 10.0.0.0/8,127.0.0.0/8
    #[arg(long, env = "MESHDECK_EGRESS_ALLOW", default_value = "", value_name = "CIDRS")]
    pub egress_allow: String,
    /// Answer with JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Whom to ask.
#[derive(Args, Debug)]
pub struct HealthcheckArgs {
    /// The Meshdeck to ask, where it is not the one of `MESHDECK_LISTEN`
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Where it listens
    #[arg(hide = true, long, env = "MESHDECK_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: String,
}

/// The settings of `serve`, understood.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The database.
    pub database_url: String,
    /// The demo mesh that runs beside it, if one does.
    pub demo: Option<Estate>,
    /// Ranges that services may live in.
    pub egress_allow: Vec<ipnet::IpNet>,
    /// How often health is checked.
    pub health_interval: Duration,
    /// When a call is answered: before its record is written, or after.
    pub durability: Durability,
    /// Where services come from beside the API.
    pub sources: sources::Settings,
    /// Who is asked for edges beside the gateway.
    pub edges: edges::Settings,
    /// How many requests an address may send; none where it is off.
    pub rate: Option<Rate>,
    /// The token that changes need.
    pub token: Option<String>,
    /// Where the key is that variables are sealed with.
    pub key: KeySource,
}

/// A setting that cannot be used, in one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: `{value}` {problem}")]
pub struct WrongSetting {
    setting: &'static str,
    value: String,
    problem: String,
}

impl Settings {
    /// Understands the flags and variables, or names the first that is wrong.
    pub fn read(args: &ServeArgs) -> Result<Self, WrongSetting> {
        let listen = args.listen.parse().map_err(|_| wrong("--listen", &args.listen, "is no address and port, as 127.0.0.1:3000"))?;
        let known = ["sqlite://", "postgres://", "postgresql://"].iter().any(|scheme| args.database_url.starts_with(scheme));
        if !known {
            let scheme = args.database_url.split("://").next().unwrap_or_default();
            return Err(wrong("--database-url", scheme, "is no database we know; begin with sqlite:// or postgres://"));
        }
        let demo = args.demo.as_deref().unwrap_or("false");
        let demo = read_demo(demo)?;
        let interval = read_duration(&args.health_interval).filter(|interval| HEALTH_INTERVAL.contains(interval));
        let off = args.rate_limit == "off";
        let rate = Rate::read(&args.rate_limit);
        Ok(Self {
            listen,
            database_url: args.database_url.clone(),
            demo,
            egress_allow: read_ranges(&args.egress_allow)?,
            health_interval: interval
                .ok_or_else(|| wrong("--health-interval", &args.health_interval, "is no time between 100ms and 1h, as 10s"))?,
            durability: read_durability(&args.analytics_durability)?,
            sources: sources::Settings {
                directory: args.services_dir.clone(),
                registry_url: args.registry_url.as_deref().map(|url| read_url("--registry-url", url)).transpose()?,
                consul_url: args.consul_url.as_deref().map(|url| read_url("--consul-url", url)).transpose()?,
                consul_token: consul_token(),
                mcp_registry_url: args.mcp_registry_url.as_deref().map(|url| read_url("--mcp-registry-url", url)).transpose()?,
            },
            edges: edges::Settings {
                jaeger_url: args.jaeger_url.as_deref().map(|url| read_url("--jaeger-url", url)).transpose()?,
                zipkin_url: args.zipkin_url.as_deref().map(|url| read_url("--zipkin-url", url)).transpose()?,
                prometheus_url: args.prometheus_url.as_deref().map(|url| read_url("--prometheus-url", url)).transpose()?,
            },
            rate: if off {
                None
            } else {
                Some(rate.ok_or_else(|| wrong("--rate-limit", &args.rate_limit, "is neither `off` nor a rate, as 100/min,burst=20"))?)
            },
            token: token(),
            key: key_source(args.key_file.as_deref(), variable("MESHDECK_KEY").as_deref())?,
        })
    }

    /// Which addresses may be called, with our own listener known.
    pub fn policy(&self, own: SocketAddr) -> Policy {
        let policy = Policy::new(self.egress_allow.clone(), Some(own));
        if self.demo.is_some() { policy.with_loopback() } else { policy }
    }
}

fn wrong(setting: &'static str, value: &str, problem: &str) -> WrongSetting {
    WrongSetting { setting, value: value.to_owned(), problem: problem.to_owned() }
}

/// Reads ranges with commas between them.
pub fn read_ranges(text: &str) -> Result<Vec<ipnet::IpNet>, WrongSetting> {
    let ranges = text.split(',').map(str::trim).filter(|range| !range.is_empty());
    ranges.map(|range| range.parse().map_err(|_| wrong("--egress-allow", range, "is no range, as 10.0.0.0/8"))).collect()
}

/// The token that changes need: a variable and no flag, because every user of a machine can read its command lines.
pub fn token() -> Option<String> {
    variable("MESHDECK_REGISTRY_TOKEN")
}

#[expect(clippy::disallowed_methods, reason = "settings are read here and nowhere else")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The key in a file, or the one that is given itself: in a variable and no flag, as the token.
fn key_source(file: Option<&str>, given: Option<&str>) -> Result<KeySource, WrongSetting> {
    let wrong = |setting, value: &str, problem: String| WrongSetting { setting, value: value.to_owned(), problem };
    let no_key = || "holds no key of 32 bytes in base64 or hex, as `openssl rand -base64 32` writes one".to_owned();
    match (file, given) {
        (None, None) => Ok(KeySource::Beside),
        (Some(file), Some(_)) => Err(wrong("--key-file", file, "is given beside MESHDECK_KEY; leave out one of them".to_owned())),
        (Some(file), None) => {
            let text = std::fs::read_to_string(file).map_err(|error| wrong("--key-file", file, format!("cannot be read: {error}")))?;
            Key::read(&text).map(KeySource::Given).ok_or_else(|| wrong("--key-file", file, no_key()))
        }
        // What is wrong with a key is not a thing to print.
        (None, Some(given)) => Key::read(given).map(KeySource::Given).ok_or_else(|| wrong("MESHDECK_KEY", "…", no_key())),
    }
}

/// The token for Consul: a variable for the same reason.
#[expect(clippy::disallowed_methods, reason = "settings are read here and nowhere else")]
fn consul_token() -> Option<sources::Secret> {
    std::env::var("MESHDECK_CONSUL_TOKEN").ok().filter(|token| !token.is_empty()).map(sources::Secret)
}

fn read_durability(text: &str) -> Result<Durability, WrongSetting> {
    match text {
        "batched" => Ok(Durability::Batched),
        "sync" => Ok(Durability::Sync),
        _ => Err(wrong("--analytics-durability", text, "is neither `batched` nor `sync`")),
    }
}

/// Reads how many synthetic services there are to be.
fn read_services(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| SYNTHETIC_SERVICES.contains(count));
    count.ok_or_else(|| "is no number from 2 to 10000".to_owned())
}

/// Reads which demo is wanted: `true` is the small real one, a number so many synthetic services.
fn read_demo(text: &str) -> Result<Option<Estate>, WrongSetting> {
    if let Some(is_wanted) = read_bool(text) {
        return Ok(is_wanted.then_some(Estate::Real));
    }
    let count = read_services(text).map_err(|_| wrong("--demo", text, "is neither true nor false nor a number from 2 to 10000"))?;
    Ok(Some(Estate::Synthetic(count)))
}

fn read_bool(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" | "" => Some(false),
        _ => None,
    }
}

/// Reads the base URL of something that the operator names; without a user name, which logs and pages would show.
fn read_url(setting: &'static str, text: &str) -> Result<String, WrongSetting> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['@', '?', '#', ' '])) {
        return Ok(text.trim_end_matches('/').to_owned());
    }
    let value = if text.contains('@') { "…" } else { text };
    let problem = "is no http or https URL without user name and query, as http://registry:9000".to_owned();
    Err(WrongSetting { setting, value: value.to_owned(), problem })
}

/// Reads `250ms`, `10s`, `5m` or `1h`.
fn read_duration(text: &str) -> Option<Duration> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(millis).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(flags: &[&str], expected: Result<(), &str>) {
        let cli = Cli::try_parse_from(["meshdeck", "serve"].iter().chain(flags)).expect("known flags");
        let Command::Serve(args) = cli.command else { panic!("serve") };
        let read = Settings::read(&args).map(drop).map_err(|wrong| wrong.to_string());
        assert_eq!(read.as_ref().copied().map_err(String::as_str), expected);
    }

    #[test]
    fn a_wrong_value_is_named_in_one_line() {
        check(&[], Ok(()));
        check(&["--demo", "--listen", "[::1]:0", "--egress-allow", "10.0.0.0/8, ::1/128", "--rate-limit", "off"], Ok(()));
        check(&["--listen", "3000"], Err("--listen: `3000` is no address and port, as 127.0.0.1:3000"));
        check(
            &["--database-url", "mysql://u:secret@h"],
            Err("--database-url: `mysql` is no database we know; begin with sqlite:// or postgres://"),
        );
        check(&["--demo=10000"], Ok(()));
        check(&["--demo=perhaps"], Err("--demo: `perhaps` is neither true nor false nor a number from 2 to 10000"));
        check(&["--demo=10001"], Err("--demo: `10001` is neither true nor false nor a number from 2 to 10000"));
        check(&["--egress-allow", "10.0.0.0/99"], Err("--egress-allow: `10.0.0.0/99` is no range, as 10.0.0.0/8"));
        check(&["--health-interval", "10"], Err("--health-interval: `10` is no time between 100ms and 1h, as 10s"));
        check(&["--health-interval", "2h"], Err("--health-interval: `2h` is no time between 100ms and 1h, as 10s"));
        check(&["--analytics-durability", "sync"], Ok(()));
        check(&["--analytics-durability", "safe"], Err("--analytics-durability: `safe` is neither `batched` nor `sync`"));
        check(&["--key-file", "/nowhere"], Err("--key-file: `/nowhere` cannot be read: No such file or directory (os error 2)"));
        check(
            &["--registry-url", "registry:9000"],
            Err("--registry-url: `registry:9000` is no http or https URL without user name and query, as http://registry:9000"),
        );
        check(
            &["--registry-url", "http://me:secret@h"],
            Err("--registry-url: `…` is no http or https URL without user name and query, as http://registry:9000"),
        );
        check(
            &["--jaeger-url", "jaeger"],
            Err("--jaeger-url: `jaeger` is no http or https URL without user name and query, as http://registry:9000"),
        );
        check(&["--rate-limit", "many"], Err("--rate-limit: `many` is neither `off` nor a rate, as 100/min,burst=20"));
    }

    #[test]
    fn a_key_is_given_in_one_place_and_never_printed() {
        let refused = |file, given| key_source(file, given).map(drop).expect_err("refused").to_string();
        assert!(matches!(key_source(None, None), Ok(KeySource::Beside)));
        assert!(matches!(key_source(None, Some(&"0a".repeat(32))), Ok(KeySource::Given(_))));
        assert!(refused(None, Some("s3cret")).starts_with("MESHDECK_KEY: `…` holds no key of 32 bytes"));
        assert!(refused(Some("/key"), Some("s3cret")).ends_with("leave out one of them"));
    }

    #[test]
    fn the_command_line_holds_together() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
