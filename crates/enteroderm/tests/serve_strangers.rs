//! The server among strangers: bodies as nobody should send them, each a valid one that was bent. Whatever comes, it is answered, nothing
//! inside goes wrong, and afterwards runs have the numbers that they always had.

mod program;
mod server;
mod strangers;

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use program::enteroderm_in;
use serde_json::{Value, json};
use server::{Answer, Server};
use strangers::{BODIES, Sent, Strangers};

/// How long strangers come when they come on request, s, in place of ten minutes.
const SECONDS: &str = "STRANGERS_SECONDS";
/// As many as a few seconds allow.
const FEW: u64 = 300;
/// Strangers at once.
const AT_ONCE: usize = 3;
/// A body is answered within this time, in which a stream begins.
const ANSWERED: Duration = Duration::from_secs(10);
/// Who asked for long work leaves after this time, and it ends.
const LEAVES: Duration = Duration::from_secs(1);
/// The server holds no more memory than this, kB.
const MEMORY: u64 = 512 << 10;
/// What the server says when something panicked.
const OWN_FAULT: &str = "a fault of the program";

#[test]
fn a_few_strangers_are_answered() {
    let told = meet(|number, _| number < FEW);
    println!("{}", told.summary());
}

#[test]
#[ignore = "ten minutes of strangers"]
fn ten_minutes_of_strangers_are_answered() {
    let seconds = std::env::var(SECONDS).ok();
    let seconds = seconds.map_or(600.0, |text| text.parse().expect("seconds are a number"));
    let told = meet(|_, began| began.elapsed().as_secs_f64() < seconds);
    println!("{}", told.summary());
}

/// Every route that takes a body is sent some.
#[test]
fn no_route_is_spared() {
    let described = Server::start(&[]).get("/api/v1/openapi.json").json();
    let paths = described["paths"].as_object().expect("paths");
    let takes_a_body = |methods: &Value| {
        let mut methods = methods.as_object().expect("methods").values();
        methods.any(|method| !method["requestBody"].is_null())
    };
    let with_body = paths.iter().filter(|(_, methods)| takes_a_body(methods));
    let mut with_body: Vec<&str> = with_body.map(|(path, _)| path.as_str()).collect();
    let mut sent = BODIES.to_vec();
    with_body.sort_unstable();
    sent.sort_unstable();
    assert_eq!(with_body, sent);
}

/// What became of the strangers.
#[derive(Default)]
struct Told {
    /// Answers by route, and by status or by how a stream ended.
    answers: BTreeMap<String, usize>,
    faults: Vec<String>,
    slowest: Option<(Duration, u64)>,
    memory: Option<u64>,
}

/// Lets strangers come, and looks afterwards whether the server is what it was.
fn meet(more: impl Fn(u64, Instant) -> bool + Sync) -> Told {
    let server = Server::start(&[]);
    let (strangers, next) = (Strangers::new(), AtomicU64::new(0));
    let began = Instant::now();
    let told = Mutex::new(Told::default());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if !more(number, began) {
                        return;
                    }
                    let sent = strangers.sent(number);
                    let (verdict, took) = (Meeting {
                        server: &server,
                        sent: &sent,
                    })
                    .verdict();
                    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                    let route = sent.line.split('?').next().unwrap_or_default();
                    match verdict {
                        Ok(end) => *told.answers.entry(format!("{route}: {end}")).or_default() += 1,
                        Err(fault) => told.faults.push(format!("body {number}: {fault}\n{sent}")),
                    }
                    told.slowest = told.slowest.max(Some((took, number)));
                }
            });
        }
    });
    let mut told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    told.memory = server.kilobytes("VmHWM");
    let count = told.faults.len();
    let first = told.faults[..count.min(5)].join("\n\n");
    assert!(
        count == 0,
        "{}\n{count} answers were wrong, first:\n{first}",
        told.summary()
    );
    assert_eq!(server.said(), "", "the server complains of nothing");
    assert!(
        told.memory.is_none_or(|memory| memory < MEMORY),
        "{}",
        told.summary()
    );
    has_the_right_numbers(&server);
    told
}

impl Told {
    fn summary(&self) -> String {
        let count: usize = self.answers.values().sum();
        let mut text = format!("{count} bodies\n");
        for (what, count) in &self.answers {
            text += &format!("  {what}: {count}\n");
        }
        if let Some((took, number)) = self.slowest {
            text += &format!("slowest: body {number}, {:.2} s\n", took.as_secs_f64());
        }
        match self.memory {
            Some(memory) => text + &format!("memory at most: {memory} kB\n"),
            None => text,
        }
    }
}

/// A stranger at the server.
struct Meeting<'a> {
    server: &'a Server,
    sent: &'a Sent,
}

impl Meeting<'_> {
    /// How the answer ended, and how long it took.
    fn verdict(&self) -> (Result<String, String>, Duration) {
        let began = Instant::now();
        let verdict = self.answer(began).and_then(|answer| match answer {
            Some(answer) => self.judged(&answer),
            None => Ok("left".to_owned()),
        });
        (verdict, began.elapsed())
    }

    /// The whole answer; none when it was a stream that went on, and was left.
    fn answer(&self, began: Instant) -> Result<Option<Answer>, String> {
        let Sent {
            line,
            headers,
            body,
        } = self.sent;
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let mut stream = self.server.send(line, &headers, body);
        let wait = stream.set_read_timeout(Some(Duration::from_millis(100)));
        wait.expect("a socket has a time to wait");
        let (mut bytes, mut piece) = (Vec::new(), vec![0; 1 << 16]);
        loop {
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => bytes.extend(&piece[..read]),
                Err(error)
                    if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) =>
                {
                    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]);
                    let job = text.split("data: {\"job\":").nth(1);
                    let job = job.and_then(|rest| rest.split('}').next()?.parse().ok());
                    if let Some(job) = job.filter(|_| began.elapsed() > LEAVES) {
                        drop(stream);
                        return self.ends(job).map(|()| None);
                    }
                    if began.elapsed() > ANSWERED {
                        return Err(format!("no answer within {ANSWERED:?}: {text}"));
                    }
                }
                Err(error) => return Err(format!("the connection is dropped: {error}")),
            }
        }
        match Answer::of(&bytes) {
            Some(answer) if answer.is_whole => Ok(Some(answer)),
            _ => Err(format!(
                "the answer ends early: {}",
                String::from_utf8_lossy(&bytes)
            )),
        }
    }

    /// A job whose reader has left is soon gone.
    fn ends(&self, job: u64) -> Result<(), String> {
        let left = Instant::now();
        while left.elapsed() < ANSWERED {
            let asked = self
                .server
                .ask(&format!("DELETE /api/v1/jobs/{job}"), &[], b"");
            if asked.status == 404 {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(format!(
            "it still works {ANSWERED:?} after its reader has left"
        ))
    }

    fn judged(&self, answer: &Answer) -> Result<String, String> {
        let text = answer.text();
        let wrong = |what: &str| Err(format!("{what}: {} {text}", answer.status));
        if text.contains(OWN_FAULT) {
            return wrong("something panicked");
        }
        let is_stream = answer.header("content-type") == Some("text/event-stream");
        match answer.status {
            200 if is_stream => {
                let ends = ["result", "faults", "failed", "stopped"];
                let found = ends.map(|end| answer.event(end).map(|told| (end, told)));
                let found: Vec<(&str, Value)> = found.into_iter().flatten().collect();
                let [(end, told)] = found.as_slice() else {
                    return wrong("a stream has one end");
                };
                let says = match *end {
                    "faults" => &told["text"],
                    "failed" => &told["message"],
                    _ => return Ok((*end).to_owned()),
                };
                match says.as_str() {
                    Some(says) if !says.trim().is_empty() => Ok((*end).to_owned()),
                    _ => wrong("nothing is said"),
                }
            }
            200 => match serde_json::from_str::<Value>(&text) {
                Ok(told)
                    if told["faults"]
                        .as_array()
                        .is_some_and(|faults| !faults.is_empty()) =>
                {
                    Ok("200 with faults".to_owned())
                }
                Ok(_) => Ok("200".to_owned()),
                Err(_) => wrong("this is no JSON"),
            },
            status @ 400..=499 if !text.trim().is_empty() => Ok(status.to_string()),
            _ => wrong("no such answer is meant"),
        }
    }
}

/// A plain run tells what the command line tells.
fn has_the_right_numbers(server: &Server) {
    let scenario = "[[course]]\neat = \"inulin\"\ndose = \"12 g/d\"\n[sample]\nuntil = \"5 d\"\n";
    let folder = tempfile::tempdir().expect("a folder for the test");
    std::fs::write(folder.path().join("scenario.toml"), scenario).expect("the file is written");
    let line = enteroderm_in(folder.path(), &["run", "scenario.toml", "--format", "json"]);
    let line: Value = serde_json::from_slice(&line.stdout).expect("JSON is printed");
    let began = Instant::now();
    let answer = server.post("/api/v1/runs", &json!({ "scenario": scenario }));
    let run = answer
        .event("result")
        .unwrap_or_else(|| panic!("{}", answer.text()));
    assert!(
        began.elapsed() < ANSWERED,
        "a plain run takes {:?}",
        began.elapsed()
    );
    assert_eq!(run["outcomes"], line["outcomes"]);
}
