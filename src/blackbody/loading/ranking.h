#pragma once
/// How were the pixels prepared that a network was trained on? Nothing in its file says so; the data can.
///
///   evidence_i(p) = -ln p(label_i | x_i prepared by p)   [nat], where there are labels;
///   without labels any other number a sample that is low where the network is at home (free energy, entropy): weak.
///
/// The conventions are ranked by mean evidence, lowest first; the difference to the first is paired by sample, with its
/// standard error. All are tried on a quarter of the samples; those more than three standard errors behind there are
/// out, the rest is measured on all of them. Trap: two whose difference is under two standard errors cannot be told
/// apart, and it is said.
#include <functional>
#include <string>
#include <vector>

#include "blackbody/loading/dataset.h"

namespace blackbody {

struct RankedPreprocess {
    Preprocess preprocess;
    double evidence = 0;      ///< mean over the samples; infinite where the network's answer is not finite
    double difference = 0;    ///< to the first of the ranking, >= 0
    double std_error = 0;     ///< of the difference, paired; 0 for the first, infinite for a single sample
    bool like_first = false;  ///< cannot be told from the first: difference < 2 std_error
};

struct PreprocessRanking {
    std::vector<RankedPreprocess> ranked;  ///< best first
    std::int64_t samples = 0;              ///< that the first was measured on
    std::string measure;             ///< "mean evidence without labels = 0.31 over 128 samples": what the first won by
    std::vector<std::string> notes;  ///< for the card: by how much, what cannot be told apart, how strong it is
};

/// The evidence of every sample of a data set, in order.
using SampleEvidence = std::function<std::vector<double>(const Dataset&)>;

/// -ln p(label) of every sample, from class scores [N, classes] and labels [N].
std::vector<double> negative_log_likelihood(const at::Tensor& scores, const at::Tensor& labels);

/// Entropy of softmax(scores) [nat] of every sample: the weak evidence that is left without labels.
std::vector<double> entropy_of_scores(const at::Tensor& scores);

/// Tries the usual conventions on at most `samples` samples.
PreprocessRanking rank_preprocesses(const Dataset& data, const SampleEvidence& evidence, std::int64_t samples = 128);

}  // namespace blackbody
