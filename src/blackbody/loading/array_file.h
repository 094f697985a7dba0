#pragma once
/// Named arrays of a file, whatever its format: .npz, safetensors, or a checkpoint in safetensors shards with its
/// index.
/// Opened once: whoever asks what the file holds (a machine, a network of layers, weights alone) looks into the same.
#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "blackbody/base/card.h"
#include "blackbody/formats/safetensors/safetensors.h"
#include "blackbody/util/file.h"

namespace blackbody {

struct NamedArray {
    std::string name;
    ElementType type = ElementType::other;
    std::vector<std::int64_t> shape{};
    std::string dtype{};  ///< as the file calls it
};

class ArrayFile {
  public:
    /// Throws Error(usage) (missing file), Error(model) where the file is none of these formats.
    static ArrayFile open(const std::string& path);
    static ArrayFile of_npz(const std::shared_ptr<const MappedFile>& file);
    static ArrayFile of_safetensors(const std::shared_ptr<const MappedFile>& file);
    static ArrayFile of_shards(const std::string& index);
    explicit ArrayFile(Safetensors file, Card card = {});

    const Card& card() const { return card_; }  ///< title, path, format, SHA-256, size, notes
    const std::string& path() const { return card_.file; }
    const std::vector<NamedArray>& arrays() const { return arrays_; }
    const std::map<std::string, std::string>& metadata() const { return metadata_; }
    void note(const std::string& line) { card_.notes.push_back(line); }
    std::string said(const std::string& key, const std::string& otherwise = "") const;  ///< by the metadata

    const NamedArray* find(const std::string& name) const;
    bool has(const std::string& name) const { return find(name) != nullptr; }
    /// As it is stored. Throws Error(model) where there is none of that name, with those that there are.
    at::Tensor read(const std::string& name) const;
    /// As real numbers in double precision. Complex ones are refused, unless their imaginary parts are all 0.
    at::Tensor numbers(const std::string& name) const;

  private:
    ArrayFile() = default;
    Card card_;
    std::vector<NamedArray> arrays_;
    std::map<std::string, std::string> metadata_;
    std::function<TensorView(const std::string&)> view_;
};

}  // namespace blackbody
