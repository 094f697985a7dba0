#include "blackbody/formats/fasta/fasta.h"

#include <gtest/gtest.h>

#include "blackbody/util/errors.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;

namespace {

Alignment parse(const std::string& text) { return parse_fasta(std::as_bytes(std::span(text)), "a.fasta"); }

std::string complaint(const std::string& text) {
    return complaint_of<FormatError>([&] { parse(text); });
}

}  // namespace

TEST(fasta, reads_proteins_over_several_lines) {
    const Alignment a = parse(">one\r\nAC-\r\nWY\r\n>two extra words\nYY-AX\n\n");
    EXPECT_EQ(a.alphabet, "-ACDEFGHIKLMNPQRSTVWY");
    EXPECT_EQ(a.rows, 2);
    EXPECT_EQ(a.length, 5);
    EXPECT_EQ(a.values, (std::vector<std::uint8_t>{1, 2, 0, 19, 20, 20, 20, 0, 1, 0}));
    EXPECT_EQ(a.names[1], "two extra words");
    EXPECT_EQ(a.unknown, 1);
}

TEST(fasta, tells_dna_and_rna_by_their_letters) {
    EXPECT_EQ(parse(">a\nACGT-N\n").alphabet, "-ACGT");
    EXPECT_EQ(parse(">a\nACGU-\n").values, (std::vector<std::uint8_t>{1, 2, 3, 4, 0}));
}

TEST(fasta, leaves_out_the_insertions_of_a2m) {
    const Alignment a = parse(">a\nACdef.D\n>b\nAC.D\n");
    EXPECT_EQ(a.length, 3);
    EXPECT_EQ(a.inserted, 5);
}

TEST(fasta, names_the_sequence_that_does_not_fit) {
    EXPECT_EQ(complaint(">a\nACD\n>b\nAC\n"),
              "a.fasta: sequence 'b': expected 3 letters, as in the first: an alignment, found 2");
    EXPECT_EQ(complaint(">a\nAC1\n"), "a.fasta: sequence 'a': expected letters and gaps, found '1'");
    EXPECT_EQ(complaint("ACD\n"), "a.fasta: first line: expected a name after '>', found 'ACD'");
    EXPECT_EQ(complaint("\n\n"), "a.fasta: file: expected at least one sequence, found none");
    EXPECT_EQ(complaint(">a\n>b\nAC\n"), "a.fasta: sequence 'a': expected at least one letter, found none");
}
