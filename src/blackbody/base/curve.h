#pragma once
/// What a plot shows. JSON and report carry it beside the estimates; binned natively, never raw samples.
#include <string>
#include <vector>

namespace blackbody {

struct CurveAxis {
    std::string name, unit;
    std::vector<double> values;  ///< points, or bin edges (one more than values) where kind is histogram
    bool log = false;
};

struct CurveSeries {
    std::string name;
    std::vector<double> values;       ///< line, histogram, bars, rose: one a point; map: row-major [y, x]
    std::vector<double> errors = {};  ///< empty, or one a value
    std::vector<bool> doubtful = {};  ///< empty, or one a value: it failed a test of its own, and is drawn grey
};

/// A labelled position on the x axis: an edge, a threshold, a fit's start.
struct CurveMark {
    std::string name;
    double x;
};

struct Curve {
    enum class Kind { line, histogram, bars, rose, map, sheet };  ///< rose: x is an angle [rad]; sheet: many small maps
    std::string name;                                             ///< key in JSON: "weight_spectrum"
    std::string label;  ///< one sentence: what one sees, for readers and screen readers
    Kind kind = Kind::line;
    CurveAxis x, y;  ///< y.values only for map and sheet
    std::vector<CurveSeries> series;
    std::vector<CurveMark> marks{};
};

const char* to_string(Curve::Kind kind);

}  // namespace blackbody
