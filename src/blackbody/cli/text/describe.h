#pragma once
/// Every instrument and claim in words, printed from its record: `list`, `explain NAME` and the generated pages.
#include <ostream>
#include <string>
#include <vector>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

/// One line for each observable, claim and null.
void print_list(std::ostream& out, const Records& records = Records::registered());

/// Everything known of an observable, a quantity ("entropy" or "excitation.entropy"), a claim or a null.
/// Throws Error(usage) with the nearest name where there is none.
void print_explain(std::ostream& out, const std::string& name, const Records& records = Records::registered());

/// What print_explain knows, for shell completion.
std::vector<std::string> explainable_names(const Records& records = Records::registered());

/// docs/generated/observables.md and claims.md.
std::string observables_page(const Records& records = Records::registered());
std::string claims_page(const Records& records = Records::registered());

}  // namespace blackbody
