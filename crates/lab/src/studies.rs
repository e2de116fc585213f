//! Studies: how far publications of the same thing stand apart, beside what chance does in each of them.
//!
//! People, protocols and laboratories differ in more than a publication tells. How much was found from thousands of meta-analyses: the variance of
//! what is true in studies of the same thing is a draw from a wide distribution of its own, of which the logarithm is normal or Student's. Numbers
//! are in `data/studies.toml`.

use engine::math::exp;
use physiology::document::{Faults, Source, Table, read_document};
use physiology::numbers::Quantity;

use crate::draws::Stream;

const FILE: &str = "studies.toml";

/// How far a study stands from the mean of those of the same thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Study {
    /// In standard deviations between people.
    pub of_means: f64,
    /// In logarithms of odds.
    pub of_shares: f64,
}

/// How far studies of the same thing stand apart.
#[derive(Clone, Copy, Default, Debug)]
pub struct Studies {
    of_means: Option<Heterogeneity>,
    of_shares: Option<Heterogeneity>,
}

/// The distribution of the variance of what is true in studies of the same thing.
#[derive(Clone, Copy, Debug)]
struct Heterogeneity {
    /// Median of the logarithm of the variance.
    location: f64,
    /// Scale of the logarithm of the variance.
    scale: f64,
    /// Degrees of freedom of its Student's distribution; a normal one has none.
    freedom: Option<u32>,
}

impl Study {
    /// One that is like the others.
    pub const SAME: Self = Self {
        of_means: 0.0,
        of_shares: 0.0,
    };
}

impl Studies {
    /// Reads the file among the data's texts, if it is there; without it all studies of a thing are alike.
    pub(crate) fn read(sources: &[Source], faults: &Faults) -> Self {
        let source = sources.iter().find(|source| source.name == FILE);
        let read = |source| {
            read_document(source, faults, |root| Self {
                of_means: required(root, "means", |one| one.table("means", Heterogeneity::read))
                    .flatten(),
                of_shares: required(root, "shares", |one| {
                    one.table("shares", Heterogeneity::read)
                })
                .flatten(),
            })
        };
        source.and_then(read).unwrap_or_default()
    }

    /// A study among those of the same thing.
    pub(crate) fn draw(&self, stream: &mut Stream) -> Study {
        let mut drawn = |among: Option<Heterogeneity>| {
            let apart = among.map(|among| among.standard_deviation(stream));
            apart.unwrap_or_default() * stream.normal()
        };
        Study {
            of_means: drawn(self.of_means),
            of_shares: drawn(self.of_shares),
        }
    }
}

impl Heterogeneity {
    fn read(table: &Table<'_>) -> Option<Self> {
        table.know(&["meaning"]);
        let value =
            |key: &str| required(table, key, |one| Quantity::of(one, key)).map(|one| one.value);
        let freedom = Quantity::of(table, "freedom").map(|freedom| freedom.value);
        if let Some(freedom) = freedom.filter(|freedom| *freedom < 1.0 || freedom.fract() != 0.0) {
            table.fault(
                "freedom",
                format!("{freedom} is no whole number above 0"),
                None,
            );
        }
        let (location, scale) = (value("location"), value("scale"));
        Some(Self {
            location: location?,
            scale: scale?,
            freedom: freedom.map(|freedom| freedom as u32),
        })
    }

    /// A draw of how far studies stand apart.
    fn standard_deviation(&self, stream: &mut Stream) -> f64 {
        let normal = stream.normal();
        let deviate = match self.freedom {
            Some(freedom) => {
                let squares = (0..freedom).map(|_| stream.normal().powi(2));
                normal / (squares.sum::<f64>() / f64::from(freedom)).sqrt()
            }
            None => normal,
        };
        exp((self.location + self.scale * deviate) / 2.0)
    }
}

/// What is read of a table, where it has the key; without it that is a fault.
fn required<T>(
    table: &Table<'_>,
    key: &str,
    read: impl FnOnce(&Table<'_>) -> Option<T>,
) -> Option<T> {
    if !table.has(key) {
        table.fault(key, "is missing", None);
    }
    read(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Draws;
    use crate::laboratory::{Laboratory, embedded_data};

    fn read(text: &str) -> Result<Studies, Vec<physiology::document::Fault>> {
        let faults = Faults::new();
        let studies = Studies::read(&[Source::new(FILE, text)], &faults);
        faults.into_result(studies)
    }

    /// Half of what stands 0.18 standard deviations apart or more, and half of odds that do by 0.28 (Rhodes 2015, Turner 2015).
    #[test]
    fn studies_stand_as_far_apart_as_those_of_meta_analyses() {
        let studies = Laboratory::new(&embedded_data()).unwrap().studies;
        let draws = Draws::new(1);
        let medians = [(studies.of_means, 0.179), (studies.of_shares, 0.278)];
        for (among, median) in medians {
            let among = among.unwrap();
            let further = (0..20_000).filter(|study| {
                let mut stream = draws.stream(*study, "apart");
                among.standard_deviation(&mut stream) > median
            });
            let share = further.count() as f64 / 20_000.0;
            assert!((share - 0.5).abs() < 0.015, "{share} beyond {median}");
        }
        let mean: f64 = (0..20_000)
            .map(|study| studies.draw(&mut draws.stream(study, "study")).of_shares)
            .sum();
        assert!((mean / 20_000.0).abs() < 0.05, "{mean}");
    }

    #[test]
    fn without_the_file_all_studies_are_alike() {
        let studies = Studies::read(&[], &Faults::new());
        let mut stream = Draws::new(1).stream(1, "study");
        assert_eq!(studies.draw(&mut stream), Study::SAME);
    }

    #[test]
    fn what_is_missing_or_impossible_is_a_fault() {
        let row = |value: &str| {
            format!("{{ value = {value}, unit = \"1\", status = \"assumed\", note = \"x\" }}")
        };
        let text = format!(
            "[means]\nmeaning = \"x\"\nlocation = {}\nscale = {}\nfreedom = {}\n[shares]\nlocation = {}\nscale = {}\n",
            row("-3"),
            row("2"),
            row("5"),
            row("-2"),
            row("1")
        );
        assert!(read(&text).is_ok());
        for (was, is, field) in [
            ("value = 5", "value = 0.5", "freedom"),
            ("scale =", "scales =", "scale"),
            ("[shares]", "[others]", "shares"),
        ] {
            let faults = read(&text.replacen(was, is, 1)).unwrap_err();
            let told = faults.iter().any(|fault| fault.to_string().contains(field));
            assert!(told, "{field}: {faults:?}");
        }
    }
}
