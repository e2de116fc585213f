//! The arms of a trial, from its text.

use physiology::document::{Table, quoted};

use super::{End, read_courses, required_name, whole};
use crate::quantity::Amount;
use crate::scenario::{Action, Course, Dose, Named};
use crate::trial::{Arm, Design};

/// Arms of a trial, at most.
const MOST_ARMS: usize = 16;
const NAMED_ALIKE: &str = "every arm has a name of its own";

/// All arms, the control first.
pub(super) fn read_arms(root: &Table<'_>, design: Design, end: End) -> Vec<Arm> {
    if design == Design::Factorial {
        return factorial_arms(root, end);
    }
    let mut control = None;
    let (mut arms, mut is_whole) = (Vec::new(), true);
    let read = |table: &Table<'_>| {
        let more = read_arm(table, end);
        is_whole &= !more.is_empty();
        let key = if table.has("doses") { "doses" } else { "name" };
        for arm in &more {
            check_name(table, key, &arm.name.text, names(&arms));
        }
        if table.flag("control") == Some(true) {
            if control.is_some() {
                let help = "one is the control".to_owned();
                table.fault("control", "is true of two arms", Some(help));
            }
            control = Some(arms.len());
        }
        arms.extend(more);
    };
    root.tables("arm", read);
    // How many there are cannot be told when one of them cannot be read.
    if is_whole {
        check_number(root, design, arms.len());
    }
    if let Some(place) = control.filter(|place| *place < arms.len()) {
        arms[..=place].rotate_right(1);
    }
    arms
}

fn names(arms: &[Arm]) -> impl Iterator<Item = &str> {
    arms.iter().map(|arm| arm.name.text.as_str())
}

fn check_name<'a>(
    table: &Table<'_>,
    key: &str,
    name: &str,
    mut others: impl Iterator<Item = &'a str>,
) {
    if others.any(|other| other == name) {
        let message = format!("is {}, as another arm's is", quoted(name));
        table.fault(key, message, Some(NAMED_ALIKE.to_owned()));
    }
}

fn check_number(root: &Table<'_>, design: Design, count: usize) {
    let help = match design {
        Design::Crossover { .. } if count != 2 => "a crossover has two".to_owned(),
        _ if count < 2 => "a trial has two arms or more, each an [[arm]]".to_owned(),
        _ if count > MOST_ARMS => format!("at most {MOST_ARMS} are compared"),
        _ => return,
    };
    let arms = if count == 1 { "arm" } else { "arms" };
    root.fault("arm", format!("found {count} {arms}"), Some(help));
}

/// An arm as it is written; one with a list of doses is an arm for each.
fn read_arm(table: &Table<'_>, end: End) -> Vec<Arm> {
    table.know(&["control"]);
    let name = required_name(table, "name");
    let ratio = whole(table, "ratio", (1.0, 100.0)).unwrap_or(1);
    let courses = read_courses("course", table, end);
    let doses = table.texts("doses");
    let Some(name) = name else {
        return Vec::new();
    };
    let arm = Arm {
        name,
        ratio,
        courses,
        dose: None,
        factors: Vec::new(),
    };
    match doses {
        None => vec![arm],
        Some(doses) => dosed(table, &arm, &doses),
    }
}

/// The arm with each of the doses; none when that cannot be.
fn dosed(table: &Table<'_>, arm: &Arm, doses: &[String]) -> Vec<Arm> {
    let faulty = |message: String| {
        let help = "such as [\"5 g/d\", \"10 g/d\"]".to_owned();
        table.fault("doses", message, Some(help));
    };
    let open = arm.courses.iter().filter(|course| is_open(course)).count();
    if open != 1 {
        let message = format!("{open} courses of the arm are without a dose");
        let help = "exactly one is: it gets each of `doses`".to_owned();
        table.fault("doses", message, Some(help));
        return Vec::new();
    }
    if doses.is_empty() {
        faulty("is empty".to_owned());
    }
    let mut arms: Vec<Arm> = Vec::new();
    for text in doses {
        let amount = match Amount::parse(text) {
            Ok(amount) if amount.value > 0.0 => amount,
            Ok(_) => {
                faulty(format!("found {}, which is not above zero", quoted(text)));
                continue;
            }
            Err(message) => {
                faulty(message);
                continue;
            }
        };
        let name = format!("{} {text}", arm.name.text);
        check_name(table, "doses", &name, names(&arms));
        arms.push(with_dose(table, arm, name, amount));
    }
    arms
}

/// Whether what is given has no dose of its own.
fn is_open(course: &Course) -> bool {
    matches!(
        &course.action,
        Action::Take { dose: None, .. } | Action::Eat { dose: None, .. }
    )
}

fn with_dose(table: &Table<'_>, arm: &Arm, name: String, amount: Amount) -> Arm {
    let dose = Dose {
        written: Named {
            text: amount.to_string(),
            field: table.field("doses"),
            span: table.span("doses"),
        },
        amount: amount.clone(),
    };
    let mut courses = arm.courses.clone();
    for course in courses.iter_mut().filter(|course| is_open(course)) {
        if let Action::Take { dose: place, .. } | Action::Eat { dose: place, .. } =
            &mut course.action
        {
            *place = Some(dose.clone());
        }
    }
    Arm {
        name: Named {
            text: name,
            ..arm.name.clone()
        },
        courses,
        dose: Some(amount.value),
        ..arm.clone()
    }
}

/// An arm for every combination of factors; none of them is the control.
fn factorial_arms(root: &Table<'_>, end: End) -> Vec<Arm> {
    let mut factors: Vec<(Named, Vec<Course>)> = Vec::new();
    let mut count = 0;
    root.tables("factor", |table| {
        count += 1;
        let name = required_name(table, "name");
        let courses = read_courses("course", table, end);
        let Some(name) = name else { return };
        let others = factors.iter().map(|(name, _)| name.text.as_str());
        check_name(table, "name", &name.text, others);
        factors.push((name, courses));
    });
    let most = MOST_ARMS.ilog2() as usize;
    if !(2..=most).contains(&count) {
        let help = format!("from 2 to {most}, each a [[factor]]");
        root.fault("factor", format!("found {count} factors"), Some(help));
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
