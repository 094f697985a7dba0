/// MaxPool: a detector of finite size, or complex max pooling.
#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/max_pool2d_with_indices.h>
#include <ATen/ops/pad.h>
#include <ATen/ops/square.h>
#include <ATen/ops/zeros_like.h>

#include "blackbody/bridges/counterpart.h"

namespace blackbody {
namespace {

struct Window {
    std::vector<std::int64_t> kernel, stride, pads;
};

/// Of a two-dimensional pooling; what has more to say (dilation, ceiling) is refused by name.
Window window_of(const Node& node) {
    const Attributes& a = node.attributes;
    Window w{a.integers("kernel_shape"), a.integers("strides", {1, 1}), a.integers("pads", {0, 0, 0, 0})};
    const bool is_plain = w.kernel.size() == 2 && a.integer("ceil_mode", 0) == 0 &&
                          a.text("auto_pad", "NOTSET") == "NOTSET" &&
                          a.integers("dilations", {1, 1}) == std::vector<std::int64_t>{1, 1};
    if (!is_plain)
        throw UnsupportedError(Complaint{.place = place_of(node),
                                         .expected = "a plain window of two dimensions",
                                         .found = "dilation, a ceiling or another number of axes"});
    return w;
}

at::Tensor framed(const at::Tensor& x, const Window& w) {
    return at::pad(x, {w.pads[1], w.pads[3], w.pads[0], w.pads[2]});
}

at::Tensor detected(const at::Tensor& psi, const Element& element, const Tensors&) {
    const Window w = window_of(*element.node);
    const at::Tensor intensity = framed(psi.abs().square().contiguous(), w);
    const at::Tensor modulus = at::avg_pool2d(intensity, w.kernel, w.stride).sqrt();
    return at::complex(modulus, at::zeros_like(modulus));
}

at::Tensor complex_max(const at::Tensor& psi, const Element& element, const Tensors&) {
    const Window w = window_of(*element.node);
    const at::Tensor wave = framed(psi.contiguous(), w);
    const auto [most, where] = at::max_pool2d_with_indices(wave.abs().contiguous(), w.kernel, w.stride);
    return wave.flatten(2).gather(2, where.flatten(2)).view(most.sizes());
}

const Counterpart record_of_detected{.op = "MaxPool",
                                     .part = "pooling",
                                     .name = "l2",
                                     .formula = "√<|ψ|²> over the window",
                                     .reading = "the intensity that a detector of that size collects",
                                     .order = 1,
                                     .apply = detected};
const Registered<Counterpart> detected_entry{record_of_detected};

const Counterpart record_of_complex_max{
    .op = "MaxPool",
    .part = "pooling",
    .name = "complex-max",
    .formula = "ψ where |ψ| is largest",
    .reading =
        "complex max pooling: where the particle is most likely found; of waves that are nowhere "
        "negative it is max pooling",
    .order = 2,
    .apply = complex_max};
const Registered<Counterpart> complex_max_entry{record_of_complex_max};

}  // namespace
}  // namespace blackbody
