/// Chooses the images of the bundled specimen: 512 of the test set of Fashion-MNIST, by a seed, without looking.
///
///     specimen_sample DATASET_FOLDER OUTPUT_FOLDER
///
/// Writes t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz and classes.txt, the same bytes every time.
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "blackbody/formats/idx/idx.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/rng.h"

namespace blackbody {
namespace {

constexpr Seed seed = 20261122;
constexpr std::size_t sample_size = 512;

/// A gzip member without a time or a name.
std::string packed(std::string bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<unsigned>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data()), stream.avail_out = static_cast<unsigned>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// The chosen rows of an IDX file of bytes, in its own order.
void write_rows(const std::string& from, const std::string& to, const std::vector<std::int64_t>& chosen) {
    const auto rows = idx_rows(from);
    std::string bytes = {0, 0, 8, static_cast<char>(rows->shape().size())};
    std::vector<std::int64_t> sizes(rows->shape().begin(), rows->shape().end());
    sizes[0] = static_cast<std::int64_t>(chosen.size());
    for (const std::int64_t size : sizes)
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift);
    std::vector<std::byte> row(rows->row_bytes());
    for (const std::int64_t i : chosen) {
        rows->read(i, 1, row);
        bytes.append(reinterpret_cast<const char*>(row.data()), row.size());
    }
    write_file(to, [&](std::ostream& out) { out << packed(bytes); });
}

void run(const std::string& dataset, const std::string& folder) {
    const std::string images = "/t10k-images-idx3-ubyte.gz", labels = "/t10k-labels-idx1-ubyte.gz";
    std::vector<std::int64_t> chosen = Random(seed, 0).permutation(idx_rows(dataset + labels)->size());
    chosen.resize(sample_size);
    std::sort(chosen.begin(), chosen.end());
    write_rows(dataset + images, folder + images, chosen);
    write_rows(dataset + labels, folder + labels, chosen);
    write_file(folder + "/classes.txt", [](std::ostream& out) {
        out << "T-shirt/top\nTrouser\nPullover\nDress\nCoat\nSandal\nShirt\nSneaker\nBag\nAnkle boot\n";
    });
}

}  // namespace
}  // namespace blackbody

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: specimen_sample DATASET_FOLDER OUTPUT_FOLDER\n";
        return 2;
    }
    try {
        blackbody::run(argv[1], argv[2]);
    } catch (const blackbody::Error& error) {
        std::cerr << error.what() << "\n";
        return error.exit_code();
    }
    return 0;
}
