#include "blackbody/loading/dataset.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "blackbody/formats/image/image.h"
#include "blackbody/loading/data_files.h"
#include "blackbody/loading/labels.h"
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
    };
    std::vector<Input> inputs;
    std::vector<std::int64_t> positions;  ///< of the samples used, in the order of the stream
    std::vector<std::int64_t> labels;     ///< one a position, or empty
    Preprocess preprocess;
    bool is_open = false;
    std::int64_t channels = 0;
    DataCard card;
};

namespace {

using Contents = Dataset::Contents;

[[noreturn]] void refuse(const std::string& file, const std::string& place, const std::string& expected,
                         const std::string& found, const std::string& advice) {
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

Contents::Input open_input(const Port& port, const FoundData& found, const std::string& path,
                           const DataOptions& options) {
    Fitting fitting{.input = port, .file = path, .height = options.height, .width = options.width};
    if (!found.pictures.empty()) return {port.name, port.type, picture_samples(found.pictures, fitting)};
    auto array = found.inputs.find(port.name);
    if (array == found.inputs.end()) array = found.inputs.find("");
    if (array == found.inputs.end())
        refuse(path, "", "data for input '" + port.name + "'", "none", "give --data " + port.name + "=FILE.npy");
    fitting.file = array->second.file;
    const auto rows = rows_of(array->second);
    if (rows->row_bytes() == 0)
        refuse(fitting.file, "input '" + port.name + "'", "samples of at least one number", shape_text(rows->shape()),
               "");
    const bool real_into_integer =
        c10::isFloatingType(scalar_type_of(rows->type(), port.name)) && !c10::isFloatingType(port.type);
    if (real_into_integer)
        refuse(fitting.file, "input '" + port.name + "'", c10::toString(port.type), to_string(rows->type()),
               "give whole numbers");
    return {port.name, port.type, array_samples(rows, fitting)};
}

void open_inputs(Contents& contents, const std::vector<Port>& inputs, const FoundData& found,
                 const DataOptions& options) {
    for (const Port& port : inputs) contents.inputs.push_back(open_input(port, found, contents.card.file, options));
    const std::int64_t size = contents.inputs.at(0).samples->size();
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

void open_labels(Contents& contents, const FoundData& found, const DataOptions& options) {
    DataCard& card = contents.card;
    const std::vector<std::string> names =
        options.classes.empty() ? std::vector<std::string>{} : read_class_names(options.classes);
    std::string file = card.file;
    std::vector<std::int64_t> labels;
    if (!options.labels.empty()) labels = read_labels(found_array(options.labels)), file = options.labels;
    else if (found.labels) labels = read_labels(*found.labels), file = found.labels->file;
    else if (!found.picture_labels.empty()) labels = folder_labels(found, names, card.file);
    card.labelled = !options.labels.empty() || found.labels || !found.picture_labels.empty();
    if (card.labelled) check_labels(labels, card.samples_given, options.class_count, file);
    card.classes = names.empty() ? found.classes : names;

    // Names, where there are any, must reach to the last class.
    const std::int64_t most = labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end());
    if (!names.empty() && most >= static_cast<std::int64_t>(names.size()))
        refuse(options.classes, "class names", "at least " + std::to_string(most + 1), std::to_string(names.size()),
               "one name a line, in the order of the network's outputs");
    if (names.empty() && !found.classes.empty() &&
        options.class_count > static_cast<std::int64_t>(found.classes.size()))
        card.notes.push_back(
            "classes are numbered by the order of the folders' names, and the network has more: give --classes if its "
            "order is another");
    contents.labels = std::move(labels);
}

/// Keeps every sample, or `limit` of them spread over all.
void select(Contents& contents, std::int64_t limit) {
    const auto kept = spread_positions(static_cast<std::int64_t>(contents.positions.size()), limit);
    std::vector<std::int64_t> positions, labels;
    for (const std::int64_t i : kept) {
        positions.push_back(contents.positions[static_cast<std::size_t>(i)]);
        if (!contents.labels.empty()) labels.push_back(contents.labels[static_cast<std::size_t>(i)]);
    }
    contents.positions = std::move(positions), contents.labels = std::move(labels);
    contents.card.samples_used = static_cast<std::int64_t>(contents.positions.size());
}

void prepare(Contents& contents, const PreprocessOptions& options) {
    if (contents.channels == 0) {
        contents.card.preprocessing = "none: the values are fed as they are stored";
        if (!is_open(options) && options.name != "raw")
            contents.card.notes.push_back(
                "the samples are not bytes of pictures, so --preprocess, --mean and --std do nothing");
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
        const bool is_half = input.type == at::kHalf || input.type == at::kBFloat16;
        batch.inputs.emplace_back(input.name, values.to(is_half ? at::kFloat : input.type));
    }
    if (contents_->labels.empty()) return batch;
    batch.labels = at::empty({count}, at::kLong);
    std::copy_n(contents_->labels.begin() + first, count, batch.labels.data_ptr<std::int64_t>());
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
        select(contents, options.limit > 0 ? options.limit : contents.card.samples_given);
        if (contents.card.samples_used < contents.card.samples_given)
            contents.card.notes.push_back(with_commas(contents.card.samples_used) + " of " +
                                          with_commas(contents.card.samples_given) +
                                          " samples are used, spread over all");
        return Dataset(std::make_shared<const Contents>(std::move(contents)));
    });
}

}  // namespace blackbody
