/// While it learned: curves of the training, and its film as strips of small frames that share one scale.
#include <algorithm>
#include <cmath>

#include "blackbody/instruments/report/film.h"
#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

constexpr double width = 200, height = 100;  ///< of a frame's drawing

/// Where the points of a frame are, and which of them a line may join: layers of one kind (profile.h).
struct Drawing {
    FilmScale scale;
    std::vector<std::vector<std::size_t>> lines;
    std::size_t layers;
    std::int64_t x(std::size_t layer) const {
        return layers < 2 ? 0 : std::llround(width * static_cast<double>(layer) / static_cast<double>(layers - 1));
    }
    std::int64_t y(double value) const {
        return std::llround(height * (1 - std::clamp((value - scale.low) / (scale.high - scale.low), -.1, 1.1)));
    }
};

Drawing drawing_of(const Page& page, const Curve& strip, const std::vector<FilmFrame>& frames) {
    std::map<std::string, std::string> kinds = kinds_of(page.results.sites);
    std::map<std::string, std::vector<std::size_t>> lines;
    for (std::size_t l = 0; l < strip.marks.size(); ++l) lines[kinds[strip.marks[l].name]].push_back(l);
    Drawing drawing{scale_of(frames), {}, strip.marks.size()};
    for (auto& [kind, line] : lines) drawing.lines.push_back(std::move(line));
    std::sort(drawing.lines.begin(), drawing.lines.end());
    return drawing;
}

/// A line through what was measured; a point that stands alone is a dot.
void write_line(Stream& out, const FilmFrame& frame, const Drawing& drawing, const std::vector<std::size_t>& line) {
    bool is_open = false;
    for (const std::size_t l : line) {
        const bool is_there = std::isfinite(frame.values[l]);
        if (is_there) {
            if (is_open) out << "L";
            else out << "M";
            out << drawing.x(l) << " " << drawing.y(frame.values[l]);
            if (!is_open) out << "h0";
        }
        is_open = is_there;
    }
}

void write_frame(Stream& out, const FilmFrame& frame, const Drawing& drawing, const std::string& look) {
    for (const std::vector<std::size_t>& line : drawing.lines) {
        out << "<path class=\"" << look << "\" d=\"";
        write_line(out, frame, drawing, line);
        out << "\"/>";
    }
}

/// One standard error to both sides of every layer's value.
void write_errors(Stream& out, const FilmFrame& frame, const Drawing& drawing) {
    for (std::size_t l = 0; l < frame.errors.size(); ++l) {
        const double value = frame.values[l], error = frame.errors[l];
        if (!std::isfinite(value) || !(error > 0)) continue;
        out << "M" << drawing.x(l) << " " << drawing.y(value - error) << "V" << drawing.y(value + error);
    }
}

std::string title_of(const FilmFrame& frame, bool is_first, bool is_last) {
    const std::string update = with_commas(std::llround(frame.update));
    return is_first ? "update " + update : is_last ? "end: " + update : update;
}

void write_strip(const Page& page, const std::vector<FilmFrame>& frames, const Drawing& drawing) {
    page.out << "<ol class=\"strip\">\n";
    for (std::size_t f = 0; f < frames.size(); ++f) {
        const bool is_first = f == 0, is_last = f + 1 == frames.size();
        if (is_first || is_last) page.out << "<li class=\"end\">";
        else page.out << "<li>";
        page.out << "<svg viewBox=\"-6 -6 212 112\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
        if (!is_first) write_frame(page.out, frames.front(), drawing, "before");
        page.out << "<path class=\"error\" d=\"";
        write_errors(page.out, frames[f], drawing);
        page.out << "\"/>";
        write_frame(page.out, frames[f], drawing, "now");
        page.out << "</svg><span>" << title_of(frames[f], is_first, is_last) << "</span>\n";
    }
    page.out << "</ol>\n";
}

/// "relu1 from 3.21 to 2.11": of the first layer and of the last.
std::string way(const Curve& strip, const std::vector<FilmFrame>& frames, std::size_t layer) {
    const auto shown = [](double v) { return std::isfinite(v) ? short_number(v, 3) : "–"; };
    return strip.marks[layer].name + " from " + shown(frames.front().values[layer]) + " to " +
           shown(frames.back().values[layer]);
}

/// Which line is which, where there is more than one.
void write_keys(const Page& page, const Curve& curve, const Drawing& drawing) {
    if (drawing.lines.size() < 2) return;
    std::map<std::string, std::string> kinds = kinds_of(page.results.sites);
    page.out << "<p class=\"keys\">";
    for (const std::vector<std::size_t>& line : drawing.lines) {
        const std::string& kind = kinds[curve.marks[line.front()].name];
        page.out << "<em>" << (kind.empty() ? std::string("others") : kind) << "</em> ";
    }
    page.out << "</p>\n";
}

/// The strip, and beside it the same as a map over updates and layers.
void write_film(const Page& page, std::size_t measurement, std::size_t index) {
    const Curve& curve = page.results.measurements[measurement].curves[index];
    const QuantityInfo& quantity = *filmed(curve, page.records);
    const std::vector<FilmFrame> frames = frames_of(curve);
    const Drawing drawing = drawing_of(page, curve, frames);
    page.out << "<div class=\"film\"><h4>" << curve.name << " ";
    page.out.symbol(quantity.symbol) << (quantity.unit == "1" ? std::string() : " [" + quantity.unit + "]")
                                     << "</h4>\n<p class=\"legend\">" << quantity.meaning
                                     << "</p>\n<div class=\"frames\"><p class=\"facts\">" << way(curve, frames, 0)
                                     << "; " << way(curve, frames, drawing.layers - 1) << ". Each frame reaches from "
                                     << short_number(drawing.scale.low, 3) << " to "
                                     << short_number(drawing.scale.high, 3) << ".</p>\n";
    write_keys(page, curve, drawing);
    write_strip(page, frames, drawing);
    page.out << "</div>\n";
    write_curve(page, measurement, index);
    page.out << "</div>\n";
}

void write_legend(const Page& page, const Measurement& m, bool has_strips) {
    page.out << "<p class=\"legend\">";
    if (has_strips)
        page.out << "<span class=\"k-value\">the layers, from the input on the left to the output on the right, with "
                    "one standard error</span> <span class=\"k-before\">the same before the first update</span> All "
                    "frames of a strip share one scale; lines join layers of one kind.";
    for (const std::string& note : m.notes) page.out << " " << note << ".";
    page.out << "</p>\n";
}

/// Strips of layers first, then what is one line.
void write_curves(const Page& page, std::size_t index) {
    const Measurement& m = page.results.measurements[index];
    const auto is_strip = [&](const Curve& c) { return is_film_strip(c) && filmed(c, page.records) != nullptr; };
    page.out << "<h3>" << in_words(m.observable) << "</h3>\n";
    const auto strips = std::count_if(m.curves.begin(), m.curves.end(), is_strip);
    write_legend(page, m, strips > 0);
    for (std::size_t curve = 0; curve < m.curves.size(); ++curve)
        if (is_strip(m.curves[curve])) write_film(page, index, curve);
    if (strips == std::ssize(m.curves)) return;
    page.out << "<div class=\"plots\">\n";
    for (std::size_t curve = 0; curve < m.curves.size(); ++curve)
        if (!is_strip(m.curves[curve])) write_curve(page, index, curve);
    page.out << "</div>\n";
}

}  // namespace

void write_course(const Page& page) {
    if (page.course.empty()) return;
    page.out << "<section id=\"course\" aria-labelledby=\"course-h\"><h2 id=\"course-h\">While it learned</h2>\n";
    for (const std::size_t index : page.course) write_curves(page, index);
    page.out << "</section>\n";
}

}  // namespace blackbody::html
