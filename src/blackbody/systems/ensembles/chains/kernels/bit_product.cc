#include "blackbody/systems/ensembles/chains/kernels/bit_product.h"

#include <algorithm>
#include <vector>

#include "blackbody/systems/ensembles/chains/kernels/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blackbody/systems/ensembles/chains/kernels/bit_product.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BLACKBODY_BIT_PRODUCT_TILE
#define BLACKBODY_BIT_PRODUCT_TILE
namespace blackbody {
/// What one thread does at a time: states first .. last - 1, blocks of 64 columns.
struct Tile {
    std::int64_t first, last, first_block, last_block;
};
/// The bits of one table's rows: of all states, or (where `states` is not null) of those named.
struct TableWords {
    const std::uint64_t* words;
    const std::uint32_t* states;
    std::int64_t count;
};
/// Memory of a thread, kept from tile to tile.
struct Scratch {
    std::vector<std::uint64_t> words;
    std::vector<std::uint32_t> states;
    std::vector<TableWords> tables;
    at::Tensor sums;  ///< int32, aligned
};
}  // namespace blackbody
#endif

// After highway.h: they use what that defines for the target at hand, and the second needs the first.
#include "blackbody/systems/ensembles/chains/kernels/lookup-inl.h"
// clang-format off
#include "blackbody/systems/ensembles/chains/kernels/epilogue-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {

/// All that is wanted of one block, state after state.
HWY_ATTR void Finish(const Block& block, const Output& out, const Panels& weight, const Tile& tile,
                     const std::int32_t* sums, double* ratios) {
    const std::int64_t count = tile.last - tile.first, stride = count * panel_width, columns = weight.columns();
    const BlockPhilox philox(out.draw, block.first / block_width);
    for (std::int64_t i = 0; i < count; ++i, sums += panel_width) {
        const std::int64_t n = tile.first + i;
        if (out.sample)
            out.sample->row(n)[block.first / block_width] =
                SampleState(block, philox, static_cast<std::uint32_t>(out.draw.first_chain + n), sums, stride);
        if (out.field) KeepFields(block, sums, stride, out.field + n * columns);
        if (out.mean) KeepMeans(block, sums, stride, out.mean + n * columns);
        if (ratios) ratios[n] = LogRatio(block, sums, stride, out.ratio);
    }
}

template <class Groups>
HWY_ATTR void Work(const Panels& weight, const BitStates& in, const Output& out, const Tile& tile, Scratch& scratch,
                   double* ratios) {
    const std::int64_t count = tile.last - tile.first;
    CutWords(in, tile.first, count, Groups::rows, scratch);
    auto* sums = scratch.sums.data_ptr<std::int32_t>();
    for (std::int64_t b = tile.first_block; b < tile.last_block; ++b) {
        const Block block(weight, out, b);
        for (std::int64_t p = 0; p < block.panels; ++p)
            SumPanel(Groups(), weight, b * panels_a_block + p, scratch.tables, sums + p * count * panel_width);
        Finish(block, out, weight, tile, sums, ratios ? ratios + b * in.states() : nullptr);
    }
}

void RunTile(const Panels& weight, const BitStates& in, const Output& out, const Tile& tile, Scratch& scratch,
             double* ratios) {
    if (tile.last - tile.first < many_states) Work<Few>(weight, in, out, tile, scratch, ratios);
    else Work<Many>(weight, in, out, tile, scratch, ratios);
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

namespace blackbody {
namespace {

HWY_EXPORT(RunTile);

/// So many states that their sums stay in the second cache.
constexpr std::int64_t most_states = 2048;

}  // namespace

void use_narrow_vectors() { hwy::DisableTargets(HWY_AVX3 | HWY_AVX3_DL); }

void multiply(const Panels& weight, const BitStates& in, const Output& out, const StateRange& range) {
    const std::int64_t first = range.first, count = std::min(range.last, in.states()) - first;
    if (count <= 0) return;
    // Each thread takes some blocks of columns, so that no table is built twice; where blocks are few, also some
    // states.
    const std::int64_t threads = at::in_parallel_region() ? 1 : at::get_num_threads(),
                       blocks = (weight.columns() + 63) / 64, parts = std::min(blocks, threads),
                       cuts = std::max((count + most_states - 1) / most_states,
                                       std::min((threads + parts - 1) / parts, count));
    std::vector<double> ratios(out.log_ratio ? blocks * in.states() : 0);
    at::parallel_for(0, cuts * parts, 1, [&](std::int64_t begin, std::int64_t end) {
        thread_local Scratch scratch;
        const std::int64_t most = 64 * ((count + cuts - 1) / cuts);
        if (!scratch.sums.defined() || scratch.sums.numel() < most) scratch.sums = at::empty({most}, at::kInt);
        for (std::int64_t t = begin; t < end; ++t) {
            const std::int64_t cut = t / parts, part = t % parts;
            const Tile tile{first + count * cut / cuts, first + count * (cut + 1) / cuts, blocks * part / parts,
                            blocks * (part + 1) / parts};
            HWY_DYNAMIC_DISPATCH(RunTile)(weight, in, out, tile, scratch, out.log_ratio ? ratios.data() : nullptr);
        }
    });
    if (!out.log_ratio) return;
    for (std::int64_t n = first; n < first + count; ++n) {
        out.log_ratio[n] = 0;
        for (std::int64_t b = 0; b < blocks; ++b) out.log_ratio[n] += ratios[b * in.states() + n];
    }
}

}  // namespace blackbody
#endif  // HWY_ONCE
