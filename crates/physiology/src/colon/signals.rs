//! What the colon tells the body: acids, endotoxin, DNA, indoles, bile, foraging, diversity; all relative to the healthy reference.

use engine::Expr;

use super::segment::place;
use super::{Colon, drugs, strains};
use crate::builder::Builder;
use crate::response::falling_step;
use crate::signals::ColonSignals;
use crate::taxa::POLYMERS;

pub(super) fn signals<'g>(colon: &Colon<'g>, b: &mut Builder<'g, '_>) -> ColonSignals<'g> {
    let number = i32::try_from(colon.segments.len()).unwrap_or(1);
    let mean = |b: &Builder<'g, '_>, of: &dyn Fn(usize) -> Expr<'g>| {
        b.sum((0..colon.segments.len()).map(of)) / number
    };
    let concentration =
        |name: &'static str| move |index: usize| colon.segments[index].concentration(name);
    let butyrate = mean(b, &concentration("butyrate"));
    let bile = mean(b, &concentration("secondary_bile"));
    let acid = mean(b, &|index| {
        let ph = colon.segments[index].ph();
        falling_step(ph, colon.get("wall_acid_ph"), colon.get("wall_acid_width"))
    });
    let (lps, dna) = released(colon, b);
    let indole = b.sum(
        colon
            .segments
            .iter()
            .map(|segment| colon.get("indole_loss") * segment.amount("indole")),
    );
    let foraged = foraged(colon, b);
    let genera = shannon(colon, b);
    let variants = strains::shannon(colon, b, genera);
    let bifidobacteria = colon.share(b, &["Bifidobacterium"]);
    let absorbed = |b: &mut Builder<'g, '_>, acid: &str| {
        b.sum(
            colon
                .segments
                .iter()
                .map(|segment| segment.acid_absorption(colon) * segment.amount(acid)),
        )
    };
    let signal = |b: &mut Builder<'g, '_>, name: &str, value: Expr<'g>| {
        let relative = b.relative(&format!("colon.{name}"), value);
        b.lift(format!("signal.{name}"), relative)
    };
    let lps = signal(b, "lps", lps).pow(colon.get("lps_detoxification"));
    let dna = signal(b, "dna", dna).pow(colon.get("dna_release"));
    let [acetate, propionate, butyrate_flux, branched] =
        ["acetate", "propionate", "butyrate", "branched_acids"].map(|acid| absorbed(b, acid));
    ColonSignals {
        butyrate: signal(b, "butyrate", butyrate),
        acid: signal(b, "acid", acid),
        acetate_flux: signal(b, "acetate_flux", acetate),
        propionate_flux: signal(b, "propionate_flux", propionate),
        butyrate_flux: signal(b, "butyrate_flux", butyrate_flux),
        lps,
        dna,
        indole: signal(b, "indole", indole),
        secondary_bile: signal(b, "secondary_bile", bile),
        mucin_foraging: signal(b, "mucin_foraging", foraged),
        p_cresol: signal(b, "p_cresol", branched),
        diversity: signal(b, "diversity", variants),
        bifidobacteria: signal(b, "bifidobacteria", bifidobacteria),
    }
}

/// Endotoxin (in E. coli equivalents) and DNA set free by dying cells, mass per time.
fn released<'g>(colon: &Colon<'g>, b: &mut Builder<'g, '_>) -> (Expr<'g>, Expr<'g>) {
    let (mut endotoxin, mut lysed) = (b.number(0), b.number(0));
    for segment in &colon.segments {
        let pressure = drugs::pressure(b, colon, segment);
        for ((genus, mass), pressure) in b
            .data()
            .taxa
            .genera
            .iter()
            .zip(&segment.biomass)
            .zip(pressure)
        {
            let dying = (colon.get("lysis") + pressure.killing) * mass.max(0);
            endotoxin = endotoxin + b.value(genus.lps_potency * genus.lps_content) * dying;
            lysed = lysed + dying;
        }
    }
    (endotoxin, lysed)
}

/// Mucin that microbes cut, mass per time, weighed by its part in all glycans at hand: where there is fibre they leave the mucus alone, and
/// without it they live on it (Desai 2016). Oligosaccharides are none of those: nobody needs enzymes of that kind for them.
fn foraged<'g>(colon: &Colon<'g>, b: &Builder<'g, '_>) -> Expr<'g> {
    let mucin = place(&POLYMERS, "mucin");
    let protein = place(&POLYMERS, "protein");
    b.sum(colon.segments.iter().map(|segment| {
        let glycans = segment.polymers.iter().enumerate();
        let glycans = glycans.filter(|(polymer, _)| *polymer != protein);
        let at_hand = b.sum(glycans.map(|(_, amount)| *amount));
        segment.hydrolysis[mucin] * segment.polymers[mucin] / at_hand
    }))
}

/// Shannon's diversity of the genera in stool.
pub(super) fn shannon<'g>(colon: &Colon<'g>, b: &Builder<'g, '_>) -> Expr<'g> {
    let floor = colon.get("share_floor") * colon.get("share_floor");
    -b.sum(
        colon
            .stool
            .iter()
            .map(|share| *share * share.max(floor).ln()),
    )
}
