// Mutants of files of other tools: they are named or not, and nothing is read beyond their ends.
#include "blackbody/formats/foreign/foreign.h"
#include "blackbody/formats/fuzz/target.h"
#include "blackbody/formats/safetensors/shards.h"
#include "support/made_files.h"

namespace blackbody {
namespace {

using namespace std::string_literals;

const char* const index_text =
    R"({"metadata": {"total_size": 1}, "weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors"}})";

std::vector<std::string> seeds() {
    return {samples::zipped({{"m/data.pkl", "x"}, {"m/code/a.py", "y"}}),
            samples::zipped({{"config.json", "{}"}, {"model.weights.h5", "x"}}),
            index_text,
            R"({"modelTopology": {"a": [1, 2, {"b": null}]}, "weightsManifest": []})",
            "\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00}\x94 sklearn."s,
            "\x1c\x00\x00\x00TFL3\x00\x00"s,
            "\x89HDF\r\n\x1a\n....keras_version...."s};
}

void name(std::span<const std::byte> bytes, std::shared_ptr<const void>) {
    for (const auto& kind : {foreign_kind(bytes, "model.bin"), foreign_by_name(bytes, "model.pt")})
        if (kind) fuzz::touch(std::as_bytes(std::span(kind->what)));
    if (!bytes.empty() && bytes[0] == std::byte{'{'})
        parse_shard_index({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "index");
}

const fuzz::Target target{.name = "foreign", .seeds = seeds, .parse = name, .amplification = 2000};
const Registered<fuzz::Target> entry{target};

}  // namespace
}  // namespace blackbody
