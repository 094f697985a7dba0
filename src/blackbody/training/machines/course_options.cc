#include <algorithm>

#include "blackbody/training/machines/courses.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/number_range.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

void require_one_of(const char* name, const std::string& value, const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), value) == known.end())
        throw Error(ErrorKind::usage,
                    Complaint{.place = name, .expected = join(known, " or "), .found = "'" + value + "'"});
}

void require_count(const char* name, std::int64_t value, double least) {
    require(name, static_cast<double>(value), whole(least, 1e15));
}

}  // namespace

void check(const CourseOptions& options) {
    check(options.contrastive);
    require_one_of("method", options.method, {"cd", "pcd", "pt"});
    require_one_of("rule", options.rule, {"sgd", "adam"});
    require("hidden", static_cast<double>(options.hidden.size()), whole(1, 64));
    for (const std::int64_t units : options.hidden) require_count("hidden", units, 1);
    require("colours", static_cast<double>(options.colours), whole(1, 255));
    require_count("updates", options.updates, 1);
    require_count("layerwise updates", options.layerwise_updates, 0);
    require_count("rungs", options.rungs, 2);
    require("spread", options.spread, from(0, 1e6));
    require("last rate", options.last_rate, from(0, 1));
    require("upper rate", options.upper_rate, from(0, 1e6));
    require("sparsity", options.sparsity, below(0, 1));
    require("sparsity strength", options.sparsity_strength, from(0, 1e6));
    require("max norm", options.most_norm, from(0, 1e6));
}

}  // namespace blackbody
