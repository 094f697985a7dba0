#pragma once
/// Any model file as a System, and any data as a Source for it: for a caller who need not know what was trained.
///
///   const auto system = blackbody::open_system("model.onnx");
///   const auto data = blackbody::open_source(*system, {.path = "images/"});
///   const auto measured = blackbody::measure(*system, data.source.get(), blackbody::default_instruments());
///
/// A format is one record (SystemFormat), a kind of system that takes data is one record (SourceFormat): new ones touch
/// nothing here. A file is opened and read once, and told by its content.
#include <memory>
#include <string>

#include "blackbody/base/results.h"
#include "blackbody/base/system.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/machine.h"
#include "blackbody/loading/model_file.h"
#include "blackbody/loading/states.h"
#include "blackbody/systems/ensembles/ensemble.h"
#include "blackbody/systems/onnx/network.h"
#include "blackbody/util/watcher.h"

namespace blackbody {

struct SystemOptions {
    NetworkOptions network{};
    MachineOptions machine{};
    Picture picture{};  ///< of a machine's visible units
    Seed seed = 0;      ///< of a machine's hidden units
};

/// Throws Error(usage) (missing file), Error(model) with file and place.
std::unique_ptr<System> open_system(const std::string& path, const SystemOptions& options = {});

struct SourceSpec {
    std::string path{};                        ///< "" = none; "noise" for a network
    DataOptions data{};                        ///< for a network
    StateOptions states{};                     ///< for a machine
    std::string scores{};                      ///< name of the output that holds the scores of classes; "" = found
    std::int64_t chains = 1000, steps = 1000;  ///< of a machine without data: its own, and how long each has run
    Seed seed = 0;
    Watcher watcher{};
};

struct OpenedSource {
    std::unique_ptr<Source> source;  ///< null: there is none
    DataCard card;
    States states{};  ///< of a machine's visible units; values undefined for other systems, and where there are none
};

/// Data shaped for the system's input; `auto` preprocessing is decided here, and labels may say which output of the
/// system holds the scores of classes. Throws Error(data), and Error(usage) where data is missing.
OpenedSource open_source(System& system, const SourceSpec& spec);

/// A kind of model file. The first that recognises it, by `order`, opens it.
struct SystemFormat {
    std::string name;
    int order = 0;
    bool (*recognises)(const ModelFile& file, const SystemOptions& options) = nullptr;
    std::unique_ptr<System> (*opens)(const ModelFile& file, const SystemOptions& options) = nullptr;
};

/// A kind of system and what data is to it.
struct SourceFormat {
    std::string name;
    int order = 0;
    bool (*recognises)(const System& system) = nullptr;
    OpenedSource (*opens)(System& system, const SourceSpec& spec) = nullptr;
};

}  // namespace blackbody
