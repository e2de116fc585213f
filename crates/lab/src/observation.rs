//! What is observed: outcomes as raters, laboratories and people who count see them on the day of a visit.
//!
//! A trial does not see what somebody's skin or blood is like over weeks. People have levels of their own for which the model knows no reason
//! (between); disease comes and goes from day to day around what the model follows (fluctuation, with a memory of some days); whoever looks errs (noise); laboratories report nothing below a floor; and who believes to be
//! treated tells of less (reporting). Enrolling those who look bad on a day therefore makes everybody seem to get better. `data/observation.toml`
//! holds the numbers.

use engine::math::{exp, ln};
use physiology::document::{Faults, Source, Table, read_document};
use physiology::numbers::Quantity;

use crate::draws::{Draws, Stream, normal_quantile};

/// The file of the data.
const FILE: &str = "observation.toml";

/// How outcomes are seen.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    seen: Vec<Seen>,
}

/// How an outcome is seen.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The outcome.
    pub outcome: String,
    /// What it is, in a line.
    pub meaning: String,
    /// What sort of number it is.
    pub kind: Kind,
    /// The lowest and highest value that can be told.
    pub range: (f64, f64),
    /// Values are multiples of this.
    pub step: Option<f64>,
    /// Standard deviation of the logarithm of the level that everybody keeps to, around what the model knows of them.
    pub between: f64,
    /// Standard deviation of the logarithm of what the disease does from day to day.
    pub fluctuation: f64,
    /// How long that lasts, d: its correlation falls by a factor e.
    pub persistence: f64,
    /// Standard deviation of an error of the same size at every level.
    pub noise: f64,
    /// Standard deviation of an error that grows with the level, as a share of it.
    pub noise_share: f64,
    /// Relative change of what is told by somebody who believes to be treated.
    pub reporting: f64,
}

/// What sort of number is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A score: errors are normal.
    Score,
    /// A number of things: it varies as a negative binomial one.
    Count,
    /// A concentration or another positive quantity: errors are lognormal.
    Assay,
}

/// A visit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Visit {
    /// The day.
    pub day: f64,
    /// Whether the person believes to be treated by then.
    pub believes: bool,
}

/// Whose draws say how somebody is seen: the draws, and the number of the person in them.
#[derive(Clone, Copy, Debug)]
pub struct Seeing<'d> {
    /// The level that is their own at all visits.
    pub level: (&'d Draws, u64),
    /// What errs at the first visit.
    pub first: (&'d Draws, u64),
    /// What errs at all later ones.
    pub later: (&'d Draws, u64),
}

impl Observation {
    /// How an outcome is seen; exactly as it is where nothing is known.
    pub fn of(&self, outcome: &str) -> Seen {
        let known = self.row(outcome).map(|seen| Seen {
            outcome: outcome.to_owned(),
            ..seen.clone()
        });
        known.unwrap_or_else(|| Seen::exactly(outcome))
    }

    /// Whether anything is known of how an outcome is seen.
    pub fn knows(&self, outcome: &str) -> bool {
        self.row(outcome).is_some()
    }

    /// The row of an outcome, or of all that begin as it does: `stool.genus` is that of genera without one of their own.
    fn row(&self, outcome: &str) -> Option<&Seen> {
        let named = |name: &str| self.seen.iter().find(|seen| seen.outcome == name);
        named(outcome).or_else(|| named(outcome.rsplit_once('.')?.0))
    }

    /// Reads the file among the data's texts, if it is there.
    pub(crate) fn read(sources: &[Source], faults: &Faults) -> Self {
        let source = sources.iter().find(|source| source.name == FILE);
        let read = |source| read_document(source, faults, |root| root.each(Seen::read));
        Self {
            seen: source.and_then(read).unwrap_or_default(),
        }
    }
}

impl Seen {
    /// An outcome that is seen as it is.
    pub fn exactly(outcome: &str) -> Self {
        Self {
            outcome: outcome.to_owned(),
            meaning: String::new(),
            kind: Kind::Score,
            range: (f64::NEG_INFINITY, f64::INFINITY),
            step: None,
            between: 0.0,
            fluctuation: 0.0,
            persistence: 1.0,
            noise: 0.0,
            noise_share: 0.0,
            reporting: 0.0,
        }
    }

    /// What is seen of somebody at visits, in order, given what there is. The errors of a seed are the same in every arm.
    pub fn observe(&self, truth: &[f64], visits: &[Visit], draws: &Draws, person: u64) -> Vec<f64> {
        let own = (draws, person);
        let seeing = Seeing {
            level: own,
            first: own,
            later: own,
        };
        self.observe_again(truth, visits, seeing)
    }

    /// What would be seen of somebody whose level, first visit and later visits went as different draws have it.
    pub fn observe_again(&self, truth: &[f64], visits: &[Visit], seeing: Seeing<'_>) -> Vec<f64> {
        let stream = |purpose: &str, (draws, person): (&Draws, u64)| {
            draws.stream(person, &format!("{purpose}.{}", self.outcome))
        };
        let streams = |from| (stream("fluctuation", from), stream("noise", from));
        let level = match self.between {
            0.0 => 1.0,
            between => exp(between * stream("between", seeing.level).normal()),
        };
        let (mut flares, mut errors) = streams(seeing.first);
        let mut flare = flares.normal();
        let mut before = visits.first().map_or(0.0, |visit| visit.day);
        let mut seen = Vec::with_capacity(visits.len());
        for (truth, visit) in truth.iter().zip(visits) {
            let kept = exp(-(visit.day - before) / self.persistence);
            // The first visit finds the flare that is there; what is new since the last has the variance that is lost.
            let new = (1.0 - kept * kept).max(0.0).sqrt();
            if seen.len() == 1 && seeing.later != seeing.first {
                (flares, errors) = streams(seeing.later);
            }
            flare = kept * flare + new * flares.normal();
            before = visit.day;
            let activity =
                exp(self.fluctuation * flare - 0.5 * self.fluctuation * self.fluctuation);
            let told = if visit.believes {
                1.0 + self.reporting
            } else {
                1.0
            };
            seen.push(self.measure(truth * level * activity * told, &mut errors));
        }
        seen
    }

    /// What is found when the level of the day is this.
    fn measure(&self, level: f64, errors: &mut Stream) -> f64 {
        let place = errors.uniform();
        let score = normal_quantile(place);
        let found = match self.kind {
            Kind::Score => {
                let (error, share) = (self.error_at(level), self.noise_share * level);
                level + score * (error * error + share * share).sqrt()
            }
            Kind::Count => negative_binomial_quantile(place, level.max(0.0), self.noise_share),
            Kind::Assay => {
                let variance = ln(1.0 + self.noise_share * self.noise_share);
                level * exp(variance.sqrt() * score - 0.5 * variance) + self.noise * score
            }
        };
        let stepped = match self.step {
            Some(step) => (found / step).round() * step,
            None => found,
        };
        stepped.max(self.range.0).min(self.range.1)
    }

    /// The error of raters at a level. Who has nothing is seen to have nothing: of scores that begin at zero it grows with the first points.
    fn error_at(&self, level: f64) -> f64 {
        match self.range.0 == 0.0 && self.noise > 0.0 {
            true => self.noise * level.max(0.0) / (level.max(0.0) + self.noise),
            false => self.noise,
        }
    }

    fn read(outcome: &str, table: &Table<'_>) -> Self {
        let exactly = Self::exactly(outcome);
        let value = |key: &str| {
            let quantity = table.table(key, |one| Quantity::read(key, one)).flatten();
            quantity.map(|quantity| quantity.value)
        };
        let not_negative = |key: &str| {
            let found = value(key).unwrap_or_default();
            if found < 0.0 {
                table.fault(key, format!("found {found}, below zero"), None);
            }
            found.max(0.0)
        };
        let kind = match table.choice("kind", &["score", "count", "assay"]) {
            Some("count") => Kind::Count,
            Some("assay") => Kind::Assay,
            _ => Kind::Score,
        };
        let persistence = value("persistence").unwrap_or(exactly.persistence);
        if persistence <= 0.0 {
            table.fault("persistence", "is not above zero", None);
        }
        let (lowest, highest) = read_range(table);
        Self {
            meaning: table.required_text("meaning").unwrap_or_default(),
            kind,
            range: (
                value("floor").map_or(lowest, |floor| floor.max(lowest)),
                highest,
            ),
            step: value("step").filter(|step| *step > 0.0),
            between: not_negative("between"),
            fluctuation: not_negative("fluctuation"),
            persistence: persistence.max(f64::MIN_POSITIVE),
            noise: not_negative("noise"),
            noise_share: not_negative("noise_share"),
            reporting: value("reporting").unwrap_or_default(),
            ..exactly
        }
    }
}

fn read_range(table: &Table<'_>) -> (f64, f64) {
    let range = table.table("range", |range| {
        range.know(&["unit", "status", "source", "note"]);
        (range.number("lo"), range.number("hi"))
    });
    let (lo, hi) = range.unwrap_or_default();
    (lo.unwrap_or(f64::NEG_INFINITY), hi.unwrap_or(f64::INFINITY))
}

/// The smallest number whose probability of not being exceeded reaches `probability`, when the mean is `mean` and the variance is what a Poisson
/// number has and that of a mean which varies between days with this coefficient of variation.
fn negative_binomial_quantile(probability: f64, mean: f64, variation: f64) -> f64 {
    /// From here on it is normal for all that anybody could see, and the probability of none would be lost in rounding.
    const MANY: f64 = 500.0;
    /// Nobody has more.
    const MOST: f64 = 10_000.0;
    if mean <= 0.0 {
        return 0.0;
    }
    let inverse = variation * variation;
    if mean > MANY {
        let sd = (mean + mean * mean * inverse).sqrt();
        return (mean + sd * normal_quantile(probability)).round().max(0.0);
    }
    // The ratio of neighbouring probabilities is (1/v + k) m v / ((k + 1) (1 + m v)); without variation it is m / (k + 1).
    let mut mass = if inverse > 0.0 {
        exp(-ln(1.0 + mean * inverse) / inverse)
    } else {
        exp(-mean)
    };
    let mut below = mass;
    let mut count = 0.0;
    while below < probability && count < MOST {
        mass *= (1.0 + count * inverse) * mean / ((count + 1.0) * (1.0 + mean * inverse));
        below += mass;
        count += 1.0;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: u64 = 100_000;

    fn visit(day: f64) -> Visit {
        Visit {
            day,
            believes: false,
        }
    }

    /// A row of `stool.genus` is that of every genus that has none of its own; other outcomes are seen as they are.
    #[test]
    fn a_family_of_outcomes_may_share_a_row() {
        let row = |outcome: &str, fluctuation: f64| Seen {
            meaning: "seen somehow".to_owned(),
            fluctuation,
            ..Seen::exactly(outcome)
        };
        let observation = Observation {
            seen: vec![row("stool.genus", 0.4), row("stool.genus.Prevotella", 0.2)],
        };
        let shared = observation.of("stool.genus.Roseburia");
        assert_eq!(
            (shared.outcome.as_str(), shared.fluctuation),
            ("stool.genus.Roseburia", 0.4)
        );
        assert_eq!(observation.of("stool.genus.Prevotella").fluctuation, 0.2);
        assert!(observation.knows("stool.genus.Roseburia"));
        for other in ["stool.butyrate", "colon.shannon", "stool"] {
            assert!(!observation.knows(other), "{other}");
            assert_eq!(observation.of(other).fluctuation, 0.0);
        }
    }

    /// Mean, standard deviation and standard error.
    fn moments(values: &[f64]) -> (f64, f64, f64) {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|one| (one - mean) * (one - mean));
        let sd = (squares.sum::<f64>() / (count - 1.0)).sqrt();
        (mean, sd, sd / count.sqrt())
    }

    #[track_caller]
    fn assert_within(found: f64, expected: f64, error: f64) {
        assert!(
            (found - expected).abs() < error,
            "{found}, not {expected} within {error}"
        );
    }

    /// True scores of 20 with a variance of 80 are seen with an error of variance 20, a fifth of what is seen. Of those who look worse than 16,
    /// which lies 0.4 standard deviations below the mean, the mean is 20 + 10 h(-0.4) with the normal hazard h; a fifth of the excess is error.
    #[test]
    fn who_is_enrolled_for_looking_bad_gets_better_without_any_effect() {
        let score = Seen {
            noise: 20_f64.sqrt(),
            ..Seen::exactly("score")
        };
        let draws = Draws::new(1);
        let visits = [visit(0.0), visit(84.0)];
        let change = |person| {
            let truth = 20.0 + 80_f64.sqrt() * draws.score(person, "truth");
            let seen = score.observe(&[truth; 2], &visits, &draws, person);
            (seen[0] > 16.0).then(|| seen[1] - seen[0])
        };
        let changes: Vec<f64> = (1..=PEOPLE).filter_map(change).collect();
        let (mean, _, error) = moments(&changes);
        assert_within(mean, -1.123_765_4, 3.0 * error);
        let enrolled = changes.len() as f64 / PEOPLE as f64;
        assert_within(enrolled, 0.655_421_7, 0.005);
    }

    /// All places between 0 and 1, evenly: no draws, so the tolerance is that of the grid.
    #[test]
    fn counts_have_the_mean_and_variance_of_a_negative_binomial() {
        const PLACES: usize = 200_000;
        for mean in [0.3, 5.0, 40.0, 200.0, 800.0] {
            for variation in [0.0, 0.1, 0.2] {
                let place = |one: usize| (one as f64 + 0.5) / PLACES as f64;
                let counts: Vec<f64> = (0..PLACES)
                    .map(|one| negative_binomial_quantile(place(one), mean, variation))
                    .collect();
                let (found, sd, _) = moments(&counts);
                let variance = mean + (variation * mean) * (variation * mean);
                assert_within(found / mean, 1.0, 0.002);
                assert_within(sd * sd / variance, 1.0, 0.01);
                assert!(counts.is_sorted() && counts.iter().all(|one| one.fract() == 0.0));
            }
        }
        assert_eq!(negative_binomial_quantile(0.7, 0.0, 0.3), 0.0);
        // Of a Poisson number with mean 2, 0.1353 are 0 and 0.4060 at most 1.
        for (place, count) in [(0.135, 0.0), (0.136, 1.0), (0.406, 1.0), (0.407, 2.0)] {
            assert_eq!(negative_binomial_quantile(place, 2.0, 0.0), count);
        }
    }

    /// What was seen of people whose truth never changes, by visit.
    fn people(seen: &Seen, truth: f64, days: &[f64]) -> Vec<Vec<f64>> {
        let draws = Draws::new(7);
        let visits: Vec<Visit> = days.iter().map(|day| visit(*day)).collect();
        let truth = vec![truth; days.len()];
        let all: Vec<Vec<f64>> = (1..=PEOPLE)
            .map(|person| seen.observe(&truth, &visits, &draws, person))
            .collect();
        let of = |place: usize| all.iter().map(|one| one[place]).collect();
        (0..days.len()).map(of).collect()
    }

    #[test]
    fn fluctuation_leaves_the_mean_and_is_forgotten_with_time() {
        let seen = Seen {
            fluctuation: 0.6,
            persistence: 10.0,
            ..Seen::exactly("score")
        };
        let visits = people(&seen, 30.0, &[0.0, 5.0, 15.0]);
        let logs: Vec<Vec<f64>> = visits
            .iter()
            .map(|values| values.iter().map(|value| ln(value / 30.0)).collect())
            .collect();
        for (values, logs) in visits.iter().zip(&logs) {
            let (mean, _, error) = moments(values);
            assert_within(mean, 30.0, 4.0 * error);
            let (mean, sd, error) = moments(logs);
            assert_within(mean, -0.18, 4.0 * error);
            assert_within(sd, 0.6, 4.0 * error);
        }
        let correlation = |one: &[f64], other: &[f64]| {
            let products = one.iter().zip(other);
            let products = products.map(|(one, other)| (one + 0.18) * (other + 0.18));
            products.sum::<f64>() / one.len() as f64 / 0.36
        };
        // Half a persistence, one, and one and a half.
        assert_within(correlation(&logs[0], &logs[1]), exp(-0.5), 0.02);
        assert_within(correlation(&logs[1], &logs[2]), exp(-1.0), 0.02);
        assert_within(correlation(&logs[0], &logs[2]), exp(-1.5), 0.02);
    }

    #[test]
    fn errors_of_every_kind_leave_the_mean() {
        for (kind, noise, noise_share, sd) in [
            (Kind::Score, 3.0, 0.1, 5.0),
            (Kind::Count, 0.0, 0.2, (40_f64 + 64.0).sqrt()),
            (Kind::Assay, 0.0, 0.25, 10.0),
        ] {
            let seen = Seen {
                kind,
                noise,
                noise_share,
                ..Seen::exactly("outcome")
            };
            let (mean, found, error) = moments(&people(&seen, 40.0, &[0.0])[0]);
            assert_within(mean, 40.0, 4.0 * error);
            assert_within(found / sd, 1.0, 0.02);
        }
    }

    #[test]
    fn values_are_rounded_and_held_within_the_scale() {
        let seen = Seen {
            range: (0.0, 4.0),
            step: Some(0.5),
            noise: 2.0,
            ..Seen::exactly("grade")
        };
        let values = &people(&seen, 3.0, &[0.0])[0];
        assert!(values.iter().all(|one| (0.0..=4.0).contains(one)));
        assert!(values.iter().all(|one| (one / 0.5).fract() == 0.0));
        assert!(values.contains(&0.0) && values.contains(&4.0) && values.contains(&2.5));
    }

    #[test]
    fn who_believes_to_be_treated_tells_of_less() {
        let seen = Seen {
            reporting: -0.3,
            ..Seen::exactly("lesions")
        };
        let treated = Visit {
            day: 28.0,
            believes: true,
        };
        let told = seen.observe(&[20.0; 2], &[visit(0.0), treated], &Draws::new(1), 1);
        assert_eq!(told, [20.0, 14.0]);
    }

    /// Later visits, other outcomes and other arms change nothing of what was seen before or beside them.
    #[test]
    fn draws_are_the_same_whatever_else_is_seen() {
        let seen = Seen {
            fluctuation: 0.5,
            noise: 2.0,
            ..Seen::exactly("score")
        };
        let other = Seen {
            noise: 2.0,
            ..Seen::exactly("itch")
        };
        let draws = Draws::new(3);
        let visits = [visit(0.0), visit(28.0), visit(56.0), visit(84.0)];
        let few = seen.observe(&[20.0; 2], &visits[..2], &draws, 4);
        let beside = other.observe(&[20.0; 4], &visits, &draws, 4);
        let many = seen.observe(&[20.0; 4], &visits, &draws, 4);
        assert_eq!(few, many[..2]);
        assert_eq!(beside, other.observe(&[20.0; 4], &visits, &draws, 4));
        assert_ne!(many, seen.observe(&[20.0; 4], &visits, &draws, 5));
        // The error of a day is that of the person, whatever the arm has made of the truth.
        let treated = seen.observe(&[20.0, 10.0, 10.0, 10.0], &visits, &draws, 4);
        assert_eq!(treated[0], many[0]);
        let flare = |values: &[f64]| seen.observe(values, &visits, &draws, 4);
        let (one, two) = (flare(&[10.0; 4]), flare(&[30.0; 4]));
        for ((one, many), two) in one.iter().zip(&many).zip(&two) {
            assert!((two - many - (many - one)).abs() < 1e-12);
        }
    }
}
