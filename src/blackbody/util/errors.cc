#include "blackbody/util/errors.h"

#include "blackbody/util/text.h"

namespace blackbody {

std::string to_line(const Complaint& c) {
    std::string line;
    auto part = [&line](const std::string& between, const std::string& text) {
        if (text.empty()) return;
        if (!line.empty()) line += between;
        line += text;
    };
    part("", c.file);
    part(": ", c.place);
    part(": ", c.expected.empty() ? "" : "expected " + c.expected);
    part(c.expected.empty() ? ": " : ", ", c.found.empty() ? "" : "found " + c.found);
    part("; ", c.advice.words);
    return escape_control(line);
}

Interrupted::Interrupted(const Interrupted& error, const Advice& written)
    : Error(ErrorKind::interrupted, Complaint{.place = error.what(), .advice = written}),
      says_what_was_written_(true) {}

}  // namespace blackbody
