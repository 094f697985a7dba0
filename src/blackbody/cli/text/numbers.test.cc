/// Every number of every command: what cannot be is refused in one line before anything is opened, what can be is
/// taken.
#include "blackbody/cli/text/numbers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "blackbody/cli/text/command.h"
#include "support/files.h"

using namespace blackbody;

namespace {

struct Ran {
    int code;
    std::string err;
};

/// Parses and checks; nothing is opened, nothing runs.
Ran parsed(const std::vector<std::string>& arguments) {
    std::istringstream in;
    std::ostringstream out, err;
    Console console{in, out, err};
    const RunCommand nothing = [](const Options&, Console&) { return 0; };
    static RunCommand found;
    found = nothing;
    const int code = run_cli(arguments, console, [](const std::string&) { return found; });
    return {code, err.str()};
}

bool takes_numbers(const CLI::Option& option) {
    const std::string type = option.get_type_name().substr(0, option.get_type_name().find(':'));
    for (const char* name : {"N", "K", "Q", "P", "X", "N,..", "X,..", "X|DATA", "TIME", "SIZE"})
        if (type == name) return true;
    return false;
}

struct Flag {
    std::string command, name;
    std::vector<std::string> call;  ///< the command with all that it cannot do without, except this flag
};

std::vector<Flag> all_number_flags() {
    std::vector<Flag> flags;
    for (const Command* command : commands()) {
        if (!command->flags) continue;
        Options options;
        CLI::App app;
        command->flags(app, options);
        std::vector<std::string> call;
        std::istringstream words(command->name);
        for (std::string word; words >> word;) call.push_back(word);
        for (const CLI::Option* option : app.get_options()) {
            if (!option->get_required()) continue;
            if (!option->get_positional()) call.push_back(option->get_name());
            call.push_back("a.npy");
        }
        for (CLI::App* group : app.get_subcommands([](CLI::App* sub) { return sub->get_name().empty(); }))
            for (const CLI::Option* option : group->get_options())
                if (takes_numbers(*option)) flags.push_back({command->name, option->get_name(), call});
        for (const CLI::Option* option : app.get_options())
            if (takes_numbers(*option)) flags.push_back({command->name, option->get_name(), call});
    }
    return flags;
}

/// Refused with exit code 2 and one line that names the flag, what it takes and what it found.
void expect_refused(const Flag& flag, const std::string& value) {
    std::vector<std::string> call = flag.call;
    call.push_back(flag.name + "=" + value);
    const Ran ran = parsed(call);
    EXPECT_EQ(ran.code, 2) << flag.command << " " << call.back();
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    for (const std::string& part : {flag.name, std::string("expected"), "found '" + value + "'"})
        EXPECT_NE(ran.err.find(part), std::string::npos) << flag.command << " " << call.back() << ": " << ran.err;
}

bool is_taken(const Flag& flag, const std::string& value) {
    std::vector<std::string> call = flag.call;
    call.push_back(flag.name + "=" + value);
    return parsed(call).code == 0;
}

}  // namespace

TEST(numbers, of_every_command_refuse_what_is_no_number) {
    const std::vector<Flag> flags = all_number_flags();
    EXPECT_GT(flags.size(), 100u);
    for (const Flag& flag : flags) expect_refused(flag, "nan");

    // Flags of one name are checked alike: one of each stands for all.
    std::set<std::string> seen;
    for (const Flag& flag : flags) {
        if (!seen.insert(flag.name).second) continue;
        for (const char* value : {"inf", "-inf", "1e999"}) expect_refused(flag, value);
        if (flag.name == "--validation") continue;  // words are the name of data there
        for (const char* value : {"many", "1x", "0x10"}) expect_refused(flag, value);
    }
}

TEST(numbers, of_every_command_refuse_what_is_too_large_or_negative) {
    for (const Flag& flag : all_number_flags()) {
        expect_refused(flag, "1e300");
        if (flag.name != "--mean" && flag.name != "--threshold") expect_refused(flag, "-1");
    }
}

TEST(numbers, nought_is_taken_where_it_means_something_and_nowhere_else) {
    const std::set<std::string> may_be_nought{"--seed",
                                              "--nulls",
                                              "--mean",
                                              "--threshold",
                                              "--tolerance",
                                              "--init-std",
                                              "--pretrain-epochs",
                                              "--pretrain-updates",
                                              "--l1",
                                              "--weight-decay",
                                              "--momentum",
                                              "--label-smoothing",
                                              "--warm-up",
                                              "--warm-up-updates",
                                              "--factor",
                                              "--random-shift",
                                              "--cutout",
                                              "--beta",
                                              "--sparsity-strength",
                                              "--lr-end-factor",
                                              "--validation"};
    for (const Flag& flag : all_number_flags()) {
        const bool is_open_or_sample =
            flag.name == "--steps" && (flag.command == "open" || flag.command == "measure" || flag.command == "sample");
        const bool is_training = flag.name == "--temperatures" && flag.command.starts_with("train");
        if (may_be_nought.contains(flag.name) || is_open_or_sample || is_training)
            EXPECT_TRUE(is_taken(flag, "0")) << flag.command << " " << flag.name;
        else expect_refused(flag, "0");
    }
}

TEST(numbers, of_every_command_take_a_usual_value) {
    for (const Flag& flag : all_number_flags()) {
        const bool is_share =
            flag.name == "--steps" && flag.command.starts_with("train ") &&
            (flag.command.ends_with("cnn") || flag.command.ends_with("wave") || flag.command.ends_with("twins"));
        const bool is_small = is_share || flag.name == "--momentum" || flag.name == "--label-smoothing" ||
                              flag.name == "--sparsity" || flag.name == "--factor" || flag.name == "--lr-end-factor" ||
                              flag.name == "--validation";
        EXPECT_TRUE(is_taken(flag, is_small ? "0.5" : "3")) << flag.command << " " << flag.name;
    }
}

TEST(numbers, in_a_list_are_checked_one_by_one) {
    const Ran ran = parsed({"thermo", "m.npz", "--betas", "0.5,nan,1"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_NE(ran.err.find("--betas: expected a number above 0, at most 1,000,000, found 'nan'"), std::string::npos)
        << ran.err;
}

TEST(numbers, named_in_the_issue_are_refused) {
    const std::vector<std::string> machine{"train", "rbm", "--data", "d.npy", "--save", "m.safetensors"},
        network{"train", "cnn", "--data", "d", "--save", "m.safetensors"};
    for (const auto& [call, flag, value] : {std::tuple(machine, "--batch", "0"),
                                            {network, "--batch", "0"},
                                            {network, "--lr", "0"},
                                            {network, "--momentum", "5"},
                                            {network, "--label-smoothing", "3"},
                                            {network, "--epochs", "0"},
                                            {machine, "--lr", "0"},
                                            {machine, "--epochs", "-3"}})
        expect_refused({call[1], flag, call}, value);
}
