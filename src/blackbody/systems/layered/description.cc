#include "blackbody/systems/layered/description.h"

#include <cctype>
#include <cstdint>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::size_t most_characters = 10000, most_layers = 1000;
constexpr int most_brackets = 16;

/// A cursor over the text.
class Reader {
  public:
    explicit Reader(const std::string& text) : text_(text) {}

    std::vector<LayerText> list(int depth) {
        if (depth > most_brackets) refuse("at most 16 brackets inside each other");
        std::vector<LayerText> layers;
        do item(depth, layers);
        while (accept(','));
        return layers;
    }

    void end() {
        if (at_ != text_.size()) refuse("a comma or the end");
    }

  private:
    void skip() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }
    bool accept(char c) {
        skip();
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        skip();
        return true;
    }
    /// Letters, digits and what numbers and names are made of; "" where something else stands.
    std::string word() {
        skip();
        const std::size_t first = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                      std::string("-+._/").find(text_[at_]) != std::string::npos))
            ++at_;
        return text_.substr(first, at_ - first);
    }
    [[noreturn]] void refuse(const std::string& expected) const {
        const std::string rest = text_.substr(at_, 20);
        throw Error(ErrorKind::usage,
                    Complaint{.place = "description of the network, character " + std::to_string(at_ + 1),
                              .expected = expected,
                              .found = rest.empty() ? "the end" : "'" + rest + "'"});
    }

    void item(int depth, std::vector<LayerText>& layers) {
        std::string name = word();
        if (name.empty()) refuse("the name of a layer");
        std::size_t times = 1;
        if (std::isdigit(static_cast<unsigned char>(name[0]))) {
            if (name.size() > 4 || name.find_first_not_of("0123456789") != std::string::npos || !accept('*'))
                refuse("a layer, or a number, * and a layer");
            times = std::stoul(name);
            name = word();
            if (name.empty()) refuse("the name of a layer");
        }
        LayerText layer{name, {}};
        words(layer);
        if (accept('(')) {
            layer.inner = list(depth + 1);
            if (!accept(')')) refuse("a comma or a closing bracket");
            words(layer);
        }
        const std::size_t size = times * written(layer);
        if (times == 0 || (count_ += size) > most_layers) refuse("1 to 1,000 layers in all, above this place");
        layers.insert(layers.end(), times, layer);
    }
    void words(LayerText& layer) {
        for (std::string next = word(); !next.empty(); next = word()) layer.words.push_back(next);
    }
    static std::size_t written(const LayerText& layer) {
        std::size_t count = 1;
        for (const LayerText& part : layer.inner) count += written(part);
        return count;
    }

    const std::string& text_;
    std::size_t at_ = 0, count_ = 0;
};

}  // namespace

std::vector<LayerText> parse_description(const std::string& text) {
    if (text.size() > most_characters)
        throw Error(ErrorKind::usage, Complaint{.place = "description of the network",
                                                .expected = "at most 10,000 characters",
                                                .found = with_commas(static_cast<std::int64_t>(text.size()))});
    Reader reader(text);
    std::vector<LayerText> layers = reader.list(0);
    reader.end();
    return layers;
}

std::string to_text(const std::vector<LayerText>& layers) {
    std::string text;
    for (const LayerText& layer : layers) {
        text += (text.empty() ? "" : ", ") + layer.name;
        if (!layer.inner.empty()) text += "(" + to_text(layer.inner) + ")";
        for (const std::string& word : layer.words) text += " " + word;
    }
    return text;
}

}  // namespace blackbody
