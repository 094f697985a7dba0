# make install: program, library, headers, specimen and a CMake package, so that elsewhere
#   find_package(blackbody REQUIRED)
#   target_link_libraries(mine PRIVATE blackbody::blackbody)
# is enough. LibTorch stays where it was found: its folder is written into rpath and package.
set(CMAKE_INSTALL_LIBDIR lib)  # where the front program looks
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(PACKAGE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/blackbody)

set_target_properties(blackbody PROPERTIES INSTALL_RPATH "$ORIGIN;${TORCH_INSTALL_PREFIX}/lib")
install(TARGETS blackbody EXPORT blackbody LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS blackbody_front RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/blackbody src/blackbody DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY specimen DESTINATION ${CMAKE_INSTALL_DATADIR}/blackbody PATTERN "*.cc" EXCLUDE PATTERN "*.h" EXCLUDE)

install(EXPORT blackbody NAMESPACE blackbody:: DESTINATION ${PACKAGE_FOLDER} FILE blackbodyTargets.cmake)
configure_package_config_file(cmake/blackbodyConfig.cmake.in ${CMAKE_BINARY_DIR}/blackbodyConfig.cmake
                              INSTALL_DESTINATION ${PACKAGE_FOLDER})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/blackbodyConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/blackbodyConfig.cmake ${CMAKE_BINARY_DIR}/blackbodyConfigVersion.cmake
        DESTINATION ${PACKAGE_FOLDER})
