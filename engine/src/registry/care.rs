//! The care an instance wants: how its health is found out, and what follows when it stays bad.

use domain::health::Verdict;
use domain::service::{Probe, Registration};
use domain::{Health, Time};

/// What an instance said of its checks when it registered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Care {
    /// Where its health is checked, when not at the usual place.
    pub health_url: Option<String>,
    /// What is asked, when not a health URL.
    pub probe: Option<Probe>,
    /// After how many seconds without a good check it is removed.
    pub deregister_after: Option<u32>,
}

impl Care {
    /// What a registration says of it.
    pub fn of(registration: &Registration) -> Self {
        Self {
            health_url: registration.health_url.clone(),
            probe: registration.probe.clone(),
            deregister_after: registration.deregister_critical_service_after_seconds,
        }
    }

    /// The same after another registration; what that leaves out stays as it was.
    pub fn renewed(&self, registration: &Registration) -> Self {
        let said = Self::of(registration);
        Self {
            health_url: said.health_url.or_else(|| self.health_url.clone()),
            probe: said.probe.or_else(|| self.probe.clone()),
            deregister_after: said.deregister_after.or(self.deregister_after),
        }
    }

    /// For how many seconds an instance with this verdict has been unhealthy, where that is too long.
    pub fn is_over(&self, verdict: &Verdict, now: Time) -> Option<u32> {
        let after = self.deregister_after.filter(|_| verdict.health == Health::Unhealthy)?;
        (now.seconds() - verdict.since.seconds() >= i64::from(after)).then_some(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(after: Option<u32>, health: Health, seconds: i64, expected: Option<u32>) {
        let care = Care { deregister_after: after, ..Care::default() };
        let verdict = Verdict { health, reason: String::new(), since: Time::from_seconds(100) };
        assert_eq!(care.is_over(&verdict, Time::from_seconds(100 + seconds)), expected, "{after:?} {health:?} {seconds}");
    }

    #[test]
    fn an_instance_is_given_up_after_its_time_and_only_where_it_asked_for_that() {
        check(Some(60), Health::Unhealthy, 59, None);
        check(Some(60), Health::Unhealthy, 60, Some(60));
        check(Some(60), Health::Degraded, 600, None);
        check(None, Health::Unhealthy, 600, None);
    }

    #[test]
    fn what_a_renewal_leaves_out_stays() {
        let care = Care { health_url: Some("http://h/up".to_owned()), deregister_after: Some(60), ..Care::default() };
        let renewal = Registration { deregister_critical_service_after_seconds: Some(90), ..Registration::default() };
        assert_eq!(care.renewed(&renewal), Care { deregister_after: Some(90), ..care });
    }
}
