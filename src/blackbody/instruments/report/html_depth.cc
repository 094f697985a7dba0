#include <algorithm>
#include <limits>

#include "blackbody/instruments/report/html_page.h"

namespace blackbody::html {
namespace {

std::string view_sentence(View view) {
    switch (view) {
        case View::micro:
            return "Micro: how single units are excited.";
        case View::macro:
            return "Macro: what a layer does as a whole.";
        case View::world:
            return "World: what the weights learned from the data.";
        case View::practical:
            return "Practical: how the network decides, and what to repair.";
    }
    return "";
}

/// A curve a series in 200 x 60 for readers without JavaScript and for print; the script draws over it.
void write_sketch(const Page& page, const Profile& profile) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    int deepest = 1;
    for (const ProfileSeries& series : profile.series)
        for (const ProfilePoint* point : supported(series)) {
            low = std::min(low, point->estimate->value);
            high = std::max(high, point->estimate->value);
            deepest = std::max(deepest, point->site->depth);
        }
    page.out << "<svg class=\"sketch\" viewBox=\"-2 -2 204 64\" preserveAspectRatio=\"none\" "
                "aria-hidden=\"true\">";
    for (const ProfileSeries& series : profile.series) {
        page.out << "<path d=\"";
        const std::vector<const ProfilePoint*> points = supported(series);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double share = high > low ? (points[i]->estimate->value - low) / (high - low) : 0.5;
            page.out << std::string(i == 0 ? "M" : "L") << 200 * points[i]->site->depth / deepest << " "
                     << static_cast<int>(60 - 60 * share);
        }
        page.out << "\"/>";
    }
    page.out << "</svg>";
}

std::string sentence(const ProfileSeries& series, const std::string& name) {
    const std::vector<const ProfilePoint*> points = supported(series);
    const std::string own_test = support(series);
    if (points.empty()) return name + ": " + own_test + ".";
    const Estimate &first = *points.front()->estimate, &last = *points.back()->estimate;
    std::string text = name + (series.kind.empty() ? "" : " of " + series.kind) + " goes from " +
                       short_number(first.value, 3) + " to " + short_number(last.value, 3) + " over " +
                       std::to_string(points.size()) + " sites";
    if (!own_test.empty()) text += "; " + own_test + ", the others are grey";
    const BeyondNull null = beyond_null(series);
    if (null.compared > 0)
        text += "; beyond its null at " + std::to_string(null.beyond) + " of " + std::to_string(null.compared);
    return text + ".";
}

std::string sentences(const Profile& profile) {
    std::vector<std::string> all;
    const std::string name = full_name(profile.observable->name, profile.quantity->name);
    for (const ProfileSeries& series : profile.series) all.push_back(sentence(series, name));
    return join(all, " ");
}

/// Which line is which, where there is more than one: what they show are different quantities.
void write_keys(const Page& page, const Profile& profile) {
    if (profile.series.size() < 2) return;
    page.out << "<span class=\"keys\">";
    for (const ProfileSeries& series : profile.series) {
        page.out << "<em>" << series.kind;
        if (!series.reading.empty()) page.out << " <small>" << series.reading << "</small>";
        page.out << "</em> ";
    }
    page.out << "</span>";
}

void write_profile(const Page& page, const Profile& profile) {
    const QuantityInfo& quantity = *profile.quantity;
    page.out << "<figure class=\"profile\" data-profile=\"" << profile.observable->name << "." << quantity.name
             << "\"><figcaption><b>" << full_name(profile.observable->name, quantity.name) << "</b> ";
    page.out.symbol(quantity.symbol) << (quantity.unit == "1" ? std::string() : " [" + quantity.unit + "]") << "<span>"
                                     << quantity.meaning << "</span>";
    write_keys(page, profile);
    for (const ProfileSeries& series : profile.series)
        if (const std::string own_test = support(series); !own_test.empty())
            page.out << "<span><b>" << own_test << "</b>; the others are grey.</span>";
    page.out << "</figcaption><div class=\"box\" role=\"img\" aria-label=\"" << sentences(profile) << "\">";
    write_sketch(page, profile);
    page.out << "</div></figure>\n";
}

void write_cell(const Page& page, const Measurement& measurement, const std::string& quantity) {
    const Estimate* estimate = find_estimate(measurement, quantity);
    page.out << "<td>" << (estimate == nullptr ? std::string("–") : reading(*estimate));
    const Estimate* own = find_estimate(measurement, quantity + "_supported");
    if (own != nullptr && own->value == 0) page.out << " (fails its test)";
}

/// One table for all profiles of an observable: a row a site.
void write_table(const Page& page, const std::vector<const Profile*>& columns) {
    const ObservableInfo& info = *columns.front()->observable;
    page.out << "<details><summary>Table: " << in_words(info.name)
             << "</summary><div class=\"scroll\"><table><tr><th>site<th>depth";
    for (const Profile* profile : columns) page.out << "<th>" << full_name(info.name, profile->quantity->name);
    page.out << "\n";
    for (const SiteInfo& site : page.results.sites)
        for (const Measurement& measurement : page.results.measurements) {
            if (measurement.observable != info.name || measurement.site != site.name) continue;
            page.out << "<tr><td>";
            write_site_link(page, site.name);
            write_from(page, measurement.from);
            page.out << "<td>" << site.depth;
            for (const Profile* profile : columns) write_cell(page, measurement, profile->quantity->name);
            page.out << "\n";
        }
    page.out << "</table></div></details>\n";
}

}  // namespace

void write_depth(const Page& page) {
    if (page.profiles.empty()) return;
    page.out << "<section id=\"depth\" aria-labelledby=\"depth-h\"><h2 id=\"depth-h\">Through the depth</h2>\n"
                "<p class=\"legend\"><span class=\"k-value\">the "
             << noun_of(page.results.system)
             << ", with its error bar; an open point lies within the draws of its null</span> <span "
                "class=\"k-null\">its null: mean and range of the draws</span> Left is the input, right the output. "
                "<span class=\"js-only\">Click a point to open its layer.</span></p>\n";
    for (const View view : {View::micro, View::macro, View::world, View::practical}) {
        std::vector<const Profile*> shown;
        for (const Profile& profile : page.profiles)
            if (profile.observable->view == view) shown.push_back(&profile);
        if (shown.empty()) continue;
        page.out << "<h3>" << view_sentence(view) << "</h3>\n<div class=\"profiles\">\n";
        for (const Profile* profile : shown) write_profile(page, *profile);
        page.out << "</div>\n";

        // Profiles of one observable follow each other.
        for (auto from = shown.begin(); from != shown.end();) {
            const auto to =
                std::find_if(from, shown.end(), [&](const Profile* p) { return p->observable != (*from)->observable; });
            write_table(page, {from, to});
            from = to;
        }
    }
    page.out << "</section>\n";
}

}  // namespace blackbody::html
