#pragma once
/// What the state of an output says of classes: rows of scores, one a probability distribution.
///
///   Scores::classes  [N, K], or [N, T, K] with a row a token: softmax over K
///   Scores::yes_no   [N, K]: K questions apart, each the two scores (0, z_k) of "no" and "yes", p_yes = sigmoid(z_k).
///                    K = 1 is a network of two classes. Labels are yes (1) or no (0) for each question [N, K], or one
///                    class number [N], which is yes for itself and no for the others.
///
/// Amplitudes ψ are read by Born's rule, ln |ψ|². A label of -100 is no label: where there are labels, its row is left
/// out. A score of -∞ is a class that is ruled out: it has probability 0. Rows that hold NaN or +∞, or nothing but -∞,
/// have no probabilities and are left out.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "blackbody/base/system.h"

namespace blackbody {

struct ScoreRows {
    at::Tensor excitations;             ///< float64 [R, K]: energies from each row's ground state; +∞ where ruled out
    std::vector<double> ground;         ///< min_c E_c of each row
    std::vector<std::int64_t> labels;   ///< class of each row; empty where there are none
    std::vector<std::int64_t> samples;  ///< position in the stream of each row's sample
    std::vector<std::int64_t> keys;     ///< for random draws: each row its own, but questions of one sample share one
    std::int64_t rows_a_sample = 1;
    std::int64_t given = 0;                   ///< rows before any was left out
    std::int64_t broken = 0, unlabelled = 0;  ///< left out: not numbers; labelled -100
    bool one_class_for_all = false;  ///< one class number a sample was taken for yes to it and no to the others
    std::int64_t passed_over = 0;    ///< tokens that were not read, to bound the time
    std::string unused_labels{};     ///< why labels that are there are not used; "" where they are
};

/// Throws Error(data) where a label is no class.
ScoreRows score_rows(const State& state, Scores kind);

}  // namespace blackbody
