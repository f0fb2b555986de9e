//! Names that change with what they name, so that a browser may keep a file for ever.

use crate::fault::{Explain as _, Result};
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of `pkg/` under its hashed name.
pub struct Named<'a> {
    /// `meshdeck.<hash>.<kind>`.
    pub file: String,
    bytes: &'a [u8],
}

impl<'a> Named<'a> {
    /// Names the bytes after themselves.
    pub fn new(stem: &str, kind: &str, bytes: &'a [u8]) -> Self {
        let hash = short(&Sha256::digest(bytes));
        Self { file: format!("{stem}.{hash}.{kind}"), bytes }
    }

    /// Where the browser asks for it.
    pub fn url(&self) -> String {
        format!("/pkg/{}", self.file)
    }

    /// Writes it into the folder.
    pub fn write(&self, folder: &Path) -> Result {
        let place = folder.join(&self.file);
        fs::write(&place, self.bytes).explain("cannot write", place.display())
    }
}

/// A digest of files (by name, size and time of change) and words: equal while nothing changed.
pub fn digest_of(places: &[&Path], words: &str) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(words);
    for place in places {
        for file in files_in(place)? {
            let facts = fs::metadata(&file).explain("cannot read", file.display())?;
            hash.update(format!("{}{}{:?}", file.display(), facts.len(), facts.modified().ok()));
        }
    }
    Ok(short(&hash.finalize()))
}

/// Every file at or under a place, sorted; none where there is nothing.
pub fn files_in(place: &Path) -> Result<Vec<PathBuf>> {
    if place.is_file() {
        return Ok(vec![place.to_path_buf()]);
    }
    if !place.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(place).explain("cannot read", place.display())?.flatten() {
        files.extend(files_in(&entry.path())?);
    }
    files.sort();
    Ok(files)
}

fn short(digest: &[u8]) -> String {
    digest[..6].iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_contents_only() {
        let name = |bytes| Named::new("meshdeck", "css", bytes).file;
        assert_eq!(name(b""), "meshdeck.e3b0c44298fc.css");
        assert_eq!(name(b"a"), name(b"a"));
        assert_ne!(name(b"a"), name(b"b"));
    }

    #[test]
    fn a_place_that_is_not_there_holds_no_files() {
        assert_eq!(files_in(Path::new("/no/such/place")).expect("an answer"), Vec::<PathBuf>::new());
    }
}
