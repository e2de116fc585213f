//! Draws: the value that a number has in somebody of whom it is not known.
//!
//! Every number has a stream of its own for every seed, and every person a place in it. So a person's value of a number depends on seed,
//! person and the number's name alone: not on how many people are drawn, nor on which other numbers there are.
//!
//! ```
//! use lab::draws::Draws;
//! let draws = Draws::new(1);
//! assert_eq!(draws.score(3, "colon.transit_time"), Draws::new(1).score(3, "colon.transit_time"));
//! assert_ne!(draws.score(3, "colon.transit_time"), draws.score(4, "colon.transit_time"));
//! ```

use engine::math::{exp, ln};
use physiology::data::Data;
use physiology::numbers::{Quantity, Spread, Status};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::life::Values;
use crate::statistics::distributions::normal_cdf;

/// The draws of one seed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draws {
    seed: u64,
    /// How far people stand apart in numbers, relative to the numbers' own spread.
    variation: f64,
    /// Numbers of this status are drawn from another seed.
    redrawn: Option<(Status, u64)>,
    clusters: Option<Clusters>,
}

/// People who live in clusters, in turn: as many clusters as there are, and how alike two people of one are.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Clusters {
    number: u64,
    alike: f64,
}

impl Clusters {
    /// The cluster of a person, from 0.
    fn of(self, person: u64) -> u64 {
        person % self.number
    }
}

impl Draws {
    /// The draws of a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            variation: 1.0,
            redrawn: None,
            clusters: None,
        }
    }

    /// The draws of people who live in so many clusters, at least one, one person after the other in the next. The scores of two people of a cluster
    /// have the correlation `alike`, from 0 to 1; of people of several they are as independent as ever.
    pub fn in_clusters(self, number: u64, alike: f64) -> Self {
        let clusters = Some(Clusters { number, alike });
        Self { clusters, ..self }
    }

    /// The cluster that somebody lives in, from 0; none where there are none.
    pub fn cluster(&self, person: u64) -> Option<u64> {
        Some(self.clusters?.of(person))
    }

    /// The same draws where people stand this much farther apart, or nearer, in the numbers of the model.
    pub fn varying(self, variation: f64) -> Self {
        Self { variation, ..self }
    }

    /// The same draws where numbers of a status come from another seed: the same people, in whom only those numbers are others.
    pub fn redrawing(self, status: Status, seed: u64) -> Self {
        Self {
            redrawn: Some((status, seed)),
            ..self
        }
    }

    /// What a person has of every number that differs between people, in base units.
    pub fn values(&self, data: &Data, person: u64) -> Values {
        let numbers = data.parameters.iter().chain(data.inputs.iter());
        numbers
            .filter_map(|number| {
                let value = self.value(person, number)?;
                Some((number.name.clone(), number.unit.to_base(value)))
            })
            .collect()
    }

    /// What a person has of a number, in its unit; none where all are alike.
    pub fn value(&self, person: u64, number: &Quantity) -> Option<f64> {
        let seed = match self.redrawn {
            Some((status, other)) if status == number.status => other,
            _ => self.seed,
        };
        let score = Self { seed, ..*self }.score(person, &number.name);
        drawn(number, self.variation * score)
    }

    /// Where a person stands among people in a number: a draw from the standard normal distribution.
    pub fn score(&self, person: u64, number: &str) -> f64 {
        let own = self.stream(person, number).normal();
        let Some(clusters) = self.clusters else {
            return own;
        };
        let cluster = clusters.of(person);
        let shared = self.stream(cluster, &format!("cluster.{number}")).normal();
        clusters.alike.sqrt() * shared + (1.0 - clusters.alike).sqrt() * own
    }

    /// All draws of a purpose in a person.
    pub fn stream(&self, person: u64, purpose: &str) -> Stream {
        let mut key = blake3::Hasher::new();
        key.update(&self.seed.to_le_bytes());
        key.update(purpose.as_bytes());
        let mut stream = ChaCha20Rng::from_seed(*key.finalize().as_bytes());
        stream.set_stream(person);
        Stream(stream)
    }
}

/// The value, in the number's unit, of somebody who stands there among people; none where all are alike. The number's own value is the
/// median; what lies outside its range is moved to the end of it.
pub fn drawn(number: &Quantity, score: f64) -> Option<f64> {
    let value = at_score(number.value, number.spread?, score);
    let (lo, hi) = (number.lo, number.hi);
    Some(value.max(lo.unwrap_or(value)).min(hi.unwrap_or(value)))
}

/// The same where what lies outside the range does not occur: the distribution is cut off at its ends.
pub fn drawn_within(number: &Quantity, score: f64) -> Option<f64> {
    let spread = number.spread?;
    let share_below = |end: Option<f64>, beyond: f64| {
        end.map_or(beyond, |end| {
            normal_cdf(score_of(number.value, spread, end))
        })
    };
    let (from, until) = (share_below(number.lo, 0.0), share_below(number.hi, 1.0));
    let share = from + normal_cdf(score) * (until - from);
    // A share of 0 or 1 is rounding: it would be infinitely far out.
    let within = normal_quantile(share.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON));
    let value = at_score(number.value, spread, within);
    let (lo, hi) = (number.lo, number.hi);
    Some(value.max(lo.unwrap_or(value)).min(hi.unwrap_or(value)))
}

fn at_score(median: f64, spread: Spread, score: f64) -> f64 {
    match spread {
        Spread::Lognormal { cv } => median * exp(ln(1.0 + cv * cv).sqrt() * score),
        Spread::Logitnormal { sd } => {
            let odds = median / (1.0 - median) * exp(sd * score);
            odds / (1.0 + odds)
        }
        Spread::Normal { sd } => median + sd * score,
    }
}

/// Where somebody with this value stands among people.
fn score_of(median: f64, spread: Spread, value: f64) -> f64 {
    match spread {
        Spread::Lognormal { cv } => ln(value / median) / ln(1.0 + cv * cv).sqrt(),
        Spread::Logitnormal { sd } => {
            (ln(value / (1.0 - value)) - ln(median / (1.0 - median))) / sd
        }
        Spread::Normal { sd } => (value - median) / sd,
    }
}

/// The draws of one purpose in one person, one after the other.
pub struct Stream(ChaCha20Rng);

impl Stream {
    /// A number that lies between 0 and 1, all of them equally likely.
    pub fn uniform(&mut self) -> f64 {
        between_0_and_1(self.0.next_u64())
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }
}

/// The middle of one of 2^53 equal parts between 0 and 1.
fn between_0_and_1(bits: u64) -> f64 {
    const PARTS: u64 = 1 << 53;
    ((bits >> 11) as f64 + 0.5) / PARTS as f64
}

/// Coefficients of a numerator and a denominator, lowest first.
type Ratio = ([f64; 8], [f64; 8]);

/// For probabilities less than [`CENTRAL`] from a half.
const CENTRE: Ratio = (
    [
        3.3871328727963665,
        133.14166789178438,
        1971.5909503065513,
        13731.69376550946,
        45921.95393154987,
        67265.7709270087,
        33430.57558358813,
        2509.0809287301227,
    ],
    [
        1.0,
        42.31333070160091,
        687.1870074920579,
        5394.196021424751,
        21213.794301586597,
        39307.89580009271,
        28729.085735721943,
        5226.495278852854,
    ],
);
/// For tails down to a probability of exp(-25).
const TAIL: Ratio = (
    [
        1.4234371107496835,
        4.630337846156546,
        5.769497221460691,
        3.6478483247632045,
        1.2704582524523684,
        0.2417807251774506,
        0.022723844989269184,
        0.0007745450142783414,
    ],
    [
        1.0,
        2.053191626637759,
        1.6763848301838038,
        0.6897673349851,
        0.14810397642748008,
        0.015198666563616457,
        0.0005475938084995345,
        1.0507500716444169e-09,
    ],
);
/// For tails beyond.
const FAR_TAIL: Ratio = (
    [
        6.657904643501103,
        5.463784911164114,
        1.7848265399172913,
        0.29656057182850487,
        0.026532189526576124,
        0.0012426609473880784,
        2.7115555687434876e-05,
        2.0103343992922881e-07,
    ],
    [
        1.0,
        0.599832206555888,
        0.1369298809227358,
        0.014875361290850615,
        0.0007868691311456133,
        1.8463183175100548e-05,
        1.421511758316446e-07,
        2.0442631033899397e-15,
    ],
);
/// Where the centre ends, as a distance from a half.
const CENTRAL: f64 = 0.425;
/// The square of that distance.
const CENTRAL_SQUARED: f64 = 0.180625;
/// Where the far tail begins: the root of minus the logarithm of its probability.
const FAR: f64 = 5.0;
/// Where the approximation of the tail is centred.
const TAIL_CENTRE: f64 = 1.6;

/// The quantile of the standard normal distribution at a probability between 0 and 1, to about 16 digits: PPND16 of Wichura's algorithm
/// AS 241 (1988), <https://doi.org/10.2307/2347330>.
pub fn normal_quantile(probability: f64) -> f64 {
    let from_half = probability - 0.5;
    if from_half.abs() <= CENTRAL {
        return from_half * ratio(&CENTRE, CENTRAL_SQUARED - from_half * from_half);
    }
    let tail = probability.min(1.0 - probability);
    let depth = (-ln(tail)).sqrt();
    let size = if depth <= FAR {
        ratio(&TAIL, depth - TAIL_CENTRE)
    } else {
        ratio(&FAR_TAIL, depth - FAR)
    };
    size.copysign(from_half)
}

fn ratio((above, below): &Ratio, x: f64) -> f64 {
    let polynomial = |coefficients: &[f64; 8]| {
        let from_highest = coefficients.iter().rev();
        from_highest.fold(0.0, |sum, coefficient| sum * x + coefficient)
    };
    polynomial(above) / polynomial(below)
}

#[cfg(test)]
mod tests {
    use engine::Unit;
    use physiology::numbers::Status;

    use super::*;

    const PEOPLE: u64 = 20_000;

    fn number(name: &str, value: f64, spread: Spread) -> Quantity {
        Quantity {
            name: name.to_owned(),
            value,
            unit: Unit::parse("1").unwrap(),
            lo: None,
            hi: None,
            spread: Some(spread),
            status: Status::Assumed,
            source: None,
            note: None,
            meaning: None,
        }
    }

    fn many(number: &Quantity) -> Vec<f64> {
        let draws = Draws::new(1);
        let value = |person| drawn(number, draws.score(person, &number.name)).unwrap();
        let mut values: Vec<f64> = (1..=PEOPLE).map(value).collect();
        values.sort_by(f64::total_cmp);
        values
    }

    fn median(sorted: &[f64]) -> f64 {
        sorted[sorted.len() / 2]
    }

    fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
        values.clone().sum::<f64>() / values.count() as f64
    }

    /// Exact values, computed with forty digits from the error function.
    #[test]
    #[allow(clippy::excessive_precision)]
    fn quantiles_are_those_of_the_table() {
        for (probability, exact) in [
            (0.5, 0.0),
            (0.6, 0.253_347_103_135_799_8),
            (0.75, 0.674_489_750_196_081_7),
            (0.9, 1.281_551_565_544_600_5),
            (0.95, 1.644_853_626_951_472_7),
            (0.975, 1.959_963_984_540_054_2),
            (0.99, 2.326_347_874_040_841_1),
            (0.999, 3.090_232_306_167_813_5),
            (1e-6, -4.753_424_308_822_898_9),
            (1e-10, -6.361_340_902_404_056_2),
            (1e-15, -7.941_345_326_170_996_8),
            (1e-20, -9.262_340_089_798_407_6),
        ] {
            let found = normal_quantile(probability);
            // 0.975 and its like are not exact themselves.
            assert!(
                (found - exact).abs() <= 4e-15 * exact.abs().max(1.0),
                "{probability}: {found} for {exact}"
            );
        }
    }

    /// A cv of 0.3 is a standard deviation of 0.2936 of the logarithm, and a mean of 1.044 medians.
    #[test]
    fn lognormal_draws_have_the_value_as_median_and_the_cv() {
        let values = many(&number("a", 5.0, Spread::Lognormal { cv: 0.3 }));
        let mean = mean(values.iter().copied());
        let variance = values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>();
        let cv = (variance / values.len() as f64).sqrt() / mean;
        // Four standard errors.
        assert!(
            (median(&values) / 5.0 - 1.0).abs() < 0.011,
            "{}",
            median(&values)
        );
        assert!((cv - 0.3).abs() < 0.008, "{cv}");
    }

    #[test]
    fn logitnormal_and_normal_draws_have_their_median_and_spread() {
        let shares = many(&number("b", 0.9, Spread::Logitnormal { sd: 0.6 }));
        let logit = |share: &f64| ln(share / (1.0 - share));
        assert!((logit(&median(&shares)) - logit(&0.9)).abs() < 0.022);
        // The 84.13th percentile lies one standard deviation above the median.
        let above = shares[(0.841_344_7 * shares.len() as f64) as usize];
        assert!((logit(&above) - logit(&0.9) - 0.6).abs() < 0.03, "{above}");
        assert!(shares.iter().all(|share| (0.0..1.0).contains(share)));

        let normal = many(&number("c", 2.0, Spread::Normal { sd: 0.5 }));
        let mean = mean(normal.iter().copied());
        assert!((mean - 2.0).abs() < 0.015, "{mean}");
    }

    #[test]
    fn draws_stay_in_the_range() {
        let mut narrow = number("d", 1.0, Spread::Lognormal { cv: 1.0 });
        (narrow.lo, narrow.hi) = (Some(0.5), Some(2.0));
        let values = many(&narrow);
        assert_eq!((values[0], values[values.len() - 1]), (0.5, 2.0));
        assert!((median(&values) - 1.0).abs() < 0.03);
    }

    /// Two people of a cluster are as alike as was asked for, two of different clusters are strangers, and each is one of all people.
    #[test]
    fn people_of_a_cluster_are_alike() {
        const CLUSTERS: u64 = 5_000;
        let draws = Draws::new(1).in_clusters(CLUSTERS, 0.3);
        assert_eq!(
            (draws.cluster(7), draws.cluster(CLUSTERS + 7)),
            (Some(7), Some(7))
        );
        assert_eq!(Draws::new(1).cluster(7), None);
        let with = |apart: u64| {
            let pair = |person: u64| draws.score(person, "a") * draws.score(person + apart, "a");
            mean((0..PEOPLE).map(pair))
        };
        // Four standard errors, of which clusters have fewer than people.
        assert!((with(0) - 1.0).abs() < 0.05, "{}", with(0));
        assert!((with(CLUSTERS) - 0.3).abs() < 0.05, "{}", with(CLUSTERS));
        assert!(with(1).abs() < 0.05, "{}", with(1));
        let other = |person: u64| draws.score(person, "a") * draws.score(person + CLUSTERS, "b");
        assert!(mean((0..PEOPLE).map(other)).abs() < 0.05);
    }

    #[test]
    fn streams_of_seeds_people_and_numbers_have_nothing_to_do_with_each_other() {
        let correlation = |a: &dyn Fn(u64) -> f64, b: &dyn Fn(u64) -> f64| {
            mean((1..=PEOPLE).map(|person| a(person) * b(person)))
        };
        let (one, two) = (Draws::new(1), Draws::new(2));
        let own = |person| one.score(person, "a");
        assert!((correlation(&own, &own) - 1.0).abs() < 0.04);
        for other in [
            &(|person| one.score(person, "b")) as &dyn Fn(u64) -> f64,
            &|person| two.score(person, "a"),
            &|person| one.score(person + 1, "a"),
        ] {
            assert!(correlation(&own, other).abs() < 0.03);
        }
    }
}
