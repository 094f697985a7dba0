#pragma once
/// Orders of a sample's axes: how it is stored, and how a network's input wants it. Letters: C channels, Y rows, X
/// columns.
///
///   stored   [C, Y, X]   [Y, X, C]   [Y, X]   or no picture
///   wanted   the same, or flat [C Y X], [Y X C]
///
/// Pictures pass through [N, C, Y, X], where they are scaled and prepared. All tensors here have the sample axis first.
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace blackbody {

using Shape = std::vector<std::int64_t>;

enum class Layout {
    other,  ///< no picture: fed in the order in which it is stored
    cyx,
    yxc,
    yx,
    flat_cyx,
    flat_yxc
};

/// "[Y, X, C]".
std::string to_string(Layout layout);

/// [N, C, Y, X] of pictures in this order (not flat), and back to any order.
at::Tensor to_cyx(const at::Tensor& values, Layout stored);
at::Tensor from_cyx(const at::Tensor& values, Layout wanted);

/// The axes of a picture of these sizes in an order.
Shape shape_in(Layout layout, std::int64_t channels, std::int64_t height, std::int64_t width);

/// Whether a sample of this shape can be fed to an input [sample axis left out] where -1 takes any size.
bool fits(const Shape& sample, const Shape& input);

/// How stored axes become wanted ones.
struct Turn {
    Layout stored = Layout::other, wanted = Layout::other;
    Shape result{};             ///< the sample as it is fed
    bool is_ambiguous = false;  ///< [C, Y, X] and [Y, X, C] both fit
    bool is_reshaped = false;   ///< same numbers in the same order, other axes
};

/// Of all turns the first that fits: as stored, channels moved, a channel axis of 1 added or dropped, flattened, a row
/// of numbers given the input's axes. `height` > 0: pictures are brought to that size first.
std::optional<Turn> find_turn(const Shape& sample, const Shape& input, std::int64_t height, std::int64_t width);

/// The order in which an input wants pictures of 1 or 3 channels, and how many; nothing where it takes none. -1
/// channels:
/// it takes any. A flat input is one of pictures of `height` x `width` where their number of pixels is its size.
struct PictureInput {
    Layout layout = Layout::cyx;
    std::int64_t channels = -1, height = -1, width = -1;
};
std::optional<PictureInput> picture_input(const Shape& input, std::int64_t height, std::int64_t width);

}  // namespace blackbody
