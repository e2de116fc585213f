//! What can be said on the command line.

mod evidence;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use exchange::dataset::Shard;

pub use evidence::{CalibrateArguments, CredibilityArguments, EvidenceArguments};

/// A virtual laboratory for the gut-skin axis. A research tool: it diagnoses nobody.
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Run one person through a scenario: table, plots, files.
    Run(RunArguments),
    /// Draw people of a population, weight them to what was published, and follow them.
    Cohort(CohortArguments),
    /// Run a trial in virtual people: effects, responders, power and how many people it takes.
    Trial(TrialArguments),
    /// Run published findings again and say what the model reproduces of them, misses first.
    Evidence(EvidenceArguments),
    /// Fit the assumed numbers behind an arrow to its findings.
    Calibrate(CalibrateArguments),
    /// Say what the model is used for and what speaks for it: a page of Markdown whose numbers are generated.
    Credibility(CredibilityArguments),
    /// Say what a stool profile holds: mapped, renamed, left out.
    Import(ImportArguments),
    /// Say what a diary comes to: foods and habits for a scenario, and what has no place in the model.
    Diary(DiaryArguments),
    /// Add foods of USDA FoodData Central to the table of foods.
    Foods(FoodsArguments),
    /// List what the data know.
    List(ListArguments),
    /// Open the explorer: a local web page in which a life is changed and gut, blood and skin are watched.
    Serve(ServeArguments),
}

/// `enteroderm run`
#[derive(Args)]
pub struct RunArguments {
    /// The scenario (TOML).
    pub scenario: PathBuf,
    /// Print the publications that the run rests on, as BibTeX, in place of the result.
    #[arg(long)]
    pub cite: bool,
    /// Cut an arrow for the whole run after the run-in; may be repeated.
    #[arg(long, value_name = "ARROW")]
    pub cut: Vec<String>,
    /// Say what the courses did and by which ways: the person is run again without the courses, and with ways between organs cut.
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        num_args = 0..=1,
        require_equals = true,
        default_value = "auto",
        default_missing_value = "always"
    )]
    pub why: When,
    /// How many people: the typical one, whose numbers are told, and others of whom the same is known, who show how sure they are. 1 is the
    /// typical person alone. [default: 24 on a terminal, in a table; otherwise 1]
    #[arg(long, value_name = "N", value_parser = people)]
    pub people: Option<usize>,
    /// The seed by which people are drawn: the same seed, the same people.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Write tables into this folder; it is made, or the tables in it are replaced.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How tables are written.
    #[command(flatten)]
    pub tables: TableArguments,
    /// Where rests that were found are kept, and whether.
    #[command(flatten)]
    pub cache: CacheArguments,
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
}

/// Rests from run to run.
#[derive(Args)]
pub struct CacheArguments {
    /// The folder that keeps what run-ins came to, so that the same person need not come to rest again. [default: `enteroderm` in the user's
    /// cache folder]
    #[arg(
        long,
        value_name = "DIR",
        env = "ENTERODERM_CACHE",
        hide_env_values = true
    )]
    pub cache: Option<PathBuf>,
    /// Neither use nor keep such rests. The result is the same.
    #[arg(long, env = "ENTERODERM_NO_CACHE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub no_cache: bool,
}

/// More people than this do not fit into memory on everybody's machine, and make no band narrower.
const MOST_PEOPLE: usize = 1000;

fn people(text: &str) -> Result<usize, String> {
    let count = text.parse().ok();
    count
        .filter(|count| (1..=MOST_PEOPLE).contains(count))
        .ok_or_else(|| {
            format!("a number from 1 (the typical person alone) to {MOST_PEOPLE} is expected")
        })
}

/// `enteroderm cohort`
#[derive(Args)]
pub struct CohortArguments {
    /// The cohort (TOML), or the name of a population, whose people are then seen as they live.
    #[arg(required_unless_present = "stool", conflicts_with = "stool")]
    pub cohort: Option<PathBuf>,
    /// People whose stool was sampled, in place of such as are drawn.
    #[command(flatten)]
    pub stool: StoolArguments,
    /// How tables of samples are written.
    #[command(flatten)]
    pub tables: TableArguments,
    /// Who is drawn, and where they are kept.
    #[command(flatten)]
    pub drawn: DrawnArguments,
}

/// People whose stool was sampled: one for each sample of a table.
#[derive(Args)]
pub struct StoolArguments {
    /// A table of stool samples in any format that `import` knows: what each implies, in a person who lives as the metadata say.
    #[arg(long, value_name = "TABLE")]
    pub stool: Option<PathBuf>,
    /// The file that says what the features of the table are, where it does not do so itself.
    #[arg(long, value_name = "FILE", requires = "stool")]
    pub taxonomy: Option<PathBuf>,
    /// What is known of the people: a table with one row a sample (age, sex, weight, height, traits, diet, habits).
    #[arg(long, value_name = "FILE", requires = "stool")]
    pub metadata: Option<PathBuf>,
    /// What is told of each sample, in place of the usual outcomes.
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',', requires = "stool")]
    pub outcomes: Vec<String>,
    /// Accept samples of which less than 30 % is known.
    #[arg(long, requires = "stool")]
    pub accept_unknown: bool,
}

/// How tables are written.
#[derive(Args)]
pub struct TableArguments {
    /// The formats. [default: csv,parquet]
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',', num_args = 1.., requires = "out")]
    tables: Vec<TableFormat>,
    /// Wide (a column a quantity), long (a row a number), or both. [default: wide]
    #[arg(long, value_enum, requires = "out")]
    shape: Option<Shape>,
}

impl TableArguments {
    /// The formats that are asked for, or the usual ones.
    pub fn formats(&self) -> &[TableFormat] {
        const USUAL: [TableFormat; 2] = [TableFormat::Csv, TableFormat::Parquet];
        if self.tables.is_empty() {
            &USUAL
        } else {
            &self.tables
        }
    }

    /// The shape that is asked for, or the usual one.
    pub fn shape(&self) -> Shape {
        self.shape.unwrap_or(Shape::Wide)
    }

    /// Whether something is asked for.
    pub fn is_asked(&self) -> bool {
        !self.tables.is_empty() || self.shape.is_some()
    }
}

/// Formats of tables.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For spreadsheets: units in the header, texts that no spreadsheet runs as a formula.
    Csv,
    /// For programs: units in the metadata of the columns.
    Parquet,
    /// The same as an Arrow file (IPC, Feather 2).
    Arrow,
}

/// Shapes of tables.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// A column a quantity.
    Wide,
    /// A row a number.
    Long,
    /// Both.
    Both,
}

/// People who are drawn from a population.
#[derive(Args)]
pub struct DrawnArguments {
    /// The seed by which people are drawn, in place of the page's.
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// How many people are drawn for a cohort or enrolled in a trial, in place of what the page says; for each sample of a table, beside the
    /// typical person.
    #[arg(long, value_name = "N", value_parser = enrolled)]
    pub people: Option<usize>,
    /// Write people, visits and results into this folder. What is there of the same cohort or trial is gone on with.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Follow a part of the people only, such as `3/64`, the third of 64 parts; they may run at the same time and write into the same folder.
    #[arg(long, value_name = "I/N", requires = "out")]
    pub shard: Option<Shard>,
    /// Where rests that were found are kept, and whether.
    #[command(flatten)]
    pub cache: CacheArguments,
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
}

/// `enteroderm trial`
#[derive(Args)]
pub struct TrialArguments {
    /// The trial (TOML).
    pub trial: PathBuf,
    /// Tell of one person alone, by number.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["out", "shard"], value_parser = enrolled)]
    pub person: Option<usize>,
    /// Who is drawn, and where they are kept.
    #[command(flatten)]
    pub drawn: DrawnArguments,
}

/// More people than this are not enrolled by anybody.
const MOST_ENROLLED: usize = 1_000_000;

/// How many people are enrolled.
pub fn enrolled(text: &str) -> Result<usize, String> {
    let count = text.parse().ok();
    count
        .filter(|count| (1..=MOST_ENROLLED).contains(count))
        .ok_or_else(|| format!("a number from 1 to {MOST_ENROLLED} is expected"))
}

/// `enteroderm import`
#[derive(Args)]
pub struct ImportArguments {
    /// Stool profiles.
    #[arg(required = true)]
    pub profiles: Vec<PathBuf>,
    /// The file that says what the features of the profile are, where it does not do so itself.
    #[arg(long, value_name = "FILE")]
    pub taxonomy: Option<PathBuf>,
    /// Which sample of a file with several; all of them when left out.
    #[arg(long)]
    pub sample: Option<String>,
    /// Accept a profile of which less than 30 % is known.
    #[arg(long)]
    pub accept_unknown: bool,
    /// Write the profiles into this folder: their clades, their genera in the model, and how they were matched.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How tables are written.
    #[command(flatten)]
    pub tables: TableArguments,
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
}

/// `enteroderm diary`
#[derive(Args)]
pub struct DiaryArguments {
    /// The diary (CSV): the long table `date,time,kind,item,amount,unit,note`, or servings as Cronometer exports them.
    pub diary: PathBuf,
    /// Look foods that the data do not know up in this folder of FoodData Central (CSV).
    #[arg(long, value_name = "FDC_DIR")]
    pub foods_from: Option<PathBuf>,
    /// Accept a diary of which less than 30 % is known.
    #[arg(long)]
    pub accept_unknown: bool,
    /// Write habits, foods and, with --foods-from, the table with the new foods into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
}

/// `enteroderm foods`
#[derive(Args)]
pub struct FoodsArguments {
    /// A folder of FoodData Central in CSV: food.csv, nutrient.csv, food_nutrient.csv.
    pub folder: PathBuf,
    /// A food by its number or by words of its description; may be repeated.
    #[arg(long, value_name = "WORDS_OR_ID", required = true, num_args = 1)]
    pub food: Vec<String>,
    /// Write the table of foods with the new ones into this file, such as my-data/foods.toml, to be used with `--data my-data`. Printed when
    /// left out.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// A folder of data files that stand in for the built-in ones of the same name.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// `enteroderm serve`
#[derive(Args)]
pub struct ServeArguments {
    /// The address that is listened to. Others than this machine are let in with a token only.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub address: IpAddr,
    /// The port; 0 takes any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 7878)]
    pub port: u16,
    /// A secret word without which nobody is let in: at least 22 random letters and digits.
    #[arg(
        long,
        value_name = "TOKEN",
        env = "ENTERODERM_TOKEN",
        hide_env_values = true
    )]
    pub token: Option<String>,
    /// How many runs work at once. [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = at_once)]
    pub jobs: Option<usize>,
    /// Where rests that were found are kept, and whether.
    #[command(flatten)]
    pub cache: CacheArguments,
    /// A folder of data files that stand in for the built-in ones of the same name.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

fn at_once(text: &str) -> Result<usize, String> {
    within(text, 1, 1024)
}

/// `enteroderm list`
#[derive(Args)]
pub struct ListArguments {
    /// What to list.
    pub what: What,
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
}

/// What `list` lists.
#[derive(Clone, Copy, ValueEnum)]
pub enum What {
    /// Genera of the model.
    Taxa,
    /// Foods.
    Foods,
    /// Diets.
    Diets,
    /// Drugs, treatments, toxins.
    Drugs,
    /// Probiotics, fermented foods, prebiotics.
    Products,
    /// Traits of people.
    Traits,
    /// Habits for `[habits]` and `live`.
    Habits,
    /// Causal arrows.
    Arrows,
    /// Populations that people are drawn from.
    Populations,
    /// Outcomes that can be sampled.
    Outcomes,
    /// Parameters of the equations.
    Parameters,
}

/// When something is done.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, in a table.
    Auto,
    /// In any case.
    Always,
    /// In no case.
    Never,
}

/// What is common to all commands.
#[derive(Args)]
pub struct Common {
    /// How to print the result.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// A folder of data files that stand in for the built-in ones of the same name.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// Formats of results.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// The contract, versioned.
    Json,
    /// Comma-separated values.
    Csv,
}

/// A number within bounds.
fn within(text: &str, least: usize, most: usize) -> Result<usize, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("a number from {least} to {most} is expected"))
}
