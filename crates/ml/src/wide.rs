//! Wider registers, where a processor has them, for code that gives the same bits in registers of any width.
//!
//! The crate is compiled for the baseline of its target; what is called here is compiled once more for AVX2, without fused
//! multiply-add, and chosen when it runs.

#![allow(unsafe_code, reason = "code for wider registers may only be called after asking the processor")]

/// Does `work` in the widest registers of this processor that pay. What it calls has to be `#[inline(always)]`: only what
/// is compiled into it is compiled for them.
pub(crate) fn wide<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn wide<T>(work: impl FnOnce() -> T) -> T {
            work()
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor was just asked whether it has these registers.
            return unsafe { wide(work) };
        }
    }
    work()
}
