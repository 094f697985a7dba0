#include "blackbody/systems/layered/real_baseline.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::vector<LayerText> over_the_reals(const std::vector<LayerText>& waves) {
    std::vector<LayerText> reals;
    for (const LayerText& text : waves) {
        const LayerKind& kind = find_layer_kind(text.name, text.name);
        std::vector<LayerText> own =
            kind.real_baseline != nullptr ? kind.real_baseline(text) : std::vector<LayerText>{text};
        for (LayerText& layer : own) {
            layer.inner = over_the_reals(layer.inner);
            // Words behind a bracket are layers, too: residual(...) modrelu.
            if (!layer.inner.empty())
                for (std::string& word : layer.words) word = to_text(over_the_reals({{word, {}}}));
            reals.push_back(layer);
        }
    }
    return reals;
}

/// The words that say how many channels leave, in order.
void collect_channels(std::vector<LayerText>& texts, std::vector<std::string*>& words) {
    for (LayerText& text : texts) {
        collect_channels(text.inner, words);
        if (find_layer_kind(text.name, text.name).counts_channels && !text.words.empty())
            words.push_back(&text.words[0]);
    }
}

/// Number of channels in the wave network -> in its baseline. Equal ones stay equal, as residual layers need.
using Widths = std::map<std::int64_t, std::int64_t>;

class Search {
  public:
    Search(const NetworkPlan& wave, EqualIn equal) : plan_(wave), equal_(equal) {
        plan_.field = Field::real;
        texts_ = over_the_reals(parse_description(wave.text));
        collect_channels(texts_, words_);
        if (!words_.empty()) words_.pop_back();  // the classes
        for (std::string* word : words_) waves_.push_back(std::stoll(*word));
        target_ = count(LayeredNetwork(wave));
    }

    /// One factor for all, then single steps of single widths while they help.
    NetworkPlan run() {
        double low = .25, high = 8;
        for (int i = 0; i < 16; ++i) {
            const double middle = std::sqrt(low * high);
            (excess(scaled(middle)) < 0 ? low : high) = middle;
        }
        Widths best = scaled(low);
        for (const Widths& other : {scaled(high)})
            if (std::abs(excess(other)) < std::abs(excess(best))) best = other;
        while (const auto better = improved(best)) best = *better;
        return planned(best);
    }

  private:
    double count(const LayeredNetwork& network) const {
        return equal_ == EqualIn::parameters ? static_cast<double>(network.learned_numbers())
                                             : network.multiplications();
    }
    Widths scaled(double factor) const {
        Widths widths;
        for (const std::int64_t c : waves_)
            widths[c] = std::max<std::int64_t>(1, std::llround(factor * static_cast<double>(c)));
        return widths;
    }
    NetworkPlan planned(const Widths& widths) {
        for (std::size_t i = 0; i < words_.size(); ++i) *words_[i] = std::to_string(widths.at(waves_[i]));
        NetworkPlan plan = plan_;
        plan.text = to_text(texts_);
        return plan;
    }
    /// Share by which the baseline has more than the wave network.
    double excess(const Widths& widths) { return count(LayeredNetwork(planned(widths))) / target_ - 1; }

    std::optional<Widths> improved(const Widths& from) {
        std::optional<Widths> best;
        double least = std::abs(excess(from));
        for (const auto& [wave, width] : from)
            for (const std::int64_t step : {-1, 1}) {
                Widths next = from;
                next[wave] = std::max<std::int64_t>(1, width + step);
                const double found = std::abs(excess(next));
                if (found < least) least = found, best = next;
            }
        return best;
    }

    NetworkPlan plan_;
    EqualIn equal_;
    std::vector<LayerText> texts_;
    std::vector<std::string*> words_;
    std::vector<std::int64_t> waves_;
    double target_ = 0;
};

}  // namespace

NetworkPlan real_baseline(const NetworkPlan& wave, EqualIn equal) { return Search(wave, equal).run(); }

}  // namespace blackbody
