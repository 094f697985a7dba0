#include "blackbody/loading/pictures.h"

#include <ATen/ops/cat.h>

#include <algorithm>

#include "blackbody/util/errors.h"

namespace blackbody {

LabelledPictures load_pictures(const std::string& path, const DataOptions& options) {
    // Bytes pass through float unharmed, in pieces.
    DataOptions as_stored = options;
    as_stored.preprocess = {.name = "raw"};
    const Port any{.name = "input", .shape = {-1, -1, -1, -1}, .has_shape = true};
    const Dataset data = load_dataset(path, {any}, as_stored);
    if (!data.labelled())
        throw Error(ErrorKind::data, Complaint{.file = path,
                                               .expected = "labelled pictures",
                                               .found = "pictures without labels",
                                               .advice = {"give labels, or a folder a class", {"labels"}}});
    constexpr std::int64_t piece = 2000;
    std::vector<at::Tensor> values, labels;
    for (std::int64_t first = 0; first < data.size(); first += piece) {
        const Batch batch = data.read(first, std::min(piece, data.size() - first));
        const at::Tensor& v = batch.inputs.at(0).second;
        values.push_back((data.channels() > 0 ? v.to(at::kByte) : v.to(at::kFloat)).contiguous());
        labels.push_back(batch.labels);
    }
    DataCard card = data.card();
    card.preprocessing = data.channels() > 0 ? "unit: x / 255" : "none: the values are fed as they are stored";
    return {at::cat(values), at::cat(labels), card};
}

}  // namespace blackbody
