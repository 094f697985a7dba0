#pragma once
/// An observable turns states, or weights, into measurements. One record, one file; the runner (instruments/measure.h)
/// gives every number its error bar and its nulls.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/base/measurement.h"
#include "blackbody/base/system.h"

namespace blackbody {

/// What the user chose that an instrument may need to know.
struct InstrumentOptions {
    Seed seed = 0;
    std::string convention = "blackbody";  ///< or "weightwatcher": whose definitions the weight spectra follow
    std::int64_t fixed_samples = 128;      ///< samples of the first batch, on which Gram matrices are taken
    bool as_null = false;  ///< this is a draw of a null: only what the nulls compare, no curves, no p-values
};

/// A number on its way to an Estimate. Without an error the runner supplies the jackknife's.
struct NamedValue {
    std::string name;
    double value = 0;
    std::int64_t n = 0;
    std::optional<Uncertainty> error{};  ///< set it where the observable knows better than the jackknife
};

/// Streams: add a batch, merge another, ask for the result. Sixteen of them live at once for every site: keep it small.
class Accumulator {
  public:
    virtual ~Accumulator() = default;
    virtual void add(const State& state) = 0;
    /// The fixed samples of the stream, all at once and in one accumulator only, for what is quadratic in samples (a
    /// Gram matrix). They come through `add` as well.
    virtual void add_fixed(const State&) {}
    /// `other` saw other samples of the same site and has the same type.
    virtual void merge(const Accumulator& other) = 0;
    /// An empty one of the same kind.
    virtual std::unique_ptr<Accumulator> fresh() const = 0;
    virtual std::vector<NamedValue> result() const = 0;
    virtual std::vector<Curve> curves() const { return {}; }
    virtual std::vector<std::string> notes() const { return {}; }
    virtual std::vector<ChannelList> lists() const { return {}; }
};

/// What a weight-side observable found: errors are its own business, since nothing is sampled.
struct WeightResult {
    std::vector<NamedValue> values;
    std::vector<Curve> curves{};
    std::vector<std::string> notes{};
};

/// Whether an observable can be measured at a site: yes, no (silently: not meant for it), or no with a reason to print.
struct Fit {
    bool fits = false;
    std::string reason{};
    static Fit yes() { return {true, {}}; }
    static Fit no() { return {false, {}}; }
    static Fit because(std::string reason) { return {false, std::move(reason)}; }
};

struct Observable {
    std::string name;  ///< of its ObservableInfo
    Fit (*fits)(const Site&, const InstrumentOptions&) = nullptr;
    /// Streaming observables: one accumulator a block of samples. Null for weight-side ones.
    std::unique_ptr<Accumulator> (*start)(const Site&, const InstrumentOptions&) = nullptr;
    /// Weight-side observables: from site.interaction alone. Null for streaming ones.
    WeightResult (*weigh)(const Site&, const InstrumentOptions&) = nullptr;
    bool needs_labels = false;
    bool reads_before = false;  ///< wants State::before where the system has it

    const ObservableInfo& info() const;
};

/// All registered observables, in the order of observable_infos().
std::vector<const Observable*> observables();
const Observable* find_observable(const std::string& name);

}  // namespace blackbody
