//! Names of foods as people and databases write them, found among the foods of the data.
//!
//! "Bread, whole wheat, toasted" is the food "wholemeal bread", which is also called "whole wheat bread": names are compared word by word,
//! in any order. What stands before the first comma must be explained in full, so that almond butter is not taken for butter.

use physiology::food::{Food, Foods};
use physiology::names::Named as _;

use super::Vocabulary;

/// The words of a name, in its order.
pub(super) type Words = Vec<String>;

/// One letter in so many may be a slip of the hand.
const LETTERS_A_SLIP: usize = 4;
/// Shorter words are too easily another one.
const SHORTEST_SLIP: usize = 6;
/// What letters in common count where words in common are looked for.
const LETTERS: f64 = 0.64;
/// How many near names are told.
const NEAREST: usize = 3;
/// Foods that come this near to the nearest one are as near.
const AS_NEAR: f64 = 0.75;
/// Names below this are not near.
const NEAR: f64 = 0.35;

/// What a name of a diary means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A food by one of its own names.
    Named(usize),
    /// A food whose name has the same words.
    Taken(usize),
    /// Something that brings nothing, such as water.
    Nothing,
    /// No food of the data; the names that come nearest.
    Unknown(Vec<String>),
}

/// The foods of the data by their names.
pub struct Names<'a> {
    foods: &'a Foods,
    vocabulary: &'a Vocabulary,
    candidates: Vec<Candidate<'a>>,
}

/// One name of one food.
struct Candidate<'a> {
    food: usize,
    text: &'a str,
    words: Words,
}

/// A name that is looked for: the words before the first comma that say anything, and all words.
struct Wanted {
    main: Words,
    all: Words,
}

impl<'a> Names<'a> {
    /// All names of all foods.
    pub fn new(foods: &'a Foods, vocabulary: &'a Vocabulary) -> Self {
        let named = foods.foods.iter().enumerate();
        let candidates = named.flat_map(|(place, food)| {
            names_of(food).map(move |text| Candidate {
                food: place,
                text,
                words: vocabulary.content(text),
            })
        });
        Self {
            foods,
            vocabulary,
            candidates: candidates.collect(),
        }
    }

    /// The words that names are compared by.
    pub(super) fn vocabulary(&self) -> &'a Vocabulary {
        self.vocabulary
    }

    /// What a name means. A category of the diary tells foods apart that share a word.
    pub fn meaning(&self, item: &str, category: Option<&str>) -> Meaning {
        if let Some(food) = self.foods.find(item) {
            return Meaning::Named(food);
        }
        let wanted = self.wanted(item);
        if self.vocabulary.is_nothing(&wanted.main) {
            return Meaning::Nothing;
        }
        let groups = category.and_then(|category| self.vocabulary.groups(category));
        match self
            .explaining(&wanted)
            .or_else(|| self.in_groups(&wanted, groups?))
        {
            Some(food) => Meaning::Taken(food),
            None => Meaning::Unknown(self.nearest(item, &wanted)),
        }
    }

    fn wanted(&self, item: &str) -> Wanted {
        let parts = item.split([',', '(', ';']);
        let mut parts = parts.map(|part| self.vocabulary.words(part));
        let telling = parts.find(|words| {
            let is_name = || self.candidates.iter().any(|one| one.words == *words);
            !self.vocabulary.are_neutral(words) || (!words.is_empty() && is_name())
        });
        Wanted {
            main: match telling {
                Some(words) => self.vocabulary.content_of(words),
                None => self.vocabulary.content(item),
            },
            all: self.vocabulary.words(item),
        }
    }

    /// The food all of whose words are in the name and which explains its main part: the one with most words. A food of the same group that is
    /// named behind a comma says it more closely: "fish, salmon".
    fn explaining(&self, wanted: &Wanted) -> Option<usize> {
        let contained = self.contained(wanted);
        let covering = contained
            .iter()
            .filter(|one| wanted.main.iter().all(|word| has(&one.words, word)));
        let best = most_words(covering.copied())?;
        let group = |one: &Candidate<'_>| &self.foods.foods[one.food].group;
        let closer = contained.iter().filter(|one| {
            group(one) == group(best)
                && one.words.len() == best.words.len()
                && !one.words.iter().any(|word| has(&wanted.main, word))
        });
        Some(most_words(closer.copied()).unwrap_or(best).food)
    }

    /// The food of these groups all of whose words are in the name; before others one that the main part names, since that may be a brand.
    fn in_groups(&self, wanted: &Wanted, groups: &[String]) -> Option<usize> {
        let mut fitting = self.contained(wanted);
        fitting.retain(|one| groups.contains(&self.foods.foods[one.food].group));
        let is_main = |one: &&&Candidate<'_>| one.words.iter().any(|word| has(&wanted.main, word));
        let main = most_words(fitting.iter().filter(is_main).copied());
        Some(main.or_else(|| most_words(fitting.iter().copied()))?.food)
    }

    fn contained(&self, wanted: &Wanted) -> Vec<&Candidate<'a>> {
        let contained = self
            .candidates
            .iter()
            .filter(|one| one.words.iter().all(|word| has(&wanted.all, word)));
        contained.collect()
    }

    /// The names of foods that come nearest to a name, nearest first, one a food. That something is raw as well makes no food near.
    fn nearest(&self, item: &str, wanted: &Wanted) -> Vec<String> {
        let words = self.vocabulary.content(item);
        let is_about = |one: &Candidate<'_>| {
            one.words.iter().any(|word| has(&wanted.main, word))
                || one.words.iter().all(|word| has(&words, word))
        };
        let score = |one: &Candidate<'_>| match is_about(one) {
            true => similarity(&words, &one.words),
            false => LETTERS * letters_in_common(&wanted.main, &one.words),
        };
        let mut scored: Vec<(f64, &Candidate<'_>)> = self
            .candidates
            .iter()
            .map(|one| (score(one), one))
            .filter(|(score, _)| *score >= NEAR)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut told: Vec<usize> = Vec::new();
        scored.retain(|(_, one)| {
            let is_new = !told.contains(&one.food);
            told.push(one.food);
            is_new
        });
        let names = scored.into_iter().take(NEAREST);
        names.map(|(_, one)| one.text.to_owned()).collect()
    }

    /// The foods that a description of others is most like, among these groups: those with most words in common or hardly fewer, and none when
    /// there are none.
    pub fn most_like(&self, description: &str, groups: &[String]) -> Vec<usize> {
        let words = self.vocabulary.content(description);
        let fitting = self
            .candidates
            .iter()
            .filter(|one| groups.contains(&self.foods.foods[one.food].group));
        let scored: Vec<(f64, usize)> = fitting
            .map(|one| (in_common(&words, &one.words), one.food))
            .filter(|(score, _)| *score > 0.0)
            .collect();
        let best = scored.iter().map(|(score, _)| *score).fold(0.0, f64::max);
        let mut foods: Vec<usize> = scored
            .into_iter()
            .filter(|(score, _)| *score >= AS_NEAR * best)
            .map(|(_, food)| food)
            .collect();
        foods.dedup();
        foods
    }
}

fn names_of(food: &Food) -> impl Iterator<Item = &str> {
    std::iter::once(food.name()).chain(food.aliases().iter().map(String::as_str))
}

/// The candidate with most words; the first of equal ones.
fn most_words<'c, 'a>(
    candidates: impl Iterator<Item = &'c Candidate<'a>>,
) -> Option<&'c Candidate<'a>>
where
    'a: 'c,
{
    candidates.fold(None, |best: Option<&Candidate<'_>>, one| match best {
        Some(best) if best.words.len() >= one.words.len() => Some(best),
        _ => Some(one),
    })
}

/// Twice the words in common over all words: 1 for the same words.
fn in_common(one: &Words, other: &Words) -> f64 {
    let common = one.iter().filter(|word| has(other, word)).count();
    2.0 * common as f64 / (one.len() + other.len()).max(1) as f64
}

/// How near two names are: by their words, or by their letters when those say more.
fn similarity(one: &Words, other: &Words) -> f64 {
    in_common(one, other).max(LETTERS * letters_in_common(one, other))
}

fn letters_in_common(one: &Words, other: &Words) -> f64 {
    strsim::normalized_damerau_levenshtein(&one.join(" "), &other.join(" "))
}

fn has(words: &Words, wanted: &str) -> bool {
    words.iter().any(|word| are_alike(word, wanted))
}

/// Whether two words are one, or one and a slip.
fn are_alike(one: &str, other: &str) -> bool {
    let letters = one.chars().count().min(other.chars().count());
    one == other
        || (letters >= SHORTEST_SLIP
            && one.chars().next() == other.chars().next()
            && strsim::damerau_levenshtein(one, other) <= letters / LETTERS_A_SLIP)
}

/// The known names that are near to a text, nearest first.
pub(super) fn near<'n>(text: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    let words = |text: &str| -> Words { split(text).map(|word| singular(&word)).collect() };
    let wanted = words(text);
    let mut scored: Vec<(f64, &str)> = known
        .map(|name| (similarity(&wanted, &words(name)), name))
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near = scored.into_iter().take(NEAREST);
    near.map(|(_, name)| name.to_owned()).collect()
}

/// The words of a text in lower case. A number is no word.
pub(super) fn split(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
}

/// A word of English without the ending of the plural.
pub(super) fn singular(word: &str) -> String {
    let word = word.to_lowercase();
    let without = |ending: &str| {
        let stem = word.strip_suffix(ending)?;
        (stem.chars().count() > 1).then_some(stem)
    };
    if let Some(stem) = without("ies") {
        return format!("{stem}y");
    }
    for (ending, kept) in [
        ("oes", 1),
        ("shes", 2),
        ("ches", 2),
        ("sses", 2),
        ("xes", 1),
    ] {
        if let Some(stem) = without(ending) {
            return format!("{stem}{}", &ending[..kept]);
        }
    }
    let stays = ["ss", "us", "is"]
        .iter()
        .any(|ending| word.ends_with(ending));
    match without("s") {
        Some(stem) if !stays && stem.chars().count() > 2 => stem.to_owned(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_and_singulars_are_one_word() {
        for (plural, one) in [
            ("eggs", "egg"),
            ("Berries", "berry"),
            ("potatoes", "potato"),
            ("radishes", "radish"),
            ("oats", "oat"),
            ("asparagus", "asparagus"),
            ("swiss", "swiss"),
            ("gas", "gas"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn slips_are_forgiven_in_long_words_alone() {
        assert!(are_alike("broccoli", "brocolli"));
        assert!(!are_alike("bean", "beet"));
        assert!(!are_alike("almond", "salmon"));
        assert!(!are_alike("pasta", "paste"));
        assert!(!are_alike("cherry", "sherry"));
    }
}
