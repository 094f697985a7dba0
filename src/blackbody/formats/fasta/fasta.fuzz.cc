#include "blackbody/formats/fasta/fasta.h"

#include "blackbody/formats/fuzz/target.h"

namespace blackbody {
namespace {

std::vector<std::string> seeds() {
    return {">one\nAC-\nWY\n>two\nYYYAX\n", ">a\r\nACGU\r\n", ">a\nACdef.D\n>b\nAC.D\n"};
}

void parse(std::span<const std::byte> bytes, std::shared_ptr<const void>) {
    const Alignment alignment = parse_fasta(bytes, "a.fasta");
    fuzz::touch(std::as_bytes(std::span(alignment.values)));
}

const fuzz::Target fasta{.name = "fasta", .seeds = seeds, .parse = parse, .amplification = 200};
const Registered<fuzz::Target> entry{fasta};

}  // namespace
}  // namespace blackbody
