#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| { enteroderm_fuzz::profiles::read("CAMI profile", bytes); });
