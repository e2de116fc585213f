//! `enteroderm cohort`: people of a population are drawn, weighted to what was published, and followed.

use std::path::Path;

use exchange::dataset::Dataset;
use exchange::table::{Column, Table};
use lab::laboratory::Laboratory;
use lab::physiology::document::{Fault, Source};
use lab::scenario::Named;
use lab::trial::Trial;
use lab::trial::cohort::{Described, QUANTILES, describe};
use lab::trial::pool::Pool;
use serde_json::{Value, json};

use crate::arguments::{CohortArguments, Format};
use crate::failure::{Failure, whole};
use crate::following::{Following, Parts, as_bytes, as_text, failure, of_dataset};
use crate::plot::number;
use crate::progress::Progress;
use crate::terminal::listing;
use crate::{cache, files, output, profiles};

/// Version of the contract.
const SCHEMA: &str = "enteroderm.cohort/1";
/// How many people are drawn when nothing is said.
const PEOPLE: usize = 200;
/// What is seen of people beside what was published, when nothing is said.
const OUTCOMES: [&str; 5] = [
    "stool.butyrate",
    "colon.shannon",
    "lining.lm_ratio",
    "blood.crp",
    "skin.tewl",
];

/// Draws people, or takes those whose stool was sampled.
pub fn cohort(arguments: &CohortArguments) -> Result<(), Failure> {
    match (&arguments.stool.stool, &arguments.cohort) {
        (Some(table), _) => profiles::profiles(arguments, table),
        (None, Some(_)) if arguments.tables.is_asked() => Err(Failure::from(Fault {
            field: "--tables".to_owned(),
            help: Some("people who are drawn are written as Parquet".to_owned()),
            ..whole("the command line", "tables are asked for, but no `--stool`")
        })),
        (None, Some(cohort)) => drawn(arguments, cohort),
        // The command line asks for one of them.
        (None, None) => Ok(()),
    }
}

/// Draws them and prints who they are.
fn drawn(arguments: &CohortArguments, path: &Path) -> Result<(), Failure> {
    let opened = files::open(arguments.drawn.common.data.as_deref())?;
    let (source, mut cohort) = read(&opened.lab, arguments, path)?;
    see_what_was_published(&opened.lab, &mut cohort);
    let rests = cache::open(&arguments.drawn.cache)?;
    let mut progress = Progress::start();
    let pool = Pool::of_everybody(&opened.lab, &cohort, rests.as_ref(), &mut progress)
        .map_err(|error| failure(error, &source))?;
    let following = Following {
        source: &source,
        trial: &cohort,
        parts: Parts::new(&pool, &cohort.name),
        model_hash: opened.lab.hash(pool.system()),
        pool: &pool,
        out: arguments.drawn.out.as_deref(),
        shard: arguments.drawn.shard,
    };
    let dataset = following.open()?;
    let (people, all) = following.people(dataset.as_ref(), &mut progress)?;
    if !all {
        return following.leave_to_others(dataset.as_ref());
    }
    let described =
        describe(&pool, &people, &mut progress).map_err(|error| following.failed(error))?;
    progress.clear();
    if let Some(dataset) = &dataset {
        save(dataset, &following, &described)?;
    }
    output::print(&match arguments.drawn.common.format {
        Format::Table => report(&cohort, &pool, &described),
        Format::Json => format!("{}\n", contract(&following, &described)),
        Format::Csv => as_text(&over_time(&described))?,
    })?;
    // Weights that cannot be found are a failure, but what was drawn is told all the same.
    match described.unweighted {
        Some(why) => Err(Failure::Run(format!(
            "{} cannot be brought to what was published: {why}",
            pool.population().name
        ))),
        None => Ok(()),
    }
}

/// The cohort as written, or that of a population, with what the command line says otherwise.
fn read(
    lab: &Laboratory,
    arguments: &CohortArguments,
    path: &Path,
) -> Result<(Source, Trial), Failure> {
    let name = path.to_string_lossy();
    let (source, mut cohort) = match lab.population(&name) {
        Some(population) => {
            let cohort = Trial::cohort_of(&population.name, PEOPLE, 1, &OUTCOMES);
            (Source::new(population.name.clone(), String::new()), cohort)
        }
        None => {
            let source = files::text(path)?;
            let cohort = Trial::read_cohort(&source);
            let cohort = cohort.map_err(|faults| Failure::Input(faults, vec![source.clone()]))?;
            (source, cohort)
        }
    };
    cohort.seed = arguments.drawn.seed.unwrap_or(cohort.seed);
    cohort.people = arguments.drawn.people.unwrap_or(cohort.people);
    Ok((source, cohort))
}

/// Everything of which something was published is seen, so that people can be weighted to it.
fn see_what_was_published(lab: &Laboratory, cohort: &mut Trial) {
    let Some(population) = lab.population(&cohort.population.text) else {
        return;
    };
    for published in population.targets.iter().chain(&population.reported) {
        let seen = &mut cohort.analysis.markers;
        if !seen.iter().any(|named| named.text == published.outcome) {
            seen.push(Named {
                text: published.outcome.clone(),
                field: String::new(),
                span: None,
            });
        }
    }
}

fn save(
    dataset: &Dataset,
    following: &Following<'_>,
    described: &Described,
) -> Result<(), Failure> {
    let json = format!("{}\n", contract(following, described));
    let add = |name: &str, bytes: &[u8]| dataset.add_file(name, bytes).map_err(of_dataset);
    add("results.json", json.as_bytes())?;
    let subjects = described
        .weights
        .iter()
        .map(|(one, _)| following.parts.subject(*one));
    let weights = described.weights.iter().map(|(_, weight)| *weight);
    let table = Table {
        columns: vec![
            Column::texts("USUBJID", subjects.collect()),
            Column::numbers("WEIGHT", "1", weights.collect()),
        ],
        metadata: Vec::new(),
    };
    add("weights.csv", &as_bytes(&table)?)?;
    dataset.finish().map_err(of_dataset)?;
    if let Some(folder) = following.out {
        output::note(&format!(
            "wrote people, visits and weights into {}",
            folder.display()
        ));
    }
    Ok(())
}

fn report(cohort: &Trial, pool: &Pool<'_>, described: &Described) -> String {
    let mut lines = vec![format!("{}: {}", cohort.name, pool.population().meaning)];
    lines.extend(cohort.about.clone());
    lines.push(format!(
        "{} people drawn (seed {}), {} of them plausible, worth {} of equal weight",
        described.drawn,
        cohort.seed,
        described.plausible,
        number(described.effective)
    ));
    lines.extend(
        described
            .refused
            .iter()
            .map(|(why, people)| format!("  {people} {why}")),
    );
    let mut parts = vec![lines.join("\n")];
    if !described.published.is_empty() {
        parts.push(published(described));
    }
    parts.push(distributions(described));
    parts.push("Virtual people: a research tool, which diagnoses nobody.".to_owned());
    parts.join("\n\n") + "\n"
}

fn published(described: &Described) -> String {
    let header = [
        "outcome",
        "unit",
        "statistic",
        "published",
        "drawn",
        "weighted",
        "",
    ];
    let rows = described.published.iter().map(|one| {
        vec![
            one.outcome.clone(),
            one.unit.clone(),
            one.statistic.name().to_owned(),
            number(one.published),
            number(one.drawn),
            number(one.weighted),
            (if one.is_target { "target" } else { "" }).to_owned(),
        ]
    });
    listing(&header, rows.collect::<Vec<Vec<String>>>())
        .trim_end()
        .to_owned()
}

fn distributions(described: &Described) -> String {
    let header = [
        "outcome", "unit", "day", "mean", "SD", "5 %", "25 %", "50 %", "75 %", "95 %",
    ];
    let mut rows = Vec::new();
    for one in &described.outcomes {
        // The first and the last day; all of them are in the other formats.
        let last = one.days.len().saturating_sub(1);
        let mut days = vec![0, last];
        days.dedup();
        for day in days {
            let mut row = vec![one.outcome.clone(), one.unit.clone(), number(one.days[day])];
            row.extend([one.mean[day], one.sd[day]].map(number));
            row.extend(one.quantiles[day].map(number));
            rows.push(row);
        }
    }
    listing(&header, rows).trim_end().to_owned()
}

/// A row an outcome and day.
fn over_time(described: &Described) -> Table {
    let rows = || {
        described
            .outcomes
            .iter()
            .flat_map(|one| (0..one.days.len()).map(move |day| (one, day)))
    };
    let of_outcome = |name: &str, values: Vec<f64>| Column {
        unit: None,
        ..Column::numbers(name, "1", values)
    };
    let mut columns = vec![
        Column::texts(
            "outcome",
            rows().map(|(one, _)| one.outcome.clone()).collect(),
        ),
        Column::texts("unit", rows().map(|(one, _)| one.unit.clone()).collect()),
        Column::numbers("day", "d", rows().map(|(one, day)| one.days[day]).collect()),
        of_outcome("mean", rows().map(|(one, day)| one.mean[day]).collect()),
        of_outcome("sd", rows().map(|(one, day)| one.sd[day]).collect()),
    ];
    for (place, share) in QUANTILES.iter().enumerate() {
        let name = format!("q{:02.0}", 100.0 * share);
        columns.push(of_outcome(
            &name,
            rows().map(|(one, day)| one.quantiles[day][place]).collect(),
        ));
    }
    Table {
        columns,
        metadata: Vec::new(),
    }
}

/// The JSON contract of `cohort`.
fn contract(following: &Following<'_>, described: &Described) -> Value {
    let published = described.published.iter().map(|one| {
        json!({
            "outcome": one.outcome, "unit": one.unit, "statistic": one.statistic.name(), "published": one.published,
            "drawn": one.drawn, "weighted": one.weighted, "target": one.is_target,
        })
    });
    let outcomes = described.outcomes.iter().map(|one| {
        json!({
            "outcome": one.outcome, "unit": one.unit, "days": one.days, "mean": one.mean, "sd": one.sd,
            "quantiles": { "shares": QUANTILES, "values": one.quantiles },
        })
    });
    let pairs = |pairs: &[(String, usize)]| -> Vec<Value> {
        pairs
            .iter()
            .map(|(why, people)| json!({ "why": why, "people": people }))
            .collect()
    };
    let failed = described.failed.iter();
    let failed = failed.map(|(person, why)| json!({ "person": person, "why": why }));
    json!({
        "schema": SCHEMA,
        "cohort": following.trial.name,
        "population": following.pool.population().name,
        "model": { "version": env!("CARGO_PKG_VERSION"), "hash": following.model_hash },
        "seed": following.trial.seed,
        "drawn": described.drawn,
        "plausible": described.plausible,
        "effective": described.effective,
        "refused": pairs(&described.refused),
        "failed": failed.collect::<Vec<Value>>(),
        "published": published.collect::<Vec<Value>>(),
        "outcomes": outcomes.collect::<Vec<Value>>(),
        "unweighted": described.unweighted,
    })
}
