#pragma once
/// Results for people and for programs, and back.
///
///     std::ifstream in("earlier.json");
///     Results results = read_json(in, "earlier.json");
///     write_html("report.html", results);
///     write_terminal(std::cout, results);
#include <fstream>
#include <iostream>

#include "blackbody/instruments/report/csv.h"
#include "blackbody/instruments/report/html.h"
#include "blackbody/instruments/report/json.h"
#include "blackbody/instruments/report/terminal.h"
