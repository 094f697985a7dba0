#pragma once
/// One of several records that have a `name`.
#include <string>
#include <vector>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {

/// Throws Error(usage) with the known names: "cost: expected born, cross-entropy, found 'bourne'".
template <class Record>
const Record& record_named(const std::string& name, const std::vector<const Record*>& records,
                           const std::string& kind) {
    std::vector<std::string> known;
    for (const Record* record : records) {
        if (record->name == name) return *record;
        known.push_back(record->name);
    }
    throw Error(ErrorKind::usage,
                Complaint{.place = kind, .expected = join(known, ", "), .found = "'" + escape_control(name) + "'"});
}

}  // namespace blackbody
