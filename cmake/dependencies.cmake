# Every library the project stands on (why each: docs/decisions/0002-dependencies.md).
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(PNG REQUIRED)
find_package(JPEG REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy)
find_path(PROTOZERO_INCLUDE protozero/pbf_reader.hpp REQUIRED)

if(BLACKBODY_TENSORS)
  # LibTorch is the C++ side of the torch wheel in the project's .venv, unless Torch_DIR says otherwise.
  if(NOT DEFINED Torch_DIR)
    file(GLOB wheel ${CMAKE_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch)
    list(APPEND CMAKE_PREFIX_PATH ${wheel})
  endif()
  find_package(Torch 2.13 REQUIRED CONFIG)
  # at::parallel_for is a template: without OpenMP in the caller's flags it compiles, and runs on one thread.
  find_package(OpenMP REQUIRED COMPONENTS CXX)
endif()
