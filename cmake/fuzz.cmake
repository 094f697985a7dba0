# fuzz_formats: mutants of every format under the sanitizers of the preset asan-formats (src/blackbody/formats/fuzz).
file(GLOB_RECURSE fuzz_sources CONFIGURE_DEPENDS ${SRC}/formats/*.fuzz.cc)
list(FILTER fuzz_sources EXCLUDE REGEX "/(main|libfuzzer)\\.fuzz\\.cc$")

function(bb_fuzz name)
  add_executable(${name} ${ARGN} ${fuzz_sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/testdata ${PROTOZERO_INCLUDE})
  target_link_libraries(${name} PRIVATE blackbody_formats blackbody_text)
endfunction()

bb_fuzz(fuzz_formats ${SRC}/formats/fuzz/main.fuzz.cc)
if(NOT BLACKBODY_SANITIZE)
  set_target_properties(fuzz_formats PROPERTIES EXCLUDE_FROM_ALL ON)  # for the sanitizers; fuzz_network is for any build
elseif(BLACKBODY_TESTS)
  add_test(NAME fuzz_formats COMMAND fuzz_formats --count 10000)
  set_tests_properties(fuzz_formats PROPERTIES TIMEOUT 900)
endif()

# fuzz_network: mutants that still parse are built into a network or a system of weights, and run.
if(BLACKBODY_TENSORS)
  file(GLOB loading_fuzz_sources CONFIGURE_DEPENDS ${SRC}/loading/*.fuzz.cc)
  add_executable(fuzz_network ${SRC}/formats/fuzz/main.fuzz.cc ${SRC}/formats/fuzz/mutate.fuzz.cc
                              ${loading_fuzz_sources})
  target_include_directories(fuzz_network PRIVATE ${CMAKE_SOURCE_DIR}/testdata ${PROTOZERO_INCLUDE})
  target_link_libraries(fuzz_network PRIVATE blackbody CLI11::CLI11)
  if(BLACKBODY_TESTS AND BLACKBODY_SANITIZE)
    add_test(NAME fuzz_network COMMAND fuzz_network --count 10000)
    set_tests_properties(fuzz_network PROPERTIES ENVIRONMENT "OMP_WAIT_POLICY=passive" TIMEOUT 900)
  endif()
endif()

# With Clang also a coverage-guided program a format: libfuzzer_onnx, libfuzzer_npz, ...
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  foreach(format onnx onnx-tensor safetensors npy npz idx idx.gz png jpeg webp tiff gif bmp csv words fasta)
    bb_fuzz(libfuzzer_${format} ${SRC}/formats/fuzz/libfuzzer.fuzz.cc)
    target_compile_definitions(libfuzzer_${format} PRIVATE BLACKBODY_FUZZ_TARGET="${format}")
    target_link_options(libfuzzer_${format} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()
