#include "blackbody/systems/layered/fused.h"

#include <ATen/Dispatch.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/batch_norm_update_stats.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/tensor.h>
#include <torch/csrc/autograd/custom_function.h>

#include "blackbody/systems/layered/fused_call.h"
#include "blackbody/systems/layered/kernels/planes.h"

namespace blackbody {
namespace {

template <class T>
Planes<T> planes_of(const at::Tensor& x, const at::Tensor& g, at::Tensor& out) {
    Planes<T> planes{.x = x.const_data_ptr<T>(), .out = out.mutable_data_ptr<T>()};
    if (g.defined()) planes.g = g.const_data_ptr<T>();
    planes.width = x.size(1), planes.rows = planes.width ? x.numel() / planes.width : 0;
    return planes;
}

/// One a channel -> one a plane.
at::Tensor both(const at::Tensor& channels) { return channels.repeat_interleave(2).contiguous(); }

at::Tensor one_a_plane(const std::vector<double>& sums, std::int64_t first, const at::Tensor& like) {
    const std::int64_t width = like.size(1);
    return at::tensor(at::ArrayRef<double>(sums.data() + first, width), at::kDouble).to(like.scalar_type());
}

struct ModRelu : Function<ModRelu> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& planes, const at::Tensor& level) {
        const at::Tensor x = channels_last(planes), b = level.contiguous();
        at::Tensor out = at::empty_like(x);
        by_type(x, [&]<class T>(T) { modrelu(planes_of<T>(x, {}, out), b.const_data_ptr<T>()); });
        context->save_for_backward({x, b});
        return out;
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const at::Tensor g = arriving(gradients);
        const variable_list saved = context->get_saved_variables();
        at::Tensor out = at::empty_like(saved[0]);
        const std::vector<double> sums = by_type(out, [&]<class T>(T) {
            return modrelu_back(planes_of<T>(saved[0], g, out), saved[1].const_data_ptr<T>());
        });
        return {out, at::tensor(sums, at::kDouble).to(out.scalar_type())};
    }
};

struct Cardioid : Function<Cardioid> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& planes) {
        const at::Tensor x = channels_last(planes);
        at::Tensor out = at::empty_like(x);
        by_type(x, [&]<class T>(T) { cardioid(planes_of<T>(x, {}, out)); });
        context->save_for_backward({x});
        return out;
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const at::Tensor g = arriving(gradients), x = context->get_saved_variables()[0];
        at::Tensor out = at::empty_like(x);
        by_type(x, [&]<class T>(T) { cardioid_back(planes_of<T>(x, g, out)); });
        return {out};
    }
};

/// With x̂ = (ψ - μ) s, s = 1 / √(σ² + ε), and n rows: ∇ψ = γ s (g - <g> - x̂ Re<g* x̂>), ∇γ = Σ Re(g* x̂), ∇β = Σ g.
struct Norm : Function<Norm> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& planes, const at::Tensor& scale,
                              const at::Tensor& shift, const at::Tensor& mean, const at::Tensor& root) {
        const at::Tensor x = channels_last(planes), a = both(scale * root), c = shift - mean * a;
        at::Tensor out = at::empty_like(x);
        by_type(x, [&]<class T>(T) {
            affine(planes_of<T>(x, {}, out), a.const_data_ptr<T>(), c.contiguous().const_data_ptr<T>());
        });
        context->save_for_backward({x, scale, mean, root});
        return out;
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const at::Tensor g = arriving(gradients);
        const variable_list saved = context->get_saved_variables();
        const at::Tensor x = saved[0], scale = saved[1], mean = saved[2], root = saved[3];
        at::Tensor out = at::empty_like(x);
        const double n = static_cast<double>(x.numel() / x.size(1));
        const std::vector<double> found =
            by_type(x, [&]<class T>(T) { return sums(planes_of<T>(x, g, out), mean.const_data_ptr<T>()); });
        const at::Tensor sum = one_a_plane(found, 0, x), product = one_a_plane(found, x.size(1), x);
        const at::Tensor along = product.unflatten(0, {-1, 2}).sum(1) * root;  // Σ Re(g* x̂) [C]
        const at::Tensor a = both(scale * root), b = both(-scale * root * root * along / n),
                         c = -a * sum / n - b * mean;
        by_type(x, [&]<class T>(T) {
            affine(planes_of<T>(x, g, out), a.const_data_ptr<T>(), b.const_data_ptr<T>(), c.const_data_ptr<T>());
        });
        return {out, along, sum, {}, {}};
    }
};

}  // namespace

at::Tensor modrelu_planes(const at::Tensor& planes, const at::Tensor& level) { return ModRelu::apply(planes, level); }

at::Tensor cardioid_planes(const at::Tensor& planes, const at::Tensor&) { return Cardioid::apply(planes); }

Normalised normalised(const at::Tensor& planes, const at::Tensor& scale, const at::Tensor& shift, double epsilon) {
    Normalised result;
    at::Tensor root;
    {
        const at::NoGradGuard fixed;
        at::Tensor variance;
        std::tie(result.mean, variance) = at::batch_norm_update_stats(planes, {}, {}, 0);
        result.variance = variance.unflatten(0, {-1, 2}).sum(1);
        root = at::rsqrt(result.variance + epsilon);
    }
    result.planes = Norm::apply(planes, scale, shift, result.mean, root);
    return result;
}

}  // namespace blackbody
