#pragma once
/// The seam. Anything that can be observed turns itself into a stream of (site, state); everything that observes sees
/// only that stream. An ONNX network, a Gibbs chain and a lattice look alike from here.
#include <ATen/core/Tensor.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "blackbody/base/card.h"
#include "blackbody/base/quantity.h"
#include "blackbody/base/site_info.h"
#include "blackbody/util/rng.h"

namespace blackbody {

/// The weights that act into a site, in one canonical layout whatever the file's was.
struct Interaction {
    enum class Kind { linear, convolution, transposed_convolution, embedding };
    Kind kind = Kind::linear;
    std::string name;   ///< of the tensor in the file
    at::Tensor weight;  ///< linear, embedding [O, I]; convolutions [O, I/groups, Y, X], 1-D with Y = 1
    std::int64_t groups = 1;
    std::array<std::int64_t, 2> stride{1, 1}, dilation{1, 1};  ///< y, x
    std::array<std::int64_t, 4> pads{0, 0, 0, 0};              ///< y before, x before, y after, x after
    std::array<std::int64_t, 2> input_size{0, 0};              ///< y, x of the image it really sees; 0 = unknown
};

/// What a batch normalisation that reads this site's state expects of it: running mean and variance [C].
struct Expectation {
    at::Tensor mean, variance;
    std::string name;  ///< of the normalisation node
};

struct Site {
    SiteInfo info;
    std::optional<Interaction> interaction{};
    std::optional<Expectation> expectation{};
};

/// Some samples. Every input tensor and `labels` has the sample axis first.
struct Batch {
    std::vector<std::pair<std::string, at::Tensor>> inputs;  ///< by the system's input names
    at::Tensor labels;                                       ///< int64 [N], undefined where there are none
    std::int64_t first = 0;                                  ///< stream position of the first sample
    std::int64_t size = 0;
};

/// Where samples come from: random access, and the same bytes for the same position, always.
class Source {
  public:
    virtual ~Source() = default;
    virtual std::int64_t size() const = 0;
    virtual bool labelled() const = 0;
    /// Samples first .. first + count - 1. Throws Error(data) where they cannot be read.
    virtual Batch read(std::int64_t first, std::int64_t count) const = 0;
};

/// What must be shown. A site that nobody asked for is never materialised, and may be fused away.
struct Demand {
    std::vector<bool> states;       ///< one a site, in the order of System::sites()
    std::int64_t first_batch = 32;  ///< the first batch may be larger: it holds the fixed samples of Gram matrices
    std::int64_t batch = 32;
    std::vector<bool> before{};  ///< nonlinearities that must show what they act on, too: one a site, or empty
};

/// The state of one site for one batch. Axis 0 is the sample. The values may lie in memory in any order (channels last,
/// a view with strides): read sizes and strides, or ask for contiguous(). They are never written after they were shown.
struct State {
    at::Tensor values;
    const Batch& batch;
    at::Tensor before{};  ///< what the nonlinearity acted on, of one shape with `values`; undefined: not demanded
};

/// Sees a state as it appears, and may answer with another (assign to state.values): capture and intervention are one
/// hook.
class Probe {
  public:
    virtual ~Probe() = default;
    virtual void at(std::size_t site, State& state) = 0;
    /// Called after the last site of each batch; return false to stop the run.
    virtual bool end_of_batch(const Batch&) { return true; }
};

/// A null: the same system or the same data with exactly what a number is about removed. One record, one file.
struct Control {
    std::string name;  ///< of its ControlInfo
    /// Another weight for this interaction, or null where the control changes the data.
    at::Tensor (*weights)(const Interaction&, Seed) = nullptr;
    /// Another batch; the seed fixes the change for all batches of a draw. Null where the control changes the weights.
    Batch (*inputs)(Batch, Seed) = nullptr;

    const ControlInfo& info() const;
};

/// The registered control of that name; throws std::logic_error if there is none.
const Control& find_control(const std::string& name);

class System {
  public:
    virtual ~System() = default;
    virtual const Card& card() const = 0;
    virtual std::span<const Site> sites() const = 0;
    /// Streams every sample of `input` through the system and shows the probe each demanded state, in the order of
    /// sites within a batch. Throws Error(data) where the input does not fit.
    virtual void run(const Source& input, const Demand& demand, Probe& probe) const = 0;
    /// The same system with every interaction's weight replaced by control.weights(interaction, seed).
    virtual std::unique_ptr<System> control(const Control& control, Seed seed) const = 0;
};

}  // namespace blackbody
