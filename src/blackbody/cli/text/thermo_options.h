#pragma once
/// What `blackbody thermo` is asked for.
#include <cstdint>
#include <string>
#include <vector>

namespace blackbody {

struct ThermoFlags {
    std::string log_z;              ///< exact | ais | sandwich | bar; "" = the command's own choice
    std::string base = "means";     ///< where annealing starts: means | uniform
    std::string train;              ///< training data beside --data
    std::int64_t chains = 0;        ///< 0: the command's own choice
    std::int64_t temperatures = 0;  ///< of annealing, 0: the published schedule
    std::int64_t rungs = 0;         ///< of the tempering ladder
    std::vector<double> betas{};    ///< of the curves; or from, to, points
    double from = 0, to = 0;
    std::int64_t points = 0;
    std::int64_t steps = 0;  ///< Gibbs steps at each temperature of the sweeps

    bool wants_curves() const { return !betas.empty() || from > 0 || to > 0 || points > 0; }
};

}  // namespace blackbody
