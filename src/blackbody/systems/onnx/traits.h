#pragma once
/// What the passes over a network ask of an operator, besides what it computes. The record of an operator states every
/// trait, also that there is nothing to it (`other`, `none`, `unknown`): `unstated` is what a record has that forgot
/// one, and a test refuses it. No pass knows an operator by its name.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "blackbody/systems/onnx/formula.h"

namespace blackbody {

class SampleAxis;  // sample_axis.h

/// What is done to a state.
enum class OperatorRole {
    unstated,
    other,          ///< a new state by arithmetic, or none at all
    nonlinearity,   ///< Relu and its relatives
    normalisation,  ///< by statistics of the state, or by those that are stored
    pooling,
    linear_map,  ///< linear where one operand is constant
    renaming,    ///< nothing but the name, the type or the shape of a value changes
    cutting,     ///< a part is chosen, so that two readers may see different parts
    moving,      ///< the state of another, turned, joined, padded or repeated
};

/// Renamed, cut or moved: no new state.
bool only_moves(OperatorRole role);

/// How a constant operand acts as a weight (interactions.h).
enum class WeightRule {
    unstated,
    none,
    kernel,             ///< input 1, [O, I/g, ...]
    transposed_kernel,  ///< input 1, [I, O/g, ...]
    matrix,             ///< input 1, [I, O], or where `transB` says so [O, I]
    factor,             ///< input 1, [..., I, O]; or input 0, [..., O, I]
    rows,               ///< input 0, [I, O]: row i is the image of token i
};

/// What letters the axes of the outputs have (axes.h).
enum class AxisRule {
    unstated,
    kept,  ///< those of the first input of the same rank
    image,
    product,    ///< of matrices, or of stacks of them
    permuted,   ///< by the attribute `perm`
    looked_up,  ///< those of the indices, and one more
    reshaped,
};

/// How the sample axis passes: whether each sample of a batch is treated apart (batching.h).
enum class BatchRule {
    unstated,
    may_mix,      ///< or is not known not to
    elementwise,  ///< from the same position of the inputs, up to broadcasting
    first_input,  ///< axis 0 of the first input is the sample by definition; the rest are weights or sizes
    rows,         ///< rows of a row-major layout stay rows while axis 0 keeps its size
    along_axis,   ///< acts along the attribute `axis`, which is another than the sample's
    along_axes,   ///< acts along a list of axes, in the attribute `axes` or in an input
    of_shape,     ///< reads no number of a sample
    judged,       ///< by a function of its own
};
struct Batching {
    BatchRule rule = BatchRule::unstated;
    std::int64_t axis = 0;       ///< of along_axis, where the attribute is left out
    std::size_t axes_input = 0;  ///< of along_axes
    bool (*judge)(const SampleAxis&) = nullptr;
};

/// How bounds of the inputs bound the outputs (bounds.h).
enum class BoundRule {
    unstated,
    unknown,
    one_argument,  ///< a function of the first input: extreme at its ends or where it turns
    bounded,       ///< one that lies within bounds whatever goes in
    linear,
    corners,   ///< extreme values lie at corners of at most two inputs
    quotient,  ///< the same, where only the first input is computed
    monotone,  ///< low comes from low and high from high
};
struct Bounding {
    BoundRule rule = BoundRule::unstated;
    std::vector<double> turns{};  ///< of a function of one argument
};

/// Whether it is computed beforehand where all that it reads is constant (constants.h).
enum class Folding { unstated, always, if_small /* may make much out of little */, never /* draws at random */ };

/// Whether an output always has memory of its own, or may share it with an input or with itself.
enum class Storage { unstated, own, shared };

/// Whether each element of the output is a function of the elements at the same place, known with its constants: a step
/// of what a file may spell out (patterns.h).
enum class Pointwise { unstated, no, yes };

struct Traits {
    OperatorRole role = OperatorRole::unstated;
    Formula formula = Formula::unstated;
    WeightRule weight = WeightRule::unstated;
    std::optional<unsigned>
        host_inputs{};  ///< a bit for each input that says a shape, an axis or a setting: on the host
    Batching batching{};
    AxisRule axes = AxisRule::unstated;
    Bounding bounds{};
    Folding folding = Folding::unstated;
    Storage storage = Storage::unstated;
    Pointwise pointwise = Pointwise::unstated;
};

/// Those of an operator that is not known: nothing may be taken for granted.
const Traits& traits_of_unknown();

/// The names of the traits that are not stated.
std::vector<std::string> unstated(const Traits& traits);

}  // namespace blackbody
