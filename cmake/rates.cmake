# One program that counts how often rules and error bars are right: every x.rates.cc beside its code, and bench/rates/.
file(GLOB_RECURSE rates_sources CONFIGURE_DEPENDS ${SRC}/*.rates.cc ${CMAKE_SOURCE_DIR}/bench/rates/*.cc)
if(BLACKBODY_TENSORS)
  add_executable(rates_blackbody EXCLUDE_FROM_ALL ${rates_sources})
  target_include_directories(rates_blackbody PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/testdata)
  target_link_libraries(rates_blackbody PRIVATE blackbody CLI11::CLI11 nlohmann_json::nlohmann_json)
endif()
