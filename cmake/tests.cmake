# x.test.cc, found by its suffix, belongs to the test program of its folder: test_<folder>. Start-up of LibTorch costs a
# quarter second, so a program has all tests of a folder and of the folders in it; folders that only hold others are split.
find_package(GTest REQUIRED)
set(BLACKBODY_SHARED ${CMAKE_SOURCE_DIR}/../shared CACHE PATH "reference models and data for tests; absent: those tests skip loudly")
set(SPLIT systems instruments instruments/observables)
set(WITHOUT_TENSORS util formats instruments/claims instruments/report)

# 'instruments/observables/energy/energy.test.cc' -> its folder, 'training/networks/ward.test.cc' -> 'training'.
function(bb_test_folder out path)
  get_filename_component(folder ${path} DIRECTORY)
  while(NOT folder IN_LIST SPLIT)
    get_filename_component(above "${folder}" DIRECTORY)
    if(above STREQUAL "" OR above IN_LIST SPLIT)
      break()
    endif()
    set(folder ${above})
  endwhile()
  set(${out} ${folder} PARENT_SCOPE)
endfunction()

# An executable that sees what tests see, linked against `libraries`.
function(bb_test_program name libraries)
  add_executable(${name} ${ARGN} ${CMAKE_SOURCE_DIR}/testdata/support/main.cc)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/testdata)
  target_link_libraries(${name} PRIVATE ${libraries} GTest::gtest nlohmann_json::nlohmann_json PNG::PNG JPEG::JPEG ZLIB::ZLIB
                                        PkgConfig::LIBZIP)
  target_compile_definitions(${name} PRIVATE BLACKBODY_SHARED="${BLACKBODY_SHARED}"
    BLACKBODY_TESTDATA="${CMAKE_SOURCE_DIR}/testdata" BLACKBODY_SOURCE="${CMAKE_SOURCE_DIR}" BLACKBODY_BUILD="${CMAKE_BINARY_DIR}")
endfunction()

function(bb_test folder)
  get_filename_component(name ${folder} NAME)
  if(folder IN_LIST WITHOUT_TENSORS)
    bb_test_program(test_${name} "blackbody_text;blackbody_formats" ${ARGN})
  else()
    bb_test_program(test_${name} blackbody ${ARGN})
    if(BLACKBODY_PCH)
      target_precompile_headers(test_${name} REUSE_FROM test_headers)
    endif()
  endif()
  add_test(NAME ${name} COMMAND test_${name} --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "OMP_WAIT_POLICY=passive" TIMEOUT 900)
endfunction()

# Nine tenths of the time of a test that calls ATen is spent on reading headers: one program reads them for all.
if(BLACKBODY_TENSORS AND BLACKBODY_PCH)
  bb_test_program(test_headers blackbody)
  target_precompile_headers(test_headers PRIVATE <ATen/ATen.h> <gtest/gtest.h> <nlohmann/json.hpp> <fmt/format.h> <algorithm>
                            <functional> <map> <memory> <optional> <span> <string> <vector>)
endif()

file(GLOB_RECURSE tests RELATIVE ${SRC} CONFIGURE_DEPENDS ${SRC}/*.test.cc)
foreach(test ${tests})
  bb_test_folder(folder ${test})
  list(APPEND test_folders ${folder})
  list(APPEND tests_of_${folder} ${SRC}/${test})
endforeach()
list(REMOVE_DUPLICATES test_folders)
foreach(folder ${test_folders})
  if(BLACKBODY_TENSORS OR folder IN_LIST WITHOUT_TENSORS)
    bb_test(${folder} ${tests_of_${folder}})
  endif()
endforeach()
