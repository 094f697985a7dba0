#include "blackbody/util/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "blackbody/util/errors.h"
#include "support/files.h"

using namespace blackbody;

TEST(file, a_failed_write_leaves_what_was_there) {
    const std::string path = temporary_path("kept.txt");
    write_file(path, [](std::ostream& out) { out << "first"; });
    EXPECT_THROW(write_file(path, [](std::ostream&) { throw std::runtime_error("stop"); }), std::runtime_error);
    std::string text;
    std::ifstream(path) >> text;
    EXPECT_EQ(text, "first");
    EXPECT_FALSE(std::filesystem::exists(path + "." + std::to_string(::getpid()) + ".part"));
}

TEST(file, a_full_disk_is_an_output_error) {
    try {
        write_file("/dev/full", [](std::ostream& out) { out << std::string(1 << 20, 'x'); });
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), 5);
    }
}

TEST(file, a_missing_file_is_a_usage_error_with_its_name) {
    try {
        MappedFile::open("/nowhere/model.onnx");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), 2);
        EXPECT_NE(std::string(error.what()).find("/nowhere/model.onnx"), std::string::npos);
    }
}
