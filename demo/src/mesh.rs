//! The whole mesh as child processes of the one that asked for it.
//!
//! Each child can be killed and started by hand like any service; all of them end with their
//! parent, whichever way it goes: told to, dropped, or killed (then their input ends).

use std::{io, process::Stdio};

use tokio::{
    process::{Child, Command},
    task::JoinSet,
};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{child::TRAFFIC, services::SERVICES, synthetic::SYNTHETIC};

/// Which services the mesh is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estate {
    /// The small real ones, with the traffic between them.
    Real,
    /// So many synthetic ones, in one process.
    Synthetic(usize),
}

/// The running mesh; it ends when this is dropped.
pub struct Mesh {
    watchers: JoinSet<()>,
    end: DropGuard,
}

impl Mesh {
    /// Starts one process per instance of every service and the traffic between them, or the one of all synthetic services.
    ///
    /// Must be called inside a tokio runtime.
    pub fn start(estate: Estate, registry_url: &str, token: Option<&str>) -> io::Result<Self> {
        let end = CancellationToken::new();
        let mut watchers = JoinSet::new();
        for name in estate.processes() {
            let child = spawn(name, estate, registry_url, token)?;
            watchers.spawn(watch(name, child, end.clone()));
        }
        Ok(Self { watchers, end: end.drop_guard() })
    }

    /// Ends every process of the mesh and waits until they are gone.
    pub async fn stop(mut self) {
        drop(self.end);
        while self.watchers.join_next().await.is_some() {}
    }
}

impl Estate {
    /// What is started, a name a process.
    fn processes(self) -> Vec<&'static str> {
        match self {
            Self::Real => SERVICES.iter().flat_map(|info| info.ports.iter().map(|_| info.name)).chain([TRAFFIC]).collect(),
            Self::Synthetic(_) => vec![SYNTHETIC],
        }
    }
}

fn spawn(name: &str, estate: Estate, registry_url: &str, token: Option<&str>) -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["demo", name, "--registry", registry_url, "--parent"]).stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true);
    if let Estate::Synthetic(services) = estate {
        command.args(["--services", &services.to_string()]);
    }
    if let Some(token) = token {
        command.env("MESHDECK_REGISTRY_TOKEN", token);
    }
    command.spawn()
}

/// Waits for a child's end, or brings it about; the child's input stays open until then.
async fn watch(name: &'static str, mut child: Child, end: CancellationToken) {
    let input = child.stdin.take();
    tokio::select! {
        status = child.wait() => match status {
            Ok(status) => tracing::info!("demo {name} ended: {status}"),
            Err(error) => tracing::warn!("demo {name} cannot be waited for: {error}"),
        },
        () = end.cancelled() => {
            let _ = child.kill().await;
        }
    }
    drop(input);
}
