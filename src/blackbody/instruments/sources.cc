#include "blackbody/instruments/sources.h"

#include <ATen/ops/cat.h>

#include <algorithm>

namespace blackbody {
namespace {

/// Concatenates batches along the sample axis.
Batch concatenated(const std::vector<Batch>& parts) {
    if (parts.size() == 1) return parts.front();
    Batch whole = parts.front();
    std::vector<at::Tensor> pieces(parts.size());
    for (std::size_t i = 0; i < whole.inputs.size(); ++i) {
        for (std::size_t p = 0; p < parts.size(); ++p) pieces[p] = parts[p].inputs[i].second;
        whole.inputs[i].second = at::cat(pieces, 0);
    }
    if (whole.labels.defined()) {
        for (std::size_t p = 0; p < parts.size(); ++p) pieces[p] = parts[p].labels;
        whole.labels = at::cat(pieces, 0);
    }
    whole.size = 0;
    for (const Batch& part : parts) whole.size += part.size;
    return whole;
}

}  // namespace

ShuffledSource::ShuffledSource(const Source& source, Seed seed)
    : source_(source), order_(Random(seed_for(seed, "sample order")).permutation(source.size())) {}

Batch ShuffledSource::read(std::int64_t first, std::int64_t count) const {
    std::vector<Batch> samples;
    for (std::int64_t i = first; i < std::min(first + count, size()); ++i)
        samples.push_back(source_.read(order_[i], 1));
    Batch batch = concatenated(samples);
    batch.first = first;
    return batch;
}

FixedSource::FixedSource(const Source& source, std::int64_t count)
    : batch_(source.read(0, std::min(count, source.size()))) {
    batch_.first = 0;
}

FixedSource::FixedSource(const FixedSource& fixed, const Control& control, Seed seed)
    : batch_(control.inputs(fixed.batch_, seed)) {}

Batch FixedSource::read(std::int64_t first, std::int64_t count) const {
    Batch part = batch_;
    part.first = first;
    part.size = std::min(count, batch_.size - first);
    for (auto& [name, values] : part.inputs) values = values.narrow(0, first, part.size);
    if (part.labels.defined()) part.labels = part.labels.narrow(0, first, part.size);
    return part;
}

}  // namespace blackbody
