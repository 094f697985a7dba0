/// Channels called dead: false ones among rare channels, true ones among channels whose argument stays far below zero.
#include <ATen/ops/empty.h>

#include <cmath>
#include <functional>

#include "bench/rates.h"
#include "blackbody/base/observable.h"
#include "blackbody/instruments/observables/excitation/resting.h"

namespace blackbody {
namespace {

using Draw = std::function<double(Random&)>;

/// A law of standard deviation 1 or near, and the level that it exceeds with probability p.
struct Law {
    std::string name;
    Draw draw;
    std::function<double(double p)> level;
};

double normal_level(double p) {
    double low = -10, high = 10;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (std::erfc(middle / std::sqrt(2)) / 2 > p ? low : high) = middle;
    }
    return low;
}

double student_draw(Random& r) {  // three degrees
    const double a = r.normal(), b = r.normal(), c = r.normal();
    return r.normal() / std::sqrt((a * a + b * b + c * c) / 3);
}

double student_level(double p) {
    double low = 0, high = 1000;
    for (int i = 0; i < 60; ++i) {
        const double t = (low + high) / 2, angle = std::atan(t / std::sqrt(3.));
        (0.5 - (angle + std::sin(angle) * std::cos(angle)) / M_PI > p ? low : high) = t;
    }
    return low;
}

const std::vector<Law> laws{
    {"normal", [](Random& r) { return r.normal(); }, normal_level},
    {"Laplace", [](Random& r) { return -std::log(r.uniform()) * (r.uniform() < .5 ? -1 : 1); },
     [](double p) { return -std::log(2 * p); }},
    {"log-normal", [](Random& r) { return std::exp(r.normal() / 2); },
     [](double p) { return std::exp(normal_level(p) / 2); }},
    {"Student t, 3", student_draw, student_level},
};

/// Channels [n, C] of the given arguments as a dense rectifier layer shows them; how many are called dead.
std::size_t called_dead(const std::vector<Draw>& channels, std::int64_t n, Seed seed) {
    Random random(seed);
    const at::Tensor before = at::empty({n, static_cast<std::int64_t>(channels.size())}, at::kFloat);
    float* x = before.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < n; ++i)
        for (const Draw& draw : channels) *x++ = static_cast<float>(draw(random));
    Site site;
    site.info.op = "Relu", site.info.axes = "NU", site.info.role = Role::nonlinearity;
    const auto accumulator = find_observable("excitation")->start(site, {});
    Batch batch{.first = 1, .size = n};
    accumulator->add({before.clamp_min(0), batch, before});
    for (const ChannelList& list : accumulator->lists())
        if (list.name == dead_list) return list.channels.size();
    return 0;
}

RateRow false_row(const std::string& data, std::int64_t n, const RateTrials& trials,
                  const std::function<std::vector<Draw>(Random&)>& channels) {
    RateRow row{.data = data + ", n = " + std::to_string(n), .counts = "false warnings", .high = .05};
    for (const Seed seed : trials.seeds(row.data)) {
        Random random(seed);
        row.add(called_dead(channels(random), n, seed + 1) > 0);
    }
    return row;
}

Draw shifted(const Law& law, double rate) {
    return [draw = law.draw, level = law.level(rate)](Random& r) { return draw(r) - level; };
}

/// Fires for a rare class of samples only; else it lies `depth` standard deviations below zero.
Draw mixture(double rate, double depth) {
    return [=](Random& r) { return r.uniform() < rate ? 2 + .3 * r.normal() : r.normal() - depth; };
}

std::string percent(double rate) { return std::to_string(rate * 100).substr(0, 3) + " %"; }

std::vector<RateRow> run(const RateTrials& trials) {
    std::vector<RateRow> rows;
    for (const std::int64_t n : {64, 256, 1000}) {
        for (const double rate : {.002, .01, .03})
            for (const std::size_t rare : {1, 8, 32}) {
                const std::string many = std::to_string(rare) + " fire in " + percent(rate);
                for (const Law& law : laws)
                    rows.push_back(false_row(law.name + ", " + many, n, trials,
                                             [&](Random&) { return std::vector<Draw>(rare, shifted(law, rate)); }));
                rows.push_back(false_row("rare class, else 4 sd below, " + many, n, trials,
                                         [&](Random&) { return std::vector<Draw>(rare, mixture(rate, 4)); }));
            }
        rows.push_back(false_row("normal, 32 with log-uniform rates from .05 %", n, trials, [&](Random& r) {
            std::vector<Draw> channels;
            for (int c = 0; c < 32; ++c) channels.push_back(shifted(laws[0], 5e-4 * std::pow(1000, r.uniform())));
            return channels;
        }));
    }
    // Nothing in the samples tells these from dead ones: outside, and said so in the record.
    rows.push_back(false_row("rare class, else 8 sd below, 1 fires in 0.2 %", 1000, trials,
                             [&](Random&) { return std::vector<Draw>{mixture(.002, 8)}; }));

    const std::vector<std::pair<std::string, Draw>> dead{
        {"normal, 7 sd below", [](Random& r) { return r.normal() - 7; }},
        {"uniform, its end 2 sd below", [](Random& r) { return std::sqrt(12.) * (r.uniform() - 1) - 2; }},
        {"minus exponential, its end 2 sd below", [](Random& r) { return std::log(r.uniform()) - 2; }},
        {"highest of 36 normal places, 7 sd below", [](Random& r) {
             double z = -100;
             for (int p = 0; p < 36; ++p) z = std::max(z, r.normal());
             return z - 7;
         }}};
    for (const auto& [name, draw] : dead) {
        RateRow row{.data = name + ", n = 1000", .counts = "channels found", .low = .9};
        for (const Seed seed : trials.seeds(row.data)) row.add(called_dead({draw}, 1000, seed) == 1);
        rows.push_back(row);
    }
    return rows;
}

const RateSuite suite{.rule = "channels_never_excited", .run = run};
const Registered<RateSuite> here{suite};

}  // namespace
}  // namespace blackbody
