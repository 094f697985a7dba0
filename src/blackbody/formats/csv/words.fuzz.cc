#include "blackbody/formats/csv/words.h"
#include "blackbody/formats/fuzz/target.h"

namespace blackbody {
namespace {

std::vector<std::string> seeds() {
    return {"3\n1\n0\n2\n", "file,label\na.png,cat\n\"b, c.png\",\"dog \"\"big\"\"\"\n", "a.JPEG 65\nb.JPEG 970\n",
            "name;class\r\nx;1\r\n", "cat\nsiamese cat\n\ndog\n"};
}

void parse(std::span<const std::byte> bytes, std::shared_ptr<const void>) {
    for (const auto& row : parse_words(bytes, "a.csv"))
        for (const std::string& field : row) fuzz::touch(std::as_bytes(std::span(field)));
}

const fuzz::Target target{.name = "words", .seeds = seeds, .parse = parse, .amplification = 200};
const Registered<fuzz::Target> entry{target};

}  // namespace
}  // namespace blackbody
