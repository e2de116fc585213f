//! Dendritic and T cells of the skin.
//!
//! Two loops can close here. In psoriasis keratinocytes alarm dendritic cells, these make IL-23, Th17 cells answer with IL-17, and that drives
//! keratinocytes; both the quiet and the burning state can be stable, and resident memory relights it. In atopic dermatitis TSLP, IL-4 and
//! allergen that gets through raise Th2 cells. Homing cells come from the body; susceptibilities are the person's.

use engine::Expr;

use super::drive::Drive;
use super::{Common, Tissue};
use crate::builder::{Builder, Parameters};
use crate::response::{excess_hill, falling, hill, saturation, smooth_positive};
use crate::signals::SkinInputs;

/// Cells, fold of health; memory 0 to 1.
pub struct Cells<'g> {
    /// Plasmacytoid dendritic cells.
    pub plasmacytoid: Expr<'g>,
    /// Inflammatory dendritic cells.
    pub dendritic: Expr<'g>,
    /// Th1 cells.
    pub th1: Expr<'g>,
    /// Th2 cells.
    pub th2: Expr<'g>,
    /// Th17 cells.
    pub th17: Expr<'g>,
    /// Regulatory T cells.
    pub regulatory: Expr<'g>,
    /// Resident memory T cells, 0 to 1.
    pub memory: Expr<'g>,
    p: Parameters<'g>,
}

impl<'g> Cells<'g> {
    pub(super) fn declare(b: &mut Builder<'g, '_>, common: &Common<'g>) -> Self {
        let p = b.parameters("skin_cells");
        let one = b.number(1);
        let start = |name: &str| common.start.get(name);
        let mut cells = |name: &str, start: Expr<'g>, meaning: &str| {
            b.state(format!("skin.{name}"), "1", start, meaning)
        };
        Self {
            plasmacytoid: cells(
                "plasmacytoid_dendritic_cells",
                one,
                "plasmacytoid dendritic cells, fold of health",
            ),
            dendritic: cells(
                "dendritic_cells",
                start("dendritic_cells"),
                "inflammatory dendritic cells, fold of health",
            ),
            th1: cells("th1", one, "Th1 cells in skin, fold of health"),
            th2: cells("th2", one, "Th2 cells in skin, fold of health"),
            th17: cells("th17", start("th17"), "Th17 cells in skin, fold of health"),
            regulatory: cells(
                "regulatory_t_cells",
                one,
                "regulatory T cells in skin, fold of health",
            ),
            memory: cells(
                "resident_memory",
                start("resident_memory"),
                "resident memory T cells, 0 to 1",
            ),
            p,
        }
    }

    pub(super) fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        skin: &Tissue<'g>,
        blood: &SkinInputs<'g>,
        drive: &Drive<'g>,
    ) {
        self.wire_dendritic(b, skin, blood, drive);
        self.wire_th17(b, skin, blood, drive);
        self.wire_th1_and_th2(b, skin, blood, drive);
        b.rate(
            self.regulatory,
            (blood.treg - self.regulatory) / self.p.get("t_cell_time"),
        );
    }

    fn wire_dendritic(
        &self,
        b: &mut Builder<'g, '_>,
        skin: &Tissue<'g>,
        blood: &SkinInputs<'g>,
        drive: &Drive<'g>,
    ) {
        let p = |name: &str| self.p.get(name);
        let local = &skin.local;
        let susceptibility = skin.person("psoriasis_susceptibility");

        let dna = b.arrow("dna_to_psoriasis") * p("complexes_by_dna") * blood.dna;
        let complexes =
            skin.microbes.peptides * (1 + dna + p("complexes_by_injury") * local.injury);
        let two = b.number(2);
        let plasmacytoid = 1 + p("plasmacytoid_gain")
            * susceptibility
            * excess_hill(complexes, p("plasmacytoid_half"), two);
        b.rate(
            self.plasmacytoid,
            (plasmacytoid - self.plasmacytoid) / p("dendritic_time"),
        );

        let alarmed = excess_hill(
            local.proliferation.alarm,
            p("alarm_half"),
            p("alarm_steepness"),
        ) * saturation(local.received.tnf, p("dendritic_tnf_half"));
        let by_il1 = smooth_positive(skin.cytokines.il1 - 1, local.width);
        let dendritic = drive.priming / drive.restraint
            * (1 + p("dendritic_gain") * susceptibility * alarmed
                + p("dendritic_by_plasmacytoid") * (self.plasmacytoid - 1)
                + p("dendritic_by_il1") * by_il1);
        b.rate(
            self.dendritic,
            (dendritic - self.dendritic) / p("dendritic_time"),
        );
    }

    fn wire_th17(
        &self,
        b: &mut Builder<'g, '_>,
        skin: &Tissue<'g>,
        blood: &SkinInputs<'g>,
        drive: &Drive<'g>,
    ) {
        let p = |name: &str| self.p.get(name);
        let susceptibility = skin.person("psoriasis_susceptibility");
        let by_il23 = p("th17_gain")
            * (susceptibility + p("th17_unprone"))
            * excess_hill(skin.cytokines.il23, p("il23_half"), p("il23_steepness"));
        let by_memory = p("th17_by_memory") * susceptibility * self.memory;
        let th17 = blood.th17.pow(b.arrow("cytokines_to_skin"))
            * (1 + b.term("skin.th17_activation") * (by_il23 + by_memory))
            * falling(skin.local.received.il4_13, p("th17_fall_by_il4_13"))
            / drive.t_cell_restraint;
        b.rate(self.th17, (th17 - self.th17) / p("t_cell_time"));

        let excess = smooth_positive(self.th17 - 1, skin.local.width);
        let forming = p("memory_formation") * hill(excess, p("memory_half"), b.number(3));
        let losing = p("memory_loss") * b.term("skin.resident_memory_loss");
        b.rate(
            self.memory,
            forming * (1 - self.memory) - losing * self.memory,
        );
    }

    fn wire_th1_and_th2(
        &self,
        b: &mut Builder<'g, '_>,
        skin: &Tissue<'g>,
        blood: &SkinInputs<'g>,
        drive: &Drive<'g>,
    ) {
        let p = |name: &str| self.p.get(name);
        let local = &skin.local;
        let homing = b.arrow("cytokines_to_skin");
        let activation = b.term("skin.t_cell_activation");
        let restraint = drive.t_cell_restraint;

        let by_dendritic = activation * (self.dendritic.pow(p("th1_dendritic_exponent")) - 1);
        let by_th2 = activation * p("th1_by_th2") * smooth_positive(self.th2 - 1, local.width);
        let th1 = blood.th1.pow(homing) * (1 + by_dendritic) * (1 + by_th2) / restraint;
        b.rate(self.th1, (th1 - self.th1) / p("t_cell_time"));

        let allergen = local.barrier.permeability * local.allergen;
        let push = skin.cytokines.tslp.pow(p("th2_tslp_exponent"))
            * local.received.il4_13.pow(p("th2_il4_13_exponent"))
            * allergen.pow(p("th2_allergen_exponent"))
            * (1 + p("th2_by_sensitisation") * skin.itch.sensitisation);
        let base = p("th2_base");
        let driven = base + (1 - base) * excess_hill(push, p("th2_half"), p("th2_steepness"));
        let rise = activation * skin.person("dermatitis_susceptibility") * p("th2_gain") * driven;
        let th2 = skin.person("th2_homing")
            * blood.th2.pow(homing)
            * drive.priming.pow(p("th2_priming_exponent"))
            * (1 + rise)
            * falling(skin.cytokines.ifng, p("th2_fall_by_ifng"))
            / restraint;
        b.rate(self.th2, (th2 - self.th2) / p("th2_time"));
    }
}
