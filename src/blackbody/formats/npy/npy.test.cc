#include "blackbody/formats/npy/npy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/made_files.h"
#include "support/shared.h"

using namespace blackbody;

namespace {

/// A version 1 file with this dictionary and these elements.
std::string npy_file(const std::string& dictionary, const std::string& data, char major = 1) {
    std::string bytes("\x93NUMPY", 6);
    bytes += major;
    bytes += '\0';
    bytes += static_cast<char>(dictionary.size() & 255);
    bytes += static_cast<char>(dictionary.size() >> 8);
    if (major > 1) bytes += std::string(2, '\0');
    return bytes + dictionary + data;
}

TensorView parse(const std::string& bytes) {
    const auto owner = std::make_shared<const std::string>(bytes);
    return parse_npy(std::as_bytes(std::span(*owner)), owner, "a.npy");
}

template <class T>
std::vector<T> values(const TensorView& view) {
    std::vector<T> out(view.bytes.size() / sizeof(T));
    std::memcpy(out.data(), view.bytes.data(), view.bytes.size());
    return out;
}

const std::string six_bytes("\1\2\3\4\5\6", 6);

/// The path of a .npz with these files.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files, zip_int32_t method = ZIP_CM_DEFLATE) {
    return temporary_file("made.npz", samples::zipped(files, method));
}

}  // namespace

TEST(npy, reads_what_it_writes) {
    const std::vector<float> numbers{1, -2.5f, 3e9f, 0, 5, 6};
    const TensorView view{ElementType::float32, {2, 3}, std::as_bytes(std::span(numbers)), nullptr};
    const TensorView again = parse(to_npy_bytes(view));
    EXPECT_EQ(again.shape, view.shape);
    EXPECT_EQ(values<float>(again), numbers);
}

TEST(npy, reads_versions_1_to_3) {
    for (const char major : {1, 2, 3})
        EXPECT_EQ(parse(npy_file("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }\n", six_bytes, major))
                      .bytes.size(),
                  6u);
}

TEST(npy, gives_fortran_order_in_c_order) {
    const TensorView view = parse(npy_file("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", six_bytes));
    EXPECT_EQ(values<std::uint8_t>(view), (std::vector<std::uint8_t>{1, 3, 5, 2, 4, 6}));
}

TEST(npy, gives_big_endian_numbers_in_native_order) {
    const TensorView view = parse(npy_file("{'descr': '>i2', 'fortran_order': False, 'shape': (3,), }", six_bytes));
    EXPECT_EQ(values<std::int16_t>(view), (std::vector<std::int16_t>{0x0102, 0x0304, 0x0506}));
}

TEST(npy, reads_rows_from_the_file_as_from_memory_in_both_orders) {
    std::string data;
    for (int i = 0; i < 5 * 2 * 3; ++i) data += std::string{static_cast<char>(i), '\0'};
    for (const char* order : {"False", "True"}) {
        const std::string bytes =
            npy_file(std::string("{'descr': '<i2', 'fortran_order': ") + order + ", 'shape': (5, 2, 3), }", data);
        const auto rows = npy_rows(temporary_file("rows.npy", bytes));
        std::vector<std::byte> three(3 * rows->row_bytes());
        rows->read(1, 3, three);
        const TensorView whole = parse(bytes);
        EXPECT_EQ(std::memcmp(three.data(), whole.bytes.data() + rows->row_bytes(), three.size()), 0) << order;
    }
}

TEST(npy, refuses_objects_texts_and_records) {
    for (const char* descr : {"'|O'", "'<U8'", "'|S3'", "[('a', '<f4')]"}) {
        const std::string bytes =
            npy_file(std::string("{'descr': ") + descr + ", 'fortran_order': False, 'shape': (1,), }", six_bytes);
        EXPECT_THROW(parse(bytes), FormatError) << descr;
    }
}

TEST(npy, refuses_shapes_that_overflow_or_that_the_file_does_not_hold) {
    for (const char* shape : {"(7,)", "(4611686018427387904, 4)", "(9223372036854775807, 9223372036854775807)", "(-1,)",
                              "(99999999999999999999,)", "(1"}) {
        const std::string bytes =
            npy_file(std::string("{'descr': '|u1', 'fortran_order': False, 'shape': ") + shape + ", }", six_bytes);
        EXPECT_THROW(parse(bytes), FormatError) << shape;
    }
}

TEST(npy, every_truncation_is_refused_with_the_name_of_the_file) {
    const std::string bytes = npy_file("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }", six_bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        try {
            parse(bytes.substr(0, size));
            FAIL() << size;
        } catch (const FormatError& error) {
            EXPECT_EQ(std::string(error.what()).find("a.npy"), 0u);
        }
    }
}

TEST(npy, the_elements_of_what_it_writes_start_at_a_multiple_of_64) {
    const TensorView view{ElementType::uint8, {6}, std::as_bytes(std::span(six_bytes)), nullptr};
    EXPECT_EQ((to_npy_bytes(view).size() - 6) % 64, 0u);
}

TEST(npz, unpacks_every_array_of_an_archive) {
    const std::string path =
        zip_of({{"x.npy", npy_file("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }", six_bytes)},
                {"readme.txt", "hello"}});
    const Npz npz = Npz::open(path);
    ASSERT_EQ(npz.entries().size(), 1u);
    EXPECT_EQ(npz.entries()[0].layout.shape, (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(values<std::uint8_t>(npz.read("x")), (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}));
}

TEST(npz, refuses_an_entry_above_the_cap_before_unpacking) {
    const std::string path =
        zip_of({{"x.npy", npy_file("{'descr': '|u1', 'fortran_order': False, 'shape': (100000,), }",
                                   std::string(100000, '\0'))}});
    EXPECT_THROW(Npz::open(path, 99999), FormatError);
    EXPECT_EQ(Npz::open(path).read("x").bytes.size(), 100000u);
}

TEST(npz, refuses_an_archive_that_declares_more_than_deflate_can_pack) {
    std::string bytes =
        file_bytes(zip_of({{"x.npy", npy_file("{'descr': '|u1', 'fortran_order': False, 'shape': (100000,), }",
                                              std::string(100000, '\0'))}}));
    const std::size_t directory = bytes.find("PK\1\2");
    const std::uint32_t declared = 0x7fffffff;
    std::memcpy(&bytes[directory + 24], &declared, 4);
    EXPECT_THROW(Npz::parse(std::as_bytes(std::span(bytes)), nullptr, "a.npz"), FormatError);
}

TEST(npz, refuses_a_damaged_checksum) {
    std::string bytes = file_bytes(zip_of(
        {{"x.npy", npy_file("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }", six_bytes)}}, ZIP_CM_STORE));
    const std::size_t elements = bytes.find(six_bytes);
    ASSERT_NE(elements, std::string::npos);
    bytes[elements] = 77;
    EXPECT_THROW(Npz::parse(std::as_bytes(std::span(bytes)), nullptr, "a.npz"), FormatError);
}

TEST(npy, opens_every_reference_array) {
    for (const char* name : {"cifar10-sample/test_images_u8_nhwc.npy", "cifar10-sample/test_labels.npy",
                             "models/all-minilm-l6-v2.input_ids.npy", "models/cifar10-resnet20.logits.npy",
                             "models/imagenet-efficientnet-lite0.input.npy"}) {
        REQUIRE_SHARED(name);
        EXPECT_GT(read_npy(shared_file(name)).bytes.size(), 0u) << name;
    }
}

TEST(npz, opens_the_reference_archives) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    EXPECT_EQ(Npz::open(shared_file("rbm/rbm_refs.npz")).read("W500").shape, (std::vector<std::int64_t>{784, 500}));
    EXPECT_EQ(Npz::open(shared_file("rbm/binarized_mnist_test.npz")).read("packed").shape,
              (std::vector<std::int64_t>{10000, 98}));
}
