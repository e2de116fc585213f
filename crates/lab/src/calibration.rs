//! Calibration: the assumed numbers that an arrow's or an organ's findings hang on, fitted to all of them at once.
//!
//! A typical person lives through every arm of each of these findings ([`forward`]). Each number that is not known is moved alone to see which
//! readings it moves; the few that move them most are fitted together, with all readings and the healthy ranges as data, by tempered sequential
//! Monte Carlo ([`crate::statistics::tempering`]). What was thought of a number before is a lognormal distribution around it whose 90 % lie
//! between its bounds; measured and recalled numbers are not moved. Then all other findings are looked at with the new numbers: a fit that costs them
//! more than it wins is none.

mod forward;
mod joint;
mod likelihood;

use physiology::arrows::{Arrow, Place, arrow};
use physiology::document::Source;

use crate::draws::Draws;
use crate::evidence::Finding;
use crate::evidence::typical::{Target, targets};
use crate::laboratory::{Laboratory, Watch};
use crate::people::quantile;
use crate::prior::Prior;
use crate::quantity::three_digits;
use crate::rests::Rests;
use crate::run::RunError;
use crate::statistics::tempering::infer;
use forward::Forward;
pub use joint::Others;
use joint::joint_check;

/// Particles are drawn from this seed.
const SEED: u64 = 5;
/// A number that moves all readings together by less than this, in their tolerances, is left alone.
const INFLUENTIAL: f64 = 0.1;
/// Numbers whose spread is left by the data at more than this share of what it was: the data say nothing about them.
const UNMOVED: f64 = 0.9;
/// The ends of the interval that is told.
const INTERVAL: (f64, f64) = (0.05, 0.95);

/// Whose findings are fitted.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// Those of which it is the main arrow.
    Arrow(&'static Arrow),
    /// Those whose main arrow acts there.
    Organ(Place),
}

impl Subject {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arrow(arrow) => arrow.name,
            Self::Organ(place) => place.name(),
        }
    }

    fn is_of(self, finding: &Finding) -> bool {
        let main = finding.arrows.first().and_then(|main| arrow(&main.text));
        main.is_some_and(|main| match self {
            Self::Arrow(arrow) => arrow.name == main.name,
            Self::Organ(place) => main.to == place,
        })
    }
}

/// What is fitted.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Numbers that are fitted together, at most.
    pub numbers: usize,
    /// Particles.
    pub particles: usize,
}

/// A number before and after.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What it was.
    pub before: f64,
    /// The median of what data leave.
    pub after: f64,
    /// The ends of what nine of ten particles have.
    pub interval: (f64, f64),
    /// Its spread, in whitened coordinates, over what it was before.
    pub spread: f64,
    /// How far it moves all readings when it is moved by one standard deviation, in their tolerances.
    pub influence: f64,
}

/// A reading before and after.
#[derive(Clone, Debug)]
pub struct Met {
    /// The finding and the reading.
    pub name: String,
    /// What was published; none where only the direction is known.
    pub published: Option<f64>,
    /// What the typical person had.
    pub before: f64,
    /// The median of what particles have.
    pub after: f64,
}

/// What a calibration comes to.
#[derive(Clone, Debug)]
pub struct Calibrated {
    /// Whose findings.
    pub subject: Subject,
    /// The findings that were used.
    pub findings: Vec<String>,
    /// Their readings.
    pub readings: Vec<Met>,
    /// The numbers that were fitted, the most influential first.
    pub numbers: Vec<Fitted>,
    /// Numbers that were tried.
    pub tried: usize,
    /// The mean log likelihood before and after.
    pub log_likelihood: (f64, f64),
    /// Likelihoods that were computed.
    pub computed: usize,
    /// What the numbers that are moved do to all other findings.
    pub others: Others,
}

impl Calibrated {
    /// Whether all findings together are met better than before: what is won here is more than what others lose.
    pub fn is_gain(&self) -> bool {
        let (before, after) = self.log_likelihood;
        let (others_before, others_after) = self.others.log_likelihood;
        after + others_after > before + others_before
    }
}

impl Fitted {
    /// Whether the data say something about it.
    pub fn is_moved(&self) -> bool {
        self.spread <= UNMOVED
    }
}

/// Fits the numbers of an arrow or an organ.
///
/// # Errors
/// No finding of it can be used, nothing moves its readings, the findings do not fit the data, or the watcher stops it.
pub fn calibrate(
    lab: &Laboratory,
    findings: &[Finding],
    subject: Subject,
    effort: Effort,
    rests: &dyn Rests,
    watch: &mut dyn Watch,
) -> Result<Calibrated, RunError> {
    let shown = |finding: &&Finding| finding.scored && !targets(finding).is_empty();
    let (own, others): (Vec<&Finding>, Vec<&Finding>) = findings
        .iter()
        .filter(shown)
        .partition(|finding| subject.is_of(finding));
    let name = subject.name();
    if own.is_empty() {
        return Err(RunError::People(format!(
            "no finding of {name} has a reading that a typical person shows"
        )));
    }
    let priors: Vec<Prior<'_>> = lab.data.parameters.iter().filter_map(Prior::of).collect();
    let screening = Fit::new(lab, &own, &priors, rests, watch)?;
    let influence = screening.influence(watch)?;
    let mut order: Vec<usize> = (0..priors.len()).collect();
    order.sort_by(|a, b| influence[*b].total_cmp(&influence[*a]));
    let chosen = order
        .into_iter()
        .filter(|place| influence[*place] > INFLUENTIAL);
    let chosen: Vec<usize> = chosen.take(effort.numbers).collect();
    if chosen.is_empty() {
        return Err(RunError::People(format!(
            "no number moves the findings of {name}"
        )));
    }
    let tried = priors.len();
    let moves: Vec<f64> = chosen.iter().map(|place| influence[*place]).collect();
    let numbers = chosen
        .iter()
        .filter_map(|place| Prior::of(priors[*place].number));
    let priors: Vec<Prior<'_>> = numbers.collect();
    let fit = Fit::new(lab, &own, &priors, rests, watch)?;
    let mut calibrated = fit.run(subject, &moves, effort, watch)?;
    calibrated.tried = tried;
    calibrated.others = joint_check(lab, &others, &calibrated.numbers, rests, watch)?;
    Ok(calibrated)
}

/// Findings, and numbers that are fitted to them.
struct Fit<'a> {
    findings: Vec<&'a Finding>,
    priors: &'a [Prior<'a>],
    forward: Forward<'a>,
}

impl<'a> Fit<'a> {
    fn new(
        lab: &'a Laboratory,
        findings: &[&'a Finding],
        priors: &'a [Prior<'a>],
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let names: Vec<String> = priors
            .iter()
            .map(|prior| prior.number.name.clone())
            .collect();
        let forward = Forward::new(lab, findings, &names, rests, watch)?;
        Ok(Self {
            findings: findings.to_vec(),
            priors,
            forward,
        })
    }

    /// What typical people of these coordinates show, by person and target, and how far they are out of health.
    fn shown(&self, people: &[Vec<f64>], watch: &mut dyn Watch) -> Result<Vec<Shown>, RunError> {
        let numbers = people.iter().map(|coordinates| {
            let each = self.priors.iter().zip(coordinates);
            each.map(|(prior, coordinate)| prior.base(*coordinate))
                .collect()
        });
        self.forward.shown(&numbers.collect::<Vec<_>>(), watch)
    }

    fn log_likelihood(&self, shown: &Shown) -> f64 {
        let each = self.forward.targets().zip(&shown.readings);
        let readings: f64 = each
            .map(|(target, found)| target.log_likelihood(*found))
            .sum();
        readings - shown.out_of_health
    }

    /// How far each number moves all readings, in their tolerances, when it is moved alone.
    fn influence(&self, watch: &mut dyn Watch) -> Result<Vec<f64>, RunError> {
        let count = self.priors.len();
        let mut people = vec![vec![0.0; count]];
        people.extend((0..count).map(|moved| {
            let mut person = vec![0.0; count];
            person[moved] = 1.0;
            person
        }));
        let shown = self.shown(&people, watch)?;
        let (as_is, moved) = (&shown[0], &shown[1..]);
        let far = |one: &Shown| -> f64 {
            let pairs = one.readings.iter().zip(&as_is.readings);
            let pairs = self.forward.targets().zip(pairs);
            let moves = pairs.map(|(target, (here, there))| target.distance(*here, *there));
            moves.filter(|far| far.is_finite()).sum()
        };
        Ok(moved.iter().map(far).collect())
    }

    fn run(
        &self,
        subject: Subject,
        influence: &[f64],
        effort: Effort,
        watch: &mut dyn Watch,
    ) -> Result<Calibrated, RunError> {
        let count = self.priors.len();
        let before = self.shown(&[vec![0.0; count]], watch)?;
        let posterior = infer((count, effort.particles), &Draws::new(SEED), |people| {
            let shown = self.shown(people, watch)?;
            Ok(shown.iter().map(|one| self.log_likelihood(one)).collect())
        })?;
        let after = self.shown(&posterior.particles, watch)?;
        let at_share = |mut values: Vec<f64>, share: f64| {
            values.sort_by(f64::total_cmp);
            quantile(&values, share)
        };
        let fitted = |(place, prior): (usize, &Prior<'_>)| {
            let values = |share: f64| {
                let own = posterior
                    .particles
                    .iter()
                    .map(|one| prior.value(one[place]));
                at_share(own.collect(), share)
            };
            Fitted {
                name: prior.number.name.clone(),
                unit: prior.number.unit.text().to_owned(),
                before: prior.number.value,
                after: values(0.5),
                interval: (values(INTERVAL.0), values(INTERVAL.1)),
                spread: posterior.moments(place).1,
                influence: influence[place],
            }
        };
        let met = |(place, target): (usize, &Target)| Met {
            name: target.name.clone(),
            published: target.reading.published,
            before: before[0].readings[place],
            after: at_share(after.iter().map(|one| one.readings[place]).collect(), 0.5),
        };
        let mean_after = after
            .iter()
            .map(|one| self.log_likelihood(one))
            .sum::<f64>();
        Ok(Calibrated {
            subject,
            findings: self
                .findings
                .iter()
                .map(|finding| finding.id.clone())
                .collect(),
            readings: self.forward.targets().enumerate().map(met).collect(),
            numbers: self.priors.iter().enumerate().map(fitted).collect(),
            tried: count,
            log_likelihood: (
                self.log_likelihood(&before[0]),
                mean_after / after.len() as f64,
            ),
            computed: posterior.computed,
            others: Others::default(),
        })
    }
}

/// What a typical person shows.
struct Shown {
    /// By target, in the order of the findings.
    readings: Vec<f64>,
    /// How far healthy people are outside of healthy ranges, as a negative log likelihood.
    out_of_health: f64,
}

/// The data file of a number, with its new value, its interval and what it was fitted to.
pub fn rewritten(source: &Source, numbers: &[&Fitted], findings: &[String]) -> String {
    let scope = source
        .name
        .trim_start_matches("parameters/")
        .trim_end_matches(".toml");
    let mut lines: Vec<String> = Vec::new();
    let mut fitted: Option<&Fitted> = None;
    for line in source.text.lines() {
        if let Some(head) = line.strip_prefix('[') {
            let name = format!("{scope}.{}", head.trim_end_matches(']'));
            fitted = numbers.iter().find(|one| one.name == name).copied();
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        lines.push(match (fitted, key) {
            (Some(one), "value") => format!("value  = {}", three_digits(one.after)),
            (Some(_), "status") => "status = \"calibrated\"".to_owned(),
            (Some(one), "note") => with_fit(line, one, findings),
            _ => line.to_owned(),
        });
    }
    lines.join("\n") + "\n"
}

fn with_fit(line: &str, one: &Fitted, findings: &[String]) -> String {
    let told = line.trim_end().trim_end_matches('"');
    let (lo, hi) = one.interval;
    format!(
        "{told} Fitted to {}: {} to {} (90 %).\"",
        findings.join(", "),
        three_digits(lo),
        three_digits(hi)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(name: &str) -> Fitted {
        Fitted {
            name: name.to_owned(),
            unit: "1".to_owned(),
            before: 1.0,
            after: 1.23456,
            interval: (0.9, 1.5),
            spread: 0.4,
            influence: 1.0,
        }
    }

    #[test]
    fn a_number_is_written_in_its_place_and_no_other() {
        let text = "# Organ.\n\n[gain]\nvalue  = 1\nunit   = \"1\"\nlo     = 0.5\nstatus = \"assumed\"\nnote   = \"Chosen.\"\n\n[other]\nvalue  = 1\nstatus = \"assumed\"\nnote   = \"Chosen.\"\n";
        let source = Source::new("parameters/organ.toml", text);
        let gain = fitted("organ.gain");
        let written = rewritten(&source, &[&gain], &["F001".to_owned()]);
        assert!(written.contains("[gain]\nvalue  = 1.23\nunit   = \"1\"\nlo     = 0.5\nstatus = \"calibrated\"\nnote   = \"Chosen. Fitted to F001: 0.9 to 1.5 (90 %).\""));
        assert!(
            written.ends_with("[other]\nvalue  = 1\nstatus = \"assumed\"\nnote   = \"Chosen.\"\n")
        );
    }
}
