# How code is compiled here: cache, linker, warnings, sanitizers. Nothing about what is built.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
                                  CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
if(BLACKBODY_PCH AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-fpch-preprocess)  # lets ccache see through precompiled headers
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Designated initialisers leave out what has a default: that is their point.
add_compile_options(-Wall -Wextra -Wno-unknown-pragmas -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict)  # GCC 12 sees overlaps in std::string::insert that are not there (PR 105651)
endif()
set(BLACKBODY_SANITIZE "" CACHE STRING "address,undefined: build with these sanitizers")
if(BLACKBODY_SANITIZE)
  add_compile_options(-fsanitize=${BLACKBODY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${BLACKBODY_SANITIZE})
endif()
