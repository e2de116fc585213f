//! `enteroderm diary`: what a diary comes to.

mod shown;

use std::fs;
use std::path::Path;

use exchange::food_central::{Mapping, NewFood, Query, append, gather};
use exchange::reason;
use lab::acceptance::Acceptance;
use lab::diary::{Diary, Understood, Vocabulary};
use lab::laboratory::Laboratory;
use lab::physiology::document::{Fault, Source};

use crate::arguments::{DiaryArguments, Format};
use crate::failure::Failure;
use crate::files::Opened;
use crate::{files, output, tables};

/// Words and measures of diaries.
const DIARY: &str = "diary.toml";
/// Nutrients and categories of FoodData Central.
const FOOD_CENTRAL: &str = "food_central.toml";
/// The table of foods.
pub const FOODS: &str = "foods.toml";

/// Prints what the diary comes to, and writes it where that is asked for.
pub fn diary(arguments: &DiaryArguments) -> Result<(), Failure> {
    let mut opened = files::open(arguments.common.data.as_deref())?;
    let acceptance = Acceptance::asked(arguments.accept_unknown);
    let diary = exchange::diary::read_file(&arguments.diary)?;
    let new = match &arguments.foods_from {
        Some(folder) => learn(&mut opened, &diary, folder)?,
        None => Vec::new(),
    };
    let vocabulary = vocabulary(&opened)?;
    let understood = diary.understand(&opened.lab.data, &vocabulary, acceptance)?;
    if let Some(folder) = &arguments.out {
        save(folder, &understood, (!new.is_empty()).then_some(&opened))?;
    }
    output::print(&match arguments.common.format {
        Format::Table => shown::report(&understood, &new),
        Format::Json => format!("{}\n", shown::contract(&understood, &new)),
        Format::Csv => shown::as_csv(&understood),
    })
}

/// Reads a diary for the foods of the data.
pub fn understood(
    opened: &Opened,
    path: &Path,
    acceptance: Acceptance,
) -> Result<Understood, Vec<Fault>> {
    let diary = exchange::diary::read_file(path)?;
    diary.understand(&opened.lab.data, &vocabulary(opened)?, acceptance)
}

/// How the words of diaries are read.
pub fn vocabulary(opened: &Opened) -> Result<Vocabulary, Vec<Fault>> {
    Vocabulary::read(&source(opened, DIARY), &source(opened, FOOD_CENTRAL))
}

/// How FoodData Central is read.
pub fn mapping(opened: &Opened) -> Result<Mapping, Vec<Fault>> {
    Mapping::read(&source(opened, FOOD_CENTRAL))
}

/// A data file by name; an empty one when there is none, which is then a fault of its own.
pub fn source(opened: &Opened, name: &str) -> Source {
    let sources = opened.lab.sources.iter();
    let found = sources.clone().find(|source| source.name == name);
    found.cloned().unwrap_or_else(|| Source::new(name, ""))
}

/// Adds the foods that the diary names and the data do not know, as far as FoodData Central knows them.
fn learn(opened: &mut Opened, diary: &Diary, folder: &Path) -> Result<Vec<NewFood>, Failure> {
    let vocabulary = vocabulary(opened)?;
    let mapping = mapping(opened)?;
    let data = &opened.lab.data;
    let first = diary.understand(data, &vocabulary, Acceptance::of_anything())?;
    let unknown = first.unknown.iter().filter(|one| one.among == "foods");
    let queries: Vec<Query> = unknown
        .map(|one| Query {
            text: one.item.clone(),
            aliases: vec![one.item.clone()],
        })
        .collect();
    let gathered = gather(folder, &queries, &data.foods, &mapping, &vocabulary)?;
    add(opened, &gathered.foods)?;
    Ok(gathered.foods)
}

/// The laboratory with new foods in its table.
pub fn add(opened: &mut Opened, new: &[NewFood]) -> Result<(), Failure> {
    let mut sources = opened.lab.sources.clone();
    for source in sources.iter_mut().filter(|source| source.name == FOODS) {
        source.text = append(&source.text, &opened.lab.data.foods, new);
    }
    let lab = Laboratory::new(&sources);
    opened.lab = lab.map_err(|faults| Failure::Input(faults, sources))?;
    Ok(())
}

/// Writes habits, foods and, when some are new, the table of foods.
fn save(folder: &Path, understood: &Understood, new: Option<&Opened>) -> Result<(), Failure> {
    tables::prepare(folder)?;
    let scenario = [understood.habits_toml(), understood.courses_toml()].join("\n");
    write(&folder.join("habits.toml"), scenario.trim_end())?;
    write(
        &folder.join("foods.csv"),
        shown::as_csv(understood).trim_end(),
    )?;
    let mut wrote = "wrote habits.toml and foods.csv".to_owned();
    if let Some(opened) = new {
        let data = folder.join("data");
        fs::create_dir_all(&data).map_err(|error| refused(&data, &error))?;
        write(&data.join(FOODS), source(opened, FOODS).text.trim_end())?;
        wrote += &format!(" and, for `--data {}`, {FOODS}", data.display());
    }
    output::note(&format!("{wrote} into {}", folder.display()));
    Ok(())
}

/// Writes a text whole or not at all.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let text = format!("{text}\n");
    exchange::save(path, text.as_bytes()).map_err(|error| refused(path, &error))
}

fn refused(path: &Path, error: &std::io::Error) -> Failure {
    let (path, why) = (path.display(), reason(error));
    Failure::Run(format!("{path} cannot be written: {why}"))
}
