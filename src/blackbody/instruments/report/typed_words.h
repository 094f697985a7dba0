#pragma once
/// Words that people type who do not know our names, and what they mean here: `explain` and the report's search.
#include <string>
#include <vector>

namespace blackbody {

/// Words of machine learning that mean one thing, and the quantities and findings that they stand for: "dead neurons",
/// "dying relu" and others for "excitation.dead_channels", "channels_never_excited" and others.
struct TypedWords {
    std::vector<std::string> words, names;
};
const std::vector<TypedWords>& typed_words();

/// Small letters, one blank between words, dashes and underscores as blanks, no plural: what is typed in any of these
/// ways is alike.
std::string plain_words(const std::string& words);

/// What somebody's words stand for, empty where they are none of those.
std::vector<std::string> names_for_typed(const std::string& words);

}  // namespace blackbody
