// Mutants of small models: those that parse become a network, and those that do are run on one sample.
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "blackbody/formats/fuzz/target.h"
#include "blackbody/formats/onnx/onnx.h"
#include "blackbody/loading/network.h"
#include "blackbody/loading/onnx_graph.h"
#include "support/onnx_samples.h"

namespace blackbody {
namespace {

/// One sample of zeros; free sizes are 2. Sizes that a stranger declares may be large: then there is nothing to run.
class Zeros final : public Source {
  public:
    explicit Zeros(const std::vector<Port>& ports) {
        for (const Port& port : ports) {
            std::vector<std::int64_t> shape = port.shape;
            for (std::int64_t& size : shape) size = size < 0 ? 2 : size;
            if (!shape.empty()) shape[0] = 1;
            const auto count = element_count(shape);
            if (!count || *count > (1 << 20)) throw Error(ErrorKind::data, "an input too large for this test");
            inputs_.emplace_back(port.name, at::zeros(shape, port.type));
        }
    }
    std::int64_t size() const override { return 1; }
    bool labelled() const override { return false; }
    Batch read(std::int64_t first, std::int64_t count) const override {
        return {.inputs = inputs_, .labels = {}, .first = first, .size = count};
    }

  private:
    std::vector<std::pair<std::string, at::Tensor>> inputs_;
};

struct Look final : Probe {
    void at(std::size_t, State& state) override {
        fuzz::touch({static_cast<const std::byte*>(state.values.contiguous().const_data_ptr()), state.values.nbytes()});
    }
};

void build_and_run(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    const OnnxModel model = parse_onnx(bytes, std::move(owner), "");
    const Network network(graph_of(model));
    Look look;
    network.run(Zeros(network.graph().inputs),
                {.states = std::vector<bool>(network.sites().size(), true), .first_batch = 1, .batch = 1}, look);
}

/// Samples made in code and, where Debian's libonnx-testdata is installed, its models of single operators.
std::vector<std::string> seeds() {
    std::vector<std::string> models{to_onnx_bytes(samples::sample_network()),
                                    to_onnx_bytes(samples::sample_with_graphs())};
    const std::filesystem::path folder = "/usr/share/libonnx-testdata/data/node";
    std::vector<std::filesystem::path> files;
    if (std::filesystem::exists(folder))
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            files.push_back(entry.path() / "model.onnx");
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        models.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return models;
}

const fuzz::Target target{
    .name = "network", .seeds = seeds, .parse = build_and_run, .amplification = std::size_t{1} << 24, .seconds = 20};
const Registered<fuzz::Target> entry{target};

}  // namespace
}  // namespace blackbody
