#include "blackbody/util/student.h"

#include <gtest/gtest.h>

using namespace blackbody;

TEST(Student, quantiles_are_those_of_the_tables) {
    // Abramowitz and Stegun, table 26.10.
    EXPECT_NEAR(student_t(.95, 1), 12.706, 5e-4);
    EXPECT_NEAR(student_t(.95, 2), 4.303, 5e-4);
    EXPECT_NEAR(student_t(.95, 3), 3.182, 5e-4);
    EXPECT_NEAR(student_t(.95, 4), 2.776, 5e-4);
    EXPECT_NEAR(student_t(.99, 5), 4.032, 5e-4);
    EXPECT_NEAR(student_t(.90, 12), 1.782, 5e-4);
    EXPECT_NEAR(student_t(.95, 100000), 1.95996, 1e-4);
}
