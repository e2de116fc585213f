use lab::laboratory::{Laboratory, embedded_data};
fn main() {
    let lab = Laboratory::new(&embedded_data()).unwrap_or_else(|f| {
        for x in &f {
            eprintln!("{x}");
        }
        std::process::exit(1)
    });
    let t = std::time::Instant::now();
    match lab::reference::compute(&lab.data, &Default::default()) {
        Ok(r) => {
            eprintln!("drift {} in {:?}", r.drift, t.elapsed());
            for (k, v) in &r.values {
                println!("{k} {v}");
            }
            for (k, v) in &r.states {
                println!("state {k} {v}");
            }
        }
        Err(lab::reference::ReferenceError::Model(f)) => {
            for x in &f {
                eprintln!("{x}");
            }
            eprintln!("{} faults", f.len());
        }
        Err(lab::reference::ReferenceError::Run(f)) => eprintln!("{f}"),
    }
}
