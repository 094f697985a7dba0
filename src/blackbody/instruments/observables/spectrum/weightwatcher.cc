#include "blackbody/instruments/observables/spectrum/spectra.h"
#include "blackbody/instruments/observables/spectrum/spectrum_options.h"
#include "blackbody/instruments/observables/spectrum/weightwatcher_columns.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

Fit fits(const Site& site, const InstrumentOptions& options) {
    const bool is_asked_for = options.of<SpectrumOptions>().is_weightwatcher();
    if (is_asked_for && site.interaction && site.interaction->weight.is_complex())
        return Fit::because("WeightWatcher has no complex weights");
    if (is_asked_for) return has_spectrum(site, options);
    return site.interaction ? Fit::because("it is measured by the convention weightwatcher") : Fit::no();
}

/// The layer as WeightWatcher cuts it: it does not know groups, so neither does this.
WeightWatcherLayer layer_of(const Interaction& interaction) {
    Interaction ungrouped = interaction;
    ungrouped.groups = 1;
    const auto spectra = interaction.groups == 1 ? spectra_of(interaction) : std::make_shared<WeightSpectra>(ungrouped);
    const StackSpectrum& slices = spectra->slices();
    return {.long_side = std::max(slices.rows, slices.columns),
            .short_side = slices.levels(),
            .positions = slices.count,
            .slice_lambda = slices.lambda,
            .convolution = interaction.kind == Interaction::Kind::convolution ||
                           interaction.kind == Interaction::Kind::transposed_convolution};
}

WeightResult weigh(const Site& site, const InstrumentOptions&) {
    const WeightWatcherLayer layer = layer_of(*site.interaction);
    const WeightWatcherRow row = weightwatcher_row(layer);
    WeightResult result;
    const auto put = [&](const char* name, double value) {
        result.values.push_back({name, value, row.eigenvalues, Uncertainty::exact()});
    };

    // Shape, norms, ranks.
    put("N", static_cast<double>(layer.long_side)), put("M", static_cast<double>(layer.short_side));
    put("rf", static_cast<double>(layer.positions)), put("num_evals", static_cast<double>(row.eigenvalues));
    put("lambda_max", row.lambda_max), put("log_norm", row.log_norm), put("log_spectral_norm", row.log_spectral_norm);
    put("stable_rank", row.stable_rank), put("entropy", row.entropy);
    put("matrix_rank", static_cast<double>(row.matrix_rank)), put("sv_min", row.sv_min), put("sv_max", row.sv_max);
    put("rank_loss", static_cast<double>(row.rank_loss)),
        put("weak_rank_loss", static_cast<double>(row.weak_rank_loss));

    // The fit, where WeightWatcher makes one. A failed fit has no α at all, not -1.
    if (!row.fit.found()) {
        result.notes.push_back("no power law is fitted below 8 eigenvalues");
        return result;
    }
    result.values.push_back({"alpha", row.fit.alpha, row.fit.tail, Uncertainty::of(row.fit.sigma())});
    put("xmin", row.fit.xmin), put("xmax", row.xmax), put("D", row.fit.distance), put("sigma", row.fit.sigma());
    put("num_pl_spikes", static_cast<double>(row.fit.tail));
    put("alpha_weighted", row.alpha_weighted), put("log_alpha_norm", row.log_alpha_norm);
    if (!row.warning.empty()) result.notes.push_back("WeightWatcher warns: " + row.warning);
    return result;
}

const Observable observable{.name = "weightwatcher", .fits = fits, .weigh = weigh};
const Registered<Observable> entry{observable};

}  // namespace
}  // namespace blackbody
