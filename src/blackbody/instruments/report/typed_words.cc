#include "blackbody/instruments/report/typed_words.h"

#include <algorithm>
#include <cctype>

namespace blackbody {

const std::vector<TypedWords>& typed_words() {
    static const std::vector<TypedWords> all = {
        {{"dead neurons", "dead units", "dead relu", "dying relu", "dead filters"},
         {"channels_never_excited", "excitation.dead_channels", "excitation.silent_channels"}},
        {{"sparsity", "sparse activation", "activation sparsity"},
         {"excitation.effective_share", "excitation.zero_share", "receptive_fields.sparsity"}},
        {{"calibration", "overconfidence", "reliability", "miscalibration", "expected calibration error"},
         {"miscalibrated", "energy.ece", "energy.overconfidence", "energy.beta_star"}},
        {{"temperature scaling", "temperature"}, {"energy.temperature", "energy.beta_star", "energy.ece_after"}},
        {{"condition number", "conditioning"},
         {"spectrum.largest_singular_value", "spectrum.smallest_singular_value", "spectrum.stable_rank"}},
        {{"aliasing", "aliased share", "downsampling"}, {"momentum.aliased_share", "aliasing_layers"}},
        {{"overfitting", "generalisation gap", "generalization gap"},
         {"log_partition.overfitting_gap", "network_training.held_out_loss", "spectrum.alpha"}},
        {{"effective rank", "stable rank", "low rank", "intrinsic dimension"},
         {"spectrum.stable_rank", "spectrum.rank", "bulk.gavish_donoho_rank", "excitation.participation_ratio"}},
        {{"outlier", "outlier entry", "weight outlier", "large weights"},
         {"rank_one_trap", "bulk.outlier_entries", "bulk.top_entry_share"}},
        {{"saturated units", "vanishing gradient"}, {"saturation", "excitation.saturated_share"}},
        {{"covariate shift", "domain shift", "distribution shift", "batch norm statistics"},
         {"input_shift", "expectation_gap.shift"}},
        {{"log likelihood", "likelihood", "cross entropy"}, {"log_partition.log_probability", "energy.nll"}},
        {{"partition function", "normalising constant"}, {"log_partition.log_z"}},
        {{"phase transition", "critical temperature"},
         {"thermal_transition", "criticality", "thermal.transition_beta"}},
        {{"mixing", "convergence of chains", "gelman rubin"}, {"chains_in_different_modes", "chains.energy_r_hat"}},
        {{"nan", "infinity", "exploding activations"}, {"non_finite_states", "non_finite_weights"}}};
    return all;
}

std::string plain_words(const std::string& words) {
    std::string text;
    for (const unsigned char c : words) {
        const char small = c == '-' || c == '_' || std::isspace(c) ? ' ' : static_cast<char>(std::tolower(c));
        if (small != ' ' || (!text.empty() && text.back() != ' ')) text += small;
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (text.ends_with("ies")) return text.substr(0, text.size() - 3) + "y";
    if (text.ends_with("s") && !text.ends_with("ss")) text.pop_back();
    return text;
}

std::vector<std::string> names_for_typed(const std::string& words) {
    const auto is_asked = [asked = plain_words(words)](const std::string& word) { return plain_words(word) == asked; };
    for (const TypedWords& typed : typed_words())
        if (std::any_of(typed.words.begin(), typed.words.end(), is_asked)) return typed.names;
    return {};
}

}  // namespace blackbody
