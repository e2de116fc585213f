//! What people do that the protocol does not ask for, from its text.

use engine::Dimension;
use physiology::document::Table;

use super::{End, read_courses, required_name, share};
use crate::quantity::{read_above_zero, read_positive};
use crate::trial::conduct::{Adherence, Conduct, Dropout, Rescue};

pub(crate) fn read_conduct(table: &Table<'_>, end: End) -> Conduct {
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
    let mean = table.required_number("mean");
    let sd = table.number("sd").unwrap_or_default();
    let gap = read_above_zero(table, "gap", Dimension::TIME, "3 d").unwrap_or(1.0);
    let mean = mean?;
    if !(mean > 0.0 && mean <= 1.0) {
        let help = "a share of days above 0 and up to 1".to_owned();
        table.fault("mean", format!("found {mean}"), Some(help));
        return None;
    }
    // Shares whose mean is this differ most when they are all or nothing.
    let widest = (mean * (1.0 - mean)).sqrt();
    if sd != 0.0 && !(0.0..widest).contains(&sd) {
        let help =
            format!("from 0 to below {widest:.2}: the most by which shares with this mean differ");
        table.fault("sd", format!("found {sd}"), Some(help));
        return None;
    }
    Some(Adherence { mean, sd, gap })
}

fn read_dropout(table: &Table<'_>) -> Option<Dropout> {
    let missing = |table: &Table<'_>, key: &str| {
        if !table.has(key) {
            let help = "such as { day = \"12 wk\", share = 0.2 }".to_owned();
            table.fault(key, "is missing", Some(help));
        }
    };
    let left = |key: &str| {
        missing(table, key);
        let at = table.table(key, |one| {
            missing(one, "day");
            missing(one, "share");
            let day = read_above_zero(one, "day", Dimension::TIME, "12 wk");
            let share = share(one, "share");
            Some((day?, share?))
        });
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
    let at_least = table.required_number("at_least");
    let from = read_positive(table, "from", Dimension::TIME, "2 wk").unwrap_or(0.0);
    if !table.has("course") {
        let help = "what is given, such as [[conduct.rescue.course]]".to_owned();
        table.fault("course", "is missing", Some(help));
    }
    Some(Rescue {
        courses: read_courses("course", table, end),
        outcome: outcome?,
        at_least: at_least?,
        from,
    })
}
