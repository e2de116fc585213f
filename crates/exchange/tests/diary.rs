//! Diaries as people keep them and as Cronometer exports them, and what is said of files that are none.

use std::path::{Path, PathBuf};

use exchange::diary::{read_file, read_text};
use lab::acceptance::Acceptance;
use lab::diary::{Diary, Kind, Understood, Vocabulary};
use lab::laboratory::{Laboratory, embedded_data};
use physiology::document::Source;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files/diary")
        .join(name)
}

fn source(name: &str) -> Source {
    let sources = embedded_data();
    let found = sources.into_iter().find(|source| source.name == name);
    found.expect("a data file")
}

fn understood(diary: &Diary) -> Understood {
    let lab = Laboratory::new(&embedded_data()).expect("sound data");
    let vocabulary = Vocabulary::read(&source("diary.toml"), &source("food_central.toml"));
    let vocabulary = vocabulary.expect("a vocabulary");
    let found = diary.understand(&lab.data, &vocabulary, Acceptance::default());
    found.unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn refused(name: &str, text: &str) -> Vec<String> {
    let faults = read_text(name, text).expect_err("a diary with faults");
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn the_long_table_is_read_event_by_event() {
    let diary = read_file(&file("week.csv")).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(diary.form, "long table");
    assert_eq!(diary.entries.len(), 9);
    let bread = &diary.entries[2];
    assert_eq!(
        (bread.line, bread.kind, bread.time),
        (4, Kind::Food, Some(765))
    );
    assert_eq!(bread.item, "Bread, whole wheat, toasted");
    let found = understood(&diary);
    assert_eq!((found.days.covered, found.days.with_food), (3, 2));
    assert_eq!(found.taken_as[0].food, "wholemeal bread");
    assert_eq!(found.shares.weight, Some(1.0));
    assert_eq!(found.courses[0].agent, "doxycycline");
    assert_eq!(found.habits.len(), 2);
    assert!(found.notes.iter().any(|note| note.contains("symptoms")));
}

#[test]
fn servings_of_cronometer_are_read_with_their_measures_and_energies() {
    let diary = read_file(&file("servings.csv")).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(diary.form, "Cronometer servings");
    let found = understood(&diary);
    let grams = |name: &str| {
        let eaten = found.foods.iter().find(|eaten| eaten.food == name);
        eaten
            .unwrap_or_else(|| panic!("no {name} in {:?}", found.foods))
            .grams
    };
    // Of two days: as given, from its own measure, from ounces, from the energy.
    assert_eq!(grams("wholemeal bread"), 40.0);
    assert_eq!(grams("coffee"), 120.0);
    assert_eq!(grams("cheese, hard"), 28.35);
    assert!((grams("egg") - 47.6).abs() < 0.1, "{}", grams("egg"));
    assert!(grams("lentils, cooked") > 100.0);
    assert_eq!(found.from_energy, 2);
    assert_eq!(found.unknown.len(), 1);
    assert_eq!(found.unknown[0].item, "Pineapple Fried Rice, House");
    let energy = found.shares.energy.expect("energies are given");
    assert!((energy - 912.0 / 1522.0).abs() < 1e-9, "{energy}");
}

#[test]
fn every_fault_is_told_with_line_column_value_and_what_is_allowed() {
    let text = std::fs::read_to_string(file("faults.csv")).expect("a file");
    let faults = refused("faults.csv", &text);
    let expected = [
        "faults.csv:2:1: `date`: found `2026-02-29`, which is no day (year-month-day is expected",
        "faults.csv:3:2: `time`: found `25:00`, which is no time of the day (hours:minutes",
        "faults.csv:4:3: `kind`: found `meal` (allowed: food, drink, habit, drug",
        "faults.csv:5:4: `item`: found `oats; milk`, several things in one row (one row an event",
        "faults.csv:6:4: `item`: is empty",
        "faults.csv:7:5: `amount`: found `NaN`, which is no number (a number from 0 up is expected",
        "faults.csv:8:5: `amount`: found `inf`, which is no number",
        "faults.csv:9:5: `amount`: found `1e400`, which is too large",
        "faults.csv:10:5: `amount`: found `1,5`, which is no number",
        "faults.csv:11:5: `amount`: found `-20`, which is negative",
        "faults.csv:12:5: `amount`: found `0x1F`, which is no number",
        "faults.csv:13:5: `amount`: is empty",
        "faults.csv:14:1: found 4 cells, the header has 7",
    ];
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
    for (fault, expected) in faults.iter().zip(expected) {
        assert!(fault.starts_with(expected), "{fault}\n{expected}");
    }
}

#[test]
fn what_is_no_diary_says_what_would_be_one() {
    for (text, part) in [
        ("", "is empty"),
        (
            "date;kind;item;amount;unit\n",
            "is no diary that is known here: it begins with `date;kind",
        ),
        ("Date,Energy (kcal)\n2026-03-02,2000\n", "known here"),
        ("date,kind,item,amount,unit\n", "holds a header and no rows"),
        (
            "date,kind,item,amount,unit,noet\n2026-03-02,food,oats,1,g,\n",
            "`noet`: is no column of a diary (did you mean `note`?",
        ),
        (
            "date,kind,item,amount,unit,Unit\n2026-03-02,food,oats,1,g,g\n",
            "stands twice",
        ),
        (
            "Day,Food Name,Amount\n03/02/2026,Egg,1 large\n",
            "d.csv:2:1: `Day`: found `03/02/2026`, which is no day",
        ),
        (
            "Day,Food Name,Amount\n2026-03-02,Egg,large\n",
            "`Amount`: found `large`, which does not begin with a number",
        ),
        (
            "Day,Food Name,Amount,Energy (kcal)\n2026-03-02,Egg,1 large,NaN\n",
            "`Energy (kcal)`: found `NaN`",
        ),
    ] {
        let faults = refused("d.csv", text);
        assert!(faults[0].contains(part), "{text}: {faults:?}");
    }
}

#[test]
fn columns_may_stand_in_any_order_and_a_mark_before_them_is_no_part() {
    let text = "\u{feff}Unit,Amount,Item,Kind,Date\r\ng,60,oats,Food,2026-03-02\r\n\r\n";
    let folder = std::env::temp_dir().join(format!("enteroderm-diary-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("turned.csv");
    std::fs::write(&path, text).expect("a file");
    let diary = read_file(&path).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(diary.entries[0].amount.to_string(), "60 g");
    std::fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn a_hostile_file_is_told_a_hundred_faults_of() {
    let mut text = "date,kind,item,amount,unit\n".to_owned();
    text += &"x,food,oats,1,g\n".repeat(5000);
    let faults = refused("d.csv", &text);
    assert_eq!(faults.len(), 101);
    assert!(faults[100].contains("4900 more faults"), "{}", faults[100]);
}
