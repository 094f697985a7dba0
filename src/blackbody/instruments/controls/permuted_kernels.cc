#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>

#include "blackbody/instruments/controls/draws.h"
#include "blackbody/util/registry.h"

namespace blackbody {

namespace {

/// weight [...] -> [...] with its entries in another order; shared weights (one name) get one order.
at::Tensor permuted(const Interaction& interaction, Seed seed) {
    Random random(draw_seed(seed, "permuted_kernels", interaction));
    const at::Tensor entries = interaction.weight.contiguous().view(-1);
    const at::Tensor order = at::tensor(random.permutation(entries.numel()), at::kLong).to(entries.device());
    return entries.index_select(0, order).view(interaction.weight.sizes());
}

const Control control{.name = "permuted_kernels", .weights = permuted};
const Registered<Control> entry{control};

}  // namespace

}  // namespace blackbody
