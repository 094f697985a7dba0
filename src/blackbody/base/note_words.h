#pragma once
/// Words that an instrument and the rule that reads it share.
namespace blackbody {

/// The note of a measurement of expectation_gap whose expected means are exactly 0 and variances exactly 1.
inline constexpr char initial_statistics[] = "the running statistics are at their initial values: mean 0, variance 1";

/// A note of a measurement of excitation that begins so says that the outputs do not depend on the input.
inline constexpr char constant_outputs[] = "the outputs do not depend on the input: ";

/// The `observable` of an Evidence that says what following a finding's advice did to the answers.
inline constexpr char remedy_tried[] = "remedy";

}  // namespace blackbody
