//! The server among visitors: for an hour, twenty requests a second, of all kinds. Nobody meets a fault of the program, and its memory stays.

mod program;
mod server;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use program::root;
use serde_json::{Value, json};
use server::{Answer, Server};

/// How long visitors come, s, in place of an hour.
const SECONDS: &str = "VISITORS_SECONDS";
/// Requests in a second, evenly spaced.
const PER_SECOND: u64 = 20;
/// Requests that may be under way at once; who comes when so many are, comes late.
const AT_ONCE: usize = 64;
/// The first part of the time, in which results that are kept fill, and what needs most memory comes as often as otherwise in the whole time:
/// every thread's part of the heap grows to the size of the largest run that it met, and stays there.
const WARMING: f64 = 0.1;
/// Memory is the median over this part of the time: a result that is just being written is no growth.
const WINDOW: f64 = 0.05;
/// Memory may grow by less than this share.
const GROWTH: f64 = 0.05;
/// A stool profile of a visitor is no larger.
const SMALL: u64 = 64 << 10;

#[test]
#[ignore = "an hour of visitors"]
fn an_hour_of_visitors_meets_no_fault_and_leaves_the_memory_as_it_was() {
    let seconds = std::env::var(SECONDS).ok();
    let seconds = seconds.map_or(3600.0, |text| text.parse().expect("seconds are a number"));
    let town = Town::new(Server::start(&[]), (WARMING * seconds) as u64);
    let memory = town.open_for(seconds);
    let told = town.book();
    println!("{}", summary(&told, &memory, seconds));
    assert!(
        told.faults.is_empty(),
        "{} answers were wrong, first:\n{}",
        told.faults.len(),
        told.faults[..told.faults.len().min(5)].join("\n")
    );
    assert_eq!(town.server.said(), "", "the server complains of nothing");
    assert_eq!(told.late, 0, "requests came later than they should");
    if let Some(memory) = Memory::over(&memory, seconds) {
        let growth = memory.growth();
        assert!(growth < GROWTH, "memory grew by {:.1} %", 100.0 * growth);
    }
}

/// The server, what visitors need, and what became of them.
struct Town {
    server: Server,
    /// Paths of the page and of what it loads; none where the program was built without it.
    page: Vec<String>,
    arrows: Vec<String>,
    /// Stool files with their names.
    files: Vec<(String, Vec<u8>)>,
    /// The last job whose result is kept.
    finished: AtomicU64,
    /// The second in which it is warm.
    warm: u64,
    book: Mutex<Book>,
}

/// What was counted.
#[derive(Default)]
struct Book {
    statuses: BTreeMap<u16, usize>,
    /// How long whole answers took, s.
    answers: Vec<f64>,
    /// How long runs, strengths and trials took to their result, s.
    work: Vec<f64>,
    /// How long it took a stopped job to end, s.
    stops: Vec<f64>,
    faults: Vec<String>,
    /// Requests that began more than a second after their time.
    late: usize,
}

impl Town {
    fn new(server: Server, warm: u64) -> Self {
        let index = server.get("/");
        let page = match index.status {
            200 => std::iter::once("/".to_owned())
                .chain(loaded(&index.text()))
                .collect(),
            _ => Vec::new(),
        };
        let catalogue = server.get("/api/v1/catalogue").json();
        let arrows = catalogue["arrows"].as_array().expect("arrows").iter();
        let arrows = arrows.filter_map(|arrow| arrow["name"].as_str().map(ToOwned::to_owned));
        Self {
            page,
            arrows: arrows.collect(),
            files: stool_files(),
            finished: AtomicU64::new(0),
            warm,
            book: Mutex::default(),
            server,
        }
    }

    fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets visitors come for so many seconds; gives the memory of the server, once a second, kB.
    fn open_for(&self, seconds: f64) -> Vec<u64> {
        let visits = (seconds * PER_SECOND as f64) as u64;
        let (next, closed) = (AtomicU64::new(0), AtomicBool::new(false));
        let began = Instant::now();
        let working = AtomicUsize::new(AT_ONCE);
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= visits || closed.load(Ordering::Relaxed) {
                            break;
                        }
                        let due =
                            began + Duration::from_secs(1) * number as u32 / PER_SECOND as u32;
                        std::thread::sleep(due.saturating_duration_since(Instant::now()));
                        self.book().late += usize::from(due.elapsed() > Duration::from_secs(1));
                        self.visit(number);
                    }
                    working.fetch_sub(1, Ordering::Relaxed);
                });
            }
            let mut memory = Vec::new();
            while working.load(Ordering::Relaxed) > 0 {
                memory.extend(self.server.kilobytes("VmRSS"));
                std::thread::sleep(Duration::from_secs(1));
            }
            memory
        })
    }

    /// What the visitor of that number wants: every second the same twenty things, the rarer ones in turns.
    fn visit(&self, number: u64) {
        let (second, kind) = (number / PER_SECOND, number % PER_SECOND);
        let turn = second as usize;
        match (kind, second % 60) {
            (0..=3, _) => self.load_page(turn * 4 + kind as usize),
            (4 | 5, _) => self.get("/api/v1/catalogue", 200),
            (6 | 7, _) => self.get("/api/v1/evidence", 200),
            (8 | 9, _) => {
                let arrow = &self.arrows[(turn * 2 + kind as usize) % self.arrows.len()];
                self.get(&format!("/api/v1/arrows/{arrow}"), 200);
            }
            (10, _) => self.get("/api/v1/arrows/butyrate_to_barier", 404),
            (11, _) => self.get("/api/v1/openapi.json", 200),
            (12 | 13, _) => self.check("[habits]\ndiet = \"western\"\n", 0),
            (14, _) => self.check("[habits]\ndiet = \"westren\"\nstress = \"much\"\n", 2),
            (15, _) => self.check("[person\n", 1),
            (16, _) => self.upload(&self.files[turn % self.files.len()]),
            (17, _) => self.download(turn),
            (18, _) if second < self.warm => self.cancel(turn.is_multiple_of(2)),
            (18, 5 | 25 | 45) => self.cancel(true),
            (18, 15 | 35 | 55) => self.cancel(false),
            (18, 20 | 50) => self.work("strengths", &json!({ "scenario": week(turn) })),
            (18, 40) => self.work("trials", &json!({ "trial": TRIAL, "seed": turn })),
            (18, _) => self.upload(&self.files[turn * 7 % self.files.len()]),
            _ => {
                let asked = json!({ "scenario": week(turn), "everything": turn.is_multiple_of(2) });
                self.work("runs", &asked);
            }
        }
    }

    /// A file of the page, of which a browser asks all.
    fn load_page(&self, turn: usize) {
        match self.page.is_empty() {
            true => self.get("/api/v1/openapi.json", 200),
            false => self.get(&self.page[turn % self.page.len()], 200),
        }
    }

    fn get(&self, path: &str, status: u16) {
        self.ask(&format!("GET {path}"), &[], b"", &[status]);
    }

    /// A scenario is checked as it is typed.
    fn check(&self, scenario: &str, faults: usize) {
        let body = json!({ "scenario": scenario }).to_string();
        let line = "POST /api/v1/scenarios";
        let Some(answer) = self.ask(line, &JSON, body.as_bytes(), &[200]) else {
            return;
        };
        let found = answer.json()["faults"].as_array().map(Vec::len);
        if found.is_none_or(|found| found < faults || (faults == 0 && found > 0)) {
            self.fault(format!("{scenario:?}: {}", answer.text()));
        }
    }

    /// A stool file, of which some are broken.
    fn upload(&self, (name, bytes): &(String, Vec<u8>)) {
        let line = format!("POST /api/v1/profiles?name={name}");
        self.ask(&line, &[], bytes, &[200, 422]);
    }

    /// What the last run came to, in one of three formats.
    fn download(&self, turn: usize) {
        let job = self.finished.load(Ordering::Relaxed);
        let format = ["csv", "arrow", "parquet"][turn % 3];
        let path = format!("GET /api/v1/jobs/{job}/outcomes.{format}");
        // Nothing is there before the first run has ended.
        let statuses: &[u16] = if job == 0 { &[404] } else { &[200] };
        self.ask(&path, &[], b"", statuses);
    }

    /// Something that is computed.
    fn work(&self, what: &str, asked: &Value) {
        let line = format!("POST /api/v1/{what}");
        let began = Instant::now();
        let answer = self.tried(&line, &JSON, asked.to_string().as_bytes(), &[200, 429]);
        let Some(answer) = answer.filter(|answer| answer.status == 200) else {
            return;
        };
        self.book().work.push(began.elapsed().as_secs_f64());
        let job = answer.event("job").and_then(|told| told["job"].as_u64());
        match (answer.event("result"), job) {
            (Some(_), Some(job)) if what == "runs" => self.finished.store(job, Ordering::Relaxed),
            (Some(_), Some(_)) => {}
            _ => self.fault(format!("{line}: {}", answer.text())),
        }
    }

    /// A run of minutes that is wanted no more, and is stopped, or left by closing the connection: then it ends soon.
    fn cancel(&self, by_request: bool) {
        let asked = json!({ "scenario": LONG, "people": 200 }).to_string();
        let mut stream = self
            .server
            .send("POST /api/v1/runs", &JSON, asked.as_bytes());
        let mut said = Vec::new();
        let mut piece = [0; 4096];
        let job = loop {
            match stream.read(&mut piece) {
                Ok(read) if read > 0 => said.extend(&piece[..read]),
                _ => {
                    // Too much was waiting: that is an answer as well.
                    match Answer::of(&said) {
                        Some(answer) if answer.status == 429 => self.count(&answer),
                        _ => self.fault(format!(
                            "a run broke off: {}",
                            String::from_utf8_lossy(&said)
                        )),
                    }
                    return;
                }
            }
            let text = String::from_utf8_lossy(&said);
            if text.contains("event: progress") {
                let number = text.split("{\"job\":").nth(1);
                let number = number.and_then(|rest| rest.split('}').next()?.parse::<u64>().ok());
                break number.unwrap_or_default();
            }
        };
        *self.book().statuses.entry(200).or_default() += 1;
        let began = Instant::now();
        let delete = format!("DELETE /api/v1/jobs/{job}");
        if by_request {
            self.ask(&delete, &[], b"", &[204]);
            let ended = stream.read_to_end(&mut said);
            if ended.is_err() || !String::from_utf8_lossy(&said).contains("event: stopped") {
                self.fault("a run that was stopped says something else".to_owned());
            }
        } else {
            drop(stream);
            // It is there until it has noticed.
            while self.server.ask(&delete, &[], b"").status == 204
                && began.elapsed() < Duration::from_secs(30)
            {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let took = began.elapsed().as_secs_f64();
        self.book().stops.push(took);
        if took > 10.0 {
            self.fault(format!(
                "a run went on for {took:.0} s after it was stopped"
            ));
        }
    }

    /// Asks for what is answered at once, and counts how long that took.
    fn ask(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        statuses: &[u16],
    ) -> Option<Answer> {
        let began = Instant::now();
        let answer = self.tried(line, headers, body, statuses)?;
        self.book().answers.push(began.elapsed().as_secs_f64());
        Some(answer)
    }

    /// Asks, and counts; an answer that should not be is a fault.
    fn tried(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        statuses: &[u16],
    ) -> Option<Answer> {
        match self.server.try_ask(line, headers, body) {
            Ok(answer) => {
                self.count(&answer);
                if statuses.contains(&answer.status) {
                    return Some(answer);
                }
                self.fault(format!("{line}: {} {}", answer.status, answer.text()));
            }
            Err(error) => self.fault(format!("{line}: {error}")),
        }
        None
    }

    fn count(&self, answer: &Answer) {
        *self.book().statuses.entry(answer.status).or_default() += 1;
        if answer.status == 429 && answer.header("retry-after").is_none() {
            self.fault("429 without Retry-After".to_owned());
        }
    }

    fn fault(&self, what: String) {
        self.book().faults.push(what);
    }
}

const JSON: [(&str, &str); 1] = [("Content-Type", "application/json")];
/// Minutes of work.
const LONG: &str = "[sample]\nuntil = \"730 d\"\n";
/// A trial as small as one may be.
const TRIAL: &str = "[population]\nbase = \"healthy-adult\"\npeople = 8\n[schedule]\nlasts = \"2 wk\"\n[[arm]]\nname = \"usual\"\ncontrol = true\n\
                     [[arm]]\nname = \"inulin\"\n[[arm.course]]\neat = \"inulin\"\ndose = \"12 g/d\"\n[[endpoint]]\nname = \"butyrate\"\n\
                     outcome = \"stool.butyrate\"\nmeasure = \"value\"\nbetter = \"higher\"\nrole = \"primary\"\n";

/// A week of the same person under more or less stress.
fn week(turn: usize) -> String {
    format!(
        "[habits]\nstress = {}\n[sample]\nuntil = \"7 d\"\n",
        turn % 30
    )
}

/// What a page loads from its own server.
fn loaded(page: &str) -> Vec<String> {
    let values = page.split("=\"").skip(1);
    let values = values.filter_map(|rest| rest.split('"').next());
    let own = values.filter(|value| value.starts_with('/'));
    own.map(ToOwned::to_owned).collect()
}

/// The small stool files of the readers' tests, broken ones among them.
fn stool_files() -> Vec<(String, Vec<u8>)> {
    let folder = root().join("crates/exchange/tests/files");
    let entries = std::fs::read_dir(folder).expect("the readers have files");
    let is_small = |path: &PathBuf| {
        let about = path.metadata().expect("a file");
        about.is_file() && about.len() < SMALL
    };
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut paths: Vec<PathBuf> = paths.filter(is_small).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some((name, std::fs::read(path).ok()?))
    };
    paths.into_iter().filter_map(read).collect()
}

/// Memory of the server, kB.
struct Memory {
    first: u64,
    warm: u64,
    last: u64,
    most: u64,
}

impl Memory {
    /// None where the system does not tell, or time was too short.
    fn over(each_second: &[u64], seconds: f64) -> Option<Self> {
        let part = |share: f64| (share * each_second.len() as f64) as usize;
        let (warm, window) = (part(WARMING), part(WINDOW));
        if window == 0 || seconds < 60.0 {
            return None;
        }
        Some(Self {
            first: *each_second.first()?,
            warm: median(each_second.get(warm..warm + window)?),
            last: median(each_second.get(each_second.len() - window..)?),
            most: *each_second.iter().max()?,
        })
    }

    fn growth(&self) -> f64 {
        self.last as f64 / self.warm as f64 - 1.0
    }
}

fn median(values: &[u64]) -> u64 {
    let mut values = values.to_vec();
    values.sort_unstable();
    values[values.len() / 2]
}

fn summary(told: &Book, memory: &[u64], seconds: f64) -> String {
    let count: usize = told.statuses.values().sum();
    let mut text = format!("{count} requests in {seconds:.0} s\n");
    for (status, count) in &told.statuses {
        text += &format!("  {status}: {count}\n");
    }
    for (what, times) in [
        ("answers at once", &told.answers),
        ("runs, strengths and trials", &told.work),
        ("stops", &told.stops),
    ] {
        text += &latencies(what, times);
    }
    match Memory::over(memory, seconds) {
        Some(memory) => {
            text += &format!(
                "memory: {} kB at first, {} kB warm, {} kB at the end ({:+.1} %), {} kB at most\n",
                memory.first,
                memory.warm,
                memory.last,
                100.0 * memory.growth(),
                memory.most
            );
        }
        None => text += "memory is not known\n",
    }
    let course = memory.chunks(memory.len().div_ceil(12).max(1)).map(median);
    text + &format!(
        "memory in twelfths of the time, kB: {:?}\n",
        course.collect::<Vec<_>>()
    )
}

fn latencies(what: &str, times: &[f64]) -> String {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((share * times.len() as f64) as usize).copied();
    let (Some(half), Some(most), Some(last)) = (at(0.5), at(0.99), times.last()) else {
        return String::new();
    };
    format!(
        "{what}: {} of them, median {:.1} ms, 99 % within {:.1} ms, longest {:.1} ms\n",
        times.len(),
        1e3 * half,
        1e3 * most,
        1e3 * last
    )
}
