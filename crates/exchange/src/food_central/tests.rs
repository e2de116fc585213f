use std::fs;
use std::path::PathBuf;

use lab::laboratory::{Laboratory, embedded_data};
use physiology::document::Source;
use physiology::food::{FIBRES, Food, NUTRIENTS};

use super::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files/food_central")
}

fn source(name: &str) -> Source {
    let sources = embedded_data();
    sources
        .into_iter()
        .find(|source| source.name == name)
        .unwrap()
}

struct Table {
    lab: Laboratory,
    mapping: Mapping,
    vocabulary: Vocabulary,
}

impl Table {
    fn new() -> Self {
        Self {
            lab: Laboratory::new(&embedded_data()).unwrap(),
            mapping: Mapping::read(&source("food_central.toml")).unwrap(),
            vocabulary: Vocabulary::read(&source("diary.toml"), &source("food_central.toml"))
                .unwrap(),
        }
    }

    fn gather(&self, folder: &Path, queries: &[&str]) -> Result<Gathered, Vec<Fault>> {
        let queries: Vec<Query> = queries.iter().map(|text| Query::new(text)).collect();
        let foods = &self.lab.data.foods;
        gather(folder, &queries, foods, &self.mapping, &self.vocabulary)
    }

    fn one(&self, query: &str) -> NewFood {
        let gathered = self.gather(&folder(), &[query]).unwrap();
        assert!(gathered.missed.is_empty(), "{:?}", gathered.missed);
        gathered.foods.into_iter().next().unwrap()
    }

    fn ours(&self, name: &str) -> &Food {
        let foods = &self.lab.data.foods;
        &foods.foods[foods.find(name).unwrap()]
    }
}

/// A content in the unit of its column.
fn content(table: &Table, food: &NewFood, name: &str) -> f64 {
    let columns = &table.lab.data.foods.columns;
    let unit = &columns
        .iter()
        .find(|column| column.name == name)
        .unwrap()
        .unit;
    let nutrients = NUTRIENTS.map(|(name, _)| name);
    let all = FIBRES.iter().copied().zip(food.fibre);
    let mut all = all.chain(nutrients.into_iter().zip(food.nutrients));
    unit.from_base(all.find(|(own, _)| *own == name).unwrap().1)
}

fn close(found: f64, expected: f64) {
    let scale = expected.abs().max(1e-9);
    assert!(
        (found - expected).abs() < 1e-6 * scale,
        "{found}, expected {expected}"
    );
}

#[test]
fn foods_are_found_by_number_and_by_words_and_samples_are_none() {
    let table = Table::new();
    let queries = ["900105", "spelt bread", "bread spelt whole grain", "char"];
    let gathered = table.gather(&folder(), &queries).unwrap();
    let ids: Vec<u32> = gathered.foods.iter().map(|food| food.fdc_id).collect();
    assert_eq!(ids, [900_105, 900_102, 900_101, 900_107]);
    assert!(gathered.foods[1].others[0].contains("900101"));
    let gathered = table
        .gather(&folder(), &["spelt pancake", "900103", "777"])
        .unwrap();
    assert!(gathered.foods.is_empty());
    let missed: Vec<&str> = gathered
        .missed
        .iter()
        .map(|one| one.query.as_str())
        .collect();
    assert_eq!(missed, ["spelt pancake", "900103", "777"]);
    assert!(gathered.missed[0].nearest[0].contains("pelt"));
}

#[test]
fn measured_nutrients_are_converted_and_the_rest_is_that_of_the_nearest_food() {
    let table = Table::new();
    let bread = table.one("900101");
    assert_eq!(bread.like, "wholemeal bread");
    assert_eq!(bread.group, "grain");
    // The specific factors come before the general ones.
    close(content(&table, &bread, "energy"), 246.0 * 4.184);
    close(content(&table, &bread, "protein"), 11.0);
    close(content(&table, &bread, "saturated_fat"), 0.5);
    close(content(&table, &bread, "refined_sugar"), 3.2);
    assert!(
        bread
            .note
            .starts_with("FoodData Central 900101, foundation_food."),
        "{}",
        bread.note
    );
    // Fibre as in ours, its four classes brought to 7 g.
    let four = ["pectin", "arabinoxylan", "beta_glucan", "cellulose"];
    let sum: f64 = four.iter().map(|name| content(&table, &bread, name)).sum();
    close(sum, 7.0);
    let ours = table.ours("wholemeal bread");
    close(
        bread.fibre[4] / bread.fibre[2],
        ours.fibre[4] / ours.fibre[2],
    );
    // 42 g less 7 g of fibre, at the index of ours.
    let load = content(&table, &bread, "glycaemic_load");
    assert!((20.0..27.0).contains(&load), "{load}");
}

#[test]
fn fish_brings_its_own_omega_3_and_vitamin_d_in_international_units() {
    let table = Table::new();
    let char = table.one("900107");
    // Of the fish that share its words the one with as much fat.
    assert_eq!(char.like, "oily fish");
    close(content(&table, &char, "marine_omega3"), 1.25);
    close(content(&table, &char, "vitamin_d"), 12.0);
    assert_eq!(content(&table, &char, "glycaemic_load"), 0.0);
    assert_eq!(char.fibre, [0.0; FIBRES.len()]);
}

#[test]
fn measured_fractions_override_and_what_is_left_is_shared() {
    let table = Table::new();
    let flour = table.one("900106");
    close(content(&table, &flour, "beta_glucan"), 4.1);
    let others = ["pectin", "arabinoxylan", "cellulose"];
    let sum: f64 = others
        .iter()
        .map(|name| content(&table, &flour, name))
        .sum();
    close(sum, 10.5 - 4.1);
    assert!(
        flour.note.contains("Measured: beta glucan"),
        "{}",
        flour.note
    );
    // Inulin is no part of the usual total fibre.
    let root = table.one("900110");
    assert_eq!(root.like, "jerusalem artichoke");
    close(content(&table, &root, "inulin"), 11.0);
}

#[test]
fn survey_foods_go_by_older_numbers_and_unknown_categories_by_words() {
    let table = Table::new();
    let porridge = table.one("900104");
    close(content(&table, &porridge, "energy"), 90.0 * 4.184);
    close(content(&table, &porridge, "protein"), 3.0);
    assert_eq!(porridge.group, "grain");
}

#[test]
fn what_is_not_given_is_not_zero() {
    let table = Table::new();
    let durian = table.one("durian");
    let like = table.ours(&durian.like);
    assert_eq!(like.group, "fruit");
    assert!(
        durian.note.contains("No food of the table is called alike"),
        "{}",
        durian.note
    );
    assert!(!table.one("900101").note.contains("called alike"));
    let saturated = NUTRIENTS
        .iter()
        .position(|(name, _)| *name == "saturated_fat");
    let saturated = saturated.unwrap();
    assert_eq!(durian.nutrients[saturated], like.nutrients[saturated]);
    let faults = table.gather(&folder(), &["mystery"]).unwrap_err();
    assert!(
        faults[0]
            .message
            .contains("900109 (Mystery crisp) has no energy"),
        "{:?}",
        faults
    );
}

#[test]
fn the_written_table_is_read_again() {
    let table = Table::new();
    let queries = ["900101", "900105", "char", "oat flour"];
    let gathered = table.gather(&folder(), &queries).unwrap();
    let mut sources = embedded_data();
    let foods = &table.lab.data.foods;
    for source in sources
        .iter_mut()
        .filter(|source| source.name == "foods.toml")
    {
        source.text = append(&source.text, foods, &gathered.foods);
    }
    let read = Laboratory::new(&sources).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(read.data.foods.foods.len(), foods.foods.len() + 4);
    let read = &read.data.foods;
    let bread = &read.foods[read.find("SPELT BREAD, \"OLD MILL\"").unwrap()];
    assert_eq!(bread.source.as_deref(), Some("fukagawa2022fooddata"));
    assert!(bread.note.as_deref().unwrap().contains("900105"));
    assert!((bread.nutrients[1] - 0.08).abs() < 1e-9);
}

/// A copy of the folder in which one file is another.
fn changed(name: &str, file: &str, change: impl Fn(String) -> String) -> PathBuf {
    let copy = std::env::temp_dir().join(format!("enteroderm-fdc-{name}-{}", std::process::id()));
    fs::create_dir_all(&copy).unwrap();
    for own in ["food.csv", "nutrient.csv", "food_nutrient.csv"] {
        let text = fs::read_to_string(folder().join(own)).unwrap();
        let text = if own == file { change(text) } else { text };
        fs::write(copy.join(own), text).unwrap();
    }
    copy
}

#[test]
fn faults_of_the_files_say_where_and_what() {
    let table = Table::new();
    let told = |name: &str, file: &str, from: &str, to: &str| {
        let copy = changed(name, file, |text| text.replace(from, to));
        let fault = table.gather(&copy, &["900101"]).map(|_| ()).unwrap_err()[0].to_string();
        fs::remove_dir_all(copy).unwrap();
        fault
    };
    let cases = [
        (
            "amount",
            "food_nutrient.csv",
            "\"1003\",\"11\"",
            "\"1003\",\"1,1\"",
            "food_nutrient.csv:4:4: `amount`: found `1,1`, which is no number",
        ),
        (
            "negative",
            "food_nutrient.csv",
            "\"1003\",\"11\"",
            "\"1003\",\"-11\"",
            "which is negative",
        ),
        (
            "energy",
            "food_nutrient.csv",
            "\"2048\",\"246\"",
            "\"2048\",\"1e30\"",
            "food 900101 (Bread, spelt, whole-grain) has more energy than fat has",
        ),
        (
            "unit",
            "nutrient.csv",
            "\"Protein\",\"G\"",
            "\"Protein\",\"KCAL\"",
            "nutrient.csv:6:3: `unit_name`: found `KCAL`, but nutrient 1003 is a mass",
        ),
        (
            "units",
            "nutrient.csv",
            "\"Protein\",\"G\"",
            "\"Protein\",\"OZ\"",
            "which is no known unit",
        ),
        (
            "column",
            "food.csv",
            "food_category_id",
            "category",
            "has no column `food_category_id`",
        ),
        (
            "id",
            "food.csv",
            "\"900101\"",
            "\"none\"",
            "food.csv:2:1: `fdc_id`: found `none`, which is no number of a food",
        ),
        (
            "cells",
            "food.csv",
            "\"18\",\"2026-04-01\"\n\"900102\"",
            "\"18\"\n\"900102\"",
            "food.csv:2:1: found 4 cells, the header has 5",
        ),
    ];
    for (name, file, from, to, part) in cases {
        let fault = told(name, file, from, to);
        assert!(fault.contains(part), "{name}: {fault}");
    }
    let fault = table
        .gather(&folder().join("nowhere"), &["900101"])
        .map(|_| ());
    assert!(
        fault.unwrap_err()[0]
            .message
            .contains("there is no such file")
    );
}

#[test]
fn columns_may_stand_in_any_order_and_a_quote_that_never_closes_ends() {
    let table = Table::new();
    let turned = changed("turned", "food.csv", |text| {
        let lines = text.lines().map(|line| {
            let (id, rest) = line.split_once(',').unwrap();
            format!("{rest},{id}\n")
        });
        lines.collect()
    });
    let foods = table.gather(&turned, &["900101"]).unwrap().foods;
    assert_eq!(foods[0].fdc_id, 900_101);
    fs::remove_dir_all(turned).unwrap();
    let open = changed("open", "food_nutrient.csv", |text| {
        text + "\"9,\n" + &"a,b\n".repeat(4 << 20)
    });
    let fault = table.gather(&open, &["900101"]).map(|_| ()).unwrap_err()[0].to_string();
    assert!(fault.contains("longer than 4 MiB"), "{fault}");
    fs::remove_dir_all(open).unwrap();
}
