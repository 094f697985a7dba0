#pragma once
/// An observable turns states, or weights, into measurements. One record, one file; the runner (instruments/measure.h)
/// gives every number its error bar and its nulls.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/base/measurement.h"
#include "blackbody/base/own_options.h"
#include "blackbody/base/system.h"

namespace blackbody {

/// What every instrument gets, and what some declare for themselves (base/own_options.h).
struct InstrumentOptions {
    Seed seed = 0;
    bool as_null = false;  ///< this is a draw of a null: only what the nulls compare, no curves, no p-values
    std::vector<OwnOptions> own{};

    /// Those of one instrument, as they were given or by default.
    template <class T>
    T of() const {
        for (const OwnOptions& one : own)
            if (const T* options = one.as<T>()) return *options;
        return T{};
    }
};

/// A number on its way to an Estimate. Without an error the runner supplies the jackknife's.
struct NamedValue {
    std::string name;
    double value = 0;
    std::int64_t n = 0;
    std::optional<Uncertainty> error{};  ///< set it where the observable knows better than the jackknife
};

/// What an accumulator has to tell at the end.
class Readout {
  public:
    virtual ~Readout() = default;
    virtual std::vector<NamedValue> result() const = 0;
    virtual std::vector<Curve> curves() const { return {}; }
    virtual std::vector<std::string> notes() const { return {}; }
    virtual std::vector<ChannelList> lists() const { return {}; }
    virtual std::vector<Fact> facts() const { return {}; }
};

/// Streams: add a batch, merge another, ask for the result. Sixteen of them live at once for every site: keep it small.
class Accumulator : public Readout {
  public:
    virtual void add(const State& state) = 0;
    /// The fixed samples of the stream, all at once and in one accumulator only, for what is quadratic in samples (a
    /// Gram matrix). They come through `add` as well.
    virtual void add_fixed(const State&) {}
    /// `other` saw other samples of the same site and has the same type.
    virtual void merge(const Accumulator& other) = 0;
    /// An empty one of the same kind.
    virtual std::unique_ptr<Accumulator> fresh() const = 0;
};

/// The same over two sites at once: what one layer's states say of another's.
class PairAccumulator : public Readout {
  public:
    /// The same samples at both sites, `from` the earlier one. Neither has a `before`.
    virtual void add(const State& from, const State& to) = 0;
    virtual void merge(const PairAccumulator& other) = 0;
    virtual std::unique_ptr<PairAccumulator> fresh() const = 0;
};

/// What a weight-side observable found: errors are its own business, since nothing is sampled.
struct WeightResult {
    std::vector<NamedValue> values;
    std::vector<Curve> curves{};
    std::vector<std::string> notes{};
    std::vector<Fact> facts{};
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
    /// One of these three. Streaming observables: an accumulator a block of samples.
    std::unique_ptr<Accumulator> (*start)(const Site&, const InstrumentOptions&) = nullptr;
    /// Streaming observables of two sites that fit, the first computed before the second.
    std::unique_ptr<PairAccumulator> (*start_pair)(const Site& from, const Site& to,
                                                   const InstrumentOptions&) = nullptr;
    /// Weight-side observables: from site.interaction alone.
    WeightResult (*weigh)(const Site&, const InstrumentOptions&) = nullptr;
    /// Which pairs of sites that fit; null: each with the next one that does.
    bool (*joins)(const Site& from, const Site& to) = nullptr;
    bool needs_labels = false;
    bool reads_before = false;  ///< wants State::before where the system has it

    bool is_streaming() const { return start != nullptr || start_pair != nullptr; }
    const ObservableInfo& info() const;
};

/// All registered observables, in the order of observable_infos().
std::vector<const Observable*> observables();
const Observable* find_observable(const std::string& name);

}  // namespace blackbody
