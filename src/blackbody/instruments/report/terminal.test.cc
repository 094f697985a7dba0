#include "blackbody/instruments/report/terminal.h"

#include <gtest/gtest.h>

#include <sstream>

#include "blackbody/instruments/report/terminal_text.h"
#include "support/golden.h"
#include "support/specimen_results.h"

namespace blackbody {
namespace {

std::string terminal_of(const Results& results, const TerminalOptions& options = {}) {
    std::ostringstream out;
    write_terminal(out, results, options, specimen::records());
    return out.str();
}

TEST(terminal, summary_of_the_specimen_is_what_is_committed) {
    expect_golden(terminal_of(specimen::results()), "testdata/golden/report.txt");
}

TEST(terminal, keeps_to_its_width) {
    for (const int width : {60, 80, 132}) {
        for (const Results& results : {specimen::results(), specimen::large(50), specimen::hostile()}) {
            std::istringstream in(terminal_of(results, {.width = width}));
            for (std::string line; std::getline(in, line);) EXPECT_LE(terminal::columns(line), width) << line;
        }
    }
}

TEST(terminal, uses_colour_only_when_asked) {
    EXPECT_EQ(terminal_of(specimen::results()).find('\x1b'), std::string::npos);
    EXPECT_NE(terminal_of(specimen::results(), {.color = true}).find("\x1b[31mwarning"), std::string::npos);
}

TEST(terminal, draws_in_ascii_when_asked) {
    Results results = specimen::results();
    results.measurements[0].curves.clear();
    for (const char c : terminal_of(results, {.unicode = false})) EXPECT_GE(c, 0);
}

TEST(terminal, is_not_driven_by_hostile_names) {
    const std::string text = terminal_of(specimen::hostile());
    for (const unsigned char c : text) EXPECT_TRUE(c >= 0x20 || c == '\n') << int{c};
    EXPECT_NE(text.find("\\x1b[31m"), std::string::npos);
}

TEST(terminal, tells_what_one_rule_found_at_many_places_once) {
    Results results = specimen::results();
    results.findings.assign(6, {"channels_never_excited", Verdict::advice, "relu2", "one of them", {}, "Prune them."});
    const std::string text = terminal_of(results);
    EXPECT_NE(text.find("Some channels are never excited."), std::string::npos);
    EXPECT_NE(text.find("at 6 places: relu2, ..."), std::string::npos);
    EXPECT_EQ(text.find("Prune them."), text.rfind("Prune them."));
}

TEST(terminal, shows_the_first_sites_of_a_finding_and_counts_the_others) {
    Results results = specimen::results();
    Finding finding{.claim = "channels_never_excited", .sentence = "Channels in six layers."};
    for (const char* site : {"relu2", "relu1", "a", "b", "c", "d"})
        finding.evidence.push_back({"excitation", site, "silent_channels", 3, "3 (a count)"});
    results.findings = {finding};
    results.measurements[2].estimates[1].error = Uncertainty::none("a count");
    const std::string text = terminal_of(results);
    EXPECT_NE(text.find("excitation.\n"), std::string::npos);
    EXPECT_NE(text.find("silent_channels"), std::string::npos);
    EXPECT_LT(text.find("relu2   "), text.find("relu1   "));
    EXPECT_NE(text.find("+2 more"), std::string::npos) << text;
    EXPECT_NE(text.find("no ± for excitation.silent_channels: a count"), std::string::npos) << text;
}

TEST(terminal, draws_states_of_different_kinds_in_lines_of_their_own) {
    Results results = specimen::results();
    results.sites[2].role = Role::residual;
    for (Measurement& m : results.measurements)
        if (m.observable == "excitation" && m.site == "relu2") m.site = "conv2";
    const std::string text = terminal_of(results);
    EXPECT_NE(text.find("  residual sums"), std::string::npos) << text;
    EXPECT_NE(text.find("The 2 lines of a quantity: nonlinearities"), std::string::npos) << text;
}

TEST(terminal, tells_which_rules_found_nothing_and_which_could_not_be_judged) {
    const std::string text = terminal_of(specimen::results());
    EXPECT_NE(text.find("1 rule checked and fine: answers at chance"), std::string::npos) << text;
    EXPECT_NE(text.find("1 rule not judged: saturation (excitation.saturated_share"), std::string::npos) << text;
}

TEST(terminal, wraps_at_spaces_and_breaks_only_what_is_too_long) {
    EXPECT_EQ(terminal::wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(terminal::wrap("äöüßäöüß", 5), (std::vector<std::string>{"äöüßä", "öüß"}));
}

TEST(terminal, tells_every_number_when_asked) {
    for (const Results& results : {specimen::results(), specimen::large(50), specimen::hostile()}) {
        const std::string text = terminal_of(results, {.all = true});
        EXPECT_GT(text.size(), terminal_of(results).size());
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) EXPECT_LE(terminal::columns(line), 80) << line;
    }
    const std::string text = terminal_of(specimen::results(), {.all = true});
    EXPECT_NE(text.find("excitation.silent_channels"), std::string::npos);
}

TEST(terminal, sparkline_rises_with_the_values) {
    EXPECT_EQ(terminal::sparkline({0, 1, 2, 3, 4, 5, 6, 7}, 8, {}), "▁▂▃▄▅▆▇█");
    EXPECT_EQ(terminal::sparkline({2, 2}, 4, {}), "▅▅  ");
    EXPECT_EQ(terminal::sparkline({0, 0, 8, 8}, 2, {}), "▁█");
}

}  // namespace
}  // namespace blackbody
