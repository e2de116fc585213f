#![no_main]
use enteroderm_fuzz::protocols::Depth;
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| { enteroderm_fuzz::protocols::trial(bytes, Depth::WithoutEquations); });
