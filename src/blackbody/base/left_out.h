#pragma once
/// What a number was not made of. A measurement that leaves something out says so in a note which begins with
/// `left_out`, and every finding that reads the measurement repeats it (finding.cc): a verdict on the rest is not one
/// on the whole.
#include <string>

#include "blackbody/base/measurement.h"

namespace blackbody {

inline constexpr char left_out[] = "left out: ";

/// "left out: 16 of 400 samples (their scores are not numbers)".
std::string left_out_note(const std::string& what, const std::string& why);

/// What a measurement left out, without the prefix, several joined by "; ". "" where nothing was.
std::string left_out_of(const Measurement& measurement);

}  // namespace blackbody
