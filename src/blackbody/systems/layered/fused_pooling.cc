#include "blackbody/systems/layered/fused.h"

#include <ATen/ops/empty.h>

#include "blackbody/systems/layered/fused_call.h"
#include "blackbody/systems/layered/kernels/complex_max_pool.h"
#include "blackbody/systems/layered/kernels/rectified_pool.h"

namespace blackbody {
namespace {

/// Two planes a channel.
struct ComplexMaxPool {
    static constexpr std::int64_t planes = 2;
    template <class T>
    static void forward(const Windows& w, const T* x, T* out, T* which) {
        complex_max_pool(w, x, out, which);
    }
    template <class T>
    static void backward(const Windows& w, const T* g, const T* which, T* gradient) {
        complex_max_pool_back(w, g, which, gradient);
    }
};

struct Rectified {
    static constexpr std::int64_t planes = 1;
    template <class T>
    static void forward(const Windows& w, const T* x, T* out, T* which) {
        rectified_pool(w, x, out, which);
    }
    template <class T>
    static void backward(const Windows& w, const T* g, const T* which, T* gradient) {
        rectified_pool_back(w, g, which, gradient);
    }
};

template <class Kind>
struct Pooled : Function<Pooled<Kind>> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& planes, Windows w) {
        const at::Tensor x = channels_last(planes);
        at::Tensor out = at::empty({w.samples, Kind::planes * w.channels, w.out[0], w.out[1]}, x.options(),
                                   at::MemoryFormat::ChannelsLast);
        at::Tensor which = at::empty({w.samples, w.out[0], w.out[1], w.channels}, x.options());
        by_type(x, [&]<class T>(T) {
            Kind::forward(w, x.const_data_ptr<T>(), out.mutable_data_ptr<T>(), which.mutable_data_ptr<T>());
        });
        context->saved_data["in"] = std::vector<std::int64_t>(w.in.begin(), w.in.end());
        context->saved_data["window"] = std::vector<std::int64_t>(w.window.begin(), w.window.end());
        context->saved_data["stride"] = std::vector<std::int64_t>(w.stride.begin(), w.stride.end());
        context->save_for_backward({which});
        return out;
    }
    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const at::Tensor g = arriving(gradients), which = context->get_saved_variables()[0];
        const auto pair = [&](const char* name) {
            const auto values = context->saved_data[name].toIntVector();
            return std::array<std::int64_t, 2>{values[0], values[1]};
        };
        const Windows w{.samples = g.size(0),
                        .channels = g.size(1) / Kind::planes,
                        .in = pair("in"),
                        .out = {g.size(2), g.size(3)},
                        .window = pair("window"),
                        .stride = pair("stride")};
        at::Tensor out =
            at::empty({w.samples, g.size(1), w.in[0], w.in[1]}, g.options(), at::MemoryFormat::ChannelsLast);
        by_type(g, [&]<class T>(T) {
            Kind::backward(w, g.const_data_ptr<T>(), which.const_data_ptr<T>(), out.mutable_data_ptr<T>());
        });
        return {out, {}};
    }
};

template <class Kind>
at::Tensor pooled(const at::Tensor& x, const std::array<std::int64_t, 2>& window,
                  const std::array<std::int64_t, 2>& stride) {
    Windows w{.samples = x.size(0),
              .channels = x.size(1) / Kind::planes,
              .in = {x.size(2), x.size(3)},
              .window = window,
              .stride = stride};
    for (const int d : {0, 1}) w.out[d] = (w.in[d] - window[d]) / stride[d] + 1;
    return Pooled<Kind>::apply(x, w);
}

}  // namespace

at::Tensor complex_max_pool(const at::Tensor& planes, const std::array<std::int64_t, 2>& window,
                            const std::array<std::int64_t, 2>& stride) {
    return pooled<ComplexMaxPool>(planes, window, stride);
}

at::Tensor rectified_pool(const at::Tensor& x, const std::array<std::int64_t, 2>& window,
                          const std::array<std::int64_t, 2>& stride) {
    return pooled<Rectified>(x, window, stride);
}

}  // namespace blackbody
