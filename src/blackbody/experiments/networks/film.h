#pragma once
/// A training watched by instruments: a frame at update 0, every so many updates and at the end. A frame is what
/// `measure` finds (no nulls) at every site of the network as it stands, on pictures that are the same in all frames,
/// in evaluation and without gradients; what is learned is the same with and without a film.
///
/// In the history, and so in the checkpoint: "film.updates" [F] and for each quantity "film.excitation.entropy" and
/// "film.excitation.entropy.error" [F, S], S sites in the order of the network; NaN: not measured there, or no error.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/base/curve.h"
#include "blackbody/experiments/networks/network_run.h"
#include "blackbody/training/networks/picture_source.h"

namespace blackbody {

class Film {
  public:
    /// No film where the run's options name no instrument. `run` must outlive it. Throws OptionError where an
    /// instrument is unknown (lists the known) or measures nothing in this network (says what it needs).
    explicit Film(const NetworkRun& run);
    bool is_asked_for() const { return !instruments_.empty(); }
    std::int64_t every() const { return every_; }
    std::int64_t size() const { return source_->size(); }      ///< pictures
    const std::string& pictures() const { return pictures_; }  ///< "256 of 6,000 held-out pictures"
    /// One more frame.
    void shoot(std::int64_t update, Arrays& history) const;

  private:
    const NetworkRun& run_;
    std::vector<std::string> instruments_;
    std::unique_ptr<PictureSource> source_;
    std::string pictures_;
    std::int64_t every_ = 0;
    Seed seed_ = 0;
};

/// A curve a quantity, named "excitation.entropy", in the order of the records: a map over sites (x, named by marks)
/// and updates (y), or a line against updates where one site alone has it. Throws Error(data) where the arrays are of
/// another network.
std::vector<Curve> film_curves(const Arrays& history, const LayeredNetwork& network, const std::string& pictures);

}  // namespace blackbody
