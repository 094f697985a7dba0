/// How data come in, through the program: cases that failed once (shared/cases, a folder a case).
#include <gtest/gtest.h>

#include "support/files.h"
#include "support/run_cli.h"
#include "support/threads.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

std::string case_file(const std::string& name) { return std::string(BLACKBODY_SHARED) + "/cases/" + name; }

#define REQUIRE_CASE(name) \
    if (!std::filesystem::exists(case_file(name))) GTEST_SKIP() << "SKIPPED for want of " << case_file(name)

const std::vector<std::string> quick{"--nulls", "2"};

}  // namespace

TEST(data_cases, images_auto_two_threads) {
    REQUIRE_CASE("images_auto_two_threads");
    for (const int threads : {1, 2, 4}) {
        const WithThreads with_threads(threads);
        const Ran ran = run(with({"open", specimen_model_path, "--data", case_file("images_auto_two_threads/img"), "-o",
                                  temporary_path("r.html")},
                                 quick));
        EXPECT_EQ(ran.code, 0) << ran.err;
    }
}
