//! What a laboratory would measure of colon and stool.

use engine::Expr;

use super::products::Made;
use super::{Colon, SEGMENTS, signals, strains, transit};
use crate::builder::Builder;
use crate::signals::GutFeedback;

/// Genera that fall, and genera that rise, when a community loses its balance.
const LOST: [&str; 6] = [
    "Faecalibacterium",
    "Roseburia",
    "Agathobacter",
    "Coprococcus",
    "Bifidobacterium",
    "Akkermansia",
];
const RAISED: [&str; 5] = [
    "Escherichia",
    "Klebsiella",
    "Enterococcus",
    "Streptococcus",
    "Fusobacterium",
];

/// The short-chain fatty acids proper.
const ACIDS: [&str; 3] = ["acetate", "propionate", "butyrate"];

pub(super) fn observe<'g>(colon: &Colon<'g>, b: &mut Builder<'g, '_>, body: &GutFeedback<'g>) {
    lumen(colon, b);
    stool(colon, b, body);
    community(colon, b);
}

fn lumen<'g>(colon: &Colon<'g>, b: &mut Builder<'g, '_>) {
    for segment in &colon.segments {
        let name = segment.name;
        let acids = ACIDS.map(|acid| segment.concentration(acid));
        let total = acids[0] + acids[1] + acids[2];
        b.observable(
            format!("colon.{name}.ph"),
            "[pH]",
            "luminal pH",
            segment.ph(),
        );
        b.observable(
            format!("colon.{name}.scfa"),
            "mmol/L",
            "acetate, propionate and butyrate in the lumen",
            total,
        );
        for (acid, concentration) in ACIDS.into_iter().zip(acids) {
            b.observable(
                format!("colon.{name}.{acid}"),
                "mmol/L",
                &format!("{acid} in the lumen"),
                concentration,
            );
        }
    }
    for acid in ACIDS {
        let absorbed = absorbed(colon, b, acid);
        b.observable(
            format!("colon.{acid}_absorbed"),
            "mmol/d",
            &format!("{acid} taken up by the wall"),
            absorbed,
        );
    }
}

/// Acid taken up by the wall, amount per time.
fn absorbed<'g>(colon: &Colon<'g>, b: &Builder<'g, '_>, acid: &str) -> Expr<'g> {
    let uptake =
        |segment: &super::Segment<'g>| segment.acid_absorption(colon) * segment.amount(acid);
    b.sum(colon.segments.iter().map(uptake))
}

/// Gases that breath and flatus carry off.
pub(super) fn gases<'g>(b: &mut Builder<'g, '_>, made: &[Made<'g>]) {
    let methane = b.sum(made.iter().map(|made| made.methane));
    b.observable("colon.methane", "mmol/d", "methane made", methane);
}

fn stool<'g>(colon: &Colon<'g>, b: &mut Builder<'g, '_>, body: &GutFeedback<'g>) {
    let last = &colon.segments[SEGMENTS.len() - 1];
    let rates = transit::times(colon, b, body);
    let leaving = 1 / rates[SEGMENTS.len() - 1];
    let held = colon.genera.iter().zip(&last.biomass);
    let held = b.sum(held.map(|(genus, mass)| genus.retention * *mass));
    let dry = last.solids - held;
    let water = last.water * colon.get("water_density");
    let wet = leaving * (water + dry);
    b.observable("stool.wet_mass", "g/d", "stool a day", wet);
    b.observable(
        "stool.dry_mass",
        "g/d",
        "dry matter of stool a day",
        leaving * dry,
    );
    b.observable("stool.water", "%", "water in stool", leaving * water / wet);
    let cells = b.sum(last.biomass.iter().copied()) - held;
    b.observable(
        "stool.bacterial_mass",
        "g/d",
        "dry mass of bacteria in stool a day",
        leaving * cells,
    );
    let mut total = b.number(0);
    let mut made = b.number(0);
    for acid in ACIDS {
        made = made + leaving * last.amount(acid) + absorbed(colon, b, acid);
        let content = leaving * last.amount(acid) / wet;
        b.observable(
            format!("stool.{acid}"),
            "mmol/kg",
            &format!("{acid} in stool, wet"),
            content,
        );
        total = total + content;
    }
    total = total + leaving * last.amount("branched_acids") / wet;
    b.observable(
        "stool.scfa",
        "mmol/kg",
        "short-chain fatty acids in stool, wet",
        total,
    );
    b.observable(
        "colon.scfa_made",
        "mmol/d",
        "acetate, propionate and butyrate made, less what microbes use again",
        made,
    );
    let transit = b.sum(rates);
    b.observable("colon.transit", "h", "whole-colon transit time", transit);
}

fn community<'g>(colon: &Colon<'g>, b: &mut Builder<'g, '_>) {
    for (genus, share) in colon.genera.iter().zip(&colon.stool) {
        b.observable(
            format!("stool.genus.{}", genus.name),
            "%",
            "share of the genus in stool",
            *share,
        );
    }
    for segment in &colon.segments {
        shares(colon, b, segment);
    }
    let shannon = signals::shannon(colon, b);
    b.observable(
        "colon.shannon",
        "1",
        "Shannon diversity of genera in stool",
        shannon,
    );
    let variants = strains::shannon(colon, b, shannon);
    b.observable(
        "colon.shannon_variants",
        "1",
        "Shannon diversity of sequence variants in stool",
        variants,
    );
    let squares = b.sum(colon.stool.iter().map(|share| *share * *share));
    b.observable(
        "colon.simpson",
        "1",
        "Simpson diversity of genera in stool",
        1 - squares,
    );
    let threshold = colon.get("richness_threshold");
    let (one, none) = (b.number(1), b.number(0));
    let present = b.sum(
        colon
            .stool
            .iter()
            .map(|share| engine::select(*share, threshold, one, none)),
    );
    b.observable(
        "colon.richness",
        "1",
        "genera that make up more than a ten-thousandth of stool",
        present,
    );
    let entero = colon.share(b, &["Escherichia", "Klebsiella"]);
    b.observable(
        "stool.enterobacteriaceae",
        "%",
        "share of Enterobacteriaceae in stool",
        entero,
    );
    let strains = i32::try_from(colon.strains.len()).unwrap_or(1);
    let left = b.sum(colon.strains.iter().copied()) / strains;
    b.observable(
        "colon.strains_left",
        "%",
        "strains of a genus, mean of the genera, over the reference adult",
        left,
    );
    let floor = colon.get("dysbiosis_floor");
    let raised = colon.share(b, &RAISED)
        + colon.get("mediterraneibacter_weight") * colon.share(b, &["Mediterraneibacter"]);
    let raw = ((raised + floor) / (colon.share(b, &LOST) + floor)).ln() - variants;
    let healthy = b.reference("colon.dysbiosis", raw);
    b.observable(
        "colon.dysbiosis_index",
        "1",
        "0 in the reference adult, above 1 a lost balance",
        raw - healthy,
    );
}

/// The genera of a segment, each by its share of the mass.
fn shares<'g>(colon: &Colon<'g>, b: &mut Builder<'g, '_>, segment: &super::Segment<'g>) {
    let mass = b.sum(segment.biomass.iter().copied());
    for (genus, own) in colon.genera.iter().zip(&segment.biomass) {
        b.observable(
            format!("colon.{}.genus.{}", segment.name, genus.name),
            "%",
            "share of the genus in the lumen",
            *own / mass,
        );
    }
}
