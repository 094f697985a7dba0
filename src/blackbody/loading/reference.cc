#include "blackbody/loading/reference.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/all_outputs.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

struct StoredArray {
    std::string name;  ///< in a .npz; "" in a .npy
    at::Tensor values;
    at::ScalarType type;
};

std::vector<StoredArray> stored_arrays(const std::string& path) {
    std::vector<StoredArray> arrays;
    const auto add = [&](const std::string& name, const TensorView& view) {
        const at::Tensor values = tensor_of(view, path);
        arrays.push_back(
            {name, values.to(values.is_complex() ? at::kComplexDouble : at::kDouble), values.scalar_type()});
    };
    if (!path.ends_with(".npz")) return add("", read_npy(path)), arrays;
    const Npz npz = Npz::open(path);
    for (const Npz::Entry& entry : npz.entries()) add(entry.name, npz.read(entry.name));
    return arrays;
}

/// Rows of the samples that were run, where the array holds those of all that the data have.
at::Tensor rows_that_were_run(const at::Tensor& stored, const Source& data) {
    const auto* dataset = dynamic_cast<const Dataset*>(&data);
    if (dataset == nullptr || stored.dim() == 0 || stored.size(0) == data.size() ||
        stored.size(0) != dataset->card().samples_given)
        return stored;
    return stored.index_select(0, at::tensor(at::ArrayRef<std::int64_t>(dataset->positions()), at::kLong));
}

bool is_half(const std::string& type) { return type.find("float16") != std::string::npos || type.find("float8") == 0; }

double tolerance_for(const StoredOutputs& asked, const System& system, const StoredArray& stored) {
    if (asked.tolerance) return *asked.tolerance;
    const std::string& weights = system.card().dtype;
    const bool coarse =
        weights.find("bfloat16") != std::string::npos || weights.find("float8") == 0 || stored.type == at::kBFloat16;
    if (!is_half(weights) && stored.type != at::kHalf && stored.type != at::kBFloat16) return 1e-4;
    const at::Tensor finite = stored.values.abs().nan_to_num(0, 0, 0);
    const double largest = finite.numel() > 0 ? finite.max().item<double>() : 0;
    return 16 * std::exp2(coarse ? -7 : -10) * std::max(1.0, largest);
}

struct Difference {
    double largest = 0;  ///< NaN where one of both is no number
    std::int64_t sample = 0;
};

/// Values that are the same, infinite ones and NaN included, differ by 0.
Difference difference(const at::Tensor& computed, const at::Tensor& stored) {
    if (stored.numel() == 0) return {};
    const at::Tensor x = computed.to(stored.scalar_type());
    const at::Tensor same = x.eq(stored).logical_or(at::isnan(x).logical_and(at::isnan(stored)));
    const at::Tensor by_sample = (x - stored).abs().masked_fill(same, 0).reshape({stored.size(0), -1}).amax(1);
    return {by_sample.max().item<double>(), by_sample.argmax().item<std::int64_t>()};
}

class Comparison {
  public:
    Comparison(const System& system, const Source& data, const StoredOutputs& stored)
        : stored_(stored),
          system_(system),
          data_(data),
          outputs_(all_outputs(system, data)),
          taken_(outputs_.size(), false) {}

    std::vector<StoredComparison> run() {
        std::vector<StoredArray> arrays = stored_arrays(stored_.file);
        for (StoredArray& array : arrays) array.values = rows_that_were_run(array.values, data_);

        // Those with an output's name first, the others in the order of the file.
        std::vector<StoredComparison> all;
        std::vector<const StoredArray*> unnamed;
        for (const StoredArray& array : arrays) {
            const auto named = std::ranges::find(outputs_, array.name, &NamedOutput::name);
            if (named == outputs_.end()) unnamed.push_back(&array);
            else all.push_back(compared(array, static_cast<std::size_t>(named - outputs_.begin())));
        }
        for (std::size_t i = 0; i < unnamed.size(); ++i) {
            const auto output = place(*unnamed[i], i + 1 == unnamed.size());
            if (output) all.push_back(compared(*unnamed[i], *output));
            else if (unnamed.size() < arrays.size()) all.push_back(of(*unnamed[i]));
            else fits_nothing(*unnamed[i]);
        }
        return all;
    }

  private:
    bool fits(std::size_t output, const StoredArray& array) const {
        return outputs_[output].values.defined() && outputs_[output].values.sizes() == array.values.sizes();
    }

    StoredComparison of(const StoredArray& array) const {
        return {.array = array.name, .shape = shape_text(array.values)};
    }

    /// The output that an array without its name is compared with.
    std::optional<std::size_t> place(const StoredArray& array, bool is_last) const {
        std::optional<std::size_t> found;
        double smallest = 0;
        for (std::size_t i = 0; i < outputs_.size(); ++i) {
            if (taken_[i] || !fits(i, array)) continue;
            if (!is_last) return i;
            const double largest = difference(outputs_[i].values, array.values).largest;
            if (!found || largest < smallest) found = i, smallest = largest;
        }
        return found;
    }

    StoredComparison compared(const StoredArray& array, std::size_t output) {
        if (!fits(output, array)) fits_nothing(array);
        taken_[output] = true;
        const Difference d = difference(outputs_[output].values, array.values);
        StoredComparison comparison = of(array);
        comparison.output = outputs_[output].name;
        comparison.largest = d.largest, comparison.sample = d.sample;
        comparison.tolerance = tolerance_for(stored_, system_, array);
        for (std::size_t i = 0; i < outputs_.size(); ++i) comparison.alike += fits(i, array);
        return comparison;
    }

    [[noreturn]] void fits_nothing(const StoredArray& array) const {
        std::vector<std::string> shapes;
        for (const NamedOutput& output : outputs_)
            shapes.push_back("'" + escape_control(output.name) + "' " +
                             (output.values.defined() ? shape_text(output.values.sizes()) : output.why_not));
        throw Error(ErrorKind::data, {.file = stored_.file,
                                      .place = array.name.empty() ? "" : "array '" + escape_control(array.name) + "'",
                                      .expected = "the shape of an output: " + join(shapes, ", "),
                                      .found = shape_text(array.values.sizes()),
                                      .advice = "store the outputs for the same samples"});
    }

    const StoredOutputs& stored_;
    const System& system_;
    const Source& data_;
    std::vector<NamedOutput> outputs_;
    std::vector<bool> taken_;
};

/// Why no output can be computed: the operators that are not known, as the card says them.
Complaint nothing_to_compare(const System& system) {
    std::vector<std::string> reasons;
    for (const Uncomputed& part : system.card().not_computed) reasons.push_back(part.sentence());
    return {.file = system.card().file,
            .place = "stored outputs",
            .expected = "a network whose outputs can be computed",
            .found = reasons.empty() ? "none" : join(reasons, "; ")};
}

}  // namespace

std::vector<StoredComparison> compare_with_stored(const System& system, const Source* data,
                                                  const StoredOutputs& stored) {
    const bool has_outputs =
        std::ranges::any_of(system.sites(), [](const Site& site) { return !site.info.output.empty(); });
    if (!has_outputs) throw Error(ErrorKind::model, nothing_to_compare(system));
    if (data == nullptr)
        throw Error(ErrorKind::usage,
                    Complaint{.place = "stored outputs", .expected = "the data they are of", .found = "none"});
    const at::NoGradGuard no_gradients;
    return Comparison(system, *data, stored).run();
}

}  // namespace blackbody
