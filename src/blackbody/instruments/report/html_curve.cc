#include <algorithm>

#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

/// The table behind a plot is for reading; past these sizes it shows every k-th row and says so (JSON has them all).
constexpr std::size_t most_rows = 64, most_map_rows = 16;

std::size_t step_for(std::size_t n, std::size_t most) { return std::max<std::size_t>(1, (n + most - 1) / most); }

double at(const std::vector<double>& values, std::size_t i) { return i < values.size() ? values[i] : 0; }

std::string axis_title(const CurveAxis& axis) {
    return axis.name + (axis.unit.empty() || axis.unit == "1" ? "" : " [" + axis.unit + "]");
}

/// Line, histogram, bars, rose: a row a point, a column a series.
void write_points(Stream& out, const Curve& curve) {
    out << "<tr><th>" << axis_title(curve.x);
    for (const CurveSeries& series : curve.series) out << "<th>" << series.name;
    const std::size_t n = curve.series.empty() ? 0 : curve.series.front().values.size();
    for (std::size_t i = 0; i < n; i += step_for(n, most_rows)) {
        out << "\n<tr><td>" << at(curve.x.values, i);
        for (const CurveSeries& series : curve.series) {
            out << "<td>" << at(series.values, i);
            if (i < series.errors.size()) out << " ± " << short_number(series.errors[i], 2);
        }
    }
}

/// Map: rows are y, columns x.
void write_map(Stream& out, const Curve& curve) {
    const std::size_t width = curve.x.values.size(), height = curve.y.values.size();
    const std::size_t dx = step_for(width, most_map_rows), dy = step_for(height, most_map_rows);
    out << "<tr><th>" << curve.y.name << " \\ " << curve.x.name;
    for (std::size_t x = 0; x < width; x += dx) out << "<th>" << short_number(curve.x.values[x], 3);
    for (std::size_t y = 0; y < height && !curve.series.empty(); y += dy) {
        out << "\n<tr><th>" << short_number(curve.y.values[y], 3);
        for (std::size_t x = 0; x < width; x += dx)
            out << "<td>" << short_number(at(curve.series.front().values, y * width + x), 2);
    }
}

/// Sheet: a row a small map, its values row by row.
void write_sheet(Stream& out, const Curve& curve) {
    out << "<tr><th>map<th>values, row by row";
    const std::size_t n = curve.series.size();
    for (std::size_t i = 0; i < n; i += step_for(n, most_map_rows)) {
        out << "\n<tr><th>" << curve.series[i].name << "<td>";
        for (const double value : curve.series[i].values) out << short_number(value, 2) << " ";
    }
}

/// "every 4th row" where the table is thinned.
std::string thinned(const Curve& curve) {
    const bool map = curve.kind == Curve::Kind::map, sheet = curve.kind == Curve::Kind::sheet;
    const std::size_t n = map ? curve.y.values.size() : sheet ? curve.series.size() : curve.x.values.size();
    const std::size_t step = step_for(n, map || sheet ? most_map_rows : most_rows);
    return step == 1 ? "" : " (one row in " + std::to_string(step) + "; the JSON has them all)";
}

void write_marks(Stream& out, const Curve& curve) {
    if (curve.marks.empty()) return;
    out << "<p>Marked: ";
    for (std::size_t i = 0; i < curve.marks.size(); ++i)
        out << std::string(i ? ", " : "") << curve.marks[i].name << " at " << curve.marks[i].x;
    out << "</p>";
}

}  // namespace

void write_curve(const Page& page, std::size_t measurement, std::size_t index) {
    const Curve& curve = page.results.measurements[measurement].curves[index];
    const std::string kind = to_string(curve.kind);
    page.out << "<figure class=\"plot " << kind << "\" data-at=\"" << measurement << "." << index
             << "\"><figcaption><b>" << in_words(curve.name) << "</b> " << curve.label
             << "</figcaption><div class=\"box\" role=\"img\" aria-label=\"" << curve.label
             << "\"></div><details><summary>Data" << thinned(curve) << "</summary>";
    write_marks(page.out, curve);
    page.out << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Data of " << in_words(curve.name)
             << "\"><table>";
    if (curve.kind == Curve::Kind::map) write_map(page.out, curve);
    else if (curve.kind == Curve::Kind::sheet) write_sheet(page.out, curve);
    else write_points(page.out, curve);
    page.out << "</table></div></details></figure>\n";
}

}  // namespace blackbody::html
