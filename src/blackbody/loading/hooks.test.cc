/// An independent check of the states themselves: figures that PyTorch's forward hooks took of the same network.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "blackbody/instruments/measure.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/network.h"
#include "support/network.h"
#include "support/shared.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

struct Hooked {
    std::string module;
    double mean, sd, entropy;  ///< entropy [nat] of 64 bins from the smallest value to the largest
};

std::vector<Hooked> hooked(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::vector<Hooked> rows;
    while (std::getline(file, line)) {
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream fields(line);
        Hooked row;
        if (fields >> row.module >> row.mean >> row.sd >> row.entropy) rows.push_back(row);
    }
    return rows;
}

/// The rows of modules of one kind, by the last part of their names: "bn", "relu", "linear".
std::vector<Hooked> of_kind(const std::vector<Hooked>& rows, const std::string& kind) {
    std::vector<Hooked> chosen;
    for (const Hooked& row : rows) {
        const std::size_t dot = row.module.rfind('.');
        if (row.module.substr(dot == std::string::npos ? 0 : dot + 1).starts_with(kind)) chosen.push_back(row);
    }
    return chosen;
}

std::vector<std::size_t> sites_of(const System& system, const std::string& op) {
    std::vector<std::size_t> sites;
    for (std::size_t s = 0; s < system.sites().size(); ++s)
        if (system.sites()[s].info.op == op) sites.push_back(s);
    return sites;
}

/// The first 64 images of the test split, prepared as the network was trained.
class Sixty4 : public Source {
  public:
    explicit Sixty4(const Network& network)
        : data_(load_dataset(shared_file("cifar10-sample"), network.graph().inputs,
                             {.split = "test", .preprocess = {.name = "imagenet"}})) {}
    std::int64_t size() const override { return 64; }
    bool labelled() const override { return false; }
    Batch read(std::int64_t first, std::int64_t count) const override { return data_.read(first, count); }

  private:
    Dataset data_;
};

void expect_relative(double ours, double theirs, double tolerance, const std::string& what) {
    EXPECT_NEAR(ours, theirs, tolerance * std::max(1., std::abs(theirs))) << what;
}

const std::string figures = std::string(BLACKBODY_SHARED) + "/peers/reference/hooks_resnet20_test64.csv";

}  // namespace

TEST(hooks, of_pytorch_saw_the_moments_that_excitation_streams) {
    REQUIRE_SHARED("models/cifar10-resnet20.onnx");
    if (!std::filesystem::exists(figures)) GTEST_SKIP() << "SKIPPED for want of " << figures;
    const auto network = load_network(shared_file("models/cifar10-resnet20.onnx"));
    const Sixty4 images(*network);
    const Measured measured =
        measure(*network, &images, choose_instruments({"excitation"}, {}), MeasureOptions{.null_draws = 0});
    const std::vector<Hooked> relus = of_kind(hooked(figures), "relu");
    const std::vector<std::size_t> sites = sites_of(*network, "Relu");
    ASSERT_EQ(relus.size(), 19u);
    ASSERT_EQ(sites.size(), relus.size());
    for (std::size_t i = 0; i < sites.size(); ++i) {
        const Measurement* m =
            find_measurement(measured.measurements, "excitation", network->sites()[sites[i]].info.name);
        ASSERT_NE(m, nullptr) << relus[i].module;
        expect_relative(find_estimate(*m, "mean")->value, relus[i].mean, 2e-6, relus[i].module + " mean");
        expect_relative(find_estimate(*m, "sd")->value, relus[i].sd, 5e-6, relus[i].module + " sd");
    }
}

TEST(hooks, of_pytorch_saw_the_states_that_a_probe_sees) {
    REQUIRE_SHARED("models/cifar10-resnet20.onnx");
    if (!std::filesystem::exists(figures)) GTEST_SKIP() << "SKIPPED for want of " << figures;
    const auto network = load_network(shared_file("models/cifar10-resnet20.onnx"));
    // The file has batch normalisation folded in: a convolution's state is the normalisation's.
    std::vector<std::size_t> sites = sites_of(*network, "Conv");
    std::vector<Hooked> rows = of_kind(hooked(figures), "bn");
    sites.push_back(sites_of(*network, "Gemm").at(0)), rows.push_back(of_kind(hooked(figures), "linear").at(0));
    ASSERT_EQ(sites.size(), 20u);
    ASSERT_EQ(rows.size(), sites.size());
    Recorder recorder;
    network->run(Sixty4(*network), demand_for(*network, sites, 13), recorder);
    for (std::size_t i = 0; i < sites.size(); ++i) {
        const at::Tensor state = recorder[sites[i]].to(at::kDouble);
        expect_relative(state.mean().item<double>(), rows[i].mean, 2e-6, rows[i].module + " mean");
        expect_relative(state.std().item<double>(), rows[i].sd, 5e-6, rows[i].module + " sd");
    }
}
