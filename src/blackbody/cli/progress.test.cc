#include "blackbody/cli/progress.h"

#include <gtest/gtest.h>

#include <csignal>
#include <sstream>

using namespace blackbody;

TEST(progress, draws_only_on_a_terminal) {
    std::istringstream in;
    std::ostringstream out, pipe, terminal;
    Console to_pipe{in, out, pipe}, to_terminal{in, out, terminal, false, true};
    {
        ProgressBar a(to_pipe, false), b(to_terminal, false);
        a.show("states", 0.5), b.show("states", 0.5);
    }
    EXPECT_EQ(pipe.str(), "");
    EXPECT_NE(terminal.str().find("50 %"), std::string::npos);
    EXPECT_TRUE(terminal.str().ends_with("\r\x1b[K"));
}

TEST(progress, says_beforehand_that_a_run_is_long_and_only_then) {
    std::istringstream in;
    std::ostringstream out, err;
    Console console{in, out, err};
    ProgressBar bar(console, false);
    bar.expect(9);
    EXPECT_EQ(err.str(), "");
    bar.expect(61);
    EXPECT_NE(err.str().find("about 61 s"), std::string::npos);
}

TEST(progress, ctrl_c_asks_to_stop) {
    const InterruptGuard guard;
    EXPECT_FALSE(InterruptGuard::requested());
    std::raise(SIGINT);
    EXPECT_TRUE(InterruptGuard::requested());
}
