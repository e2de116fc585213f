//! A network as SBML Level 3: species that are amounts, reactions with kinetic laws, assignment rules, and events for changes of input.

use std::fmt::Write as _;

use engine::Subject;

use crate::network::{Network, Operation, Reaction, Symbol, Term};

/// The identifier of a dotted name.
pub fn identifier(name: &str) -> String {
    name.replace('.', "_")
}

/// The identifier of the value that a parameter takes from a day on.
pub fn later(parameter: &str, day: f64) -> String {
    format!("{}_from_{day}", identifier(parameter))
}

/// The network with the starting values, parameters and changes of one person. Values that parameters change to are parameters too, so
/// that another person is nothing but other numbers.
pub fn document(network: &Network, person: &Subject) -> String {
    let lists = [
        list("Species", species(network, person)),
        list("Parameters", parameters(network, person)),
        list("Rules", rules(network)),
        list("Reactions", reactions(network)),
        list("Events", events(network, person)),
    ];
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <sbml xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" level=\"3\" version=\"1\">\n\
         <model id=\"community\">\n\
         <listOfCompartments><compartment id=\"gut\" spatialDimensions=\"3\" size=\"1\" constant=\"true\"/></listOfCompartments>\n\
         {}</model>\n</sbml>\n",
        lists.concat()
    )
}

fn list(of: &str, items: String) -> String {
    format!("<listOf{of}>\n{items}</listOf{of}>\n")
}

fn species(network: &Network, person: &Subject) -> String {
    let states = network.states.iter().zip(&person.initial);
    states
        .map(|(name, start)| {
            format!(
                "<species id=\"{}\" compartment=\"gut\" initialAmount=\"{start:?}\" hasOnlySubstanceUnits=\"true\" \
                 boundaryCondition=\"false\" constant=\"false\"/>\n",
                identifier(name)
            )
        })
        .collect()
}

fn parameter(id: &str, value: f64, constant: bool) -> String {
    format!("<parameter id=\"{id}\" value=\"{value:?}\" constant=\"{constant}\"/>\n")
}

fn parameters(network: &Network, person: &Subject) -> String {
    let changes = &person.schedule.changes;
    let mut text = String::new();
    for (position, name) in network.parameters.iter().enumerate() {
        let mut changed = changes.iter().flat_map(|(_, changed)| changed);
        let constant = changed.all(|(other, _)| *other != position);
        text += &parameter(&identifier(name), person.parameters[position], constant);
    }
    for (day, changed) in changes {
        for (position, value) in changed {
            text += &parameter(&later(&network.parameters[*position], *day), *value, true);
        }
    }
    for (index, value) in network.constants.iter().enumerate() {
        text += &parameter(&format!("constant_{index}"), *value, true);
    }
    for rule in 0..network.rules.len() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "<parameter id=\"rule_{rule}\" constant=\"false\"/>");
    }
    text
}

fn rules(network: &Network) -> String {
    let rules = network.rules.iter().enumerate();
    rules
        .map(|(index, rule)| {
            format!(
                "<assignmentRule variable=\"rule_{index}\">{}</assignmentRule>\n",
                math(&expression(network, rule))
            )
        })
        .collect()
}

fn reactions(network: &Network) -> String {
    let reactions = network.reactions.iter().enumerate();
    reactions
        .map(|(index, reaction)| {
            format!(
                "<reaction id=\"reaction_{index}\" reversible=\"false\" fast=\"false\">{}<kineticLaw>{}</kineticLaw></reaction>\n",
                participants(network, reaction),
                math(&expression(network, &reaction.rate))
            )
        })
        .collect()
}

fn participants(network: &Network, reaction: &Reaction) -> String {
    let side = |of: &str, sign: f64| {
        let changes = reaction
            .changes
            .iter()
            .filter(|change| change.1 * sign > 0.0);
        let references = changes.map(|(state, change)| {
            format!(
                "<speciesReference species=\"{}\" stoichiometry=\"{:?}\" constant=\"true\"/>",
                identifier(&network.states[*state]),
                change.abs()
            )
        });
        filled(of, references.collect())
    };
    let modifiers = reaction
        .rate
        .names()
        .into_iter()
        .filter_map(|symbol| match symbol {
            Symbol::State(state) if !reaction.changes.contains_key(&state) => Some(format!(
                "<modifierSpeciesReference species=\"{}\"/>",
                identifier(&network.states[state])
            )),
            _ => None,
        });
    [
        side("Reactants", -1.0),
        side("Products", 1.0),
        filled("Modifiers", modifiers.collect()),
    ]
    .concat()
}

/// SBML knows no empty lists.
fn filled(of: &str, items: String) -> String {
    match items.is_empty() {
        true => items,
        false => format!("<listOf{of}>{items}</listOf{of}>"),
    }
}

fn events(network: &Network, person: &Subject) -> String {
    let mut text = String::new();
    for (day, changed) in &person.schedule.changes {
        let trigger = math(&format!(
            "<apply><geq/><csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/time\">time</csymbol><cn>{day:?}</cn></apply>"
        ));
        let assignments = changed.iter().map(|(position, _)| {
            let name = &network.parameters[*position];
            format!(
                "<eventAssignment variable=\"{}\">{}</eventAssignment>",
                identifier(name),
                math(&format!("<ci>{}</ci>", later(name, *day)))
            )
        });
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "<event useValuesFromTriggerTime=\"true\"><trigger initialValue=\"false\" persistent=\"true\">{trigger}</trigger>{}</event>",
            list("EventAssignments", assignments.collect())
        );
    }
    text
}

fn math(content: &str) -> String {
    format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{content}</math>")
}

fn expression(network: &Network, term: &Term) -> String {
    match term {
        Term::Number(value) => number(*value),
        Term::Name(symbol) => format!(
            "<ci>{}</ci>",
            match symbol {
                Symbol::State(index) => identifier(&network.states[*index]),
                Symbol::Parameter(position) => identifier(&network.parameters[*position]),
                Symbol::Rule(index) => format!("rule_{index}"),
                Symbol::Constant(index) => format!("constant_{index}"),
            }
        ),
        Term::Apply(operation, sides) => format!(
            "<apply><{}/>{}{}</apply>",
            match operation {
                Operation::Add => "plus",
                Operation::Sub => "minus",
                Operation::Mul => "times",
                Operation::Div => "divide",
                Operation::Power => "power",
            },
            expression(network, &sides[0]),
            expression(network, &sides[1])
        ),
    }
}

/// MathML writes an exponent apart.
fn number(value: f64) -> String {
    let text = format!("{value:?}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            format!("<cn type=\"e-notation\">{mantissa}<sep/>{exponent}</cn>")
        }
        None => format!("<cn>{text}</cn>"),
    }
}
