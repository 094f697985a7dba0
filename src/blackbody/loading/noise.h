#pragma once
/// White noise instead of data, where the data are called `noise`. What a network does with independent standard normal
/// pixels is a property of the network alone; it says nothing about the data it was trained on, and the report says so.
#include <string>
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

class NoiseSource : public Source {
  public:
    /// `shape` is that of one sample of the input `name`. The same seed gives the same samples in any batches.
    NoiseSource(std::string name, std::vector<std::int64_t> shape, std::int64_t samples, Seed seed);
    std::int64_t size() const override { return samples_; }
    bool labelled() const override { return false; }
    Batch read(std::int64_t first, std::int64_t count) const override;

  private:
    std::string name_;
    std::vector<std::int64_t> shape_;
    std::int64_t samples_;
    Seed seed_;
};

}  // namespace blackbody
