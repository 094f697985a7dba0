#pragma once
/// Any model file as a System, and data that fits it.
///
///     std::unique_ptr<System> system = open_system("model.onnx");
///     for (const Site& site : system->sites()) std::cout << site.info.name << "\n";
///     OpenedSource data = open_source(*system, {.path = "images/", .data = {.limit = 1000}});
#include <iostream>

#include "blackbody/loading/open.h"
#include "blackbody/loading/reference.h"
