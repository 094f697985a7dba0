#pragma once
/// The estimates as a table for spreadsheets and data frames: one row for the network's value (`control` empty), one
/// for each null (`control` names it, `value` is the mean over its draws, `compared` the quantity on the same samples).
#include <ostream>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

void write_csv(std::ostream& out, const Results& results, const Records& records = Records::registered());

}  // namespace blackbody
