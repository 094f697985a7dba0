#pragma once
/// What `blackbody thermo` is asked for.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace blackbody {

struct ThermoFlags {
    std::string log_z;           ///< exact | ais | sandwich | bar; "" = the command's own choice
    std::string base = "means";  ///< where annealing starts: means | uniform
    std::string train;           ///< training data beside --data
    // What was not given is the command's own choice.
    std::optional<std::int64_t> chains{};
    std::optional<std::int64_t> temperatures{};  ///< of annealing, else the published schedule
    std::optional<std::int64_t> rungs{};         ///< of the tempering ladder
    std::vector<double> betas{};                 ///< of the curves; or from, to, points
    std::optional<double> from{}, to{};
    std::optional<std::int64_t> points{};
    std::optional<std::int64_t> steps{};  ///< Gibbs steps at each temperature of the sweeps

    bool wants_curves() const { return !betas.empty() || from || to || points; }
};

}  // namespace blackbody
