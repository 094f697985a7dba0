#include "blackbody/formats/npy/npy.h"
#include "blackbody/formats/fuzz/target.h"
#include "support/made_files.h"

namespace blackbody {
namespace {

std::string with_header(const std::string& dictionary, const std::string& data) {
    std::string bytes("\x93NUMPY\x02\x00", 8);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(dictionary.size() >> shift);
    return bytes + dictionary + data;
}

std::string counted(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i);
    return bytes;
}

std::vector<std::string> seeds() {
    return {with_header("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 3), }\n", counted(48)),
            with_header("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3, 4), }\n", counted(48)),
            with_header("{'descr': '|b1', 'fortran_order': False, 'shape': (), }", "\1"),
            with_header("{\"shape\": (3L,), \"fortran_order\": True, \"descr\": \"<c16\"}", counted(48))};
}

std::vector<std::string> archives() {
    const std::vector<std::string> arrays = seeds();
    return {samples::zipped({{"x.npy", arrays[0]}, {"y.npy", arrays[1]}, {"notes.txt", "text"}}),
            samples::zipped({{"x.npy", arrays[1]}}, ZIP_CM_STORE),
            samples::zipped({{"x.npy", with_header("{'descr': '|u1', 'fortran_order': False, 'shape': (4096,), }",
                                                   std::string(4096, '\0'))}})};
}

void parse(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    fuzz::touch(parse_npy(bytes, std::move(owner), "a.npy").bytes);
}

void parse_archive(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    const Npz npz = Npz::parse(bytes, std::move(owner), "a.npz");
    for (const Npz::Entry& entry : npz.entries()) fuzz::touch(npz.read(entry.name).bytes);
}

const fuzz::Target npy{.name = "npy", .seeds = seeds, .parse = parse, .amplification = 100};
const fuzz::Target npz{
    .name = "npz", .seeds = archives, .parse = parse_archive, .amplification = 3 * max_deflate_ratio};
const Registered<fuzz::Target> entries[] = {Registered<fuzz::Target>{npy}, Registered<fuzz::Target>{npz}};

}  // namespace
}  // namespace blackbody
