#include <gtest/gtest.h>

#include "blackbody/cli/text/command.h"
#include "support/golden.h"

TEST(commands_page, is_what_is_committed) { expect_golden(blackbody::commands_page(), "docs/generated/commands.md"); }
