#pragma once
/// The words behind a layer's name, taken one by one; what is left over is an error that shows the layer's form.
///
///     LayerWords words(text, place);
///     const std::int64_t channels = words.number("channels");
///     const auto kernel = words.size();
///     const std::int64_t stride = words.number_after("stride", 1);
///     const bool is_circular = words.has("circular");
///     words.end();
#include <array>

#include "blackbody/systems/layered/layer.h"

namespace blackbody {

class LayerWords {
  public:
    LayerWords(const LayerText& text, const LayerPlace& place) : text_(text), place_(place), words_(text.words) {}

    /// The next word, a whole number from 1 to 1,000,000. `what` is for the complaint.
    std::int64_t number(const std::string& what);
    double real(const std::string& what);
    /// The next word as "3x5" (Y, X) or "3" (both), from 1 to 1,000.
    std::array<std::int64_t, 2> size();
    /// A word anywhere, taken out.
    bool has(const std::string& word);
    /// The number behind a word anywhere, or `otherwise`.
    std::int64_t number_after(const std::string& word, std::int64_t otherwise);
    double real_after(const std::string& word, double otherwise);
    /// The word behind a word anywhere, which must be one of these, or the first of them.
    std::string word_after(const std::string& word, const std::vector<std::string>& words);
    /// One of these words anywhere, or the first of them where none is there.
    std::string one_of(const std::vector<std::string>& words);
    /// The next word as it stands, "" where none is left.
    std::string take();
    /// What comes in must have positions; must be complex.
    void needs_picture() const;
    void needs_waves() const;
    bool empty() const { return words_.empty(); }
    /// Nothing may be left.
    void end();
    [[noreturn]] void refuse(const std::string& expected, const std::string& found) const;

  private:
    std::string after(const std::string& word);
    const LayerText& text_;
    const LayerPlace& place_;
    std::vector<std::string> words_;
};

}  // namespace blackbody
