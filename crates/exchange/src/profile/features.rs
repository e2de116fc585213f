//! Tables of features by samples: what most formats hold. A feature is a sequence variant, a cluster of sequences or a clade; its lineage stands
//! in the same file or in another ([`Assignments`]). [`FeatureTable::into_profile`] makes of it what every reader gives.

use std::collections::BTreeMap;

use super::sample::plain_sample_name;
use super::{Clade, FaultKind, Lineage, ProfileFault, ProfileFaults, ProfileFile, Rank, Sample};

/// The most amounts above zero that a table may have.
const MOST_AMOUNTS: usize = 8 << 20;
/// The most cells that clades by samples may have.
const MOST_CELLS: usize = 16 << 20;
/// The most features, the most samples and the most clades: each may hold a lineage, which takes half a kilobyte.
pub(super) const MOST_NAMES: usize = 1 << 18;
/// Rows hold the rows below them when they are at least this part of their sum: counts may be filtered by row.
const NESTED: f64 = 0.95;
/// Whose reads are set aside: the host, what it ate, and the organelles that classifiers of bacterial genes find in it.
const NO_MICROBES: [&str; 7] = [
    "Chordata",
    "Metazoa",
    "Viridiplantae",
    "Streptophyta",
    "Homo",
    "Chloroplast",
    "Mitochondria",
];
/// How many names a message shows.
const SHOWN: usize = 5;

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its name in the file.
    pub id: String,
    /// What it is; none where the file does not say, empty where it could not be said.
    pub lineage: Option<Lineage>,
}

/// An amount above zero.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Amount {
    feature: u32,
    sample: u32,
    amount: f64,
}

/// Features by samples, with amounts that add up: reads, or shares in any unit.
#[derive(Clone, Debug)]
pub struct FeatureTable {
    file: String,
    format: &'static str,
    /// The reference database, when the file names it.
    pub database: Option<String>,
    /// Whether amounts are numbers of reads.
    pub counts: bool,
    /// Whether it is known that no row holds what stands in another; else it is looked for.
    pub exclusive: bool,
    /// What a reader of the result should know.
    pub notes: Vec<String>,
    features: Vec<Feature>,
    samples: Vec<String>,
    /// Of each sample, what the profiler itself could not name, in the unit of the amounts.
    unclassified: Vec<f64>,
    amounts: Vec<Amount>,
}

impl FeatureTable {
    /// A table without rows. `samples` are their names as the file has them.
    ///
    /// # Errors
    /// No sample, two of one name, or more than can be read.
    pub fn new(
        file: &str,
        format: &'static str,
        samples: Vec<String>,
    ) -> Result<Self, ProfileFaults> {
        let fault = |kind| Err(ProfileFault::whole(file, kind).into());
        let mut names: Vec<&String> = samples.iter().collect();
        names.sort();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return fault(FaultKind::SampleTwice(pair[0].clone()));
        }
        match samples.len() {
            0 => fault(FaultKind::NoSamples),
            found if found > MOST_NAMES => fault(FaultKind::too_many("samples", found, MOST_NAMES)),
            count => Ok(Self {
                file: file.to_owned(),
                format,
                database: None,
                counts: true,
                exclusive: false,
                notes: Vec::new(),
                features: Vec::new(),
                unclassified: vec![0.0; count],
                samples,
                amounts: Vec::new(),
            }),
        }
    }

    /// Adds a feature and gives its place. A feature that is named by its lineage needs no other.
    ///
    /// # Errors
    /// More than can be read.
    pub fn feature(&mut self, id: &str, lineage: Option<Lineage>) -> Result<usize, ProfileFaults> {
        if self.features.len() >= MOST_NAMES {
            let kind = FaultKind::too_many("features", self.features.len() + 1, MOST_NAMES);
            return Err(ProfileFault::whole(&self.file, kind).into());
        }
        self.features.push(Feature {
            lineage: lineage.or_else(|| Lineage::read(id)),
            id: id.to_owned(),
        });
        Ok(self.features.len() - 1)
    }

    /// Adds to what a sample, by its place, has of a feature. The amount is finite and not negative: [`amount`] reads such.
    ///
    /// # Errors
    /// More amounts than can be read.
    pub fn add(&mut self, feature: usize, sample: usize, amount: f64) -> Result<(), ProfileFaults> {
        if amount <= 0.0 {
            return Ok(());
        }
        if self.amounts.len() >= MOST_AMOUNTS {
            let kind = FaultKind::too_many("amounts", self.amounts.len() + 1, MOST_AMOUNTS);
            return Err(ProfileFault::whole(&self.file, kind).into());
        }
        self.amounts.push(Amount {
            // Both are below MOST_NAMES.
            feature: feature as u32,
            sample: sample as u32,
            amount,
        });
        Ok(())
    }

    /// Adds to what the profiler itself could not name in a sample.
    pub fn add_unclassified(&mut self, sample: usize, amount: f64) {
        self.unclassified[sample] += amount;
    }

    /// The format it was read as.
    pub fn format(&self) -> &'static str {
        self.format
    }

    /// How many features it has.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether it has no feature.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// Whether there are features of which the file does not say what they are.
    pub fn needs_taxonomy(&self) -> bool {
        self.features
            .iter()
            .any(|feature| feature.lineage.is_none())
    }

    /// Says what the features are, as another file has it.
    ///
    /// # Errors
    /// Most features are not in it.
    pub fn assign(&mut self, assignments: &Assignments) -> Result<(), ProfileFaults> {
        let mut missing = Vec::new();
        for feature in &mut self.features {
            match assignments.lineages.get(&feature.id) {
                Some(lineage) => feature.lineage = Some(lineage.clone()),
                None if feature.lineage.is_none() => missing.push(feature.id.clone()),
                None => {}
            }
        }
        if 2 * missing.len() > self.features.len() {
            let kind = FaultKind::TaxonomyLacks {
                taxonomy: assignments.file.clone(),
                missing: missing.len(),
                of: self.features.len(),
                first: missing.into_iter().take(SHOWN).collect(),
            };
            return Err(ProfileFault::whole(&self.file, kind).into());
        }
        if !missing.is_empty() {
            self.notes.push(format!(
                "{} of {} features are not in the taxonomy and count as unclassified, such as `{}`",
                missing.len(),
                self.features.len(),
                missing[0].escape_debug()
            ));
        }
        for feature in &mut self.features {
            feature.lineage.get_or_insert_default();
        }
        Ok(())
    }

    /// Adds the amounts up over clades: every rank gets rows of its own, so that one rank holds the whole sample.
    ///
    /// # Errors
    /// No feature, features of which nothing says what they are, or more clades by samples than can be held.
    pub fn into_profile(mut self) -> Result<ProfileFile, ProfileFaults> {
        let fault = |file: &str, kind| ProfileFaults::from(ProfileFault::whole(file, kind));
        if self.features.is_empty() {
            return Err(fault(&self.file, FaultKind::NoRows));
        }
        let unknown = self
            .features
            .iter()
            .filter(|feature| feature.lineage.is_none());
        let unknown: Vec<String> = unknown
            .map(|feature| feature.id.clone())
            .take(SHOWN)
            .collect();
        if !unknown.is_empty() {
            return Err(fault(
                &self.file,
                FaultKind::NeedsTaxonomy { features: unknown },
            ));
        }
        if !self.exclusive {
            self.take_apart_nested();
        }
        self.set_aside();
        for feature in &mut self.features {
            let named = feature
                .lineage
                .take()
                .filter(|lineage| lineage.narrowest().is_some());
            feature.lineage = named.map(|lineage| lineage.down_to(Rank::Genus));
        }
        let totals = self.totals();
        let rows = Rows::of(&self.features).map_err(|kind| fault(&self.file, kind))?;
        let cells = rows.lineages.len().saturating_mul(self.samples.len());
        if cells > MOST_CELLS {
            let kind = FaultKind::too_many("clades by samples", cells, MOST_CELLS);
            return Err(fault(&self.file, kind));
        }
        let mut percents = vec![vec![0.0; rows.lineages.len()]; self.samples.len()];
        for entry in &self.amounts {
            let sample = entry.sample as usize;
            let percent = 100.0 * entry.amount / totals[sample];
            match &rows.of_feature[entry.feature as usize] {
                places if places.is_empty() => self.unclassified[sample] += entry.amount,
                places => places
                    .iter()
                    .for_each(|row| percents[sample][*row] += percent),
            }
        }
        let samples = self.samples.into_iter().zip(percents).enumerate();
        let samples = samples.map(|(index, (written_name, percents))| Sample {
            name: plain_sample_name(&written_name).to_owned(),
            written_name,
            percents,
            unclassified: 100.0 * self.unclassified[index] / totals[index],
            reads: self.counts.then_some(totals[index]),
        });
        Ok(ProfileFile {
            samples: samples.collect(),
            file: self.file,
            format: self.format,
            database: self.database,
            lineages: rows.lineages,
            notes: self.notes,
        })
    }

    /// What each sample adds up to; 1 where that is nothing, for then there is nothing to divide.
    fn totals(&self) -> Vec<f64> {
        let mut totals = self.unclassified.clone();
        for entry in &self.amounts {
            totals[entry.sample as usize] += entry.amount;
        }
        let whole = |total: f64| if total > 0.0 { total } else { 1.0 };
        totals.into_iter().map(whole).collect()
    }

    /// Where rows of clades hold the rows below them, leaves of each only what is in none of these.
    fn take_apart_nested(&mut self) {
        let clades = RowClades::of(&self.features);
        if !self.is_nested(&clades) {
            return;
        }
        self.amounts
            .sort_unstable_by_key(|entry| (entry.sample, entry.feature));
        let mut held = vec![0.0; self.features.len()];
        for sample in self
            .amounts
            .chunk_by_mut(|one, next| one.sample == next.sample)
        {
            let above = |entry: &Amount| clades.above[entry.feature as usize];
            for entry in sample.iter() {
                if let Some(above) = above(entry) {
                    held[above] += entry.amount;
                }
            }
            // After its rows have been passed, nothing may be left for the next sample.
            let wider: Vec<usize> = sample.iter().filter_map(above).collect();
            for entry in sample {
                let held = &mut held[clades.first[entry.feature as usize]];
                let taken = held.min(entry.amount);
                *held -= taken;
                entry.amount -= taken;
            }
            for row in wider {
                held[row] = 0.0;
            }
        }
        self.notes.push(
            "rows of clades hold those of the clades below them: each part was counted once"
                .to_owned(),
        );
    }

    /// Whether rows of clades hold the rows below them: none of them has much less than these, and there is little outside of them. In a
    /// table whose rows are parts of their own, most rows stand for no clade that is above or below another row's.
    fn is_nested(&self, clades: &RowClades) -> bool {
        let mut sums = vec![0.0; self.features.len()];
        for entry in &self.amounts {
            sums[clades.first[entry.feature as usize]] += entry.amount;
        }
        let mut below = vec![0.0; self.features.len()];
        for (row, above) in clades.above.iter().enumerate() {
            if let Some(above) = above.filter(|_| clades.first[row] == row) {
                below[above] += sums[row];
            }
        }
        let widest = clades
            .depths
            .iter()
            .copied()
            .filter(|depth| *depth > 0)
            .min();
        let (mut topmost, mut alone) = (0.0, 0.0);
        for (row, depth) in clades.depths.iter().enumerate() {
            if clades.above[row].is_none() && *depth > 0 {
                topmost += sums[row];
                let is_alone = below[row] <= 0.0 && widest != Some(*depth);
                alone += if is_alone { sums[row] } else { 0.0 };
            }
        }
        let mut pairs = sums.iter().zip(&below).filter(|(_, below)| **below > 0.0);
        pairs.clone().next().is_some()
            && pairs.all(|(sum, below)| *sum >= NESTED * below)
            && alone <= (1.0 - NESTED) * topmost
    }

    /// Takes out the host, its food and organelles.
    fn set_aside(&mut self) {
        let no_microbe: Vec<bool> = self
            .features
            .iter()
            .map(|feature| feature.lineage.as_ref().is_some_and(is_no_microbe))
            .collect();
        let all: f64 = self.amounts.iter().map(|entry| entry.amount).sum();
        let mut aside = 0.0;
        self.amounts.retain(|entry| {
            let out = no_microbe[entry.feature as usize];
            aside += if out { entry.amount } else { 0.0 };
            !out
        });
        if aside > 0.0 {
            self.notes.push(format!(
                "{:.2} % of what the file holds is of the host, of food or of organelles and was set aside",
                100.0 * aside / all
            ));
        }
    }
}

fn is_no_microbe(lineage: &Lineage) -> bool {
    let named = |clade: &Clade| {
        NO_MICROBES
            .iter()
            .any(|name| clade.name.eq_ignore_ascii_case(name))
    };
    lineage.clades().iter().any(named)
}

/// How the rows of a table stand to each other as clades.
struct RowClades {
    /// Of each row, the first row of the same clade.
    first: Vec<usize>,
    /// Of each row, the first row of the narrowest clade that holds it.
    above: Vec<Option<usize>>,
    /// How many clades its lineage has.
    depths: Vec<usize>,
}

impl RowClades {
    fn of(features: &[Feature]) -> Self {
        let lineages: Vec<&[Clade]> = features
            .iter()
            .map(|feature| feature.lineage.as_ref().map_or(&[][..], Lineage::clades))
            .collect();
        let mut rows: BTreeMap<&[Clade], usize> = BTreeMap::new();
        let first = lineages
            .iter()
            .enumerate()
            .map(|(row, clades)| *rows.entry(clades).or_insert(row))
            .collect();
        let above = |clades: &&[Clade]| {
            let mut wider = (1..clades.len()).rev();
            wider.find_map(|depth| rows.get(&clades[..depth]).copied())
        };
        Self {
            first,
            above: lineages.iter().map(above).collect(),
            depths: lineages.iter().map(|clades| clades.len()).collect(),
        }
    }
}

/// The rows of a profile: every clade of every rank once.
struct Rows {
    lineages: Vec<Lineage>,
    /// The rows to which a feature adds, none where it could not be named.
    of_feature: Vec<Vec<usize>>,
}

impl Rows {
    fn of(features: &[Feature]) -> Result<Self, FaultKind> {
        // By the row above, so that a clade is compared without the clades that hold it.
        let mut places: BTreeMap<(Option<usize>, &Clade), usize> = BTreeMap::new();
        let mut lineages: Vec<Lineage> = Vec::new();
        let mut of_feature = Vec::with_capacity(features.len());
        for feature in features {
            let mut rows = Vec::new();
            for clade in feature.lineage.iter().flat_map(Lineage::clades) {
                let above = rows.last().copied();
                let place = places.entry((above, clade)).or_insert_with(|| {
                    let above = above.map(|row: usize| &lineages[row]);
                    lineages.push(Lineage::below(above, clade.clone()));
                    lineages.len() - 1
                });
                rows.push(*place);
            }
            of_feature.push(rows);
            if lineages.len() > MOST_NAMES {
                return Err(FaultKind::too_many("clades", lineages.len(), MOST_NAMES));
            }
        }
        Ok(Self {
            lineages,
            of_feature,
        })
    }
}

/// What features are, as a file of its own says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignments {
    /// The file, as a person named it.
    pub file: String,
    /// By the names of the features; empty where nothing could be said.
    pub lineages: BTreeMap<String, Lineage>,
}

/// A number of reads, or a share: finite and not negative.
pub fn amount(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    // Words that Rust takes for numbers are none in a table.
    let number: f64 = cell
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        .then(|| cell.parse().ok())??;
    (number.is_finite() && number >= 0.0).then_some(number)
}

#[cfg(test)]
mod tests;
