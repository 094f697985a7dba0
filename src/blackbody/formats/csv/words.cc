#include "blackbody/formats/csv/words.h"

#include <algorithm>
#include <cctype>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {
namespace {

constexpr std::size_t max_file = std::size_t{256} << 20;

[[noreturn]] void refuse(const std::string& path, std::size_t line, const std::string& expected,
                         const std::string& found) {
    throw FormatError({.file = path,
                       .place = line ? "line " + std::to_string(line) : "",
                       .expected = expected,
                       .found = found,
                       .advice = ""});
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return std::string(text);
}

/// Fields of a line; a doubled quote within quotes is a quote.
std::vector<std::string> fields_of(std::string_view line, char separator, const std::string& path, std::size_t number) {
    std::vector<std::string> fields;
    for (std::size_t at = 0; at <= line.size(); ++at) {
        const std::size_t start = std::min(line.find_first_not_of(separator == '\t' ? " " : " \t", at), line.size());
        if (start < line.size() && line[start] == '"') {
            std::string field;
            for (at = start + 1; at < line.size() && (line[at] != '"' || (at + 1 < line.size() && line[at + 1] == '"'));
                 ++at) {
                if (line[at] == '"') ++at;
                field += line[at];
            }
            if (at >= line.size()) refuse(path, number, "a quote that ends on its line", "none");
            fields.push_back(field);
            at = std::min(line.find(separator, at), line.size());
        } else {
            const std::size_t end = std::min(line.find(separator, at), line.size());
            fields.push_back(trimmed(line.substr(at, end - at)));
            at = end;
        }
    }
    return fields;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// Where a line's last word starts, if that is a whole number behind another word; else npos.
std::size_t number_at_end(std::string_view line) {
    const std::size_t last = line.find_last_not_of(" \t\r"), space = line.find_last_of(" \t", last);
    if (last == line.npos || space == line.npos || line.find_first_not_of(" \t") >= space) return line.npos;
    const std::string_view word = line.substr(space + 1, last - space);
    return word.find_first_not_of("0123456789") == word.npos ? space + 1 : line.npos;
}

/// What the first line with words separates its fields by; '\n' where it has one field.
char separator_of(const std::vector<std::string_view>& lines) {
    for (const std::string_view line : lines) {
        if (trimmed(line).empty()) continue;
        for (const char separator : {'\t', ';', ','})
            if (line.find(separator) != line.npos) return separator;
        break;
    }
    return '\n';
}

}  // namespace

Words parse_words(std::span<const std::byte> bytes, const std::string& path) {
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (bytes.size() > max_file || text.find('\0') != text.npos) refuse(path, 0, "text", "other bytes");
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const std::vector<std::string_view> lines = lines_of(text);
    const char separator = separator_of(lines);
    const bool numbers_at_end = separator == '\n' && std::all_of(lines.begin(), lines.end(), [](std::string_view line) {
                                    return trimmed(line).empty() || number_at_end(line) != line.npos;
                                });

    Words words;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (trimmed(lines[i]).empty()) continue;
        if (numbers_at_end) {
            const std::size_t at = number_at_end(lines[i]);
            words.push_back({trimmed(lines[i].substr(0, at)), trimmed(lines[i].substr(at))});
        } else {
            words.push_back(fields_of(lines[i], separator, path, i + 1));
        }
        if (words.back().size() != words.front().size())
            refuse(path, i + 1, std::to_string(words.front().size()) + " fields as in the first line",
                   std::to_string(words.back().size()));
    }
    return words;
}

Words read_words(const std::string& path) { return parse_words(MappedFile::open(path)->bytes(), path); }

}  // namespace blackbody
