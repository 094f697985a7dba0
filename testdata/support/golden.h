#pragma once
/// Golden files: what was written must be what is committed. On a mismatch the new text is left beside the old one as
/// `.new` and both paths are printed; run the test with BLACKBODY_ACCEPT=1 to take the new text.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

/// `path` is relative to the repository's root.
inline void expect_golden(const std::string& actual, const std::string& path) {
    const std::string golden = std::string(BLACKBODY_SOURCE) + "/" + path;
    std::ifstream in(golden, std::ios::binary);
    const std::string expected{std::istreambuf_iterator<char>(in), {}};
    if (actual == expected) return;
    const bool accept = std::getenv("BLACKBODY_ACCEPT") != nullptr;
    std::ofstream(accept ? golden : golden + ".new", std::ios::binary) << actual;
    if (!accept) ADD_FAILURE() << "differs from what is committed:\n  " << golden << "\n  " << golden << ".new";
}
