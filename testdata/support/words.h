#pragma once
/// What is said in words: of a call that fails, and whether it says what it should.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "blackbody/util/errors.h"

namespace blackbody::testing {

/// What the error says that a call ends with; empty where it ends well. An error of another type goes on upwards, one
/// of another kind fails the test.
template <class Thrown = Error, class Call>
std::string complaint_of(const Call& call, std::optional<ErrorKind> kind = {}) {
    try {
        call();
    } catch (const Thrown& error) {
        EXPECT_EQ(error.kind(), kind.value_or(error.kind())) << error.what();
        return error.what();
    }
    return "";
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// One of these notes contains the words.
inline bool notes_say(const std::vector<std::string>& notes, const std::string& words) {
    return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) { return contains(note, words); });
}

}  // namespace blackbody::testing
