#pragma once
/// Sources made from sources: another order, fewer samples, a control applied.
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

/// The samples of `source` in a seeded random order: so that the first few are a fair sample of sorted data, and blocks
/// of neighbours are exchangeable.
class ShuffledSource : public Source {
  public:
    ShuffledSource(const Source& source, Seed seed);
    std::int64_t size() const override { return static_cast<std::int64_t>(order_.size()); }
    bool labelled() const override { return source_.labelled(); }
    Batch read(std::int64_t first, std::int64_t count) const override;
    /// Where sample `position` of this order stands in the source.
    std::int64_t place_in_source(std::int64_t position) const { return order_[position]; }

  private:
    const Source& source_;
    std::vector<std::int64_t> order_;
};

/// The first samples of `source`, kept in memory: what nulls are drawn on. With a control, its inputs are changed.
class FixedSource : public Source {
  public:
    FixedSource(const Source& source, std::int64_t count);
    /// The same samples with control.inputs(., seed) applied.
    FixedSource(const FixedSource& fixed, const Control& control, Seed seed);
    std::int64_t size() const override { return batch_.size; }
    bool labelled() const override { return batch_.labels.defined(); }
    Batch read(std::int64_t first, std::int64_t count) const override;

  private:
    Batch batch_;
};

/// Samples first .. first + count - 1 of `source`, counted from 0.
class PartSource : public Source {
  public:
    PartSource(const Source& source, std::int64_t first, std::int64_t count)
        : source_(source), first_(first), count_(count) {}
    std::int64_t size() const override { return count_; }
    bool labelled() const override { return source_.labelled(); }
    Batch read(std::int64_t first, std::int64_t count) const override {
        Batch batch = source_.read(first_ + first, count);
        batch.first = first;
        return batch;
    }

  private:
    const Source& source_;
    std::int64_t first_, count_;
};

}  // namespace blackbody
