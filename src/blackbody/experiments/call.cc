#include "blackbody/experiments/call.h"

#include "blackbody/util/text.h"

namespace blackbody {
namespace {

const std::string prefix = "training.call.";

/// "weight decay 0.05", "no weight decay".
std::string said(const std::string& key, const std::string& value) {
    const std::string word = name_of({.key = key.c_str()});
    return value.empty() ? "no " + word : word + " " + escape_control(value);
}

}  // namespace

void put_call(const OptionWords& words, Metadata& metadata) {
    for (const auto& [key, value] : words) metadata[prefix + key] = value;
}

void check_call(const Metadata& metadata, const OptionWords& words, const std::string& path) {
    OptionWords before;
    for (const auto& [key, value] : metadata)
        if (key.starts_with(prefix)) before[key.substr(prefix.size())] = value;
    if (const auto differs = difference(before, words))
        throw Error(ErrorKind::data,
                    Complaint{.file = path,
                              .place = "checkpoint",
                              .expected = said(differs->key, differs->before) + " as the run was begun",
                              .found = said(differs->key, differs->now),
                              .advice = {"call it as before, or without resume", {differs->key, "resume"}}});
}

Interrupted gone_on_later(const Interrupted& error, const std::string& path) {
    return {error, {path + " holds the training so far, and resume goes on from there", {"resume"}}};
}

}  // namespace blackbody
