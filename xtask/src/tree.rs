//! The files of the repository, as the checks read them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders that hold what was built or fetched, never what was written.
const NOT_OURS: &[&str] = &[".git", "target", "node_modules", "dist", "out", "book"];

/// The repository on disk.
pub struct Tree {
    /// The folder of the workspace's Cargo.toml.
    pub root: PathBuf,
}

/// One text file of the repository.
pub struct File {
    /// The path from the root, with `/` on every system.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl Tree {
    /// The workspace that this program was built from.
    pub fn of_this_workspace() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask stands in a folder of the workspace")?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// The text files under `folder` whose names end in one of `endings`, sorted by path. No such folder: none.
    pub fn files(&self, folder: &str, endings: &[&str]) -> Result<Vec<File>> {
        let mut files = Vec::new();
        let start = self.root.join(folder);
        if start.is_dir() {
            self.gather(&start, endings, &mut files)?;
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// One file by its path from the root.
    pub fn file(&self, path: &str) -> Result<File> {
        let text = fs::read_to_string(self.root.join(path))
            .with_context(|| format!("{path} cannot be read"))?;
        Ok(File {
            path: path.to_owned(),
            text,
        })
    }

    fn gather(&self, folder: &Path, endings: &[&str], files: &mut Vec<File>) -> Result<()> {
        let entries = fs::read_dir(folder)
            .with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                if !NOT_OURS.contains(&name.as_str()) {
                    self.gather(&entry.path(), endings, files)?;
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                files.push(self.file(&self.relative(&entry.path()))?);
            }
        }
        Ok(())
    }

    fn relative(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }
}
