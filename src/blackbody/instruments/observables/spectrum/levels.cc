#include <fmt/format.h>

#include <cmath>

#include "blackbody/instruments/observables/spectrum/curves.h"
#include "blackbody/instruments/observables/spectrum/level_statistics.h"
#include "blackbody/instruments/observables/spectrum/porter_thomas.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

constexpr double localised_share = 0.01;

Fit fits(const Site& site, const InstrumentOptions& options) {
    return has_levels(site, options, "no spacings to compare");
}

/// Ratios within each matrix of a stack, never across.
SpacingRatio spacing_ratio(const StackSpectrum& s, double rounding) {
    SpacingRatio ratio;
    for (std::int64_t m = 0; m < s.count; ++m) {
        std::vector<double> singular(s.of(m).begin(), s.of(m).end());
        for (double& l : singular) l = std::sqrt(l);
        singular = joined_if_degenerate(std::move(singular), rounding);
        // Levels that differ by rounding alone are one: their gaps are no spacings.
        std::vector<double> apart;
        for (const double level : singular)
            if (apart.empty() || level - apart.back() > rounding) apart.push_back(level);
        if (apart.size() >= 3) ratio.add(apart);
    }
    return ratio;
}

/// What the singular vectors of one side say.
struct Side {
    std::int64_t vectors = 0, localised = 0, length = 0;
    int beta = 1;  ///< 2 of complex vectors
    double entropy = 0, top_participation = 0, top_p_value = 1;
    std::vector<double> participation{};  ///< over that of a random vector, by rising singular value, first group
};

Side look_at(const std::vector<SingularSystem>& systems, at::Tensor SingularSystem::*side) {
    Side s;
    double strongest = -1;
    for (const SingularSystem& system : systems) {
        s.beta = (system.*side).is_complex() ? 2 : 1;
        const at::Tensor components = s.beta == 2 ? (system.*side).abs() : system.*side;
        const at::Tensor columns = components.mT().contiguous();
        const std::int64_t count = columns.size(0);
        s.length = columns.size(1);
        const double* data = columns.const_data_ptr<double>();
        for (std::int64_t k = 0; k < count; ++k) {
            const std::span<const double> v(data + k * s.length, s.length);
            const double participation = inverse_participation(v),
                         p = localisation_p_value(participation, s.length, s.beta);
            s.localised += p < localised_share, ++s.vectors;
            s.entropy += component_entropy(v);
            if (&system == &systems.front())
                s.participation.push_back(participation / random_inverse_participation(s.length, s.beta));
            if (k + 1 < count || system.lambda[k].item<double>() <= strongest) continue;
            strongest = system.lambda[k].item<double>();
            s.top_participation = participation / random_inverse_participation(s.length, s.beta), s.top_p_value = p;
        }
    }
    return s;
}

void put_side(const Side& s, const std::string& name, WeightResult& result) {
    const double n = static_cast<double>(s.vectors), share = static_cast<double>(s.localised) / n;
    const auto put = [&](const std::string& what, double v, Uncertainty error) {
        result.values.push_back({what + name, v, s.vectors, std::move(error)});
    };
    const double monte_carlo = std::sqrt(s.top_p_value * (1 - s.top_p_value + 1e-3) / 999);
    put("localised_", share, Uncertainty::exact());
    put("top_participation_", s.top_participation, Uncertainty::exact());
    put("top_p_value_", s.top_p_value, Uncertainty::of(monte_carlo));
    put("entropy_deficit_", random_component_entropy(s.length, s.beta) - s.entropy / n, Uncertainty::exact());
}

/// Localisation of every vector against the rank of its singular value.
Curve localisation_curve(const Side& output, const Side& input) {
    Curve curve{.name = "localisation",
                .label = "Localisation of each singular vector over that of a random one; 1 is random.",
                .kind = Curve::Kind::line,
                .x = {"singular value, weakest first", "1", {}},
                .y = {"Σ v⁴ (n+2) / 3", "1", {}, true},
                .series = {{"output side", output.participation}, {"input side", input.participation}}};
    for (std::size_t k = 0; k < output.participation.size(); ++k) curve.x.values.push_back(static_cast<double>(k));
    return curve;
}

WeightResult weigh(const Site& site, const InstrumentOptions& options) {
    const auto spectra = spectra_of(*site.interaction);
    WeightResult result;
    if (!options.as_null) spectra->vectors();  // first, so that nothing is decomposed twice

    // Spacings within a slice, and of the unfolded matrix.
    const auto put_ratio = [&](const char* name, const SpacingRatio& r) {
        if (r.count > 1)
            result.values.push_back(
                {name, r.mean(), r.count, Uncertainty::of(r.standard_error(), SpacingRatio::degrees)});
    };
    const double rounding = spectra->rounding();
    const SpacingRatio unfolded = spacing_ratio(spectra->unfolded(), rounding);
    const SpacingRatio slices = spectra->one_matrix() ? unfolded : spacing_ratio(spectra->slices(), rounding);
    put_ratio("spacing_ratio", slices);
    if (!spectra->one_matrix()) put_ratio("unfolded_spacing_ratio", unfolded);
    if (slices.count == 0)
        result.notes.push_back(
            "slices have fewer than 3 singular values that differ by more than rounding: no spacing ratio");
    if (options.as_null) return result;
    if (spectra->beta() == 2)
        result.notes.push_back(
            fmt::format("complex weight: levels of a random one have ⟨r⟩ = {:.4f}, not {:.4f}, and "
                        "its vectors Σ|v|⁴ = 2/(n+1), not 3/(n+2)",
                        gue_ratio, goe_ratio));

    // Vectors.
    if (!(spectra->unfolded().largest() > 0)) {
        result.notes.push_back("all weights are zero");
        return result;
    }
    const Side output = look_at(spectra->vectors(), &SingularSystem::left);
    const Side input = look_at(spectra->vectors(), &SingularSystem::right);
    put_side(output, "output", result), put_side(input, "input", result);
    result.curves.push_back(localisation_curve(output, input));
    return result;
}

const Observable observable{.name = "levels", .fits = fits, .weigh = weigh};
const Registered<Observable> entry{observable};

}  // namespace
}  // namespace blackbody
