# One test program a folder (start-up of LibTorch costs a quarter second, so not one a case): test_<folder>.
find_package(GTest REQUIRED)
set(BLACKBODY_SHARED ${CMAKE_SOURCE_DIR}/../shared CACHE PATH "reference models and data for tests; absent: those tests skip loudly")

function(bb_test name)
  cmake_parse_arguments(T "" "" "LIBS;SOURCES" ${ARGN})
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${T_SOURCES})
  if(NOT tests)
    return()
  endif()
  add_executable(test_${name} ${tests} ${CMAKE_SOURCE_DIR}/testdata/support/main.cc)
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/testdata)
  target_link_libraries(test_${name} PRIVATE ${T_LIBS} GTest::gtest nlohmann_json::nlohmann_json)
  target_compile_definitions(test_${name} PRIVATE BLACKBODY_SHARED="${BLACKBODY_SHARED}"
    BLACKBODY_TESTDATA="${CMAKE_SOURCE_DIR}/testdata" BLACKBODY_SOURCE="${CMAKE_SOURCE_DIR}" BLACKBODY_BUILD="${CMAKE_BINARY_DIR}")
  add_test(NAME ${name} COMMAND test_${name} --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "OMP_WAIT_POLICY=passive" TIMEOUT 900)
endfunction()

function(bb_text_test name)
  bb_test(${name} SOURCES ${ARGN} LIBS blackbody_text)
endfunction()

bb_text_test(util ${SRC}/util/*.test.cc)
bb_text_test(report ${SRC}/instruments/report/*.test.cc)
bb_text_test(claims ${SRC}/instruments/claims/*.test.cc)
bb_test(formats SOURCES ${SRC}/formats/*.test.cc LIBS blackbody_formats blackbody_text)
if(BLACKBODY_TENSORS)
  foreach(folder tensor base loading training bridges cli systems/network systems/ensembles systems/wave instruments/observables/excitation
                 instruments/observables/health instruments/observables/spectrum instruments/observables/momentum instruments/observables/energy
                 instruments/observables/locality
                 instruments/controls)
    string(REGEX REPLACE ".*/" "" name ${folder})
    bb_test(${name} SOURCES ${SRC}/${folder}/*.test.cc LIBS blackbody)
  endforeach()
  if(TARGET test_loading)
    target_link_libraries(test_loading PRIVATE PNG::PNG JPEG::JPEG ZLIB::ZLIB PkgConfig::LIBZIP)  # it makes what it reads
  endif()
  file(GLOB measure_tests CONFIGURE_DEPENDS ${SRC}/instruments/*.test.cc)
  bb_test(measure SOURCES ${measure_tests} ${SRC}/instruments/observables/registry.test.cc LIBS blackbody)
endif()
