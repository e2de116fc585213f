//! A zip from a stranger: refused as a whole when it is made to do harm, and read one member at a time otherwise.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::profile::{FaultKind, SIZE_LIMIT};

/// The most members.
const MOST_MEMBERS: usize = 10_000;
/// The most bytes that all members may unpack to, by what the archive says.
const MOST_UNPACKED: u64 = 1 << 30;
/// The most bytes that a byte of a member may unpack to.
const MOST_RATIO: u64 = 200;
/// Members below this size may be packed more tightly: a few kilobytes of one letter are no harm.
const SMALL: u64 = 1 << 20;
/// What the entry of a member in the directory begins with.
const ENTRY: &[u8] = b"PK\x01\x02";

/// An archive that was looked through.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

impl<'a> Archive<'a> {
    /// Looks through the directory of an archive.
    ///
    /// # Errors
    /// It is damaged, has too many members or unpacks to too much; members share bytes or names, are encrypted or links, or have names
    /// that lead out of a folder.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, FaultKind> {
        // Before the directory is held in memory.
        let members = count(bytes, ENTRY);
        if members > MOST_MEMBERS {
            return Err(FaultKind::too_many("members", members, MOST_MEMBERS));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        if zip.has_duplicate_names() {
            return Err(refused("two members have one name"));
        }
        if zip
            .has_overlapping_entries()
            .map_err(|error| damaged(&error))?
        {
            return Err(refused("members overlap each other"));
        }
        let names = check_members(&zip)?;
        Ok(Self { zip, names })
    }

    /// The one folder at the top, if it has this member.
    pub(super) fn folder_with(&self, member: &str) -> Option<String> {
        let mut folders = self.names.iter().filter_map(|name| {
            let (folder, rest) = name.split_once('/')?;
            (rest == member).then_some(folder)
        });
        let folder = folders.next()?;
        folders.next().is_none().then(|| folder.to_owned())
    }

    /// What a member holds.
    ///
    /// # Errors
    /// It is not there, too large, packed too tightly, damaged, or of another size than the archive says.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, FaultKind> {
        let shown = name.split_once('/').map_or(name, |(_, member)| member);
        let Some(index) = self.names.iter().position(|known| known == name) else {
            let found = format!("an artifact without {shown}");
            return Err(FaultKind::unexpected(&found, "export it again"));
        };
        let member = self.zip.by_index(index).map_err(|error| damaged(&error))?;
        let (size, packed) = (member.size(), member.compressed_size());
        check_size(shown, size, packed)?;
        let mut bytes = Vec::new();
        // One byte more than it may have tells whether it has more.
        let read = member.take(size + 1).read_to_end(&mut bytes);
        read.map_err(|error| refused(&format!("{shown}: {error}")))?;
        if bytes.len() as u64 != size {
            return Err(refused(&format!(
                "{shown} has another size than the archive says"
            )));
        }
        Ok(bytes)
    }
}

/// How often a mark stands in bytes.
fn count(bytes: &[u8], mark: &[u8]) -> usize {
    bytes.windows(mark.len()).filter(|at| *at == mark).count()
}

/// The names of the members in their order.
fn check_members(zip: &ZipArchive<Cursor<&[u8]>>) -> Result<Vec<String>, FaultKind> {
    let mut names = Vec::with_capacity(zip.len());
    let mut unpacked = 0_u64;
    for index in 0..zip.len() {
        let member = zip.by_index_data(index).map_err(|error| damaged(&error))?;
        let name = member.name().map_err(|error| damaged(&error))?.into_owned();
        if leads_out(&name) {
            return Err(refused(&format!("the name {name} leads out of its folder")));
        }
        if member.is_symlink() {
            return Err(refused(&format!("{name} is a link")));
        }
        if member.encrypted() {
            return Err(refused(&format!("{name} is encrypted")));
        }
        unpacked = unpacked.saturating_add(member.size());
        names.push(name);
    }
    if unpacked > MOST_UNPACKED {
        let what = "bytes when unpacked";
        return Err(FaultKind::too_many(
            what,
            unpacked as usize,
            MOST_UNPACKED as usize,
        ));
    }
    Ok(names)
}

/// Whether a name could be that of a file elsewhere: absolute, on a drive, upwards, or read differently by different systems.
fn leads_out(name: &str) -> bool {
    name.is_empty()
        || name.starts_with('/')
        || name.contains(['\\', '\0', ':'])
        || name.split('/').any(|part| part == "..")
}

fn check_size(name: &str, size: u64, packed: u64) -> Result<(), FaultKind> {
    if size > SIZE_LIMIT {
        return Err(FaultKind::TooLarge {
            limit: SIZE_LIMIT,
            unpacked: true,
        });
    }
    if size >= SMALL && size > packed.saturating_mul(MOST_RATIO) {
        return Err(refused(&format!(
            "{name} unpacks to over {MOST_RATIO} times its size"
        )));
    }
    Ok(())
}

fn refused(reason: &str) -> FaultKind {
    FaultKind::Damaged {
        what: "zip archive",
        reason: reason.to_owned(),
    }
}

fn damaged(error: &ZipError) -> FaultKind {
    refused(&error.to_string())
}
