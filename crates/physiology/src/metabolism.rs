//! Insulin, IGF-1, vitamin D and the omega-3 index: what diet and sun do beside the gut.
//!
//! Takes food and light; gives IGF-1 and insulin to the skin, vitamin D and omega-3 to immunity.

use engine::Expr;

use crate::body::Signals;
use crate::builder::{Builder, Parameters};
use crate::response::{Term, normalised, saturation};
use crate::signals::SkinOutward;

/// The states of metabolism.
pub struct Metabolism<'g> {
    pub(crate) p: Parameters<'g>,
    /// Mean insulin of a day.
    pub insulin: Expr<'g>,
    /// IGF-1.
    pub igf1: Expr<'g>,
    /// 25-hydroxyvitamin D.
    pub vitamin_d: Expr<'g>,
    /// Omega-3 index.
    pub omega3: Expr<'g>,
    healthy_vitamin_d: Expr<'g>,
}

impl<'g> Metabolism<'g> {
    /// Declares the states.
    pub fn declare(b: &mut Builder<'g, '_>) -> Self {
        let p = b.parameters("metabolism");
        let healthy = vitamin_d(&p, p.get("healthy_vitamin_d_intake"), p.get("healthy_sun"));
        Self {
            insulin: b.state(
                "metabolism.insulin",
                "u[IU]/mL",
                p.get("healthy_insulin"),
                "mean insulin",
            ),
            igf1: b.state(
                "metabolism.igf1",
                "ng/mL",
                p.get("healthy_igf1") * b.input("person.igf1"),
                "IGF-1",
            ),
            vitamin_d: b.state(
                "metabolism.vitamin_d",
                "nmol/L",
                healthy,
                "25-hydroxyvitamin D",
            ),
            omega3: b.state(
                "metabolism.omega3",
                "%",
                p.get("healthy_omega3"),
                "omega-3 index",
            ),
            healthy_vitamin_d: healthy,
            p,
        }
    }

    /// 25-hydroxyvitamin D over its value at the usual intake and light.
    pub fn relative_vitamin_d(&self) -> Expr<'g> {
        self.vitamin_d / self.healthy_vitamin_d
    }

    /// What food makes of insulin over a day, relative to usual food.
    fn fed(&self, b: &Builder<'g, '_>) -> Expr<'g> {
        let p = &self.p;
        let one = b.number(1);
        normalised(&[
            Term::new(
                p.get("insulin_glycaemic_load"),
                b.input("intake.glycaemic_load"),
                one,
            ),
            Term::new(p.get("insulin_dairy"), b.input("intake.dairy"), one),
        ])
    }

    /// Insulin that makes up for what fat takes of its effect.
    fn resistance(&self, fatness: Expr<'g>) -> Expr<'g> {
        let p = &self.p;
        1 + p.get("insulin_adiposity") * fatness
            / (1 + p.get("insulin_adiposity_saturation") * fatness)
    }

    /// Writes the rates.
    pub fn wire(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>, skin: &SkinOutward<'g>) {
        let p = &self.p;
        let fatness = signals.adiposity - 1;
        let fed = self.fed(b);
        let resistance = self.resistance(fatness);
        b.rate(
            self.insulin,
            p.get("insulin_turnover")
                * (p.get("healthy_insulin") * fed * resistance - self.insulin),
        );

        let healthy = p.get("healthy_insulin");
        let driven = normalised(&[
            Term::new(p.get("igf1_insulin"), self.insulin, healthy).reference(healthy)
        ]);
        let dairy = b.input("intake.dairy");
        let from_dairy =
            p.get("igf1_dairy") * (dairy - 1) / 2 / (1 + p.get("igf1_dairy_saturation") * dairy);
        let aim = (p.get("healthy_igf1") * driven + from_dairy) * b.input("person.igf1");
        b.rate(self.igf1, p.get("igf1_turnover") * (aim - self.igf1));

        let shade = 1 - p.get("skin_shade") * skin.lesional_area.min(1);
        let light = b.input("skin.uv") * shade;
        let made = vitamin_d(p, b.input("intake.vitamin_d"), light)
            * b.term("metabolism.vitamin_d_synthesis");
        let held = 1 + p.get("vitamin_d_adiposity") * fatness / (1 + fatness);
        b.rate(
            self.vitamin_d,
            p.get("vitamin_d_loss") * (made / held - self.vitamin_d),
        );

        let eaten = b.input("intake.marine_omega3");
        let index = p.get("omega3_basal")
            + p.get("omega3_intake") * eaten / (1 + eaten / p.get("omega3_intake_half"));
        b.rate(
            self.omega3,
            p.get("omega3_turnover") * (index - self.omega3),
        );
    }

    /// Declares what a laboratory would measure.
    pub fn observe(&self, b: &mut Builder<'g, '_>, signals: &Signals<'g>) {
        let p = &self.p;
        // A night without food leaves what fat takes of the effect of insulin, and little of what was eaten.
        let fasting = p.get("healthy_fasting_insulin")
            * self.resistance(signals.adiposity - 1)
            * self.fed(b).pow(p.get("fasting_insulin_fed"));
        b.observable("blood.igf1", "ng/mL", "IGF-1", self.igf1);
        b.observable("blood.insulin", "u[IU]/mL", "insulin, mean", self.insulin);
        b.observable(
            "blood.fasting_insulin",
            "u[IU]/mL",
            "insulin, fasting",
            fasting,
        );
        b.observable(
            "blood.vitamin_d",
            "nmol/L",
            "25-hydroxyvitamin D",
            self.vitamin_d,
        );
        b.observable(
            "blood.omega3_index",
            "%",
            "omega-3 index of red cells",
            self.omega3,
        );
    }
}

/// 25-hydroxyvitamin D that an intake and light lead to.
fn vitamin_d<'g>(p: &Parameters<'g>, intake: Expr<'g>, light: Expr<'g>) -> Expr<'g> {
    let eaten = p.get("vitamin_d_intake") * intake / (1 + intake / p.get("vitamin_d_intake_half"));
    let half = p.get("vitamin_d_sun_half");
    p.get("vitamin_d_basal") + eaten + p.get("vitamin_d_sun") * half * saturation(light, half)
}
