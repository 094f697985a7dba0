#pragma once
/// Power law or something else? The tail against three rivals, each truncated at the same x_min.
///
/// In y = ln(x / x_min) >= 0 all four are one exponential family, ln p(y) = -b y - c s(y) - ln Z(b, c):
///   power law            c = 0, b = α - 1
///   log-normal           s = y², c >= 0 (c -> 0 is the power law: a log-normal can always do as well, so R <= 0)
///   truncated power law  s = e^y - 1, c >= 0  (x^-α e^{-Λx}; contains the power law at c = 0)
///   exponential          s = e^y - 1, b = -1
/// ln p is concave in (b, c), so Newton's method finds the one maximum; Z and its moments come from quadrature.
///
///   R = Σ ln p_power(x) - ln p_rival(x); p-value erfc(|R| / (ω sqrt(2n))), ω² the variance of a term (Vuong 1989);
///   for the truncated power law, which contains the power law, erfc(sqrt|R|) (Wilks).
///
/// Trap:  p > 0.1 says that the data cannot tell the two apart, whatever the sign of R. With fewer than about 50 values
///        in the tail this is the rule.
/// Cost:  O(n) a Newton step, about ten steps.
/// Ref:   Clauset, Shalizi, Newman (2009), section 5.
#include <span>

#include "blackbody/instruments/observables/spectrum/power_law.h"

namespace blackbody {

struct TailRatio {
    double ratio = 0;       ///< R: above 0 the power law is more likely [nat]
    double normalised = 0;  ///< R / (ω sqrt n); 0 where the two are the same
    double p_value = 1;     ///< that the sign of R is chance
    double b = 0, c = 0;    ///< the rival's parameters
};

struct TailRatios {
    TailRatio lognormal, exponential, truncated;
};

/// `log_x` ascending; `fit` found among them.
TailRatios compare_tail(std::span<const double> log_x, const PowerLaw& fit);

}  // namespace blackbody
