#include "blackbody/loading/data_files.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "blackbody/loading/data_names.h"
#include "blackbody/loading/tensors.h"
#include "support/files.h"

using namespace blackbody;

namespace {

/// A folder of arrays [4] under these names.
std::string folder_of(const std::string& name, const std::vector<std::string>& files) {
    const std::string folder = temporary_path(name);
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (const std::string& file : files) write_npy(folder + "/" + file, view_of(at::zeros({4})));
    return folder;
}

std::string labels_of(const std::string& folder, const std::string& inputs) {
    const FoundData found = find_data(folder + "/" + inputs, "", {"input"});
    return found.labels ? std::filesystem::path(found.labels->file).filename().string() : "";
}

}  // namespace

TEST(data_files, labels_belong_to_the_inputs_of_the_same_name_or_stand_alone) {
    const std::string pairs = folder_of("pairs", {"x_a.npy", "y_a.npy", "x_b.npy"});
    EXPECT_EQ(labels_of(pairs, "x_a.npy"), "y_a.npy");
    EXPECT_EQ(labels_of(pairs, "x_b.npy"), "");
    EXPECT_EQ(labels_of(folder_of("bare", {"x_new.npy", "y.npy"}), "x_new.npy"), "y.npy");
    EXPECT_EQ(labels_of(folder_of("other", {"x_new.npy", "y_old.npy"}), "x_new.npy"), "");
    EXPECT_EQ(labels_of(folder_of("types", {"test_images_u8.npy", "test_labels.npy"}), "test_images_u8.npy"),
              "test_labels.npy");
}

TEST(data_files, formats_and_types_are_no_part_of_a_name) {
    EXPECT_EQ(meaning_of("t10k-images-idx3-ubyte").rest, meaning_of("t10k-labels-idx1-ubyte").rest);
    EXPECT_EQ(meaning_of("x_calib_float32").rest, "calib ");
}

TEST(data_files, without_splits_have_none) {
    const std::string plain = folder_of("plain", {"x.npy", "y.npy"});
    EXPECT_FALSE(has_split(plain, "train"));
    EXPECT_TRUE(has_split(folder_of("split", {"x_train.npy", "y_train.npy", "x_test.npy"}), "train"));
    EXPECT_EQ(find_data(plain, "", {"input"}).inputs.size(), 1u);
}
