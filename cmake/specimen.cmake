# The bundled specimen: `make specimen` trains it again, by the program itself, and chooses its images.
set(BLACKBODY_FASHION_MNIST /usr/share/datasets/fashion-mnist CACHE PATH "Debian's dataset-fashion-mnist")
set(specimen ${CMAKE_SOURCE_DIR}/specimen)
set(trained ${CMAKE_BINARY_DIR}/specimen)
string(CONCAT specimen_network
  "conv 16 7x7 no-bias, norm, relu, pool 2, "
  "residual(conv 32 3x3 no-bias, norm, relu, conv 32 3x3 no-bias, norm) relu, "
  "residual(conv 64 3x3 stride 2 no-bias, norm, relu, conv 64 3x3 no-bias, norm) relu, "
  "global, linear 10")

add_executable(specimen_sample EXCLUDE_FROM_ALL specimen/sample.cc)
target_link_libraries(specimen_sample PRIVATE blackbody ZLIB::ZLIB)
add_custom_target(specimen
  COMMAND ${CMAKE_COMMAND} -E make_directory ${trained}
  COMMAND blackbody_front train cnn --data ${BLACKBODY_FASHION_MNIST} --test ${BLACKBODY_FASHION_MNIST}
          --network ${specimen_network} --epochs 12 --random-shift 1 --hflip --seed 20261122 --threads 1
          --save ${trained}/fashion-cnn.safetensors
  COMMAND ${CMAKE_COMMAND} -E copy ${trained}/fashion-cnn.onnx ${specimen}/fashion-cnn.onnx
  COMMAND specimen_sample ${BLACKBODY_FASHION_MNIST} ${specimen}
  USES_TERMINAL VERBATIM)
