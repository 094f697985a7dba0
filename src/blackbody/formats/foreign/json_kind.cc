#include "blackbody/formats/foreign/json_kind.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

using nlohmann::json;

/// Collects the names of the outermost object, and the first file that a `weight_map` names.
class TopNames : public nlohmann::json_sax<json> {
  public:
    std::vector<std::string> names;
    std::string first_shard;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t& value) override {
        if (depth_ == 2 && first_shard.empty() && !names.empty() && names.back() == "weight_map") first_shard = value;
        return true;
    }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return ++depth_ <= 1000; }
    bool end_object() override { return --depth_, true; }
    bool start_array(std::size_t) override { return ++depth_ <= 1000; }
    bool end_array() override { return --depth_, true; }
    bool key(string_t& name) override {
        if (depth_ == 1 && names.size() < 1000) names.push_back(name);
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

  private:
    int depth_ = 0;
};

}  // namespace

std::optional<JsonKind> json_kind(std::string_view text) {
    constexpr std::size_t most = std::size_t{64} << 20;
    if (text.size() > most) return JsonKind{"a very large JSON file", "give a model as ONNX, safetensors or npz"};
    TopNames top;
    if (!json::sax_parse(text, &top)) return std::nullopt;
    const auto has = [&](const char* name) {
        return std::find(top.names.begin(), top.names.end(), name) != top.names.end();
    };
    const bool names_others = !top.first_shard.empty() && !top.first_shard.ends_with(".safetensors");
    if (has("weight_map") && !names_others) return std::nullopt;
    if (has("weight_map"))
        return JsonKind{"the index of a checkpoint in shards of another format ('" + top.first_shard + "')",
                        "give the index or the folder of its safetensors shards; from PyTorch's: "
                        "model.save_pretrained(folder, safe_serialization=True)"};
    if (has("modelTopology") || has("weightsManifest")) return JsonKind{"a model of TensorFlow.js", "", true};
    if (has("architectures") || has("model_type"))
        return JsonKind{"the configuration of a model, without its weights",
                        "give its folder, or the safetensors in it"};
    if (has("learner") || has("tree_info")) return JsonKind{"a model of decision trees", "it has no layers to measure"};
    if (has("blackbody") && has("measurements"))
        return JsonKind{"results that Blackbody wrote", {"a run is compared with them as its baseline", {"baseline"}}};
    std::vector<std::string> shown(top.names.begin(),
                                   top.names.begin() + std::min<std::ptrdiff_t>(5, std::ssize(top.names)));
    return JsonKind{"a JSON file" + (shown.empty() ? "" : " with " + escape_control(join(shown, ", "))),
                    "give a model as ONNX, safetensors or npz"};
}

}  // namespace blackbody
