#include "blackbody/loading/constant_samples.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

at::Tensor whole(const FoundArray& array, const Port& port) {
    if (array.format == "npy") return tensor_of(read_npy(array.file), port.name);
    if (array.format == "npz")
        return tensor_of(array.archive ? array.archive->read(array.entry) : Npz::open(array.file).read(array.entry),
                         port.name);
    const std::shared_ptr<const Rows> rows = rows_of(array);
    const std::vector<std::int64_t> shape(rows->shape().begin(), rows->shape().end());
    at::Tensor values = at::empty(shape, at::TensorOptions(scalar_type_of(rows->type(), port.name)));
    rows->read(0, rows->size(), std::span(static_cast<std::byte*>(values.data_ptr()), values.nbytes()));
    return values;
}

bool fits(at::IntArrayRef sizes, const Port& port) {
    if (sizes.size() != port.shape.size()) return false;
    for (std::size_t d = 0; d < sizes.size(); ++d)
        if (port.shape[d] >= 0 && port.shape[d] != sizes[d]) return false;
    return true;
}

class ConstantSamples final : public Samples {
  public:
    ConstantSamples(at::Tensor rows, std::int64_t samples, std::string stored)
        : rows_(std::move(rows)), samples_(samples), stored_(std::move(stored)) {}
    std::int64_t size() const override { return samples_; }
    bool are_pixels() const override { return false; }
    std::int64_t channels() const override { return 0; }
    std::string stored() const override { return stored_; }
    std::vector<std::string> notes() const override { return {}; }
    at::Tensor arranged(const at::Tensor& values) const override { return values; }

    at::Tensor read(std::span<const std::int64_t> positions) const override {
        if (rows_.size(0) != 1)
            return rows_.index_select(
                0, at::tensor(at::ArrayRef<std::int64_t>(positions.data(), positions.size()), at::kLong));
        std::vector<std::int64_t> sizes = rows_.sizes().vec();
        sizes[0] = static_cast<std::int64_t>(positions.size());
        return rows_.expand(sizes);
    }

  private:
    at::Tensor rows_;  ///< [1, ...], or [samples, ...]
    std::int64_t samples_;
    std::string stored_;
};

}  // namespace

std::unique_ptr<Samples> constant_samples(const FoundArray& array, const Port& port, std::int64_t samples) {
    const at::Tensor values = whole(array, port);
    const std::string stored = std::string(c10::toString(values.scalar_type())) + " " + shape_text(values.sizes());
    if (fits(values.sizes(), port)) return std::make_unique<ConstantSamples>(values.unsqueeze(0), samples, stored);
    const bool has_rows = values.dim() > 0 && (values.size(0) == 1 || values.size(0) == samples);
    if (has_rows && fits(values.sizes().slice(1), port))
        return std::make_unique<ConstantSamples>(values, samples, stored);
    throw Error(ErrorKind::data,
                Complaint{.file = array.file,
                          .place = "input '" + port.name + "', which has no sample axis",
                          .expected = "one array " + input_text(port.shape) + " for all samples",
                          .found = shape_text(values.sizes()),
                          .advice = {"give as data " + port.name + "=FILE.npy of that shape", {"data"}}});
}

}  // namespace blackbody
