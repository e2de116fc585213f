//! From what FoodData Central says of a food to a row of our table, the rest taken from the food of ours that is nearest.

use std::collections::BTreeSet;

use lab::diary::{Names, Vocabulary};
use physiology::food::{FIBRES, Food, Foods, GROUPS, NUTRIENTS};
use physiology::names::Named as _;

use super::mapping::{Fraction, Mapping};
use super::search::Found;
use super::tables::Amounts;

/// Groups whose foods stand for no other food.
const OWN_KIND: [&str; 2] = ["infant", "supplement"];
/// Classes of fibre.
const CLASSES: usize = FIBRES.len();

/// A food that is new to our table: contents for each gram, in base units.
#[derive(Clone, Debug)]
pub struct NewFood {
    /// Its name in our table.
    pub name: String,
    /// Its number in FoodData Central.
    pub fdc_id: u32,
    /// Other names it is to have.
    pub aliases: Vec<String>,
    /// The food of ours that stands for what is not known.
    pub like: String,
    /// Other foods that answered the query.
    pub others: Vec<String>,
    /// Its group.
    pub group: String,
    /// Its NOVA group.
    pub nova: Option<u8>,
    /// Each of [`FIBRES`].
    pub fibre: [f64; CLASSES],
    /// Each of [`NUTRIENTS`].
    pub nutrients: [f64; NUTRIENTS.len()],
    /// Where its numbers come from.
    pub note: String,
    /// Key of the publication.
    pub source: String,
}

impl NewFood {
    /// Its name with its number, for when the name alone is another food's.
    pub(super) fn numbered(&self) -> String {
        format!("{} (FoodData Central {})", self.name, self.fdc_id)
    }
}

/// Makes rows.
pub(super) struct Composer<'a> {
    foods: &'a Foods,
    mapping: &'a Mapping,
    names: Names<'a>,
}

/// A food on its way: what was measured, and what ours says.
struct Draft<'a> {
    mapping: &'a Mapping,
    amounts: &'a Amounts,
    like: &'a Food,
    /// Whether ours shares a word with it, or is only composed like it.
    by_name: bool,
    /// What was taken from ours.
    borrowed: BTreeSet<&'static str>,
    /// What was measured of the fibre.
    measured: BTreeSet<&'static str>,
}

impl<'a> Composer<'a> {
    pub(super) fn new(foods: &'a Foods, mapping: &'a Mapping, vocabulary: &'a Vocabulary) -> Self {
        Self {
            foods,
            mapping,
            names: Names::new(foods, vocabulary),
        }
    }

    /// The row of a food.
    ///
    /// # Errors
    /// What it lacks, or why it cannot be, as half a sentence.
    pub(super) fn compose(&self, found: &Found, amounts: &Amounts) -> Result<NewFood, String> {
        let energy = first(amounts, self.mapping.ids("energy")).ok_or("has no energy")?;
        let (like, by_name) = self.nearest(found, amounts, energy);
        let mut draft = Draft {
            mapping: self.mapping,
            amounts,
            like,
            by_name,
            borrowed: BTreeSet::new(),
            measured: BTreeSet::new(),
        };
        let fibre = draft.fibre(self.foods);
        let nutrients = draft.nutrients(energy, self.foods);
        check(&fibre, &nutrients, self.mapping.factor("fat"))?;
        let mut food = NewFood {
            name: found.description.trim().to_owned(),
            fdc_id: found.fdc_id,
            aliases: found.aliases.clone(),
            like: like.name.clone(),
            others: found.others.clone(),
            group: like.group.clone(),
            nova: like.nova,
            fibre,
            nutrients,
            note: draft.note(found),
            source: self.mapping.source.clone(),
        };
        if self.foods.foods.iter().any(|own| own.is_called(&food.name)) {
            food.name = food.numbered();
        }
        Ok(food)
    }

    /// The food of ours that is nearest: of the groups of its category, with most words in common, and among those nearest in composition. And
    /// whether it has any word in common.
    fn nearest(&self, found: &Found, amounts: &Amounts, energy: f64) -> (&'a Food, bool) {
        let known = self.mapping.groups(&found.category);
        let groups: Vec<String> = match known.is_empty() {
            false => known.to_vec(),
            true => GROUPS
                .iter()
                .filter(|group| !OWN_KIND.contains(group))
                .map(|group| (*group).to_owned())
                .collect(),
        };
        let mut near = self.names.most_like(&found.description, &groups);
        let by_name = !near.is_empty();
        if !by_name {
            let all = self.foods.foods.iter().enumerate();
            near = all
                .filter(|(_, food)| groups.contains(&food.group))
                .map(|(place, _)| place)
                .collect();
        }
        let share = |name| first(amounts, self.mapping.ids(name)).unwrap_or_default();
        let wanted = [
            share("protein"),
            share("fat"),
            energy / self.mapping.factor("fat"),
        ];
        let distance = |food: &Food| {
            let own = [
                nutrient(food, "protein"),
                nutrient(food, "fat"),
                nutrient(food, "energy") / self.mapping.factor("fat"),
            ];
            let apart = own.iter().zip(wanted).map(|(own, wanted)| own - wanted);
            apart.map(|apart| apart * apart).sum::<f64>()
        };
        let foods = near.into_iter().map(|place| &self.foods.foods[place]);
        let nearest = foods.min_by(|a, b| distance(a).total_cmp(&distance(b)));
        (nearest.unwrap_or(&self.foods.foods[0]), by_name)
    }
}

impl Draft<'_> {
    /// One of the mapping's nutrients.
    fn given(&self, name: &str) -> Option<f64> {
        first(self.amounts, self.mapping.ids(name))
    }

    /// A nutrient as measured, or as in ours.
    fn or_ours(&mut self, name: &'static str, given: Option<f64>) -> f64 {
        given.unwrap_or_else(|| {
            let ours = nutrient(self.like, name);
            if ours > 0.0 {
                self.borrowed.insert(name);
            }
            ours
        })
    }

    fn nutrients(&mut self, energy: f64, foods: &Foods) -> [f64; NUTRIENTS.len()] {
        let mut nutrients = [0.0; NUTRIENTS.len()];
        for ((name, _), content) in NUTRIENTS.into_iter().zip(&mut nutrients) {
            *content = match name {
                "energy" => energy,
                "refined_sugar" => self.added_sugar(),
                "glycaemic_load" => self.glycaemic_load(foods),
                "dairy_servings" => self.dairy(),
                "marine_omega3" => {
                    let (epa, dha) = (self.given("epa"), self.given("dha"));
                    let sum = (epa.is_some() || dha.is_some())
                        .then(|| epa.unwrap_or_default() + dha.unwrap_or_default());
                    self.or_ours(name, sum)
                }
                _ => {
                    let given = self.given(name);
                    self.or_ours(name, given)
                }
            };
        }
        limit_saturated(&mut nutrients);
        nutrients
    }

    /// Sugar that was added. Where it is not told apart, sugar other than lactose counts as added when some is added to ours.
    fn added_sugar(&mut self) -> f64 {
        if let Some(added) = self.given("added_sugars") {
            return added;
        }
        if nutrient(self.like, "refined_sugar") == 0.0 {
            return 0.0;
        }
        let lactose = self.given("lactose").unwrap_or_default();
        let other = self.given("sugars").map(|all| (all - lactose).max(0.0));
        self.or_ours("refined_sugar", other)
    }

    /// Servings of milk by protein, when ours is made of milk.
    fn dairy(&mut self) -> f64 {
        let (ours, protein) = (
            nutrient(self.like, "dairy_servings"),
            nutrient(self.like, "protein"),
        );
        match self.given("protein") {
            Some(given) if protein > 0.0 => ours / protein * given,
            _ => self.or_ours("dairy_servings", None),
        }
    }

    /// Available carbohydrate times the glycaemic index of ours.
    fn glycaemic_load(&mut self, foods: &Foods) -> f64 {
        let available = self.available();
        let load = available.map(|grams| grams * self.index(foods));
        self.or_ours("glycaemic_load", load)
    }

    /// Carbohydrate that is digested: that by difference less fibre, or starch and sugars.
    fn available(&self) -> Option<f64> {
        let fibre = self
            .total_fibre()
            .map(|(grams, _)| grams)
            .unwrap_or_default();
        let by_difference = self.given("carbohydrate").map(|all| (all - fibre).max(0.0));
        by_difference.or_else(|| Some(self.given("starch")? + self.given("sugars")?))
    }

    /// The glycaemic index of ours, or that of its group where ours has hardly any carbohydrate; at most that of glucose.
    fn index(&self, foods: &Foods) -> f64 {
        let index = |foods: &[&Food]| {
            let load: f64 = foods
                .iter()
                .map(|food| nutrient(food, "glycaemic_load"))
                .sum();
            let grams: f64 = foods
                .iter()
                .map(|food| carbohydrate(food, self.mapping))
                .sum();
            let enough = self.mapping.least_carbohydrate() * foods.len() as f64;
            (grams >= enough && grams > 0.0).then(|| (load / grams).min(1.0))
        };
        let group = foods.foods.iter();
        let group: Vec<&Food> = group.filter(|food| food.group == self.like.group).collect();
        index(&[self.like])
            .or_else(|| index(&group))
            .unwrap_or_default()
    }

    fn total_fibre(&self) -> Option<(f64, &Fraction)> {
        let methods = self.mapping.total_fibre.iter();
        let mut given = methods.filter_map(|method| Some((amount(self.amounts, method)?, method)));
        given.next()
    }

    /// Fibre by class: that of ours, brought to the fibre and the starch of this food, then to what was measured of its parts.
    fn fibre(&mut self, foods: &Foods) -> [f64; CLASSES] {
        let ours = self.fibre_of_ours(foods);
        let mut fibre = ours;
        let by_starch = match (self.available(), carbohydrate(self.like, self.mapping)) {
            (Some(grams), own) if own > self.mapping.least_carbohydrate() => grams / own,
            _ => 1.0,
        };
        let total = self
            .total_fibre()
            .map(|(grams, method)| (grams, method.holds.clone()));
        let by_fibre = total.as_ref().map_or(1.0, |(grams, holds)| {
            let own: f64 = holds.iter().map(|class| ours[*class]).sum();
            if own > 0.0 { grams / own } else { 0.0 }
        });
        for (class, content) in fibre.iter_mut().enumerate() {
            let in_total = total
                .as_ref()
                .is_some_and(|(_, holds)| holds.contains(&class));
            *content *= match FIBRES[class] {
                "resistant_starch" if !in_total => by_starch,
                _ => by_fibre,
            };
        }
        self.measure(&mut fibre, total);
        fibre
    }

    /// The classes of ours; of its group or of all foods when ours has none but this food has.
    fn fibre_of_ours(&self, foods: &Foods) -> [f64; CLASSES] {
        let holds = |fibre: &[f64; CLASSES]| match self.total_fibre() {
            Some((grams, method)) if grams > 0.0 => {
                method.holds.iter().any(|class| fibre[*class] > 0.0)
            }
            _ => true,
        };
        if holds(&self.like.fibre) {
            return self.like.fibre;
        }
        let sum = |is_part: &dyn Fn(&Food) -> bool| {
            let mut sum = [0.0; CLASSES];
            for food in foods.foods.iter().filter(|food| is_part(food)) {
                for (sum, content) in sum.iter_mut().zip(food.fibre) {
                    *sum += content;
                }
            }
            sum
        };
        let group = sum(&|food| food.group == self.like.group);
        if holds(&group) { group } else { sum(&|_| true) }
    }

    /// What was measured of single classes stands; the classes of the total that were not share what is left of it.
    fn measure(&mut self, fibre: &mut [f64; CLASSES], total: Option<(f64, Vec<usize>)>) {
        let mut fixed: BTreeSet<usize> = BTreeSet::new();
        for part in &self.mapping.parts {
            let open: Vec<usize> = part
                .holds
                .iter()
                .copied()
                .filter(|class| !fixed.contains(class))
                .collect();
            let Some(grams) = amount(self.amounts, part).filter(|_| !open.is_empty()) else {
                continue;
            };
            let known: f64 = part
                .holds
                .iter()
                .filter(|class| fixed.contains(class))
                .map(|class| fibre[*class])
                .sum();
            share_out(fibre, &open, (grams - known).max(0.0));
            self.measured
                .extend(open.iter().map(|class| FIBRES[*class]));
            fixed.extend(open);
        }
        if let Some((grams, holds)) = total
            && !fixed.is_empty()
        {
            let (known, open): (Vec<usize>, Vec<usize>) =
                holds.into_iter().partition(|class| fixed.contains(class));
            let known: f64 = known.iter().map(|class| fibre[*class]).sum();
            share_out(fibre, &open, (grams - known).max(0.0));
        }
    }

    fn note(&self, found: &Found) -> String {
        let like = &self.like.name;
        let list = |names: &BTreeSet<&'static str>| {
            names
                .iter()
                .copied()
                .collect::<Vec<_>>()
                .join(", ")
                .replace('_', " ")
        };
        let mut note = format!(
            "FoodData Central {}, {}. As in {like}: how fibre divides, glycaemic index, NOVA group",
            found.fdc_id, found.data_type
        );
        if !self.borrowed.is_empty() {
            note += &format!(", and what it does not give: {}", list(&self.borrowed));
        }
        note += ".";
        if !self.by_name {
            note += &format!(
                " No food of the table is called alike; {like} is nearest in protein, fat and energy."
            );
        }
        if !self.measured.is_empty() {
            note += &format!(" Measured: {}.", list(&self.measured));
        }
        if self.total_fibre().is_none() {
            note += &format!(" Its fibre is not given and is that of {like}.");
        }
        if self.like.live.is_some() {
            note += " Whether anything in it lives is not known, and nothing is counted.";
        }
        note
    }
}

/// Gives classes an amount together, in the proportion in which they are there, or alike when none is.
fn share_out(fibre: &mut [f64; CLASSES], classes: &[usize], grams: f64) {
    let sum: f64 = classes.iter().map(|class| fibre[*class]).sum();
    for class in classes {
        fibre[*class] = match sum > 0.0 {
            true => fibre[*class] / sum * grams,
            false => grams / classes.len() as f64,
        };
    }
}

/// Saturated fat that rounding makes more than all fat is all fat.
fn limit_saturated(nutrients: &mut [f64; NUTRIENTS.len()]) {
    let place = |name| NUTRIENTS.iter().position(|(own, _)| *own == name);
    if let (Some(fat), Some(saturated)) = (place("fat"), place("saturated_fat")) {
        nutrients[saturated] = nutrients[saturated].min(nutrients[fat]);
    }
}

/// What is measured may be a little more than food labels count.
const RICHEST: f64 = 1.1;

/// What no food can be. Energy is compared with that of fat.
fn check(
    fibre: &[f64; CLASSES],
    nutrients: &[f64; NUTRIENTS.len()],
    fat: f64,
) -> Result<(), String> {
    let of = |name: &str| {
        let place = NUTRIENTS.iter().position(|(own, _)| *own == name);
        place.map_or(0.0, |place| nutrients[place])
    };
    let parts = ["protein", "fat", "refined_sugar", "alcohol"].map(of);
    let grams = fibre.iter().sum::<f64>() + parts.iter().sum::<f64>();
    // What is not even a number is not within.
    let is_within = |content: f64, most: f64| (0.0..=most).contains(&content);
    if !is_within(grams, 1.0) {
        return Err(format!(
            "holds {:.1} g of protein, fat, sugar, alcohol and fibre in 100 g",
            100.0 * grams
        ));
    }
    if !is_within(of("energy"), RICHEST * fat) {
        return Err("has more energy than fat has".to_owned());
    }
    let mut others = NUTRIENTS.iter().filter(|(name, _)| *name != "energy");
    match others.find(|(name, _)| !is_within(of(name), RICHEST)) {
        Some((name, _)) => Err(format!(
            "has more {} than it weighs",
            name.replace('_', " ")
        )),
        None => Ok(()),
    }
}

fn first(amounts: &Amounts, ids: &[u32]) -> Option<f64> {
    ids.iter().find_map(|id| amounts.get(id).copied())
}

fn amount(amounts: &Amounts, fraction: &Fraction) -> Option<f64> {
    if !fraction.sum {
        return first(amounts, &fraction.ids);
    }
    let given: Vec<f64> = fraction
        .ids
        .iter()
        .filter_map(|id| amounts.get(id).copied())
        .collect();
    (!given.is_empty()).then(|| given.iter().sum())
}

fn nutrient(food: &Food, name: &str) -> f64 {
    let place = NUTRIENTS.iter().position(|(own, _)| *own == name);
    place.map_or(0.0, |place| food.nutrients[place])
}

/// Available carbohydrate of a food of ours: what is left of its energy.
fn carbohydrate(food: &Food, mapping: &Mapping) -> f64 {
    let of = |name| mapping.factor(name) * nutrient(food, name);
    let fibre = mapping.factor("fibre") * food.fibre.iter().sum::<f64>();
    let rest = nutrient(food, "energy") - of("protein") - of("fat") - of("alcohol") - fibre;
    (rest / mapping.factor("carbohydrate")).max(0.0)
}
