# Installed by make install: program, headers, library and a CMake package.
