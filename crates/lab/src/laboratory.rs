//! The laboratory itself: data in, people prepared.

use physiology::data::Data;
use physiology::document::{Fault, Source};

use include_dir::{Dir, include_dir};

static DATA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../data");

/// The built-in data files, named by their path below `data/`.
pub fn embedded_data() -> Vec<Source> {
    let mut sources = Vec::new();
    collect(&DATA, &mut sources);
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

fn collect(folder: &Dir<'_>, sources: &mut Vec<Source>) {
    for file in folder.files() {
        let name = file.path().to_string_lossy().replace('\\', "/");
        if let (true, Some(text)) = (name.ends_with(".toml"), file.contents_utf8()) {
            sources.push(Source::new(name, text));
        }
    }
    for inner in folder.dirs() {
        collect(inner, sources);
    }
}

/// Who watches a run: told where it stands, it answers whether to go on.
pub trait Watch: Send {
    /// The run is in this phase, at this share of it.
    fn at(&mut self, phase: &str, share: f64) -> bool;
}

/// The data with their hash.
#[derive(Clone, Debug)]
pub struct Laboratory {
    /// The data.
    pub data: Data,
    /// Hash of the data and the version of the equations.
    pub hash: String,
}

impl Laboratory {
    /// A laboratory over these data.
    ///
    /// # Errors
    /// Every fault of every file.
    pub fn new(sources: &[Source]) -> Result<Self, Vec<Fault>> {
        let data = Data::read(sources)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        for source in sources {
            hasher.update(source.name.as_bytes());
            hasher.update(source.text.as_bytes());
        }
        let hash = hasher.finalize().to_hex()[..16].to_owned();
        Ok(Self { data, hash })
    }
}
