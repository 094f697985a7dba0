#include "blackbody/loading/dataset.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "blackbody/formats/image/image.h"
#include "blackbody/loading/constant_samples.h"
#include "blackbody/loading/data_files.h"
#include "blackbody/loading/labels.h"
#include "blackbody/loading/number_types.h"
#include "blackbody/loading/samples.h"
#include "blackbody/loading/spread.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {

/// Everything about a data set; two that differ only in preparation or selection share their samples.
struct Dataset::Contents {
    struct Input {
        std::string name;
        at::ScalarType type;
        std::shared_ptr<const Samples> samples;
        bool may_be_non_finite = false;
    };
    std::vector<Input> inputs;
    std::vector<std::int64_t> positions;  ///< of the samples used, in the order of the stream
    std::vector<std::int64_t> labels;     ///< `labels_a_sample` a position, or empty
    std::int64_t labels_a_sample = 1;     ///< several: one a token, or one a question of yes (1) and no (0)
    Preprocess preprocess;
    bool is_open = false;
    std::int64_t channels = 0;
    DataCard card;
};

namespace {

using Contents = Dataset::Contents;

[[noreturn]] void refuse(const std::string& file, const std::string& place, const std::string& expected,
                         const std::string& found, const Advice& advice) {
    throw Error(ErrorKind::data,
                Complaint{.file = file, .place = place, .expected = expected, .found = found, .advice = advice});
}

/// Formats do not know that they read data; here it is known.
template <class Read>
auto as_data(Read read) {
    try {
        return read();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::model) throw;
        throw Error(ErrorKind::data, std::string(error.what()));
    } catch (const std::filesystem::filesystem_error& error) {
        throw Error(ErrorKind::data, Complaint{.file = error.path1().string(), .place = error.code().message()});
    }
}

Contents::Input open_input(const Port& port, const FoundData& found, Contents& contents, const DataOptions& options) {
    const std::string& path = contents.card.file;
    const ImageSize size = image_size(options);
    Fitting fitting{.input = port, .file = path, .height = size.height, .width = size.width};
    if (!found.pictures.empty()) return {port.name, port.type, picture_samples(found.pictures, fitting)};
    auto array = found.inputs.find(port.name);
    if (array == found.inputs.end()) array = found.inputs.find("");
    if (array == found.inputs.end())
        refuse(path, "", "data for input '" + port.name + "'", "none",
               {"give as data " + port.name + "=FILE.npy", {"data"}});
    fitting.file = array->second.file;
    const std::shared_ptr<const Rows> rows = rows_of(array->second);
    if (rows->row_bytes() == 0)
        refuse(fitting.file, "input '" + port.name + "'", "samples of at least one number", shape_text(rows->shape()),
               "");
    if (c10::isComplexType(scalar_type_of(rows->type(), port.name)))
        refuse(fitting.file, "input '" + port.name + "'", "real numbers", to_string(rows->type()),
               "save real and imaginary parts, or their absolute values, as the network learned them");
    std::unique_ptr<Samples> samples = array_samples(rows, fitting);
    if (const std::string note = note_of_types(*rows, port, fitting.file); !note.empty())
        contents.card.notes.push_back(note);
    return {port.name, port.type, std::move(samples), c10::isFloatingType(scalar_type_of(rows->type(), port.name))};
}

/// What is the same for all samples has its own array.
Contents::Input open_constant(const Port& port, const FoundData& found, std::int64_t samples, const std::string& path) {
    const auto array = found.inputs.find(port.name);
    if (array == found.inputs.end())
        refuse(path, "", "an array for input '" + port.name + "', which has no sample axis", "none",
               {"give as data INPUT=DATA," + port.name + "=FILE.npy", {"data"}});
    return {port.name, port.type, constant_samples(array->second, port, samples)};
}

void open_inputs(Contents& contents, const std::vector<Port>& inputs, const FoundData& found,
                 const DataOptions& options) {
    for (const Port& port : inputs)
        if (port.per_sample) contents.inputs.push_back(open_input(port, found, contents, options));
    if (contents.inputs.empty())
        refuse(contents.card.file, "", "a network with an input of samples", "inputs without a sample axis only", "");
    const std::int64_t size = contents.inputs.at(0).samples->size();
    for (const Port& port : inputs)
        if (!port.per_sample) contents.inputs.push_back(open_constant(port, found, size, contents.card.file));
    for (const auto& input : contents.inputs) {
        if (input.samples->size() != size)
            refuse(contents.card.file, "input '" + input.name + "'", std::to_string(size) + " samples",
                   std::to_string(input.samples->size()), "all inputs must have as many");
        if (input.samples->are_pixels()) contents.channels = input.samples->channels();
        for (const std::string& note : input.samples->notes()) contents.card.notes.push_back(note);
    }
    if (size == 0) refuse(contents.card.file, "", "at least one sample", "none", "");
    contents.card.samples_given = size;
    contents.card.shape = contents.inputs[0].samples->stored();
    contents.card.format = found.pictures.empty() ? found.inputs.begin()->second.format : "pictures";
}

/// Labels that were given as an array [N, ...] with several a sample; -100 is none, as PyTorch's losses skip it. Which
/// classes there are is checked where they meet the scores. False where the file holds one a sample.
bool open_several_labels(Contents& contents, const std::string& path) {
    if (!path.ends_with(".npy") && !path.ends_with(".npz")) return false;
    if (!std::filesystem::exists(path)) return false;
    const auto rows = rows_of(found_array(path));
    const std::int64_t count = element_count(rows->shape()).value_or(0);
    const at::ScalarType type = scalar_type_of(rows->type(), "labels");
    if (rows->size() == 0 || count <= rows->size() || c10::isComplexType(type)) return false;
    if (rows->size() != contents.card.samples_given)
        refuse(path, "labels", "rows for " + std::to_string(contents.card.samples_given) + " samples",
               std::to_string(rows->size()), "labels and inputs must belong together");
    const at::Tensor stored = at::empty({count}, at::TensorOptions(type));
    rows->read(0, rows->size(), {static_cast<std::byte*>(stored.data_ptr()), stored.nbytes()});
    const at::Tensor numbers = stored.to(at::kDouble);
    for (std::int64_t i = 0; i < count; ++i) {
        const double number = numbers.const_data_ptr<double>()[i];
        if (!(std::abs(number) < 1e15) || number != std::floor(number) || (number < 0 && number != -100))
            refuse(path, "labels of sample " + std::to_string(i / (count / rows->size())),
                   "classes from 0, or -100 for none", short_number(number), "");
        contents.labels.push_back(static_cast<std::int64_t>(number));
    }
    contents.labels_a_sample = count / rows->size();
    return contents.card.labelled = true;
}

void open_labels(Contents& contents, const FoundData& found, const DataOptions& options) {
    DataCard& card = contents.card;
    if (open_several_labels(contents, options.labels)) return;
    Labels labels = labels_of(
        found, {.file = options.labels,
                .names = options.classes.empty() ? std::vector<std::string>{} : read_class_names(options.classes),
                .names_file = options.classes,
                .class_count = options.class_count,
                .samples = card.samples_given,
                .path = card.file});
    card.labelled = labels.are_there;
    card.labels_unused = labels.unused;
    card.classes = std::move(labels.classes);
    card.notes.insert(card.notes.end(), labels.notes.begin(), labels.notes.end());
    contents.labels = std::move(labels.numbers);
}

/// Keeps the samples at these places of the selection.
void keep(Contents& contents, const std::vector<std::int64_t>& places) {
    std::vector<std::int64_t> positions, labels;
    for (const std::int64_t i : places) {
        positions.push_back(contents.positions[static_cast<std::size_t>(i)]);
        if (contents.labels.empty()) continue;
        const auto first = contents.labels.begin() + i * contents.labels_a_sample;
        labels.insert(labels.end(), first, first + contents.labels_a_sample);
    }
    contents.positions = std::move(positions), contents.labels = std::move(labels);
    contents.card.samples_used = std::ssize(contents.positions);
}

/// Keeps every sample, or `limit` of them spread over all.
void select(Contents& contents, std::int64_t limit) {
    keep(contents, spread_positions(static_cast<std::int64_t>(contents.positions.size()), limit));
}

/// Leaves out what cannot be read, and says what is done with pictures.
void leave_out_unreadable(Contents& contents) {
    std::set<std::int64_t> unreadable;
    for (const auto& input : contents.inputs) {
        const Inspection seen = input.samples->inspect(contents.positions);
        if (!seen.unreadable.empty() && seen.unreadable.size() == contents.positions.size())
            throw Error(ErrorKind::data, seen.complaint);
        unreadable.insert(seen.unreadable.begin(), seen.unreadable.end());
        for (const std::string& note : notes_of(seen, std::ssize(contents.positions)))
            contents.card.notes.push_back(note);
    }
    if (unreadable.empty()) return;
    std::vector<std::int64_t> readable;
    for (std::int64_t i = 0; i < std::ssize(contents.positions); ++i)
        if (!unreadable.count(contents.positions[static_cast<std::size_t>(i)])) readable.push_back(i);
    keep(contents, readable);
}

/// Numbers that are not finite are fed as they are, and said.
void note_non_finite(Contents& contents) {
    constexpr std::int64_t piece = 256;
    std::vector<bool> is_broken(contents.positions.size(), false);
    for (const auto& input : contents.inputs) {
        if (!input.may_be_non_finite) continue;
        for (std::int64_t first = 0; first < std::ssize(contents.positions); first += piece) {
            const std::int64_t count = std::min(piece, std::ssize(contents.positions) - first);
            const at::Tensor values =
                input.samples->read(std::span(contents.positions)
                                        .subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)));
            const at::Tensor finite = at::isfinite(values).flatten(1).all(1).contiguous();
            for (std::int64_t i = 0; i < count; ++i)
                if (!finite.const_data_ptr<bool>()[i]) is_broken[static_cast<std::size_t>(first + i)] = true;
        }
    }
    const auto broken = std::count(is_broken.begin(), is_broken.end(), true);
    if (broken == 0) return;
    const auto first = std::find(is_broken.begin(), is_broken.end(), true) - is_broken.begin();
    contents.card.notes.push_back(
        with_commas(broken) + " of " + with_commas(std::ssize(contents.positions)) +
        " samples hold NaN or infinity (the first is sample " +
        with_commas(contents.positions[static_cast<std::size_t>(first)]) +
        "): they are fed as they are, and what they make not finite is left out of the numbers");
}

void prepare(Contents& contents, const PreprocessOptions& options) {
    if (contents.channels == 0) {
        contents.card.preprocessing = "none: the values are fed as they are stored";
        if (!is_open(options) && options.name != "raw")
            contents.card.notes.push_back(
                "the samples are not bytes of pictures that the network takes as real numbers, so the options "
                "preprocess, "
                "mean and std do nothing");
        return;
    }
    contents.is_open = is_open(options);
    contents.preprocess = choose_preprocess(options, contents.channels, contents.card.file);
    contents.card.preprocessing = describe(contents.preprocess, contents.channels);
}

}  // namespace

Dataset::Dataset(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}

std::int64_t Dataset::size() const { return static_cast<std::int64_t>(contents_->positions.size()); }
bool Dataset::labelled() const { return contents_->card.labelled; }
const DataCard& Dataset::card() const { return contents_->card; }
const std::vector<std::int64_t>& Dataset::positions() const { return contents_->positions; }
bool Dataset::preprocess_is_open() const { return contents_->is_open; }
const Preprocess& Dataset::preprocess() const { return contents_->preprocess; }
std::int64_t Dataset::channels() const { return contents_->channels; }

Batch Dataset::read(std::int64_t first, std::int64_t count) const {
    const std::span positions =
        std::span(contents_->positions).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    Batch batch{.inputs = {}, .labels = {}, .first = first, .size = count};
    for (const auto& input : contents_->inputs) {
        at::Tensor values = as_data([&] { return input.samples->read(positions); });
        if (input.samples->are_pixels()) values = apply(contents_->preprocess, values);
        batch.inputs.emplace_back(input.name, as_type(input.samples->arranged(values), input.type));
    }
    if (contents_->labels.empty()) return batch;
    const std::int64_t each = contents_->labels_a_sample;
    batch.labels = each == 1 ? at::empty({count}, at::kLong) : at::empty({count, each}, at::kLong);
    std::copy_n(contents_->labels.begin() + first * each, count * each, batch.labels.data_ptr<std::int64_t>());
    return batch;
}

Dataset Dataset::prepared(const Preprocess& preprocess, const std::vector<std::string>& notes) const {
    Contents contents = *contents_;
    contents.preprocess = preprocess;
    contents.is_open = false;
    contents.card.preprocessing = describe(preprocess, contents.channels);
    contents.card.notes.insert(contents.card.notes.end(), notes.begin(), notes.end());
    return Dataset(std::make_shared<const Contents>(std::move(contents)));
}

Dataset Dataset::spread(std::int64_t count) const {
    Contents contents = *contents_;
    select(contents, count);
    return Dataset(std::make_shared<const Contents>(std::move(contents)));
}

Dataset load_dataset(const std::string& path, const std::vector<Port>& inputs, const DataOptions& options) {
    return as_data([&] {
        // Find the files.
        std::vector<std::string> names;
        for (const Port& port : inputs) names.push_back(port.name);
        const FoundData found = find_data(path, options.split, names);

        // Open inputs and labels, all of which must fit.
        Contents contents;
        contents.card.file = path;
        contents.card.split = found.split;
        contents.card.notes = found.notes;
        open_inputs(contents, inputs, found, options);
        open_labels(contents, found, options);
        prepare(contents, options.preprocess);

        // Choose the samples.
        contents.positions = spread_positions(contents.card.samples_given, contents.card.samples_given);
        select(contents, options.limit.value_or(contents.card.samples_given));
        if (contents.card.samples_used < contents.card.samples_given)
            contents.card.notes.push_back(with_commas(contents.card.samples_used) + " of " +
                                          with_commas(contents.card.samples_given) +
                                          " samples are used, spread over all");
        leave_out_unreadable(contents);
        note_non_finite(contents);
        return Dataset(std::make_shared<const Contents>(std::move(contents)));
    });
}

}  // namespace blackbody
