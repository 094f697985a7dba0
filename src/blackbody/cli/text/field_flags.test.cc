#include "blackbody/cli/text/field_flags.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/field_json.h"
#include "blackbody/cli/text/flags.h"
#include "blackbody/cli/text/renamed_flags.h"
#include "blackbody/instruments/observables/spectrum/spectrum_options.h"

using namespace blackbody;

namespace {

struct Bath {
    double heat = 2;
    std::optional<double> field{};
    std::vector<std::int64_t> layers{3, 4};
    std::string kind = "slow", quiet_word = "known elsewhere";
    bool is_open = false, is_stirred = true;
};

void fields(Is<Bath> auto& x, auto&& f) {
    f(OptionField{.key = "heat", .help = "of the bath", .group = "Bath", .range = above(0, 100)}, x.heat);
    f(OptionField{.key = "outer_field", .help = "of all spins", .range = from(-1, 1), .shown = "the data's"}, x.field);
    f(OptionField{.key = "layers", .help = "spins each", .range = whole(1, 10)}, x.layers);
    f(OptionField{.key = "kind", .help = "how", .group = "Bath", .words = {"slow", "quick"}, .is_required = true},
      x.kind);
    f(OptionField{.key = "quiet_word"}, x.quiet_word);
    f(OptionField{.key = "open", .help = "to the air"}, x.is_open);
    f(OptionField{.key = "stirred", .help = "leave it alone"}, x.is_stirred);
}

/// The bath as these words say it, or the complaint.
std::string parsed(std::vector<std::string> words, Bath& bath) {
    CLI::App app;
    add_fields(app, bath);
    std::reverse(words.begin(), words.end());
    try {
        app.parse(words);
    } catch (const CLI::ParseError& error) {
        return error.what();
    }
    return "";
}

/// What the program says to a call, with its exit code.
std::pair<int, std::string> said(const std::vector<std::string>& call) {
    std::istringstream in;
    std::ostringstream out, err;
    Console console{in, out, err};
    const int code = run_cli(call, console, [](const std::string&) -> RunCommand {
        return [](const Options&, Console&) -> int { throw OptionError("weight_decay", "too strong for this test"); };
    });
    return {code, err.str()};
}

}  // namespace

TEST(field_flags, fill_every_kind_of_field) {
    Bath bath;
    EXPECT_EQ(parsed({"--heat", "3.5", "--outer-field", "0", "--layers", "5,6,7", "--kind", "quick", "--open",
                      "--no-stirred"},
                     bath),
              "");
    EXPECT_EQ(bath.heat, 3.5);
    EXPECT_EQ(bath.field, 0.);
    EXPECT_EQ(bath.layers, (std::vector<std::int64_t>{5, 6, 7}));
    EXPECT_EQ(bath.kind, "quick");
    EXPECT_TRUE(bath.is_open);
    EXPECT_FALSE(bath.is_stirred);

    Bath untouched;
    EXPECT_EQ(parsed({"--kind", "slow"}, untouched), "");
    EXPECT_FALSE(untouched.field);
    EXPECT_TRUE(untouched.is_stirred);
}

TEST(field_flags, refuse_what_the_field_refuses) {
    Bath bath;
    EXPECT_EQ(parsed({"--kind", "slow", "--heat", "0"}, bath),
              "--heat: expected a number above 0, at most 100, found '0'");
    EXPECT_EQ(parsed({"--kind", "brisk"}, bath), "--kind: expected slow or quick, found 'brisk'");
    EXPECT_NE(parsed({}, bath).find("--kind is required"), std::string::npos);
    EXPECT_NE(parsed({"--kind", "slow", "--quiet-word", "x"}, bath), "");
}

TEST(field_flags, help_says_the_default_that_the_struct_has) {
    Bath bath;
    CLI::App app;
    add_fields(app, bath);
    EXPECT_EQ(app.get_option("--heat")->get_description(), "of the bath (2)");
    EXPECT_EQ(app.get_option("--outer-field")->get_description(), "of all spins (the data's)");
    EXPECT_EQ(app.get_option("--layers")->get_description(), "spins each (3,4)");
    EXPECT_EQ(app.get_option("--layers")->get_type_name(), "N,..");
    EXPECT_EQ(app.get_option("--open")->get_description(), "to the air");
}

TEST(own_options, have_flags_words_and_a_check_for_whoever_does_not_know_their_struct) {
    OwnOptions own{Bath{}};
    CLI::App app;
    add_fields(app, own);
    EXPECT_EQ(app.get_option("--heat")->get_description(), "of the bath (2)");
    app.parse("--heat 3.5 --kind quick --layers 5,6");
    ASSERT_NE(own.as<Bath>(), nullptr);
    EXPECT_EQ(own.as<Bath>()->heat, 3.5);
    EXPECT_EQ(own.as<SpectrumOptions>(), nullptr);
    const OwnOptions& shown = own;
    EXPECT_EQ(words_of(shown).at("layers"), "5,6");
    EXPECT_EQ(json_of(shown)["kind"], "quick");

    Bath cold;
    cold.heat = -1;
    EXPECT_THROW(check_fields(OwnOptions{cold}), OptionError);
}

TEST(own_options, of_a_registered_instrument_are_flags_of_open_and_measure) {
    for (const std::string call : {"open m.onnx", "measure spectrum m.onnx"}) {
        CLI::App app;
        Options options;
        for (const Command* command : commands())
            if (call.starts_with(command->name + " ") && command->flags)
                command->flags(*app.add_subcommand(command->name), options);
        app.parse(call + " --convention weightwatcher");
        const bool is_chosen = std::any_of(options.own.begin(), options.own.end(), [](const OwnOptions& own) {
            const auto* spectrum = own.as<SpectrumOptions>();
            return spectrum && spectrum->is_weightwatcher();
        });
        EXPECT_TRUE(is_chosen) << call;
    }
}

TEST(field_json, has_every_field_by_its_type_and_null_where_nothing_was_given) {
    Bath bath{.layers = {}};
    EXPECT_EQ(json_of(bath).dump(), R"({"heat":2.0,"outer_field":null,"layers":[],"kind":"slow",)"
                                    R"("quiet_word":"known elsewhere","open":false,"stirred":true})");
    bath.field = 0;
    EXPECT_EQ(json_of(bath)["outer_field"], 0);
}

TEST(field_flags, a_complaint_of_an_option_names_its_flag) {
    const auto [code, err] = said({"train", "rbm", "--data", "d.npy", "--save", "m.safetensors"});
    EXPECT_EQ(code, 2);
    EXPECT_EQ(err, "blackbody: --weight-decay: too strong for this test\n");
}

TEST(field_flags, a_command_may_take_some_fields_in_words_of_its_own) {
    Bath bath;
    CLI::App app;
    add_some(app, bath, {{"layers"}, {"heat", "of this one"}}, "Here");
    EXPECT_EQ(app.get_option("--heat")->get_description(), "of this one");
    EXPECT_EQ(app.get_option("--layers")->get_description(), "spins each (3,4)");
    for (const char* flag : {"--heat", "--layers"}) EXPECT_EQ(app.get_option(flag)->get_group(), "Here") << flag;
    EXPECT_EQ(app.get_option_no_throw("--kind"), nullptr);
}

TEST(field_flags, of_all_commands_have_letters_and_suffixes_and_may_stand_again) {
    RunFlags run;
    GateFlags gates;
    CLI::App app;
    add_fields(app, run), add_fields(app, gates);
    std::vector<std::string> words{"--fail-on", "a < 1, b", "--fail-on", "c < 2", "-q", "--budget", "1.5h"};
    std::reverse(words.begin(), words.end());
    app.parse(words);
    EXPECT_EQ(gates.fail_on, (std::vector<std::string>{"a < 1, b", "c < 2"}));
    EXPECT_TRUE(run.quiet);
    EXPECT_FALSE(run.verbose);
    EXPECT_EQ(run.budget_seconds, 5400);
    EXPECT_FALSE(run.max_memory || run.threads || gates.tolerance);
}

TEST(renamed_flags, name_their_successor) {
    const auto refused = [](const std::string& kind, std::vector<std::string> more, const std::string& says) {
        std::vector<std::string> call{"train", kind, "--data", "d"};
        call.insert(call.end(), more.begin(), more.end());
        const auto [code, err] = said(call);
        EXPECT_EQ(code, 2) << says;
        EXPECT_NE(err.find(says), std::string::npos) << err;
    };
    refused("rbm", {"--rate", "0.1"}, "--rate is called --lr;");
    refused("rbm", {"--l2=0.1"}, "--l2 is called --weight-decay;");
    refused("cnn", {"--decay=0.1"}, "--decay is called --weight-decay;");
    refused("cnn", {"--mirror"}, "--mirror is called --hflip;");
    EXPECT_EQ(said({"train", "rbm", "--data", "d", "--mirror"}).second.find("hflip"), std::string::npos);
}

TEST(renamed_flags, are_flags_of_no_command_and_their_successors_of_some) {
    std::vector<std::string> known;
    for (const Command* command : commands()) {
        if (!command->flags) continue;
        Options options;
        CLI::App app;
        command->flags(app, options);
        for (const auto& [before, now] : renamed_flags()) {
            EXPECT_EQ(app.get_option_no_throw(before), nullptr) << command->name << " " << before;
            if (app.get_option_no_throw(now)) known.emplace_back(now);
        }
    }
    for (const auto& [before, now] : renamed_flags())
        EXPECT_NE(std::find(known.begin(), known.end(), now), known.end()) << now;
}
