//! The server: the same numbers and the same words as the command line, and nobody let in who should not be.

mod program;
mod server;

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use program::{enteroderm_in, root, told};
use serde_json::{Value, json};
use server::Server;

const SCENARIO: &str = "[habits]\ndiet = \"western\"\n[[course]]\neat = \"inulin\"\ndose = \"12 g/d\"\n[sample]\nuntil = \"20 d\"\n";
/// Minutes of work.
const LONG: &str = "[sample]\nuntil = \"730 d\"\n";

/// A folder with a file in it.
fn folder_with(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    std::fs::write(folder.path().join(name), text).expect("the file is written");
    folder
}

#[test]
fn a_run_has_the_numbers_of_the_command_line() {
    let server = Server::start(&[]);
    let folder = folder_with("scenario.toml", SCENARIO);
    let line = enteroderm_in(
        folder.path(),
        &[
            "run",
            "scenario.toml",
            "--format",
            "json",
            "--why",
            "--people",
            "3",
        ],
    );
    let line: Value = serde_json::from_slice(&line.stdout).expect("JSON is printed");
    let asked = json!({ "scenario": SCENARIO, "why": true, "people": 3, "everything": true });
    let answer = server.post("/api/v1/runs", &asked);
    let run = answer
        .event("result")
        .unwrap_or_else(|| panic!("{}", answer.text()));
    for field in [
        "schema", "scenario", "model", "seed", "time", "run_in", "warnings", "people",
    ] {
        assert_eq!(run[field], line[field], "{field}");
    }
    let outcomes = line["outcomes"].as_object().expect("outcomes");
    for (name, outcome) in outcomes {
        assert_eq!(&run["outcomes"][name], outcome, "{name}");
    }
    assert!(run["outcomes"].as_object().expect("outcomes").len() > 100);
    let mut why = run["why"].clone();
    for reason in why.as_array_mut().expect("reasons") {
        let sentence = reason.as_object_mut().expect("a reason").remove("sentence");
        assert!(sentence.is_some());
    }
    assert_eq!(why, line["why"]);
    let job = answer.event("job").expect("the job has a number")["job"].clone();
    let table = server.get(&format!("/api/v1/jobs/{job}/outcomes.csv"));
    assert_eq!(table.status, 200);
    assert!(
        table.text().starts_with("time [d],"),
        "{}",
        &table.text()[..80]
    );
    let arrow = server.get(&format!("/api/v1/jobs/{job}/outcomes.arrow"));
    assert!(arrow.body.starts_with(b"ARROW1"));
    assert_eq!(server.get("/api/v1/jobs/99/outcomes.csv").status, 404);
}

#[test]
fn a_stool_file_makes_the_person_that_the_command_line_makes() {
    let server = Server::start(&[]);
    let file = root().join("examples/stool/low-producers.metaphlan.tsv");
    let bytes = std::fs::read(&file).expect("the example is there");
    let answer = server.ask("POST /api/v1/profiles?name=p.tsv", &[], &bytes);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let read = answer.json();
    let folder = folder_with(
        "scenario.toml",
        &format!("[person]\nstool = \"p.tsv\"\n{SCENARIO}"),
    );
    std::fs::copy(&file, folder.path().join("p.tsv")).expect("the profile is copied");
    let line = enteroderm_in(folder.path(), &["run", "scenario.toml", "--format", "json"]);
    let line: Value = serde_json::from_slice(&line.stdout).expect("JSON is printed");
    let asked = json!({ "scenario": SCENARIO, "stool": read["stool"] });
    let run = server
        .post("/api/v1/runs", &asked)
        .event("result")
        .expect("a result");
    assert_eq!(run["outcomes"], line["outcomes"]);
    assert_eq!(run["stool_match"], line["stool_match"]);
    let wrong = server.ask("POST /api/v1/profiles?name=p.tsv", &[], b"no profile");
    assert_eq!(wrong.status, 422);
    let folder = folder_with("p.tsv", "no profile");
    let said = told(&enteroderm_in(folder.path(), &["import", "p.tsv"]));
    assert_eq!(
        wrong.json()["text"].as_str().map(str::trim_end),
        Some(said.trim_end())
    );
}

#[test]
fn a_wrong_scenario_is_told_in_the_words_of_the_command_line() {
    let server = Server::start(&[]);
    let wrong = "[person]\nage = \"24 g\"\n[habits]\ndiet = \"westren\"\n[[course]]\ntake = \"clindamycine\"\ndose = \"-5 mg\"\n";
    let folder = folder_with("scenario.toml", wrong);
    let line = told(&enteroderm_in(folder.path(), &["run", "scenario.toml"]));
    let asked = json!({ "scenario": wrong, "name": "scenario.toml" });
    let read = server.post("/api/v1/scenarios", &asked);
    assert_eq!(read.status, 200);
    let read = read.json();
    assert_eq!(
        read["text"].as_str().map(str::trim_end),
        Some(line.trim_end())
    );
    assert_eq!(read["tree"]["habits"]["diet"], "westren");
    let fields: Vec<&str> = read["faults"]
        .as_array()
        .expect("faults")
        .iter()
        .filter_map(|fault| fault["field"].as_str())
        .collect();
    assert_eq!(
        fields,
        [
            "person.age",
            "habits.diet",
            "course[0].take",
            "course[0].dose"
        ]
    );
    let run = server.post("/api/v1/runs", &asked);
    assert_eq!(run.event("faults").expect("faults")["text"], read["text"]);
    let broken = server
        .post("/api/v1/scenarios", &json!({ "scenario": "[person" }))
        .json();
    assert!(broken["tree"].is_null() && !broken["text"].as_str().unwrap_or_default().is_empty());
    let files = json!({ "scenario": "[person]\nstool = \"/etc/passwd\"\n" });
    let files = server.post("/api/v1/scenarios", &files).json();
    assert!(
        files["text"]
            .as_str()
            .unwrap_or_default()
            .contains("does not open"),
        "{files}"
    );
}

#[test]
fn a_trial_has_the_numbers_of_the_command_line() {
    let server = Server::start(&[]);
    let path = "examples/trials/fermented-food-in-healthy-adults.toml";
    let text = std::fs::read_to_string(root().join(path)).expect("the example is there");
    let line = enteroderm_in(
        &root(),
        &["trial", path, "--people", "12", "--format", "json"],
    );
    let line: Value = serde_json::from_slice(&line.stdout).expect("JSON is printed");
    let asked =
        json!({ "trial": text, "name": "fermented-food-in-healthy-adults.toml", "people": 12 });
    let answer = server.post("/api/v1/trials", &asked);
    let mut trial = answer
        .event("result")
        .unwrap_or_else(|| panic!("{}", answer.text()));
    let page = trial
        .as_object_mut()
        .expect("a result")
        .remove("page")
        .expect("what a page needs");
    assert_eq!(trial, line);
    assert!(!page["courses"].as_array().expect("courses").is_empty());
    let job = answer.event("job").expect("the job has a number")["job"].clone();
    let report = server.get(&format!("/api/v1/jobs/{job}/report.html"));
    assert!(report.text().contains("<h1>"), "{}", report.status);
}

#[test]
fn arrows_evidence_and_catalogue_are_told() {
    let server = Server::start(&[]);
    let catalogue = server.get("/api/v1/catalogue").json();
    let arrows = catalogue["arrows"].as_array().expect("arrows");
    assert_eq!(arrows.len(), lab::physiology::arrows::ARROWS.len());
    for arrow in arrows {
        for source in arrow["sources"].as_array().expect("sources") {
            let key = source.as_str().expect("a key");
            assert!(catalogue["sources"][key].is_object(), "{key}");
        }
    }
    let sleep = catalogue["habits"]
        .as_array()
        .expect("habits")
        .iter()
        .find(|habit| habit["name"] == "sleep");
    assert_eq!(
        sleep.expect("sleep is a habit")["healthy"],
        json!([7.0, 9.0])
    );
    let arrow = server.get("/api/v1/arrows/butyrate_to_barrier").json();
    assert!(
        arrow["equations"][0]["mathml"]
            .as_str()
            .unwrap_or_default()
            .starts_with("<math")
    );
    assert!(!arrow["numbers"].as_array().expect("numbers").is_empty());
    assert!(!arrow["findings"].as_array().expect("findings").is_empty());
    let unknown = server.get("/api/v1/arrows/butyrate_to_barier");
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("butyrate_to_barrier"));
    let evidence = server.get("/api/v1/evidence").json();
    assert_eq!(
        evidence["findings"].as_array().map(Vec::len),
        Some(
            lab::evidence::Finding::read_all(&lab::evidence::embedded_findings())
                .expect("findings read")
                .len()
        )
    );
    let strengths = server.post("/api/v1/strengths", &json!({ "scenario": SCENARIO }));
    let strengths = strengths.event("result").expect("a result");
    assert_eq!(
        strengths["arrows"].as_array().map(Vec::len),
        Some(arrows.len())
    );
    let described = server.get("/api/v1/openapi.json").json();
    let paths: Vec<&String> = described["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .collect();
    assert_eq!(paths.len(), 10, "{paths:?}");
}

#[test]
fn only_this_page_on_this_machine_is_let_in() {
    let server = Server::start(&[]);
    let port = server.port;
    let status = |line: &str, headers: &[(&str, &str)]| server.ask(line, headers, b"{}").status;
    let get = "GET /api/v1/catalogue";
    for host in [
        "evil.example".to_owned(),
        "localhost".to_owned(),
        format!("localhost:{}", port - 1),
        format!("evil.example:{port}"),
    ] {
        assert_eq!(status(get, &[("Host", &host)]), 403, "{host}");
        assert_eq!(status("GET /", &[("Host", &host)]), 403, "{host}");
    }
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let host = format!("{host}:{port}");
        assert_eq!(status(get, &[("Host", &host)]), 200, "{host}");
    }
    let own = format!("http://127.0.0.1:{port}");
    let post = "POST /api/v1/scenarios";
    let with = |origin: &str| {
        let body = json!({ "scenario": "" }).to_string();
        server.ask(
            post,
            &[("Content-Type", "application/json"), ("Origin", origin)],
            body.as_bytes(),
        )
    };
    assert_eq!(with(&own).status, 200);
    for origin in [
        "http://evil.example",
        "null",
        &own.replace("http", "https"),
        "http://localhost:1",
    ] {
        let answer = with(origin);
        assert_eq!(answer.status, 403, "{origin}");
        assert!(answer.header("access-control-allow-origin").is_none());
    }
    assert_eq!(status(get, &[("Sec-Fetch-Site", "cross-site")]), 403);
    let preflight = server.ask("OPTIONS /api/v1/runs", &[("Origin", &own)], b"");
    assert!(preflight.header("access-control-allow-origin").is_none());
}

#[test]
fn answers_say_what_a_page_may_do_and_no_path_leaves_the_page() {
    let server = Server::start(&[]);
    for path in ["/", "/api/v1/catalogue", "/nothing", "/api/v1/nothing"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(
            !policy.contains("script-src"),
            "scripts fall under the default"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
    for path in [
        "/../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/assets/../../Cargo.toml",
        "//etc/passwd",
        "/%00",
    ] {
        let answer = server.get(path);
        assert!(
            [400, 404].contains(&answer.status),
            "{path}: {}",
            answer.status
        );
    }
    let page = server.get("/").text();
    assert!(
        !page.contains("<script>") && !page.contains("onload="),
        "{page}"
    );
}

#[test]
fn others_need_the_token() {
    let refused = enteroderm_in(&root(), &["serve", "--address", "0.0.0.0", "--port", "0"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(told(&refused).contains("--token"), "{}", told(&refused));
    let token = "0123456789abcdef0123456789abcdef";
    let server = Server::start(&["--address", "0.0.0.0", "--token", token]);
    let get = |headers: &[(&str, &str)]| server.ask("GET /api/v1/catalogue", headers, b"").status;
    assert_eq!(get(&[]), 401);
    assert_eq!(
        get(&[("Authorization", "Bearer 0123456789abcdef0123456789abcdee")]),
        401
    );
    assert_eq!(get(&[("Authorization", &format!("Bearer {token}"))]), 200);
    let entered = server.get(&format!("/?token={token}"));
    assert_eq!(entered.status, 303);
    let cookie = entered.header("set-cookie").expect("a cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().expect("a value");
    assert_eq!(get(&[("Cookie", cookie)]), 200);
    assert_eq!(server.get("/?token=wrong").status, 401);
}

#[test]
fn what_is_too_large_is_refused() {
    let server = Server::start(&[]);
    let large = json!({ "scenario": "#".repeat(3 << 20) });
    assert_eq!(server.post("/api/v1/scenarios", &large).status, 413);
    assert_eq!(server.post("/api/v1/runs", &large).status, 413);
    let upload = vec![b'a'; (64 << 20) + 1];
    assert_eq!(
        server
            .ask("POST /api/v1/profiles?name=a", &[], &upload)
            .status,
        413
    );
    let broken = server.ask(
        "POST /api/v1/runs",
        &[("Content-Type", "application/json")],
        b"{",
    );
    assert_eq!(broken.status, 400);
    assert!(broken.json()["message"].is_string());
    let long = json!({ "scenario": "#".repeat(600 << 10) });
    let refused = server.post("/api/v1/scenarios", &long).json();
    let text = refused["text"].as_str().unwrap_or_default();
    assert!(text.contains("is larger than 512 KiB"), "{text}");
    let work = json!({ "scenario": LONG, "people": 200, "why": true });
    let refused = server
        .post("/api/v1/runs", &work)
        .event("failed")
        .expect("a refusal");
    assert!(
        refused["message"]
            .as_str()
            .unwrap_or_default()
            .contains("lives of half a year"),
        "{refused}"
    );
    let often = "[sample]\nuntil = \"7 d\"\nevery = \"0.0001 d\"\n";
    let refused = server.post("/api/v1/runs", &json!({ "scenario": often }));
    assert!(
        refused.text().contains("70000 samples of a life"),
        "{}",
        refused.text()
    );
    let path = "examples/trials/fermented-food-in-healthy-adults.toml";
    let trial = std::fs::read_to_string(root().join(path)).expect("the example is there");
    // Twice the last number is 0 to who lets it overflow.
    for people in [0, 1_000_001, 1_u64 << 63] {
        let refused = server.post(
            "/api/v1/trials",
            &json!({ "trial": trial, "people": people }),
        );
        let faults = refused.event("faults").expect("a fault of the request");
        assert_eq!(faults["faults"][0]["field"], "people", "{faults}");
    }
    let people = 100_000;
    let refused = server.post(
        "/api/v1/trials",
        &json!({ "trial": trial, "people": people }),
    );
    assert!(refused.event("failed").is_some(), "{}", refused.text());
}

/// Each line is a fault, and so many of them are told soon, the first of them one by one.
#[test]
fn a_text_of_faults_is_told_soon() {
    let server = Server::start(&[]);
    let lines: String = (0..40_000).map(|line| format!("a{line} = 1\n")).collect();
    let began = Instant::now();
    let answer = server
        .post("/api/v1/scenarios", &json!({ "scenario": lines }))
        .json();
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(answer["faults"].as_array().map(Vec::len), Some(1000));
    let text = answer["text"].as_str().unwrap_or_default();
    assert!(text.ends_with("40000 faults in the input, of which the first 100 are shown"));
}

#[test]
fn who_says_nothing_is_not_waited_for() {
    let server = Server::start(&[]);
    let mut silent = server.connect();
    silent
        .write_all(b"GET / HTTP/1.1\r\nHost: 127.")
        .expect("a beginning is sent");
    silent
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a time to wait");
    let mut rest = Vec::new();
    let began = Instant::now();
    let _ = silent.read_to_end(&mut rest);
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "the connection is closed"
    );
}

/// One job at a time, and the first would take minutes: when it is stopped, or who asked for it has left, the next gets its place.
#[test]
fn a_job_that_nobody_wants_gives_its_place_back() {
    let server = Server::start(&["--jobs", "1"]);
    let long = json!({ "scenario": LONG, "people": 200 }).to_string();
    let begin = || {
        let kind = [("Content-Type", "application/json")];
        let mut stream = server.send("POST /api/v1/runs", &kind, long.as_bytes());
        let mut text = String::new();
        let mut buffer = [0; 1024];
        while !text.contains("event: progress") {
            let read = stream.read(&mut buffer).expect("the stream goes on");
            assert!(read > 0, "{text}");
            text += &String::from_utf8_lossy(&buffer[..read]);
        }
        let number = text
            .split("{\"job\":")
            .nth(1)
            .and_then(|rest| rest.split('}').next());
        let number: u64 = number
            .and_then(|number| number.parse().ok())
            .expect("a number");
        (stream, number)
    };
    let next = || {
        let began = Instant::now();
        let answer = server.post(
            "/api/v1/runs",
            &json!({ "scenario": "[sample]\nuntil = \"5 d\"\n" }),
        );
        assert!(answer.event("result").is_some(), "{}", answer.text());
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "{:?}",
            began.elapsed()
        );
    };
    let (mut stream, number) = begin();
    let stopped = server.ask(&format!("DELETE /api/v1/jobs/{number}"), &[], b"");
    assert_eq!(stopped.status, 204);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).expect("the stream ends");
    assert!(rest.contains("event: stopped"), "{rest}");
    next();
    let (stream, _) = begin();
    drop(stream);
    next();
    assert_eq!(
        server.ask("DELETE /api/v1/jobs/12345", &[], b"").status,
        404
    );
}

/// Planning draws thousands of trials after everybody has been followed.
#[test]
fn a_trial_stops_while_it_is_planned() {
    let server = Server::start(&[]);
    let path = "examples/trials/fermented-food-in-healthy-adults.toml";
    let trial = std::fs::read_to_string(root().join(path)).expect("the example is there");
    let asked = json!({ "trial": trial, "people": 12 }).to_string();
    let kind = [("Content-Type", "application/json")];
    let mut stream = server.send("POST /api/v1/trials", &kind, asked.as_bytes());
    let mut text = String::new();
    let mut buffer = [0; 1024];
    while !text.contains("planning") {
        let read = stream.read(&mut buffer).expect("the stream goes on");
        assert!(read > 0, "{text}");
        text += &String::from_utf8_lossy(&buffer[..read]);
    }
    let stopped = server.ask("DELETE /api/v1/jobs/1", &[], b"");
    assert_eq!(stopped.status, 204);
    let began = Instant::now();
    stream.read_to_string(&mut text).expect("the stream ends");
    assert!(text.contains("event: stopped"), "{text}");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(2), "it goes on for {took:?}");
}

/// 256 at once: as many as fit are taken, the others are told to come again, and when all have left the server works as before.
#[test]
fn a_crowd_is_told_to_come_again() {
    let server = Server::start(&["--jobs", "2"]);
    let long = json!({ "scenario": LONG, "people": 200 }).to_string();
    let kind = [("Content-Type", "application/json")];
    let crowd: Vec<_> = (0..256)
        .map(|_| server.send("POST /api/v1/runs", &kind, long.as_bytes()))
        .collect();
    let (mut taken, mut refused) = (0, 0);
    let mut held = Vec::new();
    for mut stream in crowd {
        let mut head = [0; 12];
        stream.read_exact(&mut head).expect("everybody is answered");
        match &head[9..12] {
            b"200" => taken += 1,
            b"429" => {
                refused += 1;
                let mut rest = String::new();
                stream.read_to_string(&mut rest).expect("the refusal ends");
                assert!(rest.to_lowercase().contains("retry-after: "), "{rest}");
                continue;
            }
            other => panic!("{:?}", String::from_utf8_lossy(other)),
        }
        held.push(stream);
    }
    assert_eq!((taken, refused), (66, 190));
    drop(held);
    let answer = server.post(
        "/api/v1/runs",
        &json!({ "scenario": "[sample]\nuntil = \"5 d\"\n" }),
    );
    assert!([200, 429].contains(&answer.status));
    let began = Instant::now();
    loop {
        let answer = server.post(
            "/api/v1/runs",
            &json!({ "scenario": "[sample]\nuntil = \"5 d\"\n" }),
        );
        if answer.event("result").is_some() {
            break;
        }
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "the crowd has left"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}
