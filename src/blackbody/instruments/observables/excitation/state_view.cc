#include "blackbody/instruments/observables/excitation/state_view.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/view_as_real.h>

namespace blackbody {
namespace {

/// The axis that counts channels: C of an image, else U, else H; where none is named, the second axis of an image and
/// the last of anything else.
std::int64_t channel_axis(const at::Tensor& values, const std::string& axes) {
    for (char letter : {'C', 'U', 'H'}) {
        const std::size_t at = axes.find(letter);
        if (at != std::string::npos && at > 0 && static_cast<std::int64_t>(at) < values.dim())
            return static_cast<std::int64_t>(at);
    }
    return values.dim() >= 4 ? 1 : values.dim() - 1;
}

}  // namespace

StateView view_of(const at::Tensor& values, const std::string& axes) {
    // A state without any axis but the sample's has one channel.
    at::Tensor x = values.dim() > 1 ? values : values.reshape({values.size(0), 1});
    if (x.is_complex()) x = at::view_as_real(x.detach()).square().sum(-1);
    const std::int64_t channel = channel_axis(x, axes);

    StateView view;
    view.samples = x.size(0), view.channels = x.size(channel);
    const std::int64_t units = view.samples > 0 ? x.numel() / view.samples : 0;
    view.places = view.channels > 0 ? units / view.channels : 0;
    if (x.dim() > 2) view.row = x.size(channel == x.dim() - 1 ? x.dim() - 2 : x.dim() - 1);

    // Channels after the places: as they lie, or moved there without a copy where memory already has them last.
    const at::Tensor last = x.movedim(channel, -1);
    if (channel == 1 && x.dim() > 2 && !last.is_contiguous()) {
        view.layout = StateView::Layout::channels_first;
    } else {
        x = last;
    }
    view.keep = x.detach().to(at::TensorOptions().device(at::kCPU).dtype(at::kFloat)).contiguous();
    view.data = view.keep.const_data_ptr<float>();
    return view;
}

}  // namespace blackbody
