//! Foods of `food.csv` that are asked for, by number or by words.

use std::path::Path;

use lab::diary::Vocabulary;
use physiology::document::Fault;

use super::stream::{Line, Stream};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// A number of FoodData Central, or words of a description.
    pub text: String,
    /// Other names that the food is to have.
    pub aliases: Vec<String>,
}

/// A food that answers a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Which query, by its place.
    pub query: usize,
    /// Its number.
    pub fdc_id: u32,
    /// What it is.
    pub description: String,
    /// Which part of FoodData Central it belongs to.
    pub data_type: String,
    /// The number or name of its category.
    pub category: String,
    /// Other names that it is to have.
    pub aliases: Vec<String>,
    /// Other foods that answer as well, the nearest first.
    pub others: Vec<String>,
}

/// A query without an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Missed {
    /// What was asked for.
    pub query: String,
    /// Descriptions that come nearest.
    pub nearest: Vec<String>,
}

/// Parts of FoodData Central whose foods stand for what people eat, those with most nutrients first. Its other rows are samples.
const DATA_TYPES: [&str; 4] = [
    "foundation_food",
    "sr_legacy_food",
    "survey_fndds_food",
    "branded_food",
];
/// From here on descriptions are names of products.
const BRANDED: usize = 3;
/// How many other answers are told.
const OTHERS: usize = 3;

const FOOD: &str = "food.csv";
const COLUMNS: [&str; 4] = ["fdc_id", "data_type", "description", "food_category_id"];

impl Query {
    /// A food by number or words.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            aliases: Vec::new(),
        }
    }

    fn id(&self) -> Option<u32> {
        let text = self.text.trim();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().ok()).flatten()
    }
}

/// Goes through `food.csv` once.
pub(super) fn search(
    folder: &Path,
    queries: &[Query],
    vocabulary: &Vocabulary,
) -> Result<(Vec<Found>, Vec<Missed>), Vec<Fault>> {
    let mut hunts: Vec<Hunt> = queries
        .iter()
        .map(|query| Hunt {
            id: query.id(),
            words: vocabulary.content(&query.text),
            answers: Vec::new(),
            near: Vec::new(),
        })
        .collect();
    let stream = Stream::open(folder, FOOD, &COLUMNS)?;
    stream.each(|line, faults| {
        let of = |data_type: &&str| line.cell(1) == data_type.as_bytes();
        let tier = DATA_TYPES.iter().position(of);
        match (line.id(0), tier) {
            (Some(fdc_id), Some(tier)) => look(&mut hunts, line, fdc_id, tier, vocabulary),
            (Some(_), None) => {}
            (None, _) => {
                let message = format!("found `{}`, which is no number of a food", line.text(0));
                faults.push(line.fault(0, message, None));
            }
        }
    })?;
    let (mut found, mut missed) = (Vec::new(), Vec::new());
    for (place, (hunt, query)) in hunts.into_iter().zip(queries).enumerate() {
        match hunt.answer(place, query) {
            Ok(answer) => found.push(answer),
            Err(none) => missed.push(none),
        }
    }
    Ok((found, missed))
}

/// A query on its way through the file.
struct Hunt {
    id: Option<u32>,
    words: Vec<String>,
    answers: Vec<Answer>,
    /// Descriptions that hold some of the words.
    near: Vec<Answer>,
}

/// A row that answers, and how well.
#[derive(Clone, Debug)]
struct Answer {
    is_branded: bool,
    likeness: f64,
    tier: usize,
    food: Found,
}

impl Answer {
    /// Best first: foods before products, then those with most words in common, then the better measured, then the older number.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let by_kind = self.is_branded.cmp(&other.is_branded);
        let by_words = || other.likeness.total_cmp(&self.likeness);
        let by_tier = || self.tier.cmp(&other.tier);
        let by_number = || self.food.fdc_id.cmp(&other.food.fdc_id);
        by_kind
            .then_with(by_words)
            .then_with(by_tier)
            .then_with(by_number)
    }
}

fn look(hunts: &mut [Hunt], line: &Line<'_>, fdc_id: u32, tier: usize, vocabulary: &Vocabulary) {
    let mut words: Option<Vec<String>> = None;
    for hunt in hunts {
        let answer = |likeness| Answer {
            is_branded: tier >= BRANDED,
            likeness,
            tier,
            food: Found {
                fdc_id,
                description: line.text(2),
                data_type: line.text(1),
                category: line.text(3),
                ..Found::default()
            },
        };
        if let Some(id) = hunt.id {
            if id == fdc_id {
                keep(&mut hunt.answers, answer(1.0));
            }
            continue;
        }
        let words = words.get_or_insert_with(|| vocabulary.words(&line.text(2)));
        let common = hunt
            .words
            .iter()
            .filter(|word| words.contains(word))
            .count();
        if common == 0 {
            continue;
        }
        let likeness = 2.0 * common as f64 / (hunt.words.len() + words.len()) as f64;
        match common == hunt.words.len() {
            true => keep(&mut hunt.answers, answer(likeness)),
            false => keep(&mut hunt.near, answer(likeness)),
        }
    }
}

/// Keeps an answer when it is among the best.
fn keep(answers: &mut Vec<Answer>, answer: Answer) {
    let place = answers.partition_point(|other| other.order(&answer).is_lt());
    if place <= OTHERS {
        answers.insert(place, answer);
        answers.truncate(OTHERS + 1);
    }
}

impl Hunt {
    fn answer(self, place: usize, query: &Query) -> Result<Found, Missed> {
        let mut answers = self.answers.into_iter().map(|answer| answer.food);
        let told = |food: Found| format!("{} ({})", food.description, food.fdc_id);
        match answers.next() {
            Some(food) => Ok(Found {
                query: place,
                aliases: query.aliases.clone(),
                others: answers.map(told).collect(),
                ..food
            }),
            None => Err(Missed {
                query: query.text.clone(),
                nearest: self
                    .near
                    .into_iter()
                    .take(OTHERS)
                    .map(|answer| told(answer.food))
                    .collect(),
            }),
        }
    }
}
