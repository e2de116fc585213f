//! Agents in use: what their exposure does to the terms and parameters they target.

use std::cell::Cell;

use engine::Expr;

use super::Builder;
use crate::agents::{Agent, Antibiotic, Effect, Form, Living};
use crate::response::saturation;

/// An effect of an agent in use: what it does and how strongly it does it now.
#[derive(Clone)]
pub(super) struct Acting<'g> {
    pub(super) effect: Effect,
    size: Expr<'g>,
    half: Option<Expr<'g>>,
    exposure: Expr<'g>,
    /// Gain of the arrow it belongs to.
    gate: Expr<'g>,
    pub(super) asked: Cell<bool>,
}

impl<'g> Acting<'g> {
    /// The saturating exposure, 1 at the usual dose, as far as the arrow lets it act: half of the gain is half of the effect.
    fn strength(&self, attenuation: Expr<'g>) -> Expr<'g> {
        let exposure = self.exposure * attenuation;
        let strength = match self.half {
            Some(half) => exposure * (1 + half) / (exposure + half),
            None => exposure.min(1),
        };
        self.gate * strength
    }

    fn factor(&self, attenuation: Expr<'g>) -> Expr<'g> {
        let strength = self.strength(attenuation);
        match self.effect.form {
            Form::Factor => (1 + (self.size - 1) * strength).max(0),
            Form::Log => (self.size * strength).exp(),
            Form::Add => strength.graph().number(1),
        }
    }
}

/// An antibiotic in use, as the colon needs it.
#[derive(Clone)]
pub struct AntibioticInUse<'g, 'd> {
    /// Its name.
    pub name: &'d str,
    /// Spectrum and constants.
    pub data: &'d Antibiotic,
    /// Active drug reaching the ascending colon (mass per time), gated.
    pub inflow: Expr<'g>,
}

impl<'g, 'd> Builder<'g, 'd> {
    /// The product of what agents in use do to a named term; 1 when none does.
    pub fn term(&self, target: &str) -> Expr<'g> {
        self.term_attenuated(target, self.number(1))
    }

    /// The same where less of the agents arrives: every exposure is multiplied by `attenuation`.
    pub fn term_attenuated(&self, target: &str, attenuation: Expr<'g>) -> Expr<'g> {
        self.on(target, |form| form != Form::Add)
            .fold(self.number(1), |product, acting| {
                product * acting.factor(attenuation)
            })
    }

    /// The sum of what agents in use add to a named term; 0 when none does.
    pub fn added(&self, target: &str) -> Expr<'g> {
        self.added_attenuated(target, self.number(1))
    }

    /// The same where less of the agents arrives.
    pub fn added_attenuated(&self, target: &str, attenuation: Expr<'g>) -> Expr<'g> {
        self.on(target, |form| form == Form::Add)
            .fold(self.number(0), |sum, acting| {
                sum + acting.size * acting.strength(attenuation)
            })
    }

    /// The effects on a target whose form it can take; others stay unasked, which is a fault when the model is built.
    fn on<'s>(
        &'s self,
        target: &str,
        takes: fn(Form) -> bool,
    ) -> impl Iterator<Item = &'s Acting<'g>> + use<'s, 'g, 'd> {
        self.targets.borrow_mut().push(target.to_owned());
        let target = target.to_owned();
        self.acting
            .iter()
            .filter(move |acting| acting.effect.target == target && takes(acting.effect.form))
            .inspect(|acting| acting.asked.set(true))
    }

    pub(super) fn acted_on(&self, name: &str, value: Expr<'g>) -> Expr<'g> {
        if self
            .acting
            .iter()
            .any(|acting| acting.effect.target == name)
        {
            value * self.term(name) + self.added(name)
        } else {
            self.targets.borrow_mut().push(name.to_owned());
            value
        }
    }

    /// The antibiotics in use.
    pub fn antibiotics(&self) -> Vec<AntibioticInUse<'g, 'd>> {
        self.antibiotics.clone()
    }

    pub(super) fn agent(&mut self, agent: &'d Agent) {
        let name = format!("agent.{}", agent.name);
        let dose = self
            .model
            .parameter(format!("{name}.dose"), "1", f64::from(0));
        let gate = agent
            .kind
            .arrow()
            .map_or(self.number(1), |arrow| self.arrow(arrow));
        if let Some(antibiotic) = &agent.antibiotic {
            let usual =
                self.model
                    .parameter(format!("{name}.colon_inflow"), "mg/d", antibiotic.inflow);
            self.antibiotics.push(AntibioticInUse {
                name: &agent.name,
                data: antibiotic,
                inflow: usual * dose * gate,
            });
        }
        let exposure = match &agent.living {
            Some(living) => self.living_exposure(&name, living, dose, gate),
            None => self.exposure(&name, agent, dose),
        };
        for effect in &agent.effects {
            // Of a living product the gate is on its living dose.
            let gate = if agent.living.is_none() && effect.is_gated() {
                gate
            } else {
                self.number(1)
            };
            let of = format!("{name}.{}", effect.target);
            let size = self.effect_size(&of, effect);
            let half = effect
                .half
                .map(|half| self.model.parameter(format!("{of}.half"), "1", half));
            self.acting.push(Acting {
                effect: effect.clone(),
                size,
                half,
                exposure,
                gate,
                asked: Cell::new(false),
            });
        }
    }

    /// The size of an effect; one that adds to a parameter or an input has its unit.
    fn effect_size(&mut self, name: &str, effect: &Effect) -> Expr<'g> {
        let name_of = &effect.target;
        let target = self.data.parameters.get(name_of);
        let target = target.or_else(|| self.data.inputs.get(name_of));
        let unit = match (effect.form, target) {
            (Form::Add, Some(target)) => target.unit.text(),
            _ => "1",
        };
        self.model
            .parameter(format!("{name}.size"), unit, effect.size)
    }

    /// The dose, followed with the half-life of the effect.
    fn exposure(&mut self, name: &str, agent: &Agent, dose: Expr<'g>) -> Expr<'g> {
        let Some(half_life) = agent.half_life else {
            return dose;
        };
        let half_life = self
            .model
            .parameter(format!("{name}.half_life"), "d", half_life);
        let exposure = self.state(
            format!("{name}.exposure"),
            "1",
            self.number(0),
            "exposure relative to the steady state at the usual dose",
        );
        let loss = self.number(2).ln() / half_life;
        self.rate(exposure, loss * (dose - exposure));
        exposure
    }

    /// Living cells in the colon, relative to the sum of themselves and those of half effect; more of them with a prebiotic.
    fn living_exposure(
        &mut self,
        name: &str,
        living: &Living,
        dose: Expr<'g>,
        gate: Expr<'g>,
    ) -> Expr<'g> {
        let half = self.shared("products.living_half_effect");
        let gain = self.shared("products.prebiotic_synergy");
        let prebiotic_half = self.shared("products.prebiotic_half_effect");
        let fed = self.arrow("prebiotic_to_probiotic")
            * gain
            * saturation(self.input("intake.prebiotic_above_habit"), prebiotic_half);
        let unit = "10*9.{cell}";
        let arriving = self.model.parameter(
            format!("{name}.arriving_cells"),
            "10*9.{cell}/d",
            living.cells * living.survival,
        );
        let persistence =
            self.model
                .parameter(format!("{name}.persistence"), "d", living.persistence);
        let cells = self.state(
            format!("{name}.living"),
            unit,
            self.number(0),
            "living cells of the product in the colon",
        );
        self.rate(
            cells,
            arriving * dose * gate * (1 + fed) - cells / persistence,
        );
        saturation(cells, half)
    }

    fn shared(&mut self, name: &str) -> Expr<'g> {
        if let Some(known) = self.inputs.get(name) {
            return *known;
        }
        let data = self.data;
        let Some(quantity) = data.parameters.get(name) else {
            self.graph
                .report(format!("`{name}` is not among the parameters"));
            return self.number(1);
        };
        let value = self.quantity(quantity);
        self.inputs.insert(name.to_owned(), value);
        value
    }
}
