#pragma once
/// What is computed, by one node or by several that spell it out (patterns.h), where some pass looks for it among other
/// nodes. `other` is everything that none looks for: a new operator is `other` until a pass wants to know it.

namespace blackbody {

enum class Formula {
    unstated,
    other,

    // Of one number.
    clip,
    exponential,
    gelu,
    hard_sigmoid,
    hard_swish,
    is_nan,
    logarithm,
    mish,
    power,
    quick_gelu,
    reciprocal,
    relu,
    root,
    sigmoid,
    softplus,
    softsign,
    swish,
    tanh,

    // Of several numbers at one place.
    choice,  ///< by a condition
    difference,
    maximum,
    product,
    quotient,
    sum,    ///< of two
    total,  ///< of any number

    // Along axes, in windows, over a batch.
    batch_normalisation,
    instance_normalisation,
    largest,  ///< which are
    log_softmax,
    maximum_along,
    maximum_in_window,
    mean_along,
    mean_in_window,
    softmax,
    sum_along,

    // Of how values are kept.
    cast,
    constant,
    joined,
    quantised,  ///< to integers or back
    repeated,
    reshaped,
    shape,
    size,
};

}  // namespace blackbody
