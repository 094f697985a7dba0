#pragma once
/// The matrices inside a weight, and their singular values: computed once for all instruments of this folder.
///
/// A convolution [O, I/groups, Y, X] is looked at as
///   slices     Y·X matrices [O/groups, I/groups] a group: one a kernel position, their values pooled
///   unfolded   one matrix [O/groups, (I/groups)·Y·X] a group: what a patch of the image is multiplied with
/// A linear map [O, I] is its own slice and its own unfolding.
///
/// λ = squared singular value; no 1/N, no factor 1/2. All spectra are exact properties of the given weights.
#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "blackbody/base/observable.h"
#include "blackbody/tensor/linear_algebra.h"

namespace blackbody {

/// The spectra of equally shaped matrices.
struct StackSpectrum {
    std::int64_t count = 0, rows = 0, columns = 0;  ///< count matrices [rows, columns]
    std::vector<double> lambda;                     ///< [count, levels()], each matrix ascending
    std::vector<double> pooled;                     ///< all of them, ascending
    std::int64_t levels() const { return std::min(rows, columns); }
    double largest() const { return pooled.back(); }
    std::span<const double> of(std::int64_t matrix) const {
        return std::span(lambda).subspan(matrix * levels(), levels());
    }
    double sum() const;
};

class WeightSpectra {
  public:
    explicit WeightSpectra(const Interaction& interaction);

    const StackSpectrum& slices() const;
    const StackSpectrum& unfolded() const;
    /// Singular systems of the unfolded matrices, one a group. Computes unfolded() by the way.
    const std::vector<SingularSystem>& vectors() const;

    at::Tensor slice_matrices() const;     ///< double or complex double [count, rows, columns]
    at::Tensor unfolded_matrices() const;  ///< double [groups, O/groups, I/groups·Y·X]
    bool one_matrix() const;               ///< slices and unfolding are the same thing
    /// Dyson's index: 1 for a real weight, 2 for a complex one. Levels of the second repel more.
    int beta() const { return weight_.is_complex() ? 2 : 1; }
    std::int64_t groups() const { return groups_; }
    /// Kernel positions, y and x; 1, 1 of a linear map.
    std::array<std::int64_t, 2> taps() const { return {weight_.size(3), weight_.size(4)}; }
    /// Two singular values that differ by less are equal: the norm of what rounding to the stored type added.
    double rounding() const;

  private:
    at::Tensor weight_;  ///< double or complex double [groups, O/groups, I/groups, Y, X]
    std::int64_t groups_;
    at::ScalarType stored_;  ///< type that the weight came in
    mutable std::mutex mutex_;
    mutable std::optional<StackSpectrum> slices_, unfolded_;
    mutable std::optional<std::vector<SingularSystem>> vectors_;
};

/// The spectra of this weight; while the weight tensor lives, the same object on the same thread.
std::shared_ptr<const WeightSpectra> spectra_of(const Interaction& interaction);

/// Values that ascend, each run of those that lie within `rounding` of its first made equal to it.
std::vector<double> joined(std::vector<double> ascending, double rounding);
/// The same where that leaves fewer than half of them different; else as they are: a single level is moved by rounding
/// far less than the levels of a degenerate one are driven apart.
std::vector<double> joined_if_degenerate(std::vector<double> ascending, double rounding);

/// "the weight 'conv1.weight'".
std::string name_of(const Interaction& interaction);

/// Yes, or no because the weight of this name holds values that are not finite.
Fit is_finite(const Interaction& interaction);

/// Whether a site has a weight whose spectrum can be taken: finite, at least two values, short side at most 8192.
Fit has_spectrum(const Site& site, const InstrumentOptions& options);

/// And whether its unfolded matrices have at least 4 singular values each; `lacking` says what a site without has not.
Fit has_levels(const Site& site, const InstrumentOptions& options, const std::string& lacking);

}  // namespace blackbody
