//! Is it true? Stool profiles of people whose short-chain fatty acids were measured in the same stool: what the model predicts from the profile
//! beside what was seen, as the table of `docs/src/profiles.md`.
//!
//! `cargo run --release -p enteroderm-exchange --example seen_and_predicted`
//!
//! No number of the model was fitted to these people. Everybody is taken for an adult on the western diet, for nothing else is known of
//! them; what they ate, how fast their gut was and how the stool was kept is in what was seen, and not in what is predicted.

use std::error::Error;

use exchange::profile::{Acceptance, Synonyms, match_sample, read_text};
use lab::laboratory::{Laboratory, Unwatched, embedded_data};
use lab::physiology::document::Source;
use lab::profiles::{Donor, implied};
use lab::rests::Forgetful;
use lab::run::Question;
use lab::scenario::Scenario;
use lab::statistics::rank::spearman;
use lab::stool::{Genus, StoolProfile, Taxonomy};

const ACIDS: [&str; 3] = ["stool.acetate", "stool.propionate", "stool.butyrate"];
/// Butyrate producers and propionate producers of the model: what a sum of shares says without a model.
const BUTYRATE_PRODUCERS: [&str; 5] = [
    "Faecalibacterium",
    "Roseburia",
    "Agathobacter",
    "Anaerobutyricum",
    "Coprococcus",
];
const PROPIONATE_PRODUCERS: [&str; 3] = ["Bacteroides", "Prevotella", "Phascolarctobacterium"];
/// The supplements of the trial, as the model has them.
const SUPPLEMENTS: [(&str, &str, &str); 2] = [
    ("potato", "resistant-starch", "31 g/d"),
    ("inulin", "inulin", "20 g/d"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let world = World::open()?;
    println!(
        "| study | quantity | n | seen, median | predicted, median | rank correlation | of the sum of producers | error of half |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for study in [
        Study::read(
            "Baxter 2019",
            include_str!("baxter2019.tsv"),
            include_str!("baxter2019-acids.csv"),
            &world,
        )?,
        Study::read(
            "Sze 2019",
            include_str!("sze2019.tsv"),
            include_str!("sze2019-acids.csv"),
            &world,
        )?,
    ] {
        let predicted = world.acids(&study.people, "")?;
        study.levels(&predicted, &world);
        if study
            .people
            .iter()
            .any(|one| one.supplement == SUPPLEMENTS[0].0)
        {
            study.responses(&predicted, &world)?;
        }
    }
    Ok(())
}

/// The laboratory and the names of microbes.
struct World {
    lab: Laboratory,
    synonyms: Synonyms,
    taxonomy: Taxonomy,
}

/// Somebody whose stool was sampled.
#[derive(Clone)]
struct Person {
    stool: StoolProfile,
    /// People of one semester were measured together.
    batch: String,
    supplement: String,
    /// Acetate, propionate, butyrate, mmol/kg; before and during the supplement.
    before: [Option<f64>; 3],
    during: [Option<f64>; 3],
}

struct Study {
    name: &'static str,
    people: Vec<Person>,
}

impl World {
    fn open() -> Result<Self, Box<dyn Error>> {
        let sources = embedded_data();
        let lab = Laboratory::new(&sources).map_err(|faults| format!("{faults:?}"))?;
        let synonyms = sources
            .iter()
            .find(|source| source.name == "synonyms.toml")
            .ok_or("no synonyms")?;
        let genera = lab.data.taxa.genera.iter().map(|genus| Genus {
            name: genus.name.clone(),
            pooled: genus.pooled.clone(),
        });
        Ok(Self {
            taxonomy: Taxonomy {
                genera: genera.collect(),
            },
            synonyms: Synonyms::read(synonyms).map_err(|faults| format!("{faults:?}"))?,
            lab,
        })
    }

    /// What is in stool of each at the end of 14 days, mmol/kg; `course` is what they are given.
    fn acids(
        &self,
        people: &[Person],
        course: &str,
    ) -> Result<Vec<Option<[f64; 3]>>, Box<dyn Error>> {
        let names: Vec<String> = ACIDS.iter().map(|name| format!("{name:?}")).collect();
        let text = format!(
            "{course}\n[sample]\nuntil = \"14 d\"\nevery = \"14 d\"\noutcomes = [{}]\n",
            names.join(", ")
        );
        let scenario = Scenario::read(&Source::new("person.toml", text), &lab::habits::names())
            .map_err(|faults| format!("{faults:?}"))?;
        let donors: Vec<Donor> = people
            .iter()
            .map(|one| Donor {
                scenario: scenario.clone(),
                stool: one.stool.clone(),
            })
            .collect();
        let found = implied(
            &self.lab,
            &donors,
            &Question::default(),
            &Forgetful,
            &mut Unwatched,
        )
        .map_err(|error| format!("{error:?}"))?;
        let ends = found.into_iter().map(|run| {
            let run = run.ok()?;
            let ends: Vec<f64> = run.outcomes.iter().map(|outcome| outcome.end()).collect();
            ends.try_into().ok()
        });
        Ok(ends.collect())
    }

    /// The share of these genera in a profile.
    fn sum(&self, stool: &StoolProfile, genera: &[&str]) -> f64 {
        let named = self.taxonomy.genera.iter().zip(&stool.abundance);
        named
            .filter(|(genus, _)| genera.contains(&genus.name.as_str()))
            .map(|(_, share)| share)
            .sum()
    }
}

impl Study {
    fn read(
        name: &'static str,
        table: &str,
        acids: &str,
        world: &World,
    ) -> Result<Self, Box<dyn Error>> {
        let file = read_text(name, table)?;
        let mut people = Vec::new();
        for line in acids.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |place: usize| cells.get(place).and_then(|cell| cell.parse::<f64>().ok());
            let sample = file.sample(Some(cells[0]))?;
            people.push(Person {
                stool: match_sample(
                    &file,
                    sample,
                    &world.taxonomy,
                    &world.synonyms,
                    Acceptance::of_anything(),
                )?,
                batch: cells[1].to_owned(),
                supplement: cells[2].to_owned(),
                before: [3, 4, 5].map(number),
                during: [6, 7, 8].map(number),
            });
        }
        Ok(Self { name, people })
    }

    /// Levels and shares in people as they are.
    fn levels(&self, predicted: &[Option<[f64; 3]>], world: &World) {
        type Quantity = fn([f64; 3]) -> f64;
        let quantities: [(&str, Quantity, &[&str], &[&str]); 6] = [
            ("acetate, mmol/kg", |acids| acids[0], &[], &[]),
            (
                "propionate, mmol/kg",
                |acids| acids[1],
                &PROPIONATE_PRODUCERS,
                &[],
            ),
            (
                "butyrate, mmol/kg",
                |acids| acids[2],
                &BUTYRATE_PRODUCERS,
                &[],
            ),
            (
                "propionate, share of the three",
                |acids| acids[1] / acids.iter().sum::<f64>(),
                &PROPIONATE_PRODUCERS,
                &[],
            ),
            (
                "butyrate, share of the three",
                |acids| acids[2] / acids.iter().sum::<f64>(),
                &BUTYRATE_PRODUCERS,
                &[],
            ),
            (
                "butyrate to propionate",
                |acids| acids[2] / acids[1],
                &BUTYRATE_PRODUCERS,
                &PROPIONATE_PRODUCERS,
            ),
        ];
        for (quantity, of, producers, others) in quantities {
            let mut rows: Vec<Row> = Vec::new();
            for (person, predicted) in self.people.iter().zip(predicted) {
                let Some((seen, predicted)) = whole(person.before).zip(*predicted) else {
                    continue;
                };
                let others = if others.is_empty() {
                    1.0
                } else {
                    world.sum(&person.stool, others)
                };
                rows.push(Row {
                    batch: person.batch.clone(),
                    seen: of(seen),
                    predicted: of(predicted),
                    producers: world.sum(&person.stool, producers) / others.max(1e-4),
                });
            }
            rows.retain(|row| row.seen.is_finite());
            let simple = match producers.is_empty() {
                true => "–".to_owned(),
                false => format!("{:.2}", within_batches(&rows, |row| row.producers)),
            };
            println!(
                "| {} | {quantity} | {} | {:.3} | {:.3} | {:.2} | {simple} | {:.0} % |",
                self.name,
                rows.len(),
                median(rows.iter().map(|row| row.seen).collect()),
                median(rows.iter().map(|row| row.predicted).collect()),
                within_batches(&rows, |row| row.predicted),
                100.0
                    * median(
                        rows.iter()
                            .map(|row| (row.predicted / row.seen.max(1e-9) - 1.0).abs())
                            .collect()
                    ),
            );
        }
    }

    /// What a supplement does to butyrate and to the share of propionate, from each one's profile before it.
    fn responses(&self, without: &[Option<[f64; 3]>], world: &World) -> Result<(), Box<dyn Error>> {
        for (arm, product, dose) in SUPPLEMENTS {
            let course = format!("[[course]]\neat = \"{product}\"\ndose = \"{dose}\"\n");
            let (people, before): (Vec<Person>, Vec<Option<[f64; 3]>>) = self
                .people
                .iter()
                .cloned()
                .zip(without.iter().copied())
                .filter(|(one, _)| one.supplement == arm)
                .unzip();
            let after = world.acids(&people, &course)?;
            let mut rows = Vec::new();
            for ((person, before), after) in people.iter().zip(before).zip(after) {
                let seen = whole(person.before).zip(whole(person.during));
                if let Some(((seen_before, seen_during), (before, after))) =
                    seen.zip(before.zip(after))
                {
                    rows.push(Row {
                        batch: person.batch.clone(),
                        seen: seen_during[2] - seen_before[2],
                        predicted: after[2] - before[2],
                        producers: world.sum(&person.stool, &BUTYRATE_PRODUCERS),
                    });
                }
            }
            let mean = |of: fn(&Row) -> f64| rows.iter().map(of).sum::<f64>() / rows.len() as f64;
            println!(
                "| {} | change of butyrate by {product}, {dose}, mmol/kg (means) | {} | {:.2} | {:.2} | {:.2} | {:.2} | – |",
                self.name,
                rows.len(),
                mean(|row| row.seen),
                mean(|row| row.predicted),
                within_batches(&rows, |row| row.predicted),
                within_batches(&rows, |row| row.producers),
            );
        }
        Ok(())
    }
}

/// One person's quantity.
struct Row {
    batch: String,
    seen: f64,
    predicted: f64,
    /// What the producers' shares alone say.
    producers: f64,
}

fn whole(acids: [Option<f64>; 3]) -> Option<[f64; 3]> {
    let [acetate, propionate, butyrate] = acids;
    let acids = [acetate?, propionate?, butyrate?];
    acids.iter().all(|acid| *acid > 0.0).then_some(acids)
}

/// The rank correlation with what was seen, as the mean over batches weighted by their people: what differs between batches is how they were
/// measured.
fn within_batches(rows: &[Row], of: fn(&Row) -> f64) -> f64 {
    let mut batches: Vec<&str> = rows.iter().map(|row| row.batch.as_str()).collect();
    batches.sort_unstable();
    batches.dedup();
    let weighted = batches.iter().map(|batch| {
        let own = rows.iter().filter(|row| row.batch == *batch);
        let pairs: Vec<(f64, f64)> = own.map(|row| (row.seen, of(row))).collect();
        pairs.len() as f64 * spearman(&pairs)
    });
    weighted.sum::<f64>() / rows.len() as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
