#include "blackbody/util/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace blackbody {
namespace {

constexpr double without_exponent = 1e7;  // numbers below it are written out

/// Length of the well-formed UTF-8 sequence that starts at `at`, 0 if there is none.
int utf8_length(std::string_view s, size_t at) {
    auto byte = [&](size_t i) { return static_cast<unsigned char>(s[i]); };
    const unsigned char lead = byte(at);
    const int n = lead < 0x80                   ? 1
                  : lead >= 0xC2 && lead < 0xE0 ? 2
                  : lead >= 0xE0 && lead < 0xF0 ? 3
                  : lead >= 0xF0 && lead < 0xF5 ? 4
                                                : 0;
    if (n == 0 || at + n > s.size()) return 0;
    for (int i = 1; i < n; ++i)
        if ((byte(at + i) & 0xC0) != 0x80) return 0;
    if (n == 3 && ((lead == 0xE0 && byte(at + 1) < 0xA0) || (lead == 0xED && byte(at + 1) > 0x9F))) return 0;
    if (n == 4 && ((lead == 0xF0 && byte(at + 1) < 0x90) || (lead == 0xF4 && byte(at + 1) > 0x8F))) return 0;
    return n;
}

/// C1 controls and the bidirectional overrides hide or reorder what a reader sees.
bool is_hidden_control(std::string_view sequence) {
    return (sequence.size() == 2 && sequence[0] == '\xC2' && static_cast<unsigned char>(sequence[1]) < 0xA0) ||
           (sequence.size() == 3 && sequence.substr(0, 2) == "\xE2\x80" &&
            ((sequence[2] >= '\xAA' && sequence[2] <= '\xAE') || sequence[2] == '\x8E' || sequence[2] == '\x8F')) ||
           (sequence.size() == 3 && sequence.substr(0, 2) == "\xE2\x81" && sequence[2] >= '\xA6' &&
            sequence[2] <= '\xA9');
}

void append_escaped(std::string& out, std::string_view bytes) {
    char hex[8];
    for (const char c : bytes) {
        std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned char>(c));
        out += hex;
    }
}

}  // namespace

std::string escape_control(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const int n = utf8_length(text, i);
        const std::string_view sequence = text.substr(i, std::max(n, 1));
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (n == 0 || c < 0x20 || c == 0x7F || is_hidden_control(sequence)) append_escaped(out, sequence);
        else out += sequence;
        i += sequence.size();
    }
    return out;
}

std::string markdown_cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("|*_<`\\").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string escape_html(std::string_view text) {
    std::string out;
    for (const char c : escape_control(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

namespace {

/// Matches one set "[a-z]" that starts at `p`; advances past it.
bool match_set(std::string_view pattern, size_t& p, char c) {
    size_t i = p + 1;
    const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (negated) ++i;
    bool hit = false;
    for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); ++i, first = false) {
        if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
            hit |= pattern[i] <= c && c <= pattern[i + 2];
            i += 2;
        } else {
            hit |= pattern[i] == c;
        }
    }
    p = i + 1;
    return hit != negated;
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view name) {
    // Greedy match with one remembered star: linear in practice, never exponential.
    size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
    while (n < name.size()) {
        size_t next = p;
        bool ok = false;
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = n;
            continue;
        }
        if (p < pattern.size() && pattern[p] == '[' && pattern.find(']', p + 1) != std::string_view::npos)
            ok = match_set(pattern, next, name[n]);
        else if (p < pattern.size()) ok = pattern[p] == '?' || pattern[p] == name[n], next = p + 1;
        if (ok) p = next, ++n;
        else if (star != std::string_view::npos) p = star + 1, n = ++resume;
        else return false;
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
    std::string best;
    // Two typing errors (letters that changed places are two), or one in three letters; of short names one.
    size_t best_distance = (name.size() < 4 ? 1 : std::max<size_t>(name.size() / 3, 2)) + 1;
    for (const std::string& candidate : candidates) {
        // Levenshtein distance, one row at a time.
        std::vector<size_t> row(candidate.size() + 1);
        for (size_t j = 0; j < row.size(); ++j) row[j] = j;
        for (size_t i = 1; i <= name.size(); ++i) {
            size_t diagonal = row[0]++;
            for (size_t j = 1; j < row.size(); ++j) {
                const size_t change = diagonal + (name[i - 1] != candidate[j - 1]);
                diagonal = row[j];
                row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
            }
        }
        if (row.back() < best_distance) best_distance = row.back(), best = candidate;
    }
    return best;
}

std::string short_number(double value, int digits) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    char text[64];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    // "19400" and not "1.94e+04": of what has a name in words, the exponent is noise.
    if (std::strchr(text, 'e') && std::fabs(value) >= 1 && std::fabs(value) < without_exponent)
        std::snprintf(text, sizeof text, "%.0f", std::strtod(text, nullptr));
    return text;
}

std::string with_error(double value, double error) {
    if (!std::isfinite(value) || !std::isfinite(error) || error <= 0) return short_number(value);
    // Two digits of the error decide how many decimals the value deserves.
    const int decimals = 1 - static_cast<int>(std::floor(std::log10(error)));
    char text[96];
    if (decimals > 9 || std::fabs(value) >= without_exponent || error >= without_exponent)
        std::snprintf(text, sizeof text, "%.4g ± %.2g", value, error);
    else if (decimals < 0) {
        const double unit = std::pow(10, -decimals);
        std::snprintf(text, sizeof text, "%.0f ± %.0f", std::round(value / unit) * unit,
                      std::round(error / unit) * unit);
    } else std::snprintf(text, sizeof text, "%.*f ± %.*f", decimals, value, decimals, error);
    return text;
}

std::string with_commas(long long value) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) digits.insert(i, ",");
    return value < 0 ? "-" + digits : digits;
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i) out += between;
        out += parts[i];
    }
    return out;
}

}  // namespace blackbody
