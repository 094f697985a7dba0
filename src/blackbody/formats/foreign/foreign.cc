#include "blackbody/formats/foreign/foreign.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <vector>

#include "blackbody/formats/foreign/json_kind.h"
#include "blackbody/formats/foreign/zip_names.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::size_t looked_at = 1 << 20;  ///< bytes that are searched for words

/// Names for a command line: quoted where a shell would read them otherwise.
struct Names {
    std::string file, stem;
    explicit Names(const std::string& path) {
        const auto is_plain = [](unsigned char c) {
            return std::isalnum(c) || std::strchr("._-/+", c) != nullptr || c > 127;
        };
        const bool plain = !path.empty() && std::all_of(path.begin(), path.end(), is_plain);
        file = plain ? path : "FILE";
        stem = plain ? fs::path(path).stem().string() : "model";
    }
};

bool has(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

ForeignKind checkpoint(const Names& n, const std::string& what) {
    return {what, fmt::format("weights alone: python -c \"import torch, safetensors.torch as s; d = torch.load('{0}', "
                              "map_location='cpu', weights_only=True); d = d.get('state_dict', d); "
                              "s.save_file({{k: v.clone().contiguous() for k, v in d.items()}}, '{1}.safetensors')\"; "
                              "with its graph: torch.onnx.export(model, x, '{1}.onnx')",
                              n.file, n.stem)};
}

ForeignKind by_tf2onnx(const Names& n, const std::string& what, const std::string& option) {
    return {what, fmt::format("python -m tf2onnx.convert --{} {} --output {}.onnx", option, n.file, n.stem)};
}

ForeignKind pickle(const Names& n, std::string_view text) {
    if (has(text, "sklearn"))
        return {"a Python pickle with a scikit-learn model, which is code and is not run",
                fmt::format("of a BernoulliRBM m: numpy.savez('{0}.npz', components_=m.components_, "
                            "intercept_visible_=m.intercept_visible_, intercept_hidden_=m.intercept_hidden_); others: "
                            "skl2onnx.to_onnx(m, x)",
                            n.stem)};
    if (has(text, "torch"))
        return checkpoint(n, "a Python pickle with PyTorch's tensors, which is code and is not run");
    return {"a Python pickle, which is code and is not run",
            fmt::format("of a dictionary of arrays: python -c \"import pickle, numpy; numpy.savez('{}.npz', "
                        "**pickle.load(open('{}', 'rb')))\"",
                        n.stem, n.file)};
}

/// Protocols 2 to 5 begin with 0x80, the protocol and an instruction; 0 and 1 with text. All end with a full stop.
bool is_pickle(std::string_view text) {
    if (text.size() < 4 || text.back() != '.') return false;
    const auto second = static_cast<unsigned char>(text[1]);
    if (text[0] == '\x80') return second >= 2 && second <= 5;
    return text.starts_with("ccopy_reg\n"sv) || text.starts_with("(dp"sv) || text.starts_with("(lp"sv);
}

ForeignKind hdf5(const Names& n, std::string_view text) {
    if (has(text, "keras_version") || has(text, "model_weights") || has(text, "layer_names"))
        return by_tf2onnx(n, "a Keras model (HDF5)", "keras");
    return {"an HDF5 file", fmt::format("of plain arrays: python -c \"import h5py, numpy; f = h5py.File('{}'); "
                                        "numpy.savez('{}.npz', **{{k: f[k][()] for k in f}})\"",
                                        n.file, n.stem)};
}

std::optional<ForeignKind> zip(const Names& n, std::span<const std::byte> bytes) {
    const std::vector<std::string> names = zip_names(bytes);
    const auto any = [&](std::string_view end) {
        return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return name == end || (name.ends_with(end) && name[name.size() - end.size() - 1] == '/');
        });
    };
    const auto inside = [&](std::string_view word) {
        return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return has(name, word); });
    };
    if (any("data.pkl") && (inside("/code/") || any("constants.pkl")))
        return ForeignKind{
            "a TorchScript archive",
            fmt::format("weights alone: python -c \"import torch, safetensors.torch as s; s.save_file({{k: v.clone() "
                        "for k, v in torch.jit.load('{0}', 'cpu').state_dict().items()}}, '{1}.safetensors')\"; with "
                        "its graph: torch.onnx.export of the model that it was made from",
                        n.file, n.stem)};
    if (any("data.pkl")) return checkpoint(n, "a PyTorch checkpoint (zip with data.pkl)");
    if (any("serialized_exported_program.json") || any("archive_format") || inside("models/model.json"))
        return ForeignKind{"a program of torch.export",
                           fmt::format("python -c \"import torch; torch.onnx.export(torch.export.load('{}'), "
                                       "f='{}.onnx', dynamo=True)\"",
                                       n.file, n.stem)};
    if (any("model.weights.h5"))
        return ForeignKind{"a Keras model (zip with model.weights.h5)",
                           fmt::format("python -c \"import keras; keras.saving.load_model('{}')"
                                       ".export('{}.onnx', format='onnx')\"",
                                       n.file, n.stem)};
    if (inside(".npy")) return std::nullopt;  // .npz is read
    return ForeignKind{"a zip archive" + (names.empty() ? "" : " with " + escape_control(names.front())),
                       "unpack it and give the model in it"};
}

std::optional<ForeignKind> text_file(const Names& n, std::string_view text) {
    if (text.starts_with("version https://git-lfs.github.com"sv))
        return ForeignKind{"a pointer of Git LFS, not the file itself", "fetch it: git lfs pull"};
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return ForeignKind{"a file of white space", "was it copied whole?"};
    const std::string_view begins = text.substr(first, 64);
    if (begins.starts_with("<!DOCTYPE html"sv) || begins.starts_with("<!doctype html"sv) ||
        begins.starts_with("<html"sv))
        return ForeignKind{"a web page", "download the file itself, not the page that shows it"};
    if (begins.starts_with('{') || begins.starts_with('[')) {
        std::optional<JsonKind> json = json_kind(text);
        if (!json) return std::nullopt;
        if (json->is_tfjs) return by_tf2onnx(n, json->what, "tfjs");
        return ForeignKind{json->what, json->advice};
    }
    if (begins.starts_with("<?xml"sv) && has(text.substr(0, looked_at), "<net "))
        return ForeignKind{"a network of OpenVINO (its weights are the .bin beside it)",
                           "give the ONNX file that it was made from"};
    if (begins.starts_with("7767517"sv))
        return ForeignKind{"a network of ncnn", "give the ONNX file that it was made from"};
    return std::nullopt;
}

struct Magic {
    std::size_t at;
    std::string_view bytes;
    const char *what, *advice, *option = nullptr;
};

constexpr const char* use_original = "give the model that it was made from, as ONNX or safetensors";
constexpr const char* is_data = "is it data? then give it as data";

constexpr Magic magics[] = {
    {0, "GGUF"sv, "a GGUF file of llama.cpp (its weights are packed for it)", use_original},
    {0, "lmgg"sv, "a GGML file", use_original},
    {0, "tjgg"sv, "a GGML file", use_original},
    {4, "ET12"sv, "a program of ExecuTorch", use_original},
    {0, "ftrt"sv, "an engine of TensorRT", use_original},
    {0, "PK\x05\x06"sv, "an empty zip archive", "was it copied whole?"},
    {0, "\x1f\x8b"sv, "a gzip archive", "unpack it: gunzip"},
    {0, "BZh"sv, "a bzip2 archive", "unpack it: bunzip2"},
    {0,
     "\xfd"
     "7zXZ"sv,
     "an xz archive", "unpack it: unxz"},
    {0, "\x28\xb5\x2f\xfd"sv, "a zstd archive", "unpack it: unzstd"},
    {257, "ustar"sv, "a tar archive", "unpack it: tar -xf"},
    {0, "\x93NUMPY"sv, "one array of numpy, without a name",
     "is it data? then give it as data; weights by name: numpy.savez('m.npz', W=w)", "data"},
    {0, "\x89PNG"sv, "a picture", is_data, "data"},
    {0, "\xff\xd8\xff"sv, "a picture", is_data, "data"},
    {0, "GIF8"sv, "a picture", is_data, "data"},
    {0, "MATLAB 5.0"sv, "a file of MATLAB",
     "of plain arrays: python -c \"import scipy.io, numpy; numpy.savez('m.npz', **scipy.io.loadmat('m.mat'))\""},
    {0,
     "\x7f"
     "ELF"sv,
     "a program or library", use_original}};

}  // namespace

std::optional<ForeignKind> foreign_kind(std::span<const std::byte> bytes, const std::string& path) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::string_view head = text.substr(0, looked_at);
    const Names names(path);
    if (head.starts_with("PK\x03\x04"sv)) return zip(names, bytes);
    if (head.starts_with("\x89HDF\r\n\x1a\n"sv)) return hdf5(names, head);
    if (head.substr(0, 32).starts_with("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv))
        return checkpoint(names, "a PyTorch checkpoint of before version 1.6 (a pickle)");
    if (head.size() > 8 && head.substr(4, 4) == "TFL3"sv) return by_tf2onnx(names, "a TensorFlow Lite model", "tflite");
    for (const Magic& magic : magics)
        if (head.size() >= magic.at + magic.bytes.size() && head.substr(magic.at, magic.bytes.size()) == magic.bytes)
            return ForeignKind{magic.what, magic.option ? Advice(magic.advice, {magic.option}) : magic.advice};
    if (is_pickle(text)) return pickle(names, head);
    return text_file(names, text);
}

std::optional<ForeignKind> foreign_by_name(std::span<const std::byte> bytes, const std::string& path) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::string_view head = text.substr(0, looked_at);
    const Names names(path);
    const auto ends = [&](std::initializer_list<const char*> all) {
        return std::any_of(all.begin(), all.end(), [&](const char* end) { return path.ends_with(end); });
    };
    // TensorFlow's protobufs name their operators.
    if (has(head, "saved_model_main_op") || fs::path(path).filename() == "saved_model.pb")
        return ForeignKind{
            "a SavedModel of TensorFlow",
            fmt::format("python -m tf2onnx.convert --saved-model {} --output model.onnx",
                        fs::path(names.file).has_parent_path() ? fs::path(names.file).parent_path().string() : ".")};
    if (ends({".pb"}) || has(head, "Placeholder"))
        return ForeignKind{"a graph of TensorFlow",
                           fmt::format("python -m tf2onnx.convert --graphdef {} --inputs x:0 --outputs y:0 --output "
                                       "{}.onnx",
                                       names.file, names.stem)};
    if (ends({".mlmodel"}) || has(head.substr(0, 4096), "com.apple") || has(head.substr(0, 4096), "coremltools"))
        return ForeignKind{"a Core ML model", use_original};
    if (ends({".caffemodel", ".prototxt"})) return ForeignKind{"a model of Caffe", use_original};
    if (ends({".pdmodel", ".pdiparams"}))
        return ForeignKind{"a model of PaddlePaddle",
                           fmt::format("paddle2onnx --model_filename {} --save_file {}.onnx", names.file, names.stem)};
    if (ends({".msgpack"}))
        return ForeignKind{"weights of Flax (msgpack)",
                           "of its parameters p: numpy.savez('m.npz', **{'.'.join(k): v for k, v in "
                           "flax.traverse_util.flatten_dict(p).items()})"};
    if (ends({".pt", ".pth", ".ckpt"})) return checkpoint(names, "no file that torch.save writes (a zip or a pickle)");
    if (ends({".joblib"}))
        return ForeignKind{"a pickle of joblib, packed, which is code and is not run",
                           "load it in Python and save its arrays: numpy.savez('model.npz', W=m.components_.T, ...)"};
    if (ends({".pkl", ".pickle"})) return pickle(names, head);
    if (ends({".h5", ".hdf5", ".keras"})) return ForeignKind{"no HDF5 file and no zip", "was it copied whole?"};
    if (ends({".tflite"}))
        return ForeignKind{"no TensorFlow Lite model, whatever its name says", "was it copied whole?"};
    if (ends({".bin", ".params", ".weights", ".dat", ".data"}))
        return ForeignKind{"bytes without a header, which do not say what they are",
                           "give the file that describes them, or the weights as safetensors or npz"};
    const auto is_printed = [](unsigned char c) { return std::isprint(c) || std::isspace(c) || c > 127; };
    if (head.size() > 1 &&
        std::all_of(head.begin(), head.begin() + std::min<std::ptrdiff_t>(4096, std::ssize(head)), is_printed))
        return ForeignKind{"a text", "give a model as ONNX, safetensors or npz"};
    return std::nullopt;
}

std::optional<ForeignKind> foreign_folder(const std::string& path) {
    const fs::path folder(path);
    if (fs::exists(folder / "saved_model.pb"))
        return ForeignKind{
            "a SavedModel of TensorFlow",
            fmt::format("python -m tf2onnx.convert --saved-model {} --output model.onnx", Names(path).file)};
    if (fs::exists(folder / "Manifest.json") && path.find(".mlpackage") != std::string::npos)
        return ForeignKind{"a Core ML package", use_original};
    return std::nullopt;
}

}  // namespace blackbody
