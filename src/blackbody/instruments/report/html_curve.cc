#include <algorithm>
#include <cmath>

#include "blackbody/instruments/report/film.h"
#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

/// Every k-th row is shown where the table would have more than `most` rows.
std::size_t step_for(std::size_t n, std::size_t most) { return std::max<std::size_t>(1, (n + most - 1) / most); }

double at(const std::vector<double>& values, std::size_t i) { return i < values.size() ? values[i] : 0; }

std::string axis_title(const CurveAxis& axis) {
    return axis.name + (axis.unit.empty() || axis.unit == "1" ? "" : " [" + axis.unit + "]");
}

/// The place on the x axis: of bars the mark there names it.
std::string place(const Curve& curve, std::size_t i) {
    const double x = at(curve.x.values, i);
    for (const CurveMark& mark : curve.marks)
        if (curve.kind == Curve::Kind::bars && mark.x == x) return mark.name;
    return short_number(x);
}

/// Line, histogram, bars, rose: a row a point, a column a series.
void write_points(Stream& out, const Curve& curve, std::size_t most) {
    out << "<tr><th>" << axis_title(curve.x);
    for (const CurveSeries& series : curve.series) out << "<th>" << series.name;
    const std::size_t n = curve.series.empty() ? 0 : curve.series.front().values.size();
    for (std::size_t i = 0; i < n; i += step_for(n, most)) {
        out << "\n<tr><td>" << place(curve, i);
        for (const CurveSeries& series : curve.series) {
            const double value = at(series.values, i);
            out << "<td>" << (std::isfinite(value) ? short_number(value, 3) : "–");
            if (i < series.errors.size() && std::isfinite(series.errors[i]))
                out << " ± " << short_number(series.errors[i], 2);
            if (i < series.doubtful.size() && series.doubtful[i]) out << " ?";
        }
    }
}

/// Map: rows are y, columns x, which marks may name.
void write_map(Stream& out, const Curve& curve, std::size_t most) {
    const std::size_t width = curve.x.values.size(), height = curve.y.values.size();
    const std::size_t dx = step_for(width, most), dy = step_for(height, most);
    out << "<tr><th>" << curve.y.name << " \\ " << curve.x.name;
    const bool is_film = is_film_strip(curve);
    for (std::size_t x = 0; x < width; x += dx)
        out << "<th>" << (is_film ? curve.marks[x].name : short_number(curve.x.values[x], 3));
    for (std::size_t y = 0; y < height && !curve.series.empty(); y += dy) {
        out << "\n<tr><th>" << short_number(curve.y.values[y], is_film ? 9 : 3);
        for (std::size_t x = 0; x < width; x += dx) {
            const double value = at(curve.series.front().values, y * width + x);
            out << "<td>" << (std::isfinite(value) ? short_number(value, is_film ? 3 : 2) : "–");
        }
    }
}

/// Sheet: a row a small map, its values row by row.
void write_sheet(Stream& out, const Curve& curve, std::size_t most) {
    out << "<tr><th>map<th>values, row by row";
    const std::size_t n = curve.series.size();
    for (std::size_t i = 0; i < n; i += step_for(n, most)) {
        out << "\n<tr><th>" << curve.series[i].name << "<td>";
        for (const double value : curve.series[i].values) out << short_number(value, 2) << " ";
    }
}

/// Says so where the table is thinned.
std::string thinned(const Curve& curve, std::size_t most) {
    const std::size_t step = step_for(table_rows(curve), most);
    return step == 1 ? "" : ", 1 row in " + std::to_string(step);
}

/// What is drawn grey has a question mark in the table.
void write_doubts(Stream& out, const Curve& curve) {
    const auto is_doubtful = [](const CurveSeries& s) {
        return std::find(s.doubtful.begin(), s.doubtful.end(), true) != s.doubtful.end();
    };
    if (std::any_of(curve.series.begin(), curve.series.end(), is_doubtful))
        out << "<p>Grey, and with a question mark here: points that fail a test of their own.</p>";
}

void write_marks(Stream& out, const Curve& curve) {
    if (curve.marks.empty() || curve.kind == Curve::Kind::bars || is_film_strip(curve)) return;
    out << "<p>Marked: ";
    for (std::size_t i = 0; i < curve.marks.size(); ++i)
        out << std::string(i ? ", " : "") << curve.marks[i].name << " at " << curve.marks[i].x;
    out << "</p>";
}

/// What one sees in a kind of plot stands in words at its first; the script repeats it at the others.
void write_sentence_once(const Page& page, const Curve& curve) {
    if (page.said.insert(curve.name + curve.label).second) page.out << " <span>" << curve.label << "</span>";
}

}  // namespace

std::size_t table_rows(const Curve& curve) {
    if (curve.kind == Curve::Kind::sheet) return curve.series.size();
    if (curve.kind == Curve::Kind::map) return curve.y.values.size();
    return curve.series.empty() ? 0 : curve.series.front().values.size();
}

void write_curve(const Page& page, std::size_t measurement, std::size_t index) {
    const Curve& curve = page.results.measurements[measurement].curves[index];
    const std::size_t most =
        curve.kind == Curve::Kind::map ? std::min<std::size_t>(16, page.most_rows) : page.most_rows;
    const std::string kind = to_string(curve.kind);
    page.out << "<figure class=\"plot " << kind << "\" data-at=\"" << measurement << "." << index
             << "\"><figcaption><b>" << full_name(page.results.measurements[measurement].observable, curve.name)
             << "</b>";
    write_sentence_once(page, curve);
    page.out << "</figcaption><details><summary>Data" << thinned(curve, most) << "</summary>";
    write_marks(page.out, curve);
    write_doubts(page.out, curve);
    page.out << "<div class=\"scroll\"><table>";
    if (curve.kind == Curve::Kind::map) write_map(page.out, curve, most);
    else if (curve.kind == Curve::Kind::sheet) write_sheet(page.out, curve, most);
    else write_points(page.out, curve, most);
    page.out << "</table></div></details></figure>\n";
}

}  // namespace blackbody::html
