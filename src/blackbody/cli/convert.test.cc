/// convert as a person calls it: the table at the terminal, and the same as JSON and as a page.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/files.h"
#include "support/run_cli.h"

using namespace blackbody::testing;

TEST(convert, writes_its_tables_as_json_and_as_a_page) {
    const std::string html = temporary_path("convert.html"), json = temporary_path("convert.json");
    const Ran ran = run({"convert", "--limit", "40", "-o", html, "--json", json});
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_NE(ran.out.find("Report: " + html), std::string::npos);

    const auto results = nlohmann::json::parse(file_bytes(json));
    const auto& whole = results.at("measurements").at(0);
    EXPECT_EQ(whole.at("site"), "network");
    const auto &variants = whole.at("curves").at(0), &nodes = whole.at("curves").at(1);
    EXPECT_EQ(variants.at("marks")[0].at("name"), "linear nodes");
    EXPECT_NEAR(variants.at("series")[0].at("values")[0].get<double>(), 1, 1e-9);  // linear nodes answer as the network
    EXPECT_EQ(nodes.at("marks")[0].at("name"), "conv1");
    EXPECT_LT(nodes.at("series")[0].at("values")[0].get<double>(), 1e-6);

    const std::string page = file_bytes(html);
    EXPECT_NE(page.find("<td>norm1 as unit-norm<td>"), std::string::npos);
    EXPECT_EQ(page.find("id=\"findings\""), std::string::npos);
    EXPECT_EQ(page.find(">nan"), std::string::npos);
}
