/// False and true rates of the rules that read kernels over the Brillouin zone.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <stdexcept>

#include "bench/rates.h"
#include "blackbody/base/finding.h"
#include "blackbody/base/observable.h"
#include "blackbody/base/results.h"
#include "support/random.h"

namespace blackbody {
namespace {

using testing::gaussian;
constexpr int draw_count = 19;

/// The measurement of a bank of kernels with its nulls, as the runner makes it.
Measurement measured(const at::Tensor& kernels, std::int64_t stride, const std::string& name, Seed seed) {
    Site site;
    site.info.name = name;
    site.interaction = Interaction{.kind = Interaction::Kind::convolution, .name = name, .weight = kernels};
    site.interaction->stride = {stride, stride}, site.interaction->input_size = {32, 32};
    const Observable& momentum = *find_observable("momentum");
    const InstrumentOptions plain{.as_null = true};
    Measurement measurement{"momentum", name, {}};
    for (const NamedValue& v : momentum.weigh(site, plain).values)
        measurement.estimates.push_back({v.name, v.value, Uncertainty::exact(), v.n, {}});
    for (const std::string& control : momentum.info().controls) {
        std::vector<std::vector<NamedValue>> drawn;
        for (int d = 0; d < draw_count; ++d) {
            Site other = site;
            other.interaction->weight = find_control(control).weights(
                *site.interaction, seed_for(seed, control.c_str()) + static_cast<Seed>(d));
            drawn.push_back(momentum.weigh(other, plain).values);
        }
        for (std::size_t e = 0; e < measurement.estimates.size(); ++e) {
            Null null{control, measurement.estimates[e].value, 0, 0, 1e300, -1e300, draw_count};
            double squares = 0;
            for (const auto& draw : drawn) {
                const double v = draw[e].value;
                null.mean += v / draw_count, squares += v * v / draw_count;
                null.low = std::min(null.low, v), null.high = std::max(null.high, v);
            }
            null.spread = std::sqrt(std::max(0.0, squares - null.mean * null.mean) * draw_count / (draw_count - 1));
            measurement.estimates[e].nulls.push_back(null);
        }
    }
    return measurement;
}

std::vector<Finding> judged(const char* claim, std::vector<Measurement> measurements) {
    Results results;
    for (const Measurement& m : measurements) {
        SiteInfo site;
        site.name = m.site, site.depth = static_cast<int>(results.sites.size()) + 1;
        results.sites.push_back(site);
    }
    results.measurements = std::move(measurements);
    for (const Claim* one : claims())
        if (one->info.name == claim) return one->judge(results);
    throw std::logic_error("no such claim");
}

using Draw = std::function<at::Tensor(Seed)>;

at::Tensor noise(Seed seed) { return gaussian({8, 3, 3, 3}, seed); }

/// Stripes of wave number 2 under a Gaussian window, in noise of `noise` times their strength.
Draw stripes(double strength_of_noise) {
    return [=](Seed seed) {
        at::Tensor w = gaussian({8, 3, 5, 5}, seed) * strength_of_noise;
        Random random(seed_for(seed, "stripes"));
        for (int c = 0; c < 8; ++c) {
            const double angle = c * 3.14159265 / 8, phase = 6.28 * random.uniform();
            for (int y = 0; y < 5; ++y)
                for (int x = 0; x < 5; ++x) {
                    const double across = (x - 2) * std::cos(angle) + (y - 2) * std::sin(angle);
                    const double window = std::exp(-((x - 2) * (x - 2) + (y - 2) * (y - 2)) / 6.);
                    w.select(0, c).select(1, y).select(1, x) += window * std::cos(2 * across + phase);
                }
        }
        return w;
    };
}

/// Kernels that change sign from pixel to pixel, in noise: a stride of 2 folds them.
Draw checkers(double share) {
    return [=](Seed seed) {
        at::Tensor w = gaussian({8, 3, 3, 3}, seed);
        for (int y = 0; y < 3; ++y)
            for (int x = 0; x < 3; ++x) w.select(2, y).select(2, x) += share * ((x + y) % 2 ? -1 : 1);
        return w;
    };
}

std::vector<RateRow> run_filters(const RateTrials& trials) {
    const auto count = [&](const std::string& data, double low, double high, const Draw& draw) {
        RateRow row{.data = data, .counts = "no momentum", .low = low, .high = high};
        for (const Seed seed : trials.seeds(data)) {
            const auto findings = judged("filters_without_momentum", {measured(draw(seed), 1, "conv1", seed)});
            row.add(!findings.empty() && findings[0].verdict == Verdict::advice);
        }
        return row;
    };
    return {count("random kernels 8 x 3 x 3 x 3", .85, 1, noise),
            count("stripes 5 x 5 without noise", 0, .05, stripes(0)),
            count("stripes 5 x 5 in noise of half their size", 0, .05, stripes(.5))};
}

std::vector<RateRow> run_folding(const RateTrials& trials) {
    const auto count = [&](const std::string& data, int layers, double high, const Draw& draw) {
        RateRow row{.data = data, .counts = "folding", .low = 0, .high = high};
        for (const Seed seed : trials.seeds(data)) {
            std::vector<Measurement> all;
            for (int l = 0; l < layers; ++l)
                all.push_back(measured(draw(seed + static_cast<Seed>(l)), 2, "conv" + std::to_string(l), seed));
            row.add(!judged("aliasing_layers", std::move(all)).empty());
        }
        return row;
    };
    return {count("one strided layer of random kernels", 1, .05, noise),
            count("three strided layers of random kernels", 3, .05, noise),
            count("checkers of half the size of the noise", 1, 1, checkers(.5)),
            count("checkers of the size of the noise", 1, 1, checkers(1))};
}

const RateSuite filters{.rule = "filters_without_momentum", .run = run_filters};
const RateSuite folding{.rule = "aliasing_layers", .run = run_folding};
const Registered<RateSuite> filters_here{filters}, folding_here{folding};

}  // namespace
}  // namespace blackbody
