#include "blackbody/formats/idx/idx.h"
#include "blackbody/formats/fuzz/target.h"
#include "support/made_files.h"

namespace blackbody {
namespace {

std::vector<std::string> plain() {
    return {std::string("\0\0\x08\x03\0\0\0\x02\0\0\0\x03\0\0\0\x04", 16) + std::string(24, 'p'),
            std::string("\0\0\x08\x01\0\0\0\x05", 8) + "abcde",
            std::string("\0\0\x0d\x02\0\0\0\x02\0\0\0\x02", 12) + std::string(16, 'f')};
}

std::vector<std::string> packed() {
    std::vector<std::string> files;
    for (const std::string& bytes : plain()) files.push_back(samples::gzipped(bytes));
    files.push_back(samples::gzipped(std::string("\0\0\x08\x01\0\0\x20\0", 8) + std::string(8192, '\0')));
    return files;
}

void parse(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    fuzz::touch(parse_idx(bytes, std::move(owner), "a-idx1-ubyte").bytes);
}

const fuzz::Target idx{.name = "idx", .seeds = plain, .parse = parse, .amplification = 100};
const fuzz::Target gz{.name = "idx.gz", .seeds = packed, .parse = parse, .amplification = 3 * max_deflate_ratio};
const Registered<fuzz::Target> entries[] = {Registered<fuzz::Target>{idx}, Registered<fuzz::Target>{gz}};

}  // namespace
}  // namespace blackbody
