//! Names that change with what they name, so that a browser may keep a file for ever.

use crate::fault::{Explain as _, Result};
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A name for what the files of a folder are called and hold.
pub fn digest_of_contents(folder: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    for file in files_in(folder)? {
        let bytes = fs::read(&file).explain("cannot read", file.display())?;
        hash.update(format!("{}{}", file.strip_prefix(folder).unwrap_or(&file).display(), bytes.len()));
        hash.update(&bytes);
    }
    Ok(short(&hash.finalize()))
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

/// Every wasm file at or under a place.
pub fn wasm_in(place: &Path) -> Result<Vec<PathBuf>> {
    let files = files_in(place)?;
    Ok(files.into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "wasm")).collect())
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
        assert_eq!(short(&Sha256::digest(b"")), "e3b0c44298fc");
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/site");
        assert_eq!(digest_of_contents(&here).expect("a name"), digest_of_contents(&here).expect("a name"));
    }

    #[test]
    fn a_place_that_is_not_there_holds_no_files() {
        assert_eq!(files_in(Path::new("/no/such/place")).expect("an answer"), Vec::<PathBuf>::new());
    }
}
