#pragma once
/// Outlier entries: so large that each alone makes a spike in the spectrum of its weight.
///
///   w = σ x noise + one entry of size a:  a spike iff a > σ (p n)^¼, since θ = a / (σ sqrt n) > y^¼
///   large: |w_oi| > (p n)^¼ max(σ, σ_o, σ_i),  σ of the bulk, σ_o and σ_i the scales of its own row and column
///
/// The scales of a row and of a column are medians of |w| over that of a normal variable (.6745), so that one entry
/// does not hide itself. They keep a loud channel apart from an outlier entry: batch normalisation folded into a weight
/// multiplies all entries of an output channel, and changes no ratio within it.
/// Trap: in small matrices noise has such entries too ((p n)^¼ is 2.8 at 8 x 8); the claim asks for a spike as well.
#include <span>
#include <string>
#include <vector>

#include "blackbody/instruments/observables/spectrum/bulk_fit.h"
#include "blackbody/instruments/observables/spectrum/spectra.h"

namespace blackbody {

struct OutlierEntry {
    std::int64_t output = 0, input = 0;  ///< channels of the layer, whatever the order of axes in the file
    std::int64_t tap_y = 0, tap_x = 0;   ///< of the kernel; 0, 0 of a linear map
    double value = 0;                    ///< of a complex entry the modulus
    double clip_to = 0;                  ///< with the sign of the value: with this it is no outlier
};

/// Largest first; `groups` holds a fit for each group of the weight.
std::vector<OutlierEntry> outlier_entries(const WeightSpectra& spectra, std::span<const BulkFit> groups);

/// The same from the weight alone; none where it has no bulk.
std::vector<OutlierEntry> outlier_entries(const Interaction& interaction);

/// The unfolded matrices [groups, O/groups, I/groups·Y·X] with the entries at their clip values.
at::Tensor clipped(const WeightSpectra& spectra, const std::vector<OutlierEntry>& entries);

/// "output 17, input 3, tap (2, 1): 4.5", without a tap where the kernel has one only.
std::string in_words(const OutlierEntry& entry, const WeightSpectra& spectra);

}  // namespace blackbody
