/// Outlier entries of a weight, which make a spike each, clipped to the size of the largest that would not.
#include "blackbody/instruments/observables/spectrum/entries.h"
#include "blackbody/instruments/remedies/remedy.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

at::Tensor without_outlier_entries(const Interaction& interaction, Seed) {
    const std::vector<OutlierEntry> entries = outlier_entries(interaction);
    if (entries.empty()) return interaction.weight;
    const at::Tensor whole = clipped(*spectra_of(interaction), entries).reshape(interaction.weight.sizes());
    return whole.to(interaction.weight.device(), interaction.weight.scalar_type());
}

const Control clipping{.name = "clipped_entries", .weights = without_outlier_entries};

/// Weights are no samples: all of these are held back from them.
std::optional<Treatment> clip(const System& system, const std::vector<std::size_t>&, const Source&) {
    return Treatment{.system = system.control(clipping, 0)};
}

const Remedy remedy{.claim = "rank_one_trap",
                    .done = "Clipped in every layer that has such entries,",
                    .must_help = true,
                    .treat = clip};
const Registered<Remedy> entry{remedy};

}  // namespace
}  // namespace blackbody
