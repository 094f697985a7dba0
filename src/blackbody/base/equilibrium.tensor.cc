#include "blackbody/base/equilibrium.h"

#include "blackbody/base/system.h"

namespace blackbody {

const Equilibrium* equilibrium_of(const System& system) {
    const auto* face = dynamic_cast<const HasEquilibrium*>(&system);
    return face ? face->equilibrium() : nullptr;
}

}  // namespace blackbody
