#pragma once
/// Reference data that nobody on this project made. Tests that need a file and do not find it skip loudly.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

inline std::string shared_file(const std::string& name) { return std::string(BLACKBODY_SHARED) + "/data/" + name; }

#define REQUIRE_SHARED(name) \
    if (!std::filesystem::exists(shared_file(name))) GTEST_SKIP() << "SKIPPED for want of " << shared_file(name)
