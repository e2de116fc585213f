//! `enteroderm credibility`: what the model is used for and what says that it can be, as a page of Markdown in the words of ICH M15 and
//! ASME V&V 40. Its words come from the data, its numbers from the model and the evidence ledger.

use std::fmt::Write as _;

use lab::credibility::{Account, Carried, STATUSES, Use, Uses, account};
use lab::evidence::score::{Baselines, Entry, Score};
use lab::evidence::verdict::Mark;
use lab::physiology::axis;

use crate::arguments::CredibilityArguments;
use crate::failure::{Failure, of_model};
use crate::files::Opened;
use crate::findings::Findings;
use crate::following::failure;
use crate::plot::{number, percent};
use crate::progress::Progress;
use crate::{cache, files, output};

/// Writes the page.
pub fn credibility(arguments: &CredibilityArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.data.as_deref())?;
    let uses =
        Uses::read(&opened.lab.sources).map_err(|faults| Failure::Input(faults, Vec::new()))?;
    let rests = cache::open(&arguments.cache)?;
    let mut progress = Progress::start();
    let found = account(
        &opened.lab,
        &uses,
        arguments.people,
        rests.as_ref(),
        &mut progress,
    );
    let account = found.map_err(|error| failure(error, &opened.lab.sources[0]))?;
    progress.clear();
    let findings = Findings::open(None)?;
    let entries = findings.ledger(false)?.entries(&findings.all);
    let page = Page {
        opened: &opened,
        uses: &uses,
        account: &account,
        entries: &entries,
    };
    output::print(&page.written()?)
}

/// What the page tells.
struct Page<'a> {
    opened: &'a Opened,
    uses: &'a Uses,
    account: &'a Account,
    entries: &'a [Entry<'a>],
}

impl Page<'_> {
    fn written(&self) -> Result<String, Failure> {
        let system =
            axis::build(&self.opened.lab.data, &[], false).map_err(|faults| of_model(&faults))?;
        let mut text = format!(
            "# Credibility of Enteroderm\n\nVersion {}, model {}. A research tool: it diagnoses nobody.\n",
            env!("CARGO_PKG_VERSION"),
            self.opened.lab.hash(&system)
        );
        text += "\n## What it is used for\n";
        self.uses.uses.iter().for_each(|one| text += &of_use(one));
        text += "\n## Verification\n\n| what is verified | command |\n|---|---|\n";
        for (what, how) in &self.uses.verification {
            let _ = writeln!(text, "| {what} | `{how}` |");
        }
        text += &self.numbers();
        text += &self.validation();
        text += &self.uncertainty();
        text += &self.failures();
        text += "\n## Out of scope\n\n";
        for one in &self.uses.out_of_scope {
            let _ = writeln!(text, "- {one}");
        }
        Ok(text)
    }

    fn numbers(&self) -> String {
        let account = self.account;
        let mut text = format!(
            "\n## Equations and numbers\n\nThe healthy person: {} states, {} parameters, {} outcomes. Numbers of the equations by organ and by how they are known:\n\n",
            account.states, account.parameters, account.observables
        );
        let names = STATUSES.map(|(_, name)| name);
        let _ = writeln!(
            text,
            "| organ | {} | share assumed |\n|---|{}---|",
            names.join(" | "),
            "---|".repeat(names.len())
        );
        let mut all = [0; STATUSES.len()];
        for (organ, counts) in &account.organs {
            text += &count(organ, counts);
            all.iter_mut()
                .zip(counts)
                .for_each(|(sum, count)| *sum += count);
        }
        text + &count("all", &all)
    }

    fn validation(&self) -> String {
        let score = Score::of(self.entries);
        let baselines = Baselines::of(self.entries);
        let run = self
            .entries
            .iter()
            .filter(|entry| entry.outcome.is_ok())
            .count();
        let mut text = format!(
            "\n## Calibration and validation\n\n{run} of {} published findings stand in the ledger (`enteroderm evidence`). Shares that are reproduced, as means over arrows:\n\n",
            self.entries.len()
        );
        text += "| | direction | size | no effect | in the interval | mean fold error |\n|---|---|---|---|---|---|\n";
        for (name, score) in [
            ("the model", &score),
            ("nothing has an effect", &baselines.no_effect),
        ] {
            let [direction, size, nulls] = Mark::ALL.map(|mark| percent(score.mark(mark)));
            let fold = score.fold.map_or_else(|| "–".to_owned(), number);
            let covered = percent(score.covered);
            let _ = writeln!(
                text,
                "| {name} | {direction} | {size} | {nulls} | {covered} | {fold} |"
            );
        }
        let _ = writeln!(
            text,
            "\nShuffled directions are right in {}; p = {}. The numbers were set with these findings in view: a score on others is what would validate them.",
            percent(Some(baselines.shuffled)),
            number(baselines.shuffled_p)
        );
        text += "\n| arrow | findings | direction | size | no effect |\n|---|---|---|---|---|\n";
        for arrow in &score.arrows {
            let [direction, size, nulls] = arrow.marks.map(|tally| percent(tally.share()));
            let _ = writeln!(
                text,
                "| {} | {} | {direction} | {size} | {nulls} |",
                arrow.arrow, arrow.findings
            );
        }
        text
    }

    fn uncertainty(&self) -> String {
        let mut text = "\n## Uncertainty and sensitivity\n\nHow outcomes differ between people, and the share of that variance which assumed numbers carry, interactions included:\n\n\
             | population | outcome | mean | standard deviation | carried by assumed numbers | people |\n|---|---|---|---|---|---|\n"
            .to_owned();
        for one in &self.account.carried {
            text += &carried(one);
        }
        text
    }

    fn failures(&self) -> String {
        let mut text = "\n## Known failures\n\nReadings of findings that are not reproduced:\n\n| finding | reading | published | predicted | not right |\n|---|---|---|---|---|\n".to_owned();
        for entry in self.entries {
            for (reading, verdict) in entry.judged() {
                let wrong: Vec<&str> = verdict
                    .marks()
                    .into_iter()
                    .filter(|(_, right)| *right == Some(false))
                    .map(|(mark, _)| mark.name())
                    .collect();
                if wrong.is_empty() {
                    continue;
                }
                let published = reading.published.map_or_else(|| "–".to_owned(), number);
                let _ = writeln!(
                    text,
                    "| {} | {} | {published} | {} | {} |",
                    entry.finding.id,
                    reading.name,
                    number(verdict.predicted),
                    wrong.join(", ")
                );
            }
        }
        text += "\nFindings that are not run:\n\n";
        for entry in self.entries {
            if let Err(why) = &entry.outcome {
                let _ = writeln!(text, "- {}: {why}", entry.finding.id);
            }
        }
        text
    }
}

fn of_use(one: &Use) -> String {
    let risk = one.influence.0.risk(one.consequence.0);
    format!(
        "\n### {}\n\n| | |\n|---|---|\n| Question of interest | {} |\n| Context of use | {} |\n| Decision | {} |\n| Model influence | {}: {} |\n\
         | Decision consequence | {}: {} |\n| Model risk | {} |\n",
        one.name,
        one.question,
        one.context,
        one.decision,
        one.influence.0.name(),
        one.influence.1,
        one.consequence.0.name(),
        one.consequence.1,
        risk.name()
    )
}

fn count(organ: &str, counts: &[usize; STATUSES.len()]) -> String {
    let all: usize = counts.iter().sum();
    let cells: Vec<String> = counts.iter().map(ToString::to_string).collect();
    let assumed = counts[STATUSES.len() - 1] as f64 / all.max(1) as f64;
    format!(
        "| {organ} | {} | {} |\n",
        cells.join(" | "),
        percent(Some(assumed))
    )
}

fn carried(one: &Carried) -> String {
    let unit = if one.unit == "1" {
        String::new()
    } else {
        format!(" {}", one.unit)
    };
    format!(
        "| {} | {} | {}{unit} | {} | {} | {} |\n",
        one.population,
        one.outcome,
        number(one.mean),
        number(one.sd),
        percent(Some(one.share)),
        one.people
    )
}
