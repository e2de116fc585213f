//! What a profile file holds, whatever its format: lineages, samples, and checks that a sample is whole.

use std::path::Path;

use super::fault::Gathered;
use super::{FaultKind, Lineage, ProfileFault, ProfileFaults, Rank};

/// The least that a sample may sum to, in percent: rare clades are often filtered out, a file cut in the middle is below.
pub(super) const SUM_LEAST: f64 = 90.0;
/// The most that a sample may sum to, in percent: rounding, and no more.
pub(super) const SUM_MOST: f64 = 101.0;

/// Everything a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileFile {
    /// The file, as a person named it.
    pub file: String,
    /// The format it was read as.
    pub format: &'static str,
    /// The reference database, when the file names it.
    pub database: Option<String>,
    /// The clades, each once, of every rank that the file lists: nested, so that they must not be added up over ranks.
    pub lineages: Vec<Lineage>,
    /// The samples in the order of the file.
    pub samples: Vec<Sample>,
    /// What a reader of the result should know.
    pub notes: Vec<String>,
}

/// One sample of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Its name, without what profilers append to it.
    pub name: String,
    /// Its name as the file has it.
    pub written_name: String,
    /// Percent of the sample in each of the file's lineages, in their order.
    pub percents: Vec<f64>,
    /// Percent that could not be classified.
    pub unclassified: f64,
    /// How many reads it rests on, where the file counts them.
    pub reads: Option<f64>,
}

/// One row of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'a> {
    /// The clade.
    pub lineage: &'a Lineage,
    /// Its percent of the sample.
    pub percent: f64,
}

impl ProfileFile {
    /// The sample of that name, or the only one, when it is whole ([`ProfileFile::check`]).
    ///
    /// # Errors
    /// Several samples and none named; no such sample; or every fault of the sample.
    pub fn sample(&self, wanted: Option<&str>) -> Result<&Sample, ProfileFaults> {
        let sample = self.find(wanted)?;
        self.check(sample)?;
        Ok(sample)
    }

    /// The sample of that name, or the only one, unchecked.
    ///
    /// # Errors
    /// Several samples and none named; no such sample.
    pub fn find(&self, wanted: Option<&str>) -> Result<&Sample, ProfileFaults> {
        let fault = |kind| ProfileFaults::from(ProfileFault::whole(&self.file, kind));
        let Some(wanted) = wanted else {
            return match self.samples.as_slice() {
                [only] => Ok(only),
                samples => Err(fault(FaultKind::SampleNotNamed {
                    samples: samples.iter().map(|sample| sample.name.clone()).collect(),
                })),
            };
        };
        let named = |name: &str| {
            let mut samples = self.samples.iter();
            samples
                .clone()
                .find(|sample| sample.written_name == name)
                .or_else(|| samples.find(|sample| sample.name == name))
        };
        named(wanted)
            .or_else(|| named(plain_sample_name(wanted)))
            .ok_or_else(|| {
                let mut samples: Vec<String> = self
                    .samples
                    .iter()
                    .map(|sample| sample.name.clone())
                    .collect();
                let distance = |name: &str| {
                    strsim::damerau_levenshtein(&wanted.to_lowercase(), &name.to_lowercase())
                };
                samples.sort_by_cached_key(|name| distance(name));
                fault(FaultKind::NoSuchSample {
                    wanted: wanted.to_owned(),
                    samples,
                })
            })
    }

    /// The rows of one rank in a sample.
    pub fn entries<'a>(
        &'a self,
        sample: &'a Sample,
        rank: Rank,
    ) -> impl Iterator<Item = Entry<'a>> {
        self.lineages
            .iter()
            .zip(&sample.percents)
            .filter(move |(lineage, _)| lineage.rank() == rank)
            .map(|(lineage, percent)| Entry {
                lineage,
                percent: *percent,
            })
    }

    /// Percent of a sample in the clades of this name at a rank.
    pub fn percent(&self, sample: &Sample, rank: Rank, name: &str) -> f64 {
        self.entries(sample, rank)
            .filter(|entry| entry.lineage.at(rank) == Some(name))
            .map(|entry| entry.percent)
            .sum()
    }

    /// The rank whose rows give the genera: genus where the file has it, else the next one below.
    pub fn base_rank(&self) -> Option<Rank> {
        [Rank::Genus, Rank::Species, Rank::Strain]
            .into_iter()
            .find(|rank| self.lineages.iter().any(|lineage| lineage.rank() == *rank))
    }

    fn sum(&self, sample: &Sample, rank: Rank) -> f64 {
        self.entries(sample, rank).map(|entry| entry.percent).sum()
    }

    /// Sees that a sample is whole: something is classified, its percents add up at the widest rank, and the genera hold as much as the
    /// clades above them.
    ///
    /// # Errors
    /// Every fault of the sample.
    pub fn check(&self, sample: &Sample) -> Result<(), ProfileFaults> {
        let mut faults = Gathered::default();
        let mut fault = |kind| faults.push(ProfileFault::whole(&self.file, kind));
        let name = sample.name.clone();
        let top = self.lineages.iter().map(Lineage::rank).min();
        let classified = top.map_or(0.0, |top| self.sum(sample, top));
        let Some(top) = top.filter(|_| classified > 0.0) else {
            fault(FaultKind::NothingClassified {
                sample: name,
                unclassified: sample.unclassified,
            });
            return faults.into_result(());
        };
        let total = classified + sample.unclassified;
        if !(SUM_LEAST..=SUM_MOST).contains(&total) {
            fault(FaultKind::WrongSum {
                sample: name.clone(),
                rank: top.name(),
                sum: total,
            });
        }
        match self.base_rank() {
            None => fault(FaultKind::NoGenera { sample: name }),
            Some(base) => {
                let share = 100.0 * self.sum(sample, base) / classified;
                if !(SUM_LEAST..=SUM_MOST).contains(&share) {
                    fault(FaultKind::RanksDisagree {
                        sample: name,
                        upper: top.name(),
                        upper_sum: classified,
                        lower: base.name(),
                        lower_sum: self.sum(sample, base),
                    });
                }
            }
        }
        faults.into_result(())
    }
}

/// A sample's name without what profilers and pipelines append to it.
pub(super) fn plain_sample_name(written: &str) -> &str {
    const ENDINGS: &[&str] = &[
        ".gz",
        ".txt",
        ".tsv",
        ".csv",
        ".json",
        ".report",
        ".kreport",
        ".bracken",
        "_profile",
        ".profile",
        ".metaphlan",
        "_metaphlan3",
        "_metaphlan4",
    ];
    let mut name = written.trim();
    while let Some(shorter) = ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .filter(|shorter| !shorter.is_empty())
    {
        name = shorter;
    }
    name
}

/// The name of a file without its folder and endings.
pub(super) fn stem(file: &str) -> String {
    let name = Path::new(file)
        .file_name()
        .map_or(file.into(), |name| name.to_string_lossy());
    plain_sample_name(&name).to_owned()
}
