use super::*;
use crate::data::Data;
use crate::document::{Fault, Faults, Source};
use crate::food::Foods;
use crate::names;
use crate::traits;

const DRUGS: &str = include_str!("../../../../data/drugs.toml");
const TRAITS: &str = include_str!("../../../../data/traits.toml");
const PRODUCTS: &str = include_str!("../../../../data/products.toml");

/// Six genera whose MICs are all 1 mg/L but that Escherichia resists vancomycin.
fn spectra() -> Spectra {
    let genera = [
        "Bifidobacterium",
        "Clostridium",
        "Enterococcus",
        "Escherichia",
        "Lactobacillus",
        "Staphylococcus",
        "Streptococcus",
    ];
    let columns = [
        "amoxicillin",
        "azithromycin",
        "ciprofloxacin",
        "clindamycin",
        "co_amoxiclav",
        "doxycycline",
        "metronidazole",
        "vancomycin",
    ];
    let mic = |column: &str| {
        let of = |genus: &str| (column != "vancomycin" || genus != "Escherichia").then_some(1.0);
        genera.iter().map(|genus| of(genus)).collect()
    };
    Spectra {
        genera: genera.map(str::to_owned).to_vec(),
        gram_negative: genera.map(|genus| genus == "Escherichia").to_vec(),
        mic: columns
            .iter()
            .map(|column| ((*column).to_owned(), mic(column)))
            .collect(),
    }
}

fn foods() -> Foods {
    let source = |name: &str, text: &str| Source::new(name, text);
    Foods::read(
        &source("foods.toml", include_str!("../../../../data/foods.toml")),
        &source("diets.toml", include_str!("../../../../data/diets.toml")),
        &spectra().genera,
        &Faults::new(),
    )
}

fn data() -> Data {
    let file = |name: &str, text: &str| Source::new(name, text);
    Data::read(&[
        file("traits.toml", TRAITS),
        file("taxa.toml", include_str!("../../../../data/taxa.toml")),
        file("foods.toml", include_str!("../../../../data/foods.toml")),
        file("diets.toml", include_str!("../../../../data/diets.toml")),
        file("drugs.toml", DRUGS),
        file("products.toml", PRODUCTS),
    ])
    .unwrap()
}

fn collect(faults: Faults, agents: Vec<Agent>) -> Result<Vec<Agent>, String> {
    let text = |faults: Vec<Fault>| {
        faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    faults.into_result(agents).map_err(text)
}

fn drugs_of(text: &str) -> Result<Vec<Agent>, String> {
    let faults = Faults::new();
    let traits = traits::read(&Source::new("traits.toml", TRAITS), &faults);
    let agents = read_drugs(
        &Source::new("drugs.toml", text),
        &spectra(),
        &traits,
        &faults,
    );
    collect(faults, agents)
}

fn products_of(text: &str) -> Result<Vec<Agent>, String> {
    let faults = Faults::new();
    let agents = read_products(
        &Source::new("products.toml", text),
        &spectra(),
        &foods(),
        &faults,
    );
    collect(faults, agents)
}

fn agent(agents: &[Agent], name: &str) -> Agent {
    let index = names::find(agents, name).unwrap_or_else(|| panic!("no `{name}`"));
    agents[index].clone()
}

fn drug(name: &str) -> Agent {
    agent(&drugs_of(DRUGS).unwrap(), name)
}

fn product(name: &str) -> Agent {
    agent(&products_of(PRODUCTS).unwrap(), name)
}

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap()
}

fn assert_close(found: f64, expected: f64, what: &str) {
    assert!(
        (found / expected - 1.0).abs() < 1e-9,
        "{what}: {found}, expected {expected}"
    );
}

#[test]
fn people_find_agents_by_the_names_they_use() {
    let drugs = drugs_of(DRUGS).unwrap();
    for (name, found) in [
        ("Vancomycin, oral", "vancomycin"),
        ("trimethoprim-sulfamethoxazole", "co-trimoxazole"),
        ("PPI", "omeprazole"),
        ("lansoprazole", "omeprazole"),
        ("cyclosporine", "ciclosporin"),
        ("NB-UVB", "narrowband-uvb"),
        ("BPO", "benzoyl-peroxide"),
        ("topical steroid", "topical-corticosteroid"),
        ("doxycycline 40 mg MR", "doxycycline-40"),
        ("alcohol, heavy", "alcohol"),
        ("CMC", "carboxymethylcellulose"),
        ("PM2.5", "fine-particles"),
        ("MTX", "methotrexate"),
        ("accutane", "isotretinoin"),
    ] {
        assert_eq!(agent(&drugs, name).name, found);
    }
    let products = products_of(PRODUCTS).unwrap();
    for (name, found) in [
        ("LGG", "l-rhamnosus-gg"),
        ("VSL#3", "vsl3"),
        ("yogurt", "yoghurt"),
        ("resistant starch (RS2)", "resistant-starch"),
        ("Inulin", "inulin"),
        ("B. longum 35624 (infantis)", "b-longum-35624"),
        ("fermented foods, 6 servings/d", "fermented-foods"),
    ] {
        assert_eq!(agent(&products, name).name, found);
    }
}

#[test]
fn doses_are_relative_to_the_usual_one() {
    let milligrams = unit("mg");
    let relative =
        |name: &str, per_day: f64| drug(name).relative_dose(per_day, &milligrams).unwrap();
    assert_close(
        relative("clindamycin", 4.0 * 300.0),
        2.0,
        "300 mg four times a day",
    );
    assert_close(
        relative("dupilumab", 300.0 / 14.0),
        1.0,
        "300 mg every two weeks",
    );
    assert_close(relative("methotrexate", 15.0 / 7.0), 1.0, "15 mg a week");
    assert_eq!(drug("clindamycin").relative_dose(1.0, &unit("[CFU]")), None);
    assert_eq!(drug("fine-particles").dose.every, None);
}

#[test]
fn a_synbiotic_is_dosed_by_weight_or_by_cells() {
    let synbiotic = product("l-rhamnosus-gg-inulin");
    assert_close(
        synbiotic.relative_dose(4.0, &unit("g")).unwrap(),
        0.5,
        "half the powder",
    );
    assert_close(
        synbiotic.relative_dose(2e10, &unit("[CFU]")).unwrap(),
        2.0,
        "twice the cells",
    );
    assert_eq!(synbiotic.substrates, [("inulin".to_owned(), 8.0)]);
    assert_close(synbiotic.living.unwrap().cells, 10.0, "10^9 cells");
}

/// The reference diet's beer is part of health; a diet with more alcohol exposes to the rest, and food in servings likewise.
#[test]
fn food_carries_agents() {
    let foods = foods();
    let of = |name: &str| foods.intake(foods.diet(name).unwrap());
    let western = of("western");
    let alcohol = drug("alcohol");
    assert_eq!(alcohol.dose_from_food(&western, &western), Some(0.0));
    let mediterranean = of("mediterranean");
    let diet = foods.diet("western").unwrap();
    let beer = diet
        .foods
        .iter()
        .find(|(food, _)| foods.foods[*food].name == "beer")
        .unwrap()
        .1;
    assert_close(
        alcohol.dose_from_food(&mediterranean, &western).unwrap(),
        (10.0 - beer * 0.039) / 60.0,
        "wine",
    );
    assert_eq!(alcohol.dose_from_food(&of("vegan"), &western), Some(0.0));
    let fermented = product("fermented foods");
    assert_close(
        fermented
            .dose_from_food(&of("fermented_rich_6_servings"), &western)
            .unwrap(),
        1.0,
        "servings",
    );
    assert_eq!(drug("clindamycin").dose_from_food(&western, &western), None);
}

/// The inflow that keeps the descending colon at the stated concentration, through three segments of a transit of about 29 h.
#[test]
fn inflow_of_antibiotics_follows_from_their_concentration() {
    let antibiotics: Vec<Agent> = drugs_of(DRUGS).unwrap();
    let antibiotics: Vec<&Agent> = antibiotics
        .iter()
        .filter(|agent| agent.antibiotic.is_some())
        .collect();
    assert_eq!(antibiotics.len(), 16);
    for agent in antibiotics {
        let antibiotic = agent.antibiotic.as_ref().unwrap();
        let number = |name: &str| {
            agent
                .numbers
                .iter()
                .find(|number| number.name == name)
                .unwrap()
                .value
        };
        let k = antibiotic.loss
            + if antibiotic.betalactamase {
                0.8 * 2.0
            } else {
                0.0
            };
        let inflow = 0.055
            * number("concentration")
            * (k + 1.0 / 0.44)
            * (1.0 + 0.40 * k)
            * (1.0 + 0.41 * k);
        assert!(
            (antibiotic.inflow / inflow - 1.0).abs() < 0.005,
            "{}: {} mg/d, expected {inflow}",
            agent.name,
            antibiotic.inflow
        );
    }
}

#[test]
fn spectra_are_scaled_by_gram_stain_and_potency() {
    let of = |name: &str, genus: &str| {
        let index = spectra()
            .genera
            .iter()
            .position(|known| known == genus)
            .unwrap();
        drug(name).antibiotic.unwrap().mic[index]
    };
    assert_eq!(of("flucloxacillin", "Escherichia"), Some(128.0));
    assert_eq!(of("flucloxacillin", "Staphylococcus"), Some(2.0));
    assert_eq!(of("vancomycin", "Escherichia"), None);
    assert_eq!(of("minocycline", "Bifidobacterium"), Some(0.7));
}

/// Clindamycin spares what it cannot reach: coliforms resist it, bifidobacteria and Bacteroides do not.
#[test]
fn tables_fit_the_genera_of_the_model() {
    let data = data();
    let clindamycin = data
        .agent("clindamycin")
        .unwrap()
        .antibiotic
        .as_ref()
        .unwrap();
    let mic = |genus: &str| {
        clindamycin.mic[data
            .taxa
            .genera
            .iter()
            .position(|known| known.name == genus)
            .unwrap()]
    };
    assert_eq!(clindamycin.mic.len(), data.taxa.genera.len());
    assert_eq!(mic("Escherichia"), None);
    assert!(mic("Bifidobacterium").unwrap() < mic("Bacteroides").unwrap());
    let seeded: usize = data
        .products
        .iter()
        .filter_map(|product| product.living.as_ref())
        .map(|living| living.genera.len())
        .sum();
    assert!(seeded > 30, "only {seeded} genera are seeded by products");
}

/// A portion that is sold as a product holds the cells that the food's count says.
#[test]
fn fermented_foods_agree_with_their_food() {
    let foods = foods();
    let mut portions = 0;
    for product in products_of(PRODUCTS).unwrap() {
        let (Some(food), Some(living)) = (&product.food, &product.living) else {
            continue;
        };
        let live = foods.foods[foods.find(food).unwrap()]
            .live
            .as_ref()
            .unwrap();
        let cells = live.count * product.dose.per_day / 1e9;
        assert!(
            (living.cells / cells - 1.0).abs() < 0.1,
            "{}: {} against {cells}",
            product.name,
            living.cells
        );
        assert_eq!(living.survival, live.survival, "{}", product.name);
        portions += 1;
    }
    assert_eq!(portions, 5);
}

/// What blocks a signal blocks it; what kills, kills: no row may have its sign turned.
#[test]
fn treatments_act_in_their_direction() {
    let size = |name: &str, target: &str| {
        let agent = drug(name);
        agent
            .effects
            .iter()
            .find(|effect| effect.target == target)
            .unwrap()
            .size
    };
    assert!(size("dupilumab", "skin.il4_13_signal") < 0.5);
    assert!(size("secukinumab", "skin.il17_signal") < 0.5);
    assert!(size("adalimumab", "skin.tnf_signal") < 0.5);
    assert!(size("isotretinoin", "skin.sebum_production") < 0.5);
    assert!(size("emollient", "skin.barrier_repair") > 1.0);
    assert!(
        size("benzoyl peroxide", "skin_microbes.cutibacterium_killing")
            > size("doxycycline", "skin_microbes.cutibacterium_killing")
    );
    for (weaker, stronger) in [
        ("aspirin", "ibuprofen"),
        ("celecoxib", "ibuprofen"),
        ("ibuprofen", "naproxen"),
        ("naproxen", "indomethacin"),
    ] {
        assert!(
            size(weaker, "lining.junction_opening") < size(stronger, "lining.junction_opening"),
            "{weaker} {stronger}"
        );
    }
}

/// No row blocks more than all of its target, whatever the dose.
#[test]
fn no_dose_turns_a_factor_negative() {
    for agent in drugs_of(DRUGS).unwrap() {
        for effect in agent
            .effects
            .iter()
            .filter(|effect| effect.form == Form::Factor)
        {
            let greatest = 1.0 + effect.half.unwrap_or(0.0);
            assert!(
                1.0 + (effect.size - 1.0) * greatest >= 0.0,
                "{} on {}",
                agent.name,
                effect.target
            );
        }
    }
}

#[test]
fn hostile_drugs_are_faults_with_their_place() {
    let text = r#"
[a]
kind = "antibiotc"
class = "x"
route = "oral"
dose = { value = -1, unit = "mg", every = 0, every_unit = "g", status = "recalled" }
effects = [
  { target = "skin.hydration", form = "facto", size = 1, status = "recalled" },
  { target = "skin.hydration", form = "factor", size = -1, half = -2, lo = 3, status = "measured" },
  { target = "skin.hydration", form = "add", size = nan, status = "assumed" },
]
[b]
kind = "antibiotic"
class = "x"
route = "oral"
carrier = "alcohl"
aliases = ["c"]
dose = { value = 1, unit = "mg", every = 1, every_unit = "d", status = "recalled" }
[b.antibiotic]
mic = "clindamicin"
mic_factor = { value = 0, unit = "1", status = "recalled" }
concentration = { value = 1, unit = "mg", status = "recalled" }
kill_max = { value = -6, unit = "1/d", status = "recalled" }
hill = { value = 1, unit = "1", status = "recalled" }
loss = { value = 1, unit = "1/d", status = "assumed" }
[c]
kind = "toxin"
class = "x"
route = "oral"
dose = { value = 1, unit = "mg", every = 1, every_unit = "d", status = "recalled" }
antibiotic = {}
"#;
    let faults = drugs_of(text).unwrap_err();
    for expected in [
        "`a.kind`: found `antibiotc` (did you mean `antibiotic`?",
        "`a.dose.value`: found -1, expected more than 0",
        "`a.dose.every`: found 0, expected more than 0",
        "`a.dose.every_unit`: g is not a time",
        "`a.effects[0].form`: found `facto` (did you mean `factor`?",
        "`a.effects[1].size`: a factor below 0",
        "`a.effects[1].half`: found -2, expected more than 0",
        "`a.effects[1].size`: is outside its own range",
        "`a.effects[1].source`: is missing",
        "`a.effects[2].size`: found NaN, expected a finite number",
        "`a.effects[2].note`: is missing",
        "`b.carrier`: found `alcohl` (did you mean `alcohol`?",
        "`b.antibiotic.mic`: found `clindamicin` (did you mean `clindamycin`?",
        "`b.antibiotic.mic_factor`: found 0, expected more than 0",
        "`b.antibiotic.concentration`: is given in mg, expected g/L or the like",
        "`b.antibiotic.kill_max`: found -6, expected 0 or more",
        "`b.antibiotic.loss.note`: is missing",
        "`b.antibiotic.inflow`: is missing",
        "`c.antibiotic`: belongs to antibiotics only",
    ] {
        assert!(faults.contains(expected), "no `{expected}` in\n{faults}");
    }
}

#[test]
fn hostile_products_are_faults_with_their_place() {
    let text = r#"
[a]
kind = "probiotic"
dose = { value = 8, unit = "g", every = 1, every_unit = "d", status = "recalled" }
genera = { Bifidobacteria = 0.5 }
survival = { value = 1.5, unit = "1", status = "recalled" }
persistence = { value = 7, unit = "g", status = "recalled" }
food = "kefri"
[b]
kind = "prebiotic"
dose = { value = 1e10, unit = "[CFU]", every = 1, every_unit = "d", status = "recalled" }
substrates = { per = "gram", inulim = 1, status = "recalled" }
[c]
kind = "probiotic"
"#;
    let faults = products_of(text).unwrap_err();
    for expected in [
        "`a.genera.Bifidobacteria`: is not among the genera (did you mean `Bifidobacterium`?",
        "`a.genera`: shares come to 0.5, expected 1",
        "`a.survival`: found 1.5, expected a share from 0 to 1",
        "`a.persistence`: is given in g, expected d or the like",
        "`a.cells`: is missing: the dose is not a count of cells",
        "`a.food`: found `kefri` (did you mean `kefir`?",
        "`b.substrates.per`: the dose is not a weight (use `dose`)",
        "`b.substrates.inulim`: is not known here (did you mean `inulin`?",
        "`b.substrates`: is missing: a prebiotic feeds something",
        "`c.dose`: is missing",
    ] {
        assert!(faults.contains(expected), "no `{expected}` in\n{faults}");
    }
}

#[test]
fn diseases_are_those_of_the_traits() {
    let studied = drug("ciclosporin").diseases;
    assert_eq!(studied, ["atopic-dermatitis", "psoriasis"]);
    let strange = DRUGS.replacen(
        "diseases = [\"psoriasis\"]",
        "diseases = [\"psoriatic\"]",
        1,
    );
    let told = drugs_of(&strange).unwrap_err();
    assert!(
        told.contains("`secukinumab.diseases`: found `psoriatic`") && told.contains("psoriasis"),
        "{told}"
    );
}
