#pragma once
/// What the sections of the terminal's summary share: where they write, and how a line and an item look.
#include <algorithm>
#include <ostream>
#include <string>

#include "blackbody/instruments/report/terminal_text.h"

namespace blackbody::terminal {

struct Page {
    std::ostream& out;
    const Results& results;
    const Records& records;
    TerminalOptions options;

    /// Without the blanks at its end.
    void line(const std::string& text) const {
        std::string shown = plain(text, options);
        shown.erase(shown.find_last_not_of(' ') + 1);
        out << shown << "\n";
    }
    void heading(const std::string& text) const { out << "\n" << ink(text, Ink::bold, options) << "\n"; }
    /// `label` in a margin of `margin` columns, `text` wrapped beside it.
    void item(const std::string& label, const std::string& text, int margin) const {
        std::string lead = fit(label, margin, options);
        for (const std::string& part : wrap(text, std::max(options.width - margin, 20))) {
            line(lead + part);
            lead.assign(margin, ' ');
        }
    }
};

/// Every number of every site, with each of its nulls.
void write_numbers(const Page& page);

/// What the rules found, the most urgent first, and in a line each which found nothing or could not be judged.
void write_findings(const Page& page);

}  // namespace blackbody::terminal
