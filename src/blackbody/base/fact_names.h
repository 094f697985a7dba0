#pragma once
/// Names of the facts (base/measurement.h) that an instrument tells, and that a rule or a page reads.
namespace blackbody::facts {

/// What a number was not made of, "16 of 400 samples (their label is -100)": a verdict on the rest is not one on the
/// whole, so every finding that reads the measurement repeats it (finding.cc).
inline constexpr char left_out[] = "left_out";

/// How the states were read, "signed: n = x²": numbers of states that were read otherwise are another quantity.
inline constexpr char states[] = "states";

/// Running statistics that nothing was ever averaged into: means of exactly 0, variances of exactly 1.
inline constexpr char initial_statistics[] = "initial_statistics";

/// The outputs do not depend on the input.
inline constexpr char constant_outputs[] = "constant_outputs";

/// Where values that are not finite come from, "node 'div' (Div, opset 17): 3 of its 64 values".
inline constexpr char first_made_by[] = "first_made_by";
/// The same where the data hold them, and no part of the system makes them.
inline constexpr char held_by_data[] = "held_by_data";

/// An entry of a weight that makes a spike of its own, "output 12, input 14: -1.156 (an outlier above 0.3)"; the
/// largest first, one fact an entry.
inline constexpr char outlier_entry[] = "outlier_entry";

}  // namespace blackbody::facts
