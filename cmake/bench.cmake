# One benchmark program: every x.bench.cc beside its code, and the harness of bench/.
find_package(benchmark REQUIRED)
file(GLOB_RECURSE bench_sources CONFIGURE_DEPENDS ${SRC}/*.bench.cc ${CMAKE_SOURCE_DIR}/bench/harness.cc)
if(BLACKBODY_TENSORS)
  add_executable(bench_blackbody EXCLUDE_FROM_ALL ${bench_sources})
  target_include_directories(bench_blackbody PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/testdata)
  target_link_libraries(bench_blackbody PRIVATE blackbody benchmark::benchmark nlohmann_json::nlohmann_json)
  target_compile_definitions(bench_blackbody PRIVATE BLACKBODY_SHARED="${CMAKE_SOURCE_DIR}/../shared")
endif()
