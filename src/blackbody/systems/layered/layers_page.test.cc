#include "blackbody/systems/layered/layers_page.h"

#include <gtest/gtest.h>

#include <set>

#include "blackbody/systems/layered/layer.h"
#include "support/golden.h"

using namespace blackbody;

TEST(layers_page, is_what_is_committed) { expect_golden(layers_page(), "docs/generated/layers.md"); }

TEST(layers_page, records_are_complete_and_their_forms_begin_with_their_names) {
    std::set<std::string> names;
    for (const LayerKind* kind : layer_kinds()) {
        const LayerInfo& info = kind->info;
        EXPECT_TRUE(names.insert(info.name).second) << info.name << " is there twice";
        EXPECT_TRUE(info.form.starts_with(info.name)) << info.name;
        EXPECT_FALSE(info.summary.empty()) << info.name;
        EXPECT_NE(kind->make, nullptr) << info.name;
    }
    EXPECT_GT(names.size(), 25u);
}
