//! Disks that fail at a given step.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::disk::{Disk, System, folder_of};

/// What happens at the step.
#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    /// The process is gone: nothing is done any more, and what was being written is there by half.
    Kill,
    /// This step is refused.
    Once(io::ErrorKind),
    /// This step and all later ones are refused.
    ForGood(io::ErrorKind),
}

/// Does what the system does up to a step. It leaves out the waiting for the disk, without which a process that is killed loses nothing.
#[derive(Debug)]
pub struct Faulty {
    at: usize,
    trouble: Trouble,
    steps: Mutex<Vec<&'static str>>,
}

impl Faulty {
    pub fn new(at: usize, trouble: Trouble) -> Self {
        Self {
            at,
            trouble,
            steps: Mutex::default(),
        }
    }

    pub fn never() -> Self {
        Self::new(usize::MAX, Trouble::Kill)
    }

    /// The steps that were taken or tried.
    pub fn steps(&self) -> Vec<&'static str> {
        self.steps.lock().unwrap().clone()
    }

    fn step(&self, name: &'static str) -> io::Result<()> {
        let mut steps = self.steps.lock().unwrap();
        let number = steps.len();
        steps.push(name);
        match self.trouble {
            Trouble::Kill if number >= self.at => Err(io::Error::other("killed")),
            Trouble::Once(kind) if number == self.at => Err(kind.into()),
            Trouble::ForGood(kind) if number >= self.at => Err(kind.into()),
            _ => Ok(()),
        }
    }
}

impl Disk for Arc<Faulty> {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.step("create")?;
        System.create(path)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<usize> {
        let number = self.steps.lock().unwrap().len();
        self.step("write").inspect_err(|_| {
            if number == self.at {
                file.write_all(&bytes[..bytes.len() / 2]).unwrap();
            }
        })?;
        System.write(file, bytes)
    }

    fn sync(&self, _: &File) -> io::Result<()> {
        self.step("sync")
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename")?;
        System.rename(from, to)
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        self.step("sync_folder")
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step("create_folder")?;
        System.create_folder(path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove")?;
        System.remove(path)
    }
}

/// What a disk may lose of that for which nobody waited.
#[derive(Clone, Copy, Debug)]
pub enum Loss {
    /// What was written into files.
    Bytes,
    /// What was done to names.
    Names,
    /// Both.
    Both,
}

/// Does what the system does up to a step; then the power is cut.
#[derive(Debug)]
pub struct PowerCut {
    at: usize,
    loss: Loss,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    steps: usize,
    /// The file that is being written.
    open: PathBuf,
    /// Files with bytes that are not on the disk.
    unsynced: Vec<PathBuf>,
    /// What was done to names in folders that are not on the disk, in order.
    names: Vec<Done>,
}

#[derive(Debug)]
enum Done {
    Made(PathBuf),
    Renamed {
        from: PathBuf,
        to: PathBuf,
        before: Option<Vec<u8>>,
    },
    Removed(PathBuf, Vec<u8>),
}

impl Done {
    fn folder(&self) -> &Path {
        match self {
            Self::Made(path) | Self::Renamed { to: path, .. } | Self::Removed(path, _) => {
                folder_of(path)
            }
        }
    }

    fn undo(self) {
        match self {
            Self::Made(path) if path.is_dir() => fs::remove_dir_all(path).unwrap(),
            Self::Made(path) => fs::remove_file(path).unwrap(),
            Self::Renamed { from, to, before } => {
                fs::rename(&to, from).unwrap();
                if let Some(bytes) = before {
                    fs::write(to, bytes).unwrap();
                }
            }
            Self::Removed(path, bytes) => fs::write(path, bytes).unwrap(),
        }
    }
}

impl PowerCut {
    pub fn new(at: usize, loss: Loss) -> Self {
        Self {
            at,
            loss,
            state: Mutex::default(),
        }
    }

    /// Takes a step, or cuts the power before it.
    fn step<T>(
        &self,
        take: impl FnOnce() -> io::Result<T>,
        note: impl FnOnce(&mut State),
    ) -> io::Result<T> {
        let mut state = self.state.lock().unwrap();
        state.steps += 1;
        if state.steps > self.at {
            self.lose(&mut state);
            return Err(io::Error::other("the power is gone"));
        }
        let taken = take()?;
        note(&mut state);
        Ok(taken)
    }

    fn lose(&self, state: &mut State) {
        let (unsynced, names) = (
            std::mem::take(&mut state.unsynced),
            std::mem::take(&mut state.names),
        );
        if matches!(self.loss, Loss::Bytes | Loss::Both) {
            for path in unsynced {
                fs::write(path, "").unwrap();
            }
        }
        if matches!(self.loss, Loss::Names | Loss::Both) {
            names.into_iter().rev().for_each(Done::undo);
        }
    }
}

impl Disk for PowerCut {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.step(
            || System.create(path),
            |state| {
                state.open = path.to_owned();
                state.names.push(Done::Made(path.to_owned()));
            },
        )
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<usize> {
        self.step(
            || System.write(file, bytes),
            |state| state.unsynced.push(state.open.clone()),
        )
    }

    fn sync(&self, _: &File) -> io::Result<()> {
        self.step(
            || Ok(()),
            |state| {
                let open = state.open.clone();
                state.unsynced.retain(|path| *path != open);
            },
        )
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let before = fs::read(to).ok();
        self.step(
            || System.rename(from, to),
            |state| {
                for path in &mut state.unsynced {
                    if path == from {
                        to.clone_into(path);
                    }
                }
                state.names.push(Done::Renamed {
                    from: from.to_owned(),
                    to: to.to_owned(),
                    before,
                });
            },
        )
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.step(
            || Ok(()),
            |state| state.names.retain(|done| done.folder() != folder),
        )
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step(
            || System.create_folder(path),
            |state| state.names.push(Done::Made(path.to_owned())),
        )
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let bytes = fs::read(path).unwrap_or_default();
        self.step(
            || System.remove(path),
            |state| state.names.push(Done::Removed(path.to_owned(), bytes)),
        )
    }
}
