#pragma once
/// FASTA: aligned sequences as numbers of an alphabet, 0 the gap.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace blackbody {

struct Alignment {
    std::string alphabet;  ///< "-ACDEFGHIKLMNPQRSTVWY", or "-ACGT" ("-ACGU"); letter k is the number k
    std::int64_t rows = 0, length = 0;
    std::vector<std::uint8_t> values;  ///< row-major [rows, length]
    std::vector<std::string> names{};
    std::int64_t unknown = 0;   ///< letters outside the alphabet (X, B, Z, N, ...), read as gaps
    std::int64_t inserted = 0;  ///< small letters and dots of an a2m file, left out
};

/// Throws FormatError with the sequence's name where lengths differ or a character is no letter.
Alignment parse_fasta(std::span<const std::byte> bytes, const std::string& path);

/// Throws FormatError (bytes), Error(usage) (missing file).
Alignment read_fasta(const std::string& path);

}  // namespace blackbody
