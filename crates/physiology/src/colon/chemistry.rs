//! The chemistry of a segment's content: concentrations, pH, bile, oxygen.

use engine::Expr;

use super::segment::{SMALL, place};
use super::{Colon, Segment};
use crate::builder::{Builder, Parameters};
use crate::response::{falling_step, gated};
use crate::signals::GutFeedback;

/// Concentrations and pH of a segment.
pub(super) struct Chemistry<'g> {
    /// Concentration of each pool.
    pub pools: Vec<Expr<'g>>,
    /// Concentration of each small molecule.
    pub small: Vec<Expr<'g>>,
    pub ph: Expr<'g>,
    /// Free bile acids, weighted by toxicity.
    pub free_bile: Expr<'g>,
    /// Respiring cells, weighted by capacity.
    pub respiring: Expr<'g>,
}

impl<'g> Chemistry<'g> {
    pub fn new(
        b: &mut Builder<'g, '_>,
        p: &Parameters<'g>,
        name: &str,
        volume: Expr<'g>,
        pools: &[Expr<'g>],
        small: &[Expr<'g>],
        biomass: &[Expr<'g>],
    ) -> Self {
        let concentration = |amount: &Expr<'g>| *amount / volume;
        let small: Vec<_> = small.iter().map(concentration).collect();
        let of = |what: &str| small[place(&SMALL, what)];
        let acids = of("acetate")
            + of("propionate")
            + of("butyrate")
            + of("branched_acids")
            + p.get("lactate_acidity") * of("lactate")
            + p.get("succinate_acidity") * of("succinate")
            + p.get("formate_acidity") * of("formate")
            - p.get("ammonia_acidity") * of("ammonia");
        let neutral = falling_step(acids, p.get("acid_middle"), p.get("acid_width"));
        let ph = p.get("acid_ph_low")
            + p.get("acid_ph_span") * neutral
            + p.get(&format!("{name}_ph_shift"));
        let bile = of("primary_bile") + p.get("secondary_bile_weight") * of("secondary_bile");
        let genera = &b.data().taxa.genera;
        let respiring = genera
            .iter()
            .zip(biomass)
            .filter(|(genus, _)| genus.respiration > f64::from(0));
        let respiring = b.sum(respiring.map(|(genus, mass)| b.value(genus.respiration) * *mass));
        Self {
            pools: pools.iter().map(concentration).collect(),
            ph: b.lift(format!("colon.{name}.ph"), ph),
            free_bile: b.lift(
                format!("colon.{name}.free_bile"),
                p.get("free_bile_share") * bile,
            ),
            respiring: b.lift(format!("colon.{name}.respiring"), respiring),
            small,
        }
    }

    /// Shortage of butyrate in the mucosa, 0 to 1.
    pub fn shortage(&self, colon: &Colon<'g>, segment: &Segment<'g>) -> Expr<'g> {
        let uptake = segment.acid_absorption(colon) * segment.amount("butyrate");
        let need =
            colon.get("butyrate_uptake_half") * colon.get(&format!("{}_wall_share", segment.name));
        let ratio = uptake / need;
        1 / (1 + ratio * ratio)
    }

    /// Oxygen in the lumen, quasi-steady between the leak through a hungry epithelium and its use.
    pub fn oxygen(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        segment: &Segment<'g>,
        body: &GutFeedback<'g>,
    ) -> Expr<'g> {
        let name = segment.name;
        let shortage = self.shortage(colon, segment);
        let healthy = b.reference(&format!("colon.{name}.butyrate_shortage"), shortage);
        let short = gated(b.arrow("oxygen_to_bloom"), healthy, shortage);
        let leak = colon.get(&format!("{name}_wall_share"))
            * (colon.get("oxygen_leak") + colon.get("oxygen_leak_short") * short)
            * body.epithelial_leak;
        let used = colon.get("oxygen_wall_use") * segment.volume
            + colon.get("oxygen_respiration") * self.respiring.max(0)
            + colon.get("oxygen_background_use");
        b.lift(format!("colon.{name}.oxygen"), leak / used)
    }
}
