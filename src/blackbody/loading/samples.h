#pragma once
/// Samples as they are stored, turned to the axes of a network's input, a few at a time.
#include <ATen/core/Tensor.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blackbody/formats/rows.h"
#include "blackbody/systems/onnx/graph.h"

namespace blackbody {

/// What was found of samples before they are used.
struct Inspection {
    std::vector<std::int64_t> unreadable{};  ///< positions
    std::string complaint{};                 ///< of the first of them
    std::int64_t turned = 0, scaled = 0;     ///< pictures turned upright, as their EXIF says; of another size
    std::string scaled_to{};                 ///< "32 x 32"
};

/// In words for a card: what is done with so many chosen pictures, and how many are left out.
std::vector<std::string> notes_of(const Inspection& seen, std::int64_t chosen);

class Samples {
  public:
    virtual ~Samples() = default;
    virtual std::int64_t size() const = 0;
    /// Those at the given positions, the sample axis first, values as stored; pictures as [N, C, Y, X].
    virtual at::Tensor read(std::span<const std::int64_t> positions) const = 0;
    /// What `read` gave, perhaps prepared since, in the order of the input's axes.
    virtual at::Tensor arranged(const at::Tensor& values) const = 0;
    /// Bytes 0..255 of pictures, which wait for a Preprocess.
    virtual bool are_pixels() const = 0;
    virtual std::int64_t channels() const = 0;  ///< of pixels
    virtual std::string stored() const = 0;     ///< "uint8 [32, 32, 3]"
    virtual std::vector<std::string> notes() const = 0;
    virtual Inspection inspect(std::span<const std::int64_t>) const { return {}; }
};

/// What a source of samples must fit.
struct Fitting {
    Port input;                          ///< of the network, batch axis first
    std::string file;                    ///< for complaints
    std::int64_t height = 0, width = 0;  ///< pictures are brought to this size; 0: as the input says, else as stored
};

/// Rows of an array. [Y, X, C], [C, Y, X] and [Y, X] are told apart by the input's shape (layout.h); where both of the
/// former fit, the more usual is taken and said. Throws Error(data) where nothing fits.
std::unique_ptr<Samples> array_samples(std::shared_ptr<const Rows> rows, const Fitting& fitting);

/// Pictures, decoded when they are asked for. Of a picture of another size the largest middle part is cut that has the
/// input's proportions, and scaled (bilinear, antialiased). An input of whole numbers gets the bytes. Throws
/// Error(data) where the input is no picture, or where no picture can be read.
std::unique_ptr<Samples> picture_samples(std::vector<std::string> files, const Fitting& fitting);

/// The largest middle part of [N, C, Y, X] with these proportions, scaled to them. float32 where anything was done.
at::Tensor cut_and_scale(const at::Tensor& pixels, std::int64_t height, std::int64_t width);

/// "[3, any, any]": an input without its sample axis.
std::string input_text(std::span<const std::int64_t> input);

}  // namespace blackbody
