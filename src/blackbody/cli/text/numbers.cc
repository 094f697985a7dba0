#include "blackbody/cli/text/numbers.h"

#include <charconv>
#include <cstdlib>

namespace blackbody {
namespace {

std::string complaint(const std::string& expected, const std::string& word) {
    return "expected " + expected + ", found '" + word + "'";
}

/// The word as a number of this type; false where it is another thing or goes on behind it.
template <typename T>
bool is_read(const std::string& word, T& value) {
    const char* end = word.data() + word.size();
    const auto [at, error] = std::from_chars(word.data(), end, value);
    return error == std::errc{} && at == end && !word.empty();
}

}  // namespace

CLI::Validator in(const NumberRange& range) {
    return {[range](const std::string& word) -> std::string {
                std::int64_t whole_value = 0;
                double value = 0;
                const bool fits = range.is_whole
                                      ? is_read(word, whole_value) && range.holds(static_cast<double>(whole_value))
                                      : is_read(word, value) && range.holds(value);
                return fits ? "" : complaint(range.words(), word);
            },
            ""};
}

CLI::Validator seed_number() {
    return {[](const std::string& word) -> std::string {
                std::uint64_t value = 0;
                return is_read(word, value) ? "" : complaint("a whole number from 0 to 18446744073709551615", word);
            },
            ""};
}

CLI::Validator share_or_data() {
    return {[](const std::string& word) -> std::string {
                char* end = nullptr;
                const double share = std::strtod(word.c_str(), &end);
                const bool is_number = end != word.c_str() && *end == 0;
                return !is_number || below(0, 1).holds(share) ? ""
                                                              : complaint("a share from 0 to below 1, or data", word);
            },
            ""};
}

}  // namespace blackbody
