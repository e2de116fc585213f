//! The laboratory itself: data in, people prepared.

use engine::System;
use physiology::data::Data;
use physiology::document::{Fault, Faults, Source};

use include_dir::{Dir, include_dir};

use crate::observation::Observation;
use crate::population::{self, Population};
use crate::studies::Studies;

static DATA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../data");

/// The built-in data files, named by their path below `data/`.
pub fn embedded_data() -> Vec<Source> {
    texts_of(&DATA)
}

/// The publications behind the built-in data, as BibTeX.
pub fn bibliography() -> &'static str {
    let file = DATA.get_file("references.bib");
    file.and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

/// The TOML texts of an embedded folder, by their path below it.
pub(crate) fn texts_of(folder: &Dir<'_>) -> Vec<Source> {
    let mut sources = Vec::new();
    collect(folder, &mut sources);
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

/// Nobody watches: every run goes on to its end.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn at(&mut self, _: &str, _: f64) -> bool {
        true
    }
}

/// The data, with the texts they were read from.
#[derive(Clone, Debug)]
pub struct Laboratory {
    /// The data.
    pub data: Data,
    /// The texts, named by their path below `data/`.
    pub sources: Vec<Source>,
    /// `data/populations/*.toml`, by name.
    pub populations: Vec<Population>,
    /// `data/observation.toml`: how outcomes are seen, by name.
    pub observation: Observation,
    /// `data/studies.toml`: how far studies of the same thing stand apart.
    pub studies: Studies,
}

impl Laboratory {
    /// A laboratory over these data.
    ///
    /// # Errors
    /// Every fault of every file.
    pub fn new(sources: &[Source]) -> Result<Self, Vec<Fault>> {
        let data = Data::read(sources)?;
        let faults = Faults::new();
        let laboratory = Self {
            populations: population::read_all(sources, &data, &faults),
            observation: Observation::read(sources, &faults),
            studies: Studies::read(sources, &faults),
            sources: sources.to_vec(),
            data,
        };
        faults.into_result(laboratory)
    }

    /// The population of that name.
    pub fn population(&self, name: &str) -> Option<&Population> {
        self.populations.iter().find(|one| one.name == name)
    }

    /// A hash of the equations of a system and of all data texts: two runs with the same one ran the same model.
    pub fn hash(&self, system: &System) -> String {
        self.digest(system).to_hex()[..HASH_LENGTH].to_owned()
    }

    /// The same in full.
    pub(crate) fn digest(&self, system: &System) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for source in &self.sources {
            hasher.update(source.name.as_bytes());
            hasher.update(source.text.as_bytes());
        }
        for node in &system.nodes {
            hasher.update(format!("{node:?}").as_bytes());
        }
        for rate in &system.rates {
            hasher.update(&rate.0.to_le_bytes());
        }
        hasher.finalize()
    }
}

/// Hexadecimal digits of a hash that are shown.
const HASH_LENGTH: usize = 16;
