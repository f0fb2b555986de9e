//! What a call shows at a service's door, and what it keeps to itself afterwards.

use super::attempt::Answered;
use super::auth::{Auth, Credential};
use super::template::{Answer, Miss, Ready};
use super::tokens::{Grant, Tokens};
use crate::clock;
use crate::means::Means;
use crate::registry::Entry;
use crate::variables::{Secrets, Variables};
use domain::Failure;
use domain::call::{Attempt, Outcome};
use domain::failure::Kind;
use domain::names::ToolId;
use domain::variable::full_name;
use std::time::Duration;
use url::Url;

/// The status of a service that does not know the token.
const UNAUTHORIZED: u16 = 401;

/// The variable with which an operator vouches for a token URL on a host that the service did not register.
const VOUCHED: &str = "TOKEN_URL";

/// The credential of one call, and the secrets in it.
#[derive(Debug, Default)]
pub struct Badge {
    secrets: Secrets,
    credential: Option<Credential>,
    /// How to get another token, and the one in use.
    grant: Option<(Tokens, Grant, String)>,
}

impl Badge {
    /// A badge without a credential, for a call that holds these secrets.
    pub fn hiding(secrets: Secrets) -> Self {
        Self { secrets, ..Self::default() }
    }

    /// Puts on what `auth` asks for; a token is asked for first, within `timeout`.
    pub async fn wear(&mut self, auth: &Auth, tokens: &Tokens, tool: &ToolId, timeout: Duration) -> Result<(), (Outcome, Failure)> {
        auth.teach(&mut self.secrets);
        let denied = |failure| (Outcome::Denied, failure);
        let credential = match auth {
            Auth::Key { key, name, place } => Credential::key(key, name, *place),
            Auth::Basic(name, password) => Credential::basic(name, password),
            Auth::Token(grant) => {
                let token = tokens.get(grant, None, timeout).await.map_err(|miss| no_token(tool, grant, miss))?;
                self.secrets.learn(&token);
                let credential = Credential::bearer(&token);
                self.grant = Some((tokens.clone(), grant.clone(), token));
                credential
            }
        };
        self.credential = Some(credential.map_err(denied)?);
        Ok(())
    }

    /// Makes the call, no longer than `timeout`; one whose token the service does not know is made again with another.
    pub async fn send(&mut self, means: &Means, ready: Ready, timeout: Duration) -> Result<Answer, Miss> {
        let ends = clock::instant() + timeout;
        let left = || ends.saturating_duration_since(clock::instant());
        let again = self.grant.as_ref().and_then(|_| ready.twin());
        let mut result = self.send_once(means, ready, timeout).await;
        if let (Err(Miss { status: Some(UNAUTHORIZED), .. }), Some(again)) = (&result, again)
            && Box::pin(self.renew(left())).await
        {
            result = Box::pin(self.send_once(means, again, left())).await;
        }
        // An excerpt may be cut within a secret, which only its end tells.
        result.map_err(|mut miss| {
            self.secrets.hide_in_words(&mut miss.words);
            miss
        })
    }

    /// What came of the call, without the secrets that it brought along.
    pub fn hide<E>(&self, result: &mut Result<Answered, (E, Failure)>, attempts: &mut [Attempt]) {
        self.secrets.hide_in_attempts(attempts);
        match result {
            Ok(answered) => self.secrets.hide_in_output(&mut answered.answer.output),
            Err((_, failure)) => self.secrets.hide_in_failure(failure),
        }
    }

    async fn send_once(&self, means: &Means, ready: Ready, timeout: Duration) -> Result<Answer, Miss> {
        let hiding = (!self.secrets.are_none()).then(|| Means { tap: means.tap.hiding(&self.secrets), ..means.clone() });
        let means = hiding.as_ref().unwrap_or(means);
        match &self.credential {
            Some(credential) => credential.give(ready)?.send(means, timeout).await,
            None => ready.send(means, timeout).await,
        }
    }

    /// Whether there is another token than the one that was refused.
    async fn renew(&mut self, timeout: Duration) -> bool {
        let Some((tokens, grant, refused)) = &mut self.grant else { return false };
        let Ok(token) = tokens.get(grant, Some(refused), timeout).await else { return false };
        let Ok(credential) = Credential::bearer(&token) else { return false };
        self.secrets.learn(&token);
        self.credential = Some(credential);
        *refused = token;
        true
    }
}

/// Refuses a token URL on a host that the service did not register, where the operator does not vouch for it: else a
/// manual could have the secret sent to strangers.
pub fn check_token_url(auth: &Auth, entry: &Entry, variables: &Variables) -> Result<(), Failure> {
    let Auth::Token(grant) = auth else { return Ok(()) };
    let host = |url: &str| Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let asked = host(&grant.url);
    let service = entry.facts.name.as_str();
    let is_known = asked.is_some() && entry.instances.iter().any(|instance| host(&instance.base_url) == asked);
    if is_known || variables.value(service, VOUCHED).as_ref() == Ok(&grant.url) {
        return Ok(());
    }
    let variable = full_name(service, VOUCHED).unwrap_or_default();
    let detail = format!(
        "The tool was not called: its token URL `{}` lies on a host on which {service} has no instance. If its secret may go there, say so: \
         set the variable `{variable}` to that URL, in the console under Settings, or with PUT /registry/variables/{variable}.",
        grant.url
    );
    Err(Failure::new(Kind::EgressDenied, detail))
}

fn no_token(tool: &ToolId, grant: &Grant, miss: Miss) -> (Outcome, Failure) {
    let kind = match miss.outcome {
        Outcome::Timeout => Kind::Deadline,
        Outcome::Denied => Kind::EgressDenied,
        _ => Kind::Upstream,
    };
    (miss.outcome, Failure::new(kind, format!("{tool} was not called: its token URL `{}` gave no token: {}.", grant.url, miss.words)))
}

#[cfg(test)]
mod tests;
