#pragma once
/// Instruments on a system and its data: every number with its error bar, its nulls, and findings judged from them.
///
///     std::unique_ptr<System> system = open_system("model.onnx");
///     OpenedSource data = open_source(*system, {.path = "images/"});
///     MeasureOptions options{.null_draws = 99, .budget_seconds = 60};
///     Measured measured = measure(*system, data.source.get(), choose_instruments({"energy"}, {}), options);
///     for (const Finding& finding : collect(*system, measured, data.card).findings) std::cout << finding.sentence << "\n";
#include "blackbody/instruments/collect.h"
#include "blackbody/instruments/measure.h"
#include "blackbody/open.h"
