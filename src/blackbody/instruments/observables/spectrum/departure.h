#pragma once
/// How far a spectrum lies from that of independent entries: one number for all the ways in which it may.
///
///   z_top = (s - <TW>) / sd(TW),          s the Tracy-Widom score of the largest value among noise of the same norm
///   z_all = (n U - p - 1) / 2,            U = p Σλ² / (Σλ)² - 1   (John's statistic; Ledoit and Wolf: noise has 1 ± 2)
///   T = max(|z_top|, |z_all|)             over the slices (z_all summed over them, over sqrt of their number) and the
///                                         unfolded matrix
///
/// T asks once: compared with the same of the permuted entries it is one test and not four, whatever law the entries
/// have. In units of Gaussian noise both are about 1, so that neither drowns the other; nothing else depends on that.
/// Ref:   S. John, Biometrika 58 (1971); O. Ledoit, M. Wolf, Ann. Stat. 30 (2002); I. Johnstone (2001).
#include "blackbody/instruments/observables/spectrum/spectra.h"

namespace blackbody {

/// NaN where no matrix of the weight has two singular values.
double noise_departure(const WeightSpectra& spectra);

}  // namespace blackbody
