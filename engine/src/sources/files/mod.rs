//! A watched directory of service files: TOML, YAML or JSON, each a source of its own.
//!
//! It is read once a second, by content: what mounts and swaps of symlinks do to times and inodes does not matter. A file
//! that is broken keeps what it said when it was last good; one that is gone takes its services with it.

mod lines;
mod read;
#[cfg(test)]
mod tests;

use super::{Listing, Reconciler};
use crate::Error;
use crate::registry::SourceState;
use domain::failure::Violation;
use domain::service::SourceKind;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the directory is read.
const READ_EVERY: Duration = Duration::from_secs(1);

/// The most files of a directory that are taken up.
pub const FILES_MAX: usize = 1000;

/// The most bytes of one file.
pub const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// How the names of service files end.
const ENDINGS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// A watched directory.
#[derive(Clone, Debug)]
pub struct Directory {
    path: PathBuf,
    reconciler: Reconciler,
}

/// What the files of a directory hold, or why one cannot be read, by their whole paths.
type Texts = BTreeMap<String, Result<String, String>>;

/// What was made of each file's text, so that it is understood once.
type Understood = HashMap<String, (String, Result<Listing, Violation>)>;

impl Directory {
    /// The directory at `path`, whose files' services go to `reconciler`.
    pub const fn new(path: PathBuf, reconciler: Reconciler) -> Self {
        Self { path, reconciler }
    }

    /// Reads it again and again until it is stopped.
    pub async fn run(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(READ_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut understood = Understood::new();
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = self.take_up(&mut understood).await {
                tracing::error!(%error, "the services of {} could not be kept: {error}", self.path.display());
            }
        }
    }

    /// Reads it once, and makes the registry hold what its files say.
    async fn take_up(&self, understood: &mut Understood) -> Result<(), Error> {
        let path = self.path.clone();
        let texts = tokio::task::spawn_blocking(move || texts(&path)).await.unwrap_or_else(|_| Err("it could not be read".to_owned()));
        match texts {
            Ok(texts) => self.settle(texts, understood).await,
            Err(reason) => {
                self.miss(reason).await;
                Ok(())
            }
        }
    }

    async fn settle(&self, texts: Texts, understood: &mut Understood) -> Result<(), Error> {
        understood.retain(|file, _| texts.contains_key(file));
        for gone in self.sources().into_iter().filter(|source| !texts.contains_key(&source.name)) {
            self.reconciler.settle(&gone, Listing::default()).await?;
            self.reconciler.registry.forget_source(&gone).await?;
        }
        for (file, text) in texts {
            let source = self.reconciler.registry.source(SourceKind::File, &file);
            source.attend(true);
            let text = match text {
                Ok(text) => text,
                Err(reason) => {
                    self.reconciler.miss(&source, reason, Vec::new()).await;
                    continue;
                }
            };
            if understood.get(&file).is_none_or(|(known, _)| *known != text) {
                let read = read::listing(short(&file), &text);
                understood.insert(file.clone(), (text, read));
            }
            match &understood[&file].1 {
                Ok(listing) => self.reconciler.settle(&source, listing.clone()).await?,
                Err(broken) => {
                    let reason = format!("{}: {}; {}", broken.pointer, broken.message, broken.remedy);
                    self.reconciler.miss(&source, reason, vec![broken.clone()]).await;
                }
            }
        }
        Ok(())
    }

    /// The directory itself cannot be read: every file of it is away, and the directory stands for those yet to come.
    async fn miss(&self, reason: String) {
        let directory = self.reconciler.registry.source(SourceKind::File, &self.path.display().to_string());
        for source in self.sources().into_iter().chain([directory]) {
            source.attend(true);
            self.reconciler.miss(&source, reason.clone(), Vec::new()).await;
        }
    }

    /// Every file that is or was a source: there is one directory at a time.
    fn sources(&self) -> Vec<std::sync::Arc<SourceState>> {
        let all = self.reconciler.registry.sources();
        all.into_iter().filter(|source| source.kind == SourceKind::File).collect()
    }
}

/// What the service files of a directory hold; hidden files, as those behind a mounted `ConfigMap`, are passed over.
fn texts(directory: &Path) -> Result<Texts, String> {
    let entries = std::fs::read_dir(directory).map_err(|error| format!("the directory cannot be read: {error}"))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_service_file(path)).collect();
    paths.sort();
    if paths.len() > FILES_MAX {
        return Err(format!("it holds {} service files, and at most {FILES_MAX} are taken up; put several services into one", paths.len()));
    }
    let texts = paths.into_iter().map(|path| (path.display().to_string(), text(&path)));
    // What went between the listing and the reading is gone, not broken.
    Ok(texts.filter_map(|(file, text)| Some((file, text.transpose()?))).collect())
}

fn is_service_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    !name.starts_with('.') && ENDINGS.contains(&ending) && !path.is_dir()
}

/// A file's text; `None` where there is no such file.
fn text(path: &Path) -> Result<Option<String>, String> {
    let read = || {
        let length = std::fs::metadata(path)?.len();
        if length > FILE_BYTES_MAX {
            return Err(io::Error::other(format!("it has {length} bytes, and at most {FILE_BYTES_MAX} are read; divide it")));
        }
        std::fs::read_to_string(path)
    };
    match read() {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// A file's name without its directory: what a person looks for.
fn short(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}
