#include "blackbody/loading/array_file.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <filesystem>

#include "blackbody/formats/digest.h"
#include "blackbody/formats/npy/npy.h"
#include "blackbody/formats/safetensors/shards.h"
#include "blackbody/loading/file_card.h"
#include "blackbody/loading/model_file.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {

ArrayFile ArrayFile::open(const std::string& path) {
    ModelFile model = ModelFile::open(path);
    if (model.arrays) return std::move(*model.arrays);
    throw Error(ErrorKind::model, Complaint{.file = path,
                                            .expected = "arrays by name: safetensors or npz",
                                            .found = "another kind of file, perhaps ONNX"});
}

ArrayFile ArrayFile::of_npz(const std::shared_ptr<const MappedFile>& file) {
    const auto npz = std::make_shared<Npz>(Npz::parse(file->bytes(), file, file->path()));
    ArrayFile arrays;
    arrays.card_ = card_of_file(*file), arrays.card_.format = "npz";
    for (const Npz::Entry& entry : npz->entries())
        arrays.arrays_.push_back({entry.name, entry.layout.type, entry.layout.shape, to_string(entry.layout.type)});
    arrays.view_ = [npz](const std::string& name) { return npz->read(name); };
    return arrays;
}

ArrayFile ArrayFile::of_safetensors(const std::shared_ptr<const MappedFile>& file) {
    return ArrayFile(parse_safetensors(file->bytes(), file, file->path()), card_of_file(*file));
}

ArrayFile::ArrayFile(Safetensors file, Card card) : card_(std::move(card)), metadata_(std::move(file.metadata)) {
    if (card_.format.empty()) card_.format = "safetensors";
    const auto views = std::make_shared<std::map<std::string, TensorView>>();
    for (NamedTensor& tensor : file.tensors) {
        arrays_.push_back({tensor.name, tensor.view.type, tensor.view.shape, tensor.dtype});
        views->emplace(tensor.name, std::move(tensor.view));
    }
    view_ = [views](const std::string& name) { return views->at(name); };
}

ArrayFile ArrayFile::of_shards(const std::string& index) {
    Shards shards = read_shards(index);
    const std::filesystem::path folder = std::filesystem::absolute(index).parent_path();
    Card card{.title = folder.filename().string(), .file = index};
    card.format = "safetensors, " + std::to_string(shards.files.size() - 1) + " shards";

    // The digest of what `sha256sum` says of the shards.
    std::string digests;
    for (const auto& file : shards.files) {
        card.file_bytes += static_cast<std::int64_t>(file->bytes().size());
        if (file == shards.files[0]) continue;
        digests += sha256(file->bytes()) + "  " + std::filesystem::path(file->path()).filename().string() + "\n";
    }
    card.sha256 = sha256(std::as_bytes(std::span(digests)));
    card.notes = std::move(shards.notes);
    return ArrayFile(std::move(shards.all), std::move(card));
}

std::string ArrayFile::said(const std::string& key, const std::string& otherwise) const {
    const auto found = metadata_.find(key);
    return found == metadata_.end() ? otherwise : found->second;
}

const NamedArray* ArrayFile::find(const std::string& name) const {
    const auto found = std::find_if(arrays_.begin(), arrays_.end(), [&](const auto& a) { return a.name == name; });
    return found == arrays_.end() ? nullptr : &*found;
}

at::Tensor ArrayFile::read(const std::string& name) const {
    if (has(name)) return tensor_of(view_(name), name);
    constexpr std::size_t most = 12;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < std::min(arrays_.size(), most); ++i) known.push_back(escape_control(arrays_[i].name));
    const std::string more = arrays_.size() > most ? " and " + std::to_string(arrays_.size() - most) + " more" : "";
    throw Error(ErrorKind::model,
                Complaint{.file = path(),
                          .place = "array '" + escape_control(name) + "'",
                          .expected = "an array of that name",
                          .found = known.empty() ? "no array" : join(known, ", ") + more,
                          .advice = {"name W, a and b of a machine as keys W,a,b; - where it has none", {"keys"}}});
}

at::Tensor ArrayFile::numbers(const std::string& name) const {
    return real_numbers(read(name), {.file = path(),
                                     .place = "array '" + escape_control(name) + "'",
                                     .advice = "a machine with complex weights (NetKet) is a wave function and no "
                                               "probability: save real ones"})
        .to(at::kDouble);
}

}  // namespace blackbody
