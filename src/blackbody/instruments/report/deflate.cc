#include "blackbody/instruments/report/deflate.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace blackbody {
namespace {

std::string base85(std::string_view bytes) {
    static constexpr char digits[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
    std::string out;
    out.reserve((bytes.size() + 3) / 4 * 5);
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        // Four bytes are one number of five digits, the highest first; the last bytes are filled up with zeros.
        std::uint32_t word = 0;
        for (std::size_t k = 0; k < 4; ++k)
            word = word << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        char group[5];
        for (int k = 4; k >= 0; --k, word /= 85) group[k] = digits[word % 85];
        out.append(group, std::min<std::size_t>(bytes.size() - i, 4) + 1);
    }
    return out;
}

}  // namespace

std::string deflated_base85(std::string_view bytes) {
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    const int status = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                                 reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_COMPRESSION);
    if (status != Z_OK) throw std::bad_alloc();
    packed.resize(size);
    return base85(packed);
}

}  // namespace blackbody
