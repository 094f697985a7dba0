#pragma once
/// Where the sample axis stands around one element: what an operator's own rule of batching (traits.h) judges by.
/// Settings of another type than expected are taken as left out: the run complains about them.
#include "blackbody/systems/onnx/shapes.h"
#include "blackbody/systems/onnx/trail.h"

namespace blackbody {

class SampleAxis {
  public:
    SampleAxis(const Trail& trail, const Shapes& shapes, int element)
        : trail_(trail), shapes_(shapes), element_(element) {}

    /// Axis 0 of an input is the sample.
    bool enters(std::size_t input) const { return is_sampled(trail_.input(element_, input)); }
    /// The same of one input at least, or of the first and no other.
    bool enters_any() const;
    bool enters_first_alone() const;
    /// Axis 0 is the sample in every output.
    bool leaves() const;

    /// Of an input, of the first output; 0 where it is unknown.
    std::size_t rank(std::size_t input) const { return rank_of(trail_.input(element_, input)); }
    std::size_t rank_of_output() const { return rank_of(trail_.output(element_)); }

    std::int64_t opset() const { return trail_.element(element_).node->opset; }
    std::int64_t setting(const char* name, std::int64_t otherwise) const;
    /// An attribute, or else a constant input.
    Sizes list(const char* attribute, std::size_t input) const { return trail_.list(element_, attribute, input); }

    /// An axis of the first input, from the end where negative, is another than axis 0.
    bool is_other(std::int64_t axis) const;
    /// The same of all axes of a list that is known and not empty.
    bool are_other(const Sizes& axes) const;

  private:
    bool is_sampled(int value) const { return value >= 0 && shapes_.sampled[value]; }
    std::size_t rank_of(int value) const;

    const Trail& trail_;
    const Shapes& shapes_;
    int element_;
};

}  // namespace blackbody
