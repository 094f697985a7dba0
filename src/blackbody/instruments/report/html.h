#pragma once
/// The results as one HTML file that a stranger understands: card, findings, depth profiles, a page a site, methods.
///
/// The file asks nobody for anything (its Content-Security-Policy forbids it, and only our own two scripts, known by
/// their hashes, may run), can be read with JavaScript off, and carries the JSON it was made from. A new observable
/// appears without a change here: words come from its record, plots from its Curves by their kind.
#include <ostream>
#include <string>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

/// The same results give the same bytes.
void write_html(std::ostream& out, const Results& results, const Records& records = Records::registered());

/// Whole or not at all (util/file.h). Throws Error(output).
void write_html(const std::string& path, const Results& results, const Records& records = Records::registered());

}  // namespace blackbody
