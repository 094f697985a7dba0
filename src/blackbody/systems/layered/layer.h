#pragma once
/// A layer of a network that learns, over the complex numbers or over the real ones. One record a kind, in layers/.
///
/// States. Real: x [N, C, Y, X] or [N, C]. Complex: ψ as real numbers [N, 2C, Y, X] or [N, 2C], channel c in planes
/// 2c (Re) and 2c + 1 (Im). In channels-last memory, where states are kept, that is an array of complex numbers
/// (complex_view), while a convolution of waves stays one real convolution.
#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/site_info.h"
#include "blackbody/base/system.h"
#include "blackbody/systems/layered/description.h"
#include "blackbody/tensor/parameter.h"
#include "blackbody/util/registry.h"
#include "blackbody/util/rng.h"

namespace blackbody {

enum class Field { real, complex };

/// Of one sample's state. `size` is {Y, X}, or empty where positions are gone.
struct StateShape {
    Field field = Field::real;
    std::int64_t channels = 1;
    std::vector<std::int64_t> size{};
    std::int64_t planes() const { return field == Field::complex ? 2 * channels : channels; }
    std::int64_t positions() const { return size.empty() ? 1 : size[0] * size[1]; }
};
std::string to_text(const StateShape& shape);  ///< "complex 16 x 28 x 28"

/// How a batch goes through.
struct Pass {
    bool is_training = false;
    Seed seed = 0;                 ///< of what is random in training,
    std::uint64_t update = 0;      ///< with the number of the update
    Probe* probe = nullptr;        ///< sees states of the sites it wants, and may replace them
    const Batch* batch = nullptr;  ///< with a probe
    const std::vector<bool>* wanted = nullptr;
    const std::vector<bool>* wanted_before = nullptr;  ///< nonlinearities that show what they act on, too
};

class OnnxNodes;

class NetworkLayer {
  public:
    virtual ~NetworkLayer() = default;
    virtual at::Tensor forward(const at::Tensor& x, const Pass& pass) = 0;
    virtual bool is_rectifier() const { return false; }  ///< its forward is max(0, x)
    /// forward of max(0, x), where a layer does both in one pass over memory; else undefined.
    virtual at::Tensor forward_rectified(const at::Tensor&, const Pass&) { return {}; }
    virtual StateShape shape() const = 0;  ///< of what leaves
    virtual Role role() const = 0;
    virtual std::vector<Parameter*> parameters() { return {}; }
    virtual std::vector<NetworkLayer*> parts() { return {}; }  ///< layers inside this one, in order
    virtual bool has_site() const { return true; }             ///< false: the last of its parts shows what leaves it
    virtual double multiplications() const { return 0; }       ///< of real numbers, one sample, forward
    /// The weight that acts into the state: real, or complex [O, I, ...] over the complex numbers.
    virtual std::optional<Interaction> interaction() const { return std::nullopt; }
    virtual void replace_weight(const at::Tensor&) {}  ///< by one of the shape and type that interaction() shows
    /// Appends what computes this layer and returns the name of its result. Throws UnsupportedError by default.
    virtual std::string write(OnnxNodes& nodes, const std::string& x) const;

    std::string name;      ///< "conv1", "residual2.conv1"; set by the network
    std::size_t site = 0;  ///< number of its site in the network
};

/// What the layers of a network may hold in all: files from strangers ask for much in few words.
struct Room {
    double max_numbers = 1 << 28;
    double used = 0;
};

/// Where a layer is made: what comes in, and where its first weights come from.
struct LayerPlace {
    std::string name;
    StateShape in;
    Field field = Field::real;  ///< what the network computes in; the input itself is real
    at::ScalarType type = at::kFloat;
    Random* random = nullptr;
    Room* room = nullptr;  ///< null: no limit
};

struct LayerInfo {
    std::string name;     ///< "conv"
    std::string form;     ///< "conv C KxK [stride S] [circular] [no-bias]"
    std::string summary;  ///< one line for the list of layers
    std::string formula{};
    std::string reference{};
};

struct LayerKind {
    LayerInfo info;
    /// Throws Error(usage) where the text or what comes in is impossible.
    std::unique_ptr<NetworkLayer> (*make)(const LayerText& text, const LayerPlace& place) = nullptr;
    bool counts_channels = false;  ///< its first word is how many channels leave
    /// What stands in its place in a network over the real numbers (real_baseline.h); null: the same words.
    std::vector<LayerText> (*real_baseline)(const LayerText& text) = nullptr;
    /// It can learn as a Boltzmann machine does: parameters weight [H, V], bias [H], visible [P, V], and with labels
    /// labels [K, H], label_bias [K].
    bool is_machine = false;
};

/// Kinds that are made from other records; asked when all of them are there.
struct LayerFamily {
    std::vector<const LayerKind*> (*kinds)() = nullptr;
};

std::vector<const LayerKind*> layer_kinds();  ///< by name
/// Throws Error(usage) with the known ones; `place` is the layer's name in its network.
const LayerKind& find_layer_kind(const std::string& name, const std::string& place);

/// Makes the layer that the text names, with its name and number in place. Throws Error(usage) listing the known ones.
std::unique_ptr<NetworkLayer> make_layer(const LayerText& text, const LayerPlace& place);

/// Makes layers one after another; names are kinds with a running number behind `prefix`.
std::vector<std::unique_ptr<NetworkLayer>> make_layers(const std::vector<LayerText>& texts, LayerPlace place);

/// The complaint about a layer: "layer conv1 ('conv 16 3x3'): expected ..., found ...".
[[noreturn]] void refuse_layer(const LayerText& text, const LayerPlace& place, const std::string& expected,
                               const std::string& found);

/// Before a layer makes arrays of so many numbers. Throws Error(usage) where there is no room for them.
void require_room(const LayerPlace& place, double numbers);

/// ψ [N, C, Y, X] or [N, C] complex, the same memory as the planes (copied where they are not channels last).
at::Tensor complex_view(const at::Tensor& planes);
/// Planes, channels last, of a complex state: the same memory where it is laid out so.
at::Tensor planes_of(const at::Tensor& wave);

}  // namespace blackbody
