#pragma once
/// Labelled rows as they are, for what needs an inverse temperature that is known only at the end: calibration and
/// likelihood at β*, on the samples that it was fitted on and on samples held back. At most `most_values` energies a
/// block of samples; what comes later is counted, and since the stream is in a random order, those kept are a fair
/// sample.
#include <ATen/core/Tensor.h>

#include <array>
#include <memory>
#include <vector>

#include "blackbody/instruments/observables/energy/calibration.h"

namespace blackbody {

/// Some rows: energies [R, K] from each row's ground state, their labels, and the samples that they belong to.
struct KeptRows {
    at::Tensor excitations;
    std::vector<std::int64_t> labels, samples;
};

/// Two halves of the samples by their position, each with its share of every block.
constexpr int half_of(std::int64_t position) { return static_cast<int>((position + position / 16) % 2); }

/// The kept rows read at given inverse temperatures; sums.
struct ScaledSums {
    Reliability reliability;
    double nll = 0;            ///< Σ -ln p_label [nat]
    double squared_score = 0;  ///< Σ over samples of (Σ over its rows of E_label - U(β))²
    std::int64_t rows = 0, samples = 0;
    std::int64_t changed = 0;  ///< rows whose answer is another after scaling
};

class KeptScores {
  public:
    static constexpr std::int64_t most_values = 1 << 20;
    void add(KeptRows rows);
    void merge(const KeptScores& other);
    std::int64_t rows() const { return rows_; }
    std::int64_t beyond() const { return beyond_; }  ///< rows that were not kept
    /// `beta` of each row by the half that its sample lies in.
    ScaledSums scaled(const std::array<double, 2>& beta) const;

  private:
    std::vector<std::shared_ptr<const KeptRows>> parts_;
    std::int64_t rows_ = 0, values_ = 0, beyond_ = 0;
};

}  // namespace blackbody
