//! From the names of a file to the genera of the model, with an account of every part of the sample.
//!
//! First species that left their genus are taken out of it and given to the genus of today. Then each genus is looked up among the
//! model's genera and those they pool, by its own name and by its other names. What remains goes to the model's genera of its
//! family, or is left out by name.

use std::collections::BTreeMap;

use lab::acceptance::Acceptance;
use lab::stool::{LeftOut, MatchReport, Pooling, Renaming, StoolProfile, Taxonomy};

use super::lineage::{comparable, is_qualified};
use super::{
    Clade, Entry, FaultKind, Lineage, ProfileFault, ProfileFaults, ProfileFile, Rank, Sample,
    Synonyms,
};

/// Shares below this are the rounding of a subtraction.
const ROUNDING: f64 = 1e-12;

/// Matches the names of a sample with the genera of the model.
///
/// # Errors
/// The model knows too little of the sample, or the file has no row of a genus.
pub fn match_sample(
    file: &ProfileFile,
    sample: &Sample,
    taxonomy: &Taxonomy,
    synonyms: &Synonyms,
    acceptance: Acceptance,
) -> Result<StoolProfile, ProfileFaults> {
    let fault = |kind| ProfileFaults::from(ProfileFault::whole(&file.file, kind));
    let name = || sample.name.clone();
    let Some(base) = file.base_rank() else {
        return Err(fault(FaultKind::NoGenera { sample: name() }));
    };
    let names = Names::new(taxonomy, synonyms);
    let mut matching = Matching::new(&names);
    for (clade, amount) in clades(file, sample, base, &names, &mut matching.renamed) {
        matching.place(&clade, amount);
    }
    matching.spread_families();

    let total: f64 = file
        .entries(sample, base)
        .map(|entry| entry.percent)
        .sum::<f64>()
        + sample.unclassified;
    let report = matching.report(file, base, total, sample.unclassified);
    let matched: f64 = matching.amounts.iter().sum();
    if matched <= 0.0 || report.known_share() < acceptance.minimum_known {
        let largest = report
            .left_out
            .iter()
            .take(10)
            .map(|clade| clade.name.clone());
        return Err(fault(FaultKind::TooFewKnown {
            sample: name(),
            known: report.known_share(),
            minimum: acceptance.minimum_known,
            left_out: largest.collect(),
        }));
    }
    Ok(StoolProfile {
        sample: name(),
        file: file.file.clone(),
        database: file.database.clone(),
        abundance: matching
            .amounts
            .iter()
            .map(|amount| amount / matched)
            .collect(),
        report: warned(report, acceptance),
    })
}

fn warned(mut report: MatchReport, acceptance: Acceptance) -> MatchReport {
    let known = report.known_share();
    if known < acceptance.warned_below {
        report.warnings.push(format!(
            "the model knows the genera of only {:.0} % of what was classified; the rest cannot act in it",
            100.0 * known
        ));
    }
    report
}

/// A genus as a file names it, in its family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FoundGenus {
    /// Nothing where the file names no genus.
    name: Option<String>,
    /// Its number in the NCBI Taxonomy.
    taxid: Option<u32>,
    family: Option<String>,
    /// The narrowest clade that has a name, where it is wider than a family.
    wider: Option<String>,
}

impl FoundGenus {
    fn of(lineage: &Lineage) -> Self {
        const UNNAMED: [&str; 5] = ["", "na", "unclassified", "uncultured", "unknown"];
        let genus = lineage.clade(Rank::Genus);
        let name = genus.map(|genus| genus.name.as_str()).or_else(|| {
            let species = lineage.at(Rank::Species)?;
            species.split([' ', '_']).next()
        });
        let name = name.filter(|name| !UNNAMED.contains(&comparable(name).as_str()));
        let family = lineage.at(Rank::Family).filter(|family| !family.is_empty());
        let wider = lineage
            .narrowest()
            .filter(|clade| clade.rank < Rank::Family);
        Self {
            name: name.map(ToOwned::to_owned),
            taxid: genus.and_then(|genus| genus.taxid),
            family: family.map(ToOwned::to_owned),
            wider: wider.map(|clade| clade.name.clone()),
        }
    }

    /// The genus to which a species of it went.
    fn left_for(&self, today: &str) -> Self {
        Self {
            name: Some(today.to_owned()),
            taxid: None,
            ..self.clone()
        }
    }

    /// As a report of what was left out has it.
    fn told(&self) -> String {
        match (&self.name, &self.family) {
            (Some(name), Some(family)) if !name.starts_with(family.as_str()) => {
                format!("{name} ({family})")
            }
            (Some(name), _) => name.clone(),
            (None, family) => match family.as_ref().or(self.wider.as_ref()) {
                Some(clade) => format!("{clade}, genus not named"),
                None => "genus not named".to_owned(),
            },
        }
    }
}

/// Amounts of the sample's genera, in percent, after species that left a genus were moved to the genus of today.
fn clades(
    file: &ProfileFile,
    sample: &Sample,
    base: Rank,
    names: &Names<'_>,
    renamed: &mut BTreeMap<(String, String), f64>,
) -> BTreeMap<FoundGenus, f64> {
    let mut amounts: BTreeMap<FoundGenus, f64> = BTreeMap::new();
    for entry in present(file, sample, base) {
        *amounts.entry(FoundGenus::of(entry.lineage)).or_default() += entry.percent;
    }
    for entry in present(file, sample, base.max(Rank::Species)) {
        let Some(species) = entry.lineage.clade(Rank::Species) else {
            continue;
        };
        let old = FoundGenus::of(entry.lineage);
        let Some(today) = names
            .of_species(species)
            .filter(|today| names.is_a_move(&old, today))
        else {
            continue;
        };
        let Some(held) = amounts.get_mut(&old) else {
            continue;
        };
        // Rounding may leave a species with a little more than its genus.
        let moved = entry.percent.min(*held);
        *held -= moved;
        *amounts.entry(old.left_for(today)).or_default() += moved;
        let written = species.name.replace('_', " ");
        *renamed.entry((written, today.to_owned())).or_default() += moved;
    }
    amounts.retain(|_, amount| *amount > ROUNDING);
    amounts
}

/// The rows of one rank that a sample has something of.
fn present<'a>(
    file: &'a ProfileFile,
    sample: &'a Sample,
    rank: Rank,
) -> impl Iterator<Item = Entry<'a>> {
    file.entries(sample, rank)
        .filter(|entry| entry.percent > 0.0)
}

/// The model's genera by every name under which they can be found.
struct Names<'a> {
    taxonomy: &'a Taxonomy,
    synonyms: &'a Synonyms,
    /// The place in the taxonomy of a genus or of one that it pools, by comparable name.
    places: BTreeMap<String, usize>,
}

impl<'a> Names<'a> {
    fn new(taxonomy: &'a Taxonomy, synonyms: &'a Synonyms) -> Self {
        let mut places = BTreeMap::new();
        for (place, genus) in taxonomy.genera.iter().enumerate() {
            places.insert(comparable(&genus.name), place);
        }
        for (place, genus) in taxonomy.genera.iter().enumerate() {
            for pooled in &genus.pooled {
                places.entry(comparable(pooled)).or_insert(place);
            }
        }
        Self {
            taxonomy,
            synonyms,
            places,
        }
    }

    fn direct(&self, name: &str) -> Option<usize> {
        self.places.get(&comparable(name)).copied()
    }

    /// The place of a genus and the name by which it was found: that of its number in the NCBI Taxonomy, which lasts while names change,
    /// then its own, then other names of it. A name in brackets or with the suffix of a reference tree, found only without these, may be
    /// that of another genus: it counts only within the families of the genus that was found.
    fn find<'n>(&'n self, genus: &'n FoundGenus) -> Option<(usize, &'n str)> {
        let numbered = genus.taxid.and_then(|taxid| self.synonyms.of_taxid(taxid));
        if let Some(found) = numbered.and_then(|name| self.find_named(name)) {
            return Some(found);
        }
        let name = genus.name.as_ref()?;
        let (place, found) = self.find_named(name)?;
        let members = genus.family.as_ref().map(|family| self.members(family));
        let elsewhere =
            members.is_some_and(|members| !members.is_empty() && !members.contains(&place));
        (!(elsewhere && is_qualified(name))).then_some((place, found))
    }

    /// The model's genera of a family.
    fn members(&self, family: &str) -> Vec<usize> {
        let genera = self.synonyms.of_family(family).iter();
        genera.filter_map(|genus| self.direct(genus)).collect()
    }

    fn find_named<'n>(&'n self, name: &'n str) -> Option<(usize, &'n str)> {
        let others = self.synonyms.of_genus(name).iter().map(String::as_str);
        std::iter::once(name)
            .chain(others)
            .find_map(|name| Some((self.direct(name)?, name)))
    }

    /// The genus to which a species belongs today, if it left another.
    fn of_species(&self, species: &Clade) -> Option<&'a str> {
        let numbered = species
            .taxid
            .and_then(|taxid| self.synonyms.of_taxid(taxid));
        numbered.or_else(|| self.synonyms.of_species(&species.name))
    }

    /// Whether taking a species from one genus to another says something: not when it is there already, nor when both names are found
    /// only as the same genus of the model.
    fn is_a_move(&self, old: &FoundGenus, new: &str) -> bool {
        let place = |found: Option<(usize, &str)>| found.map(|(place, _)| place);
        let (from, to) = (place(self.find(old)), place(self.find_named(new)));
        let same_name = old
            .name
            .as_deref()
            .is_some_and(|old| comparable(old) == comparable(new));
        !same_name && (from != to || (to.is_some() && self.direct(new).is_some()))
    }

    fn own_name(&self, place: usize) -> &'a str {
        &self.taxonomy.genera[place].name
    }
}

/// The sample's percents as they find their places.
struct Matching<'a> {
    names: &'a Names<'a>,
    /// Percent of each genus of the model.
    amounts: Vec<f64>,
    by_genus: f64,
    by_family: f64,
    renamed: BTreeMap<(String, String), f64>,
    pooled: BTreeMap<(String, String), f64>,
    /// Genera without a place whose family has one, by family.
    families: BTreeMap<String, f64>,
    left_out: BTreeMap<String, f64>,
}

impl<'a> Matching<'a> {
    fn new(names: &'a Names<'a>) -> Self {
        Self {
            names,
            amounts: vec![0.0; names.taxonomy.genera.len()],
            by_genus: 0.0,
            by_family: 0.0,
            renamed: BTreeMap::new(),
            pooled: BTreeMap::new(),
            families: BTreeMap::new(),
            left_out: BTreeMap::new(),
        }
    }

    fn place(&mut self, genus: &FoundGenus, amount: f64) {
        if let Some((place, found)) = self.names.find(genus) {
            self.amounts[place] += amount;
            self.by_genus += amount;
            let own = self.names.own_name(place);
            let written = genus.name.as_deref().unwrap_or_default();
            if comparable(found) != comparable(written) {
                let renaming = (written.to_owned(), found.to_owned());
                *self.renamed.entry(renaming).or_default() += amount;
            }
            if comparable(found) != comparable(own) {
                let pooling = (found.to_owned(), own.to_owned());
                *self.pooled.entry(pooling).or_default() += amount;
            }
            return;
        }
        let family = genus.family.as_ref();
        match family.filter(|family| !self.names.members(family).is_empty()) {
            Some(family) => *self.families.entry(family.clone()).or_default() += amount,
            None => *self.left_out.entry(genus.told()).or_default() += amount,
        }
    }

    /// Gives genera that the model does not know to those of their family, in proportion to what the sample holds of these by name.
    fn spread_families(&mut self) {
        let by_name = self.amounts.clone();
        for (family, amount) in std::mem::take(&mut self.families) {
            let members = self.names.members(&family);
            let held: f64 = members.iter().map(|place| by_name[*place]).sum();
            for place in &members {
                let share = if held > 0.0 {
                    by_name[*place] / held
                } else {
                    1.0 / members.len() as f64
                };
                self.amounts[*place] += amount * share;
            }
            self.by_family += amount;
            let into: Vec<&str> = members
                .iter()
                .map(|place| self.names.own_name(*place))
                .collect();
            self.pooled
                .insert((format!("other {family}"), into.join(", ")), amount);
        }
    }

    fn report(&self, file: &ProfileFile, base: Rank, total: f64, unclassified: f64) -> MatchReport {
        // Rounding must not make more than the whole of it.
        let share = |amount: &f64| (amount / total).min(1.0);
        let mut notes = file.notes.clone();
        if base != Rank::Genus {
            notes.push(format!(
                "no rows of genera: they were added up from those of {}",
                base.name()
            ));
        }
        if unclassified > 0.0 {
            notes.push(format!(
                "{:.1} % of the sample could not be classified; abundances are fractions of what was matched",
                100.0 * share(&unclassified)
            ));
        }
        let renamed = self.renamed.iter().map(|((from, to), amount)| Renaming {
            from: from.clone(),
            to: to.clone(),
            share: share(amount),
        });
        let pooled = self.pooled.iter().map(|((from, into), amount)| Pooling {
            from: from.clone(),
            into: into.clone(),
            share: share(amount),
        });
        let left_out = self.left_out.iter().map(|(name, amount)| LeftOut {
            name: name.clone(),
            share: share(amount),
        });
        MatchReport {
            genus_share: share(&self.by_genus),
            family_share: share(&self.by_family),
            unclassified_share: share(&unclassified),
            renamed: largest_first(renamed, |entry| entry.share),
            pooled: largest_first(pooled, |entry| entry.share),
            left_out: largest_first(left_out, |entry| entry.share),
            notes,
            warnings: Vec::new(),
        }
    }
}

fn largest_first<T>(entries: impl Iterator<Item = T>, share: impl Fn(&T) -> f64) -> Vec<T> {
    let mut entries: Vec<T> = entries.collect();
    entries.sort_by(|a, b| share(b).total_cmp(&share(a)));
    entries
}
