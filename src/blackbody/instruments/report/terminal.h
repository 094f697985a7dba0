#pragma once
/// The results as a person reads them at 80 columns: what was opened, what was found, how it runs through the depth.
#include <ostream>

#include "blackbody/instruments/report/records.h"

namespace blackbody {

struct TerminalOptions {
    int width = 80;
    bool color = false;   ///< ANSI colours; the caller knows about NO_COLOR and whether this is a terminal
    bool unicode = true;  ///< off: the few symbols that we draw with become ASCII
    bool all = false;     ///< behind the summary every number of every site
};

void write_terminal(std::ostream& out, const Results& results, const TerminalOptions& options = {},
                    const Records& records = Records::registered());

}  // namespace blackbody
