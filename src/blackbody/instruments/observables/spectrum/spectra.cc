#include "blackbody/instruments/observables/spectrum/spectra.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/view_as_real.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <numeric>

#include "blackbody/tensor/complex_numbers.h"

namespace blackbody {
namespace {

constexpr std::int64_t longest_short_side = 8192;

StackSpectrum spectrum_of_stack(const at::Tensor& matrices, const at::Tensor& lambda) {
    StackSpectrum s{.count = matrices.size(0), .rows = matrices.size(1), .columns = matrices.size(2)};
    s.lambda = to_doubles(lambda);
    for (double& l : s.lambda) l = std::max(l, 0.0);  // rounding may leave -1e-17 λ_max
    s.pooled = s.lambda;
    std::sort(s.pooled.begin(), s.pooled.end());
    return s;
}

/// Relative distance of neighbouring numbers of the shortest type that holds all of these values.
double spacing_of(const at::Tensor& weight, at::ScalarType stored) {
    if (c10::toRealValueType(stored) == at::kDouble && !weight.to(at::kFloat).to(at::kDouble).equal(weight))
        return std::numeric_limits<double>::epsilon();
    if (weight.to(at::kHalf).to(at::kDouble).equal(weight)) return 0x1p-10;
    if (weight.to(at::kBFloat16).to(at::kDouble).equal(weight)) return 0x1p-7;
    return std::numeric_limits<float>::epsilon();
}

/// Any weight as [groups, O/groups, I/groups, Y, X].
at::Tensor grouped(const Interaction& interaction) {
    at::Tensor w = in_double(interaction.weight);
    while (w.dim() < 4) w = w.unsqueeze(-1);
    const std::int64_t g = interaction.groups;
    return w.reshape({g, w.size(0) / g, w.size(1), w.size(2), w.size(3)});
}

}  // namespace

double StackSpectrum::sum() const { return std::accumulate(pooled.begin(), pooled.end(), 0.0); }

WeightSpectra::WeightSpectra(const Interaction& interaction)
    : weight_(grouped(interaction)), groups_(interaction.groups), stored_(interaction.weight.scalar_type()) {}

at::Tensor WeightSpectra::slice_matrices() const {
    return weight_.permute({0, 3, 4, 1, 2}).reshape({-1, weight_.size(1), weight_.size(2)}).contiguous();
}

at::Tensor WeightSpectra::unfolded_matrices() const { return weight_.reshape({groups_, weight_.size(1), -1}); }

bool WeightSpectra::one_matrix() const { return weight_.size(3) * weight_.size(4) == 1; }

double WeightSpectra::rounding() const {
    const at::Tensor entries = weight_.is_complex() ? at::view_as_real(weight_) : weight_;
    const double rms = weight_.abs().square().mean().item<double>();
    const double sides = std::sqrt(static_cast<double>(weight_.size(1))) +
                         std::sqrt(static_cast<double>(weight_.numel() / weight_.size(0) / weight_.size(1)));
    const double of_solver = 1e-12 * std::sqrt(static_cast<double>(weight_.numel()) * rms);
    return std::max(spacing_of(entries, stored_) / 2 * std::sqrt(rms) * sides, of_solver);
}

std::vector<double> joined(std::vector<double> ascending, double rounding) {
    for (std::size_t i = 1; i < ascending.size(); ++i)
        if (ascending[i] - ascending[i - 1] <= rounding) ascending[i] = ascending[i - 1];
    return ascending;
}

std::vector<double> joined_if_degenerate(std::vector<double> ascending, double rounding) {
    const std::vector<double> equal = joined(ascending, rounding);
    std::int64_t different = 1;
    for (std::size_t i = 1; i < equal.size(); ++i) different += equal[i] > equal[i - 1];
    return 2 * different < std::ssize(equal) ? equal : ascending;
}

const StackSpectrum& WeightSpectra::slices() const {
    if (one_matrix()) return unfolded();
    const std::lock_guard lock(mutex_);
    if (!slices_) {
        const at::Tensor m = slice_matrices();
        slices_ = spectrum_of_stack(m, squared_singular_values(m, stored_));
    }
    return *slices_;
}

const StackSpectrum& WeightSpectra::unfolded() const {
    const std::lock_guard lock(mutex_);
    if (!unfolded_) {
        const at::Tensor m = unfolded_matrices();
        unfolded_ = spectrum_of_stack(m, squared_singular_values(m, stored_));
    }
    return *unfolded_;
}

const std::vector<SingularSystem>& WeightSpectra::vectors() const {
    const std::lock_guard lock(mutex_);
    if (!vectors_) {
        const at::Tensor m = unfolded_matrices();
        std::vector<SingularSystem> systems;
        std::vector<at::Tensor> lambda;
        for (std::int64_t g = 0; g < m.size(0); ++g) {
            systems.push_back(singular_system(m[g]));
            lambda.push_back(systems.back().lambda);
        }
        if (!unfolded_) unfolded_ = spectrum_of_stack(m, at::stack(lambda));
        vectors_ = std::move(systems);
    }
    return *vectors_;
}

std::shared_ptr<const WeightSpectra> spectra_of(const Interaction& interaction) {
    struct Entry {
        c10::weak_intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>
            weight;  // an address may be used again after its tensor has died
        std::shared_ptr<const WeightSpectra> spectra;
    };
    thread_local std::deque<Entry> memo;
    std::erase_if(memo, [](const Entry& e) { return e.weight.expired(); });

    const auto impl = interaction.weight.getIntrusivePtr();
    for (const Entry& e : memo)
        if (e.weight.lock() == impl) return e.spectra;
    if (memo.size() >= 4) memo.pop_front();  // all instruments see a weight one after the other
    memo.push_back(Entry{decltype(Entry::weight)(impl), std::make_shared<const WeightSpectra>(interaction)});
    return memo.back().spectra;
}

std::string name_of(const Interaction& interaction) {
    return interaction.name.empty() ? "the weight" : "the weight '" + interaction.name + "'";
}

Fit is_finite(const Interaction& interaction) {
    const std::int64_t bad = at::isfinite(interaction.weight).logical_not().sum().item<std::int64_t>();
    if (bad == 0) return Fit::yes();
    return Fit::because(fmt::format("{} holds {} {} not finite", name_of(interaction), bad,
                                    bad == 1 ? "value that is" : "values that are"));
}

Fit has_spectrum(const Site& site, const InstrumentOptions&) {
    if (!site.interaction) return Fit::no();
    const at::Tensor& w = site.interaction->weight;
    if (!w.defined() || w.dim() < 2 || w.dim() > 4 || w.numel() < 2) return Fit::no();
    const std::int64_t short_side = std::min(w.size(0), w.numel() / w.size(0));
    if (short_side > longest_short_side)
        return Fit::because(fmt::format("the short side of {} is {}, above {}", name_of(*site.interaction), short_side,
                                        longest_short_side));
    return is_finite(*site.interaction);
}

Fit has_levels(const Site& site, const InstrumentOptions& options, const std::string& lacking) {
    const Fit fit = has_spectrum(site, options);
    if (!fit.fits) return fit;
    const at::Tensor& w = site.interaction->weight;
    const std::int64_t outputs = w.size(0) / site.interaction->groups, inputs = w.numel() / w.size(0);
    if (std::min(outputs, inputs) >= 4) return Fit::yes();
    return Fit::because("a matrix of the weight has fewer than 4 singular values: " + lacking);
}

}  // namespace blackbody
