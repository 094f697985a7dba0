#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <sstream>

#include "blackbody/cli/text/command.h"
#include "blackbody/util/errors.h"

using namespace blackbody;

namespace {

struct Ran {
    int code;
    std::string out, err;
};

Options seen;  // what the last heavy command was given

RunCommand remember(const std::string&) {
    return [](const Options& options, Console&) {
        seen = options;
        return 0;
    };
}

Ran run(std::vector<std::string> arguments) {
    std::istringstream in;
    std::ostringstream out, err;
    Console console{in, out, err};
    const int code = run_cli(arguments, console, remember);
    return {code, out.str(), err.str()};
}

}  // namespace

TEST(run_cli, without_a_command_it_helps) {
    const Ran ran = run({});
    EXPECT_EQ(ran.code, 0);
    EXPECT_NE(ran.out.find("blackbody open"), std::string::npos);
    EXPECT_TRUE(ran.err.empty());
}

TEST(run_cli, every_command_has_help_that_fits_80_columns) {
    for (const Command* command : commands()) {
        std::istringstream words(command->name);
        std::vector<std::string> call{std::istream_iterator<std::string>(words), {}};
        call.push_back("--help");
        const Ran ran = run(call);
        EXPECT_EQ(ran.code, 0) << command->name;
        std::istringstream lines(ran.out);
        for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << command->name << ": " << line;
    }
}

TEST(run_cli, the_help_names_every_exit_code) {
    const std::string help = run({}).out;
    for (const int code : {0, 1, int(ErrorKind::usage), int(ErrorKind::model), int(ErrorKind::data),
                           int(ErrorKind::output), int(ErrorKind::refused), int(ErrorKind::interrupted)})
        EXPECT_NE(help.find("\n  " + std::to_string(code) + " "), std::string::npos) << code;
}

TEST(run_cli, an_error_is_one_line_in_a_pipe_and_keeps_to_the_width_of_a_terminal) {
    std::istringstream in;
    std::ostringstream out, pipe, terminal;
    const std::vector<std::string> call{"open", "--preprocess", "nothing-that-is-known-at-all"};
    Console piped{in, out, pipe}, shown{in, out, terminal};
    shown.err_is_terminal = true;
    EXPECT_EQ(run_cli(call, piped, remember), 2);
    EXPECT_EQ(run_cli(call, shown, remember), 2);
    const std::string piped_text = pipe.str(), shown_text = terminal.str();
    EXPECT_EQ(std::count(piped_text.begin(), piped_text.end(), '\n'), 1);
    std::istringstream lines(shown_text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
    EXPECT_GT(std::count(shown_text.begin(), shown_text.end(), '\n'), 1);
}

TEST(run_cli, a_wrong_word_gets_one_line_a_suggestion_and_exit_2) {
    const Ran ran = run({"opne"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_NE(ran.err.find("'open'"), std::string::npos);
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1);
    EXPECT_EQ(run({"open", "--nosuch"}).code, 2);
    EXPECT_EQ(run({"open", "--budget", "soon"}).code, 2);
    EXPECT_EQ(run({"open", "--threads", "0"}).code, 2);
}

TEST(run_cli, flags_reach_the_options) {
    EXPECT_EQ(run({"open", "m.onnx", "--data", "d", "--layers", "a*,b", "--budget", "2m", "--max-memory", "2G",
                   "--mean", "1,2,3", "--seed", "9"})
                  .code,
              0);
    EXPECT_EQ(seen.model, "m.onnx");
    EXPECT_EQ(seen.layers, (std::vector<std::string>{"a*", "b"}));
    EXPECT_EQ(seen.budget_seconds, 120);
    EXPECT_EQ(seen.max_memory, 2ll << 30);
    EXPECT_EQ(seen.samples.preprocess.mean, (std::vector<double>{1, 2, 3}));
    EXPECT_EQ(seen.seed, 9u);
    EXPECT_EQ(run({"measure", "spectrum,energy", "m.onnx"}).code, 0);
    EXPECT_EQ(seen.only, (std::vector<std::string>{"spectrum", "energy"}));
    EXPECT_EQ(seen.model, "m.onnx");
}

TEST(run_cli, a_file_alone_is_opened) {
    EXPECT_EQ(run({BLACKBODY_SOURCE "/LICENSE"}).code, 0);
    EXPECT_EQ(seen.command, "open");
}

TEST(run_cli, an_advice_ends_with_the_flags_of_the_options_that_the_command_has) {
    const auto said = [](std::vector<std::string> call, RunCommand fails) {
        std::istringstream in;
        std::ostringstream out, err;
        Console console{in, out, err};
        static RunCommand run = nullptr;
        run = fails;
        run_cli(call, console, [](const std::string&) { return run; });
        return err.str();
    };
    const RunCommand without_labels = [](const Options&, Console&) -> int {
        throw Error(ErrorKind::data,
                    {.file = "d", .found = "no labels", .advice = {"name them", {"labels", "rungs", "null_draws"}}});
    };
    EXPECT_EQ(said({"open", "m"}, without_labels), "blackbody: d: found no labels; name them (--labels)\n");
    EXPECT_EQ(said({"thermo", "m"}, without_labels), "blackbody: d: found no labels; name them (--rungs)\n");

    // Who wrote says what; where nobody did, nothing was written.
    EXPECT_EQ(said({"open", "m"}, [](const Options&, Console&) -> int { throw Interrupted(); }),
              "blackbody: interrupted; nothing was written\n");
    EXPECT_EQ(said({"train", "rbm", "--data", "d", "--save", "m.safetensors"},
                   [](const Options&, Console&) -> int {
                       throw Interrupted(Interrupted("interrupted at update 3"), {"m holds it", {"resume"}});
                   }),
              "blackbody: interrupted at update 3; m holds it (--resume)\n");
}

TEST(run_cli, completion_names_the_commands_and_their_flags) {
    const Ran ran = run({"completion", "bash"});
    EXPECT_NE(ran.out.find("open"), std::string::npos);
    EXPECT_NE(ran.out.find("--fail-on"), std::string::npos);
    EXPECT_EQ(run({"completion", "cmd"}).code, 2);
}
