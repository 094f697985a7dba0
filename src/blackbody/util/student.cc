#include "blackbody/util/student.h"

#include <cmath>
#include <numbers>

namespace blackbody {

double student_within(double t, int degrees) {
    const double angle = std::atan(t / std::sqrt(degrees)), sine = std::sin(angle), cosine = std::cos(angle);
    // A finite sum of powers of the cosine: even ones for even degrees, odd ones for odd.
    const bool is_odd = degrees % 2 == 1;
    double term = is_odd ? cosine : 1, sum = degrees == 1 ? 0 : term;
    for (int k = is_odd ? 3 : 2; k <= degrees - 2; k += 2) {
        term *= cosine * cosine * (k - 1) / k;
        sum += term;
    }
    return is_odd ? 2 / std::numbers::pi * (angle + sine * sum) : sine * sum;
}

double student_t(double confidence, int degrees) {
    double low = 0, high = 1;
    while (student_within(high, degrees) < confidence) high *= 2;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (student_within(middle, degrees) < confidence ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace blackbody
