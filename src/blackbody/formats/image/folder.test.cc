#include <gtest/gtest.h>

#include "blackbody/formats/image/image.h"
#include "blackbody/util/errors.h"
#include "support/files.h"
#include "support/made_files.h"

using namespace blackbody;

namespace {

using Names = std::vector<std::string>;

/// A folder with pictures of these names.
std::string folder_of(const Names& files) {
    static int number = 0;
    const std::string folder = temporary_path("folder" + std::to_string(number++));
    std::filesystem::create_directories(folder);
    for (const std::string& file : files)
        write_bytes(folder + "/" + file, samples::png(1, 1, PNG_FORMAT_RGB, {1, 2, 3}));
    return folder;
}

Names base_names(const Names& paths) {
    Names names;
    for (const std::string& path : paths) names.push_back(std::filesystem::path(path).filename().string());
    return names;
}

}  // namespace

TEST(image_folder, a_folder_a_class_gives_labels_in_the_order_of_the_names) {
    const ImageFolder images =
        list_images(folder_of({"dog/2.png", "dog/1.PNG", "cat/9.jpeg", "cat/.hidden.png", "cat/notes.txt"}));
    EXPECT_EQ(images.classes, (Names{"cat", "dog"}));
    EXPECT_EQ(images.labels, (std::vector<std::int64_t>{0, 1, 1}));
    EXPECT_TRUE(images.files[0].ends_with("cat/9.jpeg"));
    EXPECT_EQ(base_names(images.ignored), Names{"notes.txt"});
}

TEST(image_folder, names_that_are_numbers_are_ordered_as_numbers) {
    const ImageFolder images = list_images(folder_of({"10/a.png", "2/a.png", "0/a.png", "11/a.png"}));
    EXPECT_EQ(images.classes, (Names{"0", "2", "10", "11"}));
    EXPECT_EQ(list_images(folder_of({"10/a.png", "2/a.png", "x/a.png"})).classes, (Names{"10", "2", "x"}));
}

TEST(image_folder, a_class_without_pictures_keeps_its_place) {
    const std::string folder = folder_of({"dog/1.png", "ant/1.heic"});
    std::filesystem::create_directories(folder + "/bee");
    const ImageFolder images = list_images(folder);
    EXPECT_EQ(images.classes, (Names{"ant", "bee", "dog"}));
    EXPECT_EQ(images.labels, std::vector<std::int64_t>{2});
}

TEST(image_folder, a_class_may_have_folders_and_a_wrapping_folder_is_looked_through) {
    const ImageFolder deep = list_images(folder_of({"cat/indoor/1.png", "cat/2.png", "dog/a/b/1.png"}));
    EXPECT_EQ(deep.labels, (std::vector<std::int64_t>{0, 0, 1}));
    const ImageFolder wrapped = list_images(folder_of({"photos/cat/1.png", "photos/dog/1.png", "__MACOSX/cat/1.png"}));
    EXPECT_EQ(wrapped.classes, (Names{"cat", "dog"}));
    EXPECT_EQ(base_names({wrapped.inside}), Names{"photos"});
}

TEST(image_folder, litter_is_skipped_and_links_are_followed_but_not_for_ever) {
    const std::string folder = folder_of({"a b/\xc3\xa9 1.JPEG", "a b/Thumbs.db", "__MACOSX/a b/1.png", ".git/1.png"});
    std::filesystem::create_directory_symlink("..", folder + "/a b/up");
    std::filesystem::create_symlink("nowhere", folder + "/a b/gone.png");
    std::filesystem::create_symlink("\xc3\xa9 1.JPEG", folder + "/a b/link.jpg");
    const ImageFolder images = list_images(folder);
    EXPECT_EQ(images.classes, Names{"a b"});
    EXPECT_EQ(base_names({images.files.front()}).size(), 1u);
    EXPECT_LT(images.files.size(), 30u);
    EXPECT_EQ(base_names(images.ignored).front(), "gone.png");
}

TEST(image_folder, a_flat_folder_has_no_labels_and_a_mixed_one_is_refused) {
    const std::string folder = folder_of({"a.png"});
    std::filesystem::create_directories(folder + "/empty");
    EXPECT_TRUE(list_images(folder).labels.empty());
    write_bytes(folder + "/sub/b.png", samples::png(1, 1, PNG_FORMAT_RGB, {1, 2, 3}));
    EXPECT_THROW(list_images(folder), Error);
    EXPECT_THROW(list_images(folder_of({"notes.txt"})), Error);
}
