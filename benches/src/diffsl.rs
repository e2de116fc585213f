//! A network in DiffSL, the language of diffsol: parameters and starting values are inputs, so that one compiled model serves all people
//! and may be started anew at every change of input.

use std::fmt::Write as _;

use crate::network::{Network, Operation, Symbol, Term};

/// The network; inputs are the varying parameters, then the states at the start.
pub fn document(network: &Network) -> String {
    let parameters = (0..network.parameters.len()).map(|at| format!("p{at} = 1"));
    let starts = (0..network.states.len()).map(|at| format!("s{at} = 1"));
    let states = (0..network.states.len()).map(|at| format!("y{at} = s{at}"));
    let mut text = tensor("in_i", parameters.chain(starts)) + &tensor("u_i", states);
    // Writing to a String cannot fail.
    for (index, rule) in network.rules.iter().enumerate() {
        let _ = writeln!(text, "r{index} {{ {} }}", expression(network, rule));
    }
    let mut rates = vec![String::new(); network.states.len()];
    for (index, reaction) in network.reactions.iter().enumerate() {
        let _ = writeln!(
            text,
            "v{index} {{ {} }}",
            expression(network, &reaction.rate)
        );
        for (state, change) in &reaction.changes {
            let _ = match rates[*state].is_empty() {
                true => write!(rates[*state], "{change} * v{index}"),
                false => write!(rates[*state], " + {change} * v{index}"),
            };
        }
    }
    text + &tensor("F_i", rates.into_iter())
}

fn tensor(name: &str, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    format!("{name} {{\n{}\n}}\n", items.join(",\n"))
}

fn expression(network: &Network, term: &Term) -> String {
    match term {
        Term::Number(value) => format!("{value}"),
        Term::Name(Symbol::State(index)) => format!("y{index}"),
        Term::Name(Symbol::Parameter(position)) => format!("p{position}"),
        Term::Name(Symbol::Rule(index)) => format!("r{index}"),
        Term::Name(Symbol::Constant(index)) => format!("{}", network.constants[*index]),
        Term::Apply(operation, sides) => {
            let [a, b] = [&sides[0], &sides[1]].map(|side| expression(network, side));
            match operation {
                Operation::Add => format!("({a} + {b})"),
                Operation::Sub => format!("({a} - {b})"),
                Operation::Mul => format!("({a} * {b})"),
                Operation::Div => format!("({a} / {b})"),
                Operation::Power => format!("pow({a}, {b})"),
            }
        }
    }
}
