//! What is said: results to stdout, all else to stderr, without a panic when nobody listens.

use std::io::{self, ErrorKind, Write};

use exchange::reason;

use crate::failure::Failure;

/// Prints a result. A reader who has seen enough and closed the pipe is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Run(format!(
            "the result cannot be printed: {}",
            reason(&error)
        ))),
        _ => Ok(()),
    }
}

/// Says something beside the result, a line or several.
pub fn note(text: &str) {
    // When stderr is closed there is nobody left to tell.
    let _ = writeln!(io::stderr(), "{text}");
}
