#include "blackbody/base/left_out.h"

namespace blackbody {

std::string left_out_note(const std::string& what, const std::string& why) {
    return left_out + what + " (" + why + ")";
}

std::string left_out_of(const Measurement& measurement) {
    std::string words;
    for (const std::string& note : measurement.notes)
        if (note.starts_with(left_out)) words += (words.empty() ? "" : "; ") + note.substr(sizeof left_out - 1);
    return words;
}

}  // namespace blackbody
