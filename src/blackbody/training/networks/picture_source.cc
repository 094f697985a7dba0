#include "blackbody/training/networks/picture_source.h"

#include <ATen/ops/sort.h>

#include <algorithm>

#include "blackbody/training/core/learner.h"

namespace blackbody {

Batch PictureSource::read(std::int64_t first, std::int64_t count) const {
    const at::Tensor which = which_.narrow(0, first, count);
    Batch batch{.inputs = {{"input", augmented(pictures_, which, {}, type_, 0, 0)}}, .first = first};
    if (labelled()) batch.labels = pictures_.labels.index_select(0, which);
    batch.size = count;
    return batch;
}

at::Tensor some_pictures(const Pictures& pictures, std::int64_t most, Seed seed) {
    const at::Tensor order = epoch_order(pictures.size(), 0, seed_for(seed, "some pictures"));
    return std::get<0>(order.narrow(0, 0, std::min(most, pictures.size())).sort());
}

}  // namespace blackbody
