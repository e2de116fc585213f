//! Builds the program again when the explorer's page was built again.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
