//! Numbers and units as people read them: three significant digits, true minus signs, units without the brackets of UCUM.

/// What stands where there is no number.
pub const UNKNOWN: &str = "not known";

/// Between a number and its unit, which stay on one line.
const NO_BREAK: char = '\u{a0}';
const SUPERSCRIPT: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// A number with three significant digits.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return UNKNOWN.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let rounded = format!("{value:.2e}");
    let parts = rounded.split_once('e');
    let Some((digits, Ok(exponent))) = parts.map(|(digits, e)| (digits, e.parse::<i32>())) else {
        return rounded;
    };
    with_minus(&match exponent {
        -3..=2 => format!(
            "{value:.*}",
            2_usize.saturating_add_signed(-exponent as isize)
        ),
        3..=5 => format!("{:.0}", rounded.parse().unwrap_or(value)),
        _ => format!("{digits}{NO_BREAK}×{NO_BREAK}10{}", superscript(exponent)),
    })
}

/// A number that was written by somebody, such as a day: all its digits.
pub fn exact(value: f64) -> String {
    match value.is_finite() {
        true => with_minus(&value.to_string()),
        false => UNKNOWN.to_owned(),
    }
}

/// A number of so many decimals.
pub fn fixed(value: f64, decimals: usize) -> String {
    // No zero is below zero.
    with_minus(&format!("{:.decimals$}", value + 0.0))
}

/// A number with its unit, which is given in UCUM.
pub fn measured(value: f64, ucum: &str) -> String {
    joined(number(value), &unit(ucum))
}

/// A number with what it is a number of; what is not known has none.
pub fn joined(number: String, unit: &str) -> String {
    match unit.is_empty() || number == UNKNOWN {
        true => number,
        false => format!("{number}{NO_BREAK}{unit}"),
    }
}

/// A share as a percentage.
pub fn percent(share: f64) -> String {
    measured(100.0 * share, "%")
}

/// A confidence or power that was asked for.
pub fn asked(share: f64) -> String {
    let percent = (1e4 * share).round() / 1e2;
    joined(exact(percent), "%")
}

/// The two ends of an interval.
pub fn interval((lo, hi): (f64, f64)) -> String {
    match lo.is_finite() || hi.is_finite() {
        true => format!("{} to {}", number(lo), number(hi)),
        false => UNKNOWN.to_owned(),
    }
}

/// A p value with two significant digits, where it is not beyond what anybody tells apart.
pub fn p_value(p: f64) -> String {
    match p {
        p if !p.is_finite() => UNKNOWN.to_owned(),
        p if p < 0.001 => format!("<{NO_BREAK}0.001"),
        p if p > 0.99 => format!(">{NO_BREAK}0.99"),
        p if p < 0.0095 => fixed(p, 4),
        p if p < 0.095 => fixed(p, 3),
        p => fixed(p, 2),
    }
}

/// A p value as a phrase.
pub fn p_phrase(p: f64) -> String {
    let text = p_value(p);
    match text.starts_with(['<', '>']) {
        true => format!("p{NO_BREAK}{text}"),
        false => joined(format!("p{NO_BREAK}="), &text),
    }
}

/// A name with its unit behind it, as axes and columns are labelled.
pub fn labelled(name: &str, ucum: &str) -> String {
    let unit = unit(ucum);
    match unit.is_empty() {
        true => name.to_owned(),
        false => format!("{name} [{unit}]"),
    }
}

/// A unit in UCUM as it is read: `um/cm2` is µm/cm², `10*9/L` is 10⁹/L, and 1 is nothing.
pub fn unit(ucum: &str) -> String {
    match ucum {
        "" | "1" => return String::new(),
        "a" => return "years".to_owned(),
        "d" => return "days".to_owned(),
        "h" => return "hours".to_owned(),
        _ => {}
    }
    let mut read = String::new();
    let mut rest = ucum;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '{' | '[' => rest.find(['}', ']']).map_or(rest.len(), |end| end + 1),
            _ if first.is_ascii_alphabetic() => span(rest, |c| c.is_ascii_alphabetic()),
            _ if first.is_ascii_digit() => span(rest, |c| c.is_ascii_digit()),
            _ => first.len_utf8(),
        };
        let (part, after) = rest.split_at(length);
        rest = after;
        match first {
            '{' | '[' => read.push_str(part.trim_matches(['{', '}', '[', ']'])),
            '.' => read.push('·'),
            // Behind it stands a power of ten.
            '*' => rest = raise(&mut read, rest),
            _ if first.is_ascii_alphabetic() => {
                read.push_str(&symbol(part, rest));
                rest = raise(&mut read, rest);
            }
            _ => read.push_str(part),
        }
    }
    read
}

fn span(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// A symbol of a unit, with what follows it: `u` before another is micro.
fn symbol(letters: &str, after: &str) -> String {
    match letters.strip_prefix('u') {
        Some(rest) if !rest.is_empty() || after.starts_with('[') => format!("µ{rest}"),
        _ if letters == "Cel" => "°C".to_owned(),
        _ => letters.to_owned(),
    }
}

/// Takes the power that begins a text over, and returns what follows it.
fn raise<'a>(read: &mut String, text: &'a str) -> &'a str {
    let sign = usize::from(text.starts_with(['-', '+']));
    let length = sign + span(&text[sign..], |c| c.is_ascii_digit());
    match text[..length].parse() {
        Ok(power) => {
            read.push_str(&superscript(power));
            &text[length..]
        }
        Err(_) => text,
    }
}

fn superscript(power: i32) -> String {
    let raised = |c: char| match c.to_digit(10) {
        Some(digit) => SUPERSCRIPT[digit as usize],
        None => '⁻',
    };
    power.to_string().chars().map(raised).collect()
}

fn with_minus(text: &str) -> String {
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_digits() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (9.996, "10.0"),
            (-12.345, "−12.3"),
            (0.012345, "0.0123"),
            (123.45, "123"),
            (12_345.0, "12300"),
            (1.5e6, "1.50\u{a0}×\u{a0}10⁶"),
            (-1.5e-7, "−1.50\u{a0}×\u{a0}10⁻⁷"),
            (f64::NAN, UNKNOWN),
            (f64::NEG_INFINITY, UNKNOWN),
        ] {
            assert_eq!(number(value), text);
        }
        assert_eq!(fixed(-0.0, 1), "0.0");
        assert_eq!(exact(-10.5), "−10.5");
    }

    #[test]
    fn p_values_stop_where_nobody_tells_them_apart() {
        for (p, text) in [
            (1e-9, "p\u{a0}<\u{a0}0.001"),
            (0.00123, "p\u{a0}=\u{a0}0.0012"),
            (0.0496, "p\u{a0}=\u{a0}0.050"),
            (0.25, "p\u{a0}=\u{a0}0.25"),
            (1.0, "p\u{a0}>\u{a0}0.99"),
            (f64::NAN, "p\u{a0}=\u{a0}not known"),
        ] {
            assert_eq!(p_phrase(p), text);
        }
    }

    #[test]
    fn units_are_read_without_their_brackets() {
        for (ucum, read) in [
            ("1", ""),
            ("%", "%"),
            ("a", "years"),
            ("kg/m2", "kg/m²"),
            ("ug/cm2/min", "µg/cm²/min"),
            ("u[IU]/mL", "µIU/mL"),
            ("10*6.[CFU]/cm2", "10⁶·CFU/cm²"),
            ("mmol.dm-3", "mmol·dm⁻³"),
            ("g/(100.g)", "g/(100·g)"),
            ("{application}/d", "application/d"),
            ("{broken", "broken"),
            ("μ€", "μ€"),
        ] {
            assert_eq!(unit(ucum), read, "{ucum}");
        }
    }

    #[test]
    fn what_is_not_known_has_no_unit() {
        assert_eq!(measured(f64::NAN, "%"), UNKNOWN);
        assert_eq!(measured(12.0, "mg/d"), "12.0\u{a0}mg/d");
        assert_eq!(interval((f64::NAN, f64::NAN)), UNKNOWN);
        assert_eq!(interval((-1.0, f64::INFINITY)), "−1.00 to not known");
        assert_eq!(asked(1.0 - 0.05), "95\u{a0}%");
    }
}
