#pragma once
/// Which sums of states are residual sums: those where a state goes on past weights that the other summand has seen.
///
/// Definition. In y = a + b (computed states of one shape) some state s, "the stream",
///   1. reaches a by a bypass: a way of nodes that move, pool or normalise values, scale them by a single number or
///   add a
///      constant, with at most one linear map (the projection of a shortcut) and no nonlinearity, and no product of
///      states: s itself is the shortest bypass;
///   2. reaches b through weights: at least one linear map, or an operator that we do not know and that holds a matrix;
///      where the bypass has a projection, at least two with a nonlinearity.
///   3. Where the bypass cuts (Slice, Gather, Split) or projects, b reads s whole up to its first weights. A recurrent
///      cell's W x_t + U h_t-1 reads another part of x on each side, and is none.
///   4. y is no attention score (its values go to a softmax by way of masks and single numbers alone), and behind a
///      projection no gate (they go to Sigmoid or Tanh).
/// So the inner sum of a tanh-GELU, scores plus a bias or a mask, the gates and the carried state of LSTM and GRU
/// cells,
/// rotations of position, sums of embeddings and of parallel convolutions are none; identity shortcuts, cut and padded
/// ones, projected ones and the sums of pre- and post-norm transformers are.
#include "blackbody/systems/onnx/patterns.h"
#include "blackbody/systems/onnx/shapes.h"
#include "blackbody/systems/onnx/trail.h"

namespace blackbody {

class Streams {
  public:
    Streams(const Trail& trail, const Shapes& shapes, const Patterns& patterns)
        : trail_(trail), shapes_(shapes), patterns_(patterns) {}

    /// Whether an Add or Sum is a residual sum.
    bool is_residual(int element) const;

  private:
    /// A state on a bypass, and what lies between it and the sum.
    struct Passed {
        int value = -1;
        bool projects = false, cuts = false;
    };
    std::vector<Passed> bypass(int value) const;
    int before(const Passed& at, Passed& next) const;
    int only_computed_input(int element) const;
    bool reads_through_weights(int value, const Passed& stream) const;
    bool acts(int element) const;
    bool bends(int element) const;
    bool is_state(int value) const;
    /// The first node behind the sum that is more than a mask, a scale or a move; -1: the sum is read more than once.
    int first_reader(int element) const;

    const Trail& trail_;
    const Shapes& shapes_;
    const Patterns& patterns_;
    mutable std::int64_t steps_left_ = 4'000'000;  ///< over all sums: a file with very many is not searched without end
};

}  // namespace blackbody
