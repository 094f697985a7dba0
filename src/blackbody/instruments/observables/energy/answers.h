#pragma once
/// What labels say of the answers: sums over labelled rows, and the numbers made of them. What each means:
/// energy.info.cc.
#include "blackbody/base/observable.h"
#include "blackbody/instruments/observables/energy/kept_scores.h"
#include "blackbody/instruments/observables/energy/score_rows.h"
#include "blackbody/instruments/observables/energy/thermodynamics.h"

namespace blackbody {

/// β* and how well it is known.
struct BetaStar {
    Balance balance{};
    double error = 0;          ///< one standard error: the scatter of E_label - U over samples, over N Var E
    double low = 0, high = 0;  ///< 95 % by the likelihood's profile: inside [0, ∞]
    bool has_interval = false;
};

class Answers {
  public:
    explicit Answers(const InstrumentOptions& options)
        : options_(options), calibrated_(seed_for(options.seed, "honest model")) {}
    /// Rows of one batch, their Z at the grid of `thermodynamics`, all in the order of `rows`.
    void add(const ScoreRows& rows, const at::Tensor& partition, const Thermodynamics& thermodynamics);
    void merge(const Answers& other);
    std::int64_t rows() const { return rows_; }
    bool is_possible() const { return impossible_ == 0; }  ///< no label has a score of -∞
    std::int64_t impossible() const { return impossible_; }
    std::int64_t beyond() const { return kept_.beyond(); }
    double label_energy() const { return (half_[0].energy + half_[1].energy) / static_cast<double>(rows_); }
    BetaStar beta_star(const Thermodynamics& both) const;
    /// All numbers that need labels. `halves` saw the same rows, by half_of their samples.
    std::vector<NamedValue> values(const std::array<Thermodynamics, 2>& halves) const;
    const Reliability& reliability() const { return reliability_; }
    const CalibratedDraws& calibrated() const { return calibrated_; }

  private:
    struct Half {
        double energy = 0;  ///< Σ (E_label - min E)
        std::int64_t rows = 0;
    };
    void add_plain(std::vector<NamedValue>& values, const ThermalPoint& one) const;
    void add_scaled(std::vector<NamedValue>& values, const Thermodynamics& both) const;
    void add_held(std::vector<NamedValue>& values, const std::array<Thermodynamics, 2>& halves) const;
    void add_calibration(std::vector<NamedValue>& values) const;
    int degrees() const;
    std::optional<Uncertainty> ece_error(const Reliability& reliability) const;

    InstrumentOptions options_;
    std::int64_t classes_ = 0, rows_ = 0, rows_a_sample_ = 1, right_ = 0, impossible_ = 0;
    std::vector<std::int64_t> counts_;                ///< of each class among the labels
    double ground_ = 0, confidence_ = 0, brier_ = 0;  ///< Σ min E, Σ max p, Σ Σ_c (p_c - [c = label])²
    std::array<Half, 2> half_{};
    Reliability reliability_;
    CalibratedDraws calibrated_;
    KeptScores kept_;
};

}  // namespace blackbody
