//! Conduct: what people do that the protocol does not ask for. They forget what they are to take, leave, and are rescued.

use engine::math::{exp, ln};

use crate::draws::{Draws, Stream};
use crate::scenario::{Course, Named};
use crate::statistics::Fault;

/// What people do that the protocol does not ask for.
#[derive(Clone, Debug, Default)]
pub struct Conduct {
    /// How much of what is given is taken; all of it when left out.
    pub adherence: Option<Adherence>,
    /// When people leave; nobody when left out.
    pub dropout: Option<Dropout>,
    /// When people are given something else; nobody when left out.
    pub rescue: Option<Rescue>,
    /// Whether people know what they are given: then those in the control do not believe to be treated.
    pub open: bool,
}

/// How much of what is given is taken: everybody takes a share of their own, and misses the rest in spells.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Adherence {
    /// The mean share of days on which people take what they are given.
    pub mean: f64,
    /// Its standard deviation between people.
    pub sd: f64,
    /// How long a spell without lasts on average, d.
    pub gap: f64,
}

/// When people leave: a Weibull distribution, hastened in those who are not better.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dropout {
    /// The time by which 63 % have left, d.
    pub scale: f64,
    /// How the hazard changes: it falls below 1 and rises above.
    pub shape: f64,
    /// What the hazard is multiplied by in those whose last visit saw them no better than the first.
    pub if_not_better: f64,
    /// The same for those who are no better than at the first visit now, though nobody has seen it: missing not at random.
    pub if_unseen_not_better: f64,
}

/// When people are given something else.
#[derive(Clone, Debug)]
pub struct Rescue {
    /// The outcome that decides.
    pub outcome: Named,
    /// It is given when a visit sees at least this.
    pub at_least: f64,
    /// Not before this day.
    pub from: f64,
    /// What is given, from days after the visit.
    pub courses: Vec<Course>,
}

impl Adherence {
    /// The spells without of somebody until a day: from and until when.
    pub fn gaps(&self, draws: &Draws, person: u64, until: f64) -> Vec<(f64, f64)> {
        let mut stream = draws.stream(person, "adherence");
        let share = self.share(&mut stream);
        let mut gaps = Vec::new();
        if share >= 1.0 {
            return gaps;
        }
        // Of the stationary chain of two states with that share and mean spell.
        let between = self.gap * share / (1.0 - share);
        let mut spell = |mean: f64| -mean * ln(stream.uniform());
        let mut day = 0.0;
        while day < until {
            let start = day + whole(spell(between));
            let end = start + whole(spell(self.gap)).max(1.0);
            if start < until {
                gaps.push((start, end.min(until)));
            }
            day = end;
        }
        gaps
    }

    /// The share of a person: beta distributed.
    fn share(&self, stream: &mut Stream) -> f64 {
        if self.sd <= 0.0 {
            return self.mean;
        }
        let total = self.mean * (1.0 - self.mean) / (self.sd * self.sd) - 1.0;
        beta(stream, self.mean * total, (1.0 - self.mean) * total)
    }
}

/// Spells are counted in days.
fn whole(days: f64) -> f64 {
    days.round()
}

/// A beta distributed number, from two gamma distributed ones (Marsaglia & Tsang 2000).
fn beta(stream: &mut Stream, a: f64, b: f64) -> f64 {
    let (one, other) = (gamma(stream, a), gamma(stream, b));
    one / (one + other)
}

fn gamma(stream: &mut Stream, shape: f64) -> f64 {
    const THIRD: f64 = 1.0 / 3.0;
    if shape < 1.0 {
        // By one more, and scaled back.
        let smaller = exp(ln(stream.uniform()) / shape);
        return gamma(stream, shape + 1.0) * smaller;
    }
    let d = shape - THIRD;
    let c = THIRD / d.sqrt();
    loop {
        let z = stream.normal();
        let root = 1.0 + c * z;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        if ln(stream.uniform()) < 0.5 * z * z + d - d * v + d * ln(v) {
            return d * v;
        }
    }
}

impl Dropout {
    /// The Weibull distribution by which these shares have left by these days.
    ///
    /// # Errors
    /// The shares do not rise with the days.
    pub fn through(first: (f64, f64), second: (f64, f64)) -> Result<(f64, f64), Fault> {
        // The logarithm of the cumulative hazard is a line over the logarithm of time.
        let hazard = |(_, share): (f64, f64)| ln(-ln(1.0 - share));
        let shape = (hazard(second) - hazard(first)) / (ln(second.0) - ln(first.0));
        if !(shape.is_finite() && shape > 0.0) {
            return Err(Fault::DidNotConverge("the shares who leave"));
        }
        let scale = exp(ln(first.0) - hazard(first) / shape);
        Ok((scale, shape))
    }

    /// The first visit at which somebody is not seen any more, given whether each visit would see them no better than the first.
    pub fn leaves_before(
        &self,
        days: &[f64],
        not_better: &[bool],
        draws: &Draws,
        person: u64,
    ) -> Option<usize> {
        let bears = -ln(draws.stream(person, "dropout").uniform());
        let cumulative = |day: f64| {
            if day <= 0.0 {
                return 0.0;
            }
            exp(self.shape * ln(day / self.scale))
        };
        let mut borne = 0.0;
        for visit in 1..days.len() {
            let seen = if not_better[visit - 1] && visit > 1 {
                self.if_not_better
            } else {
                1.0
            };
            let unseen = if not_better[visit] {
                self.if_unseen_not_better
            } else {
                1.0
            };
            borne += seen * unseen * (cumulative(days[visit]) - cumulative(days[visit - 1]));
            if borne > bears {
                return Some(visit);
            }
        }
        None
    }
}

/// The same courses with spells in which nothing is taken, of those that can be forgotten.
pub(super) fn with_gaps(
    courses: &[Course],
    gaps: &[(f64, f64)],
    can_be_forgotten: impl Fn(&Course) -> bool,
) -> Vec<Course> {
    let mut all = Vec::new();
    for course in courses {
        if !can_be_forgotten(course) {
            all.push(course.clone());
            continue;
        }
        let mut from = course.from;
        for (start, end) in gaps {
            if *end <= from || *start >= course.until {
                continue;
            }
            if *start > from {
                all.push(Course {
                    from,
                    until: *start,
                    ..course.clone()
                });
            }
            from = *end;
        }
        if from < course.until {
            all.push(Course {
                from,
                ..course.clone()
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Action;

    #[test]
    fn people_take_the_share_that_is_said() {
        let adherence = Adherence {
            mean: 0.8,
            sd: 0.15,
            gap: 5.0,
        };
        let draws = Draws::new(3);
        let until = 365.0;
        let missed = |person| {
            let gaps = adherence.gaps(&draws, person, until);
            gaps.iter().map(|(from, until)| until - from).sum::<f64>() / until
        };
        let people = 2000;
        let missed: Vec<f64> = (1..=people).map(missed).collect();
        let mean = missed.iter().sum::<f64>() / people as f64;
        let variance = missed
            .iter()
            .map(|one| (one - mean) * (one - mean))
            .sum::<f64>();
        let sd = (variance / people as f64).sqrt();
        // Spells are rounded to days, and a year holds only so many.
        assert!((mean - 0.2).abs() < 0.02, "{mean}");
        assert!((0.13..0.20).contains(&sd), "{sd}");
    }

    #[test]
    fn two_quantiles_make_a_weibull_distribution() {
        let (scale, shape) = Dropout::through((28.0, 0.05), (112.0, 0.2)).unwrap();
        let share = |day: f64| 1.0 - exp(-exp(shape * ln(day / scale)));
        assert!((share(28.0) - 0.05).abs() < 1e-12);
        assert!((share(112.0) - 0.2).abs() < 1e-12);
        assert!(Dropout::through((28.0, 0.2), (112.0, 0.1)).is_err());
    }

    #[test]
    fn as_many_leave_as_the_hazard_says() {
        let (scale, shape) = Dropout::through((28.0, 0.05), (84.0, 0.2)).unwrap();
        let dropout = Dropout {
            scale,
            shape,
            if_not_better: 1.0,
            if_unseen_not_better: 1.0,
        };
        let days = [0.0, 28.0, 56.0, 84.0];
        let draws = Draws::new(5);
        let left = |person: &u64| {
            let leaves = dropout.leaves_before(&days, &[false; 4], &draws, *person);
            leaves.is_some()
        };
        let people = 10_000;
        let share = (1..=people).filter(left).count() as f64 / people as f64;
        assert!((share - 0.2).abs() < 0.012, "{share}");
        let hasty = Dropout {
            if_not_better: 3.0,
            ..dropout
        };
        let more = |person: &u64| {
            let leaves = hasty.leaves_before(&days, &[true; 4], &draws, *person);
            leaves.is_some()
        };
        assert!((1..=people).filter(more).count() as f64 / people as f64 > share + 0.1);
    }

    #[test]
    fn gaps_cut_courses_into_pieces() {
        let course = Course {
            action: Action::Take {
                agent: Named::said("x"),
                dose: None,
                per_day: 1.0,
            },
            from: 0.0,
            until: 84.0,
        };
        let gaps = [(0.0, 2.0), (10.0, 12.0), (80.0, 90.0)];
        let pieces = with_gaps(std::slice::from_ref(&course), &gaps, |_| true);
        let spans: Vec<(f64, f64)> = pieces.iter().map(|one| (one.from, one.until)).collect();
        assert_eq!(spans, [(2.0, 10.0), (12.0, 80.0)]);
        assert_eq!(with_gaps(&[course], &gaps, |_| false).len(), 1);
    }
}
