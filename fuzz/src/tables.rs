//! Tables of cells: diaries, what is known of people, and foods of FoodData Central.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use exchange::food_central::{Gathered, Mapping, Query, append, gather};
use exchange::metadata::Metadata;
use lab::acceptance::Acceptance;
use lab::diary::{Diary, Understood, Vocabulary};
use lab::laboratory::{Laboratory, embedded_data};
use lab::physiology::document::{Fault, Source};
use lab::scenario::Scenario;

struct Known {
    lab: Laboratory,
    vocabulary: Vocabulary,
    mapping: Mapping,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let (diary, foods) = (built_in("diary.toml"), built_in("food_central.toml"));
    Known {
        lab: Laboratory::new(&embedded_data()).expect("sound data"),
        vocabulary: Vocabulary::read(&diary, &foods).expect("sound data"),
        mapping: Mapping::read(&foods).expect("sound data"),
    }
});

fn built_in(name: &str) -> Source {
    let sources = embedded_data();
    let found = sources.into_iter().find(|source| source.name == name);
    found.expect("a data file")
}

/// Reads a diary and makes a scenario of it, which then has to be one.
pub fn diary(bytes: &[u8]) -> Option<Diary> {
    let text = std::str::from_utf8(bytes).ok()?;
    match exchange::diary::read_text("fuzzed.csv", text) {
        Err(faults) => {
            told(&faults);
            None
        }
        Ok(diary) => {
            for acceptance in [Acceptance::default(), Acceptance::of_anything()] {
                match diary.understand(&KNOWN.lab.data, &KNOWN.vocabulary, acceptance) {
                    Err(faults) => told(&faults),
                    Ok(found) => scenario(&found),
                }
            }
            Some(diary)
        }
    }
}

/// Reads the scenario of a diary again, run until its last course is over.
fn scenario(found: &Understood) {
    let last = found.courses.iter().map(|course| course.until).max();
    let last = last.unwrap_or(1);
    if last > LIFETIME {
        return;
    }
    let text = [
        found.habits_toml(),
        found.courses_toml(),
        format!("[sample]\nuntil = \"{last} d\"\n"),
    ];
    let source = Source::new("written.toml", text.join("\n"));
    if let Err(faults) = Scenario::read(&source, &lab::habits::names()) {
        panic!("{}\n{faults:?}", source.text);
    }
}

/// No scenario is as long, d.
const LIFETIME: usize = 120 * 365;

/// Reads what is known of people and makes the page of everybody, which has to be TOML.
pub fn metadata(bytes: &[u8]) -> Option<Metadata> {
    let text = std::str::from_utf8(bytes).ok()?;
    let habits = lab::habits::names();
    match Metadata::read_text("fuzzed.tsv", text, &habits) {
        Err(faults) => {
            told(&faults);
            None
        }
        Ok(metadata) => {
            let cells = text.split(['\t', ',', ';', '\n']);
            let cells: BTreeSet<&str> = cells.map(|cell| cell.trim().trim_matches('"')).collect();
            metadata.notes(&cells);
            for page in cells.iter().filter_map(|name| metadata.page(&[*name])) {
                let source = Source::new("page.toml", page.text("[sample]\nuntil = \"1 d\"\n"));
                let (scenario, faults) = Scenario::read_what_can_be(&source, &habits);
                let placed: Vec<Fault> =
                    faults.into_iter().map(|fault| page.placed(fault)).collect();
                told(&placed);
                let Some(scenario) = scenario else {
                    panic!("{}\n{placed:?}", source.text);
                };
                lab::run::check(&KNOWN.lab, &scenario).expect("sound data");
            }
            Some(metadata)
        }
    }
}

/// A line that stands alone and parts the files of a folder.
const PART: &str = "\n===\n";

/// Looks foods up in a folder of FoodData Central: what is asked for, a line each, then the three files. The table with the foods that were
/// found has to be TOML.
pub fn food_central(bytes: &[u8]) -> Option<Gathered> {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split(PART);
    let queries = parts.next().unwrap_or_default().lines();
    let queries: Vec<Query> = queries.map(Query::new).collect();
    for name in ["food.csv", "nutrient.csv", "food_nutrient.csv"] {
        let text = parts.next().unwrap_or_default();
        fs::write(FOLDER.join(name), text).expect("a file in the folder of temporary files");
    }
    let foods = &KNOWN.lab.data.foods;
    match gather(&FOLDER, &queries, foods, &KNOWN.mapping, &KNOWN.vocabulary) {
        Err(faults) => {
            told(&faults);
            None
        }
        Ok(gathered) => {
            let text = append("", foods, &gathered.foods);
            let read = text.parse::<toml::Table>();
            assert!(read.is_ok(), "{text}\n{read:?}");
            Some(gathered)
        }
    }
}

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("enteroderm-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder among the temporary files");
    folder
});

fn told(faults: &[Fault]) {
    for fault in faults {
        let _ = fault.to_string();
    }
}
