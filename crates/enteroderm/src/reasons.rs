//! What the courses did and by which ways, in sentences.

use lab::outcome::Run;
use lab::why::{Doubt, Part, Reason};

use crate::plot::{number, range};

/// Parts below this share of the effect are told together.
const SMALL: f64 = 0.03;
/// Columns of the text.
const WIDTH: usize = 96;

/// A paragraph, a sentence for every outcome; none where nobody asked.
pub fn paragraph(run: &Run) -> Option<String> {
    if run.reasons.is_empty() {
        return None;
    }
    let mut lines = vec!["What the courses did, and by which ways".to_owned()];
    let layout = textwrap::Options::new(WIDTH)
        // A range is not torn apart.
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .initial_indent("  ")
        .subsequent_indent("      ");
    let sentences = run.reasons.iter().map(sentence);
    lines.extend(sentences.map(|sentence| textwrap::fill(&sentence, &layout)));
    Some(lines.join("\n"))
}

/// What the courses did to an outcome.
pub fn sentence(reason: &Reason) -> String {
    let unit = match reason.unit.as_str() {
        "1" => String::new(),
        unit => format!(" {unit}"),
    };
    if reason.is_effect_in_others() {
        let doubt = reason.doubt.map(|doubt| band(doubt, &unit));
        let doubt = doubt.unwrap_or_default();
        return format!("{}: nothing in the typical person; {doubt}", reason.outcome);
    }
    if !reason.is_effect() {
        return format!("{}: nothing", reason.outcome);
    }
    let effect = reason.effect();
    let direction = if effect > 0.0 { "more" } else { "less" };
    format!(
        "{}, day {:.0}: {}{unit} {direction} than without ({} instead of {}{}): {}",
        reason.outcome,
        reason.day,
        number(effect.abs()),
        number(reason.with),
        number(reason.without),
        reason.doubt.map_or_else(String::new, |doubt| {
            let Doubt {
                same_sign, people, ..
            } = doubt;
            format!(
                "; {}, {direction} in {same_sign} of {people}",
                band(doubt, &unit)
            )
        }),
        ways(reason).join(", ")
    )
}

/// Where the effect lies in nine of ten people.
fn band(doubt: Doubt, unit: &str) -> String {
    let (lo, hi) = doubt.effect;
    let effect = if lo >= 0.0 {
        format!("{}{unit} more", range(lo, hi))
    } else if hi <= 0.0 {
        format!("{}{unit} less", range(-hi, -lo))
    } else {
        format!("{} less to {}{unit} more", number(-lo), number(hi))
    };
    format!("in 90 % of people {effect}")
}

/// The ways with their parts, as much of the effect as they made; against it where they are negative.
fn ways(reason: &Reason) -> Vec<String> {
    let effect = reason.effect();
    let amount = |share: f64| number(share * effect.signum());
    let is_small = |share: f64| share.abs() < SMALL * effect.abs();
    let mut small = 0.0;
    let mut told = Vec::new();
    if is_small(reason.directly) {
        small += reason.directly;
    } else {
        told.push(format!("{} directly", amount(reason.directly)));
    }
    for Part { route, share, .. } in &reason.parts {
        if is_small(*share) {
            small += share;
        } else {
            told.push(format!("{} through {}", amount(*share), route.name()));
        }
    }
    if !is_small(small) {
        told.push(format!("{} otherwise", amount(small)));
    }
    told
}

#[cfg(test)]
mod tests {
    use lab::physiology::arrows::Route;

    use super::*;

    fn reason(with: f64, directly: f64, shares: [f64; 2]) -> Reason {
        let routes = [Route::FattyAcids, Route::Endotoxin];
        let parts = routes.into_iter().zip(shares).map(|(route, share)| Part {
            route,
            share,
            necessity: share,
            necessity_band: None,
        });
        Reason {
            outcome: "skin.acne.inflammatory_lesions".to_owned(),
            unit: "1".to_owned(),
            day: 84.0,
            with,
            without: 25.0,
            directly,
            parts: parts.collect(),
            doubt: None,
        }
    }

    #[test]
    fn a_sentence_says_how_much_and_which_way() {
        assert_eq!(
            sentence(&reason(34.0, 0.1, [5.0, 3.9])),
            "skin.acne.inflammatory_lesions, day 84: 9.00 more than without (34.0 instead of 25.0): \
             5.00 through short-chain fatty acids, 3.90 through endotoxin and bacterial DNA"
        );
    }

    #[test]
    fn what_works_against_the_effect_is_negative() {
        assert_eq!(
            sentence(&reason(15.0, -12.0, [3.0, -1.0])),
            "skin.acne.inflammatory_lesions, day 84: 10.0 less than without (15.0 instead of 25.0): \
             12.0 directly, -3.00 through short-chain fatty acids, 1.00 through endotoxin and bacterial DNA"
        );
    }

    #[test]
    fn how_sure_an_effect_is_stands_beside_it() {
        let said = |effect, same_sign| {
            let doubt = Doubt {
                effect,
                same_sign,
                people: 23,
            };
            let reason = Reason {
                unit: "mmol/kg".to_owned(),
                doubt: Some(doubt),
                ..reason(15.0, -10.0, [0.0, 0.0])
            };
            let said = sentence(&reason);
            said.split_once(';').map(|(_, doubt)| doubt.to_owned())
        };
        let expected = |text: &str| Some(format!(" {text}): 10.0 directly"));
        assert_eq!(
            said((-14.0, -6.0), 23),
            expected("in 90 % of people 6.00–14.0 mmol/kg less, less in 23 of 23")
        );
        assert_eq!(
            said((-14.0, 2.0), 21),
            expected("in 90 % of people 14.0 less to 2.00 mmol/kg more, less in 21 of 23")
        );
    }

    #[test]
    fn what_happens_in_others_only_is_told() {
        let doubt = Doubt {
            effect: (0.0, 3.0),
            same_sign: 0,
            people: 23,
        };
        let reason = Reason {
            doubt: Some(doubt),
            ..reason(25.0, 0.0, [0.0, 0.0])
        };
        assert_eq!(
            sentence(&reason),
            "skin.acne.inflammatory_lesions: nothing in the typical person; in 90 % of people 0–3.00 more"
        );
    }

    #[test]
    fn no_effect_is_said_to_be_none() {
        assert_eq!(
            sentence(&reason(25.0, 0.0, [0.0, 0.0])),
            "skin.acne.inflammatory_lesions: nothing"
        );
    }
}
