#pragma once
/// Results of a training made by hand: its course, and a film of six layers that rise and fall.
#include <cmath>
#include <limits>

#include "blackbody/instruments/report/records.h"

namespace specimen {

using namespace blackbody;

/// Layers relu1, relu2, residual1, ...; one that was measured nowhere at update 0.
inline Curve strip(const std::string& name, int frames) {
    Curve curve{.name = name,
                .label = "a strip against updates",
                .kind = Curve::Kind::map,
                .x = {"layer", "", {}},
                .y = {"update", "", {}},
                .series = {{name.substr(name.find('.') + 1), {}, {}}}};
    for (int l = 0; l < 6; ++l) {
        curve.x.values.push_back(l + 1);
        curve.marks.push_back({l == 2 ? "residual1" : "relu" + std::to_string(l + 1), l + 1.0});
    }
    for (int f = 0; f < frames; ++f) {
        curve.y.values.push_back(12345.0 * f);
        for (int l = 0; l < 6; ++l) {
            const bool is_missing = f == 0 && l == 5;
            curve.series[0].values.push_back(is_missing ? std::numeric_limits<double>::quiet_NaN()
                                                        : .1 + .05 * l + .4 * std::tanh(.3 * f * (l + 1) / 6.0));
            curve.series[0].errors.push_back(.01);
        }
    }
    return curve;
}

inline Results training(int frames = 21) {
    Results results;
    results.system = {.title = "cnn.safetensors",
                      .kind = "cnn",
                      .file = "cnn.safetensors",
                      .format = "safetensors",
                      .dtype = "float32",
                      .parameters = 1234};
    results.data = {.file = "pictures", .samples_given = 300, .samples_used = 240, .labelled = true};
    results.sites = {{.name = "network", .op = "whole"}};
    for (int l = 0; l < 6; ++l)
        results.sites.push_back({.name = strip("x.y", 1).marks[l].name,
                                 .op = l == 2 ? "residual" : "relu",
                                 .role = l == 2 ? Role::residual : Role::nonlinearity,
                                 .axes = "NCYX",
                                 .depth = l + 1});
    Measurement course{"network_training", "network", {}};
    course.estimates = {
        {"test_accuracy", .91, Uncertainty::of(.003), 10000, {{"labels_alone", .91, .1, 0, .1, .1, 0}}}};
    course.curves = {{.name = "loss",
                      .label = "at every look",
                      .x = {"update", "", {10, 20, 30}},
                      .y = {"loss", "nat", {}},
                      .series = {{"learned", {2, 1, .5}}, {"held out", {1.9, 1.1, .6}, {.1, .1, .1}}}}};
    Measurement film{"film", "network", {}};
    film.estimates = {{"frames", static_cast<double>(frames), Uncertainty::exact(), frames, {}}};
    film.curves = {strip("excitation.effective_share", frames),
                   strip("excitation.skewness", frames),
                   {.name = "energy.accuracy",
                    .label = "one line",
                    .x = {"update", "", {0, 10, 20}},
                    .y = {"accuracy", "", {}},
                    .series = {{"accuracy", {.1, .6, .9}, {.01, .02, .01}}}}};
    film.notes = {"read on 60 of 60 held-out pictures"};
    results.measurements = {course, film};
    return results;
}

}  // namespace specimen
