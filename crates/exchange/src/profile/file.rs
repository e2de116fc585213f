//! Opening a file that may come from a stranger: limited in size, and unpacked when compressed.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::{FaultKind, ProfileFault, ProfileFaults};
use crate::reason;

/// The largest file that is read, and the most that a compressed one may unpack to, in bytes.
pub const SIZE_LIMIT: u64 = 64 << 20;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The bytes of a file, unpacked if its content is gzip whatever its name.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, ProfileFaults> {
    let name = path.display().to_string();
    let file = File::open(path)
        .map_err(|error| ProfileFault::whole(&name, FaultKind::Unreadable(reason(&error))))?;
    unpacked(&name, file, SIZE_LIMIT)
}

/// Bytes that are there already, unpacked if they are gzip.
pub(super) fn from_bytes(name: &str, bytes: &[u8]) -> Result<Vec<u8>, ProfileFaults> {
    unpacked(name, bytes, SIZE_LIMIT)
}

fn unpacked(name: &str, file: impl Read, limit: u64) -> Result<Vec<u8>, ProfileFaults> {
    let fault = |kind| ProfileFaults::from(ProfileFault::whole(name, kind));
    let too_large = |unpacked| fault(FaultKind::TooLarge { limit, unpacked });
    let bytes = at_most(file, limit)
        .map_err(|error| fault(FaultKind::Unreadable(reason(&error))))?
        .ok_or_else(|| too_large(false))?;
    if !bytes.starts_with(&GZIP_MAGIC) {
        return Ok(bytes);
    }
    at_most(MultiGzDecoder::new(bytes.as_slice()), limit)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => fault(FaultKind::CompressedTruncated),
            _ => fault(FaultKind::CompressedBroken(error.to_string())),
        })?
        .ok_or_else(|| too_large(true))
}

/// Everything a reader gives, or nothing when that is more than the limit.
pub(super) fn at_most(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn refusal(bytes: &[u8], limit: u64) -> FaultKind {
        let faults = unpacked("f", bytes, limit).unwrap_err();
        faults.iter().next().unwrap().kind.clone()
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compressed_and_plain_give_the_same_text() {
        let content = "k__Bacteria\t100.0\n";
        assert_eq!(
            unpacked("f", content.as_bytes(), 100).unwrap(),
            content.as_bytes()
        );
        assert_eq!(
            unpacked("f", gzip(content.as_bytes()).as_slice(), 100).unwrap(),
            content.as_bytes()
        );
    }

    #[test]
    fn the_limit_holds_for_the_file_and_for_what_it_unpacks_to() {
        let large = vec![b'a'; 1000];
        let kind = refusal(&large, 999);
        assert_eq!(
            kind,
            FaultKind::TooLarge {
                limit: 999,
                unpacked: false
            }
        );
        let bomb = gzip(&large);
        assert!(bomb.len() < 100);
        let kind = refusal(&bomb, 999);
        assert_eq!(
            kind,
            FaultKind::TooLarge {
                limit: 999,
                unpacked: true
            }
        );
        assert!(unpacked("f", bomb.as_slice(), 1000).is_ok());
    }

    #[test]
    fn compressed_data_that_end_early_are_told_from_damaged_ones() {
        let whole = gzip(b"k__Bacteria\t100.0\nk__Bacteria|p__Firmicutes\t100.0\n");
        let kind = refusal(&whole[..whole.len() - 9], 1000);
        assert_eq!(kind, FaultKind::CompressedTruncated);
        let mut damaged = whole.clone();
        let checksum = damaged.len() - 6;
        damaged[checksum] ^= 1;
        let kind = refusal(&damaged, 1000);
        assert!(matches!(kind, FaultKind::CompressedBroken(_)), "{kind:?}");
    }
}
