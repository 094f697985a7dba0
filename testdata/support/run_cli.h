#pragma once
/// The whole program in one process: what a call prints and how it ends.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "blackbody/cli/heavy.h"

namespace blackbody::testing {

struct Ran {
    int code;
    std::string out, err;
};

inline Ran run(const std::vector<std::string>& arguments) {
    std::istringstream in;
    std::ostringstream out, err;
    Console console{in, out, err};
    const int code = run_cli(arguments, console, find_heavy_command);
    return {code, out.str(), err.str()};
}

/// Refused with this exit code, in one line that says the words.
inline void expect_refused(const std::vector<std::string>& call, int code, const std::string& words) {
    const Ran ran = run(call);
    EXPECT_EQ(ran.code, code) << ran.err;
    EXPECT_NE(ran.err.find(words), std::string::npos) << ran.err;
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_EQ(ran.err.find("Warning"), std::string::npos) << ran.err;
}

inline std::vector<std::string> with(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// The bundled specimen.
inline const std::string specimen_model_path = std::string(BLACKBODY_SOURCE) + "/specimen/fashion-cnn.onnx";
inline const std::string specimen_data_path = std::string(BLACKBODY_SOURCE) + "/specimen";

}  // namespace blackbody::testing
