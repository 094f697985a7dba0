#pragma once
/// The record `energy`: class scores as energies. What each number means: energy.info.cc.
#include "blackbody/instruments/observables/energy/answers.h"

namespace blackbody {

/// Scores of classes and, where there are some, labels (score_rows.h). Memory does not grow with N beyond what
/// kept_scores.h bounds.
class EnergyAccumulator : public Accumulator {
  public:
    explicit EnergyAccumulator(const InstrumentOptions& options, Scores kind = Scores::classes);
    void add(const State& state) override;
    void merge(const Accumulator& other) override;
    std::unique_ptr<Accumulator> fresh() const override;
    std::vector<NamedValue> result() const override;
    std::vector<Curve> curves() const override;
    std::vector<std::string> notes() const override;
    std::vector<Fact> facts() const override;

  private:
    void add_half(const ScoreRows& rows, int half);
    Thermodynamics thermodynamics() const;
    std::string row_word() const;
    std::vector<std::string> notes_on_labels() const;

    InstrumentOptions options_;
    Scores kind_;
    bool is_complex_ = false;
    std::int64_t rows_a_sample_ = 1, given_ = 0, broken_ = 0, unlabelled_ = 0, passed_over_ = 0;
    bool one_class_for_all_ = false;
    std::string unused_labels_;
    double ground_ = 0, confidence_ = 0;      ///< Σ min_c E_c, Σ max_c p_c
    std::array<Thermodynamics, 2> halves_{};  ///< by half_of the sample, so that β* of one can be tried on the other
    Answers answers_;
};

}  // namespace blackbody
