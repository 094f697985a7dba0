#include "blackbody/loading/picture_sheet.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "blackbody/formats/image/png_write.h"

namespace blackbody {

void write_sheet(const std::string& path, const at::Tensor& values) {
    const std::int64_t n = values.size(0), height = values.size(1), width = values.size(2);
    const auto across = std::min<std::int64_t>(
        100,
        static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(n * height) / static_cast<double>(width)))));
    const std::int64_t down = (n + across - 1) / across, y = down * (height + 1) + 1, x = across * (width + 1) + 1;
    const std::int64_t scale = std::clamp<std::int64_t>(600 / std::max(y, x), 1, 16);

    const at::Tensor grey = values.to(at::kDouble).contiguous();
    const double low = grey.min().item<double>(), range = std::max(1e-300, grey.max().item<double>() - low);
    const double* v = grey.const_data_ptr<double>();
    constexpr std::uint8_t between = 96;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(y * x * scale * scale), between);
    for (std::int64_t i = 0; i < n * height * width; ++i) {
        const std::int64_t k = i / (height * width), py = i / width % height, px = i % width;
        const auto value = static_cast<std::uint8_t>(std::lround(255 * (v[i] - low) / range));
        const std::int64_t top = scale * (k / across * (height + 1) + 1 + py),
                           left = scale * (k % across * (width + 1) + 1 + px);
        for (std::int64_t r = 0; r < scale; ++r)
            std::fill_n(pixels.begin() + ((top + r) * x * scale + left), scale, value);
    }
    write_png(path, pixels, y * scale, x * scale);
}

}  // namespace blackbody
