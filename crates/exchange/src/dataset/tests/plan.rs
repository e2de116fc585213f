//! A run to be disturbed, and what its folder holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disks::Faulty;
use crate::dataset::{Dataset, DatasetError, Identity};
use crate::disk::Disk;
use crate::table::{Column, Table};

/// What a folder holds: files by their path in it, without the locks.
pub type Content = BTreeMap<PathBuf, Vec<u8>>;

/// A folder that is removed in the end.
pub struct Temporary(pub PathBuf);

impl Temporary {
    pub fn new(name: &str) -> Self {
        let name = format!("enteroderm-dataset-{name}-{}", std::process::id());
        // A disk in memory, where the system has one: these tests make a hundred thousand files.
        let memory = Path::new("/dev/shm");
        let home = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let path = home.join(name);
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A run of some parts, each of the same tables.
#[derive(Clone, Copy)]
pub struct Plan {
    pub parts: usize,
    pub tables: &'static [&'static str],
}

impl Plan {
    pub fn open(self, disk: impl Disk + 'static, folder: &Path) -> Result<Dataset, DatasetError> {
        let identity = Identity::new(self.parts)
            .with("version", "0.1.0")
            .with("seed", 17);
        Dataset::open_on(Box::new(disk), folder, &identity, None)
    }

    /// Does what is still to be done, and notes which parts are complete.
    fn compute(self, dataset: &Dataset, complete: &mut Vec<usize>) -> Result<(), DatasetError> {
        for part in 0..self.parts {
            if !dataset.has(part)? {
                let tables: Vec<Table> = (0..self.tables.len())
                    .map(|number| table(part, number + 2))
                    .collect();
                let names = self.tables.iter().copied();
                dataset.write(part, &names.zip(&tables).collect::<Vec<_>>())?;
            }
            complete.push(part);
        }
        dataset.add_file("report.html", b"<p>what came out")?;
        assert_eq!(dataset.finish()?, [0; 0]);
        Ok(())
    }

    /// Computes the run on a disk; what stopped it, and which parts were complete then.
    pub fn run(
        self,
        disk: impl Disk + 'static,
        folder: &Path,
    ) -> (Option<DatasetError>, Vec<usize>) {
        let mut complete = Vec::new();
        let result = self
            .open(disk, folder)
            .and_then(|dataset| self.compute(&dataset, &mut complete));
        (result.err(), complete)
    }

    /// Takes the run up again, on a disk that works.
    pub fn resume(self, folder: &Path) {
        let (error, _) = self.run(Arc::new(Faulty::never()), folder);
        assert!(error.is_none(), "{}", error.unwrap());
    }

    /// The run when nothing disturbs it: what its folder holds, and which steps it took.
    pub fn undisturbed(self, name: &str) -> (Content, Vec<&'static str>) {
        let folder = Temporary::new(name);
        let disk = Arc::new(Faulty::never());
        assert!(self.run(Arc::clone(&disk), &folder.0).0.is_none());
        (content(&folder.0), disk.steps())
    }

    /// Parts that were complete before are so afterwards, with the same bytes.
    pub fn assert_kept(self, folder: &Path, complete: &[usize], expected: &Content, at: &str) {
        if complete.is_empty() {
            return;
        }
        let dataset = self.open(Arc::new(Faulty::never()), folder).unwrap();
        for &part in complete {
            assert!(dataset.has(part).unwrap(), "part {part} {at}");
            for name in self.tables {
                let path = dataset.folder.table(name, part);
                let bytes = fs::read(&path).unwrap();
                let name = path.strip_prefix(folder).unwrap();
                assert!(bytes == expected[name], "{} {at}", path.display());
            }
        }
    }
}

pub fn table(part: usize, rows: usize) -> Table {
    let number = |row: usize| (part * rows + row) as f64 / 7.0;
    Table {
        columns: vec![
            Column::numbers("skin.easi", "1", (0..rows).map(number).collect()),
            Column::texts("arm", (0..rows).map(|row| format!("arm {row}")).collect()),
        ],
        metadata: Vec::new(),
    }
}

pub fn content(folder: &Path) -> Content {
    let mut found = Content::new();
    let mut folders: Vec<PathBuf> = folder
        .is_dir()
        .then(|| folder.to_owned())
        .into_iter()
        .collect();
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.to_string_lossy().starts_with(".lock") {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}
