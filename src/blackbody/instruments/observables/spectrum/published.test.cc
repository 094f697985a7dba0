/// Spectra that others have published, from their own file.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "blackbody/formats/onnx/onnx.h"
#include "blackbody/instruments/observables/spectrum/norms.h"
#include "blackbody/instruments/observables/spectrum/power_law.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/spectrum/weightwatcher_columns.h"
#include "support/shared.h"

#include <ATen/ops/empty.h>

using namespace blackbody;

namespace {

at::Tensor initializer(const OnnxModel& model, const std::string& name) {
    for (const OnnxTensor& t : model.graph.initializers) {
        if (t.name != name) continue;
        at::Tensor w = at::empty(t.view.shape, at::kFloat);
        std::memcpy(w.mutable_data_ptr<float>(), t.view.bytes.data(), t.view.bytes.size());
        return w;
    }
    throw std::runtime_error("no initializer " + name);
}

struct Published {
    const char* name;
    double lambda_max, stable_rank, entropy;                   // halved, as published
    double forced_alpha, forced_d, forced_xmin, forced_sigma;  // of the papers' setting
    double alpha, d;                                           // of WeightWatcher today
    std::int64_t tail;
};

constexpr Published published_values[] = {
    {"convolution_3_W", .019804, 33.600650, .968650, 9.007452, .101420, .012541, 2.001863, 9.258215, .083677, 15},
    {"convolution_4_W", .016133, 46.405926, .979321, 9.463857, .148458, .011243, 2.115964, 4.485305, .110884, 50}};

}  // namespace

TEST(published, spectra_of_the_weightwatcher_example_come_out_in_every_convention) {
    REQUIRE_SHARED("spectra/tempNetwork.onnx");
    const OnnxModel model = read_onnx(shared_file("spectra/tempNetwork.onnx"));
    for (const Published& p : published_values) {
        const at::Tensor w = initializer(model, p.name);
        const WeightSpectra spectra({.kind = Interaction::Kind::convolution, .name = p.name, .weight = w});
        const StackSpectrum& slices = spectra.slices();

        // Today's columns. Published values were printed from single precision.
        const WeightWatcherRow row = weightwatcher_row({.long_side = w.size(0),
                                                        .short_side = 1,
                                                        .positions = slices.count,
                                                        .slice_lambda = slices.lambda,
                                                        .convolution = true});
        EXPECT_NEAR(row.lambda_max, p.lambda_max, 1e-6) << p.name;
        EXPECT_NEAR(row.stable_rank, p.stable_rank, 1e-5) << p.name;
        EXPECT_NEAR(row.entropy, p.entropy, 1e-6) << p.name;
        EXPECT_NEAR(row.fit.alpha, p.alpha, 1e-6) << p.name;
        EXPECT_NEAR(row.fit.distance, p.d, 1e-6) << p.name;
        EXPECT_EQ(row.fit.tail, p.tail) << p.name;

        // The papers' setting: the distribution function ends at the largest value.
        std::vector<double> log_x;
        for (double l : slices.pooled) log_x.push_back(std::log(l / 2));
        const PowerLaw forced =
            fit_power_law(log_x, {.distance = PowerLawOptions::Distance::left, .bounded = true, .ties = true});
        EXPECT_NEAR(forced.alpha, p.forced_alpha, 5e-6) << p.name;
        EXPECT_NEAR(forced.distance, p.forced_d, 2e-6) << p.name;
        EXPECT_NEAR(forced.xmin, p.forced_xmin, 1e-6) << p.name;
        EXPECT_NEAR(forced.sigma(), p.forced_sigma, 2e-6) << p.name;

        // Ours: the same shape of spectrum, nothing halved.
        EXPECT_NEAR(slices.largest(), 2 * p.lambda_max, 2e-6) << p.name;
        EXPECT_NEAR(stable_rank(slices.pooled), p.stable_rank, 1e-5) << p.name;
        EXPECT_NEAR(normalised_entropy(slices.pooled), p.entropy, 1e-6) << p.name;
    }
}
