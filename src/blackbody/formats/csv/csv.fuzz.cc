#include "blackbody/formats/csv/csv.h"

#include "blackbody/formats/fuzz/target.h"

namespace blackbody {
namespace {

std::vector<std::string> seeds() {
    return {"0,1,1\n1,0,0\n", "a;b\n-1.5;2e3\n", "# 1\n0 1 0\n\n1 1 1\n",
            "\xEF\xBB\xBF"
            "1\tnan\n0\tinf\n"};
}

void parse(std::span<const std::byte> bytes, std::shared_ptr<const void>) {
    const Table table = parse_csv(bytes, "a.csv");
    fuzz::touch(std::as_bytes(std::span(table.values)));
}

const fuzz::Target csv{.name = "csv", .seeds = seeds, .parse = parse, .amplification = 100};
const Registered<fuzz::Target> entry{csv};

}  // namespace
}  // namespace blackbody
