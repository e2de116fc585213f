//! The genera of the model, read from `data/taxa.toml`: what they eat, make and tolerate.

use std::collections::BTreeMap;

use crate::document::{Faults, Source, Table, read_document};

/// How peptides are fermented: to many acids, in the Stickland way, or mostly to acetate.
pub const PEPTIDE_ROUTES: [&str; 3] = ["bacteroidal", "clostridial", "facultative"];

/// What microbes eat: oligomers and monomers in grams, then small molecules in moles.
pub const RESOURCES: [&str; 14] = [
    "inulin",
    "galactooligosaccharides",
    "pectin",
    "resistant_starch",
    "arabinoxylan",
    "beta_glucan",
    "cellulose",
    "mucin",
    "protein",
    "sugar",
    "lactate",
    "succinate",
    "hydrogen",
    "formate",
];

/// Polymers that must be hydrolysed before they are eaten.
pub const POLYMERS: [&str; 7] = [
    "pectin",
    "resistant_starch",
    "arabinoxylan",
    "beta_glucan",
    "cellulose",
    "mucin",
    "protein",
];

/// What fermentation of hexose yields.
pub const PRODUCTS: [&str; 9] = [
    "acetate",
    "propionate",
    "butyrate",
    "lactate",
    "succinate",
    "formate",
    "ethanol",
    "carbon_dioxide",
    "hydrogen",
];

/// What can set a genus apart: emulsifiers slow it, the gut's defence holds it, it comes from the mouth, its spores wake with bile.
pub const MARKS: [&str; 4] = [
    "emulsifier_sensitive",
    "held_by_defence",
    "oral",
    "germinates_with_bile",
];

/// Whose stool an abundance is of.
pub const PEOPLE: [&str; 3] = ["adult", "infant", "rural"];

/// One genus, with those pooled into it. Units as in the file's `columns`.
#[derive(Clone, Debug)]
pub struct Genus {
    /// Its name.
    pub name: String,
    /// The genera it stands for, itself included.
    pub pooled: Vec<String>,
    /// Its phylum.
    pub phylum: String,
    /// Whether it has an outer membrane.
    pub gram_negative: bool,
    /// Relative preference for each of [`RESOURCES`].
    pub preference: BTreeMap<String, f64>,
    /// Which of [`POLYMERS`] it degrades.
    pub degrades: Vec<String>,
    /// mmol of each of [`PRODUCTS`] per mmol of hexose.
    pub products: BTreeMap<String, f64>,
    /// How it ferments peptides: one of [`PEPTIDE_ROUTES`].
    pub peptides: String,
    /// Greatest growth rate, 1/h.
    pub growth_rate: f64,
    /// Multiplies growth.
    pub fitness: f64,
    /// Share of the community that its strains fill, 0 to 1.
    pub niche: f64,
    /// Half-saturation on sugars, mmol/L.
    pub half_saturation: f64,
    /// Grams of cells per gram of sugar.
    pub growth_yield: f64,
    /// Lowest, lower optimal, upper optimal, highest pH.
    pub ph: [f64; 4],
    /// Oxygen that halves growth, umol/L.
    pub oxygen_inhibition: Option<f64>,
    /// Capacity to respire, relative to Escherichia.
    pub respiration: f64,
    /// 0 to 1.
    pub bile_tolerance: f64,
    /// Share held at the mucosa.
    pub retention: f64,
    /// Share of strains that form spores.
    pub spores: f64,
    /// Capacity for 7-alpha-dehydroxylation.
    pub bile_dehydroxylation: f64,
    /// Capacity to make indoles.
    pub indole: f64,
    /// Endotoxin activity relative to Escherichia coli.
    pub lps_potency: f64,
    /// Lipopolysaccharide, mg/g.
    pub lps_content: f64,
    /// What it makes of lactate: `propionate`, `butyrate` or, with sulfate, acetate (`sulfate`).
    pub lactate_route: String,
    /// What it makes of hydrogen: `acetogenesis`, `sulfate` or `methane`.
    pub hydrogen_route: Option<String>,
    /// Half-saturation on hydrogen, mmol/L, where it is lower than the usual one.
    pub hydrogen_half: Option<f64>,
    /// Cells from a mmol of a small molecule, g, where it is not the usual yield.
    pub small_yield: BTreeMap<String, f64>,
    /// What sets it apart, of [`MARKS`].
    pub marks: Vec<String>,
    /// Minimal inhibitory concentration by column, mg/L.
    pub mic: BTreeMap<String, f64>,
    /// Mean share in stool of each of [`PEOPLE`], 0 to 1.
    pub abundance: BTreeMap<String, f64>,
}

impl Genus {
    /// Whether it has one of [`MARKS`].
    pub fn has(&self, mark: &str) -> bool {
        self.marks.iter().any(|own| own == mark)
    }
}

/// All genera, in the order of the file's names.
#[derive(Clone, Debug, Default)]
pub struct Taxa {
    /// The genera.
    pub genera: Vec<Genus>,
    /// The concentration from which on a genus counts as resistant, in the unit of the MICs.
    pub resistant_from: Option<f64>,
}

impl Taxa {
    /// Reads the table.
    pub fn read(source: &Source, faults: &Faults) -> Self {
        let taxa = read_document(source, faults, |root| {
            let resistant_from = root.table("columns", |columns| {
                let limits = columns.each(|_, column| {
                    column.unit("unit");
                    crate::numbers::Status::read(column);
                    column.text("source");
                    column.text("note");
                    column.number("resistant_from")
                });
                limits.into_iter().flatten().next()
            });
            if resistant_from.flatten().is_none() {
                root.fault(
                    "columns",
                    "say of no column from where on it means resistance (`resistant_from`)",
                    None,
                );
            }
            let genera = root
                .table("genus", |table| table.each(read_genus))
                .unwrap_or_default();
            Self {
                genera: genera.into_iter().flatten().collect(),
                resistant_from: resistant_from.flatten(),
            }
        });
        taxa.unwrap_or_default()
    }

    /// The place of a genus.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.genera.iter().position(|genus| genus.name == name)
    }

    /// Names in order.
    pub fn names(&self) -> Vec<String> {
        self.genera.iter().map(|genus| genus.name.clone()).collect()
    }
}

fn known(table: &Table<'_>, key: &str, names: &[&str]) -> BTreeMap<String, f64> {
    let values = table.table(key, |inner| {
        let values = inner.numbers();
        for (name, value) in &values {
            if !names.contains(&name.as_str()) {
                inner.fault(
                    name,
                    "is not known here",
                    Some(crate::document::allowed(name, names.iter().copied())),
                );
            } else if *value < f64::from(0) && key != "products" {
                inner.fault(name, "is negative", None);
            }
        }
        values
    });
    values.unwrap_or_default().into_iter().collect()
}

fn read_genus(name: &str, table: &Table<'_>) -> Option<Genus> {
    let percent = |value: f64| value / f64::from(100);
    let degrades = table.texts("degrades").unwrap_or_default();
    for polymer in degrades
        .iter()
        .filter(|polymer| !POLYMERS.contains(&polymer.as_str()))
    {
        table.fault(
            "degrades",
            format!("`{polymer}` is not a polymer"),
            Some(POLYMERS.join(", ")),
        );
    }
    let mic = table.table("mic", |inner| inner.numbers().into_iter().collect());
    let ph = read_ph(table);
    read_range(table);
    Some(Genus {
        name: name.to_owned(),
        pooled: table.texts("pooled")?,
        phylum: table.required_text("phylum")?,
        gram_negative: table.choice("gram", &["neg", "pos", "archaeon"])? == "neg",
        preference: known(table, "preference", &RESOURCES),
        degrades,
        products: known(table, "products", &PRODUCTS),
        peptides: table.choice("peptides", &PEPTIDE_ROUTES)?.to_owned(),
        growth_rate: table.required_number("growth_rate")?,
        fitness: table.required_number("fitness")?,
        niche: percent(table.required_number("niche")?),
        half_saturation: table.required_number("half_saturation")?,
        growth_yield: table.required_number("yield")?,
        ph: ph?,
        oxygen_inhibition: table.number("oxygen_inhibition"),
        respiration: table.required_number("respiration")?,
        bile_tolerance: table.required_number("bile_tolerance")?,
        retention: table.required_number("retention")?,
        spores: table.required_number("spores")?,
        bile_dehydroxylation: table.required_number("bile_dehydroxylation")?,
        indole: table.required_number("indole")?,
        lps_potency: table.required_number("lps_potency")?,
        lps_content: table.required_number("lps_content")?,
        lactate_route: table
            .choice("lactate_route", &["propionate", "butyrate", "sulfate"])
            .unwrap_or("propionate")
            .to_owned(),
        hydrogen_route: table
            .choice("hydrogen_route", &["acetogenesis", "sulfate", "methane"])
            .map(ToOwned::to_owned),
        hydrogen_half: table.number("hydrogen_half"),
        small_yield: known(table, "small_yield", &RESOURCES),
        marks: read_marks(table),
        mic: mic.unwrap_or_default(),
        abundance: known(table, "abundance", &PEOPLE)
            .into_iter()
            .map(|(people, share)| (people, percent(share)))
            .collect(),
    })
}

fn read_marks(table: &Table<'_>) -> Vec<String> {
    let marks = table.texts("marks").unwrap_or_default();
    for mark in marks.iter().filter(|mark| !MARKS.contains(&mark.as_str())) {
        table.fault(
            "marks",
            format!("`{mark}` is not known here"),
            Some(MARKS.join(", ")),
        );
    }
    marks
}

fn read_range(table: &Table<'_>) {
    let Some(range) = table.number_list("growth_rate_range") else {
        return;
    };
    let rate = table.number("growth_rate").unwrap_or_default();
    if !matches!(range[..], [lo, hi] if lo <= rate && rate <= hi) {
        table.fault("growth_rate_range", "does not hold the growth rate", None);
    }
}

fn read_ph(table: &Table<'_>) -> Option<[f64; 4]> {
    let limits: Option<[f64; 4]> = table.number_list("ph")?.try_into().ok();
    let limits = limits.filter(|ph| ph.is_sorted_by(|a, b| a < b));
    if limits.is_none() {
        table.fault(
            "ph",
            "must be four rising numbers",
            Some("lowest, lower optimal, upper optimal, highest".to_owned()),
        );
    }
    limits
}
