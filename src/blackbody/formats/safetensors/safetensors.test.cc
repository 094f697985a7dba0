#include "blackbody/formats/safetensors/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>

#include "blackbody/util/errors.h"
#include "support/shared.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;

namespace {

std::string with_header(const std::string& header, const std::string& data) {
    const std::uint64_t size = header.size();
    return std::string(reinterpret_cast<const char*>(&size), 8) + header + data;
}

Safetensors parse(const std::string& bytes) {
    const auto owner = std::make_shared<const std::string>(bytes);
    return parse_safetensors(std::as_bytes(std::span(*owner)), owner, "a.safetensors");
}

/// The complaint about some bytes; empty where they are accepted.
std::string complaint(const std::string& bytes) {
    return complaint_of<FormatError>([&] { parse(bytes); });
}

std::string one_tensor(const std::string& offsets, const std::string& shape = "[2]") {
    return with_header(R"({"w":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}",
                       std::string(8, 'x'));
}

}  // namespace

TEST(safetensors, reads_what_it_writes) {
    const std::vector<float> a{1, 2, 3}, b{4};
    const Safetensors file{.tensors = {{"a", {ElementType::float32, {3}, std::as_bytes(std::span(a)), nullptr}},
                                       {"b", {ElementType::float32, {1, 1}, std::as_bytes(std::span(b)), nullptr}}},
                           .metadata = {{"format", "pt"}}};
    const Safetensors again = parse(to_safetensors_bytes(file));
    ASSERT_EQ(again.tensors.size(), 2u);
    EXPECT_EQ(again.metadata, file.metadata);
    EXPECT_EQ(again.tensors[1].view.shape, (std::vector<std::int64_t>{1, 1}));
    EXPECT_EQ(std::memcmp(again.tensors[0].view.bytes.data(), a.data(), 12), 0);
}

TEST(safetensors, refuses_a_header_of_2_to_the_60_bytes) {
    const std::uint64_t size = std::uint64_t{1} << 60;
    EXPECT_NE(complaint(std::string(reinterpret_cast<const char*>(&size), 8) + "{}").find("1152921504606846976"),
              std::string::npos);
}

TEST(safetensors, refuses_offsets_outside_the_data_reversed_or_of_the_wrong_size) {
    EXPECT_EQ(complaint(one_tensor("[0,8]")), "");
    for (const char* offsets :
         {"[0,9]", "[8,0]", "[0,4]", "[0,18446744073709551615]", "[-1,7]", "[0]", "[0,4,8]", "\"0\""})
        EXPECT_NE(complaint(one_tensor(offsets)).find("tensor 'w'"), std::string::npos) << offsets;
}

TEST(safetensors, refuses_shapes_whose_size_overflows) {
    for (const char* shape : {"[4611686018427387904,4611686018427387904]", "[4611686018427387904]", "[-2]", "[2.5]"})
        EXPECT_NE(complaint(one_tensor("[0,8]", shape)).find("tensor 'w'"), std::string::npos) << shape;
}

TEST(safetensors, refuses_overlaps_gaps_and_bytes_of_nobody) {
    const auto two = [](const char* first, const char* second) {
        return with_header(std::string(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)") + first +
                               R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + second + "}}",
                           std::string(9, 'x'));
    };
    EXPECT_NE(complaint(two("[0,4]", "[3,7]")).find("overlap"), std::string::npos);
    EXPECT_NE(complaint(two("[0,4]", "[5,9]")).find("gap"), std::string::npos);
    EXPECT_NE(complaint(two("[0,4]", "[4,8]")).find("behind the last"), std::string::npos);
}

TEST(safetensors, refuses_two_tensors_of_one_name) {
    EXPECT_NE(
        complaint(
            with_header(
                R"({"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
                ""))
            .find("'w' twice"),
        std::string::npos);
}

TEST(safetensors, refuses_deep_nesting_and_what_is_no_json) {
    EXPECT_NE(complaint(with_header(std::string(1 << 20, '['), "")), "");
    for (const char* header : {"", "[]", "{", "nonsense", "{\"w\":3}", "{\"__metadata__\":[]}"})
        EXPECT_NE(complaint(with_header(header, "")), "") << header;
}

TEST(safetensors, opens_the_reference_files) {
    REQUIRE_SHARED("models/cifar10-resnet20.safetensors");
    std::int64_t values = 0;
    for (const NamedTensor& tensor : read_safetensors(shared_file("models/cifar10-resnet20.safetensors")).tensors)
        if (tensor.name.ends_with("weight") || tensor.name.ends_with("bias"))
            values += *element_count(tensor.view.shape);
    EXPECT_EQ(values, 269722) << "parameters of ResNet-20 on CIFAR-10, as published";
    EXPECT_GT(read_safetensors(shared_file("models/all-minilm-l6-v2.fp16.safetensors")).tensors.size(), 100u);
}
