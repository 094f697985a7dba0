#include "blackbody/systems/layered/layer_words.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// A whole number from 1 to `most`, or 0.
std::int64_t whole(std::string_view word, std::int64_t most) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size() && value >= 1 && value <= most ? value : 0;
}

/// A finite number, or not a number.
double finite(std::string_view word) {
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool is_read = error == std::errc() && end == word.data() + word.size() && std::isfinite(value);
    return is_read ? value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void LayerWords::refuse(const std::string& expected, const std::string& found) const {
    refuse_layer(text_, place_, expected, found);
}

std::int64_t LayerWords::number(const std::string& what) {
    if (words_.empty()) refuse(what + ", a number", "nothing");
    const std::int64_t value = whole(words_[0], 1000000);
    if (value == 0) refuse(what + ", a number from 1 to 1,000,000", "'" + words_[0] + "'");
    words_.erase(words_.begin());
    return value;
}

double LayerWords::real(const std::string& what) {
    if (words_.empty()) refuse(what + ", a number", "nothing");
    const double value = finite(words_[0]);
    if (std::isnan(value)) refuse(what + ", a number", "'" + words_[0] + "'");
    words_.erase(words_.begin());
    return value;
}

std::array<std::int64_t, 2> LayerWords::size() {
    if (words_.empty()) refuse("a size, as 3x3", "nothing");
    const std::string word = words_[0];
    const std::size_t cross = word.find('x');
    const std::int64_t y = whole(word.substr(0, cross), 1000);
    const std::int64_t x = cross == std::string::npos ? y : whole(std::string_view(word).substr(cross + 1), 1000);
    if (x == 0 || y == 0) refuse("a size, as 3x3", "'" + word + "'");
    words_.erase(words_.begin());
    return {y, x};
}

std::string LayerWords::take() {
    if (words_.empty()) return "";
    const std::string word = words_[0];
    words_.erase(words_.begin());
    return word;
}

bool LayerWords::has(const std::string& word) {
    const auto found = std::find(words_.begin(), words_.end(), word);
    if (found == words_.end()) return false;
    words_.erase(found);
    return true;
}

std::string LayerWords::after(const std::string& word) {
    const auto found = std::find(words_.begin(), words_.end(), word);
    if (found == words_.end()) return "";
    if (found + 1 == words_.end()) refuse("something behind '" + word + "'", "nothing");
    std::string value = found[1];
    words_.erase(found, found + 2);
    return value;
}

std::int64_t LayerWords::number_after(const std::string& word, std::int64_t otherwise) {
    const std::string value = after(word);
    if (value.empty()) return otherwise;
    const std::int64_t number = whole(value, 1000000);
    if (number == 0) refuse("a number from 1 to 1,000,000 behind '" + word + "'", "'" + value + "'");
    return number;
}

double LayerWords::real_after(const std::string& word, double otherwise) {
    const std::string value = after(word);
    if (value.empty()) return otherwise;
    const double number = finite(value);
    if (std::isnan(number)) refuse("a number behind '" + word + "'", "'" + value + "'");
    return number;
}

std::string LayerWords::word_after(const std::string& word, const std::vector<std::string>& words) {
    const std::string value = after(word);
    if (value.empty()) return words.front();
    if (std::find(words.begin(), words.end(), value) == words.end())
        refuse(join(words, ", ") + " behind '" + word + "'", "'" + value + "'");
    return value;
}

std::string LayerWords::one_of(const std::vector<std::string>& words) {
    for (const std::string& word : words)
        if (has(word)) return word;
    return words.front();
}

void LayerWords::needs_picture() const {
    if (place_.in.size.empty()) refuse("a picture", to_text(place_.in) + " without positions");
}

void LayerWords::needs_waves() const {
    if (place_.in.field == Field::real) refuse("a complex state", "a real one");
}

void LayerWords::end() {
    if (words_.empty()) return;
    const LayerKind* kind = nullptr;
    for (const LayerKind* k : layer_kinds())
        if (k->info.name == text_.name) kind = k;
    refuse(kind ? kind->info.form : "nothing more", "'" + words_[0] + "'");
}

}  // namespace blackbody
