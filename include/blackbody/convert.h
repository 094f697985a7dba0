#pragma once
/// A network as a wave system, node by node: what is equal and what is not.
///
///     std::unique_ptr<Network> network = load_network("model.onnx");
///     Dataset data = load_dataset("images/", network->graph().inputs);
///     Conversion conversion = convert(*network, data, usual_variants(network->graph()));
#include "blackbody/bridges/conversion_results.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/network.h"
