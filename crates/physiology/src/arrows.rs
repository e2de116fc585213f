//! The arrows: every causal claim of the axis by name, with what it says and the terms it gates.
//!
//! An arrow has a gain in [0, 1]: 1 as modelled, 0 cut. A gate lets the term return to its healthy value, never to zero.
//! What it rests on stands in `data/arrows.toml`.

use std::collections::BTreeMap;

use crate::document::{Faults, Source, Table, allowed, read_document};

/// A causal claim that can be cut.
#[derive(Clone, Copy, Debug)]
pub struct Arrow {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub claim: &'static str,
    /// The terms of the equations that it gates, in words.
    pub gates: &'static str,
    /// The way between organs of which it is part.
    pub route: Route,
    /// Where what it says begins.
    pub from: Place,
    /// Where that acts.
    pub to: Place,
}

/// Where arrows begin and end, as people draw the axis.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// What somebody eats, takes and lives through.
    Life,
    /// The colon and its microbes.
    Gut,
    /// The wall of the gut.
    Lining,
    /// The blood and the immune cells that travel in it.
    Blood,
    /// Stress, sleep and hormones.
    Brain,
    /// The skin.
    Skin,
}

impl Arrow {
    /// The name of the parameter that is its gain.
    pub fn gain(&self) -> String {
        format!("arrow.{}", self.name)
    }
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Life,
        Self::Gut,
        Self::Lining,
        Self::Blood,
        Self::Brain,
        Self::Skin,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Life => "life",
            Self::Gut => "gut",
            Self::Lining => "lining",
            Self::Blood => "blood",
            Self::Brain => "brain",
            Self::Skin => "skin",
        }
    }

    /// What a quantity of that dotted name tells of: where it is found, by its first word, unless it is made elsewhere.
    pub fn of_quantity(name: &str) -> Self {
        let module = name.split_once('.').map_or(name, |(module, _)| module);
        match module {
            _ if name == "stool.calprotectin" => Self::Lining,
            _ if name == "blood.cortisol" => Self::Brain,
            "colon" | "stool" | "intake" => Self::Gut,
            "lining" => Self::Lining,
            "stress" | "sleep" => Self::Brain,
            "skin" | "acne" => Self::Skin,
            _ => Self::Blood,
        }
    }
}

/// Ways by which what happens in one organ reaches another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Route {
    /// What food, drugs and products do to the community in the first place: where effects begin, not how they spread.
    Entry,
    /// Short-chain fatty acids, and what their shortage opens.
    FattyAcids,
    /// Endotoxin, bacterial DNA and toxins across the lining, and the innate answer.
    Endotoxin,
    /// Antigens, indoles and the T cells they prime.
    Antigen,
    /// Stress hormones and sleep.
    Stress,
    /// Insulin, IGF-1 and sebum.
    Sebum,
    /// Loops of the skin itself, and what it sends back.
    Skin,
}

impl Route {
    /// The ways by which effects spread.
    pub const SPREADING: [Self; 6] = [
        Self::FattyAcids,
        Self::Endotoxin,
        Self::Antigen,
        Self::Stress,
        Self::Sebum,
        Self::Skin,
    ];

    /// What it is, as it reads after "through".
    pub fn name(self) -> &'static str {
        match self {
            Self::Entry => "the community",
            Self::FattyAcids => "short-chain fatty acids",
            Self::Endotoxin => "endotoxin and bacterial DNA",
            Self::Antigen => "antigens and T cells",
            Self::Stress => "stress and sleep",
            Self::Sebum => "blood sugar and sebum",
            Self::Skin => "the skin's own loops",
        }
    }

    /// The arrows that are part of it.
    pub fn arrows(self) -> impl Iterator<Item = &'static Arrow> {
        ARROWS.iter().filter(move |arrow| arrow.route == self)
    }
}

/// The arrow of that name.
pub fn arrow(name: &str) -> Option<&'static Arrow> {
    ARROWS.iter().find(|arrow| arrow.name == name)
}

/// What an arrow rests on.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Keys of publications in `data/references.bib`.
    pub sources: Vec<String>,
    /// What was seen, in whom, and what speaks against it.
    pub note: String,
}

/// Reads `data/arrows.toml`: evidence by the name of the arrow, for every arrow.
pub fn read(source: &Source, faults: &Faults) -> BTreeMap<String, Evidence> {
    let evidence = read_document(source, faults, |root| {
        for missing in ARROWS.iter().filter(|arrow| !root.has(arrow.name)) {
            root.fault(
                missing.name,
                "is missing: every arrow rests on something",
                None,
            );
        }
        root.each(|name, table| {
            if arrow(name).is_none() {
                let help = allowed(name, ARROWS.iter().map(|arrow| arrow.name));
                root.fault(name, "is not an arrow", Some(help));
            }
            Some((name.to_owned(), read_evidence(table)?))
        })
    });
    evidence.unwrap_or_default().into_iter().flatten().collect()
}

fn read_evidence(table: &Table<'_>) -> Option<Evidence> {
    let sources = table.texts("source").unwrap_or_default();
    if sources.is_empty() {
        table.fault("source", "names no publication", None);
    }
    Some(Evidence {
        sources,
        note: table.required_text("note")?,
    })
}

macro_rules! arrows {
    ($($name:ident, $route:ident, $from:ident => $to:ident: $claim:literal, $gates:literal;)*) => {
        /// All arrows, in the order in which matter and signals travel.
        pub const ARROWS: &[Arrow] = &[$(Arrow {
            name: stringify!($name),
            claim: $claim,
            gates: $gates,
            route: Route::$route,
            from: Place::$from,
            to: Place::$to,
        }),*];
    };
}

arrows! {
    fibre_to_scfa, FattyAcids, Life => Gut: "fermenters turn dietary fibre into acetate, propionate and butyrate",
        "acids made from carbohydrate above what a healthy reference diet yields";
    fibre_to_diversity, Entry, Life => Gut: "several kinds of fibre feed more kinds of microbes than one kind does",
        "the mix of fibre classes above the reference diet; niches for strains that they keep open";
    diet_to_dysbiosis, Entry, Life => Gut: "processed food, refined sugar and saturated fat lower diversity and favour pro-inflammatory taxa",
        "emulsifier exposure, on growth, mucus and strains; refined sugar that reaches the colon; fat, and bile with it";
    antibiotic_to_diversity, Entry, Life => Gut: "antibiotics kill by spectrum, not by guilt; the emptied niche is open to blooms",
        "colon concentration of antibiotics";
    drug_to_dysbiosis, Entry, Life => Gut: "other medicines and environmental toxins disturb the community or the lining",
        "every effect of host drugs and toxins";
    oxygen_to_bloom, FattyAcids, Lining => Gut: "an epithelium short of butyrate leaks oxygen, and facultative anaerobes bloom",
        "oxygen leak from butyrate shortage and from a thin epithelium";
    inflammation_to_bloom, Endotoxin, Lining => Gut: "inflamed mucosa feeds Enterobacteriaceae with nitrate",
        "nitrate made by mucosal inflammation";
    probiotic_to_community, Entry, Life => Gut: "live microbes from fermented food and supplements join, compete, mostly do not stay",
        "live microbes eaten; living dose of products; seeding and arrival of strains with fermented food";
    prebiotic_to_probiotic, Entry, Life => Gut: "inulin and fructo-oligosaccharides feed bifidobacteria; with a probiotic they do more than alone",
        "soluble fructans and galactans other than in the habitual diet; living dose with a prebiotic";
    butyrate_to_barrier, FattyAcids, Gut => Lining: "butyrate feeds colonocytes, tightens junctions, builds mucus",
        "goblet mass, colonocyte proliferation, junction closing and mucosal restraint by butyrate";
    dysbiosis_to_barrier, Endotoxin, Gut => Lining: "mucus foraging on a low-fibre diet, LPS and bile wear the lining down",
        "contact with LPS, mucus erosion by foraging and emulsifier, junction opening by LPS, bile and acid, shedding by bile";
    barrier_to_translocation, Endotoxin, Lining => Blood: "a leaky lining lets LPS, food antigens, toxins and bacterial DNA into the blood",
        "permeability in the inflow of LPS, DNA, antigen and toxins";
    fat_to_translocation, Endotoxin, Life => Blood: "chylomicrons carry LPS after a fatty meal",
        "fat above the reference in LPS carried by chylomicrons";
    lps_to_cytokines, Endotoxin, Blood => Blood: "the innate immune system answers LPS and bacterial DNA with TNF, IL-1beta, IL-6, then IL-10, CRP",
        "the answer to free LPS, mucosal activity by contact, the resting drive of Kupffer cells";
    cytokines_to_barrier, Endotoxin, Blood => Lining: "TNF and IFN-gamma open tight junctions",
        "junction opening by TNF, IFN-gamma and IL-13, shedding by TNF, goblet mass by IL-13";
    scfa_to_treg, FattyAcids, Gut => Blood: "SCFAs raise regulatory T cells and IL-10, in the gut and in the skin",
        "priming of regulatory T and B cells by butyrate and propionate";
    microbes_to_thelper, Antigen, Gut => Blood: "microbes and antigens set the balance of Th1, Th2, Th17",
        "priming by antigen, IL-12, IL-23, IL-6 and IL-1, and by strains themselves";
    indole_to_il22, Antigen, Gut => Lining: "microbial indoles act through AhR on IL-22 and both barriers",
        "IL-22, junctions and proliferation by indoles; filaggrin, repair and AMP of skin by indoles";
    stress_to_cortisol, Stress, Brain => Blood: "stress drives CRH, ACTH, cortisol; sleep loss and inflammation add to it",
        "stress drive above health, inflammation and sleep debt on the HPA axis; stress on skin nerves";
    stress_to_barrier, Stress, Brain => Lining: "cortisol, CRH and mast cells open the gut lining",
        "junction opening by cortisol and mast cells; transit under stress";
    cortisol_to_immunity, Stress, Blood => Blood: "cortisol restrains cytokines; chronic excess blunts the receptor",
        "glucocorticoid signal wherever it acts on immune cells and skin";
    sleep_to_immunity, Stress, Brain => Blood: "short sleep raises IL-6, CRP and cortisol, and slows barrier repair",
        "sleep debt wherever it acts";
    mind_to_stress, Stress, Life => Brain: "mindful movement and meditation lower the stress drive",
        "practice on appraised and acute stress";
    cytokines_to_skin, Antigen, Blood => Skin: "blood-borne cytokines and gut-primed T cells activate the skin's own pathways",
        "priming of skin by blood cytokines, LPS and homing T cells";
    scfa_to_skin, FattyAcids, Gut => Skin: "circulating SCFAs calm skin immune cells and feed the skin barrier",
        "skin restraint and barrier lipids by SCFAs";
    glycaemia_to_sebum, Sebum, Life => Skin: "insulin and IGF-1 after sugar raise sebum and follicular keratinisation",
        "mTOR drive of insulin and IGF-1";
    cytokines_to_sebum, Sebum, Blood => Skin: "systemic inflammation raises sebum; sebum feeds Cutibacterium acnes; C. acnes inflames the follicle",
        "sebum by systemic inflammation";
    th2_to_skin_barrier, Skin, Skin => Skin: "IL-4 and IL-13 lower filaggrin; a weak barrier lets allergen and S. aureus in",
        "filaggrin, lipids and antimicrobial peptides by IL-4 and IL-13, and room for S. aureus";
    itch_to_skin, Skin, Skin => Skin: "scratching damages the barrier",
        "scratching, and the rubbing that thickens skin and leaves marks";
    il17_to_keratinocyte, Skin, Skin => Skin: "IL-23, IL-17, TNF and IL-22 speed keratinocyte turnover, and keratinocytes answer back",
        "keratinocyte drive by cytokines";
    dna_to_psoriasis, Endotoxin, Blood => Skin: "bacterial DNA in the blood primes plasmacytoid and dendritic cells in the psoriatic skin",
        "LL37-DNA complexes from bacterial DNA in blood";
    early_life_to_th2, Antigen, Gut => Blood: "low diversity and few bifidobacteria in infancy leave the Th2 bias unbroken",
        "the immune imprint in the priming of Th2";
    skin_to_blood, Skin, Skin => Blood: "inflamed skin spills cytokines into the blood",
        "skin cytokines and alarmins in blood, Th2 and homing";
    skin_injury_to_gut, Skin, Skin => Gut: "skin injury changes gut antimicrobial defence and tolerance; large wounds open the gut",
        "skin injury on antimicrobial peptides and regulatory T cells of the gut, large wounds on junctions";
    skin_sensitisation_to_gut, Skin, Skin => Lining: "torn skin, and allergen through it, arm gut mast cells",
        "alarmins on gut mast cells; torn skin on junctions";
    uv_to_gut, Entry, Life => Gut: "UVB and vitamin D favour gut diversity and barrier",
        "vitamin D on junctions, regulatory T cells, homing and gut defence";
    itch_to_sleep, Stress, Skin => Brain: "itch costs sleep",
        "itch on sleep got";
    visible_skin_to_stress, Stress, Skin => Brain: "visible disease is stressful",
        "visible disease on appraised stress";
    toxin_to_body, Endotoxin, Lining => Blood: "toxins from the lumen and from outside cross a leaky lining and add to immune drive",
        "p-cresol and the gut toxin load in blood and on mucosal activity";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_complete() {
        let mut names: Vec<_> = ARROWS.iter().map(|arrow| arrow.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ARROWS.len());
        assert_eq!(names.len(), 39);
    }

    #[test]
    fn evidence_is_of_arrows_and_every_arrow_has_some() {
        let text = include_str!("../../../data/arrows.toml");
        let read = |text: &str| {
            let faults = Faults::new();
            let evidence = read(&Source::new("arrows.toml", text), &faults);
            faults.into_result(evidence)
        };
        let evidence = read(text).unwrap_or_else(|faults| panic!("{faults:?}"));
        assert_eq!(evidence.len(), ARROWS.len());
        let renamed = text.replace("[uv_to_gut]", "[uv_to_gutt]");
        let faults: Vec<String> = read(&renamed)
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(faults[0].contains("`uv_to_gut`: is missing"), "{faults:?}");
        assert!(faults[1].contains("did you mean `uv_to_gut`"), "{faults:?}");
        let unsourced = text.replacen("source = [\"bosman2019uvb\"]", "source = []", 1);
        assert_eq!(read(&unsourced).unwrap_err().len(), 1);
    }

    #[test]
    fn every_way_has_arrows_and_every_arrow_one_way() {
        let spreading = Route::SPREADING.iter().map(|route| route.arrows().count());
        let counts: Vec<usize> = spreading.collect();
        assert!(counts.iter().all(|count| *count > 0));
        let entries = Route::Entry.arrows().count();
        assert_eq!(counts.iter().sum::<usize>() + entries, ARROWS.len());
    }
}
