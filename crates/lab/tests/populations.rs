//! Populations: people are drawn as their files say, and files that cannot be are refused with the place of the fault.

mod common;

use engine::math::ln;
use lab::draws::Draws;
use lab::laboratory::{Laboratory, embedded_data};
use lab::physiology::document::{Faults, Source, read_document};
use lab::physiology::numbers::{Quantity, Spread};
use lab::population::Population;
use statrs::distribution::{ContinuousCDF, Normal};

const PEOPLE: usize = 100_000;

/// The values of every covariate, and by share how many have it.
fn drawn(population: &Population) -> (Vec<Vec<f64>>, Vec<usize>) {
    let draws = Draws::new(2024);
    let mut values = vec![Vec::with_capacity(PEOPLE); population.covariates.len()];
    let mut counts = vec![0; population.shares.len()];
    for number in 1..=PEOPLE {
        let (covariates, carries) = population.covariates(&draws, number);
        for (all, (_, value)) in values.iter_mut().zip(covariates) {
            all.push(value);
        }
        for (count, share) in counts.iter_mut().zip(&population.shares) {
            *count += usize::from(carries.contains(&share.name));
        }
    }
    (values, counts)
}

/// The share of people below a value, of the distribution that is cut off at the ends of its range.
fn below(covariate: &Quantity, value: f64) -> f64 {
    let normal = Normal::new(0.0, 1.0).expect("a distribution");
    let (middle, spread) = (covariate.value, covariate.spread.expect("a spread"));
    let score = |value: f64| match spread {
        Spread::Normal { sd } => (value - middle) / sd,
        Spread::Lognormal { cv } => ln(value / middle) / ln(1.0 + cv * cv).sqrt(),
        Spread::Logitnormal { sd } => {
            let logit = |share: f64| ln(share / (1.0 - share));
            (logit(value) - logit(middle)) / sd
        }
    };
    let at = |value: f64| normal.cdf(score(value));
    let (from, until) = (covariate.lo.map_or(0.0, at), covariate.hi.map_or(1.0, at));
    (at(value) - from) / (until - from)
}

fn kolmogorov_smirnov(covariate: &Quantity, values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let distance = |(place, value): (usize, &f64)| {
        let share = below(covariate, *value);
        let (before, after) = (place as f64 / count, (place + 1) as f64 / count);
        (share - before).abs().max((after - share).abs())
    };
    sorted.iter().enumerate().map(distance).fold(0.0, f64::max)
}

/// Spearman's; values are all different.
fn rank_correlation(one: &[f64], other: &[f64]) -> f64 {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut ranks = vec![0.0; values.len()];
        for (rank, place) in order.into_iter().enumerate() {
            ranks[place] = rank as f64;
        }
        ranks
    };
    let pairs = ranks(one).into_iter().zip(ranks(other));
    let squares: f64 = pairs
        .map(|(one, other)| (one - other) * (one - other))
        .sum();
    let count = one.len() as f64;
    1.0 - 6.0 * squares / (count * (count * count - 1.0))
}

/// The rank correlation that the file of a population gives a pair; none is zero.
fn target(source: &Source, pair: [&str; 2]) -> f64 {
    let faults = Faults::new();
    let read = read_document(source, &faults, |root| {
        let all = root.tables("correlation", |table| {
            let between = table.texts("between").expect("two covariates");
            (between, table.number("spearman").expect("a number"))
        });
        let is_pair = |between: &[String]| {
            pair.iter()
                .all(|name| between.iter().any(|one| one == name))
        };
        all.into_iter().find(|(between, _)| is_pair(between))
    });
    read.flatten().map_or(0.0, |(_, spearman)| spearman)
}

/// A hundred thousand adults with acne, and infants with eczema, whose age is skew and goes with sleep.
#[test]
fn people_are_drawn_as_their_population_says() {
    let lab = common::laboratory();
    for name in ["acne-moderate", "atopic-infant-moderate"] {
        let population = lab.population(name).expect(name);
        let file = format!("populations/{name}.toml");
        let source = lab
            .sources
            .iter()
            .find(|source| source.name == file)
            .expect("its file");
        let (values, counts) = drawn(population);
        let covariates = &population.covariates;
        let mut correlated = 0;
        for (one, covariate) in covariates.iter().enumerate() {
            let distance = kolmogorov_smirnov(covariate, &values[one]);
            assert!(distance < 0.0079, "{name}: {}: {distance}", covariate.name);
            for other in 0..one {
                let pair = [covariates[other].name.as_str(), covariate.name.as_str()];
                let target = target(source, pair);
                correlated += usize::from(target != 0.0);
                let found = rank_correlation(&values[other], &values[one]);
                assert!(
                    (found - target).abs() < 0.01,
                    "{name}: {pair:?}: {found}, {target}"
                );
            }
        }
        assert!(correlated >= 2, "{name}: {correlated}");
        for (share, count) in population.shares.iter().zip(counts) {
            let found = count as f64 / PEOPLE as f64;
            let error = (share.value * (1.0 - share.value) / PEOPLE as f64).sqrt();
            assert!(
                (found - share.value).abs() < 4.0 * error,
                "{name}: {}: {found}",
                share.name
            );
        }
    }
}

#[test]
fn a_person_is_the_same_in_every_company() {
    let lab = common::laboratory();
    let population = lab.population("psoriasis-moderate").expect("a population");
    let draws = Draws::new(5);
    let candidate = population
        .candidate(&lab.data, &draws, 7)
        .expect("a person");
    let (covariates, carries) = population.covariates(&draws, 7);
    assert_eq!(candidate.covariates, covariates);
    assert_eq!(candidate.carries, carries);
    assert_ne!(population.covariates(&draws, 8).0, covariates);
    assert_ne!(population.covariates(&Draws::new(6), 7).0, covariates);
}

const POPULATION: &str = r#"meaning = "Adults"
traits = ["acne-mild"]
community = "adult"
diets = ["western", "mediterranean"]

[covariate.age]
value = 30
unit = "a"
spread = { kind = "normal", sd = 8 }
status = "assumed"
note = "A test."

[covariate.stress]
value = 13
unit = "1"
spread = { kind = "normal", sd = 6 }
status = "assumed"
note = "A test."

[covariate.diet]
value = 0.5
unit = "1"
lo = 0
hi = 1
spread = { kind = "normal", sd = 0.2 }
status = "assumed"
note = "A test."

[share]
male = { value = 0.5, unit = "1", status = "assumed", note = "A test." }

[[correlation]]
between = ["age", "stress"]
spearman = 0.9
unit = "1"
status = "assumed"
note = "A test."
"#;

/// Faults of the data with a text more, or in place of another.
fn faults(name: &str, text: &str) -> Vec<String> {
    let mut sources = embedded_data();
    sources.retain(|source| source.name != name);
    sources.push(Source::new(name, text));
    let faults = Laboratory::new(&sources).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn one_fault(old: &str, new: &str, begins: &str, helps: &str) {
    assert!(POPULATION.contains(old), "{old}");
    let found = faults("populations/own.toml", &POPULATION.replacen(old, new, 1));
    assert_eq!(found.len(), 1, "{found:#?}");
    let begins = format!("populations/own.toml:{begins}");
    assert!(found[0].starts_with(&begins), "{found:#?}, not {begins}");
    assert!(found[0].contains(helps), "{found:#?}, not {helps}");
}

#[test]
fn a_population_of_ones_own_is_read() {
    assert_eq!(
        faults("populations/own.toml", POPULATION),
        Vec::<String>::new()
    );
}

#[test]
fn correlations_that_contradict_each_other_are_refused_with_the_pair() {
    let more = |pair: &str, spearman: &str| {
        format!(
            "[[correlation]]\nbetween = [{pair}]\nspearman = {spearman}\nunit = \"1\"\nstatus = \"assumed\"\nnote = \"A test.\"\n"
        )
    };
    let text = format!(
        "{POPULATION}{}{}",
        more("\"age\", \"diet\"", "0.9"),
        more("\"stress\", \"diet\"", "-0.9")
    );
    let found = faults("populations/own.toml", &text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("populations/own.toml:32:1: `correlation`: "),
        "{found:#?}"
    );
    // Age and stress go together; what goes with one cannot be opposed to the other.
    assert!(
        found[0].contains("`diet`") && found[0].contains("`stress`"),
        "{found:#?}"
    );
    assert!(
        found[0].contains("cannot go together like that beside the other correlations"),
        "{found:#?}"
    );
}

#[test]
fn what_a_population_cannot_hold_is_named_with_its_place() {
    one_fault(
        "[share]",
        "[covariate.suns]\nvalue = 1\nunit = \"1\"\nstatus = \"assumed\"\nnote = \"A test.\"\n\n[share]",
        "29:1: `covariate.suns`: is no covariate",
        "did you mean `sun`",
    );
    one_fault(
        "unit = \"a\"",
        "unit = \"kg\"",
        "8:8: `covariate.age.unit`: is given in kg",
        "such as a",
    );
    one_fault(
        "unit = \"1\"\nspread = { kind = \"normal\", sd = 6 }",
        "unit = \"g\"\nspread = { kind = \"normal\", sd = 6 }",
        "13:1: `covariate.stress`: ",
        "",
    );
    one_fault(
        "\"mediterranean\"",
        "\"mediteranean\"",
        "4:9: `diets`: `mediteranean` is no diet",
        "did you mean `mediterranean`",
    );
    one_fault(
        "\"acne-mild\"",
        "\"acne-mildd\"",
        "2:10: `traits`: `acne-mildd` is no trait",
        "did you mean `acne-mild`",
    );
    one_fault(
        "diets = [\"western\", \"mediterranean\"]\n",
        "",
        "19:1: `covariate.diet`: lies between `diets`, of which there are none",
        "",
    );
    one_fault(
        "community = \"adult\"",
        "community = \"adults\"",
        "3:13: `community`: `adults` is not in communities.toml",
        "did you mean `adult`",
    );
    one_fault(
        "male =",
        "hla-c0603 =",
        "30:13: `share.hla-c0603`: is no trait",
        "did you mean `hla-c0602`",
    );
    one_fault(
        "male = { value = 0.5",
        "male = { value = 1.5",
        "30:18: `share.male.value`: found 1.5",
        "a share from 0 to 1",
    );
    one_fault(
        "spearman = 0.9",
        "spearman = 1.2",
        "34:12: `correlation[0].spearman`: ",
        "1.2",
    );
    one_fault(
        "between = [\"age\", \"stress\"]",
        "between = [\"age\", \"strain\"]",
        "33:11: `correlation[0].between`: does not name two covariates",
        "two of age, diet, stress",
    );
    one_fault(
        "meaning = \"Adults\"\n",
        "",
        "1:1: `meaning`: is missing",
        "",
    );
    one_fault(
        "value = 0.5\n",
        "",
        "20:1: `covariate.diet.value`: is missing",
        "",
    );
    one_fault(
        "[share]",
        "[shares]",
        "29:2: `shares`: is not known here",
        "did you mean `share`",
    );
}

#[test]
fn communities_that_do_not_add_up_are_refused() {
    let communities = embedded_data()
        .into_iter()
        .find(|source| source.name == "communities.toml");
    let text = communities.expect("the file").text;
    let first = "share = { value = 0.42";
    assert!(text.contains(first));
    let found = faults(
        "communities.toml",
        &text.replacen(first, "share = { value = 0.52", 1),
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("communities.toml:"), "{found:#?}");
    assert!(
        found[0].contains("`adult.type`: shares add up to 1.1000, not to 1"),
        "{found:#?}"
    );

    let line = 1 + text[..text.find("\nPrevotella = ").expect("a factor")]
        .lines()
        .count();
    let found = faults(
        "communities.toml",
        &text.replacen("\nPrevotella = ", "\nPrevotela = ", 1),
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with(&format!("communities.toml:{line}:")),
        "{found:#?}, {line}"
    );
    assert!(
        found[0].contains("`adult.type.bacteroides.factor.Prevotela`: is no genus of taxa.toml"),
        "{found:#?}"
    );
    assert!(found[0].contains("did you mean `Prevotella`"), "{found:#?}");
}
