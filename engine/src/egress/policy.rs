//! Which addresses may be reached.

use super::guard::Lookup;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::LazyLock;
use url::{Host, Url};

/// Cloud metadata services: never reachable, whatever is allowed.
static METADATA: LazyLock<Vec<IpNet>> = LazyLock::new(|| nets(METADATA_NETS).collect());

const METADATA_NETS: [&str; 7] = [
    "169.254.0.0/16",
    "fd00:ec2::/32",
    "100.100.100.200/32",
    "168.63.129.16/32",
    "192.0.0.192/32",
    "fd20:ce::254/128",
    "fe80::a9fe:a9fe/128",
];

/// Loopback, for the demo.
const LOOPBACK: [&str; 2] = ["127.0.0.0/8", "::1/128"];

/// Every address, for those that the operator gave.
const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// What the policy permits beyond public addresses, and what it never does.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    allow: Vec<IpNet>,
    own: Option<SocketAddr>,
    lookup: Lookup,
}

/// Why an address may not be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied(pub String);

impl Policy {
    /// Public addresses and those in `allow`, but never `own`, our own listener.
    pub const fn new(allow: Vec<IpNet>, own: Option<SocketAddr>) -> Self {
        Self { allow, own, lookup: Lookup::System }
    }

    /// The same policy with names looked up as a test says.
    #[cfg(test)]
    #[must_use]
    pub fn looking_up(self, lookup: Lookup) -> Self {
        Self { lookup, ..self }
    }

    /// How names are looked up.
    pub(super) const fn lookup(&self) -> &Lookup {
        &self.lookup
    }

    /// Whether a URL names the port that we listen on ourselves.
    pub(super) fn is_own_port(&self, url: &Url) -> bool {
        self.own.is_some_and(|own| Some(own.port()) == url.port_or_known_default())
    }

    /// Whether something at `ip` on our own port would be ourselves.
    pub(super) fn is_own_host(&self, ip: IpAddr) -> bool {
        let Some(own) = self.own.map(|own| own.ip().to_canonical()) else { return false };
        let (ip, is_here) = (ip.to_canonical(), |ip: IpAddr| ip.is_loopback() || ip.is_unspecified());
        ip == own || is_here(own) && is_here(ip) || own.is_unspecified() && is_of_this_machine(ip)
    }

    /// The same policy with loopback allowed.
    #[must_use]
    pub fn with_loopback(mut self) -> Self {
        self.allow.extend(nets(LOOPBACK));
        self
    }

    /// The policy for an address that the operator gave: any but metadata services and our own listener.
    pub fn of_operator(&self) -> Self {
        Self { allow: nets(EVERYWHERE).collect(), ..self.clone() }
    }

    /// Whether `ip` may be reached at all; what carries an IPv4 address inside is no way around what holds of that one.
    pub fn permits(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        let is_metadata = |ip: IpAddr| METADATA.iter().any(|net| net.contains(&ip));
        let carried = match ip {
            IpAddr::V6(ip) => carried(ip).map(IpAddr::V4),
            IpAddr::V4(_) => None,
        };
        !is_metadata(ip) && !carried.is_some_and(is_metadata) && (is_public(ip) || self.allow.iter().any(|net| net.contains(&ip)))
    }

    /// Whether the URL's scheme and its literal address, if it has one, may be used; names are checked when they resolve.
    pub fn check(&self, url: &Url) -> Result<(), Denied> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Denied(format!("`{}:` is not http or https", url.scheme())));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Denied("a URL may not hold a user name or a password".to_owned()));
        }
        let literal = match url.host() {
            None => return Err(Denied("the URL has no host".to_owned())),
            Some(Host::Domain(_)) => None,
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        };
        if let Some(ip) = literal.filter(|ip| !self.permits(*ip)) {
            return Err(Denied(format!("{ip} is not in a range this server may call; --egress-allow adds ranges")));
        }
        self.check_own(url, literal)
    }

    /// Our own listener is out of reach by any of its names; those that only a lookup tells are refused when they resolve.
    fn check_own(&self, url: &Url, literal: Option<IpAddr>) -> Result<(), Denied> {
        let named = url.domain().is_some_and(|name| name.trim_end_matches('.').eq_ignore_ascii_case("localhost"));
        let local = named.then_some(IpAddr::V4(Ipv4Addr::LOCALHOST));
        if self.is_own_port(url) && literal.or(local).is_some_and(|ip| self.is_own_host(ip)) {
            return Err(Denied("that is Meshdeck's own address".to_owned()));
        }
        Ok(())
    }
}

/// Whether an interface of this machine has that address: only such an address can be listened on.
fn is_of_this_machine(ip: IpAddr) -> bool {
    std::net::UdpSocket::bind((ip, 0)).is_ok()
}

/// The IPv4 address that an IPv6 address stands for: IPv4-compatible, NAT64, 6to4, Teredo, ISATAP.
fn carried(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, high, low] | [0x64, 0xff9b, .., high, low] | [.., 0 | 0x200, 0x5efe, high, low] | [0x2002, high, low, ..] => {
            Some(v4(high, low))
        }
        [0x2001, 0, .., high, low] => Some(v4(!high, !low)),
        _ => None,
    }
}

fn nets<const N: usize>(texts: [&'static str; N]) -> impl Iterator<Item = IpNet> {
    texts.into_iter().filter_map(|text| text.parse().ok())
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Everything outside the special-purpose registry of RFC 6890.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let special =
        a == 0 || a >= 240 || (a == 192 && b == 0 && c == 0) || (a == 198 && (b == 18 || b == 19)) || (a == 192 && b == 88 && c == 99);
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || shared
        || special)
}

/// Global unicast, without the forms that carry an IPv4 address inside, what RFC 6890 keeps for protocols, and documentation.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let head = ip.segments();
    let global = head[0] & 0xe000 == 0x2000;
    let protocols = head[0] == 0x2001 && head[1] < 0x200;
    let documentation = (head[0] == 0x2001 && head[1] == 0xdb8) || (head[0] == 0x3fff && head[1] < 0x1000);
    global && carried(ip).is_none() && !protocols && !documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: &Policy, url: &str, permitted: bool) {
        let verdict = Url::parse(url).map_err(|error| Denied(error.to_string())).and_then(|url| policy.check(&url));
        assert_eq!(verdict.is_ok(), permitted, "{url}: {verdict:?}");
    }

    #[test]
    fn only_public_addresses_are_reached_by_default() {
        let policy = Policy::default();
        for url in ["http://93.184.215.14/", "https://[2606:4700::1111]/", "https://example.org/"] {
            check(&policy, url, true);
        }
        let denied = [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://017700000001/",
            "http://0/",
            "http://10.0.0.1/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://100.64.0.1/",
            "http://169.254.169.254/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "ftp://93.184.215.14/",
            "file:///etc/passwd",
            "http://user:secret@93.184.215.14/",
        ];
        for url in denied {
            check(&policy, url, false);
        }
    }

    #[test]
    fn a_range_may_be_allowed_but_metadata_never() {
        let policy = Policy::default().of_operator();
        check(&policy, "http://10.0.0.1/", true);
        check(&policy, "http://169.254.169.254/latest", false);
        check(&policy, "http://100.100.100.200/", false);
        check(&policy, "http://[fd00:ec2::254]/", false);
        let carriers = ["[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[2001:0:1::5601:5601]", "[::a9fe:a9fe]"];
        for carrier in carriers {
            check(&policy, &format!("http://{carrier}/"), false);
        }
    }

    #[test]
    fn our_own_listener_is_never_reached() {
        let policy = Policy::new(Vec::new(), "127.0.0.1:3000".parse().ok()).with_loopback();
        check(&policy, "http://127.0.0.1:8003/", true);
        for url in [
            "http://127.0.0.1:3000/",
            "http://localhost:3000/",
            "http://127.0.0.2:3000/",
            "http://[::1]:3000/",
            "http://[::ffff:127.0.0.1]:3000/",
        ] {
            check(&policy, url, false);
        }
    }

    #[test]
    fn a_listener_on_every_address_is_found_on_each_of_them() {
        let policy = Policy::new(nets(["0.0.0.0/0", "::/0"]).collect(), "0.0.0.0:3000".parse().ok());
        for url in ["http://127.0.0.9:3000/", "http://0.0.0.0:3000/", "http://[::1]:3000/", "http://localhost.:3000/"] {
            check(&policy, url, false);
        }
        check(&policy, "http://10.1.2.3:3000/", true);
    }
}
