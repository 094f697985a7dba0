#include "blackbody/instruments/report/html.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <fstream>
#include <regex>
#include <sstream>

#include "blackbody/instruments/report/assets.h"
#include "blackbody/instruments/report/deflate.h"
#include "blackbody/instruments/report/html_stream.h"
#include "blackbody/instruments/report/json.h"
#include "blackbody/util/text.h"
#include "support/golden.h"
#include "support/specimen_results.h"

namespace blackbody {
namespace {

std::string html_of(const Results& results) {
    std::ostringstream out;
    write_html(out, results, specimen::records());
    return out.str();
}

/// The page without its style and scripts, which have their own build.
std::string words_of(std::string page) {
    page = std::regex_replace(page, std::regex("'sha256-[^']*'"), "'sha256-...'");
    for (const auto& [from, to] : {std::pair("<style>", "</style>"), std::pair("id=\"data\">", "</script>"),
                                   std::pair("id=\"code\">", "</script>"), std::pair("<script>", "</script>")}) {
        const std::size_t start = page.find(from) + std::string(from).size();
        page.replace(start, page.find(to, start) - start, "...");
    }
    return page;
}

TEST(html, of_the_specimen_is_what_is_committed) {
    expect_golden(words_of(html_of(specimen::results())), "testdata/golden/report.html");
}

TEST(html, is_the_same_byte_for_byte_for_the_same_results) {
    EXPECT_EQ(html_of(specimen::large(6)), html_of(specimen::large(6)));
}

TEST(html, carries_every_estimate_finding_and_reason_in_words) {
    const Results results = specimen::results();
    const std::string page = words_of(html_of(results));
    for (const Measurement& measurement : results.measurements)
        for (const Estimate& estimate : measurement.estimates)
            EXPECT_NE(page.find(reading(estimate)), std::string::npos) << estimate.name;
    for (const Finding& finding : results.findings)
        EXPECT_NE(page.find(escape_html(finding.sentence)), std::string::npos) << finding.sentence;
    for (const Skip& skip : results.skipped) EXPECT_NE(page.find(skip.reason), std::string::npos) << skip.reason;
}

TEST(html, says_from_where_what_is_of_two_sites_at_once) {
    Results results = specimen::results();
    const std::string there = "<h4>excitation from <a href=\"#s";
    EXPECT_EQ(html_of(results).find(there), std::string::npos);
    results.measurements[2].from = "relu1";
    EXPECT_NE(html_of(results).find(there), std::string::npos);
}

TEST(html, shows_every_site_of_a_finding_the_first_at_once_and_the_others_folded) {
    Results results = specimen::results();
    Finding finding{.claim = "channels_never_excited", .sentence = "Channels in six layers."};
    for (const char* site : {"relu2", "relu1", "a", "b", "c", "d"})
        finding.evidence.push_back({"excitation", site, "silent_channels", 3, "3 (a count)"});
    results.findings = {finding};
    const std::string page = words_of(html_of(results));
    const std::size_t fold = page.find("and 2 more sites");
    ASSERT_NE(fold, std::string::npos);
    for (const char* shown : {">relu2</a>", ">relu1</a>", "<th>a<", "<th>b<"}) EXPECT_LT(page.find(shown), fold);
    for (const char* folded : {"<th>c<", "<th>d<"}) {
        EXPECT_GT(page.find(folded), fold);
        EXPECT_NE(page.find(folded), std::string::npos);
    }
}

TEST(html, names_the_rules_that_found_nothing_and_why_others_were_not_judged) {
    const std::string page = words_of(html_of(specimen::results()));
    EXPECT_NE(page.find("Checked and fine: 1 rule"), std::string::npos);
    EXPECT_NE(page.find("The answers are no better than guesses."), std::string::npos);
    EXPECT_NE(page.find("excitation.saturated_share was measured nowhere"), std::string::npos);
}

TEST(html, sets_symbols_with_their_indices) {
    auto set = [](const std::string& symbol) {
        std::ostringstream out;
        html::Stream(out).symbol(symbol);
        return out.str();
    };
    EXPECT_EQ(set("σ_max/s_max"), "<i>σ<sub>max</sub>/s<sub>max</sub></i>");
    EXPECT_EQ(set("e^H/U"), "<i>e<sup>H</sup>/U</i>");
    EXPECT_EQ(set("<E>_label"), "<i>&lt;E&gt;<sub>label</sub></i>");
    EXPECT_EQ(set("P_+"), "<i>P<sub>+</sub></i>");
    EXPECT_EQ(set("log ‖W‖_α^α"), "<i>log ‖W‖<sub>α</sub><sup>α</sup></i>");
    for (const char* odd : {"", "_", "^", "a_", "__", "^_"}) EXPECT_TRUE(set(odd).starts_with("<i>")) << odd;
}

TEST(html, says_of_a_number_of_the_whole_network_why_it_has_no_error) {
    Results results = specimen::results();
    results.measurements[0].estimates[0].error = Uncertainty::none("counted once");
    EXPECT_NE(words_of(html_of(results)).find("no ±: counted once"), std::string::npos);
}

TEST(html, says_which_line_of_a_profile_is_which) {
    Results results = specimen::results();
    EXPECT_EQ(words_of(html_of(results)).find("class=\"keys\""), std::string::npos);
    results.sites[3].role = Role::residual;
    EXPECT_NE(words_of(html_of(results)).find("residual sums"), std::string::npos);
}

TEST(html, carries_the_words_that_people_type_for_what_stands_on_it) {
    const std::string page = html_of(specimen::results());
    EXPECT_NE(page.find("\"dead neuron\""), std::string::npos);
    EXPECT_NE(page.find("[\"channels_never_excited\",\"excitation.silent_channels\"]"), std::string::npos);
    EXPECT_EQ(page.find("\"condition number\""), std::string::npos);
    EXPECT_EQ(page.find("excitation.dead_channels"), std::string::npos);
}

TEST(html, lets_no_name_become_markup) {
    const std::string page = html_of(specimen::hostile());
    EXPECT_EQ(page.find("<img"), std::string::npos);
    EXPECT_EQ(page.find("onerror='"), std::string::npos);
    EXPECT_EQ(page.find("<script>window"), std::string::npos);
    EXPECT_EQ(page.find('\x1b'), std::string::npos);
    EXPECT_EQ(page.find('\x07'), std::string::npos);
    // As many scripts as in a page with harmless names.
    auto scripts = [](const std::string& text) {
        int n = 0;
        for (std::size_t at = 0; (at = text.find("<script", at)) != std::string::npos; ++at) ++n;
        return n;
    };
    EXPECT_EQ(scripts(words_of(page)), scripts(words_of(html_of(specimen::results()))));
}

TEST(html, forbids_every_request_and_every_script_but_its_own) {
    const std::string page = html_of(specimen::results());
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(page.find("script-src 'unsafe-inline'"), std::string::npos);
    EXPECT_NE(page.find(assets::script_hashes), std::string::npos);
    for (const char* request : {"src=\"http", "href=\"http", "url(", "@import"})
        EXPECT_EQ(page.find(request), std::string::npos) << request;
}

TEST(html, of_56_layers_keeps_below_one_and_a_half_megabytes) {
    EXPECT_LT(html_of(specimen::large(56)).size(), 1'500'000u);
}

TEST(html, of_weights_alone_says_so) {
    Results results = specimen::results();
    results.data = {};
    results.measurements.erase(results.measurements.begin(), results.measurements.begin() + 3);
    EXPECT_NE(html_of(results).find("only the weights were measured"), std::string::npos);
}

TEST(html, of_nothing_at_all_is_still_a_page) { EXPECT_NE(html_of({}).find("</html>"), std::string::npos); }

/// Writes pages for the browser's test (web/test/run.sh) beside the test program.
TEST(html, leaves_pages_for_the_browser) {
    write_html(BLACKBODY_BUILD "/specimen.html", specimen::results(), specimen::records());
    write_html(BLACKBODY_BUILD "/hostile.html", specimen::hostile(), specimen::records());
    write_html(BLACKBODY_BUILD "/large.html", specimen::large(56), specimen::records());
    EXPECT_TRUE(std::ifstream(BLACKBODY_BUILD "/large.html").good());
}

TEST(deflate, comes_back_as_it_was) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += std::to_string(i * i) + "\n";
    const std::string packed = deflated_base85(text);
    EXPECT_LT(packed.size(), text.size());

    // Undo base 85 digit by digit, then zlib.
    const std::string digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
    std::string bytes;
    for (std::size_t i = 0; i < packed.size(); i += 5) {
        const std::size_t have = std::min<std::size_t>(5, packed.size() - i);
        std::uint64_t word = 0;
        for (std::size_t k = 0; k < 5; ++k) word = word * 85 + (k < have ? digits.find(packed[i + k]) : 84);
        for (std::size_t k = 0; k + 1 < have; ++k) bytes += static_cast<char>(word >> (24 - 8 * k) & 0xFF);
    }
    std::string back(text.size() + 1, '\0');
    uLongf size = back.size();
    ASSERT_EQ(uncompress(reinterpret_cast<Bytef*>(back.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                         bytes.size()),
              Z_OK);
    EXPECT_EQ(back.substr(0, size), text);
}

TEST(deflate, holds_nothing_that_a_page_could_take_for_markup) {
    Random random(5);
    std::string noise(20000, '\0');
    for (char& c : noise) c = static_cast<char>(256 * random.uniform());
    EXPECT_EQ(deflated_base85(noise).find_first_of("<\"'\\\n "), std::string::npos);
}

}  // namespace
}  // namespace blackbody
