//! Trials from their text.

mod arms;
mod cohort;
mod conduct;
mod design;

use engine::Dimension;
use physiology::document::{Source, Table, quoted};

use super::eligibility::read_criterion;
use super::endpoint::{Better, Endpoint, Measure, Response, Strategy};
use super::{Analysis, Design, Method, Multiplicity, Trial};
use crate::habits;
use crate::quantity::{Amount, read_above_zero, read_positive};
use crate::scenario::read::{End, named, named_list, read_course, read_lifetime, stem};
use crate::scenario::{Course, Named};
use arms::read_arms;
pub(super) use cohort::read_cohort;
pub(crate) use conduct::read_conduct;
use design::{check_clusters, read_design};

/// More people than this are not asked for by anybody.
const MOST_PEOPLE: f64 = 1e6;

/// The whole of a trial; none when too little is there to go on.
pub(super) fn read_trial(root: &Table<'_>, source: &Source) -> Option<Trial> {
    let name = root.text("name").unwrap_or_else(|| stem(&source.name));
    let about = root.text("about");
    let population = read_needed(
        root,
        "population",
        "[population] base = \"healthy-adult\", people = 200",
        read_population,
    );
    let schedule = read_needed(
        root,
        "schedule",
        "[schedule] lasts = \"12 wk\"",
        read_schedule,
    );
    // Whatever else is wrong is told even when the days are not known.
    let days = schedule.as_ref();
    let end = End {
        day: days.map_or(f64::INFINITY, |(lasts, _)| *lasts),
        told: "`lasts` of `[schedule]` is how long an arm or period is",
    };
    let visits = days.map(|(_, visits)| visits.as_slice());
    let design = read_design(root);
    let background = read_courses("background", root, end);
    let arms = read_arms(root, design, end);
    let eligible = root.tables("eligible", read_criterion);
    let endpoints = read_endpoints(root, design, visits);
    let conduct = root.table("conduct", |table| read_conduct(table, end));
    let analysis = root.table("analysis", |table| read_analysis(table, design));
    let (population, people, seed) = population?;
    check_clusters(root, design, &arms, people);
    let (lasts, visits) = schedule?;
    Some(Trial {
        name,
        about,
        population,
        people,
        seed,
        eligible: eligible.into_iter().flatten().collect(),
        design,
        lasts,
        visits,
        background,
        arms,
        endpoints,
        conduct: conduct.unwrap_or_default(),
        analysis: analysis.unwrap_or_else(Analysis::usual),
    })
}

/// A table without which there is no trial.
fn read_needed<T>(
    root: &Table<'_>,
    key: &str,
    example: &str,
    read: impl FnOnce(&Table<'_>) -> Option<T>,
) -> Option<T> {
    if !root.has(key) {
        root.fault(key, "is missing", Some(format!("such as {example}")));
    }
    root.table(key, read).flatten()
}

fn read_population(table: &Table<'_>) -> Option<(Named, usize, u64)> {
    if !table.has("base") {
        let help = "`enteroderm list populations`".to_owned();
        table.fault("base", "is missing", Some(help));
    }
    let base = named(table, "base");
    let people = whole(table, "people", (1.0, MOST_PEOPLE)).unwrap_or(200);
    let seed = whole(table, "seed", (0.0, 9e15)).unwrap_or(1);
    Some((base?, people, seed as u64))
}

pub(crate) fn whole(table: &Table<'_>, key: &str, (least, most): (f64, f64)) -> Option<usize> {
    let number = table.number(key)?;
    if number.fract() != 0.0 || !(least..=most).contains(&number) {
        let help = format!("a whole number from {least} to {most}");
        table.fault(key, format!("found {number}"), Some(help));
        return None;
    }
    Some(number as usize)
}

fn share(table: &Table<'_>, key: &str) -> Option<f64> {
    let number = table.number(key)?;
    if !(number > 0.0 && number < 1.0) {
        table.fault(
            key,
            format!("found {number}"),
            Some("a number between 0 and 1".to_owned()),
        );
        return None;
    }
    Some(number)
}

pub(crate) fn required_name(table: &Table<'_>, key: &str) -> Option<Named> {
    if !table.has(key) {
        table.fault(key, "is missing", None);
    }
    named(table, key)
}

/// How long a trial lasts, and when people are seen.
pub(crate) fn read_schedule(table: &Table<'_>) -> Option<(f64, Vec<f64>)> {
    let lasts = read_lifetime(table, "lasts", read_above_zero, "12 wk");
    if !table.has("lasts") {
        table.fault("lasts", "is missing", Some("such as \"12 wk\"".to_owned()));
    }
    let named = table.texts("visits").unwrap_or_default();
    let lasts = lasts?;
    let mut visits = vec![0.0, lasts];
    for text in &named {
        match Amount::parse(text) {
            Ok(amount) if amount.unit.dimension() == Dimension::TIME => {
                let day = amount.base();
                if !(0.0..=lasts).contains(&day) {
                    let message = format!("found {}, outside the time that `lasts`", quoted(text));
                    table.fault("visits", message, None);
                } else {
                    visits.push(day);
                }
            }
            _ => table.fault(
                "visits",
                format!("found {}, which is not a time", quoted(text)),
                Some("such as [\"4 wk\", \"8 wk\"]".to_owned()),
            ),
        }
    }
    visits.sort_by(f64::total_cmp);
    visits.dedup();
    Some((lasts, visits))
}

pub(crate) fn read_courses(key: &str, table: &Table<'_>, end: End) -> Vec<Course> {
    let names = habits::names();
    let courses = table.tables(key, |course| read_course(course, &names, end));
    courses.into_iter().flatten().collect()
}

/// All endpoints, primary ones first; the first is primary when none is.
fn read_endpoints(root: &Table<'_>, design: Design, visits: Option<&[f64]>) -> Vec<Endpoint> {
    if !root.has("endpoint") {
        let help = "such as [[endpoint]] outcome = \"skin.easi\"".to_owned();
        root.fault("endpoint", "is missing", Some(help));
    }
    let read = |table: &Table<'_>| read_endpoint(table, design, visits);
    let endpoints = root.tables("endpoint", read).into_iter();
    let mut endpoints: Vec<Endpoint> = endpoints.flatten().collect();
    let any_primary = endpoints.iter().any(|endpoint| endpoint.primary);
    if let Some(first) = endpoints.first_mut().filter(|_| !any_primary) {
        first.primary = true;
    }
    endpoints.sort_by_key(|endpoint| !endpoint.primary);
    endpoints
}

/// The day of an endpoint: one on which people are seen.
fn read_day(table: &Table<'_>, visits: Option<&[f64]>) -> f64 {
    let at = read_positive(table, "at", Dimension::TIME, "12 wk");
    let Some(visits) = visits else { return 0.0 };
    let at = at.unwrap_or(visits.last().copied().unwrap_or_default());
    let why_not = if at == 0.0 {
        "on which nothing has happened yet"
    } else if !visits.contains(&at) {
        "on which nobody is seen"
    } else {
        return at;
    };
    let days = visits.iter().skip(1).map(|day| format!("{day} d"));
    let days = days.collect::<Vec<_>>().join(", ");
    table.fault(
        "at",
        format!("is day {at}, {why_not}"),
        Some(format!("`visits` of `[schedule]`: {days}")),
    );
    at
}

/// What counts as a response; none where nothing is said of it.
pub(crate) fn read_response(table: &Table<'_>) -> Option<Response> {
    let reduced_by = table.number("reduced_by");
    if let Some(share) = reduced_by.filter(|share| !(*share > 0.0 && *share <= 1.0)) {
        let help = "a share above 0 and up to 1".to_owned();
        table.fault("reduced_by", format!("found {share}"), Some(help));
    }
    let any = Response::ANY;
    let response = Response {
        reduced_by: reduced_by.unwrap_or(any.reduced_by),
        fallen_by: table.number("fallen_by").unwrap_or(any.fallen_by),
        at_most: table.number("at_most").unwrap_or(any.at_most),
        at_least: table.number("at_least").unwrap_or(any.at_least),
    };
    let conditions = ["reduced_by", "fallen_by", "at_most", "at_least"];
    let is_said = conditions.iter().any(|key| table.has(key));
    is_said.then_some(response)
}

fn read_endpoint(table: &Table<'_>, design: Design, visits: Option<&[f64]>) -> Option<Endpoint> {
    let outcome = required_name(table, "outcome");
    let at = read_day(table, visits);
    let response = read_response(table);
    let is_response = response.is_some();
    let response = response.unwrap_or(Response::ANY);
    const MEASURES: [&str; 5] = [
        "value",
        "change",
        "percent change",
        "response",
        "time to response",
    ];
    let usual = if is_response { "response" } else { "change" };
    let measure = match table.choice("measure", &MEASURES).unwrap_or(usual) {
        "value" => Measure::Value,
        "percent change" => Measure::PercentChange,
        "response" => Measure::Response(response),
        "time to response" => Measure::TimeTo(response),
        _ => Measure::Change,
    };
    let responds = matches!(measure, Measure::Response(_) | Measure::TimeTo(_));
    if responds != is_response {
        let (message, help) = match responds {
            true => (
                "does not say what a response is",
                "`reduced_by = 0.75`, `fallen_by`, `at_most` or `at_least`",
            ),
            false => (
                "says what a response is, but asks for something else",
                "leave `measure` out, or take \"response\"",
            ),
        };
        table.fault("measure", message, Some(help.to_owned()));
    }
    let why_not = match design {
        Design::Crossover { .. } => Some("has no meaning in a crossover"),
        Design::Cluster { .. } => Some("has no meaning in a trial of clusters"),
        Design::Parallel | Design::Factorial => None,
    };
    if let Some(message) = why_not.filter(|_| measure.is_time()) {
        let help = "\"response\" at a visit has".to_owned();
        table.fault("measure", message, Some(help));
    }
    let better = match table.choice("better", &["lower", "higher"]) {
        Some("higher") => Better::Higher,
        _ => Better::Lower,
    };
    let primary = table.choice("role", &["primary", "secondary"]) == Some("primary");
    let strategies = Strategy::NAMES.map(|(name, _)| name);
    let strategy = table.choice("rescue", &strategies).unwrap_or(strategies[0]);
    let strategy = Strategy::NAMES.iter().find(|(name, _)| *name == strategy);
    let name = named(table, "name");
    let outcome = outcome?;
    Some(Endpoint {
        name: name.unwrap_or_else(|| outcome.clone()),
        outcome,
        measure,
        at,
        better,
        primary,
        strategy: strategy.map_or(Strategy::TreatmentPolicy, |(_, strategy)| *strategy),
    })
}

fn read_analysis(table: &Table<'_>, design: Design) -> Analysis {
    let usual = Analysis::usual();
    let method = table.choice("method", &["ancova", "mmrm"]);
    let why_not = match design {
        Design::Crossover { .. } => Some(("a crossover", "its periods are compared within people")),
        Design::Cluster { .. } => Some(("a trial of clusters", "their means are compared")),
        Design::Parallel | Design::Factorial => None,
    };
    if let Some((design, help)) = why_not.filter(|_| method == Some("mmrm")) {
        let message = format!("\"mmrm\" has no meaning in {design}");
        table.fault("method", message, Some(help.to_owned()));
    }
    let ways = ["none", "holm", "hochberg", "false discovery", "dunnett"];
    let multiplicity = table.choice("multiplicity", &ways);
    if multiplicity == Some("dunnett") && design != Design::Parallel {
        let help = "holm, hochberg, false discovery or none".to_owned();
        let message = "\"dunnett\" compares the arms of a parallel trial";
        table.fault("multiplicity", message, Some(help));
    }
    Analysis {
        alpha: share(table, "alpha").unwrap_or(usual.alpha),
        power: share(table, "power").unwrap_or(usual.power),
        method: if method == Some("mmrm") {
            Method::Mmrm
        } else {
            Method::Ancova
        },
        multiplicity: match multiplicity {
            Some("none") => Multiplicity::None,
            Some("hochberg") => Multiplicity::Hochberg,
            Some("false discovery") => Multiplicity::FalseDiscovery,
            Some("dunnett") => Multiplicity::Dunnett,
            _ => Multiplicity::Holm,
        },
        markers: named_list(table, "markers"),
    }
}

impl Analysis {
    fn usual() -> Self {
        Self {
            alpha: 0.05,
            power: 0.8,
            method: Method::Ancova,
            multiplicity: Multiplicity::Holm,
            markers: Vec::new(),
        }
    }
}
