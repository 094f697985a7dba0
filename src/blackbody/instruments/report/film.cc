#include "blackbody/instruments/report/film.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace blackbody {
namespace {

std::string observable_of(const Curve& curve) { return curve.name.substr(0, curve.name.find('.')); }

}  // namespace

bool is_film_strip(const Curve& curve) {
    return curve.kind == Curve::Kind::map && !curve.marks.empty() && curve.marks.size() == curve.x.values.size() &&
           curve.series.size() == 1 && curve.series[0].values.size() == curve.x.values.size() * curve.y.values.size();
}

const QuantityInfo* filmed(const Curve& curve, const Records& records) {
    const std::size_t dot = curve.name.find('.');
    return dot == std::string::npos ? nullptr : records.quantity(observable_of(curve), curve.name.substr(dot + 1));
}

bool is_headline(const Curve& curve, const Records& records) {
    const QuantityInfo* quantity = filmed(curve, records);
    if (quantity == nullptr || quantity->profile) return true;
    const auto& all = records.observable(observable_of(curve))->quantities;
    return std::none_of(all.begin(), all.end(), [](const QuantityInfo& q) { return q.profile; });
}

Results with_headlines(const Results& results, const Records& records) {
    Results shown = results;
    for (Measurement& m : shown.measurements)
        if (is_of_course(m, records))
            std::erase_if(m.curves, [&](const Curve& curve) { return !is_headline(curve, records); });
    return shown;
}

bool is_of_course(const Measurement& measurement, const Records& records) {
    const ObservableInfo* info = records.observable(measurement.observable);
    return info != nullptr && info->command == "train";
}

std::vector<FilmFrame> frames_of(const Curve& strip) {
    const std::size_t layers = strip.x.values.size();
    const CurveSeries& series = strip.series.at(0);
    std::vector<FilmFrame> frames;
    for (std::size_t f = 0; f < strip.y.values.size(); ++f) {
        const auto row = [&](const std::vector<double>& all) {
            return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(f * layers),
                                       all.begin() + static_cast<std::ptrdiff_t>((f + 1) * layers));
        };
        frames.push_back({strip.y.values[f], row(series.values), {}});
        if (series.errors.size() == series.values.size()) frames.back().errors = row(series.errors);
    }
    return frames;
}

FilmScale scale_of(const std::vector<FilmFrame>& frames) {
    FilmScale scale{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const FilmFrame& frame : frames)
        for (const double v : frame.values)
            if (std::isfinite(v)) scale = {std::min(scale.low, v), std::max(scale.high, v)};
    if (!(scale.low < scale.high)) scale = {scale.low - .5, scale.low + .5};
    return std::isfinite(scale.low) ? scale : FilmScale{};
}

}  // namespace blackbody
