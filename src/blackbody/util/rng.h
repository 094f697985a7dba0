#pragma once
/// Counter-based random numbers: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11).
///
/// A draw is a pure function of (seed, stream, index), so results do not depend on threads, batch size or call order.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace blackbody {

using Seed = std::uint64_t;

/// Four independent 32-bit words for counter (stream, index) under key `seed`.
constexpr std::array<std::uint32_t, 4> philox(Seed seed, std::uint64_t stream, std::uint64_t index) {
    std::uint32_t c[4] = {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                          static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)};
    std::uint32_t k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = 0xD2511F53ull * c[0], p1 = 0xCD9E8D57ull * c[2];
        const std::uint32_t n0 = static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k0,
                            n2 = static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k1;
        c[1] = static_cast<std::uint32_t>(p1), c[3] = static_cast<std::uint32_t>(p0), c[0] = n0, c[2] = n2;
        k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
    }
    return {c[0], c[1], c[2], c[3]};
}

/// A stream of draws: a cursor over philox(seed, stream, 0), philox(seed, stream, 1), ...
class Random {
  public:
    explicit Random(Seed seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}
    std::uint64_t bits() {
        if (used_ >= 2) block_ = philox(seed_, stream_, index_++), used_ = 0;
        const int i = 2 * used_++;
        return static_cast<std::uint64_t>(block_[i]) | static_cast<std::uint64_t>(block_[i + 1]) << 32;
    }
    /// Uniform in (0, 1), 53 bits.
    double uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1p-53; }
    /// Standard normal (Box and Muller 1958: two uniforms give two normals; the second waits for the next call).
    double normal() {
        if (waiting_) {
            waiting_ = false;
            return second_;
        }
        const double r = std::sqrt(-2 * std::log(uniform())), angle = 6.283185307179586476925 * uniform();
        waiting_ = true;
        second_ = r * std::sin(angle);
        return r * std::cos(angle);
    }
    /// Uniform integer in [0, n), n > 0, without bias (Lemire 2019: the division is rarely needed).
    std::uint64_t below(std::uint64_t n) {
        unsigned __int128 m = static_cast<unsigned __int128>(bits()) * n;
        if (static_cast<std::uint64_t>(m) < n) {
            const std::uint64_t threshold = (-n) % n;
            while (static_cast<std::uint64_t>(m) < threshold) m = static_cast<unsigned __int128>(bits()) * n;
        }
        return static_cast<std::uint64_t>(m >> 64);
    }
    /// A uniformly random permutation of 0 .. n-1 (Fisher-Yates).
    std::vector<std::int64_t> permutation(std::int64_t n) {
        std::vector<std::int64_t> p(n);
        for (std::int64_t i = 0; i < n; ++i) p[i] = i;
        for (std::int64_t i = n - 1; i > 0; --i) std::swap(p[i], p[below(i + 1)]);
        return p;
    }

  private:
    Seed seed_;
    std::uint64_t stream_;
    std::uint64_t index_ = 0;
    std::array<std::uint32_t, 4> block_{};
    int used_ = 2;
    bool waiting_ = false;
    double second_ = 0;
};

/// A seed of its own for a named purpose, so that two uses of one seed never share numbers (FNV-1a of the name).
constexpr Seed seed_for(Seed seed, const char* purpose) {
    std::uint64_t h = 14695981039346656037ull ^ seed;
    for (; *purpose; ++purpose) h = (h ^ static_cast<unsigned char>(*purpose)) * 1099511628211ull;
    return h ^ (h >> 29);
}

}  // namespace blackbody
