//! Compresses the site beforehand, as small as it gets: the server only picks the twin that the browser reads.

use super::names;
use crate::fault::{Explain as _, Result};
use std::{fs, io::Write as _, path::Path};

/// Kinds of file that shrink; a picture is small already.
const KINDS: [&str; 8] = ["bin", "css", "html", "js", "json", "svg", "txt", "wasm"];

/// Writes a `.br` and a `.gz` beside every file that shrinks.
pub fn all(site: &Path) -> Result {
    let files = names::files_in(site)?;
    files.iter().filter(|file| shrinks(file)).try_for_each(|file| {
        let bytes = fs::read(file).explain("cannot read", file.display())?;
        save(file, "br", &brotli(&bytes)?)?;
        save(file, "gz", &gzip(&bytes)?)
    })
}

/// The bytes as brotli, at its best.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).explain("cannot compress", "brotli")?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).explain("cannot compress", "gzip")
}

fn shrinks(file: &Path) -> bool {
    file.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known))
}

fn save(file: &Path, coding: &str, bytes: &[u8]) -> Result {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let place = file.with_file_name(format!("{name}.{coding}"));
    fs::write(&place, bytes).explain("cannot write", place.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_shrinks_and_pictures_are_left_alone() {
        assert!(shrinks(Path::new("pkg/a.wasm")) && shrinks(Path::new("icon.svg")));
        assert!(!shrinks(Path::new("a.png")) && !shrinks(Path::new("a.css.br")));
    }

    #[test]
    fn what_is_packed_is_smaller_and_reads_back() {
        let text = "service ".repeat(200);
        let packed = brotli(text.as_bytes()).expect("packed");
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut back).expect("unpacked");
        assert_eq!(back, text.as_bytes());
        assert!(packed.len() < 30 && gzip(text.as_bytes()).expect("packed").len() < 60);
    }
}
