#pragma once
/// Which samples of the data, and how pixels become what a network was trained on. Text: the front program fills it.
///
///     const DataOptions data{.split = "test", .preprocess = {.name = "imagenet"}, .limit = 1000};
#include "blackbody/base/fields.h"

namespace blackbody {

/// What the user said, number by number; what was not given is as the named convention has it.
struct PreprocessOptions {
    std::string name = "auto";
    std::vector<double> mean{}, std{};
    std::optional<std::string> channels{};  ///< "rgb" or "bgr"
};

struct DataOptions {
    std::string split{};    ///< which of several data sets: "test"
    std::string labels{};   ///< a file of class numbers or names; "" = found by name, "none" = none
    std::string classes{};  ///< a file of class names, one a line
    PreprocessOptions preprocess{};
    std::string size{};                   ///< bring pictures to this size, "224" or "224x160"; "" = the network's
    std::optional<std::int64_t> limit{};  ///< at most so many samples, spread over all
    std::int64_t class_count = 0;         ///< number of the network's classes; labels must be below it; 0 = unknown
};

void fields(Is<DataOptions> auto& x, auto&& f) {
    const auto add = [&](OptionField field, auto& value) { field.group = "Data", f(field, value); };
    add({.key = "split", .help = "which of several in the folder: test, train, ..."}, x.split);
    add({.key = "labels", .help = "class numbers or names, if not beside the data; none", .takes = "FILE"}, x.labels);
    add({.key = "classes", .help = "class names, one a line", .takes = "FILE"}, x.classes);
    add({.key = "preprocess",
         .help = "imagenet, unit, signed, bgr255, raw, ...; auto",
         .words = {"imagenet", "cifar10", "unit", "signed", "bgr255", "caffe", "raw", "auto"}},
        x.preprocess.name);
    add({.key = "mean", .help = "subtracted, one number or one a channel", .range = from(-1e6, 1e6)},
        x.preprocess.mean);
    add({.key = "std", .help = "divided by, after the mean", .range = above(0, 1e6)}, x.preprocess.std);
    add({.key = "size", .help = "images are resized to this", .takes = "HxW"}, x.size);
    add({.key = "channels",
         .help = "channel order that the network expects",
         .words = {"rgb", "bgr"},
         .takes = "rgb|bgr"},
        x.preprocess.channels);
    add({.key = "limit", .help = "at most so many samples", .range = whole(1, 1e12)}, x.limit);
    add({.key = "class_count"}, x.class_count);
}

struct ImageSize {
    std::int64_t height = 0, width = 0;  ///< 0: nothing was said
};
/// Throws OptionError.
ImageSize image_size(const DataOptions& options);

/// Throws OptionError: a field that cannot be.
void check(const DataOptions& options);

}  // namespace blackbody
