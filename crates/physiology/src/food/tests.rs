use super::*;
use crate::document::{Faults, Source};
use crate::numbers::Numbers;

const FOODS: &str = include_str!("../../../../data/foods.toml");
const DIETS: &str = include_str!("../../../../data/diets.toml");

fn genera() -> Vec<String> {
    [
        "Bifidobacterium",
        "Enterococcus",
        "Lactobacillus",
        "Staphylococcus",
        "Streptococcus",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn read(foods: &str, diets: &str) -> Result<Foods, Vec<String>> {
    let faults = Faults::new();
    let table = Foods::read(
        &Source::new("foods.toml", foods),
        &Source::new("diets.toml", diets),
        &genera(),
        &faults,
    );
    let texts =
        |faults: Vec<crate::document::Fault>| faults.iter().map(ToString::to_string).collect();
    faults.into_result(table).map_err(texts)
}

fn foods() -> Foods {
    read(FOODS, DIETS).unwrap()
}

fn diet(foods: &Foods, name: &str) -> Intake {
    foods.intake(foods.diet(name).unwrap())
}

fn assert_within(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs(),
        "{what}: {found}, expected {expected} within {tolerance}"
    );
}

/// The reference adult's intake, as the substrates' western column gives it (g/d to the colon), and what is eaten, g/d.
#[test]
fn the_western_diet_is_the_reference_intake() {
    let western = diet(&foods(), "western");
    for (class, grams) in [
        ("inulin", 2.5),
        ("galactooligosaccharides", 0.3),
        ("pectin", 3.0),
        ("resistant_starch", 20.0),
        ("arabinoxylan", 5.5),
        ("beta_glucan", 1.0),
        ("cellulose", 4.5),
    ] {
        assert_within(western.fibre(class), grams, 0.005, class);
    }
    // Of protein 5 g/d of the body's own and 8 % of what is eaten reach the colon, 12 g/d in all; of sugar 2.5 g/d and 3 %, 5 g/d.
    for (nutrient, grams) in [
        ("fat", 80.0),
        ("protein", 88.0),
        ("refined_sugar", 80.0),
        ("marine_omega3", 0.15),
        ("vitamin_d", 5e-6),
    ] {
        assert_within(western.nutrient(nutrient), grams, 0.005, nutrient);
    }
    assert_eq!(western.emulsifier, 0.0);
    assert_eq!(western.relative(&western, "glycaemic_load"), 1.0);
}

/// Whoever changes the reference diet or the inputs of the reference life must change the other.
#[test]
fn the_reference_life_eats_the_western_diet() {
    let faults = Faults::new();
    let mut inputs = Numbers::default();
    for text in [
        include_str!("../../../../data/inputs/intake.toml"),
        include_str!("../../../../data/inputs/body.toml"),
    ] {
        inputs.read("", &Source::new("inputs.toml", text), &faults);
    }
    assert!(faults.is_empty());
    let input = |name: &str| {
        let quantity = inputs.get(&format!("intake.{name}")).unwrap();
        quantity.unit.to_base(quantity.value)
    };
    let western = diet(&foods(), "western");
    for class in FIBRES {
        assert_within(western.fibre(class), input(class), 0.01, class);
    }
    for nutrient in [
        "protein",
        "fat",
        "refined_sugar",
        "marine_omega3",
        "vitamin_d",
    ] {
        assert_within(western.nutrient(nutrient), input(nutrient), 0.01, nutrient);
    }
    assert_eq!(western.emulsifier, input("emulsifier"));
    assert_eq!(western.fermented_servings, input("fermented_servings"));
}

/// Columns of the substrates that are the totals of diets, g/d.
#[test]
#[expect(clippy::approx_constant, reason = "6.28 g of inulin is not a circle")]
fn other_diets_bring_what_the_substrates_say() {
    let foods = foods();
    let columns = [
        ("mediterranean", [5.66, 1.48, 5.3, 15.2, 6.89, 1.18, 7.85]),
        (
            "high_fibre_30_plants",
            [6.28, 1.75, 7.59, 19.8, 8.99, 2.86, 11.4],
        ),
        (
            "rural_traditional",
            [9.76, 1.47, 5.34, 46.6, 9.78, 0.68, 10.5],
        ),
    ];
    for (name, grams) in columns {
        let intake = diet(&foods, name);
        for ((class, found), expected) in FIBRES.iter().zip(intake.fibre).zip(grams) {
            assert_within(found, expected, 0.005, &format!("{class} of {name}"));
        }
    }
}

#[test]
fn diets_differ_the_way_their_names_say() {
    let foods = foods();
    let of = |name: &str| diet(&foods, name);
    let western = of("western");
    let fibre = |intake: &Intake| intake.fibre.iter().sum::<f64>();
    assert!(of("western_ultraprocessed").ultra_processed > 0.8);
    assert!(of("western_ultraprocessed").emulsifier > 0.2);
    assert!(
        of("western_ultraprocessed").nutrient("saturated_fat") > western.nutrient("saturated_fat")
    );
    assert!(fibre(&of("high_fibre_30_plants")) > 1.5 * fibre(&western));
    assert!(fibre(&of("low_fibre_refined")) < 0.5 * fibre(&western));
    assert_eq!(fibre(&of("fibre_free_enteral")), 0.0);
    assert!(of("low_glycaemic").relative(&western, "glycaemic_load") < 0.5);
    assert!(of("dairy_rich").relative(&western, "dairy_servings") > 3.0);
    assert_eq!(of("vegan").nutrient("dairy_servings"), 0.0);
    assert!(of("mediterranean").relative(&western, "marine_omega3") > 3.0);
    assert!(of("ketogenic").nutrient("glycaemic_load") < 10.0);
    assert_within(
        of("fermented_rich_6_servings").fermented_servings,
        6.0,
        1e-9,
        "servings",
    );
}

/// Energy of a day: adults between 1,600 and 2,900 kcal; at one to four months 400 to 600; at 18 months 700 to 1,000.
#[test]
fn diets_feed_their_eater() {
    let foods = foods();
    for diet in &foods.diets {
        let kilocalories =
            foods.intake(diet).nutrient("energy") / Unit::parse("kJ").unwrap().size() / 4.184;
        let (lo, hi) = match diet.eater.as_str() {
            "adult" => (1600.0, 2900.0),
            "toddler" => (700.0, 1000.0),
            _ => (400.0, 600.0),
        };
        assert!(
            (lo..hi).contains(&kilocalories),
            "{}: {kilocalories} kcal/d",
            diet.name
        );
    }
}

/// A formula-fed child is not on a poor diet, and its mother's milk is no foreign food.
#[test]
fn infant_food_has_no_nova_group() {
    let foods = foods();
    let formula = diet(&foods, "infant_formula_1_4mo");
    assert_eq!((formula.ultra_processed, formula.emulsifier), (0.0, 0.0));
    assert!(formula.antigen > 10.0);
    assert_eq!(diet(&foods, "breastfed").antigen, 0.0);
}

/// Kefir: 240 g with 10^8 CFU/g, of which 5 % arrive, 1.5e-12 g a cell.
#[test]
fn living_microbes_arrive_in_their_genera() {
    let foods = foods();
    let kefir = Intake::from_foods(&foods, &[(foods.find("Kefir").unwrap(), 240.0)]);
    let grams = 240.0 * 1e8 * 0.05 * 1.5e-12;
    assert_within(
        kefir.live["Lactobacillus"],
        0.6 * grams,
        1e-9,
        "lactobacilli",
    );
    assert_within(
        kefir.live["Streptococcus"],
        0.4 * grams,
        1e-9,
        "streptococci",
    );
    assert_within(kefir.fermented_servings, 1.0, 1e-9, "servings");
}

#[test]
fn intakes_add_up() {
    let foods = foods();
    let bread = (foods.find("toast").unwrap(), 100.0);
    let yoghurt = (foods.find("yogurt").unwrap(), 200.0);
    let together = Intake::from_foods(&foods, &[bread, yoghurt]);
    let sum = Intake::from_foods(&foods, &[bread]).plus(&Intake::from_foods(&foods, &[yoghurt]));
    assert_eq!(sum.fibre, together.fibre);
    assert_within(
        sum.ultra_processed,
        together.ultra_processed,
        1e-12,
        "share",
    );
    assert_eq!(sum.live, together.live);
}

#[test]
fn hostile_values_are_faults_with_their_place() {
    let bad = FOODS.replacen(
        "[foods.\"white bread\"]\ngroup = \"grain\"\n",
        "[foods.\"white bread\"]\ngroup = \"gran\"\n[foods.\"odd\"]\ngroup = \"grain\"\nnova = 4.5\nfibre = { inulin = -1, inulim = 2 }\n\
         nutrients = { energy = 1e9, protein = 60, fat = 50, saturated_fat = 60 }\n\
         live = { count = 0, survival = 2, genera = { Lactobacilus = 0.4 } }\n[foods.rest]\ngroup = \"grain\"\n",
        1,
    );
    let faults = read(&bad, DIETS).unwrap_err().join("\n");
    for expected in [
        "`foods.white bread.group`: found `gran` (did you mean `grain`?",
        "`foods.odd.nova`: found 4.5, expected 1, 2, 3 or 4",
        "`foods.odd.fibre.inulin`: found -1, expected 0 or more",
        "`foods.odd.fibre.inulim`: is not known here (did you mean `inulin`?",
        "`foods.odd.nutrients`: holds more saturated fat than fat",
        "`foods.odd`: weighs less than its contents together",
        "`foods.odd.live.count`: found 0, expected more than 0",
        "`foods.odd.live.survival`: found 2, expected a share from 0 to 1",
        "`foods.odd.live.genera.Lactobacilus`: is not among the genera (did you mean `Lactobacillus`?",
        "`foods.odd.live.genera`: shares come to 0.4, expected 1",
        "`diets.western.foods.white bread`: is not among the foods",
    ] {
        assert!(faults.contains(expected), "no `{expected}` in\n{faults}");
    }
}

#[test]
fn a_column_of_another_kind_is_a_fault_that_names_both() {
    let bad = FOODS.replacen("unit    = \"kJ/(100.g)\"", "unit    = \"g/(100.g)\"", 1);
    let faults = read(&bad, DIETS).unwrap_err().join("\n");
    assert!(
        faults.contains("`energy` is given in g/(100.g), expected J/g or the like"),
        "{faults}"
    );
}
