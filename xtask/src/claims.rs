//! The page of the claims: every scenario of examples/claims is run with its courses, without them, and with the arrow cut that it
//! stands on; what happened is drawn and told in numbers.

mod figure;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use toml::Table;

use crate::tree::{File, Tree};
use figure::{Course, Panel};

/// The scenarios.
const SCENARIOS: &str = "examples/claims";
/// A scenario whose name ends so is the control of another, instead of the same without its courses.
const CONTROL: &str = ".control.toml";
/// Where the others are written, among what is built.
const CONTROLS: &str = "target/claims";
/// The page, and the folder of its figures.
const PAGE: &str = "docs/src/claims.md";
const FIGURES: &str = "docs/src/claims";
/// How many outcomes of a scenario are drawn.
const DRAWN: usize = 2;

/// Writes the page and its figures; only compares the page with what it would be when `check` is set.
pub fn run(tree: &Tree, check: bool) -> Result<()> {
    let arrows = cargo_json(tree, &["list", "arrows", "--format", "json"])?;
    let mut page = OPENING.to_owned();
    let mut figures = Vec::new();
    for file in tree.files(SCENARIOS, &[".toml"])? {
        if file.path.ends_with(CONTROL) {
            continue;
        }
        let claim = Claim::read(&file)?;
        let told = claim.live(tree)?;
        page += &section(&claim, &told, &arrows)?;
        figures.push((claim.stem.clone(), figure::svg(&told.panels())));
        println!("   {}", claim.stem);
    }
    if check {
        return if tree.file(PAGE)?.text == page {
            Ok(())
        } else {
            bail!("{PAGE} is not what the scenarios give now: `cargo xtask claims` writes it")
        };
    }
    let folder = tree.root.join(FIGURES);
    fs::create_dir_all(&folder).with_context(|| format!("{FIGURES} cannot be made"))?;
    for (stem, svg) in figures {
        write(&folder.join(format!("{stem}.svg")), &svg)?;
    }
    write(&tree.root.join(PAGE), &page)
}

const OPENING: &str = "\
# What the axis must do

Each claim below is a scenario of `examples/claims` that anybody can run: `enteroderm run examples/claims/09-butyrate.toml`. A figure shows
the person with the courses of the scenario, the same person without them, and the person with the courses while one causal arrow is cut.
The shaded band is the healthy range. How much of the change is left with the arrow cut is the change by the courses in a person in whom it
is cut, against the change in one in whom it is not, on the day of the largest change. A test holds direction and size of every claim.

Written by `cargo xtask claims`.
";

/// A scenario of a claim.
struct Claim {
    path: String,
    stem: String,
    about: String,
    /// The arrow it stands on.
    arrow: String,
    /// The outcomes that are drawn; the first is the one the claim is about.
    outcomes: Vec<String>,
    /// The scenario without its courses.
    control: String,
}

impl Claim {
    fn read(file: &File) -> Result<Self> {
        let mut scenario: Table = file
            .text
            .parse()
            .with_context(|| format!("{} is not TOML", file.path))?;
        let missing = |what: &str| format!("{} has no `{what}`", file.path);
        let texts = |value: Option<&toml::Value>| -> Vec<String> {
            let items = value.and_then(toml::Value::as_array).into_iter().flatten();
            items
                .filter_map(|item| Some(item.as_str()?.to_owned()))
                .collect()
        };
        let about = scenario.get("about").and_then(toml::Value::as_str);
        let about = about.with_context(|| missing("about"))?.to_owned();
        let arrows = texts(scenario.get("shows"));
        let mut outcomes = texts(
            scenario
                .get("sample")
                .and_then(|sample| sample.get("outcomes")),
        );
        outcomes.truncate(DRAWN);
        if outcomes.is_empty() {
            bail!(missing("outcomes"));
        }
        scenario.remove("course");
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        Ok(Self {
            stem: name.trim_end_matches(".toml").to_owned(),
            path: file.path.clone(),
            about,
            arrow: arrows.first().with_context(|| missing("shows"))?.clone(),
            outcomes,
            control: scenario.to_string(),
        })
    }

    /// `09-butyrate` as `9. Butyrate`.
    fn title(&self) -> String {
        let (number, name) = self.stem.split_once('-').unwrap_or(("", &self.stem));
        let mut words = name.replace('-', " ");
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        format!("{}. {words}", number.trim_start_matches('0'))
    }

    fn live(&self, tree: &Tree) -> Result<Told> {
        let own = format!("{}{CONTROL}", self.path.trim_end_matches(".toml"));
        let control = match tree.root.join(&own).is_file() {
            true => own,
            false => self.written_control(tree)?.display().to_string(),
        };
        let life = |scenario: &str, cut: bool| {
            let mut arguments = vec!["run", scenario, "--format", "json"];
            if cut {
                arguments.extend(["--cut", &self.arrow]);
            }
            cargo_json(tree, &arguments)
        };
        let runs = [
            life(&self.path, false)?,
            life(&control, false)?,
            life(&self.path, true)?,
            life(&control, true)?,
        ];
        Told::new(&self.outcomes, &self.arrow, &runs)
    }

    fn written_control(&self, tree: &Tree) -> Result<PathBuf> {
        let folder = tree.root.join(CONTROLS);
        fs::create_dir_all(&folder).context("a folder for the controls")?;
        let path = folder.join(format!("{}.toml", self.stem));
        write(&path, &self.control)?;
        Ok(path)
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

/// What the program prints as JSON.
fn cargo_json(tree: &Tree, arguments: &[&str]) -> Result<Value> {
    let output = Command::new("cargo")
        .args(["run", "--release", "--quiet", "--"])
        .args(arguments)
        .env("ENTERODERM_NO_CACHE", "true")
        .current_dir(&tree.root)
        .output()
        .context("cargo did not start")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed:\n{}", arguments.join(" "), said.trim_end());
    }
    serde_json::from_slice(&output.stdout).context("what was printed is not JSON")
}

/// What happened in the four runs of a claim.
struct Told {
    days: Vec<f64>,
    outcomes: Vec<Lived>,
    arrow: String,
}

/// One outcome: with the courses, without them, and both with the arrow cut.
struct Lived {
    name: String,
    unit: String,
    healthy: Option<(f64, f64)>,
    runs: [Vec<f64>; 4],
}

impl Told {
    fn new(outcomes: &[String], arrow: &str, runs: &[Value; 4]) -> Result<Self> {
        let lived = |name: &String| -> Result<Lived> {
            let of = |run: &Value| numbers(&run["outcomes"][name]["values"]);
            let seen = &runs[0]["outcomes"][name];
            let healthy = numbers(&seen["healthy"]);
            let lived = Lived {
                name: name.clone(),
                unit: seen["unit"].as_str().unwrap_or_default().to_owned(),
                healthy: healthy.first().copied().zip(healthy.get(1).copied()),
                runs: [of(&runs[0]), of(&runs[1]), of(&runs[2]), of(&runs[3])],
            };
            let days = lived.runs[0].len();
            if days == 0 || lived.runs.iter().any(|run| run.len() != days) {
                bail!("{name}: the control is not sampled on the same days");
            }
            Ok(lived)
        };
        Ok(Self {
            days: numbers(&runs[0]["time"]["values"]),
            outcomes: outcomes.iter().map(lived).collect::<Result<_>>()?,
            arrow: arrow.to_owned(),
        })
    }

    fn panels(&self) -> Vec<Panel<'_>> {
        let cut = format!("with, {} cut", self.arrow);
        let panel = |lived: &Lived| {
            let [with, without, cut_with, _] = &lived.runs;
            let course = |name: &str, values: &Vec<f64>| Course {
                name: name.to_owned(),
                values: values.clone(),
            };
            Panel {
                title: format!("{}{}", lived.name, in_unit(&lived.unit)),
                days: &self.days,
                courses: [
                    course("without the courses", without),
                    course(&cut, cut_with),
                    course("with the courses", with),
                ],
                healthy: lived.healthy,
            }
        };
        self.outcomes.iter().map(panel).collect()
    }
}

impl Lived {
    fn change(&self, day: usize) -> f64 {
        self.runs[0][day] - self.runs[1][day]
    }

    /// The day of the largest change, the first of equal ones.
    fn most_changed(&self) -> usize {
        let days = 0..self.runs[0].len();
        days.max_by(|a, b| {
            let size = |day: &usize| self.change(*day).abs();
            size(a).total_cmp(&size(b)).then(b.cmp(a))
        })
        .unwrap_or_default()
    }

    /// Share of the change that is left when the arrow is cut.
    fn left(&self, day: usize) -> f64 {
        (self.runs[2][day] - self.runs[3][day]) / self.change(day)
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_f64).collect()
}

fn in_unit(unit: &str) -> String {
    match unit {
        "1" | "" => String::new(),
        unit => format!(" ({unit})"),
    }
}

fn section(claim: &Claim, told: &Told, arrows: &Value) -> Result<String> {
    let rows = arrows.as_array().into_iter().flatten();
    let row = rows
        .into_iter()
        .find(|row| row["arrow"].as_str() == Some(&claim.arrow))
        .with_context(|| format!("{} shows no arrow that is listed", claim.path))?;
    let text = |column: &str| row[column].as_str().unwrap_or_default();
    let mut section = format!(
        "\n## {}\n\n{}\n\n![{}](claims/{}.svg)\n\n",
        claim.title(),
        claim.about,
        claim.outcomes.join(", "),
        claim.stem
    );
    for lived in &told.outcomes {
        // Writing to a String cannot fail.
        let _ = writeln!(section, "- {}", sentence(lived, told));
    }
    let _ = write!(
        section,
        "\nIt stands on `{}`: {}. Evidence: {}\n",
        claim.arrow,
        text("claim"),
        text("seen")
    );
    Ok(section)
}

fn sentence(lived: &Lived, told: &Told) -> String {
    let day = lived.most_changed();
    let [with, without, ..] = &lived.runs;
    format!(
        "`{}`{}: {} on day {} with the courses, {} without them; with `{}` cut {} % of the change is left.",
        lived.name,
        in_unit(&lived.unit),
        rounded(with[day]),
        told.days.get(day).copied().unwrap_or_default(),
        rounded(without[day]),
        told.arrow,
        rounded(100.0 * lived.left(day)),
    )
}

/// Two digits that count; what would round to nothing is nothing.
fn rounded(number: f64) -> String {
    if number.abs() < 1e-3 {
        return "0".to_owned();
    }
    let two_digits: f64 = format!("{number:.1e}").parse().unwrap_or(number);
    two_digits.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_two_digits() {
        for (number, text) in [
            (1.4237, "1.4"),
            (0.02901, "0.029"),
            (199.93, "200"),
            (-0.5, "-0.5"),
            (9.96, "10"),
            (0.0004, "0"),
        ] {
            assert_eq!(rounded(number), text);
        }
    }

    #[test]
    fn a_claim_is_read_with_its_control() {
        let text = "about = 'a'\nshows = ['x', 'y']\n[[course]]\ntake = 'z'\n[sample]\noutcomes = ['b', 'c', 'd']\n";
        let path = "examples/claims/09-lost-fibre.toml".to_owned();
        let claim = Claim::read(&File {
            path,
            text: text.to_owned(),
        })
        .expect("a claim");
        assert_eq!(claim.title(), "9. Lost fibre");
        assert_eq!((claim.arrow.as_str(), claim.outcomes.len()), ("x", 2));
        assert!(!claim.control.contains("course"), "{}", claim.control);
    }

    #[test]
    fn what_is_left_is_of_the_day_of_the_largest_change() {
        let lived = Lived {
            name: "a".to_owned(),
            unit: "1".to_owned(),
            healthy: None,
            runs: [
                vec![1.0, 5.0, 2.0],
                vec![1.0; 3],
                vec![2.0, 4.0, 2.0],
                vec![2.0; 3],
            ],
        };
        assert_eq!(lived.most_changed(), 1);
        assert!((lived.left(1) - 0.5).abs() < 1e-12);
    }
}
