#include "blackbody/cli/reference.h"

#include <algorithm>

#include "blackbody/loading/reference.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

std::string line_of(const StoredComparison& c, bool tolerance_was_given) {
    if (c.output.empty())
        return "reference: '" + escape_control(c.array) + "' " + c.shape + " is no output of the network: not compared";
    std::string line = "reference " + std::string(c.fails() ? "FAILED" : "ok") + ": output '" +
                       escape_control(c.output) + "' differs by at most " + short_number(c.largest, 3) + " (sample " +
                       std::to_string(c.sample) + "), tolerance " + short_number(c.tolerance, 3);
    if (!tolerance_was_given && c.tolerance > 1e-4) line += " (half precision)";
    if (c.array != c.output && c.alike > 1)
        line += "; of " + std::to_string(c.alike) + " outputs of this shape it was taken " +
                (c.array.empty() ? "as the nearest" : "for '" + escape_control(c.array) + "'") +
                ": name the arrays of a .npz as the outputs to say which";
    return line;
}

}  // namespace

int check_reference(const Options& options, const System& system, const Source* data, Console& console) {
    StoredOutputs stored{.file = options.reference};
    if (options.tolerance) stored.tolerance = *options.tolerance;
    int code = 0;
    for (const StoredComparison& comparison : compare_with_stored(system, data, stored)) {
        code = std::max(code, comparison.fails() ? 1 : 0);
        if (comparison.fails() || !options.quiet)
            console.err << line_of(comparison, options.tolerance.has_value()) << "\n";
    }
    return code;
}

}  // namespace blackbody
