#include <algorithm>
#include <cstring>

#include "blackbody/formats/fuzz/target.h"

namespace blackbody::fuzz {
namespace {

/// Edge values that length fields are set to.
std::uint64_t edge(Random& random, std::uint64_t size) {
    const std::uint64_t values[] = {0,
                                    1,
                                    size,
                                    size + 1,
                                    size - 1,
                                    0x7f,
                                    0xff,
                                    0x7fff,
                                    0xffff,
                                    0x7fffffff,
                                    0x80000000,
                                    0xffffffff,
                                    0x7fffffffffffffff,
                                    0x8000000000000000,
                                    0xffffffffffffffff,
                                    std::uint64_t{1} << 60,
                                    random.bits()};
    return values[random.below(std::size(values))];
}

std::size_t position(Random& random, const std::string& bytes) {
    return bytes.empty() ? 0 : random.below(bytes.size());
}

void flip_bits(Random& random, std::string& bytes) {
    for (std::uint64_t n = 1 + random.below(8); n > 0 && !bytes.empty(); --n)
        bytes[position(random, bytes)] ^= static_cast<char>(1 << random.below(8));
}

void overwrite_bytes(Random& random, std::string& bytes) {
    constexpr unsigned char values[] = {0, 1, 0x7f, 0x80, 0xff, '{', '[', '"', ')'};
    for (std::uint64_t n = 1 + random.below(4); n > 0 && !bytes.empty(); --n)
        bytes[position(random, bytes)] = static_cast<char>(values[random.below(std::size(values))]);
}

void truncate(Random& random, std::string& bytes) { bytes.resize(position(random, bytes)); }

void overwrite_length(Random& random, std::string& bytes) {
    const std::size_t at = position(random, bytes), width = std::size_t{1} << random.below(4);
    std::uint64_t value = edge(random, bytes.size());
    if (random.below(2)) value = __builtin_bswap64(value) >> (64 - 8 * width);
    std::memcpy(bytes.data() + at, &value, std::min(width, bytes.size() - at));
}

void overwrite_varint(Random& random, std::string& bytes) {
    std::string varint;
    std::uint64_t value = edge(random, bytes.size());
    for (; value >= 0x80; value >>= 7) varint += static_cast<char>(value | 0x80);
    varint += static_cast<char>(value);
    bytes.replace(position(random, bytes), random.below(2), varint);
}

void repeat_piece(Random& random, std::string& bytes) {
    const std::size_t at = position(random, bytes), length = std::min<std::size_t>(random.below(64), bytes.size() - at);
    const std::string piece = bytes.substr(at, length);
    for (std::uint64_t n = random.below(8); n > 0; --n) bytes.insert(at, piece);
}

void remove_piece(Random& random, std::string& bytes) { bytes.erase(position(random, bytes), random.below(64)); }

/// A number in text (JSON, npy headers) becomes another.
void replace_number(Random& random, std::string& bytes) {
    std::size_t at = position(random, bytes);
    while (at < bytes.size() && !std::isdigit(static_cast<unsigned char>(bytes[at]))) ++at;
    std::size_t end = at;
    while (end < bytes.size() && std::isdigit(static_cast<unsigned char>(bytes[end]))) ++end;
    if (at < end)
        bytes.replace(at, end - at, (random.below(4) ? "" : "-") + std::to_string(edge(random, bytes.size())));
}

void noise(Random& random, std::string& bytes) {
    for (char& byte : bytes) byte = static_cast<char>(random.bits());
}

}  // namespace

std::string mutant(const Target& target, const std::vector<std::string>& seeds, Seed seed, std::uint64_t index) {
    constexpr void (*mutators[])(Random&, std::string&) = {
        flip_bits,    overwrite_bytes, truncate,       overwrite_length, overwrite_varint,
        repeat_piece, remove_piece,    replace_number, flip_bits,        overwrite_length};
    Random random(seed_for(seed, target.name.c_str()), index);
    std::string bytes = seeds[random.below(seeds.size())];
    const std::uint64_t kind = random.below(100);
    if (kind == 0) noise(random, bytes);
    if (kind < 10) {
        const std::string& other = seeds[random.below(seeds.size())];
        bytes = bytes.substr(0, position(random, bytes)) + other.substr(position(random, other));
    }
    // Mostly one change, so that many mutants get past the first check.
    for (std::uint64_t n = random.below(3) ? 1 : 1 + random.below(4); n > 0; --n)
        mutators[random.below(std::size(mutators))](random, bytes);
    return target.repair && random.below(4) ? target.repair(std::move(bytes)) : bytes;
}

void touch(std::span<const std::byte> bytes) {
    unsigned sum = 0;
    for (const std::byte b : bytes) sum += std::to_integer<unsigned>(b);
    [[maybe_unused]] static volatile unsigned sink;
    sink = sum;
}

std::vector<const Target*> targets() {
    return registered<Target>([](const Target& target) { return target.name; });
}

}  // namespace blackbody::fuzz
