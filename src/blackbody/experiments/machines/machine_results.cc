#include "blackbody/experiments/machines/machine_results.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

#include "blackbody/loading/ensemble.h"

namespace blackbody {
namespace {

std::vector<double> numbers_of(const at::Tensor& t) {
    const at::Tensor d = t.to(at::kDouble).contiguous().view(-1);
    return {d.const_data_ptr<double>(), d.const_data_ptr<double>() + d.numel()};
}

/// Names of the stages that have a history.
std::vector<std::string> stages_of(const MachineFile& file) {
    std::vector<std::string> stages;
    for (const auto& [name, array] : file.arrays)
        if (name.starts_with("history.") && name.ends_with(".updates"))
            stages.push_back(name.substr(8, name.size() - 8 - 8));
    return stages;
}

/// One of a stage's numbers against its updates, with its error where it has one.
Curve curve_of(const MachineFile& file, const std::string& stage, const std::string& number, const std::string& unit) {
    const std::string prefix = "history." + stage + ".";
    Curve curve{.name = stage + "_" + number,
                .label = number + " at every checkpoint of " + stage,
                .x = {"update", "update", numbers_of(file.arrays.at(prefix + "updates"))},
                .y = {number, unit, {}},
                .series = {{number, numbers_of(file.arrays.at(prefix + number))}}};
    std::replace(curve.name.begin(), curve.name.end(), ' ', '_');
    if (const auto error = file.arrays.find(prefix + number + ".error"); error != file.arrays.end())
        curve.series[0].errors = numbers_of(error->second);
    return curve;
}

/// The strongest modes of W against the updates.
Curve modes_of(const MachineFile& file, const std::string& stage) {
    const at::Tensor values = file.arrays.at("history." + stage + ".singular_values");
    Curve curve = curve_of(file, stage, "singular_values", "1");
    curve.label = "the ten largest singular values of W at every checkpoint of " + stage;
    curve.series.clear();
    for (std::int64_t k = 0; k < std::min<std::int64_t>(10, values.size(1)); ++k)
        curve.series.push_back({"mode " + std::to_string(k + 1), numbers_of(values.select(1, k))});
    return curve;
}

/// Squared overlaps of W's left singular vectors with the data's principal components, at the last checkpoint.
Curve alignment_of(const MachineFile& file, const std::string& stage) {
    const at::Tensor all = file.arrays.at("history." + stage + ".alignment"), last = all.select(0, -1);
    const auto numbers = [](std::int64_t n) {
        std::vector<double> one_to_n(static_cast<std::size_t>(n));
        for (std::size_t i = 0; i < one_to_n.size(); ++i) one_to_n[i] = static_cast<double>(i + 1);
        return one_to_n;
    };
    Curve curve{.name = stage + "_alignment",
                .label =
                    "Squared overlap of the strongest modes of W with the data's principal components, at the last "
                    "checkpoint of " +
                    stage + ".",
                .kind = Curve::Kind::map,
                .x = {"component", "1", numbers(last.size(1))},
                .y = {"mode", "1", numbers(last.size(0))},
                .series = {{"overlap", numbers_of(last)}}};
    std::replace(curve.name.begin(), curve.name.end(), ' ', '_');
    return curve;
}

}  // namespace

std::vector<Curve> history_of(const MachineFile& file) {
    std::vector<Curve> curves;
    for (const std::string& stage : stages_of(file)) {
        for (const auto& [number, unit] :
             {std::pair("log_p", "nat"), std::pair("log_p_train", "nat"), std::pair("gap", "nat"),
              std::pair("pseudo_likelihood", "nat"), std::pair("reconstruction", "1"), std::pair("log_z", "nat")})
            if (file.arrays.contains("history." + stage + "." + number))
                curves.push_back(curve_of(file, stage, number, unit));
        curves.push_back(modes_of(file, stage));
        if (file.arrays.contains("history." + stage + ".alignment")) curves.push_back(alignment_of(file, stage));
    }
    return curves;
}

Results results_of(const MachineRun& run, const MachineFile& file, const Evaluation& evaluation, const RunInfo& info) {
    const std::unique_ptr<Ensemble> ensemble = load_ensemble(run.request.options.save);
    Results results{.run = info, .system = ensemble->card(), .data = run.card};
    results.sites.push_back({.name = "machine", .op = run.learning.kind, .role = Role::weight, .axes = ""});
    Measurement learning{.observable = "learning", .site = "machine", .estimates = evaluation.estimates};
    learning.curves = history_of(file);
    results.measurements.push_back(std::move(learning));
    if (!evaluation.refused.empty()) results.skipped.push_back({"learning", "machine", evaluation.refused});
    return results;
}

}  // namespace blackbody
