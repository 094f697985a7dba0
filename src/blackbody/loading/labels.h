#pragma once
/// Class numbers of samples: from an array, from words in a text file, or from the folders that pictures stand in;
/// checked against the samples and the network that they belong to.
#include <cstdint>
#include <string>
#include <vector>

#include "blackbody/loading/data_files.h"

namespace blackbody {

struct Labels {
    bool are_there = false;
    std::vector<std::int64_t> numbers{};  ///< one a sample
    std::vector<std::string> classes{};   ///< names by class number, where anybody named them
    std::vector<std::string> notes{};
    std::string unused{};  ///< why labels that were found are not used
};

struct LabelOptions {
    std::string file{};                ///< "" = as found beside the data, "none" = there are none
    std::vector<std::string> names{};  ///< of the network's classes, in its order; empty: unknown
    std::string names_file{};          ///< where those come from, for complaints
    std::int64_t class_count = 0;      ///< of the network; 0 = unknown
    std::int64_t samples = 0;
    std::string path{};  ///< of the data, for complaints
};

/// What was given, else what was found. Given labels that do not fit are refused by Error(data); what was only found
/// beside the data and holds no class numbers is not used, and said.
Labels labels_of(const FoundData& found, const LabelOptions& options);

/// Whole numbers of an array [N] or [N, 1] of any type. Throws Error(data).
std::vector<std::int64_t> read_labels(const FoundArray& array);

/// One a sample, each from 0 to class_count - 1 (0: unknown). Throws Error(data) with the first that is not.
void check_labels(const std::vector<std::int64_t>& labels, std::int64_t samples, std::int64_t class_count,
                  const std::string& file);

}  // namespace blackbody
