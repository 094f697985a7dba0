#pragma once
/// The page's script and style as bytes of the program: web/dist/, turned into code by cmake/embed.cmake.
#include <string_view>

namespace blackbody::assets {

extern const std::string_view report_js;  ///< draws the plots; carried deflated
extern const std::string_view loader_js;  ///< unpacks report_js and the data
extern const std::string_view report_css;
extern const std::string_view script_hashes;  ///< "'sha256-...' 'sha256-...'": the only scripts that may run

}  // namespace blackbody::assets
