#pragma once
/// What may be asked of weight spectra. No LibTorch: the command line reads it, too.
#include "blackbody/base/own_options.h"

namespace blackbody {

struct SpectrumOptions {
    /// Whose definitions; nothing: ours. By those of WeightWatcher the record `weightwatcher` is measured in place of
    /// `spectrum`.
    std::optional<std::string> convention{};
    bool is_weightwatcher() const { return convention == "weightwatcher"; }
};

void fields(Is<SpectrumOptions> auto& x, auto&& f) {
    f(OptionField{.key = "convention",
                  .help = "of weight spectra: blackbody, weightwatcher",
                  .words = {"blackbody", "weightwatcher"}},
      x.convention);
}

inline const OwnOptions spectrum_options{SpectrumOptions{}};

}  // namespace blackbody
