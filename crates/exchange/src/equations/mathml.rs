//! Expressions as MathML and as a line of text.

use engine::{Binary, Node, NodeId, System, Unary};

use super::symbols::{Role, Symbols};

/// How tightly an operation binds; what binds less than what it stands in is put into brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Sign,
    Power,
    Whole,
}

/// An expression that is written.
struct Written {
    text: String,
    binding: Binding,
}

/// A way of writing.
trait Style {
    fn number(&self, value: f64) -> String;
    fn name(&self, name: &str, role: Role) -> String;
    fn brackets(&self, inner: &str) -> String;
    fn infix(&self, left: &str, operator: &str, right: &str) -> String;
    fn minus(&self, inner: &str) -> String;
    /// A quotient, and how tightly it binds.
    fn quotient(&self, above: Written, below: Written) -> Written;
    fn power(&self, base: &str, exponent: &str) -> String;
    fn root(&self, inner: &str) -> String;
    fn function(&self, name: &str, arguments: &[String]) -> String;
    fn cases(&self, left: &str, right: &str, then: &str, otherwise: &str) -> String;
}

/// The expression as a MathML element.
pub(super) fn element(system: &System, symbols: &Symbols<'_>, node: NodeId) -> String {
    let writer = Writer {
        system,
        symbols,
        style: &MathMl,
    };
    format!(
        "<math display=\"block\"><mrow>{}</mrow></math>",
        writer.write(node).text
    )
}

/// The expression in a line of text.
pub(super) fn text(system: &System, symbols: &Symbols<'_>, node: NodeId) -> String {
    let writer = Writer {
        system,
        symbols,
        style: &Line,
    };
    writer.write(node).text
}

struct Writer<'a> {
    system: &'a System,
    symbols: &'a Symbols<'a>,
    style: &'a dyn Style,
}

impl Writer<'_> {
    fn write(&self, id: NodeId) -> Written {
        let node = self.system.nodes[id.index()];
        if let Some((name, role)) = self.symbols.leaf(node) {
            return whole(self.style.name(name, role));
        }
        match node {
            Node::Unary(operation, inner) => self.unary(operation, inner),
            Node::Binary(operation, left, right) => self.binary(operation, left, right),
            Node::Select {
                left,
                right,
                then,
                otherwise,
            } => {
                let [left, right, then, otherwise] =
                    [left, right, then, otherwise].map(|id| self.write(id).text);
                whole(self.style.cases(&left, &right, &then, &otherwise))
            }
            _ => whole(self.style.number(node.value().unwrap_or(f64::NAN))),
        }
    }

    /// An operand, in brackets where it binds less than this.
    fn operand(&self, id: NodeId, least: Binding) -> String {
        let Written { text, binding } = self.write(id);
        match binding < least {
            true => self.style.brackets(&text),
            false => text,
        }
    }

    fn unary(&self, operation: Unary, inner: NodeId) -> Written {
        match operation {
            Unary::Neg => Written {
                text: self.style.minus(&self.operand(inner, Binding::Product)),
                binding: Binding::Sum,
            },
            Unary::Sqrt => whole(self.style.root(&self.write(inner).text)),
            Unary::Ln => whole(self.style.function("ln", &[self.write(inner).text])),
            Unary::Exp => match self.as_power(inner) {
                Some((base, exponent)) => Written {
                    text: self.style.power(
                        &self.operand(base, Binding::Whole),
                        &self.write(exponent).text,
                    ),
                    binding: Binding::Power,
                },
                None => whole(self.style.function("exp", &[self.write(inner).text])),
            },
        }
    }

    /// Base and exponent of `exp(exponent * ln(max(base, smallest)))`, which is how the engine writes a power.
    fn as_power(&self, inner: NodeId) -> Option<(NodeId, NodeId)> {
        let Node::Binary(Binary::Mul, exponent, logarithm) = self.system.nodes[inner.index()]
        else {
            return None;
        };
        let Node::Unary(Unary::Ln, base) = self.system.nodes[logarithm.index()] else {
            return None;
        };
        let base = match self.system.nodes[base.index()] {
            Node::Binary(Binary::Max, inner, floor)
                if self.system.nodes[floor.index()].value() == Some(f64::MIN_POSITIVE) =>
            {
                inner
            }
            _ => base,
        };
        Some((base, exponent))
    }

    fn binary(&self, operation: Binary, left: NodeId, right: NodeId) -> Written {
        let infix = |operator: &str, binding: Binding, least: (Binding, Binding)| Written {
            text: self.style.infix(
                &self.operand(left, least.0),
                operator,
                &self.operand(right, least.1),
            ),
            binding,
        };
        match operation {
            Binary::Mul if left == right => Written {
                text: self
                    .style
                    .power(&self.operand(left, Binding::Whole), &self.style.number(2.0)),
                binding: Binding::Power,
            },
            Binary::Add => infix("+", Binding::Sum, (Binding::Sum, Binding::Sum)),
            Binary::Sub => infix("\u{2212}", Binding::Sum, (Binding::Sum, Binding::Product)),
            Binary::Mul => infix(
                "\u{b7}",
                Binding::Product,
                (Binding::Product, Binding::Sign),
            ),
            Binary::Div => self.style.quotient(self.write(left), self.write(right)),
            Binary::Min => whole(self.choice("min", left, right)),
            Binary::Max => whole(self.choice("max", left, right)),
        }
    }

    fn choice(&self, name: &str, left: NodeId, right: NodeId) -> String {
        let both = [left, right].map(|id| self.write(id).text);
        self.style.function(name, &both)
    }
}

fn whole(text: String) -> Written {
    Written {
        text,
        binding: Binding::Whole,
    }
}

struct MathMl;

impl Style for MathMl {
    fn number(&self, value: f64) -> String {
        format!("<mn>{value}</mn>")
    }

    fn name(&self, name: &str, role: Role) -> String {
        let style = match role {
            Role::Changing => "",
            Role::Number => " mathvariant=\"normal\"",
            Role::Gain => " class=\"gain\" mathvariant=\"normal\"",
        };
        // The organ is said below: the name itself is what one reads.
        match name.split_once('.') {
            Some((scope, short)) => format!(
                "<msub><mi{style}>{}</mi><mtext>{}</mtext></msub>",
                escaped(short),
                escaped(scope)
            ),
            None => format!("<mi{style}>{}</mi>", escaped(name)),
        }
    }

    fn brackets(&self, inner: &str) -> String {
        format!("<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>")
    }

    fn infix(&self, left: &str, operator: &str, right: &str) -> String {
        format!("{left}<mo>{operator}</mo>{right}")
    }

    fn minus(&self, inner: &str) -> String {
        format!("<mo>\u{2212}</mo>{inner}")
    }

    fn quotient(&self, above: Written, below: Written) -> Written {
        whole(format!(
            "<mfrac><mrow>{}</mrow><mrow>{}</mrow></mfrac>",
            above.text, below.text
        ))
    }

    fn power(&self, base: &str, exponent: &str) -> String {
        format!("<msup><mrow>{base}</mrow><mrow>{exponent}</mrow></msup>")
    }

    fn root(&self, inner: &str) -> String {
        format!("<msqrt><mrow>{inner}</mrow></msqrt>")
    }

    fn function(&self, name: &str, arguments: &[String]) -> String {
        let inner = arguments.join("<mo>,</mo>");
        format!("<mrow><mi>{name}</mi><mo>(</mo>{inner}<mo>)</mo></mrow>")
    }

    fn cases(&self, left: &str, right: &str, then: &str, otherwise: &str) -> String {
        let row = |value: &str, when: &str| {
            format!("<mtr><mtd><mrow>{value}</mrow></mtd><mtd>{when}</mtd></mtr>")
        };
        let when = format!("<mrow><mtext>if&#160;</mtext>{left}<mo>\u{2265}</mo>{right}</mrow>");
        format!(
            "<mrow><mo>{{</mo><mtable columnalign=\"left\">{}{}</mtable></mrow>",
            row(then, &when),
            row(otherwise, "<mtext>else</mtext>")
        )
    }
}

fn escaped(name: &str) -> String {
    name.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('_', " ")
}

struct Line;

impl Style for Line {
    fn number(&self, value: f64) -> String {
        value.to_string()
    }

    fn name(&self, name: &str, _: Role) -> String {
        name.to_owned()
    }

    fn brackets(&self, inner: &str) -> String {
        format!("({inner})")
    }

    fn infix(&self, left: &str, operator: &str, right: &str) -> String {
        format!("{left} {operator} {right}")
    }

    fn minus(&self, inner: &str) -> String {
        format!("\u{2212}{inner}")
    }

    fn quotient(&self, above: Written, below: Written) -> Written {
        let bracketed = |written: Written, least: Binding| match written.binding < least {
            true => self.brackets(&written.text),
            false => written.text,
        };
        let above = bracketed(above, Binding::Product);
        let below = bracketed(below, Binding::Power);
        Written {
            text: format!("{above} / {below}"),
            binding: Binding::Product,
        }
    }

    fn power(&self, base: &str, exponent: &str) -> String {
        format!("{base}^({exponent})")
    }

    fn root(&self, inner: &str) -> String {
        format!("sqrt({inner})")
    }

    fn function(&self, name: &str, arguments: &[String]) -> String {
        format!("{name}({})", arguments.join(", "))
    }

    fn cases(&self, left: &str, right: &str, then: &str, otherwise: &str) -> String {
        format!("({then} if {left} \u{2265} {right}, else {otherwise})")
    }
}

#[cfg(test)]
mod tests {
    use engine::{Graph, Model};

    use super::*;

    /// The rate of the only state, written out.
    fn written(
        rate: impl for<'g> Fn(engine::Expr<'g>, engine::Expr<'g>) -> engine::Expr<'g>,
    ) -> (String, String) {
        let graph = Graph::new();
        let mut model = Model::new(&graph);
        let x = model.state("lining.x", "1", "");
        let k = model.parameter("lining.k", "1", 2.0);
        let time = model.parameter("t", "d", 1.0);
        model.rate(x, rate(x, k) / time);
        let system = model.build().unwrap();
        let symbols = Symbols::of(&system);
        let rate = system.rates[0];
        (
            text(&system, &symbols, rate),
            element(&system, &symbols, rate),
        )
    }

    #[test]
    fn brackets_stand_where_they_are_needed_and_only_there() {
        let said = |rate: (String, String)| rate.0;
        assert_eq!(
            said(written(|x, k| k * (1 - x) - x)),
            "(lining.k \u{b7} (1 \u{2212} lining.x) \u{2212} lining.x) / t"
        );
        assert_eq!(
            said(written(|x, k| x - (k - x))),
            "(lining.x \u{2212} (lining.k \u{2212} lining.x)) / t"
        );
        assert_eq!(
            said(written(|x, k| x * x / (k * x))),
            "lining.x^(2) / (lining.k \u{b7} lining.x) / t"
        );
    }

    #[test]
    fn powers_are_written_as_powers() {
        let (text, mathml) = written(|x, k| x.pow(k));
        assert_eq!(text, "lining.x^(lining.k) / t");
        assert!(
            mathml.contains("<msup>") && !mathml.contains("exp"),
            "{mathml}"
        );
    }
}
