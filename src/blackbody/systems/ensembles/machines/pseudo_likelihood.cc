#include "blackbody/systems/ensembles/machines/pseudo_likelihood.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "blackbody/systems/ensembles/chains/sampling.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// What all flips of one set of samples share.
struct Samples {
    const Rbm& rbm;
    at::Tensor v, field, log_z;  ///< [N, V], v W [N, M], Σ_j ln Z_j [N]
    Samples(const Rbm& machine, const at::Tensor& states)
        : rbm(machine), v(states), field(field_of_hidden(machine, states)), log_z(sum_log_z(field)) {}
    at::Tensor sum_log_z(const at::Tensor& x) const { return rbm.hidden.unit->log_partition(rbm.hidden, x).sum(1); }
};

/// ln p(v_i | v_-i) of unit `which` [N] of every sample.
at::Tensor of_unit(const Samples& s, const at::Tensor& which) {
    const Layer& layer = s.rbm.visible;
    const std::int64_t q = layer.colours;
    std::vector<at::Tensor> difference;
    if (q > 1) {
        // All colours of the unit, the present one among them.
        const at::Tensor columns = which.unsqueeze(1) * q + at::arange(q, at::kLong), here = s.v.gather(1, columns),
                         now = (columns * here.to(at::kLong)).sum(1), theta = layer.theta[0];
        for (std::int64_t c = 0; c < q; ++c) {
            const at::Tensor other = columns.select(1, c);
            const at::Tensor field = s.field + s.rbm.weight.index_select(0, other) - s.rbm.weight.index_select(0, now);
            difference.push_back(theta.index_select(0, other) - theta.index_select(0, now) + s.sum_log_z(field) -
                                 s.log_z);
        }
    } else {
        const at::Tensor now = s.v.gather(1, which.unsqueeze(1)), rows = s.rbm.weight.index_select(0, which),
                         own = own_exponent(layer, s.v).gather(1, which.unsqueeze(1)).squeeze(1);
        for (const double value : layer.unit->values) {
            const at::Tensor alone = own_exponent(layer, at::full({1, layer.size()}, value, at::kDouble))[0];
            difference.push_back(alone.index_select(0, which) - own + s.sum_log_z(s.field + (value - now) * rows) -
                                 s.log_z);
        }
    }
    return -at::logsumexp(at::stack(difference), 0);
}

}  // namespace

Estimate pseudo_likelihood(const Rbm& rbm, const at::Tensor& v, const PseudoLikelihoodOptions& options) {
    if (rbm.visible.unit->values.empty() && rbm.visible.colours == 1)
        throw Error(ErrorKind::usage, "a pseudo-likelihood by flips needs discrete visible units, not " +
                                          rbm.visible.unit->name + " ones");
    const Samples samples(rbm, v.to(at::kDouble));
    const std::int64_t n = v.size(0), units = rbm.visible.size() / rbm.visible.colours,
                       evaluated = options.units > 0 ? std::min(options.units, units) : units;
    const bool is_all = evaluated == units;
    at::Tensor sum = at::zeros({n}, at::kDouble);
    for (std::int64_t k = 0; k < evaluated; ++k) {
        const at::Tensor which =
            is_all
                ? at::full({n}, k, at::kLong)
                : (uniform_numbers({seed_for(options.seed, "flips"), static_cast<std::uint64_t>(k), 0}, n, 1).view(-1) *
                   static_cast<double>(units))
                      .to(at::kLong);
        sum += of_unit(samples, which);
    }
    sum *= static_cast<double>(units) / static_cast<double>(evaluated);
    return {"pseudo_likelihood",
            sum.mean().item<double>(),
            n > 1 ? Uncertainty::of(sum.std().item<double>() / std::sqrt(static_cast<double>(n)))
                  : Uncertainty::none("one sample"),
            n,
            {}};
}

}  // namespace blackbody
