#include "blackbody/loading/dataset.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>
#include <png.h>

#include <limits>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/spread.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "support/arrays.h"
#include "support/files.h"
#include "support/made_files.h"
#include "support/shared.h"
#include "support/threads.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;
using blackbody::testing::contains;
using blackbody::testing::npy_file;

namespace {

const Port picture_input{.name = "image", .type = at::kFloat, .shape = {-1, 3, 4, 5}, .symbols = {}, .has_shape = true};

at::Tensor bytes(std::vector<std::int64_t> shape) {
    return (at::arange(*element_count(shape)) % 251).to(at::kByte).reshape(shape);
}

void save_png(const std::string& path, std::uint32_t width, std::uint32_t height, std::uint8_t value) {
    const std::vector<std::uint8_t> pixels(3 * width * height, value);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width, image.height = height, image.format = PNG_FORMAT_RGB;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), 0, nullptr);
}

at::Tensor first_input(const Dataset& data, std::int64_t first, std::int64_t count) {
    return data.read(first, count).inputs.at(0).second;
}

std::string complaint(const std::string& path, const std::vector<Port>& inputs, const DataOptions& options,
                      ErrorKind kind = ErrorKind::data) {
    return complaint_of([&] { load_dataset(path, inputs, options); }, kind);
}

}  // namespace

TEST(dataset, channels_last_and_channels_first_bytes_give_the_same_pixels) {
    const at::Tensor nhwc = bytes({6, 4, 5, 3});
    const DataOptions raw{.preprocess = {.name = "raw"}};
    const Dataset last = load_dataset(npy_file("last_images.npy", nhwc), {picture_input}, raw);
    const Dataset first =
        load_dataset(npy_file("first_images.npy", nhwc.permute({0, 3, 1, 2}).contiguous()), {picture_input}, raw);
    EXPECT_TRUE(at::equal(first_input(last, 0, 6), first_input(first, 0, 6)));
    EXPECT_TRUE(at::equal(first_input(last, 2, 3), nhwc.permute({0, 3, 1, 2}).to(at::kFloat).narrow(0, 2, 3)));
    EXPECT_TRUE(contains(last.card().notes.at(0), "[Y, X, C]"));
}

TEST(dataset, labels_beside_the_inputs_are_found_by_name) {
    const std::string images = npy_file("test_images_u8_nhwc.npy", bytes({4, 4, 5, 3}));
    npy_file("test_labels.npy", at::arange(4));
    npy_file("train_labels.npy", at::arange(9));
    const Dataset data = load_dataset(images, {picture_input});
    EXPECT_TRUE(data.labelled());
    EXPECT_EQ(data.card().split, "test");
    EXPECT_TRUE(at::equal(data.read(1, 3).labels, at::arange(1, 4)));
}

TEST(dataset, a_folder_of_several_sets_wants_a_split_and_names_the_choices) {
    const std::string folder = std::filesystem::path(npy_file("test_x.npy", bytes({4, 4, 5, 3}))).parent_path();
    npy_file("test_y.npy", at::arange(4));
    npy_file("train_x.npy", bytes({7, 4, 5, 3}));
    npy_file("train_y.npy", at::arange(7));
    EXPECT_TRUE(contains(complaint(folder, {picture_input}, {}), "test, train"));
    EXPECT_TRUE(contains(complaint(folder, {picture_input}, {.split = "val"}), "test, train"));
    EXPECT_EQ(load_dataset(folder, {picture_input}, {.split = "train"}).size(), 7);
}

TEST(dataset, fewer_labels_than_images_and_labels_out_of_range_are_refused) {
    const std::string images = npy_file("images.npy", bytes({4, 4, 5, 3}));
    const auto with = [&](const at::Tensor& labels) {
        return DataOptions{.labels = npy_file("given.npy", labels), .class_count = 4};
    };
    EXPECT_EQ(complaint(images, {picture_input}, with(at::arange(4))), "");
    EXPECT_TRUE(
        contains(complaint(images, {picture_input}, with(at::arange(3))), "expected 4 (one a sample), found 3"));
    EXPECT_TRUE(contains(complaint(images, {picture_input}, with(at::arange(-1, 3))),
                         "label 0: expected a class from 0 to 3, found -1"));
    EXPECT_TRUE(contains(complaint(images, {picture_input}, with(at::arange(1, 5))), "count from 1"));
    EXPECT_TRUE(
        contains(complaint(images, {picture_input}, with(at::arange(4).to(at::kFloat) + 0.5)), "a whole number"));
}

TEST(dataset, a_wrong_number_of_channels_and_a_wrong_size_are_refused_with_both_shapes) {
    EXPECT_TRUE(contains(complaint(npy_file("a.npy", bytes({2, 4, 5, 2})), {picture_input}, {}),
                         "expected [3, 4, 5], found [4, 5, 2]"));
    EXPECT_TRUE(contains(complaint(npy_file("b.npy", bytes({2, 8, 8, 3})), {picture_input}, {}), "give the size 4x5"));
    EXPECT_EQ(first_input(load_dataset(npy_file("b.npy", bytes({2, 8, 8, 3})), {picture_input}, {.size = "4x5"}), 0, 2)
                  .sizes(),
              (at::IntArrayRef{2, 3, 4, 5}));
}

TEST(dataset, numbers_that_are_no_bytes_are_fed_as_they_are) {
    const at::Tensor values = at::arange(2 * 3 * 4 * 5).to(at::kFloat).reshape({2, 3, 4, 5});
    const Dataset data = load_dataset(npy_file("inputs.npy", values), {picture_input});
    EXPECT_FALSE(data.preprocess_is_open());
    EXPECT_TRUE(at::equal(first_input(data, 0, 2), values));
}

TEST(dataset, several_inputs_come_from_named_files_or_a_folder) {
    const std::vector<Port> ports{
        {.name = "ids", .type = at::kLong, .shape = {-1, -1}, .symbols = {}, .has_shape = true},
        {.name = "mask", .type = at::kLong, .shape = {-1, -1}, .symbols = {}, .has_shape = true}};
    const std::string ids = npy_file("text.ids.npy", at::arange(6).reshape({2, 3})),
                      mask = npy_file("text.mask.npy", at::arange(6).reshape({2, 3}).to(at::kInt));
    for (const std::string& path :
         {"ids=" + ids + ",mask=" + mask, std::filesystem::path(ids).parent_path().string()}) {
        const Batch batch = load_dataset(path, ports).read(0, 2);
        EXPECT_EQ(batch.inputs.at(1).first, "mask");
        EXPECT_EQ(batch.inputs.at(1).second.scalar_type(), at::kLong);
    }
    EXPECT_TRUE(contains(complaint(ids, ports, {}), "ids=FILE.npy,mask=FILE.npy"));
}

TEST(dataset, a_folder_a_class_is_read_and_scaled_and_numbered_by_the_class_names) {
    const std::string folder = temporary_path("pictures");
    save_png(folder + "/dog/1.png", 20, 8, 10);
    save_png(folder + "/cat/1.png", 5, 4, 20);
    const std::string names = temporary_path("names.txt");
    write_bytes(names, "dog\nbird\ncat\n");
    const DataOptions raw{.preprocess = {.name = "raw"}};
    EXPECT_TRUE(at::equal(load_dataset(folder, {picture_input}, raw).read(0, 2).labels, at::arange(2)));
    const Dataset named = load_dataset(folder, {picture_input}, {.classes = names, .preprocess = {.name = "raw"}});
    const Batch batch = named.read(0, 2);
    EXPECT_EQ(batch.labels[0].item<std::int64_t>(), 2);
    EXPECT_EQ(batch.labels[1].item<std::int64_t>(), 0);
    EXPECT_EQ(batch.inputs[0].second.sizes(), (at::IntArrayRef{2, 3, 4, 5}));
    EXPECT_TRUE(at::allclose(batch.inputs[0].second[1], at::full_like(batch.inputs[0].second[1], 10)));
}

TEST(dataset, pictures_are_read_by_several_threads_while_a_network_runs) {
    const std::string folder = temporary_path("pictures");
    for (int i = 0; i < 5; ++i) save_png(folder + "/" + std::to_string(i) + ".png", 5, 4, static_cast<std::uint8_t>(i));
    const Dataset data = load_dataset(folder, {picture_input}, {.preprocess = {.name = "raw"}});
    for (const int threads : {1, 2, 4}) {
        const blackbody::testing::WithThreads with(threads);
        const c10::InferenceMode as_in_a_run;
        const at::Tensor read = first_input(data, 0, 5);
        for (std::int64_t i = 0; i < 5; ++i) EXPECT_TRUE(at::equal(read[i], at::full_like(read[i], i))) << threads;
    }
}

TEST(dataset, a_limit_spreads_over_all_samples) {
    const Dataset data = load_dataset(npy_file("images.npy", bytes({10, 4, 5, 3})), {picture_input},
                                      {.labels = npy_file("given.npy", at::arange(10)), .limit = 5});
    EXPECT_EQ(data.card().samples_given, 10);
    EXPECT_TRUE(at::equal(data.read(0, 5).labels, at::tensor(spread_positions(10, 5), at::kLong)));
}

TEST(dataset, what_is_missing_damaged_or_empty_says_so) {
    EXPECT_TRUE(contains(complaint("/no/such/file.npy", {picture_input}, {}, ErrorKind::usage), "no such file"));
    const std::string damaged = temporary_path("damaged.npy");
    for (const char* content : {"", "no array"}) {
        write_bytes(damaged, content);
        EXPECT_TRUE(contains(complaint(damaged, {picture_input}, {}), "damaged.npy"));
    }
    EXPECT_TRUE(
        contains(complaint(npy_file("none.npy", bytes({0, 4, 5, 3})), {picture_input}, {}), "at least one sample"));
    EXPECT_TRUE(
        contains(complaint(npy_file("nothing.npy", bytes({9, 0, 5, 3})), {picture_input}, {}), "at least one number"));
}

TEST(dataset, the_same_position_gives_the_same_sample_whatever_the_batch) {
    const Dataset data = load_dataset(npy_file("images.npy", bytes({7, 4, 5, 3})), {picture_input});
    const at::Tensor all = first_input(data, 0, 7);
    for (std::int64_t i = 0; i < 7; ++i) EXPECT_TRUE(at::equal(first_input(data, i, 1)[0], all[i]));
}

TEST(dataset, opens_the_cifar_sample_by_split) {
    REQUIRE_SHARED("cifar10-sample/test_labels.npy");
    const Port input{.name = "image", .type = at::kFloat, .shape = {-1, 3, 32, 32}, .symbols = {}, .has_shape = true};
    EXPECT_TRUE(contains(complaint(shared_file("cifar10-sample"), {input}, {}), "test, train"));
    const Dataset data = load_dataset(shared_file("cifar10-sample"), {input}, {.split = "test", .class_count = 10});
    EXPECT_EQ(data.size(), 1000);
    EXPECT_TRUE(data.labelled() && data.preprocess_is_open());
    EXPECT_EQ(data.card().shape, "uint8 [32, 32, 3]");
}

TEST(dataset, opens_fashion_mnist_by_split) {
    const std::string folder = "/usr/share/datasets/fashion-mnist";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "SKIPPED for want of the package dataset-fashion-mnist";
    const Port input{.name = "image", .type = at::kFloat, .shape = {-1, 1, 28, 28}, .symbols = {}, .has_shape = true};
    const Dataset data = load_dataset(folder, {input}, {.split = "test", .class_count = 10});
    EXPECT_EQ(data.size(), 10000);
    EXPECT_EQ(first_input(data, 9990, 10).sizes(), (at::IntArrayRef{10, 1, 28, 28}));
}

TEST(dataset, pictures_are_fed_as_the_input_has_its_axes_and_its_type) {
    const std::string folder = temporary_path("pictures");
    for (int i = 0; i < 3; ++i)
        save_png(folder + "/" + std::to_string(i) + ".png", 5, 4, static_cast<std::uint8_t>(10 * i));
    const auto read = [&](at::ScalarType type, std::vector<std::int64_t> shape) {
        return first_input(
            load_dataset(folder, {{"x", type, std::move(shape), {}, true}}, {.preprocess = {.name = "raw"}}), 0, 3);
    };
    const at::Tensor first = read(at::kFloat, {-1, 3, 4, 5});
    EXPECT_EQ(first.sizes(), (at::IntArrayRef{3, 3, 4, 5}));
    EXPECT_TRUE(at::equal(read(at::kFloat, {-1, 4, 5, 3}), first.permute({0, 2, 3, 1})));
    EXPECT_TRUE(at::equal(read(at::kByte, {-1, 4, 5, 3}), first.permute({0, 2, 3, 1}).to(at::kByte)));
    EXPECT_TRUE(at::equal(read(at::kByte, {-1, 3, 4, 5}), first.to(at::kByte)));
    EXPECT_TRUE(at::equal(read(at::kInt, {-1, 3, 4, 5}), first.to(at::kInt)));
    EXPECT_EQ(read(at::kDouble, {-1, 4, 5}).sizes(), (at::IntArrayRef{3, 4, 5}));
    EXPECT_EQ(read(at::kHalf, {-1, 20}).sizes(), (at::IntArrayRef{3, 20}));
    EXPECT_TRUE(contains(complaint(folder, {{"x", at::kChar, {-1, 3, 4, 5}, {}, true}}, {}), "bytes"));
    EXPECT_TRUE(
        contains(complaint(folder, {{"x", at::kFloat, {-1, 3, 4, 5}, {}, true}}, {.size = "8"}), "leave the size out"));
}

TEST(dataset, a_preprocess_acts_on_channels_wherever_they_stand) {
    const at::Tensor nhwc = bytes({3, 4, 5, 3});
    const DataOptions as_learned{.preprocess = {.name = "imagenet"}};
    const Port last{.name = "x", .shape = {-1, 4, 5, 3}, .symbols = {}, .has_shape = true};
    const at::Tensor expected =
        first_input(load_dataset(npy_file("a_images.npy", nhwc), {picture_input}, as_learned), 0, 3);
    for (const at::Tensor& stored : {nhwc, nhwc.permute({0, 3, 1, 2}).contiguous()}) {
        const Dataset data = load_dataset(npy_file("b_images.npy", stored), {last}, as_learned);
        EXPECT_EQ(data.channels(), 3);
        EXPECT_TRUE(at::equal(first_input(data, 0, 3), expected.permute({0, 2, 3, 1})));
    }
}

TEST(dataset, pictures_that_cannot_be_read_are_left_out_and_counted) {
    const std::string folder = temporary_path("pictures");
    for (const char* name : {"a/1.png", "a/2.png", "b/1.png"}) save_png(folder + "/" + name, 5, 4, 7);
    const std::string whole = file_bytes(folder + "/b/1.png");
    write_bytes(folder + "/a/0.png", "no picture");
    write_bytes(folder + "/b/0.png", whole.substr(0, whole.size() / 2));
    const Dataset data = load_dataset(folder, {picture_input}, {});
    EXPECT_EQ(data.size(), 3);
    EXPECT_EQ(data.card().samples_given, 5);
    EXPECT_EQ(data.card().samples_used, 3);
    EXPECT_TRUE(at::equal(data.read(0, 3).labels, at::tensor({0, 0, 1}, at::kLong)));
    EXPECT_EQ(first_input(data, 0, 3).size(0), 3);
    const std::vector<std::string>& notes = data.card().notes;
    EXPECT_TRUE(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
        return contains(note, "2 of 5 pictures cannot be read and are left out") && contains(note, "0.png");
    }));
    const std::string bad = temporary_path("bad");
    write_bytes(bad + "/0.png", "no picture");
    EXPECT_TRUE(contains(complaint(bad, {picture_input}, {}), "0.png"));
}

TEST(dataset, samples_that_are_not_finite_are_counted) {
    at::Tensor values = at::arange(4 * 6).to(at::kFloat).reshape({4, 6});
    values[2][3] = std::numeric_limits<float>::quiet_NaN();
    const Port input{.name = "x", .shape = {-1, 6}, .symbols = {}, .has_shape = true};
    const Dataset data = load_dataset(npy_file("x.npy", values), {input});
    EXPECT_EQ(data.size(), 4);
    EXPECT_TRUE(contains(data.card().notes.at(0), "1 of 4 samples hold NaN or infinity (the first is sample 2)"));
}

TEST(dataset, complex_numbers_are_refused) {
    const Port input{.name = "x", .shape = {-1, 6}, .symbols = {}, .has_shape = true};
    const std::string path = npy_file("x.npy", at::arange(12).reshape({2, 6}).to(at::kComplexFloat));
    EXPECT_TRUE(contains(complaint(path, {input}, {}), "complex64"));
}

TEST(dataset, arrays_of_an_archive_feed_the_inputs_of_their_names) {
    const std::string path = temporary_path("all.npz");
    const at::Tensor a = at::arange(6).to(at::kFloat).reshape({3, 2}), b = a + 10, labels = at::arange(3);
    write_bytes(path, samples::zipped({{"b.npy", to_npy_bytes(view_of(b))},
                                       {"y.npy", to_npy_bytes(view_of(labels))},
                                       {"a.npy", to_npy_bytes(view_of(a))},
                                       {"extra.npy", to_npy_bytes(view_of(b))}}));
    const auto port = [](const std::string& name) {
        return Port{.name = name, .shape = {-1, 2}, .symbols = {}, .has_shape = true};
    };
    const Dataset both = load_dataset(path, {port("a"), port("b")});
    const Batch batch = both.read(0, 3);
    EXPECT_TRUE(at::equal(batch.inputs.at(0).second, a));
    EXPECT_TRUE(at::equal(batch.inputs.at(1).second, b));
    EXPECT_TRUE(at::equal(batch.labels, labels));
    EXPECT_TRUE(contains(both.card().notes.at(0), "not used: extra"));
    EXPECT_TRUE(at::equal(first_input(load_dataset(path, {port("b:0")}), 0, 3), b));
    EXPECT_TRUE(contains(complaint(path, {port("a"), port("c")}, {}), "b, y, a, extra"));
}

TEST(dataset, a_table_is_samples_and_a_column_of_labels) {
    const std::string path = temporary_path("table.csv");
    write_bytes(path, "width,height,label\n1,2,0\n3,4,1\n");
    const Port input{.name = "x", .shape = {-1, 2}, .symbols = {}, .has_shape = true};
    const Dataset data = load_dataset(path, {input});
    EXPECT_TRUE(at::equal(first_input(data, 0, 2), at::tensor({1, 2, 3, 4}, at::kFloat).view({2, 2})));
    EXPECT_TRUE(at::equal(data.read(0, 2).labels, at::arange(2)));
}

TEST(dataset, what_holds_no_data_says_what_it_is_and_what_to_do) {
    for (const auto& [name, what] : std::vector<std::pair<std::string, std::string>>{{"m.pt", "PyTorch"},
                                                                                     {"m.tflite", "TensorFlow Lite"},
                                                                                     {"d.json", "numpy.save"},
                                                                                     {"w.H5", "h5py"},
                                                                                     {"m.onnx", "place of the model"},
                                                                                     {"d.zip", "unpack"},
                                                                                     {"d.pkl", "pickle"},
                                                                                     {"d.xyz", "numpy.save"}}) {
        write_bytes(temporary_path(name), "whatever");
        const std::string line = complaint(temporary_path(name), {picture_input}, {});
        EXPECT_TRUE(contains(line, what)) << line;
        EXPECT_FALSE(contains(line, "the size")) << line;
    }
}
