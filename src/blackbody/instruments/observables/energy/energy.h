#pragma once
/// The record `energy`: class scores as energies. What each number means: energy.info.cc.
#include "blackbody/base/observable.h"
#include "blackbody/instruments/observables/energy/calibration.h"
#include "blackbody/instruments/observables/energy/thermodynamics.h"

namespace blackbody {

/// Scores of classes [N, K] and, where there are some, labels [N]. Memory does not grow with N.
class EnergyAccumulator : public Accumulator {
  public:
    explicit EnergyAccumulator(const InstrumentOptions& options);
    void add(const State& state) override;
    void merge(const Accumulator& other) override;
    std::unique_ptr<Accumulator> fresh() const override;
    std::vector<NamedValue> result() const override;
    std::vector<Curve> curves() const override;
    std::vector<std::string> notes() const override;

  private:
    void add_labels(const at::Tensor& excitations, const at::Tensor& partition, const at::Tensor& labels,
                    const std::vector<std::int64_t>& positions);
    void add_label_values(std::vector<NamedValue>& values) const;
    double label_energy() const { return label_energy_ / static_cast<double>(labelled_); }
    double ece_at(double beta) const;

    InstrumentOptions options_;
    std::int64_t classes_ = 0, labelled_ = 0, right_ = 0, broken_ = 0;
    double ground_ = 0, confidence_ = 0;   ///< Σ min_c E_c, Σ max_c p_c
    double label_energy_ = 0, brier_ = 0;  ///< Σ (E_label - min E), Σ Σ_c (p_c - [c = label])²
    bool is_complex_ = false;
    Thermodynamics thermodynamics_;
    std::vector<Reliability> reliability_;  ///< one a β of the grid; that at β = 1 is the network's own
    HonestDraws honest_;
};

}  // namespace blackbody
