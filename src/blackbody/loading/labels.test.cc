#include "blackbody/loading/labels.h"

#include <ATen/ops/arange.h>
#include <gtest/gtest.h>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;
using blackbody::testing::contains;

namespace {

using Numbers = std::vector<std::int64_t>;
using Names = std::vector<std::string>;

/// One picture a folder, in this order.
FoundData folders(const Names& classes) {
    FoundData found{.classes = classes};
    for (std::size_t i = 0; i < classes.size(); ++i) {
        found.pictures.push_back(classes[i] + "/" + std::to_string(i) + ".png");
        found.picture_labels.push_back(static_cast<std::int64_t>(i));
    }
    return found;
}

Labels labelled(const FoundData& found, LabelOptions options) {
    options.samples = std::ssize(found.pictures);
    return labels_of(found, options);
}

std::string text_file(const std::string& text) { return temporary_file("labels.txt", text); }

std::string notes(const Labels& labels) {
    std::string all;
    for (const std::string& note : labels.notes) all += note + "\n";
    return all;
}

std::string complaint(const FoundData& found, const LabelOptions& options) {
    return complaint_of([&] { labelled(found, options); });
}

}  // namespace

TEST(labels, folders_named_by_numbers_are_class_numbers) {
    const Labels twelve =
        labelled(folders({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"}), {.class_count = 12});
    EXPECT_EQ(twelve.numbers, (Numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    EXPECT_TRUE(contains(notes(twelve), "0, 1, 10, 11"));
    const Labels some = labelled(folders({"3", "7"}), {.class_count = 10});
    EXPECT_EQ(some.numbers, (Numbers{3, 7}));
    EXPECT_EQ(some.classes[7], "7");
    const Labels from_one = labelled(folders({"1", "2", "3"}), {.class_count = 3});
    EXPECT_EQ(from_one.numbers, (Numbers{0, 1, 2}));
    EXPECT_TRUE(contains(notes(from_one), "count from 1"));
    EXPECT_EQ(labelled(folders({"000", "001"}), {.class_count = 5}).numbers, (Numbers{0, 1}));
    EXPECT_EQ(labelled(folders({"1990", "1991"}), {.class_count = 2}).numbers, (Numbers{0, 1}));
    EXPECT_TRUE(notes(labelled(folders({"0", "1"}), {.class_count = 2})).empty());
}

TEST(labels, folders_whose_order_may_surprise_say_so) {
    EXPECT_TRUE(contains(notes(labelled(folders({"c1", "c10", "c2"}), {.class_count = 3})), "c1, c10, c2"));
    EXPECT_TRUE(notes(labelled(folders({"ant", "bee"}), {.class_count = 2})).empty());
}

TEST(labels, a_folder_without_pictures_counts_unless_the_network_says_otherwise) {
    FoundData found = folders({"ant", "bee", "cat"});
    found.pictures.erase(found.pictures.begin()), found.picture_labels.erase(found.picture_labels.begin());
    EXPECT_EQ(labelled(found, {.class_count = 3}).numbers, (Numbers{1, 2}));
    EXPECT_EQ(labelled(found, {}).numbers, (Numbers{1, 2}));
    const Labels two = labelled(found, {.class_count = 2});
    EXPECT_EQ(two.numbers, (Numbers{0, 1}));
    EXPECT_TRUE(contains(notes(two), "'ant'"));
}

TEST(labels, names_of_the_network_number_the_folders) {
    EXPECT_EQ(labelled(folders({"cat", "dog"}), {.names = {"dog", "bird", "cat"}}).numbers, (Numbers{2, 0}));
    EXPECT_EQ(labelled(folders({"0", "2"}), {.names = {"dog", "bird", "cat"}}).numbers, (Numbers{0, 2}));
    EXPECT_TRUE(contains(complaint(folders({"cats"}), {.names = {"dog", "cat"}}), "nearest name is 'cat'"));
    EXPECT_TRUE(contains(complaint(folders({"zebra"}), {.names = {"dog", "cat"}}), "its names are dog, cat"));
}

TEST(labels, text_holds_numbers_or_names_with_or_without_the_pictures_names) {
    const FoundData found = folders({"ant", "bee", "cat"});
    const auto of = [&](const std::string& text, const LabelOptions& options = {}) {
        LabelOptions with_file = options;
        with_file.file = text_file(text);
        return labelled(found, with_file).numbers;
    };
    EXPECT_EQ(of("2\n0\n1\n"), (Numbers{2, 0, 1}));
    EXPECT_EQ(of("label\r\n2\r\n0\r\n1\r\n"), (Numbers{2, 0, 1}));
    EXPECT_EQ(of("2.0\n0.0\n1.0"), (Numbers{2, 0, 1}));
    EXPECT_EQ(of("cat\nant\ncat\n"), (Numbers{2, 0, 2}));
    EXPECT_EQ(of("cat\nant\ncat\n", {.names = {"cat", "ant"}}), (Numbers{0, 1, 0}));
    EXPECT_EQ(of("file,label\n2.png,5\n0.png,3\n1.png,4\n"), (Numbers{3, 4, 5}));
    EXPECT_EQ(of("2.png 5\n0.png 3\n1.png 4\n"), (Numbers{3, 4, 5}));
    EXPECT_EQ(of("id,split,class\n1,a,7\n2,a,8\n3,b,9\n"), (Numbers{7, 8, 9}));
    EXPECT_EQ(of("zebra\napple\nzebra\n"), (Numbers{1, 0, 1}));
    EXPECT_EQ(of("5\n0\n1\n"), (Numbers{5, 0, 1}));
    EXPECT_EQ(of("2.png,1\n0.png,2\n1.png,0\n"), (Numbers{2, 0, 1}));
    EXPECT_EQ(of("1,2.png\n2,0.png\n0,1.png\n"), (Numbers{2, 0, 1}));
    EXPECT_EQ(of("id,label\n2,1\n0,2\n1,0\n"), (Numbers{2, 0, 1}));
    EXPECT_TRUE(contains(complaint(found, {.file = text_file("0.png,3\n1.png,4\n")}), "none for 2.png"));
    EXPECT_TRUE(contains(complaint(found, {.file = text_file("1\n2\n")}), "expected 3 (one a sample), found 2"));
    EXPECT_TRUE(contains(complaint(found, {.file = text_file("a,b,c\nd,e,f\ng,h,i\n")}), "one class a line"));
    EXPECT_TRUE(contains(complaint(found, {.file = text_file("cow\ncat\nant\n"), .names = {"cat", "ant"}}), "'cow'"));
    EXPECT_TRUE(contains(complaint(found, {.file = "/no/such/labels.txt"}), "no such file"));
}

TEST(labels, none_are_none) {
    const Labels labels = labelled(folders({"ant", "bee"}), {.file = "none"});
    EXPECT_FALSE(labels.are_there);
    EXPECT_TRUE(labels.numbers.empty());
}

TEST(labels, what_was_only_found_and_holds_no_classes_is_not_used_and_said) {
    const std::string path = temporary_path("y.npy");
    const FoundData found{.labels = std::make_shared<FoundArray>(FoundArray{.file = path, .format = "npy"})};
    const auto of = [&](const at::Tensor& y) {
        write_npy(path, view_of(y));
        return labels_of(found, {.class_count = 3, .samples = 3});
    };
    EXPECT_EQ(of(at::arange(3)).numbers, (Numbers{0, 1, 2}));
    blackbody::testing::RandomTensors random(1);
    for (const at::Tensor& y : {random.uniform({3}), random.uniform({3, 2}), at::arange(4), at::arange(1, 4)}) {
        const Labels labels = of(y);
        EXPECT_FALSE(labels.are_there);
        EXPECT_TRUE(contains(notes(labels), "y.npy") && contains(notes(labels), "ot used")) << notes(labels);
    }
    EXPECT_TRUE(contains(notes(of(random.uniform({3}))), "y.npy beside the data holds no class numbers: not used"));
}
