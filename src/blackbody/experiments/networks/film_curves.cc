/// A film's arrays as curves: sites by updates, or one site against updates.
#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>

#include "blackbody/experiments/networks/film.h"
#include "blackbody/instruments/report/records.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::vector<double> numbers_of(const at::Tensor& t) {
    const at::Tensor d = t.to(at::kDouble).contiguous().view(-1);
    return {d.const_data_ptr<double>(), d.const_data_ptr<double>() + d.numel()};
}

/// "film.excitation.entropy" [F, S], checked.
const at::Tensor& array_at(const Arrays& history, const std::string& name, std::int64_t frames, std::int64_t sites) {
    const auto found = history.find(name);
    if (found == history.end() || found->second.sizes() != at::IntArrayRef({frames, sites}))
        throw Error(ErrorKind::data,
                    Complaint{.place = "history of the checkpoint, " + name,
                              .expected = c10::str(frames, " frames of ", sites, " sites"),
                              .found = found == history.end() ? "none" : c10::str(found->second.sizes())});
    return found->second;
}

struct Strip {
    const QuantityInfo* info;
    std::vector<double> updates;
    at::Tensor values, errors;         ///< [F, of those measured]
    std::vector<std::string> sites{};  ///< of those measured
    std::vector<double> depths{};
};

std::string title_of(const QuantityInfo& info) {
    return in_words(info.name) + (info.unit == "1" ? "" : " [" + info.unit + "]");
}

Curve map_of(const Strip& strip, const std::string& name, const std::string& pictures) {
    Curve curve{.name = name,
                .label = title_of(*strip.info) + " of every layer against updates, the input below; " + pictures,
                .kind = Curve::Kind::map,
                .x = {"layer", "", strip.depths},
                .y = {"update", "", strip.updates},
                .series = {{strip.info->name, numbers_of(strip.values), numbers_of(strip.errors)}}};
    for (std::size_t s = 0; s < strip.sites.size(); ++s) curve.marks.push_back({strip.sites[s], strip.depths[s]});
    return curve;
}

Curve line_of(const Strip& strip, const std::string& name, const std::string& pictures) {
    return {.name = name,
            .label = title_of(*strip.info) + " of " + strip.sites[0] + " against updates; " + pictures,
            .x = {"update", "", strip.updates},
            .y = {in_words(strip.info->name), strip.info->unit, {}},
            .series = {{strip.info->name, numbers_of(strip.values), numbers_of(strip.errors)}}};
}

}  // namespace

std::vector<Curve> film_curves(const Arrays& history, const LayeredNetwork& network, const std::string& pictures) {
    std::vector<Curve> curves;
    const auto updates = history.find("film.updates");
    if (updates == history.end()) return curves;
    const std::int64_t frames = updates->second.numel(), all = std::ssize(network.sites());
    for (const ObservableInfo* observable : observable_infos())
        for (const QuantityInfo& quantity : observable->quantities) {
            const std::string name = observable->name + "." + quantity.name;
            if (!history.contains("film." + name)) continue;
            const at::Tensor& values = array_at(history, "film." + name, frames, all);
            const at::Tensor& errors = array_at(history, "film." + name + ".error", frames, all);
            const at::Tensor which = values.isfinite().any(0).nonzero().view(-1);
            if (which.numel() == 0) continue;
            Strip strip{&quantity, numbers_of(updates->second), values.index_select(1, which),
                        errors.index_select(1, which)};
            for (std::int64_t k = 0; k < which.numel(); ++k) {
                const SiteInfo& site = network.sites()[which[k].item<std::int64_t>()].info;
                strip.sites.push_back(site.name), strip.depths.push_back(site.depth);
            }
            curves.push_back(which.numel() > 1 ? map_of(strip, name, pictures) : line_of(strip, name, pictures));
        }
    return curves;
}

}  // namespace blackbody
