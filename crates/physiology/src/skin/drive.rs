//! What reaches the skin as a whole: priming that stirs every cell of it, and restraint that calms them.
//!
//! Takes blood cytokines, endotoxin, stress, cortisol, short-chain fatty acids and vitamin D from the body, regulatory T cells and IL-10
//! from the skin itself. All weak couplings are powers of folds: 1 in health and never negative; an arrow's gain multiplies the power.

use engine::Expr;

use super::Tissue;
use crate::builder::Builder;
use crate::response::saturation;
use crate::signals::SkinInputs;

/// What stirs and what calms the skin; 1 in health.
#[derive(Clone, Copy)]
pub struct Drive<'g> {
    /// Systemic inflammation as the skin sees it.
    pub systemic: Expr<'g>,
    /// Priming of all cells by systemic inflammation, endotoxin and nerves.
    pub priming: Expr<'g>,
    /// Restraint of skin immunity.
    pub restraint: Expr<'g>,
    /// Restraint of what T cells and TNF do.
    pub t_cell_restraint: Expr<'g>,
    /// Circulating short-chain fatty acids, weighted by potency.
    pub fatty_acids: Expr<'g>,
    /// Vitamin D relative to its healthy value.
    pub vitamin_d: Expr<'g>,
    /// Indoles as far as their arrow lets them through.
    pub indole: Expr<'g>,
}

impl<'g> Drive<'g> {
    pub(super) fn of(b: &mut Builder<'g, '_>, skin: &Tissue<'g>, blood: &SkinInputs<'g>) -> Self {
        let p = |name: &str| skin.common.drive.get(name);
        let local = &skin.local;
        let from_blood = b.arrow("cytokines_to_skin");
        let systemic = weighted(&[
            (p("weight_tnf"), blood.tnf),
            (p("weight_il6"), blood.il6),
            (p("weight_il1"), blood.il1),
            (p("weight_crp"), blood.crp),
        ]);
        let systemic = b.lift("skin.systemic_inflammation", systemic);
        let priming = systemic.pow(from_blood * p("systemic_exponent"))
            * blood.lps.pow(from_blood * p("lps_exponent"))
            * blood.stress.pow(p("stress_exponent"));
        let priming = b.lift("skin.priming", priming);

        let fatty_acids = weighted(&[
            (p("weight_butyrate"), blood.butyrate),
            (p("weight_propionate"), blood.propionate),
            (p("weight_acetate"), blood.acetate),
        ]);
        let fatty_acids = b.lift("skin.fatty_acids", fatty_acids);
        let vitamin_d = blood.vitamin_d / p("vitamin_d_reference");
        let half = p("ultraviolet_half");
        let ultraviolet = saturation(local.ultraviolet, half) / saturation(b.number(1), half);
        let glucocorticoid = blood.cortisol * blood.receptor;
        let treatment = b.term("skin.immune_restraint")
            * b.term_attenuated(
                "skin.topical_immune_restraint",
                local.proliferation.topical_reach,
            );
        let restraint = skin.cells.regulatory.pow(p("regulatory_t_cell_exponent"))
            * skin.cytokines.il10.pow(p("il10_exponent"))
            * glucocorticoid.pow(b.arrow("cortisol_to_immunity") * p("glucocorticoid_exponent"))
            * fatty_acids.pow(b.arrow("scfa_to_skin") * p("fatty_acid_exponent"))
            * vitamin_d.pow(p("vitamin_d_exponent"))
            * ultraviolet.pow(p("ultraviolet_exponent"))
            * treatment;
        let restraint = b.lift("skin.restraint", restraint);
        Self {
            systemic,
            priming,
            restraint,
            t_cell_restraint: restraint.pow(p("t_cell_restraint_exponent")),
            fatty_acids,
            vitamin_d,
            indole: blood.indole.pow(b.arrow("indole_to_il22")),
        }
    }
}

/// The weighted mean of folds.
fn weighted<'g, const N: usize>(parts: &[(Expr<'g>, Expr<'g>); N]) -> Expr<'g> {
    let graph = parts[0].0.graph();
    graph.sum(parts.iter().map(|(weight, fold)| *weight * *fold))
        / graph.sum(parts.iter().map(|(weight, _)| *weight))
}
