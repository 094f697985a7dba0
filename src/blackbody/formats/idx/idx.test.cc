#include "blackbody/formats/idx/idx.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

#include "blackbody/util/errors.h"
#include "support/made_files.h"

using namespace blackbody;
using samples::gzipped;

namespace {

std::string idx(std::initializer_list<std::uint32_t> sizes, const std::string& data, char type = 8) {
    std::string bytes{'\0', '\0', type, static_cast<char>(sizes.size())};
    for (const std::uint32_t size : sizes)
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift);
    return bytes + data;
}

TensorView parse(const std::string& bytes, std::uint64_t cap = max_unpacked_bytes) {
    const auto owner = std::make_shared<const std::string>(bytes);
    return parse_idx(std::as_bytes(std::span(*owner)), owner, "a-idx3-ubyte", cap);
}

}  // namespace

TEST(idx, reads_plain_and_gzipped_files_alike) {
    const std::string bytes = idx({2, 1, 3}, "abcdef");
    for (const std::string& file : {bytes, gzipped(bytes)}) {
        const TensorView view = parse(file);
        EXPECT_EQ(view.shape, (std::vector<std::int64_t>{2, 1, 3}));
        EXPECT_EQ(std::memcmp(view.bytes.data(), "abcdef", 6), 0);
    }
}

TEST(idx, gives_its_big_endian_numbers_in_native_order) {
    std::int16_t value = 0;
    std::memcpy(&value, parse(idx({1}, "\x01\x02", 0x0B)).bytes.data(), 2);
    EXPECT_EQ(value, 0x0102);
}

TEST(idx, refuses_more_and_fewer_bytes_than_declared) {
    for (const char* data : {"abcde", "abcdefg"}) {
        EXPECT_THROW(parse(idx({2, 1, 3}, data)), FormatError) << data;
        EXPECT_THROW(parse(gzipped(idx({2, 1, 3}, data))), FormatError) << data;
    }
}

TEST(idx, refuses_a_bomb_by_its_declared_size_before_unpacking) {
    const std::string packed = gzipped(idx({1u << 30, 1u << 20}, "abc"));
    EXPECT_THROW(parse(packed), FormatError);
    EXPECT_THROW(parse(gzipped(idx({100000}, std::string(100000, 'a'))), 99999), FormatError);
    EXPECT_THROW(parse(idx({0xffffffff, 0xffffffff, 0xffffffff}, "")), FormatError);
}

TEST(idx, refuses_every_truncation_of_a_gzip) {
    const std::string packed = gzipped(idx({2, 1, 3}, "abcdef"));
    for (std::size_t size = 0; size < packed.size(); ++size)
        EXPECT_THROW(parse(packed.substr(0, size)), FormatError) << size;
}

TEST(idx, opens_fashion_mnist) {
    const std::string folder = "/usr/share/datasets/fashion-mnist/";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "SKIPPED for want of the package dataset-fashion-mnist";
    EXPECT_EQ(read_idx(folder + "t10k-images-idx3-ubyte.gz").shape, (std::vector<std::int64_t>{10000, 28, 28}));
    EXPECT_EQ(read_idx(folder + "t10k-labels-idx1-ubyte.gz").shape, (std::vector<std::int64_t>{10000}));
}
