//! Clinical scores: from areas, signs and counts to what a dermatologist writes down and what a patient answers.
//!
//! Each score follows its published definition where that is a formula (EASI, SCORAD, PASI, GAGS, POEM); items on ordinal scales become
//! smooth functions of what they judge. Takes the state of the skin; gives the visible burden back to the body.

mod acne;

use engine::Expr;

use crate::builder::{Builder, Parameters};
use crate::response::{hill, hill2, saturation};
use crate::skin::Tissue;

/// Scores that others need, and the items from which the rest is read off.
pub struct Scores<'g> {
    /// Eczema Area and Severity Index, 0 to 72.
    pub easi: Expr<'g>,
    /// Psoriasis Area and Severity Index, 0 to 72.
    pub pasi: Expr<'g>,
    /// Visible disease: 1 is a case that everyone notices.
    pub visible: Expr<'g>,
    /// Dermatology Life Quality Index, 0 to 30.
    pub dlqi: Expr<'g>,
    items: Items<'g>,
    p: Parameters<'g>,
}

/// Signs of dermatitis on their scales of 0 to 3, and what they stand on.
#[derive(Clone, Copy)]
struct Items<'g> {
    erythema: Expr<'g>,
    papulation: Expr<'g>,
    excoriation: Expr<'g>,
    lichenification: Expr<'g>,
    oozing: Expr<'g>,
    dryness: Expr<'g>,
    /// Share of hydration that is lost.
    lost_hydration: Expr<'g>,
    /// Sleep disturbance by itch, 0 to 10.
    sleep: Expr<'g>,
}

impl<'g> Items<'g> {
    fn of(b: &Builder<'g, '_>, p: &Parameters<'g>, skin: &Tissue<'g>) -> Self {
        let p = |name: &str| p.get(name);
        let (signs, one) = (skin.extent.signs, 1);
        let lost_hydration = (one - skin.local.barrier.hydration).max(0);
        let papulating = p("papulation_half");
        let scratched = skin.itch.answered(b) * signs.min(1);
        Self {
            erythema: 3 * hill(signs, p("erythema_half"), p("erythema_steepness")),
            papulation: 3 * hill(signs, papulating, p("papulation_steepness")),
            excoriation: 3 * hill(scratched, p("excoriation_half"), p("excoriation_steepness")),
            lichenification: 3 * skin.extent.lichenification,
            oozing: 3 * skin.local.quorum * hill2(signs, papulating),
            dryness: 3 * hill2(lost_hydration, p("dryness_half")),
            lost_hydration,
            sleep: 10 * skin.itch.sleeplessness(),
        }
    }

    fn easi_intensity(&self) -> Expr<'g> {
        self.erythema + self.papulation + self.excoriation + self.lichenification
    }
}

impl<'g> Scores<'g> {
    /// The scores of this skin.
    pub fn of(b: &mut Builder<'g, '_>, skin: &Tissue<'g>) -> Self {
        let parameters = b.parameters("skin_scores");
        let p = |name: &str| parameters.get(name);
        let items = Items::of(b, &parameters, skin);
        let easi = items.easi_intensity() * area_score(skin.extent.dermatitis_area, p("area_rise"));
        let pasi = pasi(&parameters, skin);
        let visible = easi / p("visible_easi")
            + pasi / p("visible_pasi")
            + skin.follicle.inflammatory() / p("visible_lesions")
            + skin.follicle.marks / p("visible_marks");
        let burden = p("dlqi_visible_weight") * visible + skin.itch.intensity / 10;
        let dlqi = 30 * hill(burden, p("dlqi_half"), p("dlqi_steepness"));
        Self {
            easi,
            pasi,
            visible,
            dlqi,
            items,
            p: parameters,
        }
    }

    /// Declares all scores as observables.
    pub fn observe(&self, b: &mut Builder<'g, '_>, skin: &Tissue<'g>) {
        let mut score = |name: &str, meaning: &str, value: Expr<'g>| {
            b.observable(format!("skin.{name}"), "1", meaning, value);
        };
        let objective = self.objective_scorad(skin);
        let gate = self.dermatitis_gate(skin);
        score("easi", "Eczema Area and Severity Index, 0 to 72", self.easi);
        score("objective_scorad", "objective SCORAD, 0 to 83", objective);
        score(
            "scorad",
            "SCORAD, 0 to 103",
            objective + (skin.itch.intensity + self.items.sleep) * gate,
        );
        score(
            "poem",
            "Patient-Oriented Eczema Measure, 0 to 28",
            self.poem(skin),
        );
        score(
            "itch",
            "itch, numerical rating 0 to 10",
            skin.itch.intensity,
        );
        score(
            "sleep_disturbance",
            "sleep disturbance by itch, 0 to 10",
            self.items.sleep,
        );
        score(
            "pasi",
            "Psoriasis Area and Severity Index, 0 to 72",
            self.pasi,
        );
        score("dlqi", "Dermatology Life Quality Index, 0 to 30", self.dlqi);
        score(
            "visible_disease",
            "visible disease; 1 is a case that everyone notices",
            self.visible,
        );
        let p = |name: &str| self.p.get(name);
        score(
            "dermatitis.iga",
            "global assessment of atopic dermatitis, 0 to 4",
            4 * hill(
                self.easi,
                p("iga_dermatitis_half"),
                p("iga_dermatitis_steepness"),
            ),
        );
        score(
            "psoriasis.iga",
            "global assessment of psoriasis, 0 to 4",
            4 * saturation(self.pasi, p("iga_psoriasis_half")),
        );
        score(
            "acne.iga",
            "global assessment of acne, 0 to 4",
            acne::iga(&self.p, &skin.follicle),
        );
        let gags = acne::gags(b, &self.p, &skin.follicle);
        b.observable(
            "skin.gags",
            "1",
            "Global Acne Grading System, 0 to 44",
            gags,
        );
        for (name, what, area) in [
            ("dermatitis.area", "dermatitis", skin.extent.dermatitis_area),
            ("psoriasis.area", "plaques", skin.extent.psoriasis_area),
        ] {
            let meaning = format!("share of the body surface with {what}");
            b.observable(format!("skin.{name}"), "%", &meaning, area);
        }
    }

    /// Signs count once there is an area to have them.
    fn dermatitis_gate(&self, skin: &Tissue<'g>) -> Expr<'g> {
        saturation(skin.extent.dermatitis_area, self.p.get("dermatitis_gate"))
    }

    /// A fifth of the area in percent and 7/2 times the six signs.
    fn objective_scorad(&self, skin: &Tissue<'g>) -> Expr<'g> {
        let items = &self.items;
        let signs = items.easi_intensity() + items.oozing + items.dryness;
        20 * skin.extent.dermatitis_area.min(1) + 7 * signs / 2 * self.dermatitis_gate(skin)
    }

    /// Seven questions of 0 to 4: itch, sleep, bleeding or cracking, weeping, flaking, dryness, and redness for its activity.
    fn poem(&self, skin: &Tissue<'g>) -> Expr<'g> {
        let p = |name: &str| self.p.get(name);
        let items = &self.items;
        let itch_half = p("poem_itch_half");
        4 * (hill2(skin.itch.intensity, itch_half)
            + hill2(items.sleep, itch_half)
            + hill2(items.excoriation, p("poem_excoriation_half"))
            + hill2(items.oozing, p("poem_oozing_half"))
            + 2 * hill2(items.lost_hydration, p("poem_dryness_half"))
            + hill2(skin.extent.signs, p("poem_activity_half")))
    }
}

/// The area score of EASI and PASI, 0 to 6: a region counts as soon as it is touched.
fn area_score<'g>(area: Expr<'g>, rise: Expr<'g>) -> Expr<'g> {
    5 * area + saturation(area, rise)
}

/// Erythema, induration and scaling of 0 to 4 each, times the area score.
fn pasi<'g>(p: &Parameters<'g>, skin: &Tissue<'g>) -> Expr<'g> {
    let p = |name: &str| p.get(name);
    let area = skin.extent.psoriasis_area;
    let gate = saturation(area, p("psoriasis_gate"));
    let steepness = p("plaque_sign_steepness");
    let rate = skin.local.proliferation.rate;
    let thicker = (skin.keratinocytes.viable() - 1).max(0);
    let shedding = (skin.keratinocytes.scaling(rate) - 1).max(0);
    let erythema = 4 * skin.extent.redness;
    let induration = 4 * hill(thicker, p("induration_half"), steepness);
    let scaling = 4 * hill(shedding, p("scaling_half"), steepness);
    (erythema + induration + scaling) * gate * area_score(area, p("area_rise"))
}
