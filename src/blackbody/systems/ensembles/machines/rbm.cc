#include "blackbody/systems/ensembles/machines/rbm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include "blackbody/formats/tensor_view.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

Layer mixed(const Layer& a, const Layer& b, double t) {
    Layer layer = b;
    layer.theta = (1 - t) * a.theta + t * b.theta;
    return layer;
}

Layer scaled(Layer layer, double beta) {
    layer.theta = beta * layer.theta;
    return layer;
}

void check_layer(const Layer& layer, const std::string& name, std::int64_t size, const std::string& file) {
    const auto refuse = [&](const std::string& expected, const std::string& found) {
        throw Error(ErrorKind::model,
                    Complaint{.file = file, .place = name + " units", .expected = expected, .found = found});
    };
    if (layer.theta.dim() != 2 || layer.theta.size(0) != std::ssize(layer.unit->parameters) || layer.size() != size)
        refuse("parameters [" + std::to_string(layer.unit->parameters.size()) + ", " + std::to_string(size) + "]",
               shape_text(layer.theta.sizes()));
    if (layer.colours < 1 || layer.size() % layer.colours != 0)
        refuse("whole units of " + std::to_string(layer.colours) + " colours", std::to_string(size) + " columns");
    if (!at::isfinite(layer.theta).all().item<bool>()) refuse("finite parameters", "NaN or infinity");
    if ((layer.theta.slice(0, biases_of(*layer.unit)) <= 0).any().item<bool>())
        refuse("positive stiffness", "a unit whose weight does not fall off");
}

}  // namespace

void check(const Rbm& rbm, const std::string& file) {
    if (rbm.weight.dim() != 2 || rbm.weight.numel() == 0)
        throw Error(ErrorKind::model, Complaint{.file = file,
                                                .place = "weight W",
                                                .expected = "[visible, hidden]",
                                                .found = shape_text(rbm.weight.sizes())});
    check_layer(rbm.visible, "visible", rbm.weight.size(0), file);
    check_layer(rbm.hidden, "hidden", rbm.weight.size(1), file);
    if (!at::isfinite(rbm.weight).all().item<bool>())
        throw Error(
            ErrorKind::model,
            Complaint{.file = file, .place = "weight W", .expected = "finite numbers", .found = "NaN or infinity"});
}

bool is_bernoulli(const Rbm& rbm) {
    return rbm.visible.unit->name == "bernoulli" && rbm.hidden.unit->name == "bernoulli";
}

at::Tensor field_of_hidden(const Rbm& rbm, const at::Tensor& v) { return at::matmul(v, rbm.weight); }
at::Tensor field_of_visible(const Rbm& rbm, const at::Tensor& h) { return at::matmul(h, rbm.weight.t()); }

at::Tensor energy(const Rbm& rbm, const at::Tensor& v, const at::Tensor& h) {
    return -(own_exponent(rbm.visible, v).sum(1) + own_exponent(rbm.hidden, h).sum(1) +
             (field_of_hidden(rbm, v) * h).sum(1));
}

at::Tensor free_energy(const Rbm& rbm, const at::Tensor& v) {
    return -(own_exponent(rbm.visible, v).sum(1) +
             rbm.hidden.unit->log_partition(rbm.hidden, field_of_hidden(rbm, v)).sum(1));
}

at::Tensor free_energy_of_hidden(const Rbm& rbm, const at::Tensor& h) { return free_energy(mirrored(rbm), h); }

Rbm between(const Rbm& a, const Rbm& b, double t) {
    return {mixed(a.visible, b.visible, t), mixed(a.hidden, b.hidden, t), (1 - t) * a.weight + t * b.weight};
}

Rbm at_beta(const Rbm& rbm, double beta) {
    return {scaled(rbm.visible, beta), scaled(rbm.hidden, beta), beta * rbm.weight};
}

Rbm mirrored(const Rbm& rbm) { return {rbm.hidden, rbm.visible, rbm.weight.t()}; }

Rbm independent(const Rbm& rbm, const at::Tensor& visible_theta) {
    Rbm base{rbm.visible, free_layer(*rbm.hidden.unit, rbm.hidden.size(), rbm.hidden.colours),
             at::zeros_like(rbm.weight)};
    base.visible.theta = visible_theta;
    return base;
}

double log_partition_of_independent(const Rbm& rbm) {
    const auto ln_z = [](const Layer& layer) {
        return layer.unit->log_partition(layer, at::zeros({1, layer.size()}, layer.theta.options()))
            .sum()
            .item<double>();
    };
    return ln_z(rbm.visible) + ln_z(rbm.hidden);
}

}  // namespace blackbody
