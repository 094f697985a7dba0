#pragma once
/// Class numbers, checked against the samples and the network that they belong to.
#include <cstdint>
#include <string>
#include <vector>

#include "blackbody/loading/data_files.h"

namespace blackbody {

/// Whole numbers of an array [N] or [N, 1] of any type. Throws Error(data).
std::vector<std::int64_t> read_labels(const FoundArray& array);

/// One a sample, each from 0 to class_count - 1 (0: unknown). Throws Error(data) with the first that is not.
void check_labels(const std::vector<std::int64_t>& labels, std::int64_t samples, std::int64_t class_count,
                  const std::string& file);

/// The labels of a folder a class: numbers of the folders, or of their names among `names` where there are any.
std::vector<std::int64_t> folder_labels(const FoundData& found, const std::vector<std::string>& names,
                                        const std::string& path);

}  // namespace blackbody
