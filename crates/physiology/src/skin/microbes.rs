//! Microbes of the skin and the antimicrobial peptides that hold them.
//!
//! *Staphylococcus aureus* settles where the barrier is damaged, pH is high and peptides are low; *Staphylococcus epidermidis* holds it
//! back; *Cutibacterium acnes* lives on sebum. Takes the barrier's condition, IL-17, IL-22, IL-4/IL-13, sebum, vitamin D and indoles.

use engine::Expr;

use super::drive::Drive;
use super::{Common, Tissue};
use crate::builder::{Builder, Parameters};
use crate::response::{falling, gated, hill, hill2};

/// Densities of microbes, and peptides.
pub struct Microbes<'g> {
    /// *Staphylococcus aureus*.
    pub aureus: Expr<'g>,
    /// *Staphylococcus epidermidis*, fold of health.
    pub epidermidis: Expr<'g>,
    /// *Cutibacterium acnes*, fold of health.
    pub acnes: Expr<'g>,
    /// Antimicrobial peptides, fold of health.
    pub peptides: Expr<'g>,
    p: Parameters<'g>,
}

impl<'g> Microbes<'g> {
    pub(super) fn declare(b: &mut Builder<'g, '_>, common: &Common<'g>) -> Self {
        let p = b.parameters("skin_microbes");
        let one = b.number(1);
        let fold = "fold of health";
        Self {
            aureus: b.state(
                "skin.staphylococcus_aureus",
                "10*3.[CFU]/cm2",
                common.start.get("staphylococcus_aureus"),
                "Staphylococcus aureus on prone skin",
            ),
            epidermidis: b.state("skin.staphylococcus_epidermidis", "1", one, fold),
            acnes: b.state("skin.cutibacterium_acnes", "1", one, fold),
            peptides: b.state(
                "skin.antimicrobial_peptides",
                "1",
                common.start.get("antimicrobial_peptides"),
                fold,
            ),
            p,
        }
    }

    /// Quorum response of *Staphylococcus aureus*, 0 to 1.
    pub(super) fn quorum(&self) -> Expr<'g> {
        hill2(self.aureus, self.p.get("quorum_half"))
    }

    pub(super) fn wire(&self, b: &mut Builder<'g, '_>, skin: &Tissue<'g>, drive: &Drive<'g>) {
        let p = |name: &str| self.p.get(name);
        let local = &skin.local;
        let th2 = gated(b.arrow("th2_to_skin_barrier"), 1, local.received.il4_13);

        let niche = local
            .barrier
            .damage
            .pow(p("staphylococcus_damage_exponent"))
            * th2.pow(p("staphylococcus_il4_13_exponent"))
            * local
                .barrier
                .relative_ph
                .pow(p("staphylococcus_ph_exponent"))
            * skin.person("staphylococcus_affinity")
            / local
                .barrier
                .moisture
                .pow(p("staphylococcus_moisturising_factor_exponent"))
            / self.peptides.pow(p("staphylococcus_peptide_exponent"))
            / self
                .epidermidis
                .pow(p("staphylococcus_epidermidis_exponent"));
        let room = 1 - self.aureus / p("staphylococcus_capacity");
        let growth = p("staphylococcus_growth") * niche * room - p("staphylococcus_loss");
        b.rate(
            self.aureus,
            growth * self.aureus + p("staphylococcus_arrival"),
        );

        let crowding =
            self.epidermidis * local.barrier.relative_ph.pow(p("epidermidis_ph_exponent"));
        let room = 1 - crowding - p("epidermidis_fall_by_quorum") * local.quorum;
        let growth = p("epidermidis_growth") * room;
        b.rate(
            self.epidermidis,
            growth * self.epidermidis + p("epidermidis_arrival"),
        );

        let capacity = skin.follicle.gland.pow(p("cutibacterium_sebum_exponent"));
        let growth =
            p("cutibacterium_growth") * (1 - self.acnes / capacity) - p("cutibacterium_killing");
        b.rate(self.acnes, growth * self.acnes + p("cutibacterium_arrival"));

        let answer = 1
            + p("peptide_rise_by_quorum") * local.quorum
            + p("peptide_rise_by_injury") * local.injury;
        let peptides = local.received.il17.pow(p("peptide_il17_exponent"))
            * skin.cytokines.il22.pow(p("peptide_il22_exponent"))
            * drive.vitamin_d.pow(p("peptide_vitamin_d_exponent"))
            * drive.indole.pow(p("peptide_indole_exponent"))
            * falling(th2, p("peptide_fall_by_il4_13"))
            * answer;
        b.rate(
            self.peptides,
            (peptides - self.peptides) / p("peptide_time"),
        );
    }

    pub(super) fn observe(&self, b: &mut Builder<'g, '_>) {
        let p = |name: &str| self.p.get(name);
        let ten = b.number(10).ln();
        b.observable(
            "skin.staphylococcus_aureus_log10",
            "1",
            "Staphylococcus aureus on prone skin, log10 CFU/cm2",
            (self.aureus / p("density_unit") + 1).ln() / ten,
        );
        b.observable(
            "skin.staphylococcus_aureus_positive",
            "1",
            "probability that a swab grows Staphylococcus aureus",
            hill(self.aureus, p("culture_half"), p("culture_steepness")),
        );
        b.observable(
            "skin.cutibacterium_acnes_log10",
            "1",
            "Cutibacterium acnes on the face, log10 CFU/cm2",
            p("cutibacterium_density_log10") + self.acnes.ln() / ten,
        );
    }
}
