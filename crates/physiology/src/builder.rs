//! What organs are given to write their equations with: a model, the numbers, the arrows, and the agents in use.
//!
//! A [`Builder`] turns names into expressions. Every parameter an organ asks for is one of `data/parameters`, already changed by the
//! rows of the agents in use that target it. A name that is not there is a fault of the model, reported with all others when it is built.

mod acting;

use std::cell::RefCell;
use std::collections::BTreeMap;

use engine::{Expr, Graph, Model, ModelFault, System};

use crate::agents::Agent;
use crate::arrows;
use crate::data::Data;
use crate::document::allowed;
use crate::numbers::Quantity;

use acting::Acting;
pub use acting::AntibioticInUse;

/// The parameters of one organ.
pub struct Parameters<'g> {
    scope: String,
    graph: &'g Graph,
    values: BTreeMap<String, Expr<'g>>,
}

impl<'g> Parameters<'g> {
    /// The parameter of that name in `data/parameters/SCOPE.toml`.
    pub fn get(&self, name: &str) -> Expr<'g> {
        self.values.get(name).copied().unwrap_or_else(|| {
            let help = allowed(name, self.values.keys().map(String::as_str));
            self.graph.report(format!(
                "`{}.{name}` is not among the parameters ({help})",
                self.scope
            ));
            self.graph.number(1)
        })
    }
}

/// Names to expressions: see the module's page.
pub struct Builder<'g, 'd> {
    model: Model<'g>,
    data: &'d Data,
    graph: &'g Graph,
    arrows: BTreeMap<&'static str, Expr<'g>>,
    inputs: BTreeMap<String, Expr<'g>>,
    acting: Vec<Acting<'g>>,
    antibiotics: Vec<AntibioticInUse<'g, 'd>>,
    targets: RefCell<Vec<String>>,
}

impl<'g, 'd> Builder<'g, 'd> {
    /// A builder over the data in which these agents act.
    pub fn new(graph: &'g Graph, data: &'d Data, agents: &[&'d Agent]) -> Self {
        let mut builder = Self {
            model: Model::new(graph),
            data,
            graph,
            arrows: BTreeMap::new(),
            inputs: BTreeMap::new(),
            acting: Vec::new(),
            antibiotics: Vec::new(),
            targets: RefCell::default(),
        };
        for arrow in arrows::ARROWS {
            let gain = builder
                .model
                .parameter(format!("arrow.{}", arrow.name), "1", f64::from(1));
            builder.arrows.insert(arrow.name, gain);
        }
        for quantity in data.inputs.iter() {
            let input = builder.quantity(quantity);
            builder.inputs.insert(quantity.name.clone(), input);
        }
        for agent in agents {
            builder.agent(agent);
        }
        builder
    }

    /// The data behind the numbers.
    pub fn data(&self) -> &'d Data {
        self.data
    }

    /// A whole number.
    pub fn number(&self, value: i32) -> Expr<'g> {
        self.graph.number(value)
    }

    /// A pure number of a table.
    pub fn value(&self, value: f64) -> Expr<'g> {
        self.graph.constant(value)
    }

    /// The sum of terms in their order; zero when there are none.
    pub fn sum(&self, terms: impl IntoIterator<Item = Expr<'g>>) -> Expr<'g> {
        self.graph.sum(terms)
    }

    fn quantity(&mut self, quantity: &Quantity) -> Expr<'g> {
        self.model
            .parameter(quantity.name.clone(), quantity.unit.text(), quantity.value)
    }

    /// A number of a table (a taxon's yield, a food's content) as a parameter of its own name.
    pub fn table_number(&mut self, name: impl Into<String>, unit: &str, value: f64) -> Expr<'g> {
        let name = name.into();
        let value = self.model.parameter(name.clone(), unit, value);
        self.acted_on(&name, value)
    }

    /// The parameters of an organ: all of `data/parameters/SCOPE.toml`, as the agents in use change them.
    pub fn parameters(&mut self, scope: &str) -> Parameters<'g> {
        let data = self.data;
        let values = data
            .parameters
            .scope(scope)
            .map(|(short, quantity)| {
                let value = self.quantity(quantity);
                (short.to_owned(), self.acted_on(&quantity.name, value))
            })
            .collect();
        Parameters {
            scope: scope.to_owned(),
            graph: self.graph,
            values,
        }
    }

    /// An input by its full name in `data/inputs`, as the agents in use change it.
    pub fn input(&self, name: &str) -> Expr<'g> {
        let Some(value) = self.inputs.get(name) else {
            let help = allowed(name, self.inputs.keys().map(String::as_str));
            self.graph
                .report(format!("`{name}` is not among the inputs ({help})"));
            return self.graph.number(1);
        };
        self.acted_on(name, *value)
    }

    /// The gain of an arrow.
    pub fn arrow(&self, name: &str) -> Expr<'g> {
        self.arrows.get(name).copied().unwrap_or_else(|| {
            let help = allowed(name, self.arrows.keys().copied());
            self.graph
                .report(format!("`{name}` is not an arrow ({help})"));
            self.graph.number(1)
        })
    }

    /// Declares a state with where it starts.
    pub fn state(
        &mut self,
        name: impl Into<String>,
        unit: &str,
        initial: Expr<'g>,
        meaning: &str,
    ) -> Expr<'g> {
        let state = self.model.state(name, unit, meaning);
        self.model.initial(state, initial);
        state
    }

    /// Writes the rate of a state.
    pub fn rate(&mut self, state: Expr<'g>, rate: Expr<'g>) {
        self.model.rate(state, rate);
    }

    /// Lifts an intermediate quantity that depends on many states and is used by many rates.
    pub fn lift(&mut self, name: impl Into<String>, value: Expr<'g>) -> Expr<'g> {
        self.model.lift(name, value)
    }

    /// Declares a quantity to read off.
    pub fn observable(
        &mut self,
        name: impl Into<String>,
        unit: &str,
        meaning: &str,
        value: Expr<'g>,
    ) {
        self.model.observable(name, unit, meaning, value);
    }

    /// A quantity's value in the healthy reference person, as stored; the quantity itself is declared so that it can be computed anew.
    pub fn reference(&mut self, name: &str, value: Expr<'g>) -> Expr<'g> {
        let full = format!("reference.{name}");
        let unit = value.dimension().to_string();
        self.model.observable(
            full.clone(),
            &unit,
            "value to which the reference person's is kept",
            value,
        );
        let stored = self.data.references.get(&full);
        let stored = stored.map_or(f64::from(1), |quantity| {
            quantity.unit.to_base(quantity.value)
        });
        self.model.parameter(full, &unit, stored)
    }

    /// A quantity relative to its value in the healthy reference person: 1 in health.
    pub fn relative(&mut self, name: &str, value: Expr<'g>) -> Expr<'g> {
        value / self.reference(name, value)
    }

    /// The checked system.
    ///
    /// # Errors
    /// All faults of the equations, and effects of agents whose target no equation knows.
    pub fn build(self) -> Result<System, Vec<ModelFault>> {
        let targets = self.targets.borrow();
        for acting in self.acting.iter().filter(|acting| !acting.asked.get()) {
            let target = &acting.effect.target;
            let help = allowed(target, targets.iter().map(String::as_str));
            self.graph.report(format!(
                "an agent acts on `{target}` as `{}`, which no equation knows ({help})",
                acting.effect.form.name()
            ));
        }
        drop(targets);
        self.model.build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;

    fn data() -> Data {
        let parameters =
            "[turnover]\nvalue = 0.8\nunit = \"1/d\"\nstatus = \"assumed\"\nnote = \"test\"\n";
        Data::read(&[Source::new("parameters/mucus.toml", parameters)]).unwrap()
    }

    #[test]
    fn a_missing_name_is_a_fault_with_the_nearest_one() {
        let (graph, data) = (Graph::new(), data());
        let mut builder = Builder::new(&graph, &data, &[]);
        let p = builder.parameters("mucus");
        p.get("turnovr");
        builder.arrow("butyrate_to_barier");
        builder.input("nothing");
        let faults = builder.build().unwrap_err();
        let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(text[0].contains("did you mean `turnover`?"), "{text:?}");
        assert!(
            text[1].contains("did you mean `butyrate_to_barrier`?"),
            "{text:?}"
        );
        assert_eq!(text.len(), 3);
    }

    fn drug(rows: &str) -> Vec<Agent> {
        let text = format!(
            "[drug]\nkind = \"host drug\"\nclass = \"x\"\nroute = \"oral\"\neffects = [{rows}]\n\
             dose = {{ value = 1, unit = \"mg\", every = 1, every_unit = \"d\", status = \"recalled\" }}\n"
        );
        let faults = crate::document::Faults::new();
        let source = Source::new("drugs.toml", text);
        let agents = crate::agents::read_drugs(&source, &Default::default(), &[], &faults);
        faults.into_result(agents).unwrap()
    }

    /// A row that adds to what the equations only multiply would be lost in silence.
    #[test]
    fn an_effect_that_no_equation_takes_is_a_fault() {
        let (graph, data) = (Graph::new(), data());
        let agents = drug(
            "{ target = \"mucus.growth\", form = \"add\", size = 1, status = \"recalled\" },
             { target = \"mucus.grazing\", form = \"factor\", size = 2, status = \"recalled\" },
             { target = \"mucus.turnover\", form = \"add\", size = 1, status = \"recalled\" },",
        );
        let mut builder = Builder::new(&graph, &data, &agents.iter().collect::<Vec<_>>());
        builder.parameters("mucus");
        builder.term("mucus.growth");
        builder.term("mucus.grazng");
        let faults = builder.build().unwrap_err();
        let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(
            text[0].contains("acts on `mucus.growth` as `add`"),
            "{text:?}"
        );
        assert!(
            text[1].contains("acts on `mucus.grazing` as `factor`"),
            "{text:?}"
        );
        assert!(text[1].contains("did you mean `mucus.grazng`?"), "{text:?}");
        assert_eq!(text.len(), 2, "{text:?}");
    }

    #[test]
    fn the_example_of_an_organ_builds() {
        let (graph, data) = (Graph::new(), data());
        let mut builder = Builder::new(&graph, &data, &[]);
        let p = builder.parameters("mucus");
        let thickness = builder.state("mucus.thickness", "um", builder.number(0), "inner mucus");
        builder.rate(thickness, -p.get("turnover") * thickness);
        assert_eq!(builder.build().unwrap().rates.len(), 1);
    }
}
