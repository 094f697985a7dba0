#pragma once
/// Data as a network sees it: files found by name, turned to the axes of its input, prepared, streamed. Memory does not
/// grow with the number of samples where the format allows it (.npy, plain IDX and pictures do; .npz and .gz do not).
#include <memory>
#include <string>
#include <vector>

#include "blackbody/base/system.h"
#include "blackbody/loading/options/data_options.h"
#include "blackbody/loading/preprocess.h"
#include "blackbody/systems/onnx/graph.h"

namespace blackbody {

class Dataset : public Source {
  public:
    struct Contents;
    explicit Dataset(std::shared_ptr<const Contents> contents);

    std::int64_t size() const override;
    bool labelled() const override;
    /// Inputs of a floating type are float32 (float64 where the network's input is), others of the network's type. What
    /// stands for all samples (an input without a sample axis) is repeated for each.
    Batch read(std::int64_t first, std::int64_t count) const override;

    const DataCard& card() const;
    /// Where each sample stands among those that the files hold.
    const std::vector<std::int64_t>& positions() const;
    /// True where the samples are pixels and nobody said how to prepare them: see ranking.h. Until then "unit" is used.
    bool preprocess_is_open() const;
    const Preprocess& preprocess() const;
    std::int64_t channels() const;  ///< of the pixels; 0 where there are none

    /// The same samples prepared otherwise, with notes on how that was chosen.
    Dataset prepared(const Preprocess& preprocess, const std::vector<std::string>& notes = {}) const;
    /// At most `count` of these samples, spread over all.
    Dataset spread(std::int64_t count) const;

  private:
    std::shared_ptr<const Contents> contents_;
};

/// `path` is a file (.npy, .npz, IDX, .csv, picture), a folder (arrays, or pictures: a folder a class or flat) or
/// "input=file.npy,other=file.npy". Throws Error(data) where it cannot be read or does not fit `inputs`, Error(usage)
/// where it is missing.
Dataset load_dataset(const std::string& path, const std::vector<Port>& inputs, const DataOptions& options = {});

}  // namespace blackbody
