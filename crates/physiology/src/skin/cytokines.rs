//! Cytokines of the skin: each follows its sources within hours.
//!
//! Takes cells from [`super::cells`], barrier damage, microbes, scratching and inflamed follicles from the skin, and the same cytokines from
//! the blood. Antibodies act on what is received, drugs on what T cells release.

use engine::Expr;

use super::drive::Drive;
use super::{Common, Tissue};
use crate::builder::{Builder, Parameters};
use crate::signals::SkinInputs;

/// Concentrations, fold of health.
pub struct Cytokines<'g> {
    /// IL-1 alpha and beta, IL-36 with them.
    pub il1: Expr<'g>,
    /// TNF.
    pub tnf: Expr<'g>,
    /// IL-23.
    pub il23: Expr<'g>,
    /// IL-17.
    pub il17: Expr<'g>,
    /// IL-22.
    pub il22: Expr<'g>,
    /// Interferon gamma.
    pub ifng: Expr<'g>,
    /// IL-4 and IL-13.
    pub il4_13: Expr<'g>,
    /// IL-31.
    pub il31: Expr<'g>,
    /// Thymic stromal lymphopoietin.
    pub tslp: Expr<'g>,
    /// IL-10.
    pub il10: Expr<'g>,
    p: Parameters<'g>,
}

/// Cytokines as their receptors see them, after antibodies.
#[derive(Clone, Copy)]
pub struct Received<'g> {
    /// IL-4 and IL-13.
    pub il4_13: Expr<'g>,
    /// IL-17.
    pub il17: Expr<'g>,
    /// TNF.
    pub tnf: Expr<'g>,
}

impl<'g> Cytokines<'g> {
    pub(super) fn declare(b: &mut Builder<'g, '_>, common: &Common<'g>) -> Self {
        let p = b.parameters("skin_cytokines");
        let one = b.number(1);
        let start = |name: &str| common.start.get(name);
        let mut cytokine = |name: &str, start: Expr<'g>, meaning: &str| {
            b.state(
                format!("skin.{name}"),
                "1",
                start,
                &format!("{meaning} in skin, fold of health"),
            )
        };
        Self {
            il1: cytokine("il1", one, "IL-1 and IL-36"),
            tnf: cytokine("tnf", start("tnf"), "TNF"),
            il23: cytokine("il23", start("il23"), "IL-23"),
            il17: cytokine("il17", start("il17"), "IL-17"),
            il22: cytokine("il22", one, "IL-22"),
            ifng: cytokine("ifng", one, "interferon gamma"),
            il4_13: cytokine("il4_13", one, "IL-4 and IL-13"),
            il31: cytokine("il31", one, "IL-31"),
            tslp: cytokine("tslp", one, "TSLP"),
            il10: cytokine("il10", one, "IL-10"),
            p,
        }
    }

    pub(super) fn received(&self, b: &Builder<'g, '_>) -> Received<'g> {
        Received {
            il4_13: self.il4_13 * b.term("skin.il4_13_signal"),
            il17: self.il17 * b.term("skin.il17_signal"),
            tnf: self.tnf * b.term("skin.tnf_signal"),
        }
    }

    pub(super) fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        skin: &Tissue<'g>,
        blood: &SkinInputs<'g>,
        drive: &Drive<'g>,
        scratching: Expr<'g>,
    ) {
        let p = |name: &str| self.p.get(name);
        let (local, cells, follicle) = (&skin.local, &skin.cells, &skin.follicle);
        let from_blood = b.arrow("cytokines_to_skin");
        let excess_damage = local.barrier.damage - 1;
        let release = b.term("skin.cytokine_release")
            * b.term_attenuated(
                "skin.topical_cytokine_release",
                local.proliferation.topical_reach,
            );

        let inflamed_follicles = (follicle.papules + follicle.nodules) / p("acne_reference");
        let stirred = 1
            + p("il1_by_damage") * excess_damage
            + p("il1_by_quorum") * local.quorum
            + p("il1_by_alarm") * (local.proliferation.alarm - 1)
            + p("il1_by_acne") * (follicle.inflammation - 1) * inflamed_follicles
            + p("il1_by_injury") * local.injury;
        let air = b.input("skin.dryness").pow(p("il1_dryness_exponent"));
        let il1 = air * drive.priming / drive.restraint * stirred.max(0);

        let sources = p("tnf_by_dendritic_cells") * cells.dendritic
            + p("tnf_by_il1") * self.il1
            + p("tnf_by_th17") * cells.th17;
        let tnf =
            blood.tnf.pow(from_blood * p("tnf_blood_exponent")) * sources / drive.t_cell_restraint;

        let il23 = cells.dendritic / self.il10.pow(p("il23_il10_exponent"));
        let il17 = blood.il17.pow(from_blood * p("il17_blood_exponent"))
            * release
            * cells.th17
            * self.il23.pow(p("il17_il23_exponent"));

        let (by_th17, by_th2) = (p("il22_by_th17"), p("il22_by_th2"));
        let sources = by_th17 * cells.th17 + by_th2 * cells.th2 + (1 - by_th17 - by_th2);
        let il22 = blood.il22.pow(from_blood * p("il22_blood_exponent")) * sources;

        let ifng = blood.ifng.pow(from_blood * p("ifng_blood_exponent"))
            * release
            * cells.th1
            * cells.plasmacytoid.pow(p("ifng_plasmacytoid_exponent"))
            * b.term("skin.ifng_signal");
        let il4_13 = blood.il413.pow(from_blood * p("il4_13_blood_exponent"))
            * release
            * cells.th2
            * self.tslp.pow(p("il4_13_tslp_exponent"));
        let il31 = release * cells.th2 * (1 + p("il31_by_quorum") * local.quorum);

        let stirred = 1
            + p("tslp_by_damage") * excess_damage
            + p("tslp_by_quorum") * local.quorum
            + p("tslp_by_scratching") * scratching;
        let tslp = drive.priming.pow(p("tslp_priming_exponent"))
            / drive.restraint.pow(p("tslp_restraint_exponent"))
            * stirred.max(0);
        let il10 = blood.il10.pow(p("il10_blood_exponent"))
            * cells.regulatory.pow(p("il10_regulatory_t_cell_exponent"));

        for (cytokine, source) in [
            (self.il1, il1),
            (self.tnf, tnf),
            (self.il23, il23),
            (self.il17, il17),
            (self.il22, il22),
            (self.ifng, ifng),
            (self.il4_13, il4_13),
            (self.il31, il31),
            (self.tslp, tslp),
            (self.il10, il10),
        ] {
            b.rate(cytokine, p("turnover") * (source - cytokine));
        }
    }
}
