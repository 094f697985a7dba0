#include "blackbody/instruments/pairs.h"

#include <algorithm>

namespace blackbody {

void Pairs::add(Pair pair) {
    awaits_[pair.from] = std::max(awaits_[pair.from], pair.to);
    pairs_.push_back(std::move(pair));
}

void Pairs::at(std::size_t site, const State& state, std::int64_t chunk) {
    if (pairs_.empty()) return;
    for (Pair& pair : pairs_)
        if (const auto from = held_.find(pair.from); pair.to == site && from != held_.end())
            pair.blocks.add(State{from->second, state.batch}, state, chunk);

    std::erase_if(held_, [&](const auto& one) { return awaits_[one.first] <= site; });
    if (awaits_.contains(site)) held_[site] = state.values;
}

}  // namespace blackbody
