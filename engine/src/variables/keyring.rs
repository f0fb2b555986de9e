//! Where the key is: given by the operator, or in a file beside the database, which is made when the first value is set.

use super::Key;
use crate::Error;
use domain::Failure;
use domain::failure::Kind;
use sqlx::sqlite::SqliteConnectOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::{Mutex, PoisonError};

/// The last part of the name of a key's file beside an SQLite file.
const EXTENSION: &str = ".key";

const NO_PLACE: &str = "There is no key to seal variables with: start the server with --key-file and a file that holds 32 bytes in base64 \
    or hex (`openssl rand -base64 32` writes some), or with the variable MESHDECK_KEY.";

/// Where the key comes from.
#[derive(Clone, Debug, Default)]
pub enum KeySource {
    /// The operator gave it.
    Given(Key),
    /// The file of the SQLite database, with `.key` behind its name; nowhere for another database.
    #[default]
    Beside,
}

/// The key, and where to make one that there is not yet.
#[derive(Debug)]
pub struct Keyring {
    key: Mutex<Option<Key>>,
    file: Option<PathBuf>,
}

impl Keyring {
    /// Finds the key; an error where its file holds none.
    pub fn open(source: KeySource, database_url: &str) -> Result<Self, Error> {
        let (key, file) = match source {
            KeySource::Given(key) => (Some(key), None),
            KeySource::Beside => {
                let file = beside(database_url);
                (file.as_deref().map(read).transpose()?.flatten(), file)
            }
        };
        Ok(Self { key: Mutex::new(key), file })
    }

    /// The key, where there is one.
    pub fn key(&self) -> Option<Key> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The key, made where there is none and `is_first` says that nothing was sealed with an earlier one.
    pub fn key_to_seal(&self, is_first: bool) -> Result<Key, Failure> {
        let mut kept = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = &*kept {
            return Ok(key.clone());
        }
        let file = self.file.as_ref().ok_or_else(|| Failure::new(Kind::Conflict, NO_PLACE))?;
        if !is_first {
            return Err(gone(file));
        }
        let key = make(file).map_err(|reason| {
            tracing::error!(%reason, "the key file {} could not be made: {reason}", file.display());
            Failure::new(Kind::Internal, "The key file beside the database could not be made; nothing was kept. The log says why.")
        })?;
        tracing::info!("variables are sealed with the key in {}: keep a copy of it apart from the database's", file.display());
        Ok(kept.insert(key).clone())
    }
}

fn beside(database_url: &str) -> Option<PathBuf> {
    let options = SqliteConnectOptions::from_str(database_url).ok().filter(|_| database_url.starts_with("sqlite:"))?;
    let in_memory = database_url.contains(":memory:") || database_url.contains("mode=memory");
    let mut name = options.get_filename().as_os_str().to_owned();
    name.push(EXTENSION);
    (!in_memory).then(|| name.into())
}

/// The key in a file; none where there is no file.
fn read(file: &Path) -> Result<Option<Key>, Error> {
    let wrong = |reason: &str| Error::Setting(format!("the key file `{}` {reason}; bring back the one that was there", file.display()));
    match std::fs::read_to_string(file) {
        Ok(text) => Key::read(&text).map(Some).ok_or_else(|| wrong("holds no key of 32 bytes in base64 or hex")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong(&format!("cannot be read: {error}"))),
    }
}

/// Makes a key and writes it, for its owner alone, where no file is yet.
fn make(file: &Path) -> Result<Key, String> {
    let key = Key::generate().ok_or_else(|| "the machine gives no random bytes".to_owned())?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut file| file.write_all((key.to_hex() + "\n").as_bytes()).and_then(|()| file.sync_all()));
    written.map(|()| key).map_err(|error| error.to_string())
}

fn gone(file: &Path) -> Failure {
    let detail = format!(
        "The key file `{}`, with which the variables of this database were sealed, is gone: bring it back and start again, or DELETE those \
         variables first.",
        file.display()
    );
    Failure::new(Kind::Conflict, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("deck.db").display());
        let keyring = Keyring::open(KeySource::Beside, &url).expect("no key yet");
        assert_eq!(keyring.key(), None);
        let key = keyring.key_to_seal(true).expect("a key");
        assert_eq!(keyring.key_to_seal(false).expect("the same"), key);
        assert_eq!(Keyring::open(KeySource::Beside, &url).expect("the file").key(), Some(key));
        let file = folder.path().join("deck.db.key");
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).expect("a file").permissions());
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&file, "nonsense").expect("written");
        let error = Keyring::open(KeySource::Beside, &url).expect_err("no key in there").to_string();
        assert!(error.contains("holds no key of 32 bytes"), "{error}");
    }

    #[test]
    fn a_lost_key_is_not_replaced_while_something_is_sealed_with_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("deck.db").display());
        let failure = Keyring::open(KeySource::Beside, &url).expect("none").key_to_seal(false).expect_err("gone");
        assert!(failure.kind == Kind::Conflict && failure.detail.contains("deck.db.key`"), "{failure}");
    }

    #[test]
    fn a_database_without_a_file_has_no_place_for_a_key() {
        for url in ["sqlite::memory:", "sqlite://:memory:", "sqlite://x?mode=memory", "postgres://meshdeck@db/deck"] {
            let failure = Keyring::open(KeySource::Beside, url).expect("none").key_to_seal(true).expect_err("no place");
            assert!(failure.kind == Kind::Conflict && failure.detail.contains("--key-file"), "{url}: {failure}");
        }
    }
}
