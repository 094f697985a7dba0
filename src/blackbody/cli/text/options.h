#pragma once
/// What the user asked for, and where a command reads and writes. No LibTorch: the front program parses, and only then
/// is the library opened, if the command needs it. Each struct names its fields once (base/fields.h); what a caller of
/// the library needs, too, stands in its rooms.
#include <istream>
#include <ostream>

#include "blackbody/base/own_options.h"
#include "blackbody/instruments/thermal/options/sample_options.h"
#include "blackbody/instruments/thermal/options/thermal_options.h"
#include "blackbody/loading/options/data_options.h"
#include "blackbody/loading/options/machine_options.h"
#include "blackbody/loading/options/state_options.h"
#include "blackbody/training/options/machine_run_options.h"
#include "blackbody/training/options/network_run_options.h"

namespace blackbody {

/// Samples, from where and which.
struct DataFlags {
    std::string data;
    DataOptions samples{};
};

/// A machine that a file holds, and its visible units as a picture.
struct MachineFlags {
    MachineOptions machine{};
    std::string picture;  ///< "28x28": visible units are pixels
};

/// What is measured.
struct ChoiceFlags {
    std::vector<std::string> only{}, skip{}, layers{};
    std::string scores;  ///< name of the output that holds the scores of classes; "" = found
    std::vector<OwnOptions> own = declared_options();  ///< that instruments declare for themselves
    std::int64_t null_draws = 19;
};

struct RunFlags {
    std::uint64_t seed = 0;
    std::optional<std::int64_t> threads{};  ///< else all cores
    std::string device = "cpu";
    std::optional<double> budget_seconds{};
    std::optional<std::int64_t> max_memory{};  ///< bytes
    bool quiet = false, verbose = false;
};

/// Where results go; "-" is standard output.
struct OutputFlags {
    std::string html, json, csv;
};

struct GateFlags {
    std::vector<std::string> fail_on{};
    std::string baseline, reference;
    std::optional<double> tolerance{};  ///< else by the type of the network's numbers
};

struct Options : DataFlags, MachineFlags, ChoiceFlags, RunFlags, OutputFlags, GateFlags {
    std::string command;
    std::vector<std::string> arguments{};  ///< the whole call, for the report's "reproduce"

    std::string model;  ///< "" = the bundled specimen
    StateOptions states{};
    MachineRunOptions train{};
    NetworkRunOptions train_network{};
    SampleOptions sample{};
    ThermalOptions thermal{};
    std::string train_states;  ///< thermo --train: training data beside `data`

    std::string name;         ///< explain NAME, completion SHELL
    std::string to = "wave";  ///< convert --to
};

struct Console {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool out_is_terminal = false, err_is_terminal = false;
    bool color = false;  ///< of `out`
    int width = 80;
};

}  // namespace blackbody
