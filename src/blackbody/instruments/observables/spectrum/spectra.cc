#include "blackbody/instruments/observables/spectrum/spectra.h"

#include <ATen/ops/isfinite.h>
#include <ATen/ops/stack.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <numeric>

#include "blackbody/tensor/complex_numbers.h"

namespace blackbody {
namespace {

constexpr std::int64_t kLongestShortSide = 8192;

StackSpectrum spectrum_of_stack(const at::Tensor& matrices, const at::Tensor& lambda) {
    StackSpectrum s{.count = matrices.size(0), .rows = matrices.size(1), .columns = matrices.size(2)};
    s.lambda = to_doubles(lambda);
    for (double& l : s.lambda) l = std::max(l, 0.0);  // rounding may leave -1e-17 λ_max
    s.pooled = s.lambda;
    std::sort(s.pooled.begin(), s.pooled.end());
    return s;
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

Fit has_spectrum(const Site& site, const InstrumentOptions&) {
    if (!site.interaction) return Fit::no();
    const at::Tensor& w = site.interaction->weight;
    if (!w.defined() || w.dim() < 2 || w.dim() > 4 || w.numel() < 2) return Fit::no();
    const std::int64_t short_side = std::min(w.size(0), w.numel() / w.size(0));
    if (short_side > kLongestShortSide)
        return Fit::because(fmt::format("the short side of the weight is {}, above {}", short_side, kLongestShortSide));
    if (!at::isfinite(w).all().item<bool>()) return Fit::because("the weight holds values that are not finite");
    return Fit::yes();
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
