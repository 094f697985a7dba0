#pragma once
/// Where in a system a state lives, in words and numbers only.
#include <cstdint>
#include <string>
#include <vector>

namespace blackbody {

/// What the state is to the system; instruments choose their sites by it.
enum class Role { input, linear, normalisation, nonlinearity, residual, pooling, logits, output, weight, other };

const char* to_string(Role role);

/// What the state at a site of class scores says, one row a sample.
enum class Scores {
    none,
    classes,  ///< [K], K >= 2: one class of K, p = softmax
    yes_no    ///< [K], K >= 1: K questions apart, p = sigmoid of each; K = 1 is two classes of scores 0 and z
};

struct SiteInfo {
    std::string name;  ///< unique in the system; what people see in Netron (node name, else its output's name)
    std::string op;    ///< operator or layer kind: "Relu", "Conv"
    Role role = Role::other;
    std::string axes;  ///< one letter an axis (docs/conventions.md), the sample axis first: "NCYX", "NTU", "NU"
    std::vector<std::int64_t> shape{};  ///< of one sample, the sample axis left out; empty for a weight-only site
    int depth = 0;                      ///< position along the longest path of sites, for profiles
    std::string weight{};               ///< name of the weight tensor that acts into this site, "" if none
    std::vector<std::int64_t> weight_shape{};  ///< as stored in the file
    std::string output{};  ///< name of the output of the system that this state is, "" if it is none
    Scores scores = Scores::none;
    bool is_answer = false;  ///< an output is this state, perhaps in another shape
};

/// How many channels a state has: C of an image, else U, else H; where none is named, the first axis of an image and
/// the last of anything else.
std::int64_t channels_of(const SiteInfo& site);

}  // namespace blackbody
