#pragma once
/// Records that announce themselves: `static const Registered<T> entry{record};` at namespace scope of one file puts
/// the record into `registered<T>()`. Nothing else changes when a record is added. The order is that of names, not of
/// linking, so every listing is the same on every computer.
#include <algorithm>
#include <string>
#include <vector>

namespace blackbody {

template <class T>
std::vector<const T*>& registry() {
    static std::vector<const T*> records;
    return records;
}

template <class T>
struct Registered {
    explicit Registered(const T& record) { registry<T>().push_back(&record); }
};

/// All records of a kind, sorted by `key(record)`.
template <class T, class Key>
std::vector<const T*> registered(Key key) {
    std::vector<const T*> records = registry<T>();
    std::sort(records.begin(), records.end(), [&](const T* a, const T* b) { return key(*a) < key(*b); });
    return records;
}

}  // namespace blackbody
