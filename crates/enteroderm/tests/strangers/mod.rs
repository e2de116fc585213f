//! What strangers send: valid bodies, bent by draws from their number, so that a body that did harm can be sent again.

use std::fmt;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::program::root;

/// The routes that take a body.
pub const BODIES: [&str; 5] = ["/scenarios", "/runs", "/strengths", "/trials", "/profiles"];
/// A body is bent so often at most.
const MOST_BENDS: usize = 4;
/// A body is no larger than is taken as JSON, and a bit.
const LARGEST: usize = (2 << 20) + 100;

/// A request with a body.
pub struct Sent {
    pub line: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.body[..self.body.len().min(2000)];
        writeln!(f, "{} {:?}", self.line, self.headers)?;
        writeln!(
            f,
            "{} bytes: {}",
            self.body.len(),
            String::from_utf8_lossy(shown)
        )
    }
}

/// All of them.
pub struct Strangers {
    /// Stool files with their names.
    files: Vec<(String, Vec<u8>)>,
}

impl Strangers {
    pub fn new() -> Self {
        let folder = root().join("crates/exchange/tests/files");
        let entries = std::fs::read_dir(folder).expect("the readers have files");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
        paths.retain(|path| path.is_file());
        paths.sort();
        let read = |path: std::path::PathBuf| {
            let name = path.file_name()?.to_str()?.to_owned();
            Some((name, std::fs::read(path).ok()?))
        };
        Self {
            files: paths.into_iter().filter_map(read).collect(),
        }
    }

    /// What the stranger of that number sends.
    pub fn sent(&self, number: u64) -> Sent {
        let mut draw = Draw(ChaCha8Rng::seed_from_u64(number));
        let route = *draw.one_of(&BODIES);
        let (mut line, mut kind) = (format!("POST /api/v1{route}"), "application/json");
        let mut body = match route {
            "/profiles" => {
                let (name, bytes) = draw.one_of(&self.files);
                kind = "application/octet-stream";
                line += &draw.query(name);
                bytes.clone()
            }
            _ => draw.json(route),
        };
        // Profiles are only bent as bytes; what is JSON has been bent already, and mostly stays as it is.
        let bends = match route {
            "/profiles" => draw.below(MOST_BENDS),
            _ if draw.below(4) > 0 => 0,
            _ => draw.below(MOST_BENDS),
        };
        for _ in 0..bends {
            body = draw.bent_bytes(body, self);
        }
        body.truncate(LARGEST);
        let mut headers = vec![("Content-Type", kind.to_owned())];
        if draw.is_rare() {
            headers = draw.wrong_headers();
        }
        if draw.is_rare() {
            (headers, body) = draw.in_parts(body);
        }
        Sent {
            line,
            headers,
            body,
        }
    }
}

/// Draws of one stranger.
struct Draw(ChaCha8Rng);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        (self.0.next_u64() % most.max(1) as u64) as usize
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn is_rare(&mut self) -> bool {
        self.below(16) == 0
    }

    /// A valid body of a route, of which texts, fields and values are bent.
    fn json(&mut self, route: &str) -> Vec<u8> {
        let mut text = if route == "/trials" { TRIAL } else { SCENARIO }.to_owned();
        for _ in 0..self.below(MOST_BENDS) {
            text = self.bent_text(&text);
        }
        let mut body = match route {
            "/trials" => json!({ "trial": text, "name": "trial.toml", "people": 4, "seed": 1 }),
            "/runs" => {
                json!({ "scenario": text, "people": 1 + self.below(9) / 8, "seed": 7, "why": self.is_rare(), "everything": true })
            }
            _ => json!({ "scenario": text, "name": "scenario.toml" }),
        };
        if route != "/trials" && self.below(2) == 0 {
            body["stool"] = stool();
        }
        for _ in 0..self.below(4) / 2 {
            self.bend_tree(&mut body);
        }
        raw(&body.to_string()).into_bytes()
    }

    /// Changes a line of a text of TOML.
    fn bent_text(&mut self, text: &str) -> String {
        let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        if lines.is_empty() {
            return "\0".to_owned();
        }
        let (at, other) = (self.below(lines.len()), self.below(lines.len()));
        match self.below(14) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(other, lines[at].clone()),
            2 => lines.swap(at, other),
            3..=5 => {
                if let Some((key, _)) = lines[at].split_once('=') {
                    lines[at] = format!("{key}= {}", self.one_of(VALUES));
                }
            }
            6 | 7 => lines[at] = self.another_number(&lines[at]),
            8 => {
                if let Some((_, value)) = lines[at].split_once('=') {
                    lines[at] = format!("{} ={value}", self.one_of(KEYS));
                }
            }
            9 => {
                let count = self.many(lines[at].len());
                let all = vec![lines[at].clone(); count];
                lines.splice(at..at, all);
            }
            10 => {
                let count = self.many(10);
                lines.splice(at..at, (0..count).map(|number| format!("a{number} = 1")));
            }
            11 => {
                // A table again, with all that follows.
                let rest = lines[at..].join("\n") + "\n";
                lines.push(rest.repeat(self.many(rest.len())));
            }
            12 => {
                let piece = *self.one_of(&["[", "{a=", "[{a=", "a.", "\"\\q"]);
                let deep = piece.repeat(self.many(piece.len()));
                lines.insert(at, format!("a = {deep}"));
            }
            _ => {
                if let Some((key, value)) = lines[at].split_once('=') {
                    let long = "x".repeat(self.many(1));
                    lines[at] = format!("{key}= \"{}{long}\"", value.trim_matches([' ', '"']));
                }
            }
        }
        lines.join("\n")
    }

    /// How often something of that length stands there again: mostly some times, now and then as often as a body can hold.
    fn many(&mut self, length: usize) -> usize {
        let often = 1 << self.below(18);
        often.min((LARGEST - LARGEST / 8) / (length + 2))
    }

    /// Another number in place of the first of a line.
    fn another_number(&mut self, line: &str) -> String {
        let Some(from) = line.find(|c: char| c.is_ascii_digit()) else {
            return line.to_owned();
        };
        let rest = line[from..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        format!("{}{}{rest}", &line[..from], self.one_of(NUMBERS))
    }

    /// Changes something in a tree.
    fn bend_tree(&mut self, tree: &mut Value) {
        let mut value = tree;
        // Down some way.
        while self.below(3) > 0 && value.as_object().is_some_and(|fields| !fields.is_empty()) {
            let fields = value.as_object_mut().expect("this is an object");
            let place = self.below(fields.len());
            value = fields.values_mut().nth(place).expect("the field is there");
        }
        match (self.below(6), value) {
            (0, Value::Object(fields)) if !fields.is_empty() => {
                let name = fields.keys().nth(self.below(fields.len())).cloned();
                fields.remove(&name.expect("the field is there"));
            }
            (1, Value::Object(fields)) if !fields.is_empty() => {
                // The same name twice.
                let (name, own) = fields
                    .iter()
                    .nth(self.below(fields.len()))
                    .expect("the field is there");
                let (name, own) = (format!("{name}{AGAIN}"), own.clone());
                fields.insert(name, own);
            }
            (2, Value::Object(fields)) => {
                let key = *self.one_of(KEYS);
                fields.insert(
                    key.to_owned(),
                    json!(format!("{RAW}{}{RAW}", self.one_of(JSON))),
                );
            }
            (3, Value::Object(fields)) => {
                let count = self.many(10);
                fields.extend((0..count).map(|number| (format!("a{number}"), json!(0.1))));
            }
            (4, value) => {
                let deep = self.many(2);
                *value = json!(format!(
                    "{RAW}{}1{}{RAW}",
                    "[".repeat(deep),
                    "]".repeat(deep)
                ));
            }
            (_, value) => *value = json!(format!("{RAW}{}{RAW}", self.one_of(JSON))),
        }
    }

    /// Changes bytes.
    fn bent_bytes(&mut self, mut body: Vec<u8>, strangers: &Strangers) -> Vec<u8> {
        let length = body.len();
        let (from, to) = (self.below(length + 1), self.below(length + 1));
        let (from, to) = (from.min(to), from.max(to));
        match self.below(11) {
            0 => body.truncate(to),
            1 => drop(body.drain(..from)),
            2 => drop(body.drain(from..to.min(from + 16))),
            3 | 4 => {
                for _ in 0..=self.below(20) {
                    if let Some(byte) = body.get_mut(from + self.below(64)) {
                        *byte ^= 1 << self.below(8);
                    }
                }
            }
            5 => {
                let wrong = *self.one_of(NOT_TEXT);
                body.splice(from..from, wrong.iter().copied());
            }
            6 => {
                let noise: Vec<u8> = (0..self.below(64)).map(|_| self.below(256) as u8).collect();
                body.splice(from..from, noise);
            }
            7 => {
                // Whatever stands here, often.
                let piece = body[from..to.min(from + 64)].to_vec();
                let count = 1 << self.below(12);
                body.splice(to..to, piece.repeat(count));
            }
            8 => {
                let (_, other) = self.one_of(&strangers.files);
                let at = self.below(other.len() + 1);
                body.truncate(from);
                body.extend(&other[at..]);
            }
            9 => {
                if let Some(at) = body[from..].iter().position(u8::is_ascii_digit) {
                    let number = self.one_of(NUMBERS).bytes();
                    body.splice(from + at..=from + at, number);
                }
            }
            _ => {
                body = if self.is_rare() {
                    Vec::new()
                } else {
                    body.repeat(2)
                }
            }
        }
        body
    }

    fn wrong_headers(&mut self) -> Vec<(&'static str, String)> {
        let kinds = [
            "",
            "text/plain",
            "application/json; charset=utf-16",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonp",
            "json",
            "*/*",
            "application/json, text/html",
        ];
        let mut headers = Vec::new();
        if self.below(3) > 0 {
            headers.push(("Content-Type", (*self.one_of(&kinds)).to_owned()));
        }
        if self.is_rare() {
            headers.push(("Content-Encoding", "gzip".to_owned()));
        }
        headers
    }

    /// The body as a form sends a file, with a boundary that may be another.
    fn in_parts(&mut self, body: Vec<u8>) -> (Vec<(&'static str, String)>, Vec<u8>) {
        let boundaries = ["x", "y", "", "\"x", "x\r", "----"];
        let said = self.one_of(&boundaries).trim_end();
        let mut parts = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n",
            self.one_of(&boundaries)
        )
        .into_bytes();
        parts.extend(body);
        parts.extend(format!("\r\n--{}--\r\n", self.one_of(&boundaries)).bytes());
        parts.truncate(LARGEST);
        (
            vec![(
                "Content-Type",
                format!("multipart/form-data; boundary={said}"),
            )],
            parts,
        )
    }

    fn query(&mut self, name: &str) -> String {
        match self.below(12) {
            0 => String::new(),
            1 => "?".to_owned(),
            2 => "?name=%ff%fe".to_owned(),
            3 => "?name=%".to_owned(),
            4 => format!("?name={}", "a".repeat(4000)),
            5 => format!("?name={name}&sample=nobody"),
            6 => format!("?name={name}&sample=&sample=a"),
            7 => "?name=..%2f..%2fetc%2fpasswd%00.biom".to_owned(),
            _ => format!("?name={name}"),
        }
    }
}

/// Stands around what goes into the body as it is.
const RAW: &str = "@raw@";
/// Ends a name that stands twice.
const AGAIN: &str = "@again@";

/// What stands for more than JSON allows, as it is.
fn raw(text: &str) -> String {
    let mut out = String::new();
    let opened = text.replace(AGAIN, "");
    for (place, piece) in opened.split(RAW).enumerate() {
        match place % 2 {
            // What is raw loses its quotes and what was escaped in it.
            1 => {
                out.pop();
                out += &piece.replace("\\\"", "\"").replace("\\\\", "\\");
            }
            0 if place > 0 => out += piece.strip_prefix('"').unwrap_or(piece),
            _ => out += piece,
        }
    }
    out
}

fn stool() -> Value {
    json!({ "sample": "a", "matched": 0.9, "genera": { "Bacteroides": 0.5, "Faecalibacterium": 0.25, "Roseburia": 0.25 } })
}

const NOT_TEXT: &[&[u8]] = &[
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xe2\x82",
    b"\0",
];

const NUMBERS: &[&str] = &[
    "nan",
    "NaN",
    "inf",
    "-inf",
    "1e400",
    "-0",
    "0",
    "-1",
    "1e308",
    "5e-324",
    "1e-9",
    "99999999999999999999",
    "18446744073709551616",
    "9007199254740993",
    "1_0",
    "0x10",
    "\u{663}",
    "1e",
];

const KEYS: &[&str] = &[
    "",
    "\"\"",
    "a.b.c",
    "until",
    "people",
    "scenario",
    "genera",
    "dose",
    "\"\\u0000\"",
    "\u{e9}",
    "__proto__",
    "[[course]]\nx",
];

const JSON: &[&str] = &[
    "null",
    "true",
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "-0",
    "-0.0",
    "-1",
    "0",
    "0.5",
    "18446744073709551615",
    "18446744073709551616",
    "9223372036854775808",
    "4611686018427387904",
    "1000001",
    "1e19",
    "\"\"",
    "\"\\ud800\"",
    "\"\\u0000\\u202e\"",
    "[]",
    "{}",
    "{\"a\":{\"a\":{}}}",
    "\"nan\"",
];

const VALUES: &[&str] = &[
    "nan",
    "-nan",
    "inf",
    "-inf",
    "1e400",
    "-0.0",
    "0",
    "-1",
    "1e308",
    "5e-324",
    "99999999999999999999",
    "9223372036854775807",
    "true",
    "[]",
    "{}",
    "[[]]",
    "[\"\"]",
    "[1, \"a\"]",
    "{ a = { a = 1 } }",
    "\"\"",
    "\"nan d\"",
    "\"inf d\"",
    "\"1e400 d\"",
    "\"-0 d\"",
    "\"1e-300 d\"",
    "\"1e300 d\"",
    "\"0.001 d\"",
    "\"5 furlongs\"",
    "\"5 kg/d/d/d/d/d\"",
    "2026-11-27",
    "2026-11-27T25:00:00Z",
    "07:32:00",
    "\"",
    "\"\"\"",
    "\"\\u0000\"",
    "\"\u{202e}\u{1f600}\"",
];

const SCENARIO: &str = r#"name = "a life"
about = "A week."
[person]
age = "24 y"
sex = "female"
weight = "62 kg"
height = "1.68 m"
traits = ["acne-mild"]
[habits]
diet = "western"
stress = 13
sleep = "7.5 h"
[[course]]
take = "clindamycin"
dose = "150 mg"
per_day = 4
from = "0 d"
lasts = "2 d"
[[course]]
eat = "inulin"
dose = "12 g/d"
from = "1 d"
[[course]]
cut = "butyrate_to_barrier"
gain = 0.5
from = "2 d"
until = "3 d"
[sample]
until = "5 d"
every = "1 d"
outcomes = ["stool.butyrate", "skin.tewl"]
"#;

const TRIAL: &str = r#"about = "A trial as small as one may be."
design = "crossover"
washout = "1 wk"
[population]
base = "healthy-adult"
people = 4
seed = 3
[schedule]
lasts = "2 wk"
visits = ["1 wk"]
[[arm]]
name = "usual"
control = true
[[arm]]
name = "inulin"
[[arm.course]]
eat = "inulin"
dose = "12 g/d"
from = "1 d"
[[endpoint]]
name = "butyrate"
outcome = "stool.butyrate"
measure = "value"
better = "higher"
role = "primary"
[[endpoint]]
name = "CRP"
outcome = "blood.crp"
measure = "value"
[conduct]
open = true
[conduct.adherence]
mean = 0.9
sd = 0.1
gap = "2 d"
[conduct.dropout]
first = { day = "1 wk", share = 0.05 }
second = { day = "4 wk", share = 0.12 }
"#;
