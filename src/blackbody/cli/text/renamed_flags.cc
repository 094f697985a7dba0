#include "blackbody/cli/text/renamed_flags.h"

namespace blackbody {
namespace {

constexpr RenamedFlag renamed[] = {{"--rate", "--lr"},
                                   {"--last-rate", "--lr-end-factor"},
                                   {"--upper-rate", "--upper-lr"},
                                   {"--machine-rate", "--machine-lr"},
                                   {"--rule", "--optimizer"},
                                   {"--cost", "--loss"},
                                   {"--l2", "--weight-decay"},
                                   {"--decay", "--weight-decay"},
                                   {"--smoothing", "--label-smoothing"},
                                   {"--held-out", "--validation"},
                                   {"--shift", "--random-shift"},
                                   {"--mirror", "--hflip"},
                                   {"--erase", "--cutout"},
                                   {"--order", "--training"},
                                   {"--looks", "--evaluations"},
                                   {"--spread", "--init-std"},
                                   {"--colours", "--potts-states"},
                                   {"--layerwise", "--pretrain-epochs"},
                                   {"--checkpoint-every", "--monitor"},
                                   {"--report", "--output"}};

bool knows(const CLI::App& command, const std::string& flag) { return command.get_option_no_throw(flag) != nullptr; }

}  // namespace

std::span<const RenamedFlag> renamed_flags() { return renamed; }

std::string successor_of(std::span<const std::string> words, const CLI::App& command) {
    for (const std::string& word : words) {
        const std::string flag = word.substr(0, word.find('='));
        for (const auto& [before, now] : renamed)
            if (flag == before && !knows(command, flag) && knows(command, now)) return flag + " is called " + now;
    }
    return "";
}

}  // namespace blackbody
