//! Compiled programs against a plain reading of the equations, on random models that contain every kind of node.

use engine::{Binary, Expr, Graph, Model, Node, NodeId, Program, System, Unary, math, select};
use proptest::prelude::*;

const STATES: usize = 3;
const PARAMETERS: usize = 3;
const LIFTS: usize = 2;

/// Kinds of node. Whoever adds one is stopped by the match in [`kind`] and by the test that every kind is generated.
const KINDS: usize = 15;

fn kind(node: Node) -> usize {
    match node {
        Node::Constant(_) => 0,
        Node::State(_) => 1,
        Node::Parameter(_) => 2,
        Node::Lift(_) => 3,
        Node::Unary(Unary::Neg, _) => 4,
        Node::Unary(Unary::Sqrt, _) => 5,
        Node::Unary(Unary::Exp, _) => 6,
        Node::Unary(Unary::Ln, _) => 7,
        Node::Binary(Binary::Add, ..) => 8,
        Node::Binary(Binary::Sub, ..) => 9,
        Node::Binary(Binary::Mul, ..) => 10,
        Node::Binary(Binary::Div, ..) => 11,
        Node::Binary(Binary::Min, ..) => 12,
        Node::Binary(Binary::Max, ..) => 13,
        Node::Select { .. } => 14,
    }
}

/// How one node of a random model is made: its kind and which of the nodes before it are its operands.
#[derive(Clone, Debug)]
struct Gene {
    kind: usize,
    operands: [usize; 4],
    constant: f64,
}

fn gene() -> impl Strategy<Value = Gene> {
    let constants = prop_oneof![Just(0.0), Just(1.0), Just(-1.0), Just(0.5), -3.0..3.0f64];
    (0..KINDS, any::<[u16; 4]>(), constants).prop_map(|(kind, operands, constant)| Gene {
        kind,
        // Squares favour the latest nodes, which makes deep models.
        operands: operands.map(usize::from),
        constant,
    })
}

/// Whether operations get any operand, or only such that all values and derivatives stay of moderate size.
#[derive(Clone, Copy, PartialEq)]
enum Temper {
    Wild,
    Tame,
}

/// A number between -1 and 1.
fn squashed(x: Expr<'_>) -> Expr<'_> {
    x / (1 + x * x).sqrt()
}

fn make<'g>(gene: &Gene, temper: Temper, leaves: &[Expr<'g>], before: &[Expr<'g>]) -> Expr<'g> {
    let graph = before[0].graph();
    let [a, b, c, d] = gene.operands.map(|place| {
        let depth = place * place / (1 << 16) * before.len() / (1 << 16);
        before[before.len() - 1 - depth]
    });
    // A program folds functions of constants, and `0 - x` that may follow to `-x`: with it the sign of a zero.
    let is_constant = format!("{a:?}").parse::<f64>().is_ok();
    let a = if is_constant { leaves[0] } else { a };
    let leaf = |first: usize, count: usize| leaves[first + gene.operands[0] % count];
    let tame = temper == Temper::Tame;
    match gene.kind {
        0 => graph.constant(gene.constant),
        1 => leaf(0, STATES),
        2 => leaf(STATES, PARAMETERS),
        // Lifted quantities come into being on the way; until then a state stands in.
        3 if leaves.len() == STATES + PARAMETERS => leaf(0, STATES),
        3 => leaf(STATES + PARAMETERS, leaves.len() - STATES - PARAMETERS),
        4 => -a,
        5 if tame => (1 + a * a).sqrt(),
        5 => a.sqrt(),
        6 if tame => squashed(a).exp(),
        6 => a.exp(),
        7 if tame => (1 + a * a).ln(),
        7 => a.ln(),
        8 => a + b,
        9 => a - b,
        10 if tame => a * squashed(b),
        10 => a * b,
        11 if tame => a / (1 + b * b),
        11 => a / b,
        12 => a.min(b),
        13 => a.max(b),
        _ => select(a, b, c, d),
    }
}

fn system(genes: &[Gene], temper: Temper) -> System {
    let graph = Graph::new();
    let mut model = Model::new(&graph);
    let mut leaves: Vec<Expr<'_>> = Vec::new();
    for index in 0..STATES {
        leaves.push(model.state(format!("state{index}"), "1", ""));
    }
    for index in 0..PARAMETERS {
        let default = 0.3 + index as f64;
        leaves.push(model.parameter(format!("parameter{index}"), "1", default));
    }
    let mut nodes = leaves.clone();
    let part = genes.len().div_ceil(LIFTS + 1).max(1);
    for (index, part) in genes.chunks(part).enumerate() {
        for gene in part {
            let node = make(gene, temper, &leaves, &nodes);
            nodes.push(node);
        }
        if index < LIFTS {
            let value = nodes[nodes.len() - 1];
            let lift = model.lift(format!("lift{index}"), value);
            leaves.push(lift);
            nodes.push(lift);
        }
    }
    let day = model.parameter("day", "d", 1.0);
    for (index, state) in leaves[..STATES].iter().copied().enumerate() {
        // A sum of products over several nodes, as balances are.
        let last = nodes.len() - 1 - index.min(nodes.len() - 1);
        let sum = nodes[last] * 2 - nodes[last / 2] * leaves[index] + nodes[last / 3];
        model.rate(state, sum / day);
        model.observable(format!("seen{index}"), "1", "", nodes[last]);
    }
    model.build().unwrap()
}

/// A plain reading of the equations, one number at a time. What is divided by parameters alone is multiplied by their reciprocal.
struct Reader<'a> {
    system: &'a System,
    y: &'a [f64],
    parameters: &'a [f64],
    known: Vec<Option<f64>>,
    /// Which way every comparison went.
    turns: Vec<bool>,
}

impl<'a> Reader<'a> {
    fn new(system: &'a System, y: &'a [f64], parameters: &'a [f64]) -> Self {
        let known = vec![None; system.nodes.len()];
        Self {
            system,
            y,
            parameters,
            known,
            turns: Vec::new(),
        }
    }

    /// Whether a node depends on states.
    fn moves(&self, id: NodeId) -> bool {
        let node = self.system.nodes[id.index()];
        matches!(node, Node::State(_) | Node::Lift(_)) || node.operands().any(|id| self.moves(id))
    }

    fn turn(&mut self, condition: bool, a: f64, b: f64) -> f64 {
        self.turns.push(condition);
        if condition { a } else { b }
    }

    fn value(&mut self, id: NodeId) -> f64 {
        if let Some(value) = self.known[id.index()] {
            return value;
        }
        let value = match self.system.nodes[id.index()] {
            Node::Constant(bits) => f64::from_bits(bits),
            Node::State(index) => self.y[index as usize],
            Node::Parameter(index) => self.parameters[index as usize],
            Node::Lift(index) => self.value(self.system.lifts[index as usize].node),
            Node::Unary(op, a) => {
                let a = self.value(a);
                match op {
                    Unary::Neg => -a,
                    Unary::Sqrt => a.sqrt(),
                    Unary::Exp => math::exp(a),
                    Unary::Ln => math::ln(a),
                }
            }
            Node::Binary(Binary::Div, a, b) if self.moves(a) && !self.moves(b) => {
                self.value(a) * (1.0 / self.value(b))
            }
            Node::Binary(op, a, b) => {
                let (a, b) = (self.value(a), self.value(b));
                match op {
                    Binary::Add => a + b,
                    Binary::Sub => a - b,
                    Binary::Mul => a * b,
                    Binary::Div => a / b,
                    Binary::Min => self.turn(a < b, a, b),
                    Binary::Max => self.turn(a > b, a, b),
                }
            }
            Node::Select {
                left,
                right,
                then,
                otherwise,
            } => {
                let (left, right) = (self.value(left), self.value(right));
                let (then, otherwise) = (self.value(then), self.value(otherwise));
                self.turn(left >= right, then, otherwise)
            }
        };
        self.known[id.index()] = Some(value);
        value
    }
}

/// The rates at a point, and which way every comparison went.
fn rates(system: &System, y: &[f64], parameters: &[f64]) -> (Vec<f64>, Vec<bool>) {
    let mut reader = Reader::new(system, y, parameters);
    let rates = system.rates.iter().map(|id| reader.value(*id)).collect();
    (rates, reader.turns)
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

fn all_parameters(system: &System) -> Vec<usize> {
    (0..system.parameters.len()).collect()
}

struct Evaluated {
    rates: Vec<f64>,
    jacobian: Vec<f64>,
    observed: Vec<f64>,
}

/// Evaluates a program at many points, `W` at a time.
fn evaluate<const W: usize>(
    program: &Program,
    points: &[Vec<f64>],
    parameters: &[Vec<f64>],
) -> Vec<Evaluated> {
    let mut workspace = program.workspace::<W>();
    let mut evaluated = Vec::new();
    for (points, parameters) in points.chunks_exact(W).zip(parameters.chunks_exact(W)) {
        let lanes = |rows: &[Vec<f64>]| -> Vec<[f64; W]> {
            (0..rows[0].len())
                .map(|index| std::array::from_fn(|lane| rows[lane][index]))
                .collect()
        };
        let y = lanes(points);
        let mut rates = vec![[0.0; W]; program.states().len()];
        let slots = program.elimination().entries();
        let mut jacobian = vec![[0.0; W]; program.pattern().len() + program.states().len()];
        let mut observed = vec![[0.0; W]; program.observables().len()];
        program.preamble(&mut workspace, &lanes(parameters));
        program.rates(&mut workspace, &y, &mut rates);
        program.linearise(&mut workspace, &y, &mut jacobian);
        let beside = jacobian[slots.len()..].as_flattened().iter();
        let alone = rates.as_flattened().iter();
        assert!(beside.zip(alone).all(|(a, b)| same(*a, *b)));
        program.observe(&mut workspace, &y, &mut observed);
        let lane = |values: &[[f64; W]], lane: usize| values.iter().map(|v| v[lane]).collect();
        evaluated.extend((0..W).map(|index| {
            Evaluated {
                rates: lane(&rates, index),
                jacobian: slots
                    .iter()
                    .map(|slot| jacobian[*slot as usize][index])
                    .collect(),
                observed: lane(&observed, index),
            }
        }));
    }
    evaluated
}

fn points() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let value = prop_oneof![Just(0.0), Just(1.0), -2.0..2.0f64];
    prop::collection::vec(prop::collection::vec(value, STATES), 8)
}

fn parameters() -> impl Strategy<Value = Vec<Vec<f64>>> {
    // The last one is the day.
    let values = prop::collection::vec(-2.0..2.0f64, PARAMETERS + 1);
    prop::collection::vec(values, 8).prop_map(|mut sets| {
        for set in &mut sets {
            set[PARAMETERS] = 1.0;
        }
        sets
    })
}

fn genes() -> impl Strategy<Value = Vec<Gene>> {
    prop::collection::vec(gene(), 1..60)
}

/// The Jacobian of the rates by the states: lifted quantities are eliminated, each by those before it.
fn reduced(program: &Program, entries: &[f64]) -> Vec<Vec<f64>> {
    let (n, m) = (program.states().len(), program.lifts());
    let mut full = vec![vec![0.0; n + m]; n + m];
    for ((row, column), entry) in program.pattern().iter().zip(entries) {
        full[*row as usize][*column as usize] = *entry;
    }
    let mut lifted = vec![vec![0.0; n]; m];
    let through = |row: &[f64], lifted: &[Vec<f64>]| -> Vec<f64> {
        (0..n)
            .map(|j| row[j] + (0..m).map(|k| row[n + k] * lifted[k][j]).sum::<f64>())
            .collect()
    };
    for k in 0..m {
        lifted[k] = through(&full[n + k], &lifted);
    }
    (0..n).map(|i| through(&full[i], &lifted)).collect()
}

#[test]
fn every_kind_of_node_is_generated() {
    let graph = Graph::new();
    let mut model = Model::new(&graph);
    let mut leaves: Vec<Expr<'_>> = (0..STATES)
        .map(|index| model.state(format!("state{index}"), "1", ""))
        .collect();
    for index in 0..PARAMETERS {
        leaves.push(model.parameter(format!("parameter{index}"), "1", 1.0));
    }
    leaves.push(model.lift("lift0", leaves[0]));
    for kind in 0..KINDS {
        let gene = Gene {
            kind,
            operands: [0, 30_000, 60_000, 20_000],
            constant: 0.5,
        };
        let made = make(&gene, Temper::Wild, &leaves, &leaves);
        model.observable(format!("seen{kind}"), "1", "", made);
    }
    for state in &leaves[..STATES] {
        model.rate(*state, graph.number(0));
    }
    let system = model.build().unwrap();
    for (expected, seen) in system.observables.iter().enumerate() {
        assert_eq!(kind(system.nodes[seen.node.index()]), expected);
    }
}

/// A product with a sum in an exponential looks like a power, whose exponent enters the sum that its logarithm is; it is none.
#[test]
fn an_exponential_that_is_no_power_rounds_as_it_is_written() {
    let graph = Graph::new();
    let mut model = Model::new(&graph);
    let state = model.state("state", "1", "");
    let parameters = ["one", "other"].map(|name| model.parameter(name, "1", 1.0));
    let day = model.parameter("day", "d", 1.0);
    let [one, other] = parameters;
    model.rate(state, (one * (other + state)).exp() / day);
    let system = model.build().unwrap();
    let program = Program::compile(&system, &all_parameters(&system));
    for step in 0..1000 {
        let point = vec![vec![0.001 * f64::from(step)]];
        let values = vec![vec![0.402_771_834, 1.089_723_036, 1.0]];
        let found = &evaluate::<1>(&program, &point, &values)[0];
        let mut reader = Reader::new(&system, &point[0], &values[0]);
        assert!(same(found.rates[0], reader.value(system.rates[0])));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Fusing, scheduling, sharing slots and lanes change no bit of any rate or observable, whatever numbers meet.
    #[test]
    fn a_tape_has_the_bits_of_a_plain_reading(
        genes in genes(), points in points(), parameters in parameters()
    ) {
        let system = system(&genes, Temper::Wild);
        let program = Program::compile(&system, &all_parameters(&system));
        let eight = evaluate::<8>(&program, &points, &parameters);
        for (index, point) in points.iter().enumerate() {
            let mut reader = Reader::new(&system, point, &parameters[index]);
            for (place, rate) in system.rates.iter().enumerate() {
                let expected = reader.value(*rate);
                let found = eight[index].rates[place];
                prop_assert!(same(found, expected), "rate {place}: {found:e} for {expected:e}");
            }
            for (place, seen) in system.observables.iter().enumerate() {
                let expected = reader.value(seen.node);
                let found = eight[index].observed[place];
                prop_assert!(same(found, expected), "observable {place}: {found:e} for {expected:e}");
            }
        }
    }

    /// A person has the same bits in any company.
    #[test]
    fn lanes_do_not_see_each_other(
        genes in genes(), points in points(), parameters in parameters()
    ) {
        let system = system(&genes, Temper::Wild);
        let program = Program::compile(&system, &all_parameters(&system));
        let one = evaluate::<1>(&program, &points, &parameters);
        let four = evaluate::<4>(&program, &points, &parameters);
        let eight = evaluate::<8>(&program, &points, &parameters);
        for index in 0..points.len() {
            let all = |e: &Evaluated| [&e.rates[..], &e.jacobian, &e.observed].concat();
            let alone = all(&one[index]);
            for wide in [all(&four[index]), all(&eight[index])] {
                prop_assert!(alone.iter().zip(&wide).all(|(a, b)| same(*a, *b)));
            }
        }
    }

    /// Lifted quantities eliminated, the Jacobian is what central differences find, wherever no comparison is about to turn.
    #[test]
    fn the_jacobian_is_the_slope_of_the_rates(
        genes in genes(), points in points(), parameters in parameters()
    ) {
        let system = system(&genes, Temper::Tame);
        let program = Program::compile(&system, &all_parameters(&system));
        let evaluated = evaluate::<1>(&program, &points, &parameters);
        for (index, point) in points.iter().enumerate() {
            let jacobian = reduced(&program, &evaluated[index].jacobian);
            let parameters = &parameters[index];
            for column in 0..STATES {
                let at = |shift: f64| {
                    let mut point = point.clone();
                    point[column] += shift;
                    rates(&system, &point, parameters)
                };
                let h = 1e-3;
                let [far_up, up, down, far_down] = [2.0 * h, h, -h, -2.0 * h].map(at);
                if [&far_up, &up, &down, &far_down].iter().any(|seen| seen.1 != at(0.0).1) {
                    continue;
                }
                for (row, found) in jacobian.iter().map(|row| row[column]).enumerate() {
                    let near = (up.0[row] - down.0[row]) / (2.0 * h);
                    let far = (far_up.0[row] - far_down.0[row]) / (4.0 * h);
                    let slope = near + (near - far) / 3.0;
                    // What the two differences disagree by bounds the truncation; rounding grows with the rates.
                    let scale = 1.0 + up.0[row].abs() + found.abs();
                    let allowed = (near - far).abs() + 1e-8 * scale;
                    prop_assert!(
                        (found - slope).abs() <= allowed,
                        "d rate {row} / d state {column}: {found:e} for {slope:e} (within {allowed:e})"
                    );
                }
            }
        }
    }

    /// A parameter that is folded into the tape gives what it gives as a number from outside.
    #[test]
    fn folding_parameters_changes_nothing_but_rounding(genes in genes(), points in points()) {
        let system = system(&genes, Temper::Tame);
        let defaults: Vec<f64> = system.parameters.iter().map(|info| info.default).collect();
        let open = Program::compile(&system, &all_parameters(&system));
        let folded = Program::compile(&system, &[1]);
        let open = evaluate::<8>(&open, &points, &vec![defaults.clone(); 8]);
        let some = evaluate::<8>(&folded, &points, &vec![vec![defaults[1]]; 8]);
        for (open, some) in open.iter().zip(&some) {
            for (a, b) in open.rates.iter().zip(&some.rates) {
                prop_assert!((a - b).abs() <= 1e-12 * (1.0 + a.abs()), "{a:e} for {b:e}");
            }
        }
    }
}

/// What a guard keeps away from an equation it keeps away from the derivative.
#[test]
fn a_guarded_root_has_a_finite_derivative_at_zero() {
    let graph = Graph::new();
    let mut model = Model::new(&graph);
    let x = model.state("x", "1", "");
    let day = model.parameter("day", "d", 1.0);
    let zero = graph.number(0);
    let guarded = select(x, graph.constant(1e-9), x.sqrt(), zero);
    let clamped = x.max(0).sqrt() * x;
    let power = x.pow(graph.constant(2.5));
    model.rate(x, (guarded + clamped + power + x.max(0)) / day);
    let system = model.build().unwrap();
    let program = Program::compile(&system, &[]);
    let at = |x: f64| evaluate::<1>(&program, &[vec![x]], &[vec![]])[0].jacobian[0];
    assert_eq!(at(0.0), 0.0);
    assert_eq!(at(-1.0), 0.0);
    let expected = 0.5 + 1.5 + 2.5 + 1.0;
    assert!((at(1.0) - expected).abs() < 1e-12, "{}", at(1.0));
}
