#include "blackbody/formats/csv/csv.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What stands between fields: the first of these that the line holds.
char separator_of(std::string_view line) {
    for (const char c : {',', ';', '\t'})
        if (line.find(c) != std::string_view::npos) return c;
    return ' ';
}

std::optional<double> number_of(std::string_view field) {
    if (field.size() > 1 && field[0] == '+') field.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
    return value;
}

/// Calls use(field, number from 1) for every field of a line.
template <class Use>
void each_field(std::string_view line, char separator, Use use) {
    std::int64_t number = 0;
    while (true) {
        const std::size_t end = std::min(line.find(separator), line.size());
        use(trimmed(line.substr(0, end)), ++number);
        if (end == line.size()) return;
        line.remove_prefix(end + 1);
        if (separator == ' ') line = trimmed(line);
    }
}

class Reader {
  public:
    explicit Reader(const std::string& path) : path_(path) {}

    void line(std::string_view text) {
        ++number_;
        text = trimmed(text);
        if (text.empty() || text[0] == '#') return;
        if (table_.columns == 0) separator_ = separator_of(text);
        if (table_.columns == 0 && take_names(text)) return;
        numbers(text);
    }
    Table table() {
        if (table_.rows == 0) refuse("file", "at least one line of numbers", "none");
        return std::move(table_);
    }

  private:
    [[noreturn]] void refuse(const std::string& place, const std::string& expected, const std::string& found) const {
        throw FormatError({.file = path_, .place = place, .expected = expected, .found = found});
    }
    std::string place() const { return "line " + std::to_string(number_); }

    /// A first line without a single number holds the names.
    bool take_names(std::string_view text) {
        std::vector<std::string> names;
        bool is_text = true;
        each_field(text, separator_, [&](std::string_view field, std::int64_t) {
            is_text = is_text && !number_of(field);
            names.emplace_back(field);
        });
        if (is_text && table_.names.empty() && table_.rows == 0 && names.size() > 1) {
            table_.names = std::move(names);
            return true;
        }
        return false;
    }
    void numbers(std::string_view text) {
        std::int64_t count = 0;
        each_field(text, separator_, [&](std::string_view field, std::int64_t column) {
            const std::optional<double> value = number_of(field);
            if (!value)
                refuse(place() + ", column " + std::to_string(column), "a number",
                       "'" + escape_control(std::string(field.substr(0, 40))) + "'");
            table_.values.push_back(*value), count = column;
        });
        const std::int64_t expected = table_.columns ? table_.columns : static_cast<std::int64_t>(table_.names.size());
        if (expected && count != expected)
            refuse(place(), std::to_string(expected) + " numbers", std::to_string(count));
        table_.columns = count, ++table_.rows;
    }

    const std::string& path_;
    Table table_;
    char separator_ = ',';
    std::int64_t number_ = 0;
};

}  // namespace

Table parse_csv(std::span<const std::byte> bytes, const std::string& path) {
    Reader reader(path);
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        reader.line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return reader.table();
}

Table read_csv(const std::string& path) { return parse_csv(MappedFile::open(path)->bytes(), path); }

}  // namespace blackbody
