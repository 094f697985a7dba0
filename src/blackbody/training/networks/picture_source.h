#pragma once
/// Some of the pictures as a stream of samples: what a network under training is observed on, never shifted or
/// mirrored.
#include "blackbody/base/system.h"
#include "blackbody/training/networks/batches.h"

namespace blackbody {

class PictureSource : public Source {
  public:
    /// `pictures` must outlive it; `which` int64 [n]; values are of `type`.
    PictureSource(const Pictures& pictures, const at::Tensor& which, at::ScalarType type)
        : pictures_(pictures), which_(which), type_(type) {}
    std::int64_t size() const override { return which_.size(0); }
    bool labelled() const override { return pictures_.labels.defined(); }
    Batch read(std::int64_t first, std::int64_t count) const override;

  private:
    const Pictures& pictures_;
    at::Tensor which_;
    at::ScalarType type_;
};

/// At most `most` of them, in their order: the same ones for a seed, whatever else draws random numbers.
at::Tensor some_pictures(const Pictures& pictures, std::int64_t most, Seed seed);

}  // namespace blackbody
