/// thermo, called as a shell calls it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/run_cli.h"
#include "support/shared.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

std::vector<std::string> machine(const std::string& size) {
    return {"thermo", shared_file("rbm/rbm_refs.npz"), "--keys", "W" + size + ",a" + size + ",b" + size};
}

nlohmann::json estimates(const Ran& ran, const std::string& observable) {
    const nlohmann::json json = nlohmann::json::parse(ran.out);
    for (const auto& m : json["measurements"])
        if (m["observable"] == observable) return m["estimates"];
    return {};
}

}  // namespace

TEST(thermo, the_fifteen_unit_machine_has_its_published_figures) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Ran ran = run(with(
        machine("15"), {"--log-z", "exact", "--data", shared_file("rbm/binarized_mnist_test.npz"), "--json", "-"}));
    ASSERT_EQ(ran.code, 0) << ran.err;
    const nlohmann::json z = estimates(ran, "log_partition");
    EXPECT_NEAR(z["log_z"]["value"], 215.138406, 5e-7);
    EXPECT_EQ(z["log_z"]["std_error"], "exact");
    EXPECT_NEAR(z["log_probability"]["value"], -223.4210, 5e-5);
    EXPECT_EQ(z["log_probability"]["n"], 10000);
}

TEST(thermo, an_exact_sum_over_five_hundred_units_is_refused_with_its_cost_and_another_road) {
    REQUIRE_SHARED("rbm/rbm_refs.npz");
    const Ran ran = run(with(machine("500"), {"--log-z", "exact", "--json", "-"}));
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find("2^500"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("--log-z ais"), std::string::npos) << ran.err;
}
