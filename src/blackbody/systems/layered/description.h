#pragma once
/// A network as a short text: layers in order, options as words behind the name, layers inside a layer in brackets.
///
///   conv 16 3x3 stride 2, norm, relu, 3 * residual(conv 16 3x3, norm, relu, conv 16 3x3, norm), global, linear 10
///
///   text = item { "," item }     item = [ number "*" ] name { word } [ "(" text ")" { word } ]
///
/// Texts come from strangers' files, too: at most 10,000 characters, 16 brackets deep, 1,000 layers when written out
/// (those in brackets count once more for each bracket).
#include <string>
#include <vector>

namespace blackbody {

struct LayerText {
    std::string name;                ///< "conv"
    std::vector<std::string> words;  ///< "16", "3x3", "stride", "2"
    std::vector<LayerText> inner{};  ///< between brackets
};

/// Repetitions are written out. Throws Error(usage) with the place and what was expected there.
std::vector<LayerText> parse_description(const std::string& text);

/// The text again, in one spelling.
std::string to_text(const std::vector<LayerText>& layers);

}  // namespace blackbody
