//! The words and measures of diaries, from `data/diary.toml`, and the categories of foods, from `data/food_central.toml`.

use std::collections::{BTreeMap, BTreeSet};

use engine::Unit;
use physiology::document::{Fault, Faults, Source, Table, read_document};
use physiology::food::GROUPS;
use physiology::numbers::{Numbers, Quantity};

use super::words::{self, Words};

/// How names and amounts in diaries are read.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Words that do not change which food is meant.
    neutral: BTreeSet<String>,
    /// Spellings of one word, singular, by the other spelling.
    spelling: BTreeMap<String, String>,
    /// What is eaten and brings nothing that the model counts.
    nothing: Vec<Words>,
    /// Groups of foods that are liquid.
    liquid: Vec<String>,
    /// Measures that are no units: what they are called, and how much one of them is.
    measures: Vec<(Vec<String>, Quantity)>,
    constants: Numbers,
    /// Groups of foods by the category that others put them into, in lower case.
    categories: BTreeMap<String, Vec<String>>,
}

impl Vocabulary {
    /// Reads `diary.toml`, and the categories of `food_central.toml`.
    ///
    /// # Errors
    /// Every fault of both.
    pub fn read(diary: &Source, food_central: &Source) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let mut vocabulary = Self::default();
        read_document(diary, &faults, |root| vocabulary.read_words(root));
        read_document(food_central, &faults, |root| {
            // The rest of that document is for those who read FoodData Central itself.
            root.know(&root.keys());
            root.table("categories", |table| {
                table.each(|name, table| vocabulary.read_category(name, table));
            });
        });
        faults.into_result(vocabulary)
    }

    fn read_words(&mut self, root: &Table<'_>) {
        let texts = |key: &str| {
            if !root.has(key) {
                root.fault(key, "is missing", None);
            }
            root.texts(key).unwrap_or_default()
        };
        self.neutral = texts("neutral")
            .iter()
            .map(|word| words::singular(word))
            .collect();
        root.table("spelling", |table| {
            for key in table.keys() {
                if let Some(word) = table.text(key) {
                    self.spelling.insert(words::singular(key), word);
                }
            }
        });
        self.nothing = texts("nothing")
            .iter()
            .map(|name| self.content(name))
            .collect();
        self.liquid = texts("liquid");
        root.table("measures", |table| {
            table.each(|name, table| self.read_measure(name, table));
        });
        root.table("constants", |table| {
            for (name, unit) in [("density", "g/mL"), ("least_energy", "J/g")] {
                let quantity = table.table(name, |table| Quantity::read(name, table));
                match quantity.flatten() {
                    Some(quantity) if same_dimension(&quantity.unit, unit) => {
                        self.constants.insert(quantity);
                    }
                    Some(quantity) => {
                        let found = format!("is given in {}, expected {unit}", quantity.unit);
                        table.fault(name, found, None);
                    }
                    None if !table.has(name) => table.fault(name, "is missing", None),
                    None => {}
                }
            }
        });
    }

    fn read_measure(&mut self, name: &str, table: &Table<'_>) {
        let names = table.texts("names").unwrap_or_default();
        if let Some(quantity) = Quantity::read(name, table) {
            self.measures.push((names, quantity));
        }
    }

    fn read_category(&mut self, name: &str, table: &Table<'_>) {
        table.know(&["id"]);
        let groups = table.texts("groups").unwrap_or_default();
        for group in groups
            .iter()
            .filter(|group| !GROUPS.contains(&group.as_str()))
        {
            table.fault("groups", format!("`{group}` is no group of foods"), None);
        }
        let others = table.texts("aliases").unwrap_or_default();
        for name in others.iter().map(String::as_str).chain([name]) {
            self.categories.insert(name.to_lowercase(), groups.clone());
        }
    }

    /// The words of a text, singular and in their usual spelling.
    pub fn words(&self, text: &str) -> Vec<String> {
        let words = words::split(text).map(|word| {
            let word = words::singular(&word);
            self.spelling.get(&word).cloned().unwrap_or(word)
        });
        words.collect()
    }

    /// Whether none of the words says which food is meant.
    pub(super) fn are_neutral(&self, words: &Words) -> bool {
        words.iter().all(|word| self.neutral.contains(word))
    }

    /// The words that say which food is meant; all of them when none of them does.
    pub(super) fn content_of(&self, words: Words) -> Vec<String> {
        if self.are_neutral(&words) {
            return words;
        }
        let telling = words.into_iter();
        telling
            .filter(|word| !self.neutral.contains(word))
            .collect()
    }

    /// The words of a text that say which food is meant; all of them when none of them does.
    pub fn content(&self, text: &str) -> Vec<String> {
        self.content_of(self.words(text))
    }

    /// Whether these are the words of something that brings nothing.
    pub(super) fn is_nothing(&self, content: &Words) -> bool {
        let sorted = |words: &Words| words.iter().cloned().collect::<BTreeSet<String>>();
        let content = sorted(content);
        self.nothing.iter().any(|known| sorted(known) == content)
    }

    /// Whether a group's foods are liquid.
    pub(super) fn is_liquid(&self, group: &str) -> bool {
        self.liquid.iter().any(|liquid| liquid == group)
    }

    /// How much one of a measure is, when there is a measure of that name.
    pub(super) fn measure(&self, name: &str) -> Option<&Quantity> {
        let name = words::split(name)
            .map(|word| words::singular(&word))
            .collect::<Words>()
            .join(" ");
        let known = self
            .measures
            .iter()
            .find(|(names, _)| names.contains(&name));
        known.map(|(_, quantity)| quantity)
    }

    /// A number that all diaries share, in base units.
    pub(super) fn constant(&self, name: &str) -> f64 {
        let quantity = self.constants.get(name);
        quantity.map_or(0.0, |quantity| quantity.unit.to_base(quantity.value))
    }

    /// The groups of foods that a category holds; nothing when the category is not known or says nothing.
    pub(super) fn groups(&self, category: &str) -> Option<&[String]> {
        let groups = self.categories.get(&category.trim().to_lowercase())?;
        (!groups.is_empty()).then_some(groups)
    }
}

pub(super) fn same_dimension(unit: &Unit, expected: &str) -> bool {
    Unit::parse(expected).is_ok_and(|expected| expected.dimension() == unit.dimension())
}
