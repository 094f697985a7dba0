#pragma once
/// How pixels become the numbers that a network was trained on. Nothing in a file says it, and a wrong choice gives
/// plausible numbers: it is chosen by name, or number by number, or by evidence (ranking.h), and always said in the
/// card.
///
///   y = (s x - mean_c) / std_c,   x in 0..255,   channels c in the order that the network expects
///
/// Shapes: [N, C, Y, X] in and out.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "blackbody/loading/options/data_options.h"

namespace blackbody {

struct Preprocess {
    std::string name;                     ///< "imagenet"; "given" where it came number by number
    double scale = 1;                     ///< s
    std::vector<double> mean{0}, std{1};  ///< one number, or one a channel in the network's order
    bool bgr = false;                     ///< the network expects blue first; files hold red first
    std::string origin{};                 ///< who prepares so
};

/// The usual conventions: imagenet, cifar10, unit, signed, bgr255, caffe, raw. One record each; `auto` tries them all.
const std::vector<Preprocess>& usual_preprocesses();

/// The usual ones that fit this number of channels.
std::vector<Preprocess> usual_preprocesses(std::int64_t channels);

/// The record of that name. Throws Error(usage) with the names there are.
const Preprocess& find_preprocess(const std::string& name);

/// Named convention with its numbers replaced by those given. Where only numbers are given they are of x / 255 if no
/// mean exceeds 1, else of x itself. Throws Error(usage) where their count is neither 1 nor `channels`, a std is not >
/// 0, or a convention of colour pictures meets others; `file` is the data's, for complaints.
Preprocess choose_preprocess(const PreprocessOptions& options, std::int64_t channels, const std::string& file = "");

/// Whether the user left the choice to the evidence.
bool is_open(const PreprocessOptions& options);

/// "imagenet: x / 255, mean 0.485 0.456 0.406, std 0.229 0.224 0.225, RGB".
std::string describe(const Preprocess& preprocess, std::int64_t channels);

/// float32 [N, C, Y, X].
at::Tensor apply(const Preprocess& preprocess, const at::Tensor& pixels);

}  // namespace blackbody
