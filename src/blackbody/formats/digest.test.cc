#include "blackbody/formats/digest.h"

#include <gtest/gtest.h>

using namespace blackbody;

// FIPS 180-4 examples.
TEST(digest, sha256_gives_the_published_digests) {
    auto digest = [](const std::string& text) { return sha256(std::as_bytes(std::span(text.data(), text.size()))); };
    EXPECT_EQ(digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
