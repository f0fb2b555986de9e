//! What a report was made of, as it is kept: the figures behind its charts, from which they are drawn again whenever somebody
//! looks. Packed: figures of many steps are much alike.

use crate::analytics::KeptCharts;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io;

/// Packs figures.
pub fn pack(charts: &KeptCharts) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    serde_json::to_writer(&mut packed, charts)?;
    packed.finish()
}

/// Unpacks them; an error where another version wrote what this one cannot read.
pub fn unpack(body: &[u8]) -> io::Result<KeptCharts> {
    Ok(serde_json::from_reader(io::BufReader::new(GzDecoder::new(body)))?)
}
