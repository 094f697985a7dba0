// Included before highway.h by every kernel: vectors whose length is not known when code is compiled (SVE, RVV) cannot
// stand in arrays; machines that have them take NEON or single numbers.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE_256 | HWY_SVE2 | HWY_SVE2_128 | HWY_RVV)
