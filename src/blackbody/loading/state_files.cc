#include "blackbody/loading/state_files.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include "blackbody/formats/csv/csv.h"
#include "blackbody/formats/fasta/fasta.h"
#include "blackbody/formats/npy/npy.h"
#include "blackbody/loading/data_files.h"
#include "blackbody/loading/data_names.h"
#include "blackbody/loading/labels.h"
#include "blackbody/loading/samples.h"
#include "blackbody/loading/spread.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& expected, const std::string& found,
                         const std::string& advice = "") {
    throw Error(ErrorKind::data, Complaint{.file = path, .expected = expected, .found = found, .advice = advice});
}

bool ends_with_any(const std::string& path, std::initializer_list<const char*> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](const char* e) { return path.ends_with(e); });
}

StoredSamples from_table(const std::string& path) {
    const Table table = read_csv(path);
    StoredSamples samples;
    samples.values = at::tensor(table.values, at::kDouble).view({table.rows, table.columns});
    samples.card.format = "CSV";
    samples.card.shape = "text [" + std::to_string(table.columns) + "]";
    return samples;
}

StoredSamples from_alignment(const std::string& path) {
    const Alignment alignment = read_fasta(path);
    StoredSamples samples;
    samples.values = at::empty({alignment.rows, alignment.length}, at::kByte);
    std::copy(alignment.values.begin(), alignment.values.end(), samples.values.data_ptr<std::uint8_t>());
    samples.alphabet = alignment.alphabet;
    samples.card.format = "FASTA, alphabet " + alignment.alphabet;
    samples.card.shape = "letters [" + std::to_string(alignment.length) + "]";
    const auto note = [&](std::int64_t count, const std::string& what) {
        if (count) samples.card.notes.push_back(with_commas(count) + " " + what);
    };
    note(alignment.unknown, "letters outside the alphabet are read as gaps");
    note(alignment.inserted, "inserted letters (small, or dots) are left out");
    return samples;
}

/// Bits, the highest of a byte first, as numpy.packbits writes them.
StoredSamples from_packed(const std::string& path, const Npz& npz) {
    const at::Tensor packed = tensor_of(npz.read("packed"), "packed"),
                     shape = tensor_of(npz.read("shape"), "shape").to(at::kLong).view(-1);
    const std::int64_t rows = shape.numel() == 2 ? shape[0].item<std::int64_t>() : -1,
                       units = shape.numel() == 2 ? shape[1].item<std::int64_t>() : -1;
    const bool fits = packed.scalar_type() == at::kByte && packed.dim() == 2 && rows == packed.size(0) && units > 0 &&
                      (units + 7) / 8 == packed.size(1);
    if (!fits)
        refuse(path, "packed uint8 [N, ceil(U/8)] and shape [N, U]",
               "packed " + shape_text(packed.sizes()) + " and shape [" + std::to_string(rows) + ", " +
                   std::to_string(units) + "]");
    StoredSamples samples;
    const at::Tensor shifts = at::arange(7, -1, -1, at::kByte);
    samples.values = packed.unsqueeze(2)
                         .bitwise_right_shift(shifts)
                         .bitwise_and(1)
                         .view({rows, -1})
                         .narrow(1, 0, units)
                         .contiguous();
    samples.card.format = "npz, packed bits";
    samples.card.shape = "bits [" + std::to_string(units) + "]";
    return samples;
}

/// {Y, X} of samples with one channel.
std::vector<std::int64_t> picture_of(std::vector<std::int64_t> shape) {
    std::erase(shape, 1);
    return shape.size() == 2 ? shape : std::vector<std::int64_t>{};
}

at::Tensor whole(const Rows& rows) {
    at::Tensor values = at::empty(rows.shape(), at::TensorOptions(scalar_type_of(rows.type(), "samples")));
    rows.read(0, rows.size(), {static_cast<std::byte*>(values.data_ptr()), values.nbytes()});
    return values;
}

StoredSamples from_arrays(const std::string& path, const FoundData& found) {
    StoredSamples samples;
    if (!found.pictures.empty()) {
        const auto files = picture_samples(
            found.pictures, {.input = {"pictures", at::kFloat, {-1, 1, -1, -1}, {}, true}, .file = path});
        samples.kept = spread_positions(files->size(), files->size());
        const Inspection seen = files->inspect(samples.kept);
        if (seen.unreadable.size() == samples.kept.size()) throw Error(ErrorKind::data, seen.complaint);
        for (const std::int64_t broken : seen.unreadable) std::erase(samples.kept, broken);
        for (const std::string& note : notes_of(seen, files->size())) samples.card.notes.push_back(note);
        samples.values = files->read(samples.kept).to(at::kByte);
        samples.card.shape = files->stored(), samples.card.format = "pictures";
        for (const std::string& note : files->notes()) samples.card.notes.push_back(note);
    } else {
        const FoundArray& array = found.inputs.begin()->second;
        const auto rows = rows_of(array);
        require_real(rows->type(), array.file, "samples");
        if (rows->row_bytes() == 0 || rows->size() == 0) refuse(array.file, "samples", shape_text(rows->shape()));
        samples.values = whole(*rows);
        samples.card.format = array.format;
        samples.card.shape = std::string(to_string(rows->type())) + " " + shape_text(rows->shape().subspan(1));
    }
    samples.picture = picture_of({samples.values.sizes().begin() + 1, samples.values.sizes().end()});
    samples.values = samples.values.reshape({samples.values.size(0), -1});
    samples.card.split = found.split;
    return samples;
}

void add_labels(StoredSamples& samples, const FoundData& found, const std::string& path) {
    const std::int64_t stored = found.pictures.empty() ? samples.values.size(0) : std::ssize(found.pictures);
    const Labels labels = labels_of(found, {.samples = stored, .path = path});
    samples.card.notes.insert(samples.card.notes.end(), labels.notes.begin(), labels.notes.end());
    samples.card.classes = labels.classes;
    if (!labels.are_there) return;
    samples.labels = at::tensor(labels.numbers, at::kLong);
    if (!samples.kept.empty()) samples.labels = samples.labels.index_select(0, at::tensor(samples.kept, at::kLong));
}

StoredSamples from_file(const std::string& path, const std::string& split) {
    if (ends_with_any(path, {".csv", ".txt", ".tsv"})) return from_table(path);
    if (ends_with_any(path, {".fasta", ".fa", ".faa", ".fna", ".afa", ".a2m", ".aln"})) return from_alignment(path);
    const FoundData found = find_data(path, split, {});
    if (const auto bits = found.inputs.find(""); bits != found.inputs.end() && bits->second.entry == "packed" &&
                                                 bits->second.archive && bits->second.archive->has("shape"))
        return from_packed(path, *bits->second.archive);
    StoredSamples samples = from_arrays(path, found);
    add_labels(samples, found, path);
    samples.card.notes.insert(samples.card.notes.end(), found.notes.begin(), found.notes.end());
    return samples;
}

void limit_to(StoredSamples& samples, std::int64_t limit) {
    const std::int64_t given = samples.card.samples_given = samples.card.samples_used = samples.values.size(0);
    if (limit <= 0 || limit >= given) return;
    const at::Tensor kept = at::tensor(spread_positions(given, limit), at::kLong);
    samples.values = samples.values.index_select(0, kept);
    if (samples.labels.defined()) samples.labels = samples.labels.index_select(0, kept);
    samples.card.samples_used = limit;
    samples.card.notes.push_back(with_commas(limit) + " of " + with_commas(given) +
                                 " samples are used, spread over all");
}

/// Bytes of pictures become grey values; bytes that are all 0 or 1 are states already.
void to_grey(StoredSamples& samples) {
    if (samples.values.scalar_type() != at::kByte || !samples.alphabet.empty() || samples.values.max().item<int>() <= 1)
        return;
    samples.values = samples.values.to(at::kFloat) / 255;
    samples.card.preprocessing = "grey values: bytes / 255";
}

}  // namespace

StoredSamples read_samples(const std::string& path, const std::string& split, std::int64_t limit) {
    try {
        StoredSamples samples = from_file(path, split);
        samples.card.file = path;
        samples.card.labelled = samples.labels.defined();
        limit_to(samples, limit);
        to_grey(samples);
        return samples;
    } catch (const FormatError& error) {
        throw Error(ErrorKind::data, std::string(error.what()));
    }
}

}  // namespace blackbody
