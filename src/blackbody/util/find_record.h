#pragma once
/// One of several records that have a `name`. Where a text and its code lie in two files, this is how they meet: both
/// are records that register themselves, the code says the name of its text, and own_record() finds it.
#include <stdexcept>
#include <string>
#include <vector>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {

/// The record, or null.
template <class Record>
const Record* find_record(const std::string& name, const std::vector<const Record*>& records) {
    for (const Record* record : records)
        if (record->name == name) return record;
    return nullptr;
}

/// By a name that the program itself says. Throws std::logic_error where there is none.
template <class Record>
const Record& own_record(const std::string& name, const std::vector<const Record*>& records, const std::string& kind) {
    const Record* record = find_record(name, records);
    if (record == nullptr) throw std::logic_error("no " + kind + " is named '" + name + "'");
    return *record;
}

/// By a name that somebody typed. Throws Error(usage) with the known names: "cost: expected born, cross-entropy, found
/// 'bourne'".
template <class Record>
const Record& record_named(const std::string& name, const std::vector<const Record*>& records,
                           const std::string& kind) {
    if (const Record* record = find_record(name, records)) return *record;
    std::vector<std::string> known;
    for (const Record* record : records) known.push_back(record->name);
    throw Error(ErrorKind::usage,
                Complaint{.place = kind, .expected = join(known, ", "), .found = "'" + escape_control(name) + "'"});
}

}  // namespace blackbody
