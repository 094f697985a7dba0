#include "blackbody/instruments/report/typed_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "blackbody/cli/text/describe.h"

using namespace blackbody;

TEST(typed_words, lead_to_names_that_explain_knows) {
    const std::vector<std::string> known = explainable_names();
    for (const TypedWords& typed : typed_words())
        for (const std::string& word : typed.words) {
            EXPECT_EQ(names_for_typed(word), typed.names) << word << " stands twice";
            for (const std::string& name : typed.names)
                EXPECT_TRUE(std::count(known.begin(), known.end(), name)) << word << " -> " << name;
        }
}

TEST(typed_words, are_found_however_they_are_spelled) {
    EXPECT_EQ(names_for_typed("Dead-Neuron"), names_for_typed("dead neurons"));
    EXPECT_EQ(names_for_typed("effective_rank"), names_for_typed("Effective Ranks"));
    EXPECT_TRUE(names_for_typed("excitement").empty());
}

TEST(typed_words, know_what_people_ask_for) {
    for (const char* word : {"dead neurons", "sparsity", "calibration", "temperature scaling", "condition number",
                             "aliasing", "overfitting", "effective rank"})
        EXPECT_FALSE(names_for_typed(word).empty()) << word;
}

TEST(typed_words, explain_shows_all_that_a_word_stands_for) {
    std::ostringstream out;
    print_explain(out, "dead neurons");
    EXPECT_NE(out.str().find("excitation.dead_channels"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find("channels_never_excited: "), std::string::npos) << out.str();
}
