#pragma once
/// What a training showed of itself (records whose command is `train`), and how the strips of its film are shown.
///
/// A film's curve is named "excitation.entropy"; a map of it has the layers on x, named by marks, and updates on y.
#include <vector>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

/// A map over named layers and updates.
bool is_film_strip(const Curve& curve);

/// The quantity that a film's curve shows; null where the curve is of no film.
const QuantityInfo* filmed(const Curve& curve, const Records& records);

/// Whether a page and a terminal show it: quantities that are drawn against depth elsewhere, or all of an instrument
/// that has none. True of curves that are of no film.
bool is_headline(const Curve& curve, const Records& records);

/// The same results without the film's other curves.
Results with_headlines(const Results& results, const Records& records);

/// Whether the measurement is of a training's course.
bool is_of_course(const Measurement& measurement, const Records& records);

/// One frame: a value a layer, from the input on; NaN where it was not measured.
struct FilmFrame {
    double update = 0;
    std::vector<double> values, errors;  ///< errors may be empty
};
std::vector<FilmFrame> frames_of(const Curve& strip);

/// What all frames of a strip are drawn between.
struct FilmScale {
    double low = 0, high = 1;
};
FilmScale scale_of(const std::vector<FilmFrame>& frames);

}  // namespace blackbody
