#pragma once
/// What the name of a file or of an array says of its part in a data set.
///
///   a role   images, inputs, x, data, samples, features | labels, y, targets
///   a split  train, test (t10k), val (valid, validation, dev)
#include <string>

namespace blackbody {

/// What a name says: split, role, the words before the role, which pair inputs with labels, and those behind it without
/// formats and types: "x_b.npy" belongs to "y_b.npy", or to a bare "y.npy", and never to "y_a.npy".
struct NameMeaning {
    std::string split, group, rest;
    bool is_labels = false, has_role = false;
};

NameMeaning meaning_of(const std::string& name);

bool is_split(const std::string& word);

/// "t10k" -> "test", "validation" -> "val"; another word as it is.
std::string canonical_split(const std::string& split);

}  // namespace blackbody
