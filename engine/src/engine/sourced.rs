//! Where services come from: changes that belong elsewhere, and how the sources stand.

use super::Engine;
use crate::registry::{Entry, Seen};
use crate::sources::{Authorization, Behind, Passed};
use domain::failure::Kind;
use domain::query::Query;
use domain::service::{Registration, Service, SourceReport};
use domain::{Failure, List, Time};
use serde::Serialize;
use serde_json::{Map, Value};

/// A service as the API shows it: with what its source says of it that we have no word for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownService {
    /// What we know of it.
    #[serde(flatten)]
    pub service: Service,
    /// What we have no word for, as it came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Engine {
    /// The services that fit, by name, a page at a time, with what their source says beside.
    pub fn shown_services(&self, query: &Query, limit: Option<u32>, after: Option<&str>) -> List<ShownService> {
        self.services_that_fit(query, limit, after).map(|service| self.shown(service))
    }

    /// One service with what its source says beside.
    pub fn shown_service(&self, name: &str) -> Result<ShownService, Failure> {
        Ok(self.shown(self.service(name)?))
    }

    fn shown(&self, service: Service) -> ShownService {
        let extra = self.0.registry.get(&service.name).map(|entry| entry.extra.clone()).unwrap_or_default();
        ShownService { service, extra }
    }

    /// The registry that changes are passed on to, where we stand in front of one.
    pub fn behind(&self) -> Option<&Behind> {
        self.0.sources.behind()
    }

    /// Passes a registration on to the registry behind, as it came.
    pub async fn pass_registration(&self, behind: &Behind, by: &Authorization, body: Vec<u8>) -> Result<Passed, Failure> {
        let named = serde_json::from_slice::<Value>(&body).unwrap_or_default();
        let name = named.get("name").and_then(Value::as_str).unwrap_or_default();
        if let Some(entry) = self.0.registry.get(name).filter(|entry| !entry.source.is_api() && !behind.owns(entry)) {
            refuse_foreign(&entry)?;
        }
        behind.register(by, body).await
    }

    /// Passes a removal on to the registry behind; `None` where the service is not that registry's, and may be removed here.
    pub async fn pass_removal(
        &self,
        behind: &Behind,
        by: &Authorization,
        name: &str,
        instance: Option<&str>,
    ) -> Result<Option<Passed>, Failure> {
        match self.0.registry.get(name) {
            Some(entry) if !behind.owns(&entry) => Ok(None),
            _ => behind.remove(by, name, instance).await.map(Some),
        }
    }

    /// Registers an instance from the console: here, or in the registry behind with the person's token. The service's name.
    pub async fn register_from_console(&self, registration: Registration, by: &Authorization) -> Result<String, Failure> {
        let Some(behind) = self.behind() else { return Ok(self.register(registration).await?.service.name) };
        let body = serde_json::to_vec(&registration).map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
        let passed = self.pass_registration(behind, by, body).await?;
        passed.refusal().map_or(Ok(registration.name), Err)
    }

    /// Removes a service from the console: here, or in the registry behind with the person's token.
    pub async fn remove_from_console(&self, name: &str, by: &Authorization) -> Result<(), Failure> {
        if let Some(behind) = self.behind()
            && let Some(passed) = self.pass_removal(behind, by, name, None).await?
        {
            return passed.refusal().map_or(Ok(()), Err);
        }
        self.remove(name, None).await
    }

    /// Every source but our own API: whether it answers, what it brought, what could not be taken from it.
    pub fn sources(&self) -> Vec<SourceReport> {
        let sources = self.0.registry.sources().into_iter();
        let report = |source: std::sync::Arc<crate::registry::SourceState>| {
            let Seen { reason, edges, troubles, .. } = source.seen();
            let unasked = || "no setting names it any more; what it brought may be removed by hand".to_owned();
            let reason = reason.or_else(|| (!source.is_attended()).then(unasked));
            let services = self.0.registry.brought_by(&source).len() as u32;
            SourceReport { source: source.describe(Time(0)), reason, services, edges, troubles }
        };
        sources.map(report).collect()
    }
}

/// What a source lists would come back at once: it is removed there.
pub(super) fn refuse_foreign(entry: &Entry) -> Result<(), Failure> {
    if entry.source.is_api() || !entry.source.is_attended() {
        return Ok(());
    }
    let (name, source) = (&entry.facts.name, entry.source.words());
    Err(Failure::new(Kind::Conflict, format!("{name} comes from {source}; nothing was changed. Change it there.")))
}
