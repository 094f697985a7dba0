#include "blackbody/systems/ensembles/chains/sampling.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

namespace blackbody {

at::Tensor uniform_numbers(const Draw& draw, std::int64_t chains, std::int64_t units) {
    at::Tensor numbers = at::empty({chains, units}, at::kDouble);
    double* out = numbers.data_ptr<double>();
    at::parallel_for(0, chains, 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; ++n)
            for (std::int64_t u = 0; u < units; ++u) out[n * units + u] = uniform_of(draw, draw.first_chain + n, u);
    });
    return numbers;
}

at::Tensor sample_hidden(const Rbm& rbm, const at::Tensor& v, const Draw& draw) {
    return rbm.hidden.unit->sample(rbm.hidden, field_of_hidden(rbm, v),
                                   uniform_numbers(draw, v.size(0), rbm.hidden.size()));
}

at::Tensor sample_visible(const Rbm& rbm, const at::Tensor& h, const Draw& draw) {
    return sample_hidden(mirrored(rbm), h, draw);
}

}  // namespace blackbody
