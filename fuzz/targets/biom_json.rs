#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| { enteroderm_fuzz::profiles::read("BIOM 1.0 (JSON)", bytes); });
