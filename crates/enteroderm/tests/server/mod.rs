//! The program as a server, and somebody who talks to it over a socket, so that a request can be as wrong as one likes.

#![allow(dead_code)] // each test file uses a part

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::program::{program_in, root};

/// A server that ends with the test.
pub struct Server {
    child: Child,
    pub port: u16,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
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
        let mut said = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("it says where it is");
        let port = line.split(':').next_back().and_then(|end| {
            let digits: String = end.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        });
        // What it says later is read, so that it never waits for a reader.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self {
            child,
            port: port.unwrap_or_else(|| panic!("no port in {line:?}")),
        }
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
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end =
            end.unwrap_or_else(|| panic!("no answer in {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let rest = &bytes[end + 4..];
        let is_chunked = headers
            .iter()
            .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        Self {
            status: status
                .and_then(|status| status.parse().ok())
                .expect("a status"),
            body: if is_chunked {
                joined(rest)
            } else {
                rest.to_vec()
            },
            headers,
        }
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

/// The chunks of a body, put together.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or_default();
        let from = end + 2;
        if size == 0 || rest.len() < from + size + 2 {
            break;
        }
        body.extend(&rest[from..from + size]);
        rest = &rest[from + size + 2..];
    }
    body
}
