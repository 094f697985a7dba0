#include "blackbody/formats/fasta/fasta.h"

#include <array>
#include <cctype>
#include <string_view>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::string_view protein = "-ACDEFGHIKLMNPQRSTVWY", dna = "-ACGT", rna = "-ACGU";

/// Letters as they stand, insertions left out.
struct Letters {
    std::vector<std::string> names, sequences;
    std::int64_t inserted = 0;
};

[[noreturn]] void refuse(const std::string& path, const std::string& place, const std::string& expected,
                         const std::string& found) {
    throw FormatError({.file = path, .place = place, .expected = expected, .found = found});
}

std::string named(const std::string& name) { return "sequence '" + escape_control(name.substr(0, 60)) + "'"; }

void add_line(Letters& letters, std::string_view line, const std::string& path) {
    for (const char c : line) {
        if (std::isspace(static_cast<unsigned char>(c))) continue;
        if (c == '.' || std::islower(static_cast<unsigned char>(c))) {
            ++letters.inserted;
            continue;
        }
        if (c != '-' && c != '*' && !std::isupper(static_cast<unsigned char>(c)))
            refuse(path, named(letters.names.back()), "letters and gaps",
                   "'" + escape_control(std::string(1, c)) + "'");
        letters.sequences.back() += c;
    }
}

Letters letters_of(std::string_view text, const std::string& path) {
    Letters letters;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with('>')) {
            letters.names.emplace_back(line.substr(1)), letters.sequences.emplace_back();
        } else if (letters.names.empty() && line.find_first_not_of(" \t\r") != std::string_view::npos) {
            refuse(path, "first line", "a name after '>'", "'" + escape_control(std::string(line.substr(0, 40))) + "'");
        } else if (!letters.names.empty()) {
            add_line(letters, line, path);
        }
    }
    if (letters.names.empty()) refuse(path, "file", "at least one sequence", "none");
    return letters;
}

/// RNA or DNA where no other letter occurs, else proteins.
std::string_view alphabet_of(const Letters& letters) {
    bool has_u = false;
    for (const std::string& sequence : letters.sequences) {
        if (sequence.find_first_not_of("-ACGTUN") != std::string::npos) return protein;
        has_u = has_u || sequence.find('U') != std::string::npos;
    }
    return has_u ? rna : dna;
}

}  // namespace

Alignment parse_fasta(std::span<const std::byte> bytes, const std::string& path) {
    Letters letters = letters_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
    const std::string_view alphabet = alphabet_of(letters);
    Alignment alignment{.alphabet = std::string(alphabet),
                        .rows = static_cast<std::int64_t>(letters.names.size()),
                        .length = static_cast<std::int64_t>(letters.sequences[0].size()),
                        .values = {},
                        .names = std::move(letters.names),
                        .inserted = letters.inserted};
    if (alignment.length == 0) refuse(path, named(alignment.names[0]), "at least one letter", "none");
    for (std::size_t n = 0; n < letters.sequences.size(); ++n) {
        const std::string& sequence = letters.sequences[n];
        if (static_cast<std::int64_t>(sequence.size()) != alignment.length)
            refuse(path, named(alignment.names[n]),
                   std::to_string(alignment.length) + " letters, as in the first: an alignment",
                   std::to_string(sequence.size()));
        for (const char c : sequence) {
            const std::size_t k = alphabet.find(c);
            alignment.unknown += k == std::string_view::npos;
            alignment.values.push_back(k == std::string_view::npos ? 0 : static_cast<std::uint8_t>(k));
        }
    }
    return alignment;
}

Alignment read_fasta(const std::string& path) { return parse_fasta(MappedFile::open(path)->bytes(), path); }

}  // namespace blackbody
