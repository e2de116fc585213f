//! Courses in words.

use crate::scenario::{Action, Course, Dose, Food};

/// How often a dose is taken, as people say it.
fn rhythm(per_day: f64) -> String {
    let rounded = |number: f64| (number * 100.0).round() / 100.0;
    if per_day < 1.0 {
        format!("every {} d", rounded(per_day.recip()))
    } else {
        format!("{} times a day", rounded(per_day))
    }
}

/// What is given and when, in a line.
pub(super) fn line(course: &Course) -> String {
    let amount = |dose: &Option<Dose>| {
        dose.as_ref()
            .map_or_else(|| "usual dose".to_owned(), |dose| dose.amount.to_string())
    };
    let what = match &course.action {
        Action::Take {
            agent,
            dose,
            per_day,
        } if *per_day == 1.0 => format!("take {}, {}", agent.text, amount(dose)),
        Action::Take {
            agent,
            dose,
            per_day,
        } => format!(
            "take {}, {}, {}",
            agent.text,
            amount(dose),
            rhythm(*per_day)
        ),
        Action::Diet(Food::Diet(name)) => format!("eat {}", name.text),
        Action::Diet(_) => "eat another diet".to_owned(),
        Action::Eat { food, dose } => format!("eat {}, {}", food.text, amount(dose)),
        Action::Live(habits) => {
            let habits = habits
                .iter()
                .map(|habit| format!("{} {}", habit.name.text, habit.amount));
            format!("live {}", habits.collect::<Vec<_>>().join(", "))
        }
        Action::Cut { arrow, gain } => format!("cut {} to {gain}", arrow.text),
    };
    match course.until.is_finite() {
        true => format!("day {:.0} to {:.0}: {what}", course.from, course.until),
        false => format!("day {:.0} on: {what}", course.from),
    }
}

#[cfg(test)]
mod tests {
    use super::rhythm;

    #[test]
    fn a_dose_is_taken_so_many_times_a_day_or_every_so_many_days() {
        assert_eq!(rhythm(4.0), "4 times a day");
        assert_eq!(rhythm(1.0 / 14.0), "every 14 d");
        assert_eq!(rhythm(0.5), "every 2 d");
    }
}
