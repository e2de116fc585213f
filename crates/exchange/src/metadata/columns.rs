//! Which columns of a table say what about people.

/// What archives and cohorts call things, in lower case without `host_`, and what a scenario calls them.
const NAMES: [(&str, Covariate); 14] = [
    ("age", Covariate::Age),
    ("sex", Covariate::Sex),
    ("gender", Covariate::Sex),
    ("biological_sex", Covariate::Sex),
    ("weight", Covariate::Weight),
    ("body_weight", Covariate::Weight),
    ("height", Covariate::Height),
    ("body_height", Covariate::Height),
    ("tot_mass", Covariate::Weight),
    ("bmi", Covariate::BodyMassIndex),
    ("body_mass_index", Covariate::BodyMassIndex),
    ("traits", Covariate::Traits),
    ("trait", Covariate::Traits),
    ("diet", Covariate::Diet),
];
/// Units that stand at the end of a column's name.
const UNITS: [(&str, &str); 14] = [
    ("years", "a"),
    ("year", "a"),
    ("yrs", "a"),
    ("yr", "a"),
    ("y", "a"),
    ("months", "mo"),
    ("month", "mo"),
    ("mo", "mo"),
    ("weeks", "wk"),
    ("days", "d"),
    ("kg", "kg"),
    ("g", "g"),
    ("cm", "cm"),
    ("m", "m"),
];

/// Something that is known of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Covariate {
    Age,
    Sex,
    Weight,
    Height,
    BodyMassIndex,
    Traits,
    Diet,
    /// A habit that a scenario knows, by its place among the names of all.
    Habit(usize),
}

/// A column that says something.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub covariate: Covariate,
    pub place: usize,
    /// As the header has it.
    pub name: String,
    /// The unit that the name states, in UCUM.
    pub unit: Option<&'static str>,
    /// The column that states the unit.
    pub unit_place: Option<usize>,
}

/// The columns of a table.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub known: Vec<Column>,
    /// Names of habits.
    pub habits: Vec<String>,
    unused: Vec<String>,
}

impl Columns {
    pub fn of(header: &[String], habits: &[&str]) -> Self {
        let names: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let sample = sample(header);
        let mut columns = Self {
            known: Vec::new(),
            habits: habits.iter().map(|name| (*name).to_owned()).collect(),
            unused: Vec::new(),
        };
        for (place, name) in names.iter().enumerate() {
            let Some((covariate, unit)) = covariate(name, habits) else {
                continue;
            };
            if columns
                .known
                .iter()
                .any(|column| column.covariate == covariate)
            {
                continue;
            }
            let of_units = |other: &String| {
                *other == format!("{name}_units") || *other == format!("{name}_unit")
            };
            columns.known.push(Column {
                covariate,
                place,
                name: header[place].trim().to_owned(),
                unit,
                unit_place: names.iter().position(of_units),
            });
        }
        let is_used = |place: usize| {
            place == sample
                || columns
                    .known
                    .iter()
                    .any(|column| column.place == place || column.unit_place == Some(place))
        };
        let unused = (0..names.len()).filter(|place| !is_used(*place));
        columns.unused = unused
            .map(|place| header[place].trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        columns
    }

    /// Names of the columns that say something.
    pub fn used(&self) -> Vec<String> {
        self.known
            .iter()
            .map(|column| column.name.clone())
            .collect()
    }

    /// Names of those that do not.
    pub fn unused(&self) -> &[String] {
        &self.unused
    }
}

/// The column in which the names of samples stand: that of such a name, or the first.
pub(super) fn sample(header: &[String]) -> usize {
    const NAMES: [&str; 5] = ["sample_id", "sampleid", "sample_name", "sample", "id"];
    let names_samples = |name: &String| NAMES.contains(&plain(name).as_str());
    header.iter().position(names_samples).unwrap_or(0)
}

/// Lower case, words joined by underscores, without what archives put in front.
fn plain(name: &str) -> String {
    let lower = name.trim().trim_start_matches('#').to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let joined = words.join("_");
    joined
        .strip_prefix("host_")
        .map_or(joined.clone(), ToOwned::to_owned)
}

/// What a column says, and the unit that stands in its name.
fn covariate(name: &str, habits: &[&str]) -> Option<(Covariate, Option<&'static str>)> {
    let named = |name: &str| {
        let known = NAMES.iter().find(|(known, _)| *known == name);
        let habit = || {
            habits
                .iter()
                .position(|habit| *habit == name)
                .map(Covariate::Habit)
        };
        known.map(|(_, covariate)| *covariate).or_else(habit)
    };
    if let Some(covariate) = named(name) {
        return Some((covariate, None));
    }
    let (stem, unit) = name.rsplit_once('_')?;
    let (_, unit) = UNITS.iter().find(|(known, _)| *known == unit)?;
    Some((named(stem)?, Some(unit)))
}

/// A unit as a column of units has it: in UCUM where it is known, else as it stands, so that nobody takes one unit for another.
pub(super) fn unit(written: &str) -> String {
    let lower = written.to_lowercase();
    let known = UNITS.iter().find(|(known, _)| *known == lower);
    known.map_or(written, |(_, unit)| unit).to_owned()
}
