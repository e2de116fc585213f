//! Trials from their text.

use engine::Dimension;
use physiology::document::{Source, Table, quoted};

use super::conduct::{Adherence, Conduct, Dropout, Rescue};
use super::endpoint::{Better, Endpoint, Measure, Response, Strategy};
use super::{Analysis, Arm, Criterion, Design, Method, Multiplicity, Trial};
use crate::habits;
use crate::quantity::{Amount, read_above_zero, read_positive};
use crate::scenario::read::{End, named, named_list, read_course, read_sampling, stem};
use crate::scenario::{Action, Course, Dose, Named, Sampling};

/// More people than this are not asked for by anybody.
const MOST_PEOPLE: f64 = 1e6;
/// Arms of a trial, at most.
const MOST_ARMS: usize = 16;

/// A cohort: people of a population who are all given the same; a trial of one arm in which everybody takes part.
pub(super) fn read_cohort(root: &Table<'_>, source: &Source) -> Option<Trial> {
    let people = read_population(root);
    let sampling = root.table("sample", read_sampling).unwrap_or(Sampling {
        until: 0.0,
        ..Sampling::usual()
    });
    let end = End {
        day: sampling.until,
        told: "`until` of `[sample]` is the last day of the cohort",
    };
    let courses = read_courses("course", root, end);
    let visits = crate::protocol::samples(&sampling);
    let (population, people, seed) = people?;
    let name = root.text("name").unwrap_or_else(|| stem(&source.name));
    Some(Trial {
        about: root.text("about"),
        lasts: sampling.until,
        visits,
        arms: vec![Arm {
            name: Named::said(if courses.is_empty() {
                "as they live"
            } else {
                "courses"
            }),
            ratio: 1,
            courses,
            dose: None,
            factors: Vec::new(),
        }],
        analysis: Analysis {
            markers: sampling.outcomes,
            ..Analysis::usual()
        },
        ..Trial::of_everybody(name, population, people, seed)
    })
}

impl Trial {
    /// Everybody of a population, as they live, on a day.
    pub(super) fn of_everybody(name: String, population: Named, people: usize, seed: u64) -> Self {
        Self {
            name,
            about: None,
            population,
            people,
            seed,
            eligible: Vec::new(),
            design: Design::Parallel,
            lasts: 0.0,
            visits: vec![0.0],
            background: Vec::new(),
            arms: vec![Arm {
                name: Named::said("as they live"),
                ratio: 1,
                courses: Vec::new(),
                dose: None,
                factors: Vec::new(),
            }],
            endpoints: Vec::new(),
            conduct: Conduct::default(),
            analysis: Analysis::usual(),
        }
    }
}

/// The population, how many people of it and the seed by which they are drawn.
fn read_population(root: &Table<'_>) -> Option<(Named, usize, u64)> {
    let people = root.table("population", |table| {
        let base = named(table, "base");
        if base.is_none() && !table.has("base") {
            table.fault(
                "base",
                "is missing",
                Some("`enteroderm list populations`".to_owned()),
            );
        }
        let people = whole(table, "people", (1.0, MOST_PEOPLE)).unwrap_or(200);
        let seed = whole(table, "seed", (0.0, 9e15)).unwrap_or(1);
        Some((base?, people, seed as u64))
    });
    if people.is_none() && !root.has("population") {
        root.fault(
            "population",
            "is missing",
            Some("such as [population] base = \"healthy-adult\", people = 200".to_owned()),
        );
    }
    people.flatten()
}

/// The whole of a trial; none when too little is there to go on.
pub(super) fn read_trial(root: &Table<'_>, source: &Source) -> Option<Trial> {
    let people = read_population(root);
    let (lasts, visits) = root.table("schedule", read_schedule).unwrap_or_else(|| {
        root.fault(
            "schedule",
            "is missing",
            Some("such as [schedule] lasts = \"12 wk\"".to_owned()),
        );
        None
    })?;
    let end = End {
        day: lasts,
        told: "`lasts` of `[schedule]` is how long an arm or period is",
    };
    let courses = |key: &str, table: &Table<'_>| read_courses(key, table, end);
    let background = courses("background", root);
    let design = read_design(root);
    let arms = match design {
        Design::Factorial => factorial_arms(root, &courses),
        _ => read_arms(root, &courses),
    };
    check_arms(root, design, &arms);
    let criterion = |table: &Table<'_>| {
        Some(Criterion {
            outcome: required_name(table, "outcome")?,
            at_least: table.number("at_least").unwrap_or(f64::NEG_INFINITY),
            at_most: table.number("at_most").unwrap_or(f64::INFINITY),
        })
    };
    let eligible = root.tables("eligible", criterion);
    let mut endpoints: Vec<Endpoint> = root
        .tables("endpoint", |table| read_endpoint(table, &visits))
        .into_iter()
        .flatten()
        .collect();
    if endpoints.is_empty() && root.tables("endpoint", |_| ()).is_empty() {
        root.fault(
            "endpoint",
            "is missing",
            Some("such as [[endpoint]] outcome = \"skin.easi\"".to_owned()),
        );
    }
    if !endpoints.is_empty() && !endpoints.iter().any(|endpoint| endpoint.primary) {
        endpoints[0].primary = true;
    }
    endpoints.sort_by_key(|endpoint| !endpoint.primary);
    let conduct = root
        .table("conduct", |table| read_conduct(table, end))
        .unwrap_or_default();
    let analysis = root
        .table("analysis", read_analysis)
        .unwrap_or_else(Analysis::usual);
    let (population, people, seed) = people?;
    Some(Trial {
        name: root.text("name").unwrap_or_else(|| stem(&source.name)),
        about: root.text("about"),
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
        conduct,
        analysis,
    })
}

fn whole(table: &Table<'_>, key: &str, (least, most): (f64, f64)) -> Option<usize> {
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

fn required_name(table: &Table<'_>, key: &str) -> Option<Named> {
    if !table.has(key) {
        table.fault(key, "is missing", None);
    }
    named(table, key)
}

fn read_schedule(table: &Table<'_>) -> Option<(f64, Vec<f64>)> {
    let lasts = read_above_zero(table, "lasts", Dimension::TIME, "12 wk");
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

fn read_design(root: &Table<'_>) -> Design {
    const DESIGNS: [&str; 4] = ["parallel", "crossover", "factorial", "n-of-1"];
    let design = root.choice("design", &DESIGNS).unwrap_or("parallel");
    root.know(&["washout", "cycles"]);
    if !matches!(design, "crossover" | "n-of-1") {
        for key in ["washout", "cycles"]
            .into_iter()
            .filter(|key| root.has(key))
        {
            root.fault(key, format!("has no meaning in a {design} trial"), None);
        }
        return if design == "factorial" {
            Design::Factorial
        } else {
            Design::Parallel
        };
    }
    let usual = if design == "crossover" { 1 } else { 3 };
    Design::Crossover {
        cycles: whole(root, "cycles", (1.0, 20.0)).unwrap_or(usual),
        washout: read_positive(root, "washout", Dimension::TIME, "4 wk").unwrap_or(0.0),
    }
}

fn read_courses(key: &str, table: &Table<'_>, end: End) -> Vec<Course> {
    let names = habits::names();
    let courses = table.tables(key, |course| read_course(course, &names, end));
    courses.into_iter().flatten().collect()
}

type Courses<'c> = &'c dyn Fn(&str, &Table<'_>) -> Vec<Course>;

/// Arms as they are written, the control first; one with a list of doses is an arm for each.
fn read_arms(root: &Table<'_>, courses: Courses<'_>) -> Vec<Arm> {
    let mut control = None;
    let read = |table: &Table<'_>| {
        let name = required_name(table, "name");
        let is_control = table.flag("control").unwrap_or(false);
        let ratio = whole(table, "ratio", (1.0, 100.0)).unwrap_or(1);
        let given = courses("course", table);
        let doses = table.texts("doses");
        let arms = match (name, doses) {
            (None, _) => Vec::new(),
            (Some(name), None) => vec![Arm {
                name,
                ratio,
                courses: given,
                dose: None,
                factors: Vec::new(),
            }],
            (Some(name), Some(doses)) => dosed(table, &name, &doses, &given, ratio),
        };
        (is_control, arms)
    };
    let mut arms = Vec::new();
    for (is_control, more) in root.tables("arm", read) {
        if is_control {
            control = Some(arms.len());
        }
        arms.extend(more);
    }
    if let Some(place) = control.filter(|place| *place < arms.len()) {
        let control = arms.remove(place);
        arms.insert(0, control);
    }
    arms
}

/// An arm for each dose: what is given without one gets it.
fn dosed(
    table: &Table<'_>,
    name: &Named,
    doses: &[String],
    courses: &[Course],
    ratio: usize,
) -> Vec<Arm> {
    let mut arms = Vec::new();
    for text in doses {
        let amount = match Amount::parse(text) {
            Ok(amount) if amount.value > 0.0 => amount,
            Ok(_) => {
                table.fault(
                    "doses",
                    format!("found {}, which is not above zero", quoted(text)),
                    None,
                );
                continue;
            }
            Err(message) => {
                let help = "such as [\"5 g/d\", \"10 g/d\"]".to_owned();
                table.fault("doses", message, Some(help));
                continue;
            }
        };
        let dose = Dose {
            written: Named {
                text: amount.to_string(),
                field: table.field("doses"),
                span: table.span("doses"),
            },
            amount: amount.clone(),
        };
        let mut courses = courses.to_vec();
        let mut open = 0;
        for course in &mut courses {
            if let Action::Take { dose: place, .. } | Action::Eat { dose: place, .. } =
                &mut course.action
                && place.is_none()
            {
                *place = Some(dose.clone());
                open += 1;
            }
        }
        if open != 1 {
            let message = format!("{open} courses of the arm are without a dose");
            let help = "exactly one is: it gets each of `doses`".to_owned();
            table.fault("doses", message, Some(help));
            return Vec::new();
        }
        arms.push(Arm {
            name: Named {
                text: format!("{} {text}", name.text),
                ..name.clone()
            },
            ratio,
            courses,
            dose: Some(amount.value),
            factors: Vec::new(),
        });
    }
    arms
}

/// An arm for every combination of factors; none of them is the control.
fn factorial_arms(root: &Table<'_>, courses: Courses<'_>) -> Vec<Arm> {
    let read = |table: &Table<'_>| Some((required_name(table, "name")?, courses("course", table)));
    let factors: Vec<(Named, Vec<Course>)> =
        root.tables("factor", read).into_iter().flatten().collect();
    let most = MOST_ARMS.ilog2() as usize;
    if !(2..=most).contains(&factors.len()) {
        let message = format!("found {} factors", factors.len());
        root.fault(
            "factor",
            message,
            Some(format!("from 2 to {most}, each a [[factor]]")),
        );
        return Vec::new();
    }
    let combine = |combination: usize| {
        let given: Vec<usize> = (0..factors.len())
            .filter(|factor| combination >> factor & 1 == 1)
            .collect();
        let names: Vec<&str> = given
            .iter()
            .map(|one| factors[*one].0.text.as_str())
            .collect();
        let text = if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(" + ")
        };
        Arm {
            name: Named::said(&text),
            ratio: 1,
            courses: given
                .iter()
                .flat_map(|one| factors[*one].1.clone())
                .collect(),
            dose: None,
            factors: given,
        }
    };
    (0..1 << factors.len()).map(combine).collect()
}

fn check_arms(root: &Table<'_>, design: Design, arms: &[Arm]) {
    let faulty = |message: String, help: &str| root.fault("arm", message, Some(help.to_owned()));
    match design {
        Design::Factorial => return,
        Design::Crossover { .. } if arms.len() != 2 => {
            faulty(format!("found {} arms", arms.len()), "a crossover has two");
        }
        _ if arms.len() < 2 => faulty(
            format!("found {}", arms.len()),
            "a trial has two arms or more",
        ),
        _ if arms.len() > MOST_ARMS => {
            faulty(
                format!("found {}", arms.len()),
                "at most 16 arms are compared",
            );
        }
        _ => {}
    }
    for (place, arm) in arms.iter().enumerate() {
        let twin = arms[..place]
            .iter()
            .find(|other| other.name.text == arm.name.text);
        if twin.is_some() {
            faulty(
                format!("two arms are named {}", quoted(&arm.name.text)),
                "every arm has a name of its own",
            );
        }
    }
}

fn read_endpoint(table: &Table<'_>, visits: &[f64]) -> Option<Endpoint> {
    let outcome = required_name(table, "outcome");
    let at = read_positive(table, "at", Dimension::TIME, "12 wk");
    let last = visits.last().copied().unwrap_or_default();
    let at = at.unwrap_or(last);
    if !visits.contains(&at) || at == 0.0 {
        let days: Vec<String> = visits
            .iter()
            .skip(1)
            .map(|day| format!("{day} d"))
            .collect();
        table.fault(
            "at",
            format!("is day {at}, on which nobody is seen"),
            Some(format!("`visits` of `[schedule]`: {}", days.join(", "))),
        );
    }
    let response = Response {
        reduced_by: table.number("reduced_by").unwrap_or(f64::NEG_INFINITY),
        fallen_by: table.number("fallen_by").unwrap_or(f64::NEG_INFINITY),
        at_most: table.number("at_most").unwrap_or(f64::INFINITY),
        at_least: table.number("at_least").unwrap_or(f64::NEG_INFINITY),
    };
    let conditions = ["reduced_by", "fallen_by", "at_most", "at_least"];
    let is_response = conditions.iter().any(|key| table.has(key));
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
    let better = match table.choice("better", &["lower", "higher"]) {
        Some("higher") => Better::Higher,
        _ => Better::Lower,
    };
    let primary = table.choice("role", &["primary", "secondary"]) == Some("primary");
    let strategies = Strategy::NAMES.map(|(name, _)| name);
    let strategy = table.choice("rescue", &strategies).unwrap_or(strategies[0]);
    let strategy = Strategy::NAMES.iter().find(|(name, _)| *name == strategy);
    let outcome = outcome?;
    Some(Endpoint {
        name: named(table, "name").unwrap_or_else(|| outcome.clone()),
        outcome,
        measure,
        at,
        better,
        primary,
        strategy: strategy.map_or(Strategy::TreatmentPolicy, |(_, strategy)| *strategy),
    })
}

fn read_conduct(table: &Table<'_>, end: End) -> Conduct {
    Conduct {
        adherence: table.table("adherence", read_adherence).flatten(),
        dropout: table.table("dropout", read_dropout).flatten(),
        rescue: table
            .table("rescue", |rescue| read_rescue(rescue, end))
            .flatten(),
        open: table.flag("open").unwrap_or(false),
    }
}

fn read_adherence(table: &Table<'_>) -> Option<Adherence> {
    let adherence = Adherence {
        mean: table.required_number("mean")?,
        sd: table.number("sd").unwrap_or_default(),
        gap: read_above_zero(table, "gap", Dimension::TIME, "3 d").unwrap_or(1.0),
    };
    if !adherence.is_possible() {
        let message = format!(
            "found a mean of {} and an SD of {}",
            adherence.mean, adherence.sd
        );
        let help = "a share of days above 0 and up to 1, and an SD that shares can have".to_owned();
        table.fault("mean", message, Some(help));
        return None;
    }
    Some(adherence)
}

fn read_dropout(table: &Table<'_>) -> Option<Dropout> {
    let left = |key: &str| {
        let at = table.table(key, |one| {
            let day = read_above_zero(one, "day", Dimension::TIME, "12 wk");
            Some((day?, share(one, "share")?))
        });
        if at.is_none() && !table.has(key) {
            let help = "such as { day = \"12 wk\", share = 0.2 }".to_owned();
            table.fault(key, "is missing", Some(help));
        }
        at.flatten()
    };
    let (first, second) = (left("first"), left("second"));
    let factor = |key: &str| {
        let factor = table.number(key).unwrap_or(1.0);
        if factor < 0.0 {
            table.fault(key, format!("found {factor}, below zero"), None);
        }
        factor.max(0.0)
    };
    let (if_not_better, if_unseen_not_better) =
        (factor("if_not_better"), factor("if_unseen_not_better"));
    match Dropout::through(first?, second?) {
        Ok((scale, shape)) => Some(Dropout {
            scale,
            shape,
            if_not_better,
            if_unseen_not_better,
        }),
        Err(_) => {
            let message = "is not after `first` with a greater share";
            table.fault("second", message, None);
            None
        }
    }
}

fn read_rescue(table: &Table<'_>, end: End) -> Option<Rescue> {
    let outcome = required_name(table, "outcome");
    let courses = read_courses("course", table, end);
    if courses.is_empty() {
        table.fault(
            "course",
            "is missing",
            Some("what is given, such as [[conduct.rescue.course]]".to_owned()),
        );
    }
    Some(Rescue {
        outcome: outcome?,
        at_least: table.required_number("at_least")?,
        from: read_positive(table, "from", Dimension::TIME, "2 wk").unwrap_or(0.0),
        courses,
    })
}

fn read_analysis(table: &Table<'_>) -> Analysis {
    let usual = Analysis::usual();
    let method = table.choice("method", &["ancova", "mmrm"]);
    let ways = ["none", "holm", "hochberg", "false discovery", "dunnett"];
    Analysis {
        alpha: share(table, "alpha").unwrap_or(usual.alpha),
        power: share(table, "power").unwrap_or(usual.power),
        method: if method == Some("mmrm") {
            Method::Mmrm
        } else {
            Method::Ancova
        },
        multiplicity: match table.choice("multiplicity", &ways) {
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
