# The bundled specimen: `make specimen` trains it again and writes model and sample into specimen/.
set(BLACKBODY_FASHION_MNIST /usr/share/datasets/fashion-mnist CACHE PATH "Debian's dataset-fashion-mnist")
add_executable(train_specimen EXCLUDE_FROM_ALL specimen/train.cc specimen/network.cc)
target_include_directories(train_specimen PRIVATE ${CMAKE_SOURCE_DIR})
target_link_libraries(train_specimen PRIVATE blackbody ZLIB::ZLIB)
add_custom_target(specimen COMMAND train_specimen ${BLACKBODY_FASHION_MNIST} ${CMAKE_SOURCE_DIR}/specimen USES_TERMINAL)
