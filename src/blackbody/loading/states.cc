#include "blackbody/loading/states.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>

#include "blackbody/base/fields.h"
#include "blackbody/loading/state_files.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

[[noreturn]] void refuse(const DataCard& card, const std::string& place, const std::string& expected,
                         const std::string& found, const Advice& advice = {}) {
    throw Error(ErrorKind::data,
                Complaint{.file = card.file, .place = place, .expected = expected, .found = found, .advice = advice});
}

/// 0 or 1 from real numbers, by a cut or by chance.
at::Tensor binarised(const at::Tensor& grey, const StateOptions& options, DataCard& card) {
    const auto say = [&](const std::string& how) {
        card.preprocessing += (card.preprocessing.empty() ? "" : "; ") + how;
    };
    if (options.binarise == "threshold") {
        say("1 where a value exceeds " + short_number(options.threshold));
        return (grey > options.threshold).to(at::kByte);
    }
    if (options.binarise != "sample")
        throw OptionError("binarise", "expected threshold or sample, found '" + *options.binarise + "'");
    const double low = grey.min().item<double>(), high = grey.max().item<double>();
    if (low < 0 || high > 1)
        refuse(card, "binarise", "probabilities from 0 to 1", short_number(low < 0 ? low : high),
               {"binarise by a threshold", {"binarise"}});
    say("drawn once with its value as probability of 1, seed " + std::to_string(options.seed));
    const at::Tensor values = grey.to(at::kFloat).contiguous();
    at::Tensor drawn = at::empty(values.sizes(), at::kByte);
    const float* p = values.const_data_ptr<float>();
    std::uint8_t* out = drawn.data_ptr<std::uint8_t>();
    const std::int64_t units = values.size(1);
    const Seed seed = seed_for(options.seed, "binarise");
    at::parallel_for(0, values.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; ++n) {
            Random random(seed, static_cast<std::uint64_t>(n));
            for (std::int64_t u = 0; u < units; ++u) out[n * units + u] = random.uniform() < p[n * units + u];
        }
    });
    return drawn;
}

/// Numbers of letters (or of colours) as columns of which one is 1.
void to_columns(States& states, const StoredSamples& stored) {
    const at::Tensor letters = states.values.to(at::kLong);
    if (stored.alphabet.empty() && !(states.values == letters).all().item<bool>())
        refuse(states.card, "values", "whole numbers, the states of potts units", "others");
    const std::int64_t low = letters.min().item<std::int64_t>(), high = letters.max().item<std::int64_t>();
    if (low < 0 || high > 254) refuse(states.card, "values", "states 0 to 254", std::to_string(low < 0 ? low : high));
    states.colours = stored.alphabet.empty() ? high + 1 : static_cast<std::int64_t>(stored.alphabet.size());
    states.values = at::one_hot(letters, states.colours).to(at::kByte).view({letters.size(0), -1});
    states.picture.clear();
}

bool only(const at::Tensor& values, std::initializer_list<int> numbers) {
    at::Tensor is = values == *numbers.begin();
    for (const int number : numbers) is = is.logical_or(values == number);
    return is.all().item<bool>();
}

/// What to do about values that are no states of these units.
Advice advice_for(const at::Tensor& values, const Unit& unit) {
    const double low = values.min().item<double>(), high = values.max().item<double>();
    if (unit.values.size() != 2 || !std::isfinite(high - low)) return {"other units, or other data", {"units"}};
    if (low >= 0 && high <= 1) return {"say how grey becomes 0 or 1: binarise by threshold or by sample", {"binarise"}};
    return {"say how numbers become 0 or 1: binarise by threshold, the threshold " + short_number((low + high) / 2, 3) +
                "; or other units",
            {"binarise", "threshold", "units"}};
}

/// The first value that is no state, with its place.
void check_states(const States& states, const Unit& unit) {
    Layer layer = free_layer(unit, states.values.size(1), states.colours);
    // In pieces: a mask of doubles of all data at once would be the largest thing in memory.
    constexpr std::int64_t piece = 4096;
    for (std::int64_t first = 0; first < states.values.size(0); first += piece) {
        const at::Tensor part =
            states.values.narrow(0, first, std::min(piece, states.values.size(0) - first)).to(at::kDouble);
        const at::Tensor wrong = unit.allowed(layer, part).logical_not();
        if (!wrong.any().item<bool>()) continue;
        const at::Tensor place = wrong.nonzero()[0];
        const std::int64_t n = place[0].item<std::int64_t>(), u = place[1].item<std::int64_t>();
        refuse(states.card, "sample " + std::to_string(first + n) + ", unit " + std::to_string(u),
               unit.states + " (" + unit.name + " units)", short_number(part[n][u].item<double>()),
               advice_for(states.values, unit));
    }
}

/// Sequences that are alike to 80 % share one weight (Weigt et al. 2009; Morcos et al. 2011).
at::Tensor shared_weights(const at::Tensor& letters) {
    const std::int64_t rows = letters.size(0), length = letters.size(1);
    const at::Tensor values = letters.to(at::kByte).contiguous();
    const std::uint8_t* s = values.const_data_ptr<std::uint8_t>();
    const auto enough = static_cast<std::int64_t>(std::ceil(.8 * static_cast<double>(length)));
    at::Tensor weights = at::empty({rows}, at::kDouble);
    double* w = weights.data_ptr<double>();
    at::parallel_for(0, rows, 8, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t a = begin; a < end; ++a) {
            std::int64_t alike = 0;
            for (std::int64_t b = 0; b < rows; ++b) {
                std::int64_t same = 0;
                for (std::int64_t i = 0; i < length; ++i) same += s[a * length + i] == s[b * length + i];
                alike += same >= enough;
            }
            w[a] = 1 / static_cast<double>(alike);
        }
    });
    return weights;
}

/// Given weights, or those of sequences; their mean is 1.
void add_weights(States& states, const StoredSamples& stored, const StateOptions& options) {
    if (!options.weights.empty()) {
        const StoredSamples given = read_samples(options.weights, "", 0);
        states.weights = given.values.to(at::kDouble).view(-1);
        const bool fits = states.weights.numel() == states.values.size(0);
        if (!fits || !(states.weights >= 0).all().item<bool>() || !(states.weights.sum() > 0).item<bool>() ||
            !at::isfinite(states.weights).all().item<bool>())
            refuse(given.card, "weights", std::to_string(states.values.size(0)) + " numbers from 0 on, one a sample",
                   fits ? "a negative or no number" : std::to_string(states.weights.numel()));
    } else if (!stored.alphabet.empty()) {
        states.weights = shared_weights(stored.values);
        states.card.notes.push_back("sequences that agree in 80 % of their letters share one weight: " +
                                    short_number(states.weights.sum().item<double>()) + " effective sequences");
    }
    if (states.weights.defined()) states.weights = states.weights / states.weights.mean();
}

}  // namespace

States load_states(const std::string& path, const Unit& unit, const StateOptions& options) {
    const StoredSamples stored = read_samples(path, options.split, options.limit.value_or(0));
    States states{.values = stored.values,
                  .weights = {},
                  .labels = stored.labels,
                  .picture = stored.picture,
                  .card = stored.card};
    if (options.binarise) states.values = binarised(stored.values, options, states.card);
    if (unit.name == "potts") to_columns(states, stored);
    else if (!stored.alphabet.empty())
        refuse(states.card, "sequences", "potts units", unit.name, {"units potts,bernoulli", {"units"}});
    if (unit.name == "spin" && only(states.values, {0, 1})) {
        states.values = states.values.to(at::kFloat) * 2 - 1;
        states.card.notes.push_back("0 and 1 are read as -1 and 1");
    }
    check_states(states, unit);
    if (states.values.scalar_type() != at::kByte)
        states.values = states.values.to(only(states.values, {0, 1}) ? at::kByte : at::kFloat);
    if ((states.values == states.values[0]).all().item<bool>() && states.values.size(0) > 1)
        states.card.notes.push_back("all samples are the same");
    add_weights(states, stored, options);
    return states;
}

}  // namespace blackbody
