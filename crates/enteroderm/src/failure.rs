//! What can go wrong, whose fault it is, and how it is shown.

use std::fmt;
use std::io::IsTerminal as _;

use lab::ModelFault;
use lab::physiology::document::{Fault, Source};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity,
    SourceCode,
};

use crate::output;

/// More faults than this help nobody: something as a whole is wrong.
const MOST_SHOWN: usize = 100;
/// No picture is drawn of a line of the input that has more bytes: it would fill the screen, and every fault in it again.
const LONGEST_DRAWN: usize = 2_000;
/// Characters in a line of a message.
const WIDTH: usize = 100;

/// How a command ends when it does not end well.
pub enum Failure {
    /// The input is wrong: every fault, with the texts they are about. Exit code 2.
    Input(Vec<Fault>, Vec<Source>),
    /// The run failed. Exit code 1.
    Run(String),
    /// The person stopped it. Exit code 130.
    Interrupted(String),
}

/// A fault of a file, or of what was said on the command line, as a whole.
pub fn whole(file: impl Into<String>, message: impl Into<String>) -> Fault {
    Fault {
        file: file.into(),
        place: None,
        span: None,
        field: String::new(),
        message: message.into(),
        help: None,
    }
}

/// Data and equations that do not fit each other.
pub fn of_model(faults: &[ModelFault]) -> Failure {
    let mut messages: Vec<String> = Vec::new();
    for message in faults.iter().map(ToString::to_string) {
        // A number that many equations miss is missing once.
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    let faults = messages
        .into_iter()
        .map(|message| whole("the data", message));
    Failure::Input(faults.collect(), Vec::new())
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::from(vec![fault])
    }
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Input(faults, Vec::new())
    }
}

impl Failure {
    /// The exit code of the process.
    pub fn code(&self) -> u8 {
        match self {
            Self::Run(_) => 1,
            Self::Input(..) => 2,
            Self::Interrupted(_) => 130,
        }
    }

    /// Shows it on stderr, in colour on a terminal.
    pub fn show(&self) {
        let theme = match std::io::stderr().is_terminal() {
            true => GraphicalTheme::unicode(),
            false => GraphicalTheme::unicode_nocolor(),
        };
        output::note(&self.said(&theme));
    }

    /// What is shown on stderr where that is no terminal.
    pub fn text(&self) -> String {
        self.said(&GraphicalTheme::unicode_nocolor())
    }

    fn said(&self, theme: &GraphicalTheme) -> String {
        match self {
            Self::Run(message) | Self::Interrupted(message) => format!("error: {message}"),
            Self::Input(faults, sources) => {
                let shown = faults.iter().take(MOST_SHOWN);
                let text: String = shown.map(|fault| render(fault, sources, theme)).collect();
                text + &count(faults.len())
            }
        }
    }
}

fn count(faults: usize) -> String {
    match faults {
        1 => "1 fault in the input".to_owned(),
        _ if faults > MOST_SHOWN => {
            format!("{faults} faults in the input, of which the first {MOST_SHOWN} are shown")
        }
        _ => format!("{faults} faults in the input"),
    }
}

fn render(fault: &Fault, sources: &[Source], theme: &GraphicalTheme) -> String {
    let source = sources.iter().find(|source| source.name == fault.file);
    let source = source.filter(|source| is_drawn(fault, source));
    let mut text = String::new();
    let shown = Shown {
        fault,
        source: source.map(|source| NamedSource::new(&source.name, source.text.clone())),
    };
    // Writing to a String cannot fail; without a picture the plain sentence stands.
    match GraphicalReportHandler::new_themed(theme.clone())
        .with_width(WIDTH)
        .render_report(&mut text, &shown)
    {
        Ok(()) => text,
        Err(_) => format!("error: {fault}\n"),
    }
}

/// Whether the lines that a picture of the fault would show are short enough.
fn is_drawn(fault: &Fault, source: &Source) -> bool {
    let at = fault.span.as_ref().map_or(0, |span| span.start);
    let Some((before, after)) = source.text.split_at_checked(at) else {
        return true;
    };
    // The line of the fault and one on either side.
    let before = before.rsplit('\n').take(2).map(str::len);
    let after = after.split('\n').take(2).map(str::len);
    before.chain(after).all(|length| length <= LONGEST_DRAWN)
}

#[derive(Debug)]
struct Shown<'a> {
    fault: &'a Fault,
    source: Option<NamedSource<String>>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.source.is_none() {
            // What no picture shows is said in words.
            f.write_str(&self.fault.file)?;
            match self.fault.place {
                Some((line, _)) if self.fault.field.is_empty() => write!(f, ", line {line}")?,
                Some((line, column)) => write!(f, ", line {line}, column {column}")?,
                None => {}
            }
            f.write_str(": ")?;
        }
        match self.fault.field.as_str() {
            "" => f.write_str(&self.fault.message),
            field => write!(f, "`{field}`: {}", self.fault.message),
        }
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<Severity> {
        Some(Severity::Error)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.fault.help.as_ref()?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.fault.span.clone()?;
        let label = LabeledSpan::new(Some("here".to_owned()), span.start, span.len().max(1));
        self.source.as_ref()?;
        Some(Box::new(std::iter::once(label)))
    }
}
