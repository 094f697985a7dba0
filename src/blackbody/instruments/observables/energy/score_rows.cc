#include "blackbody/instruments/observables/energy/score_rows.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/one_hot.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/view_as_real.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>
#include <limits>

#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

constexpr std::int64_t no_label = -100;              // as PyTorch's losses ignore it
constexpr std::int64_t most_token_scores = 1 << 20;  // of one sample: 20 tokens of a vocabulary of 50,000

/// Scores [N, T, K] (T = 1 where a sample is one row) and labels [N, T], undefined where there are none.
struct Table {
    at::Tensor scores, labels;
};

at::Tensor real_scores(const at::Tensor& values) {
    const at::Tensor x = in_double(values);
    return x.is_complex() ? at::view_as_real(x).square().sum(-1).log() : x;
}

/// Labels in the shape [N, T], or why they are not used.
/// A row of 0 and a single 1 among the classes is the class of that 1.
at::Tensor fitting_labels(const at::Tensor& given, at::IntArrayRef rows, std::int64_t classes, ScoreRows& read) {
    if (!given.defined()) return {};
    at::Tensor labels = given.to(at::kCPU, at::kLong);
    if (labels.dim() == 2 && rows[1] == 1 && classes > 1 && labels.size(1) == classes) {
        const bool are_one_hot =
            labels.ge(0).all().item<bool>() && labels.sum(1).eq(1).all().item<bool>();  // 0 and a single 1
        if (are_one_hot) labels = labels.argmax(1);
    }
    if (labels.numel() == rows[0] * rows[1] && labels.size(0) == rows[0]) return labels.reshape(rows);
    read.unused_labels = "there are " + std::to_string(labels.numel() / std::max<std::int64_t>(1, rows[0])) +
                         " labels a sample and " + std::to_string(rows[1]) + " answers";
    return {};
}

Table table_of(const State& state, Scores kind, ScoreRows& read) {
    at::Tensor x = real_scores(state.values);
    const std::int64_t n = x.size(0);
    if (kind == Scores::classes) {
        x = x.dim() == 3 ? x : x.flatten(1).unsqueeze(1);
        return {x, fitting_labels(state.batch.labels, {n, x.size(1)}, x.size(2), read)};
    }

    // Each score z of a question as the two scores (0, z); one class number answers every question.
    x = x.reshape({n, -1});
    at::Tensor labels = state.batch.labels;
    if (x.size(1) > 1 && labels.defined() && labels.numel() == n) {
        const at::Tensor numbers = labels.to(at::kCPU, at::kLong).reshape({n});
        const bool are_classes = numbers.ge(0).logical_and(numbers.lt(x.size(1))).all().item<bool>();
        labels = are_classes ? at::one_hot(numbers, x.size(1)) : numbers;
        read.one_class_for_all = are_classes;
    }
    return {at::stack({at::zeros_like(x), x}, 2), fitting_labels(labels, {n, x.size(1)}, 1, read)};
}

/// A bounded number of tokens of each sample, spread over all.
void thin_out(Table& table, ScoreRows& read) {
    const std::int64_t tokens = table.scores.size(1);
    const std::int64_t most = std::max<std::int64_t>(1, most_token_scores / table.scores.size(2));
    if (tokens <= most) return;
    read.passed_over = (tokens - most) * table.scores.size(0);
    const at::Tensor taken = at::linspace(0, static_cast<double>(tokens - 1), most, at::kDouble).round().to(at::kLong);
    table.scores = table.scores.index_select(1, taken);
    if (table.labels.defined()) table.labels = table.labels.index_select(1, taken);
}

void check_label(std::int64_t label, std::int64_t classes, std::int64_t position) {
    if (label >= 0 && label < classes) return;
    throw Error(ErrorKind::data, Complaint{.place = "label of sample " + std::to_string(position),
                                           .expected = "0 ... " + std::to_string(classes - 1),
                                           .found = std::to_string(label),
                                           .advice = "labels must be the network's classes"});
}

}  // namespace

ScoreRows score_rows(const State& state, Scores kind) {
    ScoreRows read;
    Table table = table_of(state, kind, read);
    thin_out(table, read);
    const std::int64_t t = table.scores.size(1), classes = table.scores.size(2);
    const at::Tensor scores = table.scores.reshape({-1, classes});
    const at::Tensor labels = table.labels.defined() ? table.labels.reshape({-1}).contiguous() : at::Tensor();
    read.rows_a_sample = t, read.given = scores.size(0);

    // A highest score that is a number, and none that is not: the row has probabilities.
    const at::Tensor highest = std::get<0>(scores.max(1)).contiguous();
    std::vector<std::int64_t> kept;
    for (std::int64_t r = 0; r < read.given; ++r) {
        const bool is_unlabelled = labels.defined() && labels.const_data_ptr<std::int64_t>()[r] == no_label;
        if (!std::isfinite(highest.const_data_ptr<double>()[r])) ++read.broken;
        else if (is_unlabelled) ++read.unlabelled;
        else kept.push_back(r);
    }
    for (const std::int64_t r : kept) {
        const std::int64_t position = state.batch.first + r / t;
        read.samples.push_back(position);
        read.keys.push_back(kind == Scores::yes_no ? position : position * t + r % t);
        read.ground.push_back(-highest.const_data_ptr<double>()[r]);
        if (!labels.defined()) continue;
        read.labels.push_back(labels.const_data_ptr<std::int64_t>()[r]);
        check_label(read.labels.back(), classes, position);
    }
    const at::Tensor rows = at::tensor(at::ArrayRef<std::int64_t>(kept), at::TensorOptions(at::kLong));
    read.excitations = highest.index_select(0, rows).unsqueeze(1).sub(scores.index_select(0, rows));
    return read;
}

}  // namespace blackbody
