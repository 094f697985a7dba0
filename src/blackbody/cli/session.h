#pragma once
/// What a command opens: a system, and data that fits it.
#include <memory>

#include "blackbody/base/results.h"
#include "blackbody/base/system.h"
#include "blackbody/cli/text/options.h"
#include "blackbody/loading/open.h"

namespace blackbody {

/// The network (ONNX) or the weights alone (safetensors) that the options name; "" is the bundled specimen.
std::unique_ptr<System> open_system(const Options& options);

/// The data that the options name, shaped for `system`'s input; `auto` preprocessing is decided here, and labels may
/// say which output of the system holds the scores of classes.
OpenedSource open_data(const Options& options, System& system);

inline constexpr const char* specimen_model = "fashion-cnn.onnx";

/// Folder of the bundled specimen. Throws Error(usage) if it is not there.
std::string specimen_folder();

/// What ran: version, call, device, seed, threads; seconds are set when they are known.
RunInfo run_info(const Options& options, const std::string& dtype);

/// Threads and device as the options say.
void apply_threads(const Options& options);

}  // namespace blackbody
