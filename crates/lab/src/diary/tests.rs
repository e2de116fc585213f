use physiology::data::Data;
use physiology::document::Source;

use super::*;
use crate::laboratory::embedded_data;
use crate::scenario::{Food, Scenario};

fn source(name: &str) -> Source {
    let sources = embedded_data();
    sources
        .into_iter()
        .find(|source| source.name == name)
        .unwrap()
}

pub(super) fn vocabulary() -> Vocabulary {
    Vocabulary::read(&source("diary.toml"), &source("food_central.toml")).unwrap()
}

fn data() -> Data {
    Data::read(&embedded_data()).unwrap()
}

fn entry(line: usize, day: &str, kind: Kind, item: &str, value: f64, unit: &str) -> Entry {
    Entry {
        line,
        day: Date::parse(day).unwrap(),
        time: None,
        kind,
        item: item.to_owned(),
        amount: Written {
            value,
            unit: unit.to_owned(),
        },
        energy: None,
        category: None,
        note: None,
    }
}

fn diary(entries: Vec<Entry>) -> Diary {
    Diary {
        file: "d.csv".to_owned(),
        form: "table".to_owned(),
        entries,
    }
}

fn understand(entries: Vec<Entry>) -> Result<Understood, Vec<String>> {
    diary(entries)
        .understand(&data(), &vocabulary(), Acceptance::default())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

#[test]
fn names_of_databases_find_the_foods_of_the_data() {
    let (data, vocabulary) = (data(), vocabulary());
    let names = Names::new(&data.foods, &vocabulary);
    for (item, category, food) in [
        ("Bread, whole wheat, toasted", None, "wholemeal bread"),
        ("whole-wheat bread", None, "wholemeal bread"),
        ("Bread, rye", None, "sourdough rye bread"),
        (
            "Rice, brown, long-grain, cooked",
            None,
            "brown rice, cooked",
        ),
        ("Rice, white, cooked", None, "white rice, cooked"),
        ("Milk, whole, 3.25% milkfat", None, "milk"),
        ("Milk, skim", None, "skim milk"),
        ("Eggs, Cooked", None, "egg"),
        ("Beans, kidney, red, canned", None, "kidney beans, cooked"),
        ("Nuts, almonds", None, "almonds"),
        ("Fish, salmon, Atlantic, raw", None, "oily fish"),
        ("Fish, cod", None, "white fish"),
        (
            "Pizza, Homemade or Restaurant, Cheese, Thin Crust",
            None,
            "hamburger or pizza, fast food",
        ),
        ("Brocolli, steamed", None, "broccoli or cabbage"),
        ("Yogurt, Greek, plain", None, "yoghurt, live"),
        ("Peanut butter, smooth", None, "peanuts"),
        ("Alcoholic beverage, wine, table, red", None, "red wine"),
        (
            "Mozzarella Cheese, Part Skim Milk",
            Some("Dairy and Egg Products"),
            "cheese, hard",
        ),
        ("Almond Butter", Some("Nut and Seed Products"), "almonds"),
    ] {
        let found = match names.meaning(item, category) {
            Meaning::Named(food) | Meaning::Taken(food) => data.foods.foods[food].name.as_str(),
            other => panic!("{item}: {other:?}"),
        };
        assert_eq!(found, food, "{item}");
    }
}

#[test]
fn other_foods_with_a_word_in_common_are_not_taken_for_a_food() {
    let (data, vocabulary) = (data(), vocabulary());
    let names = Names::new(&data.foods, &vocabulary);
    for (item, category) in [
        ("Almond butter", None),
        ("Coconut milk", None),
        ("Coconut Milk", Some("Nut and Seed Products")),
        ("Chicken noodle soup", Some("Soups, Sauces, and Gravies")),
        ("Apple pie", Some("Baked Products")),
        ("Egg noodles, cooked", Some("Cereal Grains and Pasta")),
        ("Oat milk", Some("Beverages")),
        ("xyzzy", None),
    ] {
        let meaning = names.meaning(item, category);
        assert!(
            matches!(meaning, Meaning::Unknown(_)),
            "{item}: {meaning:?}"
        );
    }
    let Meaning::Unknown(nearest) = names.meaning("Almond butter", None) else {
        panic!("found");
    };
    assert!(
        nearest.iter().any(|name| name.starts_with("almond")),
        "{nearest:?}"
    );
    for (item, nearest) in [
        ("Arugula, raw", &[][..]),
        ("Soup, Stock, Chicken", &["chicken"][..]),
    ] {
        let nearest = nearest.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(names.meaning(item, None), Meaning::Unknown(nearest));
    }
    assert_eq!(names.meaning("Tap Water", None), Meaning::Nothing);
    assert_eq!(names.meaning("Salt", None), Meaning::Nothing);
    assert_eq!(names.meaning("Water, bottled", None), Meaning::Nothing);
}

#[test]
fn food_is_the_mean_of_the_days_on_which_something_was_eaten() {
    let found = understand(vec![
        entry(2, "2026-03-02", Kind::Food, "oats", 60.0, "g"),
        entry(3, "2026-03-02", Kind::Food, "whole milk", 1.0, "cup"),
        entry(4, "2026-03-03", Kind::Habit, "stress", 20.0, ""),
        entry(5, "2026-03-05", Kind::Food, "oats", 3.0, "oz"),
    ])
    .unwrap();
    assert_eq!((found.days.covered, found.days.with_food), (4, 2));
    let grams = |name: &str| {
        let eaten = found.foods.iter().find(|eaten| eaten.food == name);
        eaten.unwrap().grams
    };
    assert_eq!(grams("milk"), 120.0);
    assert_eq!(
        grams("oats, dry"),
        crate::quantity::significant((60.0 + 85.05) / 2.0, 4)
    );
    assert_eq!(found.shares.weight, Some(1.0));
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
}

#[test]
fn what_is_not_known_is_listed_and_refused_when_it_is_most() {
    let bread = |grams| entry(2, "2026-03-02", Kind::Food, "white bread", grams, "g");
    let durian = entry(3, "2026-03-02", Kind::Food, "durian", 100.0, "g");
    let found = understand(vec![bread(100.0), durian.clone()]).unwrap();
    assert_eq!(found.unknown[0].item, "durian");
    assert_eq!(found.shares.weight, Some(0.5));
    assert!(
        found.warnings[0].contains("only 50 %"),
        "{:?}",
        found.warnings
    );
    let faults = understand(vec![bread(10.0), durian]).unwrap_err();
    assert!(faults[0].contains("only 9 % of the weight"), "{faults:?}");
    assert!(faults[0].contains("durian"), "{faults:?}");
}

#[test]
fn a_measure_that_says_nothing_is_weighed_by_energy_or_named() {
    let mut eggs = entry(2, "2026-03-02", Kind::Food, "eggs", 2.0, "medium");
    let found = understand(vec![
        eggs.clone(),
        entry(3, "2026-03-02", Kind::Food, "oats", 50.0, "g"),
    ])
    .unwrap();
    assert_eq!(found.unweighed[0].line, 2);
    assert!(
        found
            .warnings
            .iter()
            .any(|warning| warning.contains("line 2"))
    );
    eggs.energy = Some(Written {
        value: 143.0,
        unit: "kcal".to_owned(),
    });
    let found = understand(vec![eggs]).unwrap();
    // 143 kcal at 598 kJ/100 g.
    assert!(
        (found.foods[0].grams - 100.0).abs() < 1.0,
        "{:?}",
        found.foods
    );
    assert_eq!(found.from_energy, 1);
}

#[test]
fn habits_are_means_over_days_and_naps_are_part_of_the_night() {
    let sleep = |line, day, value| entry(line, day, Kind::Habit, "sleep", value, "h");
    let found = understand(vec![
        sleep(2, "2026-03-02", 6.0),
        sleep(3, "2026-03-02", 1.0),
        sleep(4, "2026-03-03", 8.0),
        entry(5, "2026-03-03", Kind::Habit, "stress", 10.0, ""),
        entry(6, "2026-03-03", Kind::Habit, "stress", 20.0, "1"),
    ])
    .unwrap();
    let text = found.habits_toml();
    assert_eq!(text, "[habits]\nstress = 15\nsleep = \"7.5 h\"\n");
    let faults = understand(vec![entry(
        2,
        "2026-03-02",
        Kind::Habit,
        "stress",
        900.0,
        "",
    )]);
    let faults = faults.unwrap_err();
    assert!(
        faults[0].starts_with("d.csv:2:1: `amount`: `stress`: found `900`, outside"),
        "{faults:?}"
    );
    let faults =
        understand(vec![entry(2, "2026-03-02", Kind::Habit, "sleep", 7.0, "g")]).unwrap_err();
    assert!(faults[0].contains("a mass"), "{faults:?}");
}

#[test]
fn what_is_taken_becomes_courses_that_a_scenario_reads() {
    let drug = |line, day| entry(line, day, Kind::Taken, "doxycycline", 100.0, "mg");
    let found = understand(vec![
        drug(2, "2026-03-02"),
        drug(3, "2026-03-03"),
        drug(4, "2026-03-12"),
        entry(5, "2026-03-04", Kind::Taken, "LGG", 1e10, "[CFU]"),
        entry(6, "2026-03-04", Kind::Food, "inulin", 12.0, "g"),
        entry(
            7,
            "2026-03-04",
            Kind::Taken,
            "doxycyclin hyclat",
            1.0,
            "dose",
        ),
    ])
    .unwrap();
    let spans: Vec<(&str, usize, usize)> = found
        .courses
        .iter()
        .map(|course| (course.agent.as_str(), course.from, course.until))
        .collect();
    assert_eq!(spans.len(), 4, "{spans:?}");
    assert_eq!(spans[0], ("doxycycline", 0, 2));
    assert_eq!(spans[3], ("doxycycline", 10, 11));
    assert_eq!(found.unknown[0].item, "doxycyclin hyclat");
    assert_eq!(found.unknown[0].nearest[0], "doxycycline");
    let text = found.courses_toml() + "[sample]\nuntil = \"30 d\"\n";
    let scenario = Scenario::read(
        &Source::new("s.toml", text.clone()),
        &crate::habits::names(),
    );
    let scenario = scenario.unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    let lab = crate::laboratory::Laboratory::new(&embedded_data()).unwrap();
    let mismatches = crate::run::check(&lab, &scenario).unwrap();
    assert!(mismatches.is_empty(), "{text}: {mismatches:?}");
}

#[test]
fn a_scenario_takes_from_its_diary_what_it_does_not_say_itself() {
    let found = understand(vec![
        entry(2, "2026-03-02", Kind::Food, "oats", 60.0, "g"),
        entry(3, "2026-03-02", Kind::Habit, "stress", 20.0, ""),
        entry(4, "2026-03-02", Kind::Habit, "sleep", 6.0, "h"),
    ])
    .unwrap();
    let read = |text: &str| {
        let source = Source::new("s.toml", text);
        let mut scenario = Scenario::read(&source, &crate::habits::names()).unwrap();
        found.fill(&mut scenario);
        scenario
    };
    let scenario = read("[habits]\ndiary = \"d.csv\"\nstress = 11\n");
    assert!(matches!(&scenario.food, Some(Food::Foods(foods)) if foods[0].1 == 60.0));
    let values: Vec<(&str, f64)> = scenario
        .habits
        .iter()
        .map(|habit| (habit.name.text.as_str(), habit.amount.value))
        .collect();
    assert_eq!(values, [("stress", 11.0), ("sleep", 6.0)]);
    let scenario = read("[habits]\ndiary = \"d.csv\"\ndiet = \"western\"\n");
    assert!(matches!(scenario.food, Some(Food::Diet(_))));
    assert!(read("[habits]\nstress = 11\n").food.is_none());
}

#[test]
fn what_nobody_eats_takes_or_lives_through_is_a_fault_of_its_line() {
    let mut by_energy = entry(5, "2026-03-02", Kind::Food, "oats", 1.0, "bowl");
    by_energy.energy = Some(Written {
        value: 1e300,
        unit: "kcal".to_owned(),
    });
    let faults = understand(vec![
        entry(2, "2026-03-02", Kind::Food, "oats", 1e308, "kg"),
        entry(3, "2026-03-02", Kind::Food, "whole milk", 101.0, "L"),
        entry(4, "2026-03-02", Kind::Food, "stardust", 101.0, "kg"),
        by_energy,
        entry(6, "2026-03-02", Kind::Taken, "doxycycline", 1e300, "kg"),
        entry(7, "2026-03-02", Kind::Taken, "doxycycline", 1e7, "doses"),
        entry(8, "2026-03-02", Kind::Habit, "sleep", 1e308, "h"),
    ])
    .unwrap_err();
    let lines = (2..=8).map(|line| format!("d.csv:{line}:1: `amount`: "));
    assert_eq!(faults.len(), 7, "{faults:?}");
    for (fault, line) in faults.iter().zip(lines) {
        assert!(fault.starts_with(&line), "{fault}");
    }
    assert!(faults[0].contains("found `1e308 kg`, more than anybody eats at once"));
    assert!(faults[4].contains("more than 1000000 usual doses"));
    assert!(faults[6].contains("longer than a day"));
}
