#include "blackbody/instruments/report/csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// RFC 4180, and no cell that a spreadsheet would run as a formula.
std::string cell(const std::string& text) {
    std::string safe = escape_control(text);
    if (!safe.empty() && std::string_view("=+-@").find(safe.front()) != std::string_view::npos) safe.insert(0, "'");
    if (safe.find_first_of(",\"") == std::string::npos) return safe;
    std::string quoted = "\"";
    for (const char c : safe) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

/// The shortest text that reads back as the same double.
std::string cell(double value) {
    if (!std::isfinite(value)) return short_number(value);
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

std::string error_cell(const Uncertainty& error) {
    if (error.kind() == Uncertainty::Kind::exact) return "exact";
    return error.is_number() && error.std_error() > 0 ? cell(error.std_error()) : "";
}

}  // namespace

void write_csv(std::ostream& out, const Results& results, const Records& records) {
    const bool has_pairs = std::any_of(results.measurements.begin(), results.measurements.end(),
                                       [](const Measurement& m) { return !m.from.empty(); });
    out << "observable,site,depth,quantity,unit,control,value,std_error,n,compared,spread,low,high,draws"
        << (has_pairs ? ",from\n" : "\n");
    for (const Measurement& measurement : results.measurements) {
        const std::string end = has_pairs ? "," + cell(measurement.from) + "\n" : "\n";
        const SiteInfo* site = find_site(results, measurement.site);
        const std::string place = cell(measurement.observable) + "," + cell(measurement.site) + "," +
                                  (site == nullptr ? "" : std::to_string(site->depth)) + ",";
        for (const Estimate& estimate : measurement.estimates) {
            const QuantityInfo* info = records.quantity(measurement.observable, estimate.name);
            const std::string head = place + cell(estimate.name) + "," + cell(info == nullptr ? "" : info->unit) + ",";
            out << head << "," << cell(estimate.value) << "," << error_cell(estimate.error) << "," << estimate.n
                << ",,,,," << end;
            for (const Null& null : estimate.nulls)
                out << head << cell(null.control) << "," << cell(null.mean) << ",,," << cell(null.value) << ","
                    << cell(null.spread) << "," << cell(null.low) << "," << cell(null.high) << "," << null.draws << end;
        }
        for (const ChannelList& list : measurement.lists)
            for (const std::int64_t channel : list.channels)
                out << place << cell(list.name) << ",channel number,," << channel << ",,,,,,," << end;
    }
}

}  // namespace blackbody
