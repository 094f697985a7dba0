#include "blackbody/training/networks/batches.h"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace blackbody {
namespace {

/// How one picture is turned.
struct Turn {
    std::int64_t y = 0, x = 0;  ///< shift
    bool is_mirrored = false;
    std::int64_t hole_y = 0, hole_x = 0, hole = 0;
};

Turn turn_of(const Augmentation& how, std::int64_t height, std::int64_t width, Random random) {
    const auto within = [&](std::int64_t n) { return static_cast<std::int64_t>(random.below(n)); };
    Turn turn;
    turn.y = within(2 * how.random_shift + 1) - how.random_shift,
    turn.x = within(2 * how.random_shift + 1) - how.random_shift;
    turn.is_mirrored = how.hflip && random.below(2) == 1;
    turn.hole = how.cutout;
    // The square's middle may lie anywhere, so that borders are erased as often as the centre.
    turn.hole_y = within(height) - how.cutout / 2, turn.hole_x = within(width) - how.cutout / 2;
    return turn;
}

struct Frame {
    std::int64_t channels, height, width;
};

/// from [C, Y, X] -> to [Y, X, C].
template <class From, class To>
void turn_picture(const From* from, To* to, const Frame& f, const Turn& turn) {
    constexpr To scale = std::is_same_v<From, std::uint8_t> ? To(1) / To(255) : To(1);
    std::fill_n(to, f.channels * f.height * f.width, To(0));
    const std::int64_t first = std::max<std::int64_t>(0, turn.x), last = f.width + std::min<std::int64_t>(0, turn.x);
    for (std::int64_t y = std::max<std::int64_t>(0, turn.y); y < f.height + std::min<std::int64_t>(0, turn.y); ++y) {
        const bool in_hole = y >= turn.hole_y && y < turn.hole_y + turn.hole;
        for (std::int64_t x = first; x < last; ++x) {
            if (in_hole && x >= turn.hole_x && x < turn.hole_x + turn.hole) continue;
            const std::int64_t column = x - turn.x, source = turn.is_mirrored ? f.width - 1 - column : column;
            const From* const pixel = from + (y - turn.y) * f.width + source;
            for (std::int64_t c = 0; c < f.channels; ++c)
                to[(y * f.width + x) * f.channels + c] = scale * static_cast<To>(pixel[c * f.height * f.width]);
        }
    }
}

template <class From, class To>
void turn_all(const at::Tensor& values, const at::Tensor& which, at::Tensor& out, const Augmentation& how, Seed seed) {
    const Frame f{values.size(1), values.size(2), values.size(3)};
    const std::int64_t size = f.channels * f.height * f.width;
    const From* const from = values.const_data_ptr<From>();
    const std::int64_t* const index = which.const_data_ptr<std::int64_t>();
    To* const to = out.mutable_data_ptr<To>();
    at::parallel_for(0, which.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const Turn turn = turn_of(how, f.height, f.width, Random(seed, static_cast<std::uint64_t>(i)));
            turn_picture(from + index[i] * size, to + i * size, f, turn);
        }
    });
}

}  // namespace

at::Tensor augmented(const Pictures& pictures, const at::Tensor& which, const Augmentation& how, at::ScalarType type,
                     Seed seed, std::uint64_t update) {
    const auto& v = pictures.values;
    at::Tensor out = at::empty({which.size(0), v.size(1), v.size(2), v.size(3)},
                               at::TensorOptions(type).memory_format(at::MemoryFormat::ChannelsLast));
    const Seed own = seed_for(seed + update, "augmentation");
    const bool is_double = type == at::kDouble, is_byte = v.scalar_type() == at::kByte;
    if (is_byte && is_double) turn_all<std::uint8_t, double>(v, which, out, how, own);
    else if (is_byte) turn_all<std::uint8_t, float>(v, which, out, how, own);
    else if (is_double) turn_all<float, double>(v, which, out, how, own);
    else turn_all<float, float>(v, which, out, how, own);
    return out;
}

}  // namespace blackbody
