#include <algorithm>
#include <cmath>

#include "blackbody/base/fact_names.h"
#include "blackbody/base/nonlinearity.h"
#include "blackbody/instruments/claims/reading.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

/// The channels of one site that never fired.
struct Silence {
    const Measurement* measurement = nullptr;
    const SiteInfo* site = nullptr;
    std::vector<std::int64_t> silent, dead;
    bool rests = true;  ///< what is not excited gives nothing: a rectifier, not a LeakyRelu
    bool is_dead_layer() const { return static_cast<std::int64_t>(dead.size()) == channels_of(*site); }
};

/// Kinds whose channels still answer where they are below zero.
enum class Below { nothing, something, no_matter };
Below below_zero(Nonlinearity kind) {
    switch (kind) {
        case Nonlinearity::celu:
        case Nonlinearity::elu:
        case Nonlinearity::gelu:
        case Nonlinearity::leaky_relu:
        case Nonlinearity::mish:
        case Nonlinearity::prelu:
        case Nonlinearity::selu:
        case Nonlinearity::swish:
        case Nonlinearity::hard_swish:
            return Below::something;
        case Nonlinearity::abs:
        case Nonlinearity::erf:
        case Nonlinearity::sign:
        case Nonlinearity::softsign:
        case Nonlinearity::tanh:
            return Below::no_matter;
        default:
            return Below::nothing;
    }
}

std::vector<std::int64_t> channels_in(const Measurement& measurement, const char* name) {
    const ChannelList* list = find_list(measurement, name);
    return list ? list->channels : std::vector<std::int64_t>{};
}

/// The nonlinearities with silent channels, those with the most dead ones first, then those with the most silent ones.
std::vector<Silence> worst_first(const Results& results) {
    std::vector<Silence> sites;
    for (const Measurement& measurement : results.measurements) {
        const SiteInfo* site = site_info_of(results, measurement.site);
        if (measurement.observable != "excitation" || !site || site->role != Role::nonlinearity) continue;
        const Below below = below_zero(nonlinearity_of(site->op));
        Silence silence{&measurement, site, channels_in(measurement, "silent_channels"),
                        channels_in(measurement, "dead_channels"), below == Below::nothing};
        if (below == Below::no_matter) silence.silent = silence.dead;
        if (!silence.silent.empty()) sites.push_back(std::move(silence));
    }
    std::stable_sort(sites.begin(), sites.end(), [](const Silence& a, const Silence& b) {
        return std::pair(a.dead.size(), a.silent.size()) > std::pair(b.dead.size(), b.silent.size());
    });
    return sites;
}

/// "relu1: 3, 7, 12", the first few of each layer.
std::string numbered(const Silence& silence, const std::vector<std::int64_t>& channels) {
    constexpr std::size_t shown = 12;
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < std::min(shown, channels.size()); ++i) numbers.push_back(std::to_string(channels[i]));
    if (channels.size() > shown) numbers.push_back("...");
    return silence.site->name + ": " + join(numbers, ", ");
}

/// One finding over several layers as it grows.
struct Gathered {
    Finding finding;
    std::int64_t channels = 0, layers = 0;
    double rate = 0;  ///< the largest bound on a silent channel's rate
    std::vector<std::string> numbers{};

    void add(const Silence& silence, const std::vector<std::int64_t>& of) {
        constexpr std::size_t layers_shown = 6;
        const Measurement& m = *silence.measurement;
        for (const char* name : {"silent_channels", "dead_channels", "proven_channels", "silent_rate_bound"})
            if (const Estimate* e = find_estimate(m, name)) finding.evidence.push_back(evidence_of(m, *e));
        if (const Estimate* bound = find_estimate(m, "silent_rate_bound")) rate = std::max(rate, bound->value);
        channels += static_cast<std::int64_t>(of.size());
        finding.site = layers++ == 0 ? m.site : "";
        if (numbers.size() < layers_shown) numbers.push_back(numbered(silence, of));
        else if (numbers.size() == layers_shown) numbers.push_back("...");
    }
    std::string where(const std::string& kind = "") const {
        return (channels == 1 ? "One " + kind + "channel in " : with_commas(channels) + " " + kind + "channels in ") +
               (layers == 1 ? std::string("one layer") : std::to_string(layers) + " layers");
    }
    std::string numbers_text() const { return " Channels, counted from 0: " + join(numbers, "; ") + "."; }
};

std::string percent(double share) { return short_number(100 * share, 2) + " %"; }

/// A layer that is dead as a whole says more than its channels do.
Finding dead_layer(const Silence& silence) {
    Gathered layer{{.claim = "channels_never_excited", .verdict = Verdict::warning}};
    layer.add(silence, silence.dead);
    const bool is_cut = has_fact(*silence.measurement, facts::constant_outputs);
    layer.finding.sentence =
        "The whole layer is dead: none of its " + with_commas(layer.channels) + " channels ever fires" +
        (is_cut ? ", and the output does not depend on the input." : ". Whatever it is given, it passes on the same.");
    layer.finding.advice =
        "Look at the scale of what feeds it (bias, normalisation, preprocessing). If it was trained so, train again "
        "with a smaller learning rate or a leaky rectifier.";
    return layer.finding;
}

void tell_dead(Gathered& dead) {
    dead.finding.sentence = dead.where("dead ") +
                            ": proven by bounds, or what they act on stays so far below that they fire in less than "
                            "one of 3,000 samples like these." +
                            dead.numbers_text();
    dead.finding.advice =
        "They can be cut out without changing any answer on data like these. If you train the network again: a smaller "
        "learning rate, another initial bias or a leaky rectifier keeps channels alive.";
}

void tell_open(Gathered& open) {
    open.finding.sentence = open.where() + " did not fire on these samples: each fires in less than " +
                            percent(open.rate) + " of samples (95 %), and whether ever is not decided." +
                            open.numbers_text();
    const bool few = open.rate > .005;  // fewer than 598 samples, with which no tail is extrapolated
    open.finding.advice =
        std::string("Measure on more samples") + (few ? " (600 or more)" : "") + " before cutting anything out.";
}

void tell_linear(Gathered& linear) {
    linear.finding.sentence =
        linear.where() + " never rose above zero on these samples (less than " + percent(linear.rate) +
        " of samples, 95 %), but below zero their nonlinearity answers, too: not dead, and not to "
        "be cut out." +
        linear.numbers_text();
}

std::vector<Finding> judge_silence(const Results& results) {
    Gathered dead{{.claim = "channels_never_excited", .verdict = Verdict::warning}};
    Gathered open{{.claim = "channels_never_excited", .verdict = Verdict::undecided}};
    Gathered linear{{.claim = "channels_never_excited", .verdict = Verdict::note}};
    std::vector<Finding> findings;
    for (const Silence& silence : worst_first(results)) {
        if (silence.is_dead_layer()) findings.push_back(dead_layer(silence));
        else if (!silence.dead.empty()) dead.add(silence, silence.dead);
        std::vector<std::int64_t> rest;
        std::set_difference(silence.silent.begin(), silence.silent.end(), silence.dead.begin(), silence.dead.end(),
                            std::back_inserter(rest));
        if (!rest.empty()) (silence.rests ? open : linear).add(silence, rest);
    }
    if (dead.layers > 0) tell_dead(dead), findings.push_back(dead.finding);
    if (open.layers > 0) tell_open(open), findings.push_back(open.finding);
    if (linear.layers > 0) tell_linear(linear), findings.push_back(linear.finding);
    return findings;
}

const Claim claim{
    .info = {.name = "channels_never_excited",
             .view = View::practical,
             .sentence = "Some channels of a nonlinearity are dead: they never fire.",
             .rule = "A channel that is silent in N samples fires in less than 1 - 0.05^(1/N) of them (95 %). Warning "
                     "where it is dead: interval bounds over three times the range of the data prove it constant (N "
                     ">= 30), or N >= 598 and the upper bound (three standard errors) of the rate that the tail of "
                     "what it acts on leaves, a generalised Pareto law of the N/10 highest, is below min(1/3000, 1/N). "
                     "Undecided otherwise; a note where the nonlinearity answers below zero (LeakyRelu, Gelu).",
             .reference = "J. Pickands, Ann. Stat. 3, 119 (1975); S. Gowal et al., arXiv:1810.12715 (2018)",
             .reads = {{"excitation", "silent_channels"}}},
    .judge = judge_silence};
const Registered<Claim> entry{claim};

}  // namespace
}  // namespace blackbody
