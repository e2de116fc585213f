//! The program as a server, and somebody who talks to it over a socket, so that a request can be as wrong as one likes.

#![allow(dead_code)] // each test file uses a part

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::program::{program_in, root};

/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that ends with the test.
pub struct Server {
    child: Child,
    pub port: u16,
    /// What it said on standard error after its greeting.
    said: Arc<Mutex<String>>,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Whether it was told to its end.
    pub is_whole: bool,
}

impl Server {
    /// Starts it on any free port.
    pub fn start(arguments: &[&str]) -> Self {
        let mut child = program_in(&root())
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let mut line = String::new();
        stderr.read_line(&mut line).expect("it says where it is");
        let port = line.split(':').next_back().and_then(|end| {
            let digits: String = end.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        });
        // The other line of its greeting.
        stderr
            .read_line(&mut String::new())
            .expect("it says how it ends");
        // What it says later is read, so that it never waits for a reader.
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                *heard.lock().expect("nobody fails while listening") += &(line + "\n");
            }
        });
        Self {
            child,
            port: port.unwrap_or_else(|| panic!("no port in {line:?}")),
            said,
        }
    }

    /// What it said on standard error since its greeting: complaints.
    pub fn said(&self) -> String {
        self.said
            .lock()
            .expect("nobody fails while listening")
            .clone()
    }

    /// Kilobytes of memory that it holds (`VmRSS`) or held at most (`VmHWM`), where the system tells.
    pub fn kilobytes(&self, field: &str) -> Option<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).ok()?;
        let line = status.lines().find(|line| line.starts_with(field))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens")
    }

    /// Sends a request and reads the answer to its end.
    pub fn ask(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = self.send(line, headers, body);
        let mut bytes = Vec::new();
        // A server that refuses a body may close before it has read all of it: what it said counts.
        let _ = stream.read_to_end(&mut bytes);
        Answer::read(&bytes)
    }

    /// Sends a request and reads the answer to its end; none where the connection is dropped before that.
    pub fn try_ask(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
        let mut stream = self.send(line, headers, body);
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        match Answer::of(&bytes) {
            Some(answer) if answer.is_whole => Ok(answer),
            _ => Err(read.err().unwrap_or(io::ErrorKind::UnexpectedEof.into())),
        }
    }

    /// Sends a request and leaves the answer to be read.
    pub fn send(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> TcpStream {
        let mut stream = self.connect();
        let mut head = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", body.len());
        let _ = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body));
        stream
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[], b"")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(
            &format!("POST {path}"),
            &[("Content-Type", "application/json")],
            body.to_string().as_bytes(),
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        Self::of(bytes)
            .unwrap_or_else(|| panic!("no answer in {:?}", String::from_utf8_lossy(bytes)))
    }

    /// What so many bytes say; none before the head is whole.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let header = |name: &str| {
            let mut headers = headers.iter();
            headers
                .find(|(own, _)| own == name)
                .map(|(_, value)| value.as_str())
        };
        let rest = &bytes[end + 4..];
        let (body, is_whole) = match (header("transfer-encoding"), header("content-length")) {
            (Some("chunked"), _) => joined(rest),
            (_, Some(length)) => (rest.to_vec(), length.parse() == Ok(rest.len())),
            _ => (rest.to_vec(), true),
        };
        Some(Self {
            status,
            headers,
            body,
            is_whole,
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// What an event of a stream holds.
    pub fn event(&self, name: &str) -> Option<Value> {
        let text = self.text();
        let mut events = text.split("\n\n");
        let event = events.find(|event| event.starts_with(&format!("event: {name}\n")))?;
        let data = event.lines().find_map(|line| line.strip_prefix("data: "))?;
        Some(serde_json::from_str(data).expect("events hold JSON"))
    }
}

/// The chunks of a body, put together, and whether the last of them is there.
fn joined(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or_default();
        let from = end + 2;
        if size == 0 {
            return (body, true);
        }
        if rest.len() < from + size + 2 {
            break;
        }
        body.extend(&rest[from..from + size]);
        rest = &rest[from + size + 2..];
    }
    (body, false)
}
