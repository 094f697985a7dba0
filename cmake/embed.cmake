# Turns files into string_views of a C++ source: cmake -D OUT=x.cc -D FOLDER=web/dist -P cmake/embed.cmake
# The name of a view is the file's, with its dots as underscores.
set(code "#include \"blackbody/instruments/report/assets.h\"\n\nnamespace blackbody::assets {\n")
foreach(name report.js loader.js report.css script_hashes)
  file(READ ${FOLDER}/${name} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
  string(REPLACE "." "_" view ${name})
  string(APPEND code "static const char ${view}_bytes[] = \"${bytes}\";\n"
                     "extern const std::string_view ${view};\n"
                     "const std::string_view ${view}(${view}_bytes, sizeof(${view}_bytes) - 1);\n")
endforeach()
string(APPEND code "}  // namespace blackbody::assets\n")
file(WRITE ${OUT} "${code}")
