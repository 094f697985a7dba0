/// dropout: in training, units are taken out at random and the others made as much larger; later all are there. A unit
/// of a wave is a complex number.
///
/// Which ones is a function of (seed, layer, update, sample, unit) alone: the same for any number of threads, and when
/// a training goes on where it stopped.
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>

#include "blackbody/systems/layered/layer_words.h"
#include "blackbody/systems/layered/onnx_nodes.h"

namespace blackbody {
namespace {

class Dropout : public NetworkLayer {
  public:
    Dropout(double share, const StateShape& in) : share_(share), in_(in) {}

    at::Tensor forward(const at::Tensor& x, const Pass& pass) override {
        return pass.is_training && share_ > 0 ? x * kept(x, pass) : x;
    }
    StateShape shape() const override { return in_; }
    Role role() const override { return Role::other; }
    std::string write(OnnxNodes& nodes, const std::string& x) const override {
        return nodes.node("Identity", name, {x});
    }

  private:
    /// 0 or 1 / (1 - P) for each plane of x, in the memory order of channels last.
    at::Tensor kept(const at::Tensor& x, const Pass& pass) const {
        const std::int64_t units = in_.channels * in_.positions(), parts = in_.planes() / in_.channels;
        const at::Tensor mask = at::empty({x.size(0), units, parts}, at::kFloat);
        float* const all = mask.mutable_data_ptr<float>();
        const Seed seed = seed_for(pass.seed, name.c_str());
        const auto most = static_cast<std::uint64_t>(share_ * 0x1p32);
        const auto larger = static_cast<float>(1 / (1 - share_));
        at::parallel_for(0, x.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t n = begin; n < end; ++n)
                for (std::int64_t u = 0; u < units; u += 4) {
                    const auto bits = philox(seed, pass.update << 32 | static_cast<std::uint64_t>(n), u / 4);
                    for (std::int64_t i = u; i < std::min(units, u + 4); ++i)
                        std::fill_n(all + (n * units + i) * parts, parts, bits[i - u] < most ? 0 : larger);
                }
        });
        const at::Tensor typed = mask.to(x.scalar_type());
        if (in_.size.empty()) return typed.flatten(1);
        return typed.view({x.size(0), in_.size[0], in_.size[1], in_.planes()}).permute({0, 3, 1, 2});
    }

    double share_;
    StateShape in_;
};

std::unique_ptr<NetworkLayer> make_dropout(const LayerText& text, const LayerPlace& place) {
    LayerWords words(text, place);
    const double share = words.real("the share that is taken out");
    words.end();
    if (share < 0 || share >= 1) words.refuse("a share of at least 0 and below 1", text.words[0]);
    return std::make_unique<Dropout>(share, place.in);
}

const LayerKind dropout{.info = {.name = "dropout",
                                 .form = "dropout SHARE",
                                 .summary = "in training, takes units out at random and makes the others larger",
                                 .formula = "x / (1 - P) with probability 1 - P, else 0",
                                 .reference = "N. Srivastava et al., JMLR 15, 1929 (2014)"},
                        .make = make_dropout};
const Registered<LayerKind> dropout_entry{dropout};

}  // namespace
}  // namespace blackbody
