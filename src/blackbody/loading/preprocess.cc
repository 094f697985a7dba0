#include "blackbody/loading/preprocess.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "blackbody/base/fields.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double byte = 1.0 / 255;

at::Tensor by_channel(const std::vector<double>& numbers) {
    return at::tensor(numbers, at::kFloat).view({1, static_cast<std::int64_t>(numbers.size()), 1, 1});
}

std::string words(const std::vector<double>& numbers) {
    std::vector<std::string> texts;
    for (const double number : numbers) texts.push_back(short_number(number, 6));
    return join(texts, " ");
}

void check_count(const std::vector<double>& numbers, const std::string& option, std::int64_t channels) {
    const auto count = static_cast<std::int64_t>(numbers.size());
    if (count <= 1 || count == channels) return;
    throw OptionError(option, "expected one number, or " + std::to_string(channels) + " (one a channel), found " +
                                  std::to_string(count));
}

/// A mean of three colours, or an order of them, needs pictures of three.
void check_colours(const Preprocess& p, const std::string& said, std::int64_t channels, const std::string& file) {
    const auto fits = [&](const std::vector<double>& v) { return v.size() == 1 || std::ssize(v) == channels; };
    if (fits(p.mean) && fits(p.std) && (!p.bgr || channels == 3)) return;
    throw Error(ErrorKind::usage,
                Complaint{.file = file,
                          .place = said,
                          .expected = "pictures of 3 channels (red, green, blue)",
                          .found = std::to_string(channels) + (channels == 1 ? " channel (grey)" : " channels"),
                          .advice = {"take the preprocessing unit, signed or raw, or a mean and std of one number each",
                                     {"preprocess", "mean", "std"}}});
}

}  // namespace

const std::vector<Preprocess>& usual_preprocesses() {
    static const std::vector<Preprocess> records = {
        {.name = "imagenet",
         .scale = byte,
         .mean = {.485, .456, .406},
         .std = {.229, .224, .225},
         .origin = "torchvision's pretrained models"},
        {.name = "cifar10",
         .scale = byte,
         .mean = {.4914, .4822, .4465},
         .std = {.2470, .2435, .2616},
         .origin = "many CIFAR-10 models"},
        {.name = "unit", .scale = byte, .origin = "x in 0..1"},
        {.name = "signed",
         .scale = 1 / 127.5,
         .mean = {1},
         .origin = "x in -1..1: TensorFlow's MobileNet, Inception and EfficientNet-Lite"},
        {.name = "bgr255", .bgr = true, .origin = "blue first, x in 0..255: Windows ML"},
        {.name = "caffe",
         .mean = {103.939, 116.779, 123.68},
         .bgr = true,
         .origin = "blue first, the mean of ImageNet subtracted: Caffe"},
        {.name = "raw", .origin = "x as it is"}};
    return records;
}

std::vector<Preprocess> usual_preprocesses(std::int64_t channels) {
    std::vector<Preprocess> fitting;
    for (const Preprocess& p : usual_preprocesses())
        if (channels == 3 || (p.mean.size() == 1 && !p.bgr)) fitting.push_back(p);
    return fitting;
}

const Preprocess& find_preprocess(const std::string& name) {
    std::vector<std::string> names;
    for (const Preprocess& p : usual_preprocesses()) {
        if (p.name == name) return p;
        names.push_back(p.name);
    }
    throw OptionError("preprocess", "expected auto, " + join(names, ", ") + ", found '" + escape_control(name) + "'");
}

bool is_open(const PreprocessOptions& options) {
    return options.name == "auto" && options.mean.empty() && options.std.empty();
}

Preprocess choose_preprocess(const PreprocessOptions& options, std::int64_t channels, const std::string& file) {
    // Start from the named convention; without a name the size of the mean tells its scale.
    const bool small = std::all_of(options.mean.begin(), options.mean.end(), [](double m) { return m <= 1; });
    Preprocess chosen = find_preprocess(options.name != "auto" ? options.name : small ? "unit" : "raw");

    // Replace what was given number by number.
    check_count(options.mean, "mean", channels);
    check_count(options.std, "std", channels);
    for (const double s : options.std)
        if (!(s > 0)) throw OptionError("std", "expected numbers above 0, found " + short_number(s));
    if (!options.mean.empty()) chosen.mean = options.mean;
    if (!options.std.empty()) chosen.std = options.std;
    if (options.channels) chosen.bgr = options.channels == "bgr";
    if (!options.mean.empty() || !options.std.empty()) chosen.name = "given";
    check_colours(chosen, options.channels == "bgr" ? "channels bgr" : "preprocess " + chosen.name, channels, file);
    return chosen;
}

std::string describe(const Preprocess& p, std::int64_t channels) {
    std::string text = p.name + ": ";
    if (p.scale == 1) text += "x";
    else text += "x / " + short_number(1 / p.scale, 6);
    if (p.mean != std::vector<double>{0}) text += ", mean " + words(p.mean);
    if (p.std != std::vector<double>{1}) text += ", std " + words(p.std);
    if (channels == 3) text += p.bgr ? ", BGR" : ", RGB";
    return text;
}

at::Tensor apply(const Preprocess& p, const at::Tensor& pixels) {
    const at::Tensor x = p.bgr ? at::flip(pixels, {1}) : pixels;
    return (x.to(at::kFloat) * p.scale - by_channel(p.mean)) / by_channel(p.std);
}

}  // namespace blackbody
