#pragma once
/// Files that a test makes for itself.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

/// A folder for this run of the tests, removed when they end.
struct TemporaryFolder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("blackbody_test_" + std::to_string(::getpid()));
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

/// A path in a folder of this test's own, which is empty when the test starts.
inline std::string temporary_path(const std::string& name) {
    static const TemporaryFolder all;
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    const auto folder = all.path / (std::string(test->test_suite_name()) + "_" + test->name());
    std::filesystem::create_directories(folder);
    return (folder / name).string();
}

inline std::string file_bytes(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

/// The path of a file of this test's own with these bytes.
inline std::string temporary_file(const std::string& name, const std::string& bytes) {
    const std::string path = temporary_path(name);
    write_bytes(path, bytes);
    return path;
}
