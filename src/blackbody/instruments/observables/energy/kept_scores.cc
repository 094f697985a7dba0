#include "blackbody/instruments/observables/energy/kept_scores.h"

#include <cmath>

namespace blackbody {
namespace {

/// One row at one β: Z, U and the answer.
struct RowAtBeta {
    double z = 0, energy = 0;
    std::int64_t answer = 0;
};

RowAtBeta at_beta(const double* excitations, std::int64_t classes, double beta) {
    RowAtBeta row;
    double lowest = beta * excitations[0];
    for (std::int64_t c = 0; c < classes; ++c) {
        const double scaled = beta * excitations[c], weight = std::exp(-scaled);
        row.z += weight;
        if (weight > 0) row.energy += weight * excitations[c];
        if (scaled < lowest) lowest = scaled, row.answer = c;
    }
    row.energy /= row.z;
    return row;
}

std::int64_t ground_state(const double* excitations, std::int64_t classes) {
    std::int64_t answer = 0;
    for (std::int64_t c = 1; c < classes; ++c)
        if (excitations[c] < excitations[answer]) answer = c;
    return answer;
}

}  // namespace

void KeptScores::add(KeptRows rows) {
    const std::int64_t count = rows.excitations.size(0);
    if (values_ + rows.excitations.numel() > most_values) {
        beyond_ += count;
        return;
    }
    rows.excitations = rows.excitations.contiguous().clone();
    rows_ += count, values_ += rows.excitations.numel();
    parts_.push_back(std::make_shared<const KeptRows>(std::move(rows)));
}

void KeptScores::merge(const KeptScores& other) {
    parts_.insert(parts_.end(), other.parts_.begin(), other.parts_.end());
    rows_ += other.rows_, values_ += other.values_, beyond_ += other.beyond_;
}

ScaledSums KeptScores::scaled(const std::array<double, 2>& beta) const {
    ScaledSums sums;
    double score = 0;  // of the sample at hand
    std::int64_t sample = -1;
    const auto close_sample = [&] { sums.squared_score += score * score, score = 0; };
    for (const auto& part : parts_) {
        const std::int64_t classes = part->excitations.size(1);
        for (std::size_t n = 0; n < part->labels.size(); ++n) {
            const double* row = part->excitations.const_data_ptr<double>() + static_cast<std::int64_t>(n) * classes;
            const double b = beta[half_of(part->samples[n])], label_energy = row[part->labels[n]];
            const RowAtBeta at = at_beta(row, classes, b);
            if (part->samples[n] != sample) close_sample(), sample = part->samples[n], ++sums.samples;
            score += label_energy - at.energy;
            sums.nll += b * label_energy + std::log(at.z);
            sums.reliability.add(1 / at.z, at.answer == part->labels[n]);
            sums.changed += at.answer != ground_state(row, classes);
            ++sums.rows;
        }
    }
    close_sample();
    return sums;
}

}  // namespace blackbody
