#include "blackbody/instruments/observables/energy/energy_curves.h"

#include <cmath>

namespace blackbody {

std::vector<Curve> thermal_curves(const Thermodynamics& thermodynamics, double label_energy) {
    Curve energies{.name = "energies",
                   .label =
                       "Free energy and mean energy of the ensemble over classes against inverse temperature; beta* is "
                       "where the mean energy crosses the energy at the label.",
                   .kind = Curve::Kind::line,
                   .x = {"beta", "1/logit", {}, true},
                   .y = {"energy above the ground state", "logit", {}},
                   .series = {{"free energy F", {}}, {"mean energy U", {}}}};
    Curve responses{.name = "heat_capacity",
                    .label = "Heat capacity and entropy of the ensemble over classes against inverse temperature.",
                    .kind = Curve::Kind::line,
                    .x = {"beta", "1/logit", {}, true},
                    .y = {"C and S", "1", {}},
                    .series = {{"heat capacity C", {}}, {"entropy S [nat]", {}}}};
    const bool labelled = std::isfinite(label_energy);
    if (labelled) energies.series.push_back({"energy at the label", {}});

    // Every other point of the grid between 1/16 and 16 is smooth enough to draw.
    for (std::size_t j = 0; j < thermodynamics.betas().size(); j += 2) {
        const double beta = thermodynamics.betas()[j];
        if (beta < 1. / 16 || beta > 16) continue;
        const ThermalPoint point = thermodynamics.node(j);
        energies.x.values.push_back(beta), responses.x.values.push_back(beta);
        energies.series[0].values.push_back(-point.log_z / beta);
        energies.series[1].values.push_back(point.energy);
        if (labelled) energies.series[2].values.push_back(label_energy);
        responses.series[0].values.push_back(point.heat_capacity(beta));
        responses.series[1].values.push_back(point.entropy(beta));
    }
    for (Curve* curve : {&energies, &responses}) {
        curve->marks.push_back({"as the network is", 1});
        if (!labelled) continue;
        if (const Balance at = balance(thermodynamics, label_energy); at.found)
            curve->marks.push_back({"beta*", at.beta});
    }
    return {energies, responses};
}

Curve reliability_diagram(const Reliability& reliability, const CalibratedDraws& calibrated) {
    Curve curve{.name = "reliability",
                .label =
                    "Share of right answers against the confidence that the network states; a perfectly calibrated "
                    "model lies in the band "
                    "nine times in ten.",
                .kind = Curve::Kind::line,
                .x = {"confidence", "1", {}},
                .y = {"share right", "1", {}},
                .series = {{"network", {}, {}},
                           {"perfectly calibrated", {}},
                           {"perfectly calibrated, 5 %", {}},
                           {"perfectly calibrated, 95 %", {}}}};
    for (int b = 0; b < reliability_bins; ++b) {
        const ReliabilityBin& bin = reliability.bins()[b];
        if (bin.samples == 0) continue;
        const double share = bin.right / bin.samples, confidence = bin.confidence / bin.samples;
        const std::vector<double> draws = calibrated.shares_right(reliability, b);
        curve.x.values.push_back(confidence);
        curve.series[0].values.push_back(share);
        curve.series[0].errors.push_back(std::sqrt(share * (1 - share) / bin.samples));
        curve.series[1].values.push_back(confidence);
        curve.series[2].values.push_back(draws[draws.size() / 20]);
        curve.series[3].values.push_back(draws[draws.size() - 1 - draws.size() / 20]);
    }
    return curve;
}

}  // namespace blackbody
