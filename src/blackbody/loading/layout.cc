#include "blackbody/loading/layout.h"

#include <ATen/ops/empty.h>

#include "blackbody/formats/tensor_view.h"

namespace blackbody {
namespace {

bool is_colour_axis(std::int64_t size) { return size == 1 || size == 3; }

/// Whether an input of three axes has its channels last: they are 1 or 3 there, and not in front.
bool channels_last(const Shape& input) { return is_colour_axis(input[2]) && !is_colour_axis(input[0]); }

/// C, Y, X of a sample in an order.
Shape sizes_of(const Shape& s, Layout layout) {
    if (layout == Layout::yxc) return {s[2], s[0], s[1]};
    return layout == Layout::yx ? Shape{1, s[0], s[1]} : s;
}

struct Pair {
    Layout stored, wanted;
};

/// What may be tried for a sample of so many axes, the likeliest first.
std::vector<Pair> pairs_of(const Shape& sample, const Shape& input) {
    using enum Layout;
    if (sample.size() == 3 && input.size() == 3) {
        const bool last = channels_last(input);
        const Pair as_stored = last ? Pair{yxc, yxc} : Pair{cyx, cyx}, turned = last ? Pair{cyx, yxc} : Pair{yxc, cyx};
        // Where the input takes anything a short last axis behind a long first one is that of colours.
        const bool looks_turned = input[0] < 0 && !last && sample[2] <= 4 && sample[0] > 4;
        return looks_turned ? std::vector{turned, as_stored} : std::vector{as_stored, turned};
    }
    if (sample.size() == 2 && input.size() == 3) return {{yx, cyx}, {yx, yxc}};
    if (sample.size() == 2 && input.size() == 2) return {{yx, yx}};
    if (sample.size() == 3 && input.size() == 2) return {{cyx, yx}, {yxc, yx}};
    if (sample.size() == 2 && input.size() == 1) return {{yx, flat_cyx}};
    if (sample.size() == 3 && input.size() == 1)
        return sample[2] <= 4 && sample[0] > 4 ? std::vector<Pair>{{yxc, flat_yxc}}
                                               : std::vector<Pair>{{cyx, flat_cyx}};
    return {};
}

/// The sample's shape once it is turned; nothing where the pair does not apply.
std::optional<Shape> turned(const Shape& sample, const Pair& pair, std::int64_t height, std::int64_t width) {
    Shape s = sizes_of(sample, pair.stored);
    if (height > 0) s[1] = height, s[2] = width;
    if (pair.wanted == Layout::yx && s[0] != 1) return std::nullopt;
    return shape_in(pair.wanted, s[0], s[1], s[2]);
}

}  // namespace

std::string to_string(Layout layout) {
    switch (layout) {
        case Layout::cyx:
            return "[C, Y, X]";
        case Layout::yxc:
            return "[Y, X, C]";
        case Layout::yx:
            return "[Y, X]";
        case Layout::flat_cyx:
            return "[C Y X]";
        case Layout::flat_yxc:
            return "[Y X C]";
        case Layout::other:
            break;
    }
    return "as stored";
}

at::Tensor to_cyx(const at::Tensor& values, Layout stored) {
    if (stored == Layout::yxc) return values.permute({0, 3, 1, 2}).contiguous();
    return stored == Layout::yx ? values.unsqueeze(1) : values;
}

at::Tensor from_cyx(const at::Tensor& values, Layout wanted) {
    if (wanted == Layout::yxc) return values.permute({0, 2, 3, 1}).contiguous();
    if (wanted == Layout::yx) return values.squeeze(1);
    if (wanted == Layout::flat_cyx) return values.flatten(1);
    return wanted == Layout::flat_yxc ? values.permute({0, 2, 3, 1}).flatten(1) : values;
}

Shape shape_in(Layout layout, std::int64_t channels, std::int64_t height, std::int64_t width) {
    if (layout == Layout::yxc) return {height, width, channels};
    if (layout == Layout::yx) return {height, width};
    if (layout == Layout::flat_cyx || layout == Layout::flat_yxc) return {channels * height * width};
    return {channels, height, width};
}

bool fits(const Shape& sample, const Shape& input) {
    if (sample.size() != input.size()) return false;
    for (std::size_t i = 0; i < sample.size(); ++i)
        if (input[i] >= 0 && sample[i] != input[i]) return false;
    return true;
}

std::optional<Turn> find_turn(const Shape& sample, const Shape& input, std::int64_t height, std::int64_t width) {
    std::vector<Turn> found;
    for (const Pair& pair : pairs_of(sample, input))
        if (const auto result = turned(sample, pair, height, width); result && fits(*result, input))
            found.push_back({pair.stored, pair.wanted, *result, false,
                             pair.wanted == Layout::flat_cyx || pair.wanted == Layout::flat_yxc});
    if (!found.empty()) {
        const bool channels_may_stand_either_way = sample.size() == 3 && input.size() == 3 && found.size() > 1;
        found[0].is_ambiguous = channels_may_stand_either_way;
        return found[0];
    }
    if (fits(sample, input)) return Turn{.result = sample};

    // The same numbers with other axes: all into one, or one into those that the input fixes.
    const auto count = element_count(sample);
    if (input.size() == 1 && count && fits({*count}, input)) return Turn{.result = {*count}, .is_reshaped = true};
    if (sample.size() == 1 && count && element_count(input) == count) return Turn{.result = input, .is_reshaped = true};
    return std::nullopt;
}

std::optional<PictureInput> picture_input(const Shape& input, std::int64_t height, std::int64_t width) {
    if (input.size() == 3 && channels_last(input)) return PictureInput{Layout::yxc, input[2], input[0], input[1]};
    if (input.size() == 3 && (input[0] < 0 || is_colour_axis(input[0])))
        return PictureInput{Layout::cyx, input[0], input[1], input[2]};
    if (input.size() == 2) return PictureInput{Layout::yx, 1, input[0], input[1]};
    if (input.size() == 1 && input[0] == height * width) return PictureInput{Layout::flat_cyx, 1, height, width};
    return std::nullopt;
}

}  // namespace blackbody
