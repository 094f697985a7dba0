#pragma once
/// Samples as they are stored, turned to the axes of a network's input, a few at a time.
#include <ATen/core/Tensor.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blackbody/formats/rows.h"
#include "blackbody/systems/network/graph.h"

namespace blackbody {

class Samples {
  public:
    virtual ~Samples() = default;
    virtual std::int64_t size() const = 0;
    /// Those at the given positions, the sample axis first, axes as the input's; values as stored.
    virtual at::Tensor read(std::span<const std::int64_t> positions) const = 0;
    /// Bytes 0..255 of pictures, which wait for a Preprocess.
    virtual bool are_pixels() const = 0;
    virtual std::int64_t channels() const = 0;  ///< of pixels
    virtual std::string stored() const = 0;     ///< "uint8 [32, 32, 3]"
    virtual std::vector<std::string> notes() const = 0;
};

/// What a source of samples must fit.
struct Fitting {
    Port input;                          ///< of the network, batch axis first
    std::string file;                    ///< for complaints
    std::int64_t height = 0, width = 0;  ///< pictures are brought to this size; 0: as the input says, else as stored
};

/// Rows of an array. [Y, X, C], [C, Y, X] and [Y, X] are told apart by the input's shape; where both fit, [C, Y, X] is
/// taken and said. Throws Error(data) where nothing fits.
std::unique_ptr<Samples> array_samples(std::shared_ptr<const Rows> rows, const Fitting& fitting);

/// Pictures, decoded when they are asked for. Of a picture of another size the largest middle part is cut that has the
/// input's proportions, and scaled (bilinear, antialiased). Throws Error(data) where the input is no picture.
std::unique_ptr<Samples> picture_samples(std::vector<std::string> files, const Fitting& fitting);

/// The largest middle part of [N, C, Y, X] with these proportions, scaled to them. float32 where anything was done.
at::Tensor cut_and_scale(const at::Tensor& pixels, std::int64_t height, std::int64_t width);

}  // namespace blackbody
