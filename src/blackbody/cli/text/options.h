#pragma once
/// What the user asked for, and where a command reads and writes. No LibTorch: the front program parses, and only then
/// is the library opened, if the command needs it.
#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "blackbody/instruments/thermal/options/sample_options.h"
#include "blackbody/instruments/thermal/options/thermal_options.h"
#include "blackbody/training/options/machine_run_options.h"
#include "blackbody/training/options/network_run_options.h"

namespace blackbody {

/// How the arrays of a file are read as a Boltzmann machine, and data as states of its visible units.
struct MachineFlags {
    std::vector<std::string> keys{};   ///< names of W, a, b
    std::vector<std::string> units{};  ///< of the layers, or one for all
    std::int64_t potts_states = 0;     ///< q of Potts units where the file does not say
    std::string picture;               ///< "28x28": visible units are pixels
    std::string binarise;              ///< "", threshold, sample
    double threshold = .5;
    std::string weights;  ///< of samples, a file
};

struct Options {
    std::string command;
    std::vector<std::string> arguments{};  ///< the whole call, for the report's "reproduce"

    // What is opened.
    std::string model;  ///< "" = the bundled specimen
    std::string data, labels, split, classes;
    std::string preprocess = "auto";  ///< imagenet | cifar10 | unit | signed | bgr255 | caffe | raw | auto
    std::vector<double> mean{}, std{};
    std::string size, channels;  ///< "224" or "224x224"; rgb | bgr
    std::int64_t limit = 0;      ///< at most so many samples, 0 = all
    std::string scores;          ///< name of the output that holds the scores of classes; "" = found

    // What is measured, and how.
    std::vector<std::string> only{}, skip{}, layers{};
    std::string convention = "blackbody";
    std::uint64_t seed = 0;
    int threads = 0;  ///< 0 = all cores
    std::string device = "cpu";
    double budget_seconds = 0;
    std::int64_t max_memory = 0;  ///< bytes, 0 = no limit
    std::int64_t null_draws = 19;

    // Where results go.
    std::string html, json, csv;  ///< "-" = standard output
    bool quiet = false, verbose = false;

    // Gates.
    std::string baseline, reference;
    std::vector<std::string> fail_on{};
    double tolerance = -1;  ///< below 0: by the type of the network's numbers

    // Ensembles.
    MachineFlags machine{};
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
