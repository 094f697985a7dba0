#pragma once
/// A small set of labelled pictures that a network learns in a second.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "blackbody/util/rng.h"
#include "support/files.h"

namespace blackbody::testing {

inline void write_idx(const std::string& path, const std::vector<std::uint32_t>& sizes, const std::string& values) {
    std::string bytes = {0, 0, 8, static_cast<char>(sizes.size())};
    for (const std::uint32_t size : sizes)
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift);
    write_bytes(path, bytes + values);
}

/// A folder with 300 pictures of 8 x 8: stripes that stand or lie, in noise.
inline std::string striped_pictures() {
    const std::filesystem::path folder = temporary_path("stripes");
    std::filesystem::create_directories(folder);
    Random random(5);
    std::string values, labels;
    for (int n = 0; n < 300; ++n) {
        const bool lies = random.below(2) == 0;
        labels += static_cast<char>(lies);
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x)
                values += static_cast<char>(((lies ? y : x) / 2 % 2 ? 160 : 40) + static_cast<int>(random.below(60)));
    }
    write_idx(folder / "train-images-idx3-ubyte", {300, 8, 8}, values);
    write_idx(folder / "train-labels-idx1-ubyte", {300}, labels);
    return folder;
}

}  // namespace blackbody::testing
