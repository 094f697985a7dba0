#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>

#include "blackbody/base/system.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

/// Whether [N, a, b, c] is [N, Y, X, C]: three or four values last, and not where channels usually stand.
bool channels_last(const at::Tensor& images) {
    auto few = [](std::int64_t size) { return size == 1 || size == 3 || size == 4; };
    return few(images.size(3)) && !few(images.size(1));
}

/// images [N, C, Y, X] or [N, Y, X, C] -> the same, pixels moved. The order depends on the seed and on Y * X only.
at::Tensor moved(const at::Tensor& images, Seed seed) {
    const bool last = channels_last(images);
    const std::int64_t pixels = last ? images.size(1) * images.size(2) : images.size(2) * images.size(3);
    const at::Tensor order = at::tensor(Random(seed).permutation(pixels), at::kLong).to(images.device());
    const at::Tensor flat = last ? images.flatten(1, 2) : images.flatten(2, 3);
    return flat.index_select(last ? 1 : 2, order).view(images.sizes());
}

/// Inputs that are not images (tokens, tables) come back as they were.
Batch permuted(Batch batch, Seed seed) {
    for (auto& [name, values] : batch.inputs)
        if (values.dim() == 4) values = moved(values, seed_for(seed, "permuted_pixels"));
    return batch;
}

const Control control{.name = "permuted_pixels", .inputs = permuted};
const Registered<Control> entry{control};

}  // namespace

}  // namespace blackbody
