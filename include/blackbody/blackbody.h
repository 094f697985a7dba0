#pragma once
/// Everything that is promised, in one include.
///
///     std::unique_ptr<System> system = open_system("model.onnx");
///     OpenedSource data = open_source(*system, {.path = "images/"});
///     Measured measured = measure(*system, data.source.get(), default_instruments());
///     write_html("report.html", collect(*system, measured, data.card));
#include "blackbody/convert.h"
#include "blackbody/ensembles.h"
#include "blackbody/experiment.h"
#include "blackbody/learn.h"
#include "blackbody/measure.h"
#include "blackbody/open.h"
#include "blackbody/report.h"
#include "blackbody/thermal.h"
