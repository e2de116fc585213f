//! What is said on the command line of findings: run again, fitted to, and told of.

use std::path::PathBuf;

use clap::Args;
use exchange::dataset::Shard;

use super::{CacheArguments, Common, enrolled, within};

/// `enteroderm calibrate`
#[derive(Args)]
pub struct CalibrateArguments {
    /// The arrow: the findings are those of which it is the main one.
    #[arg(long, value_name = "ARROW", required_unless_present = "organ")]
    pub arrow: Option<String>,
    /// In place of an arrow an organ: the findings are those whose main arrow acts there.
    #[arg(long, value_name = "ORGAN", conflicts_with = "arrow")]
    pub organ: Option<String>,
    /// How many numbers are fitted together, at most: those that move the findings most.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = numbers)]
    pub numbers: usize,
    /// How many particles lead the fit.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = particles)]
    pub particles: usize,
    /// A folder of findings (TOML) in place of the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Write the data files of the numbers that are moved into this folder, to be used with `--data`.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Where rests that were found are kept, and whether.
    #[command(flatten)]
    pub cache: CacheArguments,
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
}

fn numbers(text: &str) -> Result<usize, String> {
    within(text, 1, 20)
}

fn particles(text: &str) -> Result<usize, String> {
    within(text, 16, 10_000)
}

/// `enteroderm credibility`
#[derive(Args)]
pub struct CredibilityArguments {
    /// How many people of each population are drawn for the shares of variance.
    #[arg(long, value_name = "N", default_value_t = 96, value_parser = enrolled)]
    pub people: usize,
    /// Where rests that were found are kept, and whether.
    #[command(flatten)]
    pub cache: CacheArguments,
    /// A folder of data files that stand in for the built-in ones of the same name.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// `enteroderm evidence`
#[derive(Args)]
pub struct EvidenceArguments {
    /// A folder of findings (TOML) in place of the built-in ones, with the ledger that stands for them, if there is one.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Only these findings, by the names of their files.
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    pub only: Vec<String>,
    /// Only findings that bear on this arrow.
    #[arg(long, value_name = "ARROW")]
    pub arrow: Option<String>,
    /// A first look: fewer people and trials, held against a ledger of its own.
    #[arg(long)]
    pub quick: bool,
    /// Read the findings and see whether they fit the data, and run nothing.
    #[arg(long, conflicts_with_all = ["out", "shard", "store"])]
    pub check: bool,
    /// Cut this arrow for everybody from the first day on: what is left of its findings comes by other ways.
    #[arg(long, value_name = "ARROW", conflicts_with = "store")]
    pub cut: Option<String>,
    /// Cut every arrow in turn in typical people, and tell what is left of each effect: of those that it carries little should be, of others all.
    #[arg(long, conflicts_with_all = ["check", "cut", "out", "quick", "shard", "store"])]
    pub cuts: bool,
    /// Draw people and trials from this seed. From another than that of the ledger (1) nothing is held against it: how verdicts turn with the draw.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["check", "cuts", "store"])]
    pub seed: Option<u64>,
    /// Write the ledger of this run into the folder of the findings. What stands there of findings that were not run goes on standing.
    #[arg(long, requires = "dir")]
    pub store: bool,
    /// Write trials, verdicts and the report into this folder. What is there of the same findings is gone on with.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Run a part of the findings only, such as `1/4`; parts may run at the same time and write into the same folder.
    #[arg(long, value_name = "I/N", requires = "out")]
    pub shard: Option<Shard>,
    /// Where rests that were found are kept, and whether.
    #[command(flatten)]
    pub cache: CacheArguments,
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
}
