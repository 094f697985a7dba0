#include "blackbody/cli/command_line.h"

namespace blackbody {

std::string command_line(const Options& options) {
    std::string line = "blackbody";
    for (const std::string& word : options.arguments) {
        const bool plain =
            word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:@+%") ==
            std::string::npos;
        std::string quoted;
        for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
        line += " " + (plain && !word.empty() ? word : "'" + quoted + "'");
    }
    return line;
}

}  // namespace blackbody
