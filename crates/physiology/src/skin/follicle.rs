//! The pilosebaceous unit and the lesions of acne: microcomedo, comedo, papule, nodule, mark and scar.
//!
//! Sebum feeds *Cutibacterium acnes*, squalene peroxide and keratin close the follicle, inflammation opens it to the skin. Takes IGF-1 and
//! insulin, androgens, stress and systemic inflammation from the body. Counts are lesions of the face.

use engine::Expr;

use super::drive::Drive;
use super::{Common, Tissue};
use crate::builder::{Builder, Parameters};
use crate::signals::SkinInputs;

/// Gland, inflammation and lesions.
pub struct Follicle<'g> {
    /// Sebaceous gland activity, fold of health.
    pub gland: Expr<'g>,
    /// Involution of glands that outlasts a course of isotretinoin, 0 to 1.
    pub involution: Expr<'g>,
    /// Follicular inflammation, fold of health.
    pub inflammation: Expr<'g>,
    /// Microcomedones.
    pub microcomedones: Expr<'g>,
    /// Comedones, open and closed.
    pub comedones: Expr<'g>,
    /// Papules and pustules.
    pub papules: Expr<'g>,
    /// Nodules.
    pub nodules: Expr<'g>,
    /// Marks: erythema and pigment that stay for months.
    pub marks: Expr<'g>,
    /// Scars.
    pub scars: Expr<'g>,
    p: Parameters<'g>,
}

impl<'g> Follicle<'g> {
    pub(super) fn declare(b: &mut Builder<'g, '_>, common: &Common<'g>) -> Self {
        let p = b.parameters("skin_follicle");
        let (zero, one) = (b.number(0), b.number(1));
        let gland = common.person.get("sebum_capacity");
        let start = |name: &str| common.start.get(name);
        let mut state = |name: &str, start: Expr<'g>, meaning: &str| {
            b.state(format!("skin.{name}"), "1", start, meaning)
        };
        Self {
            gland: state(
                "sebaceous_gland",
                gland,
                "sebaceous gland activity, fold of health",
            ),
            involution: state(
                "sebaceous_involution",
                zero,
                "lasting involution of glands, 0 to 1",
            ),
            inflammation: state(
                "follicular_inflammation",
                one,
                "follicular inflammation, fold of health",
            ),
            microcomedones: state(
                "acne.microcomedones",
                start("microcomedones"),
                "microcomedones",
            ),
            comedones: state("acne.comedones", start("comedones"), "comedones"),
            papules: state("acne.papules", start("papules"), "papules and pustules"),
            nodules: state("acne.nodules", start("nodules"), "nodules"),
            marks: state("acne.marks", start("marks"), "marks left by lesions"),
            scars: state("acne.scars", zero, "scars left by lesions"),
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
        let p = |name: &str| self.p.get(name);
        let igf1 = blood.igf1 / p("igf1_reference");
        let mtor = igf1.pow(p("igf1_exponent"))
            * blood.insulin.pow(p("insulin_exponent"))
            * b.term("skin.mtor_drive");
        let mtor = b.lift("skin.mtor", mtor.pow(b.arrow("glycaemia_to_sebum")));

        self.wire_gland(b, skin, blood, drive, mtor);
        let peroxide = self.gland
            * skin
                .microbes
                .acnes
                .pow(p("squalene_cutibacterium_exponent"))
            * skin
                .local
                .ultraviolet
                .pow(p("squalene_ultraviolet_exponent"));
        let inflammation = drive.priming
            * skin.person("inflammatory_phylotype")
            * skin
                .microbes
                .acnes
                .pow(p("inflammation_cutibacterium_exponent"))
            * peroxide.pow(p("inflammation_squalene_exponent"))
            / drive.restraint.pow(p("inflammation_restraint_exponent"))
            * b.term("skin.follicular_inflammation")
            * (1 - p("care_calms_follicles") * skin.local.care);
        b.rate(
            self.inflammation,
            (inflammation - self.inflammation) / p("inflammation_time"),
        );

        let keratinisation = skin.person("follicular_keratinisation")
            * mtor.pow(p("keratinisation_mtor_exponent"))
            * peroxide.pow(p("keratinisation_squalene_exponent"))
            * self
                .inflammation
                .pow(p("keratinisation_inflammation_exponent"))
            * (1 - p("involution_keratinisation") * self.involution)
            * b.term("skin.follicular_keratinisation")
            * (1 - p("care_spares_keratinisation") * skin.local.care);
        self.wire_lesions(b, skin, keratinisation);
    }

    fn wire_gland(
        &self,
        b: &mut Builder<'g, '_>,
        skin: &Tissue<'g>,
        blood: &SkinInputs<'g>,
        drive: &Drive<'g>,
        mtor: Expr<'g>,
    ) {
        let p = |name: &str| self.p.get(name);
        let base = p("androgen_base");
        let androgen = base + (1 - base) * b.input("person.androgen");
        let sebum = skin.person("sebum_capacity")
            * androgen.pow(p("androgen_exponent"))
            * mtor
            * blood.stress.pow(p("sebum_stress_exponent"))
            * drive
                .systemic
                .pow(b.arrow("cytokines_to_sebum") * p("sebum_systemic_exponent"))
            * b.term("skin.sebum_production")
            * (1 - p("involution_sebum") * self.involution);
        b.rate(self.gland, (sebum - self.gland) / p("gland_time"));

        let recovery = b.number(2).ln() / p("involution_half_life");
        b.rate(
            self.involution,
            p("involution_rate") * (1 - self.involution) - recovery * self.involution,
        );
    }

    fn wire_lesions(&self, b: &mut Builder<'g, '_>, skin: &Tissue<'g>, keratinisation: Expr<'g>) {
        let p = |name: &str| self.p.get(name);
        let inflammation = self.inflammation;

        let born = p("microcomedone_birth")
            * skin.person("follicles")
            * keratinisation.pow(p("microcomedone_keratinisation_exponent"))
            * self.gland.pow(p("microcomedone_sebum_exponent"))
            / (1 + self.microcomedones / p("microcomedone_capacity"));
        let filling = p("comedone_formation") * self.microcomedones;
        let inflaming_early = p("microcomedone_inflammation") * inflammation * self.microcomedones;
        let resolving = p("microcomedone_resolution")
            * b.term("skin.microcomedone_resolution")
            * self.microcomedones;
        b.rate(
            self.microcomedones,
            born - filling - inflaming_early - resolving,
        );

        let inflaming = p("comedone_inflammation") * inflammation * self.comedones;
        let resolving =
            p("comedone_resolution") * b.term("skin.comedone_resolution") * self.comedones;
        b.rate(self.comedones, filling - inflaming - resolving);

        let deepening = p("nodule_formation") * inflammation * self.papules;
        let healing_papules = p("papule_resolution") * self.papules;
        b.rate(
            self.papules,
            inflaming_early + inflaming - deepening - healing_papules,
        );

        let healing_nodules = p("nodule_resolution") * self.nodules;
        b.rate(self.nodules, deepening - healing_nodules);

        let marked = p("marks_per_lesion")
            * skin.person("pigmentation")
            * (healing_papules + healing_nodules);
        b.rate(self.marks, marked - self.marks / p("mark_time"));
        b.rate(
            self.scars,
            p("scars_per_nodule") * healing_nodules + p("scars_per_papule") * healing_papules,
        );
    }

    /// Inflammatory lesions of the face.
    pub(crate) fn inflammatory(&self) -> Expr<'g> {
        self.papules + self.nodules
    }

    pub(super) fn observe(&self, b: &mut Builder<'g, '_>) {
        let p = |name: &str| self.p.get(name);
        b.observable(
            "skin.sebum_rate",
            "ug/cm2/min",
            "sebum excretion rate of the forehead",
            p("sebum_rate") * self.gland,
        );
        b.observable(
            "skin.casual_sebum",
            "ug/cm2",
            "casual sebum of the forehead",
            p("casual_sebum") * self.gland,
        );
        let counts = [
            (
                "inflammatory_lesions",
                "papules, pustules and nodules",
                self.inflammatory(),
            ),
            (
                "noninflammatory_lesions",
                "open and closed comedones",
                self.comedones,
            ),
            (
                "total_lesions",
                "inflammatory and noninflammatory lesions",
                self.inflammatory() + self.comedones,
            ),
            ("nodules", "nodules and cysts", self.nodules),
            ("marks", "marks that lesions left", self.marks),
            ("scars", "scars that lesions left", self.scars),
        ];
        for (name, what, count) in counts {
            b.observable(
                format!("skin.acne.{name}"),
                "1",
                &format!("{what} of the face"),
                count,
            );
        }
    }
}
