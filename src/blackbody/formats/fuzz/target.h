#pragma once
/// One format under test: where its mutants come from and what is done with them.
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blackbody/util/registry.h"
#include "blackbody/util/rng.h"

namespace blackbody::fuzz {

struct Target {
    std::string name;
    /// Small valid files that between them use everything the format has.
    std::vector<std::string> (*seeds)();
    /// Reads the bytes, touches everything that came out, and throws Error where they are refused.
    void (*parse)(std::span<const std::byte> bytes, std::shared_ptr<const void> owner);
    /// Peak memory may be 8 MiB and so many times the size of the file: what its compression allows, or the size of the
    /// smallest record in memory over that on disk.
    std::size_t amplification = 100;
    double seconds = 2;  ///< processor time that a mutant may take, sanitizers included
    /// Mends checksums, so that mutants reach what lies behind them. May be null.
    std::string (*repair)(std::string bytes) = nullptr;
};

std::vector<const Target*> targets();

/// Mutant number `index` of a target: one to four of bit flips, overwritten bytes, truncation, splices with another
/// seed, removed and repeated pieces, length fields set to edge values, numbers in text replaced, or plain noise.
std::string mutant(const Target& target, const std::vector<std::string>& seeds, Seed seed, std::uint64_t index);

/// Sums all bytes, so that a view outside its file cannot stay unnoticed.
void touch(std::span<const std::byte> bytes);

}  // namespace blackbody::fuzz
