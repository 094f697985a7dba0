# One object library a level of docs/architecture.md. Every x.cc below src/blackbody lands in exactly one, by folder and by
# suffix, so that a new unit is one new file and a new room cannot be forgotten:
#   x.cc         code          x.info.cc    text of a record (never sees LibTorch)
#   x.tensor.cc  code of base that needs LibTorch
#   x.test.cc    tests         x.bench.cc   benchmarks       x.fuzz.cc  fuzz targets
#   x.rates.cc   how often a rule or an error bar is right
set(SRC ${CMAKE_SOURCE_DIR}/src/blackbody)
file(GLOB_RECURSE core_sources CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${SRC}/*.cc)
list(FILTER core_sources EXCLUDE REGEX "\\.(test|bench|fuzz|rates)\\.cc$|/cli/front\\.cc$")

# Takes the sources that match out of those of the core.
function(bb_take out pattern)
  set(taken ${core_sources})
  list(FILTER taken INCLUDE REGEX "${pattern}")
  list(REMOVE_ITEM core_sources ${taken})
  set(${out} ${taken} PARENT_SCOPE)
  set(core_sources ${core_sources} PARENT_SCOPE)
endfunction()

# Rooms of text. tools/check_layers.py reads this list, and holds their headers to it.
set(ROOMS_WITHOUT_TORCH util base instruments/claims instruments/report instruments/thermal/options training/options
                        loading/options cli/text)
string(REPLACE ";" "|" rooms "${ROOMS_WITHOUT_TORCH}")
bb_take(tensor_sources "\\.tensor\\.cc$")
bb_take(text_sources "^src/blackbody/(${rooms})/|\\.info\\.cc$")
bb_take(format_sources "^src/blackbody/formats/")
list(APPEND core_sources ${tensor_sources})
list(SORT core_sources)

# Level 0: text. No LibTorch on the include path.
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
add_library(blackbody_formats OBJECT ${format_sources})
target_include_directories(blackbody_formats PUBLIC ${CMAKE_SOURCE_DIR}/src PRIVATE ${PROTOZERO_INCLUDE})
target_link_libraries(blackbody_formats PUBLIC ZLIB::ZLIB PNG::PNG JPEG::JPEG PkgConfig::WEBP TIFF::TIFF GIF::GIF
                      PkgConfig::LIBZIP OpenSSL::Crypto nlohmann_json::nlohmann_json)
target_compile_definitions(blackbody_formats PUBLIC FMT_HEADER_ONLY)

if(BLACKBODY_TENSORS)
  # Levels 1 to 4 with tensors.
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

  # What nobody defines is an error of the linker, not of the user's first call. (Sanitizers leave symbols to the program;
  # OpenMP is whichever LibTorch brings along, and where it brings none the linker cannot know.)
  file(GLOB openmp ${TORCH_INSTALL_PREFIX}/lib/libgomp*.so* ${TORCH_INSTALL_PREFIX}/lib/libiomp5.so)
  if(openmp AND NOT BLACKBODY_SANITIZE)
    target_link_libraries(blackbody PRIVATE ${openmp})
    target_link_options(blackbody PRIVATE LINKER:-z,defs)
  endif()

  # The program: a small front that starts at once and opens the library only for commands that need tensors.
  add_executable(blackbody_front ${SRC}/cli/front.cc $<TARGET_OBJECTS:blackbody_text>)
  set_target_properties(blackbody_front PROPERTIES OUTPUT_NAME blackbody)
  target_include_directories(blackbody_front PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(blackbody_front PRIVATE nlohmann_json::nlohmann_json CLI11::CLI11 ZLIB::ZLIB ${CMAKE_DL_LIBS})
  target_compile_definitions(blackbody_front PRIVATE FMT_HEADER_ONLY BLACKBODY_VERSION="${PROJECT_VERSION}")
  add_dependencies(blackbody_front blackbody)  # it opens the library by its path
endif()
