#pragma once
/// What is asked of a system in equilibrium. Text: the front program fills it.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace blackbody {

struct ThermalOptions {
    std::string log_z;           ///< exact | ais | sandwich | bar; "" = exact where that is quick, else ais
    std::string base = "means";  ///< where annealing starts: means | uniform
    // What was not given is chosen here.
    std::optional<std::int64_t> chains{};        ///< of annealing: until the bar is .2 wide; of the sweeps: 200
    std::optional<std::int64_t> temperatures{};  ///< of annealing, else the published schedule
    std::optional<std::int64_t> rungs{};         ///< of the tempering ladder: as a pilot run advises
    std::vector<double> betas{};                 ///< of the curves; or from, to, points
    std::optional<double> from{}, to{};          ///< .1, 1.5
    std::optional<std::int64_t> points{};        ///< 57
    std::optional<std::int64_t> steps{};         ///< Gibbs steps at each temperature of the sweeps: 80
    std::int64_t null_draws = 19;
    std::uint64_t seed = 0;

    bool wants_curves() const { return !betas.empty() || from || to || points; }
};

/// Throws Error(usage) where the range of β is empty.
void check(const ThermalOptions& options);

/// The points of the curves, ascending, with β = 1 among them: there ln Z is known.
std::vector<double> betas_of(const ThermalOptions& options);

}  // namespace blackbody
