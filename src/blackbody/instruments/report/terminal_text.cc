#include "blackbody/instruments/report/terminal_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace blackbody::terminal {
namespace {

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// Byte offset of the code point number `column`.
std::size_t offset(std::string_view text, int column) {
    std::size_t at = 0;
    for (; at < text.size(); ++at)
        if (starts_code_point(text[at]) && column-- == 0) break;
    return at;
}

}  // namespace

int columns(std::string_view text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), starts_code_point));
}

std::string fit(std::string_view text, int width, const TerminalOptions& options) {
    const int have = columns(text);
    if (have <= width) return std::string(text) + std::string(width - have, ' ');
    const std::string gap = options.unicode ? "…" : "~";
    const int head = (width - 1) / 2, tail = width - 1 - head;
    return std::string(text.substr(0, offset(text, head))) + gap + std::string(text.substr(offset(text, have - tail)));
}

std::vector<std::string> wrap(std::string_view text, int width) {
    std::vector<std::string> lines;
    while (columns(text) > width) {
        // Break at the last space that fits, or inside a word that is longer than a line.
        const std::size_t limit = offset(text, width);
        std::size_t cut = text.rfind(' ', limit);
        const bool hard = cut == std::string_view::npos || cut == 0;
        if (hard) cut = limit;
        lines.emplace_back(text.substr(0, cut));
        text.remove_prefix(hard ? cut : cut + 1);
    }
    lines.emplace_back(text);
    return lines;
}

std::string ink(std::string_view text, Ink colour, const TerminalOptions& options) {
    static constexpr std::array<const char*, 6> codes = {"1", "2", "31", "33", "32", "34"};
    if (!options.color) return std::string(text);
    return "\x1b[" + std::string(codes[static_cast<int>(colour)]) + "m" + std::string(text) + "\x1b[0m";
}

std::string sparkline(const std::vector<double>& values, int width, const TerminalOptions& options) {
    static constexpr std::array<const char*, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static constexpr std::array<const char*, 8> ascii = {"_", ".", ":", "-", "=", "+", "*", "#"};
    const int n = static_cast<int>(values.size()), cells = std::min(n, width);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    std::string out;
    for (int cell = 0; cell < cells; ++cell) {
        // A cell shows the mean of the points that fall into it.
        const int first = cell * n / cells, last = std::max(first + 1, (cell + 1) * n / cells);
        double mean = 0;
        for (int i = first; i < last; ++i) mean += values[i] / (last - first);
        const double share = *high > *low ? (mean - *low) / (*high - *low) : 0.5;
        out += (options.unicode ? blocks : ascii)[std::clamp(static_cast<int>(share * 8), 0, 7)];
    }
    return out + std::string(width - cells, ' ');
}

std::string plain(std::string text, const TerminalOptions& options) {
    static const std::array<std::pair<const char*, const char*>, 6> symbols = {
        {{"±", "+-"}, {"·", "|"}, {"→", "->"}, {"…", ".."}, {"×", "x"}, {"—", "-"}}};
    if (options.unicode) return text;
    for (const auto& [symbol, replacement] : symbols)
        for (std::size_t at = 0; (at = text.find(symbol, at)) != std::string::npos;)
            text.replace(at, std::string_view(symbol).size(), replacement);
    return text;
}

}  // namespace blackbody::terminal
