#include "blackbody/experiments/checkpoint.h"

#include <charconv>

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& expected, const std::string& found) {
    throw Error(ErrorKind::data, Complaint{.file = path,
                                           .place = "checkpoint",
                                           .expected = expected,
                                           .found = found,
                                           .advice = {"without resume training begins anew", {"resume"}}});
}

std::int64_t number(const Metadata& metadata, const std::string& key, const std::string& path) {
    const auto found = metadata.find(key);
    const std::string digits = found == metadata.end() ? "" : found->second;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || value < 0)
        refuse(path, "a number as " + key, digits.empty() ? "nothing" : escape_control(digits));
    return value;
}

}  // namespace

void put(const Checkpoint& checkpoint, Arrays& arrays, Metadata& metadata) {
    put_all(arrays, "history", checkpoint.history);
    put_all(arrays, "training", checkpoint.state);
    metadata["training.stage"] = std::to_string(checkpoint.stage);
    metadata["training.updates"] = std::to_string(checkpoint.updates);
    metadata["training.finished"] = checkpoint.is_finished ? "yes" : "no";
}

Checkpoint checkpoint_in(const Arrays& arrays, const Metadata& metadata, const std::string& path) {
    if (!metadata.contains("training.finished")) refuse(path, "a training that can go on", "what was learned alone");
    return {.stage = number(metadata, "training.stage", path),
            .updates = number(metadata, "training.updates", path),
            .state = part_of(arrays, "training"),
            .history = part_of(arrays, "history"),
            .is_finished = metadata.at("training.finished") == "yes"};
}

}  // namespace blackbody
