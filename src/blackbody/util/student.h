#pragma once
/// Student's t: how wide an interval is that a few repetitions give.
namespace blackbody {

/// P(|T| < t) for a whole number of degrees of freedom >= 1. Source: Abramowitz and Stegun, 26.7.3 and 26.7.4.
double student_within(double t, int degrees);

/// The t with P(|T| < t) = confidence, 0 < confidence < 1: mean +- t s / sqrt(n), degrees = n - 1.
double student_t(double confidence, int degrees);

}  // namespace blackbody
