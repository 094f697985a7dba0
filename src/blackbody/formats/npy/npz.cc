// .npz: a zip (libzip) of .npy files.
#include <zip.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "blackbody/formats/npy/npy.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"

namespace blackbody {

/// libzip's handle on bytes that stay where they are. libzip is not thread-safe on one archive: one reader at a time.
struct Npz::Archive {
    std::shared_ptr<const void> owner;
    zip_t* zip = nullptr;
    std::mutex one_reader;
    ~Archive() {
        if (zip) zip_discard(zip);
    }
};

namespace {

constexpr zip_int64_t max_entries = 100000;
constexpr std::size_t header_bytes = 4096;  ///< enough for the header of any array of numbers

[[noreturn]] void refuse(const std::string& path, const std::string& place, const std::string& expected,
                         const std::string& found, const std::string& advice = "") {
    throw FormatError({.file = path, .place = place, .expected = expected, .found = found, .advice = advice});
}

struct OpenEntry {
    zip_file_t* file;
    ~OpenEntry() {
        if (file) zip_fclose(file);
    }
};

/// The first `size` bytes of an entry; the checksum is verified where they are all there are.
std::vector<std::byte> unpack(zip_t* zip, zip_uint64_t index, std::uint64_t size, const std::string& path,
                              const std::string& place) {
    OpenEntry entry{zip_fopen_index(zip, index, 0)};
    if (!entry.file) refuse(path, place, "an entry that can be unpacked", zip_strerror(zip));
    std::vector<std::byte> bytes(size);
    std::uint64_t got = 0;
    while (got < size) {
        const zip_int64_t n = zip_fread(entry.file, bytes.data() + got, size - got);
        if (n <= 0)
            refuse(path, place, std::to_string(size) + " bytes",
                   n < 0 ? zip_file_strerror(entry.file) : std::to_string(got), "the archive is damaged");
        got += static_cast<std::uint64_t>(n);
    }
    char beyond;
    if (zip_fread(entry.file, &beyond, 1) < 0)
        refuse(path, place, "intact data", zip_file_strerror(entry.file), "the archive is damaged");
    return bytes;
}

std::string entry_place(const std::string& name) { return "entry '" + name + "'"; }

void check_declared(const zip_stat_t& stat, const std::string& path, const std::string& place,
                    std::uint64_t max_bytes) {
    constexpr zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if ((stat.valid & needed) != needed) refuse(path, place, "a declared size", "none");
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
        refuse(path, place, "a stored or deflated entry", "compression method " + std::to_string(stat.comp_method),
               "save it with numpy.savez_compressed");
    if (stat.size > max_bytes)
        refuse(path, place, "at most " + std::to_string(max_bytes) + " bytes unpacked", std::to_string(stat.size),
               "save the arrays as .npy, which are read bit by bit");
    if (!deflate_can_hold(stat.comp_size, stat.size))
        refuse(path, place, "a size that " + std::to_string(stat.comp_size) + " packed bytes can hold",
               std::to_string(stat.size), "the archive lies about its sizes");
}

/// Declared size, cap, header: all of it before the entry is unpacked.
std::optional<Npz::Entry> describe(zip_t* zip, zip_uint64_t index, const std::string& path, std::uint64_t max_bytes) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(zip, index, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_NAME))
        refuse(path, "directory", "an entry", zip_strerror(zip));
    std::string name = stat.name;
    if (!name.ends_with(".npy")) return std::nullopt;
    name.resize(name.size() - 4);
    const std::string place = entry_place(name);
    check_declared(stat, path, place, max_bytes);

    const std::uint64_t first = std::min<std::uint64_t>(stat.size, header_bytes);
    const std::vector<std::byte> head = unpack(zip, index, first, path, place);
    Npz::Entry entry{std::move(name), parse_npy_header(head, path + ": " + place), stat.size, stat.comp_size};
    const auto bytes = byte_count(entry.layout);
    if (!bytes || *bytes != stat.size - entry.layout.offset)
        refuse(path, place, "as many bytes as its shape " + shape_text(entry.layout.shape) + " has",
               std::to_string(stat.size - entry.layout.offset));
    return entry;
}

}  // namespace

Npz Npz::parse(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, const std::string& path,
               std::uint64_t max_bytes) {
    Npz npz;
    npz.path_ = path;
    npz.archive_ = std::make_shared<Archive>();
    npz.archive_->owner = std::move(owner);

    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    npz.archive_->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (!npz.archive_->zip) {
        if (source) zip_source_free(source);
        refuse(path, "", "a .npz (zip) file", reason, "is the file whole?");
    }

    const zip_int64_t count = zip_get_num_entries(npz.archive_->zip, 0);
    if (count > max_entries)
        refuse(path, "directory", "at most " + std::to_string(max_entries) + " entries", std::to_string(count));
    for (zip_int64_t i = 0; i < count; ++i) {
        auto entry = describe(npz.archive_->zip, static_cast<zip_uint64_t>(i), path, max_bytes);
        if (!entry) continue;
        if (npz.has(entry->name)) refuse(path, entry_place(entry->name), "one entry of that name", "two");
        npz.entries_.push_back(std::move(*entry));
    }
    return npz;
}

Npz Npz::open(const std::string& path, std::uint64_t max_bytes) {
    const auto file = MappedFile::open(path);
    return parse(file->bytes(), file, path, max_bytes);
}

bool Npz::has(const std::string& name) const {
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
}

TensorView Npz::read(const std::string& name) const {
    const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
    if (entry == entries_.end()) throw std::out_of_range("no entry '" + name + "'");
    const std::scoped_lock lock(archive_->one_reader);
    const zip_int64_t index = zip_name_locate(archive_->zip, (name + ".npy").c_str(), 0);
    const auto bytes = std::make_shared<const std::vector<std::byte>>(
        unpack(archive_->zip, static_cast<zip_uint64_t>(index), entry->bytes, path_, entry_place(name)));
    return parse_npy(*bytes, bytes, path_ + ": " + entry_place(name));
}

}  // namespace blackbody
