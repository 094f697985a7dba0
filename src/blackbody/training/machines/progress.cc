#include "blackbody/training/machines/progress.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>

#include "blackbody/systems/ensembles/machines/mean_field.h"
#include "blackbody/systems/ensembles/machines/pseudo_likelihood.h"
#include "blackbody/tensor/mean.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t flips = 30, directions = 10;

Estimate sum_of(const std::string& name, const Estimate& a, double sign, const Estimate& b) {
    return {
        name, a.value + sign * b.value, Uncertainty::of(std::hypot(a.error.std_error(), b.error.std_error())), a.n, {}};
}

/// F of every sample.
at::Tensor free_energies(const DeepBoltzmann& machine, const MeanField& q) { return -bound_weight(machine, q); }

Estimate reconstruction(const DeepBoltzmann& machine, const MeanField& q) {
    const at::Tensor back =
        machine.layers[0].unit->mean(machine.layers[0], at::matmul(q.mean[1], machine.weights[0].t()));
    return mean_of("reconstruction", (back - q.mean[0]).square().mean(1));
}

/// Singular values of W, and how its left vectors lie to the data's directions.
void add_spectrum(const at::Tensor& weight, const at::Tensor& components, ProgressPoint& point) {
    // Of the smaller of W Wᵀ and Wᵀ W.
    const bool is_wide = weight.size(0) <= weight.size(1);
    const auto [values, vectors] =
        at::linalg_eigh(is_wide ? at::matmul(weight, weight.t()) : at::matmul(weight.t(), weight));
    point.singular_values = values.clamp_min(0).sqrt().flip(0).contiguous();
    if (!components.defined()) return;
    const std::int64_t count = std::min<std::int64_t>(directions, point.singular_values.numel());
    at::Tensor left = vectors.flip(1).narrow(1, 0, count);
    if (!is_wide) left = at::matmul(weight, left) / point.singular_values.narrow(0, 0, count).clamp_min(1e-300);
    point.alignment = at::matmul(left.t(), components).square();
}

}  // namespace

ProgressPoint progress_at(const DeepBoltzmann& machine, const ProgressSamples& samples, const Estimate& log_z) {
    ProgressPoint point;
    const MeanFieldOptions settled{.max_turns = 50, .enough = 1e-6};
    const MeanField q = mean_field(machine, samples.train, settled);
    const Layer& visible = machine.layers[0];
    if (machine.depth() == 1 && (!visible.unit->values.empty() || visible.colours > 1))
        point.numbers.push_back(pseudo_likelihood({visible, machine.layers[1], machine.weights[0]}, q.mean[0],
                                                  {.units = flips, .seed = 0}));
    point.numbers.push_back(reconstruction(machine, q));
    const Estimate train = mean_of("F", free_energies(machine, q));
    if (!samples.held_out.empty() && samples.held_out[0].defined()) {
        const Estimate held = mean_of("F", free_energies(machine, mean_field(machine, samples.held_out, settled)));
        point.numbers.push_back(sum_of("gap", held, -1, train));
        point.numbers.push_back(sum_of("log_p", {"", -held.value, held.error, held.n, {}}, -1, log_z));
    }
    point.numbers.push_back(sum_of("log_p_train", {"", -train.value, train.error, train.n, {}}, -1, log_z));
    point.numbers.push_back(log_z);
    add_spectrum(machine.weights[0], samples.components, point);
    return point;
}

PrincipalComponents principal_components(const at::Tensor& states, std::int64_t count) {
    // The covariance in pieces: data may be bytes.
    constexpr std::int64_t piece = 4096;
    at::Tensor sum, square;
    for (std::int64_t first = 0; first < states.size(0); first += piece) {
        const at::Tensor part = states.narrow(0, first, std::min(piece, states.size(0) - first)).to(at::kFloat);
        const at::Tensor s = part.sum(0, false, at::kDouble), q = at::matmul(part.t(), part).to(at::kDouble);
        sum = sum.defined() ? sum + s : s, square = square.defined() ? square + q : q;
    }
    const auto n = static_cast<double>(states.size(0));
    const at::Tensor mean = sum / n;
    const auto [values, vectors] = at::linalg_eigh(square / n - mean.unsqueeze(1) * mean);
    return {vectors.flip(1).narrow(1, 0, std::min(count, states.size(1))).contiguous(),
            values.flip(0).clamp_min(0).contiguous()};
}

at::Tensor some_rows(const at::Tensor& states, std::int64_t most) {
    if (states.size(0) <= most) return states.to(at::kDouble);
    return states.index_select(0, (at::arange(most, at::kLong) * states.size(0)).floor_divide(most)).to(at::kDouble);
}

namespace {

/// What stands in a line: a number's name, its heading, how wide it is.
struct Column {
    const char *name, *title;
    std::size_t width;
    bool has_error = true;
};
constexpr Column columns[] = {{"log_p", "ln p", 13},
                              {"gap", "gap", 12},
                              {"pseudo_likelihood", "PL", 13},
                              {"reconstruction", "recon", 8, false},
                              {"log_z", "ln Z", 12}};

std::string right(const std::string& text, std::size_t width) {
    // A sign that takes two bytes takes one column.
    const std::size_t taken = text.size() - static_cast<std::size_t>(std::count(text.begin(), text.end(), '\xC2'));
    return std::string(taken < width ? width - taken : 1, ' ') + text;
}

std::string cell_of(const ProgressPoint& point, const Column& column) {
    for (const Estimate& e : point.numbers) {
        if (e.name != column.name) continue;
        if (!column.has_error || !e.error.is_number()) return short_number(e.value, 3);
        std::string text = with_error(e.value, e.error.std_error());
        std::erase(text, ' ');
        return text;
    }
    return "-";
}

}  // namespace

std::string heading_of(const ProgressPoint& point) {
    std::string line =
        point.stage + ", " + with_commas(point.of) + " updates\n" + right("update", 8) + right("epoch", 7);
    for (const Column& column : columns) line += right(column.title, column.width);
    return line;
}

std::string line_of(const ProgressPoint& point) {
    std::string line = right(std::to_string(point.updates), 8) + right(short_number(point.epoch, 4), 7);
    for (const Column& column : columns) line += right(cell_of(point, column), column.width);
    return line;
}

void record(const ProgressPoint& point, Arrays& history) {
    const auto name = [&](const std::string& what) { return point.stage + "." + what; };
    append(history, name("updates"), at::tensor(point.updates, at::kLong).squeeze());
    append(history, name("epoch"), point.epoch);
    for (const Estimate& e : point.numbers) {
        append(history, name(e.name), e.value);
        if (e.error.is_number()) append(history, name(e.name + ".error"), e.error.std_error());
    }
    append(history, name("singular_values"), point.singular_values);
    if (point.alignment.defined()) append(history, name("alignment"), point.alignment);
}

}  // namespace blackbody
