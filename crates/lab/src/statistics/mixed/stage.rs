//! The restricted likelihood at one set of covariance parameters, with the way up from there.

use super::pattern::{Member, Pattern};
use super::*;

/// The likelihood, its slope and its curvature at one place. In the notation of Kenward & Roger (1997): `X` explains the means, `V` is the
/// covariance of the outcomes, `dV` its derivative along a parameter, `P` what is left of the inverse of `V` after the means are fitted.
pub(super) struct Stage<'a> {
    pub minus_two_log_likelihood: f64,
    coefficients: Vec<f64>,
    /// The covariance of the coefficients.
    covariance: Square,
    patterns: Vec<Pattern<'a>>,
    /// The slope of the log likelihood along each parameter.
    gradient: Vec<f64>,
    /// Its expected curvature, turned upwards.
    information: Square,
    /// `X' V^-1 dV V^-1 X` for each parameter.
    sensitivities: Vec<Square>,
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
            sensitivities: sensitivities(&patterns, right.len(), basis.len()),
            gradient: vec![0.0; basis.len()],
            information: Square::zeros(basis.len()),
            patterns: Vec::new(),
        };
        patterns.iter().for_each(|pattern| stage.add(pattern));
        stage.add_fitting_of_means();
        stage.patterns = patterns;
        Ok(stage)
    }

    /// Adds a pattern to the likelihood, its slope, `tr(P dV)` and `y' P dV P y`, and its curvature, `tr(P dV P dV)` but for the last term.
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
                self.information[(index, other)] +=
                    0.5 * count * own.trace_with(&turned[other]) - fitted.trace_with(derivative);
            }
        }
    }

    /// Adds the last term of the curvature.
    fn add_fitting_of_means(&mut self) {
        let sensitivities = self.sensitivities.iter();
        let scaled: Vec<Square> = sensitivities
            .map(|sensitivity| self.covariance.times(sensitivity))
            .collect();
        for (index, own) in scaled.iter().enumerate() {
            let own = own.transposed();
            for (other, scaled) in scaled.iter().enumerate() {
                self.information[(index, other)] += 0.5 * own.trace_with(scaled);
            }
        }
    }

    /// The step of Fisher scoring, and twice how much higher the likelihood is at its end, about.
    pub fn step(&self) -> Result<(Vec<f64>, f64), Fault> {
        let step = self.factor()?.solve(&self.gradient);
        let rise = dot(&step, &self.gradient);
        match rise.is_finite() {
            true => Ok((step, rise)),
            false => Err(Fault::DidNotConverge(SEARCH)),
        }
    }

    fn factor(&self) -> Result<Cholesky, Fault> {
        Cholesky::of(&self.information)
            .map_err(|_| Fault::Confounded("the covariance of some visits"))
    }

    /// The fitted model, when this is the top.
    pub fn finish(self, basis: &[Square], parameters: &[f64]) -> Result<Mixed, Fault> {
        let of_parameters = self.factor()?.inverse();
        let visits = Square::sum(basis, parameters);
        let rows = (0..visits.size()).map(|row| visits.row(row).to_vec());
        Ok(Mixed {
            between_visits: rows.collect(),
            minus_two_log_likelihood: self.minus_two_log_likelihood,
            widened: self.widened(&of_parameters),
            coefficients: self.coefficients,
            covariance: self.covariance,
            sensitivities: self.sensitivities,
            of_parameters,
        })
    }

    /// The covariance of the coefficients with what not knowing the covariance of the visits adds to it. With a covariance that is linear
    /// in its parameters the second derivatives of Kenward and Roger are zero.
    fn widened(&self, of_parameters: &Square) -> Square {
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
        for (index, sensitivity) in self.sensitivities.iter().enumerate() {
            let along = Square::sum(&self.sensitivities, of_parameters.row(index));
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

fn sensitivities(patterns: &[Pattern], columns: usize, parameters: usize) -> Vec<Square> {
    let mut sensitivities = vec![Square::zeros(columns); parameters];
    for pattern in patterns {
        for (sensitivity, derivative) in sensitivities.iter_mut().zip(&pattern.derivatives) {
            for Member { weighted, .. } in &pattern.members {
                sensitivity.add_between(weighted, derivative);
            }
        }
    }
    sensitivities
}
