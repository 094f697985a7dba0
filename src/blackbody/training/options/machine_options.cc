#include "blackbody/training/options/machine_options.h"

#include <algorithm>
#include <cmath>

namespace blackbody {
namespace {

void refuse(const char* key, const std::string& complaint) { throw OptionError(key, complaint); }

/// Chains of a machine whose hidden layer is averaged with others given persist.
void check_method(const MachineTrainingOptions& options) {
    if (options.kind != "dbm" && options.classes == 0) return;
    if (options.method == "pt") refuse("method", "pt is for rbm and dbn without labels; chains of a dbm are pcd");
    if (options.method == "cd") refuse("method", "cd is for rbm and dbn without labels; chains of a dbm persist (pcd)");
}

}  // namespace

void check(const ContrastiveOptions& options) { check_fields(options); }

void check(const MachineTrainingOptions& options) {
    check_fields(options);
    if (options.kind == "rbm" && options.hidden.size() > 1)
        refuse("hidden", "an rbm has one hidden layer; dbn and dbm have several");
    if (options.hidden.size() > 64) refuse("hidden", "expected at most 64 layers");
    const auto& units = options.units;
    const bool has_hidden_potts = units.size() > 1 && std::count(units.begin() + 1, units.end(), "potts") > 0;
    if (has_hidden_potts && !options.potts_states) refuse("potts_states", "hidden potts units need it, found none");
    check_method(options);
}

double lr_of(const ContrastiveOptions& options) { return options.lr.value_or(.05); }

MachineTrainingOptions settled(MachineTrainingOptions options, std::int64_t samples) {
    const std::int64_t batch = std::min(options.contrastive.batch, samples),
                       per_epoch = batch > 0 ? samples / batch : 0;
    const auto updates_of = [&](double epochs) { return std::llround(epochs * static_cast<double>(per_epoch)); };
    if (options.hidden.empty() && options.kind == "rbm") options.hidden = {500};
    if (options.hidden.empty()) options.hidden = {500, 1000};
    if (options.units.empty()) options.units = {"bernoulli"};
    if (options.units.size() == 1) options.units.emplace_back("bernoulli");
    if (!options.updates) options.updates = std::max<std::int64_t>(1, updates_of(options.epochs));
    if (!options.pretrain_updates) options.pretrain_updates = updates_of(options.pretrain_epochs);
    if (!options.contrastive.lr && options.optimizer == "adam") options.contrastive.lr = .001;
    options.contrastive.lr = lr_of(options.contrastive);
    return options;
}

}  // namespace blackbody
