#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| { enteroderm_fuzz::profiles::read("BIOM 2.1 (HDF5)", bytes); });
