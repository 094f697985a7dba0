#pragma once
/// Small files that tools like ours meet, made by others. Tests that need one and do not find it skip loudly.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

inline std::string case_file(const std::string& name) { return std::string(BLACKBODY_SHARED) + "/cases/" + name; }

#define REQUIRE_CASE(name) \
    if (!std::filesystem::exists(case_file(name))) GTEST_SKIP() << "SKIPPED for want of " << case_file(name)
