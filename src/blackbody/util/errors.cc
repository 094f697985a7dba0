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
    part("; ", c.advice);
    return escape_control(line);
}

}  // namespace blackbody
