#pragma once
/// The record `momentum`: from one convolution to its estimates and curves. What each number means: momentum.info.cc.
#include "blackbody/base/observable.h"
#include "blackbody/instruments/observables/momentum/channel_momentum.h"

namespace blackbody {

/// Whether kernel instruments apply: a convolution of finite numbers with more than one pixel.
Fit fits_spatial_kernel(const Site& site, const InstrumentOptions& options);

/// weight [O, I, Y, X] -> medians over channels, bits, curves. All exact: nothing is sampled.
WeightResult weigh_momentum(const Site& site, const InstrumentOptions& options);

/// The p-quantile of values, linear between order statistics; NaN of none.
double quantile(std::vector<double> values, double p);

}  // namespace blackbody
