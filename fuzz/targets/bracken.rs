#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| { enteroderm_fuzz::profiles::read("Bracken table", bytes); });
