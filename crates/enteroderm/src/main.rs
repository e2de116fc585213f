//! The command line of Enteroderm: the only place for terminals, colour and exit codes.
//!
//! Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 the run failed, 2 the input is wrong, 130 stopped by the person.

mod arguments;
mod cache;
mod calibrate;
mod cohort;
mod contract;
mod credibility;
mod diary;
mod evidence;
mod failure;
mod files;
mod findings;
mod following;
mod foods;
mod import;
mod list;
mod output;
mod plot;
mod profiles;
mod progress;
mod reasons;
mod run;
mod serve;
mod tables;
mod terminal;
mod trial;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// Gives what is freed back to the machine, so that a server which has worked for many visitors is no larger than one which has worked for few.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Cohort(arguments) => cohort::cohort(&arguments),
        Command::Trial(arguments) => trial::trial(&arguments),
        Command::Evidence(arguments) => evidence::evidence(&arguments),
        Command::Calibrate(arguments) => calibrate::calibrate(&arguments),
        Command::Credibility(arguments) => credibility::credibility(&arguments),
        Command::Import(arguments) => import::import(&arguments),
        Command::Diary(arguments) => diary::diary(&arguments),
        Command::Foods(arguments) => foods::foods(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.show();
            ExitCode::from(failure.code())
        }
    }
}
