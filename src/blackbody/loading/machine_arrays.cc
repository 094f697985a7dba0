#include "blackbody/loading/machine_arrays.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

const MachineNames conventions[] = {{"W", "a", "b"},
                                    {"components_", "intercept_visible_", "intercept_hidden_", true, true},
                                    {"W", "v_bias", "h_bias"},
                                    {"W", "vbias", "hbias"},
                                    {"W", "bv", "bh"},
                                    {"W", "b_v", "b_h"},
                                    {"W", "vb", "hb"},
                                    {"W", "visible_bias", "hidden_bias"},
                                    {"weight", "visible_bias", "hidden_bias"},
                                    {"weight", "v_bias", "h_bias"},
                                    {"weights", "visible_bias", "hidden_bias"}};

using Shape = std::vector<std::int64_t>;

/// The size of a bias's longest axis where all others are 1; 0 where there are several.
std::int64_t length(const Shape& shape) {
    std::int64_t longest = 1, others = 0;
    for (const std::int64_t size : shape) {
        if (size != 1) longest = size, ++others;
    }
    return others > 1 ? 0 : longest;
}

bool fit(const Shape& weight, std::int64_t visible, std::int64_t hidden) {
    return (visible < 0 || weight[0] == visible) && (hidden < 0 || weight[1] == hidden);
}

bool fit_turned(const Shape& weight, std::int64_t visible, std::int64_t hidden) {
    return fit({weight[1], weight[0]}, visible, hidden);
}

bool is_there(const ArrayFile& file, const MachineNames& names) {
    const NamedArray *w = file.find(names.weight), *a = file.find(names.visible), *b = file.find(names.hidden);
    if (!w || !a || !b || w->shape.size() != 2) return false;
    const std::int64_t visible = length(a->shape), hidden = length(b->shape);
    return fit(w->shape, visible, hidden) || fit_turned(w->shape, visible, hidden);
}

/// Three arrays and no other, named by a convention, a matrix among them: a machine, whether it fits or not.
bool is_nothing_else(const ArrayFile& file, const MachineNames& names) {
    const NamedArray* w = file.find(names.weight);
    return w && w->shape.size() == 2 && file.find(names.visible) && file.find(names.hidden) &&
           file.arrays().size() == 3;
}

/// [U] where one axis is longer than 1; whole parameters [P, U] as they are.
at::Tensor flat(const at::Tensor& values) {
    const Shape shape = values.sizes().vec();
    return length(shape) > 0 ? values.reshape(-1) : values.contiguous();
}

std::int64_t units_of(const at::Tensor& bias) { return !bias.defined() ? -1 : bias.dim() == 0 ? 1 : bias.size(-1); }

std::string shape_words(const std::string& name, const at::Tensor& values) {
    return escape_control(name) + " " + (values.defined() ? shape_text(values.sizes()) : "(none)");
}

[[noreturn]] void refuse(const ArrayFile& file, const MachineNames& names, const MachineArrays& found) {
    throw Error(
        ErrorKind::model,
        Complaint{.file = file.path(),
                  .place = "machine",
                  .expected = "W [visible, hidden] or [hidden, visible], a [visible], b [hidden]",
                  .found = shape_words(names.weight, found.weight) + ", " + shape_words(names.visible, found.visible) +
                           ", " + shape_words(names.hidden, found.hidden)});
}

}  // namespace

std::optional<MachineNames> machine_names(const ArrayFile& file, const std::vector<std::string>& given) {
    if (given.size() == 3) {
        for (const MachineNames& names : conventions)
            if (names.is_known && given == std::vector{names.weight, names.visible, names.hidden}) return names;
        const bool turned = given[0].ends_with(".T") && !file.has(given[0]);
        const std::string weight = turned ? given[0].substr(0, given[0].size() - 2) : given[0];
        return MachineNames{weight, given[1], given[2], turned, turned};
    }
    for (const MachineNames& names : conventions)
        if (is_there(file, names)) return names;
    for (const MachineNames& names : conventions)
        if (is_nothing_else(file, names)) return names;
    return std::nullopt;
}

MachineArrays machine_arrays(const ArrayFile& file, const MachineNames& names) {
    const auto bias = [&](const std::string& name) {
        return name == "-" && !file.has(name) ? at::Tensor() : flat(file.numbers(name));
    };
    MachineArrays arrays{file.numbers(names.weight), bias(names.visible), bias(names.hidden), {}};
    if (arrays.weight.dim() != 2) refuse(file, names, arrays);

    // Which axis is which.
    const Shape shape = arrays.weight.sizes().vec();
    const std::int64_t visible = units_of(arrays.visible), hidden = units_of(arrays.hidden);
    const bool as_is = fit(shape, visible, hidden), turned = fit_turned(shape, visible, hidden);
    if (!as_is && !turned) refuse(file, names, arrays);
    const bool turns = turned && (names.is_transposed || !as_is);
    const std::string name = escape_control(names.weight), text = shape_text(shape);
    if (turns) {
        arrays.weight = arrays.weight.t().contiguous();
        arrays.notes.push_back(name + " is transposed: " + text + " is read as [hidden, visible], as " +
                               (as_is ? "its name says" : "the sizes of the biases say"));
    } else if (turned && !names.is_known) {
        arrays.notes.push_back(name + " " + text +
                               " is square, so the biases cannot say which axis is which: it is read as [visible, "
                               "hidden]; where " +
                               name + " is transposed, as scikit-learn and PyTorch store it, give the keys " + name +
                               ".T," + escape_control(names.visible) + "," + escape_control(names.hidden));
    }
    for (auto* part : {&arrays.visible, &arrays.hidden})
        if (!part->defined()) {
            const bool is_visible = part == &arrays.visible;
            *part = at::zeros({arrays.weight.size(is_visible ? 0 : 1)}, at::kDouble);
            arrays.notes.push_back(std::string("the file has no biases of ") + (is_visible ? "visible" : "hidden") +
                                   " units: they are 0");
        }
    return arrays;
}

}  // namespace blackbody
