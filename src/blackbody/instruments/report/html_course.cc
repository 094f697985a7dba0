/// While it learned: curves of the training, and its film as strips of small frames that share one scale.
#include <algorithm>
#include <cmath>

#include "blackbody/instruments/report/film.h"
#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

constexpr double width = 200, height = 100;  ///< of a frame's drawing

/// Where the points of a frame are.
struct Drawing {
    FilmScale scale;
    std::size_t layers;
    std::int64_t x(std::size_t layer) const {
        return layers < 2 ? 0 : std::llround(width * static_cast<double>(layer) / static_cast<double>(layers - 1));
    }
    std::int64_t y(double value) const {
        return std::llround(height * (1 - std::clamp((value - scale.low) / (scale.high - scale.low), -.1, 1.1)));
    }
};

/// A line through what was measured; one that stands alone is a dot.
void write_line(Stream& out, const FilmFrame& frame, const Drawing& drawing) {
    bool is_open = false;
    for (std::size_t l = 0; l < frame.values.size(); ++l) {
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
    return is_first ? "update " + update : is_last ? update + ", the end" : update;
}

void write_strip(const Page& page, const std::vector<FilmFrame>& frames) {
    const Drawing drawing{scale_of(frames), frames.front().values.size()};
    page.out << "<ol class=\"strip\">\n";
    for (std::size_t f = 0; f < frames.size(); ++f) {
        const bool is_first = f == 0, is_last = f + 1 == frames.size();
        if (is_first || is_last) page.out << "<li class=\"end\">";
        else page.out << "<li>";
        page.out << "<svg viewBox=\"-6 -6 212 112\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
        if (!is_first) {
            page.out << "<path class=\"before\" d=\"";
            write_line(page.out, frames.front(), drawing);
            page.out << "\"/>";
        }
        page.out << "<path class=\"error\" d=\"";
        write_errors(page.out, frames[f], drawing);
        page.out << "\"/><path d=\"";
        write_line(page.out, frames[f], drawing);
        page.out << "\"/></svg><span>" << title_of(frames[f], is_first, is_last) << "</span>\n";
    }
    page.out << "</ol>\n";
}

/// "relu1 from 3.21 to 2.11": of the first layer and of the last.
std::string way(const Curve& strip, const std::vector<FilmFrame>& frames, std::size_t layer) {
    return strip.marks[layer].name + " from " + short_number(frames.front().values[layer], 3) + " to " +
           short_number(frames.back().values[layer], 3);
}

void write_film(const Page& page, std::size_t measurement, std::size_t index) {
    const Curve& curve = page.results.measurements[measurement].curves[index];
    const QuantityInfo& quantity = *filmed(curve, page.records);
    page.out << "<div class=\"film\"><h4>" << in_words(quantity.name) << " ";
    page.out.symbol(quantity.symbol) << (quantity.unit == "1" ? std::string() : " [" + quantity.unit + "]")
                                     << "</h4>\n<p class=\"legend\">" << quantity.meaning << "</p>\n";
    if (is_film_strip(curve)) {
        const std::vector<FilmFrame> frames = frames_of(curve);
        const FilmScale scale = scale_of(frames);
        page.out << "<div class=\"frames\"><p class=\"facts\">" << way(curve, frames, 0) << "; "
                 << way(curve, frames, frames.front().values.size() - 1) << ". Each frame reaches from "
                 << short_number(scale.low, 3) << " to " << short_number(scale.high, 3) << ".</p>\n";
        write_strip(page, frames);
        page.out << "</div>\n";
    }
    write_curve(page, measurement, index);
    page.out << "</div>\n";
}

void write_curves(const Page& page, std::size_t index) {
    const Measurement& m = page.results.measurements[index];
    const bool has_film = std::any_of(m.curves.begin(), m.curves.end(),
                                      [&](const Curve& c) { return filmed(c, page.records) != nullptr; });
    page.out << "<h3>" << in_words(m.observable) << "</h3>\n";
    if (has_film)
        page.out
            << "<p class=\"legend\"><span class=\"k-value\">the layers, from the input on the left to the output, "
               "with one standard error</span> <span class=\"k-before\">the same before the first update</span> All "
               "frames of a strip share one scale.";
    else page.out << "<p class=\"legend\">";
    for (const std::string& note : m.notes) page.out << " " << note << ".";
    page.out << "</p>\n";
    if (!has_film) page.out << "<div class=\"plots\">\n";
    for (std::size_t curve = 0; curve < m.curves.size(); ++curve)
        if (filmed(m.curves[curve], page.records)) write_film(page, index, curve);
        else write_curve(page, index, curve);
    if (!has_film) page.out << "</div>\n";
}

}  // namespace

void write_course(const Page& page) {
    if (page.course.empty()) return;
    page.out << "<section id=\"course\" aria-labelledby=\"course-h\"><h2 id=\"course-h\">While it learned</h2>\n";
    for (const std::size_t index : page.course) write_curves(page, index);
    page.out << "</section>\n";
}

}  // namespace blackbody::html
