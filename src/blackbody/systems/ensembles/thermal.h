#pragma once
/// Heating, cooling and what lies between as one measurement with its curves: quantities of the record "thermal".
#include <optional>
#include <string>
#include <vector>

#include "blackbody/base/measurement.h"
#include "blackbody/systems/ensembles/hysteresis.h"

namespace blackbody {

/// What was found out about one machine. Curves stand at the same β, ascending.
struct Thermal {
    std::vector<ThermoPoint> cooling, heating;
    std::vector<ThermoPoint> exact{};  ///< empty where the machine is too large
    std::optional<Loop> loop{};
    std::optional<Transition> transition{};
    std::vector<std::string> notes{};

    /// The curve to believe at each β: exact, else that of the branch with the larger ln Z.
    std::vector<ThermoPoint> stable() const;
    /// β* where there is a loop around it, else the peak of C.
    Peak peak() const;
};

/// `second`: for the error of the transition; without one its error counts chains and anchors only, and a note says so.
Thermal thermal_of(const Branches& branches, std::vector<ThermoPoint> exact,
                   const std::optional<SecondRoad>& second = {});

Measurement measurement_of(const Thermal& thermal);

}  // namespace blackbody
