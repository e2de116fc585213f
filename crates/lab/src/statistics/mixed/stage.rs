//! The restricted likelihood at one set of covariance parameters, with the way up from there.

use super::pattern::{Member, Pattern};
use super::*;

/// The likelihood, its slope and its curvature at one place. In the notation of Kenward & Roger (1997): `X` explains the means, `V` is the
/// covariance of the outcomes, `dV` its derivative along a parameter, `F` the covariance of the coefficients, and
/// `P = V^-1 - V^-1 X F X' V^-1` what is left of the precision after the means are fitted.
pub(super) struct Stage<'a> {
    pub minus_two_log_likelihood: f64,
    coefficients: Vec<f64>,
    /// `F`.
    covariance: Square,
    patterns: Vec<Pattern<'a>>,
    /// The slope of the log likelihood along each parameter.
    gradient: Vec<f64>,
    /// The information of each pair of parameters if the means were known: half of `tr(V^-1 dV V^-1 dV)`.
    information: Square,
    /// `tr(F X' V^-1 dV V^-1 dV V^-1 X)` of each pair: what fitting the means takes from twice the information, before it gives some back.
    taken: Square,
}

impl<'a> Stage<'a> {
    pub fn at(people: &'a [Person], basis: &[Square], parameters: &[f64]) -> Result<Self, Fault> {
        let patterns =
            Pattern::all(people, basis, parameters).map_err(|_| Fault::DidNotConverge(SEARCH))?;
        let (precision, right) = normal_equations(&patterns);
        let factor = Cholesky::of(&precision).map_err(|_| Fault::Confounded("an explanation"))?;
        let outcomes: usize = people.iter().map(|person| person.outcomes.len()).sum();
        let free = (outcomes - right.len()) as f64;
        let mut stage = Self {
            minus_two_log_likelihood: factor.ln_determinant() + free * ln(2.0 * PI),
            coefficients: factor.solve(&right),
            covariance: factor.inverse(),
            gradient: vec![0.0; basis.len()],
            information: Square::zeros(basis.len()),
            taken: Square::zeros(basis.len()),
            patterns: Vec::new(),
        };
        patterns.iter().for_each(|pattern| stage.add(pattern));
        stage.patterns = patterns;
        Ok(stage)
    }

    /// Adds a pattern to the likelihood, to its slope, half of `y' P dV P y - tr(P dV)`, and to its curvature.
    fn add(&mut self, pattern: &Pattern) {
        let count = pattern.members.len() as f64;
        let sums = pattern.sums(&self.coefficients, &self.covariance);
        self.minus_two_log_likelihood += count * pattern.ln_determinant + sums.squares;
        let turned = pattern.turned();
        for (index, derivative) in pattern.derivatives.iter().enumerate() {
            let expected = count * pattern.precision.trace_with(derivative)
                - sums.fitted.trace_with(derivative);
            self.gradient[index] += 0.5 * (sums.residuals.trace_with(derivative) - expected);
            let fitted = sums.fitted.times(&turned[index]);
            let own = turned[index].transposed();
            for (other, derivative) in pattern.derivatives.iter().enumerate() {
                self.information[(index, other)] += 0.5 * count * own.trace_with(&turned[other]);
                self.taken[(index, other)] += fitted.trace_with(derivative);
            }
        }
    }

    /// The step of scoring, and twice how much higher the likelihood is at its end, about. The information is that of data in which everybody
    /// was seen at all visits: fitting the means then gives back half of what it takes.
    pub fn step(&self) -> Result<(Vec<f64>, f64), Fault> {
        let mut information = self.information.clone();
        information.add(-0.5, &self.taken);
        let step = factor(&information)?.solve(&self.gradient);
        let rise = dot(&step, &self.gradient);
        match rise.is_finite() {
            true => Ok((step, rise)),
            false => Err(Fault::DidNotConverge(SEARCH)),
        }
    }

    /// The fitted model, when this is the top.
    pub fn finish(self, basis: &[Square], parameters: &[f64]) -> Result<Mixed, Fault> {
        let sensitivities = self.sensitivities(basis.len());
        let of_parameters = factor(&self.expected_information(&sensitivities))?.inverse();
        let visits = Square::sum(basis, parameters);
        let rows = (0..visits.size()).map(|row| visits.row(row).to_vec());
        Ok(Mixed {
            between_visits: rows.collect(),
            minus_two_log_likelihood: self.minus_two_log_likelihood,
            widened: self.widened(&sensitivities, &of_parameters),
            coefficients: self.coefficients,
            covariance: self.covariance,
            sensitivities,
            of_parameters,
        })
    }

    /// `X' V^-1 dV V^-1 X` for each parameter.
    fn sensitivities(&self, parameters: usize) -> Vec<Square> {
        let mut sensitivities = vec![Square::zeros(self.coefficients.len()); parameters];
        for pattern in &self.patterns {
            for (sensitivity, derivative) in sensitivities.iter_mut().zip(&pattern.derivatives) {
                for Member { weighted, .. } in &pattern.members {
                    sensitivity.add_between(weighted, derivative);
                }
            }
        }
        sensitivities
    }

    /// Half of `tr(P dV P dV)` of each pair of parameters.
    fn expected_information(&self, sensitivities: &[Square]) -> Square {
        let mut information = self.information.clone();
        information.add(-1.0, &self.taken);
        let scaled: Vec<Square> = sensitivities
            .iter()
            .map(|sensitivity| self.covariance.times(sensitivity))
            .collect();
        for (index, own) in scaled.iter().enumerate() {
            let own = own.transposed();
            for (other, scaled) in scaled.iter().enumerate() {
                information[(index, other)] += 0.5 * own.trace_with(scaled);
            }
        }
        information
    }

    /// The covariance of the coefficients with what not knowing the covariance of the visits adds to it. With a covariance that is linear
    /// in its parameters the second derivatives of Kenward and Roger are zero.
    fn widened(&self, sensitivities: &[Square], of_parameters: &Square) -> Square {
        let mut missed = Square::zeros(self.covariance.size());
        for pattern in &self.patterns {
            let mut twice = Square::zeros(pattern.precision.size());
            for (index, turned) in pattern.turned().iter().enumerate() {
                let along = Square::sum(&pattern.derivatives, of_parameters.row(index));
                twice.add(1.0, &turned.times(&along));
            }
            for Member { weighted, .. } in &pattern.members {
                missed.add_between(weighted, &twice);
            }
        }
        for (index, sensitivity) in sensitivities.iter().enumerate() {
            let along = Square::sum(sensitivities, of_parameters.row(index));
            missed.add(-1.0, &sensitivity.times(&self.covariance).times(&along));
        }
        let mut widened = self.covariance.clone();
        let added = self.covariance.times(&missed).times(&self.covariance);
        widened.add(2.0, &added);
        widened
    }
}

/// `X' V^-1 X` and `X' V^-1 y`.
fn normal_equations(patterns: &[Pattern]) -> (Square, Vec<f64>) {
    let mut members = patterns
        .iter()
        .flat_map(|pattern| &pattern.members)
        .peekable();
    let first = members.peek().and_then(|member| member.weighted.first());
    let columns = first.map_or(0, Vec::len);
    let (mut precision, mut right) = (Square::zeros(columns), vec![0.0; columns]);
    for Member { person, weighted } in members {
        for (visit, weighted) in weighted.iter().enumerate() {
            let outcome = person.outcomes[visit];
            for (row, value) in weighted.iter().enumerate() {
                right[row] += value * outcome;
                for (column, explained) in person.rows[visit].iter().enumerate() {
                    precision[(row, column)] += value * explained;
                }
            }
        }
    }
    (precision, right)
}

fn factor(information: &Square) -> Result<Cholesky, Fault> {
    Cholesky::of(information).map_err(|_| Fault::Confounded("the covariance of some visits"))
}
