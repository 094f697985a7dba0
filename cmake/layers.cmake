# One object library a level of docs/architecture.md, found by folder and by suffix, so that a new unit is one new file:
#   x.cc         code          x.info.cc    text of a record (never sees LibTorch)
#   x.tensor.cc  code of a level-0 folder that needs LibTorch
#   x.test.cc    tests         x.bench.cc   benchmarks       x.fuzz.cc  fuzz targets
#   x.rates.cc   how often a rule or an error bar is right
set(SRC ${CMAKE_SOURCE_DIR}/src/blackbody)
set(NOT_CODE "\\.(test|bench|fuzz|rates)\\.cc$")

function(bb_sources out)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${ARGN})
  list(FILTER found EXCLUDE REGEX ${NOT_CODE})
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# Level 0: text. No LibTorch on the include path.
bb_sources(text_sources ${SRC}/util/*.cc ${SRC}/base/*.cc ${SRC}/instruments/claims/*.cc ${SRC}/instruments/report/*.cc
           ${SRC}/instruments/*.info.cc ${SRC}/systems/*.info.cc
           ${SRC}/training/*.info.cc ${SRC}/training/options/*.cc ${SRC}/instruments/thermal/options/*.cc ${SRC}/bridges/*.info.cc ${SRC}/cli/text/*.cc)
list(FILTER text_sources EXCLUDE REGEX "\\.tensor\\.cc$")
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated)  # the compiler cache tells a folder that is not there yet from one that is
set(page_folder ${CMAKE_SOURCE_DIR}/web/dist)
set(page_assets ${CMAKE_BINARY_DIR}/generated/page_assets.cc)
add_custom_command(OUTPUT ${page_assets}
  COMMAND ${CMAKE_COMMAND} -D OUT=${page_assets} -D FOLDER=${page_folder} -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${page_folder}/report.js ${page_folder}/loader.js ${page_folder}/report.css ${page_folder}/script_hashes
          ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
add_library(blackbody_text OBJECT ${text_sources} ${page_assets})
target_include_directories(blackbody_text PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
target_link_libraries(blackbody_text PUBLIC nlohmann_json::nlohmann_json CLI11::CLI11 ZLIB::ZLIB)
target_compile_definitions(blackbody_text PUBLIC FMT_HEADER_ONLY BLACKBODY_VERSION="${PROJECT_VERSION}")

# Level 1: formats. Bytes to typed views and plain records, fuzzed alone.
bb_sources(format_sources ${SRC}/formats/*.cc)
add_library(blackbody_formats OBJECT ${format_sources})
target_include_directories(blackbody_formats PUBLIC ${CMAKE_SOURCE_DIR}/src PRIVATE ${PROTOZERO_INCLUDE})
target_link_libraries(blackbody_formats PUBLIC ZLIB::ZLIB PNG::PNG JPEG::JPEG PkgConfig::WEBP TIFF::TIFF GIF::GIF
                      PkgConfig::LIBZIP OpenSSL::Crypto nlohmann_json::nlohmann_json)
target_compile_definitions(blackbody_formats PUBLIC FMT_HEADER_ONLY)

if(BLACKBODY_TENSORS)
  # Levels 1 to 4 with tensors.
  bb_sources(core_sources ${SRC}/tensor/*.cc ${SRC}/base/*.tensor.cc ${SRC}/systems/*.cc ${SRC}/loading/*.cc
             ${SRC}/training/*.cc ${SRC}/bridges/*.cc ${SRC}/experiments/*.cc ${SRC}/instruments/observables/*.cc
             ${SRC}/instruments/controls/*.cc ${SRC}/instruments/*.cc ${SRC}/cli/*.cc)
  list(FILTER core_sources EXCLUDE REGEX "\\.info\\.cc$|/src/blackbody/(instruments/(claims|report)|training/options|instruments/thermal/options|cli/text)/|/cli/front\\.cc$")
  add_library(blackbody_core OBJECT ${core_sources})
  set(BLACKBODY_SPECIMEN ${CMAKE_SOURCE_DIR}/specimen CACHE PATH "where the bundled specimen lies, if not beside the program")
  target_compile_definitions(blackbody_core PRIVATE BLACKBODY_SPECIMEN="${BLACKBODY_SPECIMEN}")
  target_link_libraries(blackbody_core PUBLIC blackbody_text blackbody_formats torch PkgConfig::HWY)
  target_compile_options(blackbody_core PUBLIC ${OpenMP_CXX_FLAGS})  # the OpenMP library itself is LibTorch's own
  if(BLACKBODY_PCH)
    # Three quarters of the time of a file that calls ATen is spent on reading ATen's headers: read them once. (A unity
    # build would do it, too, but every record is named `record` in a nameless namespace of its own.)
    target_precompile_headers(blackbody_core PRIVATE <ATen/ATen.h> <fmt/format.h> <algorithm> <functional> <map> <memory>
                              <optional> <span> <string> <vector>)
  endif()

  # The library: everything.
  add_library(blackbody SHARED $<TARGET_OBJECTS:blackbody_text> $<TARGET_OBJECTS:blackbody_formats>
                               $<TARGET_OBJECTS:blackbody_core>)
  target_include_directories(blackbody PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src> $<INSTALL_INTERFACE:include>)
  target_link_libraries(blackbody PUBLIC torch PRIVATE ZLIB::ZLIB PNG::PNG JPEG::JPEG PkgConfig::WEBP TIFF::TIFF
                                                       GIF::GIF PkgConfig::LIBZIP OpenSSL::Crypto PkgConfig::HWY)
  target_compile_definitions(blackbody PUBLIC FMT_HEADER_ONLY)

  # The program: a small front that starts at once and opens the library only for commands that need tensors.
  if(EXISTS ${SRC}/cli/front.cc)
    add_executable(blackbody_front ${SRC}/cli/front.cc $<TARGET_OBJECTS:blackbody_text>)
    set_target_properties(blackbody_front PROPERTIES OUTPUT_NAME blackbody)
    target_include_directories(blackbody_front PRIVATE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(blackbody_front PRIVATE nlohmann_json::nlohmann_json CLI11::CLI11 ZLIB::ZLIB ${CMAKE_DL_LIBS})
    target_compile_definitions(blackbody_front PRIVATE FMT_HEADER_ONLY BLACKBODY_VERSION="${PROJECT_VERSION}")
    add_dependencies(blackbody_front blackbody)  # it opens the library by its path
  endif()
endif()
