#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include <cmath>
#include <stdexcept>

#include "blackbody/instruments/observables/spectrum/circulant.h"
#include "blackbody/tensor/complex_numbers.h"
#include "blackbody/tensor/linear_algebra.h"

namespace blackbody {
namespace {

constexpr double pi = 3.14159265358979323846;

/// The convolution that is decomposed: a transposed one becomes its adjoint.
struct Plan {
    at::Tensor weight;  ///< double [groups, O/groups, I/groups, Y, X]
    std::array<std::int64_t, 2> size, stride, dilation;
    std::int64_t coarse(int axis) const { return size[axis] / stride[axis]; }
    std::int64_t aliases() const { return stride[0] * stride[1]; }
    double work() const {
        const double c = static_cast<double>(weight.size(1)), i = static_cast<double>(weight.size(2) * aliases());
        const double vectors =
            static_cast<double>(coarse(0) * (weight.is_complex() ? coarse(1) : coarse(1) / 2 + 1) * weight.size(0));
        return vectors * std::min(c, i) * std::min(c, i) * std::max(c, i);
    }
};

Plan plan_for(const Interaction& interaction, const CirculantOptions& options) {
    const at::Tensor w = in_double(interaction.weight);
    if (w.dim() != 4 || interaction.input_size[0] <= 0 || interaction.input_size[1] <= 0)
        throw std::logic_error("circulant_spectrum: not a convolution with a known input size");
    const std::int64_t g = interaction.groups;
    Plan plan{w.reshape({g, w.size(0) / g, w.size(1), w.size(2), w.size(3)}), interaction.input_size,
              interaction.stride, interaction.dilation};
    if (interaction.kind == Interaction::Kind::transposed_convolution) {
        plan.weight = plan.weight.transpose(1, 2).conj().resolve_conj().contiguous();
        for (int axis : {0, 1}) plan.size[axis] *= plan.stride[axis];
    }

    // A 1 x 1 kernel treats all wave vectors alike: one lattice cell says everything.
    const bool pointwise = w.size(2) * w.size(3) == 1;
    for (int axis : {0, 1}) {
        if (pointwise) plan.size[axis] = plan.stride[axis];
        while (plan.size[axis] > options.longest_side && plan.size[axis] > plan.stride[axis])
            plan.size[axis] = (plan.size[axis] + 1) / 2;
    }
    while (plan.work() > options.max_work && std::max(plan.coarse(0), plan.coarse(1)) > 2)
        for (int axis : {0, 1}) plan.size[axis] = (plan.size[axis] + 1) / 2;

    // The strided lattice must close on itself.
    for (int axis : {0, 1})
        plan.size[axis] = (plan.size[axis] + plan.stride[axis] - 1) / plan.stride[axis] * plan.stride[axis];
    return plan;
}

/// exp(-i (k_y y + k_x x)) for every alias of every wave vector: real and imaginary part, [vectors·aliases, Y·X] each.
struct Phases {
    at::Tensor cosine, sine;
};

Phases phases(const Plan& plan, const CirculantSpectrum& out, const std::vector<std::array<std::int64_t, 2>>& index) {
    const std::int64_t Y = plan.weight.size(3), X = plan.weight.size(4);
    const std::int64_t rows = std::ssize(index) * plan.aliases();
    Phases p{at::empty({rows, Y * X}, at::kDouble), at::empty({rows, Y * X}, at::kDouble)};
    double* c = p.cosine.mutable_data_ptr<double>();
    double* s = p.sine.mutable_data_ptr<double>();
    for (const auto& [iy, ix] : index)
        for (std::int64_t ay = 0; ay < plan.stride[0]; ++ay)
            for (std::int64_t ax = 0; ax < plan.stride[1]; ++ax) {
                const double ky =
                    2 * pi * static_cast<double>(iy + ay * plan.coarse(0)) / static_cast<double>(out.lattice[0]);
                const double kx =
                    2 * pi * static_cast<double>(ix + ax * plan.coarse(1)) / static_cast<double>(out.lattice[1]);
                for (std::int64_t y = 0; y < Y; ++y)
                    for (std::int64_t x = 0; x < X; ++x) {
                        const double phase = ky * static_cast<double>(y * plan.dilation[0]) +
                                             kx * static_cast<double>(x * plan.dilation[1]);
                        *c++ = std::cos(phase), *s++ = -std::sin(phase);
                    }
            }
    return p;
}

/// The half of the strided lattice that its other half mirrors (all of it, where the kernel is complex), with how often
/// each wave vector counts.
std::vector<std::array<std::int64_t, 2>> half_lattice(const Plan& plan, CirculantSpectrum& out) {
    std::vector<std::array<std::int64_t, 2>> index;
    const std::int64_t h = plan.coarse(0), w = plan.coarse(1);
    const auto folded = [](std::int64_t i, std::int64_t n, std::int64_t full) {
        const double k = 2 * pi * static_cast<double>(i) / static_cast<double>(full);
        return 2 * i < n ? k : k - 2 * pi * static_cast<double>(n) / static_cast<double>(full);
    };
    for (std::int64_t y = 0; y < h; ++y)
        for (std::int64_t x = 0; x < (out.is_complex ? w : w / 2 + 1); ++x) {
            const std::int64_t my = (h - y) % h, mx = (w - x) % w;
            if (!out.is_complex && mx == x && my < y) continue;  // its mirror image is already there
            index.push_back({y, x});
            out.multiplicity.push_back(out.is_complex || (mx == x && my == y) ? 1 : 2);
            out.k.push_back({folded(y, h, out.lattice[0]), folded(x, w, out.lattice[1])});
        }
    return index;
}

}  // namespace

CirculantSpectrum circulant_spectrum(const Interaction& interaction, const CirculantOptions& options) {
    const Plan plan = plan_for(interaction, options);
    CirculantSpectrum out{.lattice = plan.size, .is_complex = plan.weight.is_complex()};
    const auto index = half_lattice(plan, out);
    const std::int64_t vectors = std::ssize(index), groups = plan.weight.size(0);
    const std::int64_t O = plan.weight.size(1), I = plan.weight.size(2), A = plan.aliases();
    const Phases phase = phases(plan, out, index);

    // T(k) of every group, the aliases of a wave vector side by side; wave vectors in chunks that stay in the cache.
    out.levels = std::min(O, I * A), out.vectors = vectors * groups;
    const std::int64_t chunk = std::max<std::int64_t>(1, 200000 / (O * I * A));
    for (std::int64_t g = 0; g < groups; ++g) {
        const at::Tensor kernel =
            plan.weight[g].permute({2, 3, 0, 1}).reshape({-1, O * I}) / std::sqrt(static_cast<double>(A));
        for (std::int64_t first = 0; first < vectors; first += chunk) {
            const std::int64_t count = std::min(chunk, vectors - first);
            const auto part = [&](const at::Tensor& p) { return p.narrow(0, first * A, count * A); };
            const at::Tensor t =
                (out.is_complex ? at::mm(at::complex(part(phase.cosine), part(phase.sine)), kernel)
                                : at::complex(at::mm(part(phase.cosine), kernel), at::mm(part(phase.sine), kernel)))
                    .reshape({count, A, O, I});
            const at::Tensor stacked = t.permute({0, 2, 1, 3}).reshape({count, O, A * I});
            const std::vector<double> lambda = to_doubles(squared_singular_values(stacked));
            out.lambda.insert(out.lambda.end(), lambda.begin(), lambda.end());
        }
    }
    for (double& l : out.lambda) l = std::max(l, 0.0);
    for (std::int64_t g = 1; g < groups; ++g) {
        out.multiplicity.insert(out.multiplicity.end(), out.multiplicity.begin(), out.multiplicity.begin() + vectors);
        out.k.insert(out.k.end(), out.k.begin(), out.k.begin() + vectors);
    }
    return out;
}

}  // namespace blackbody
