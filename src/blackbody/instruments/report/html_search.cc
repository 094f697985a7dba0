#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "blackbody/instruments/report/checked.h"
#include "blackbody/instruments/report/html_page.h"
#include "blackbody/instruments/report/typed_words.h"

namespace blackbody::html {
namespace {

/// Names of what stands on the page: numbers that were measured, rules that found something or did not.
std::set<std::string> names_here(const Page& page) {
    std::set<std::string> names;
    for (const Measurement& measurement : page.results.measurements)
        for (const Estimate& estimate : measurement.estimates)
            names.insert(measurement.observable + "." + estimate.name);
    for (const Finding& finding : page.results.findings) names.insert(finding.claim);
    std::vector<Checked> rules = checked(page.results, page.records);
    take_out_foreign(rules, page.results);
    for (const Checked& rule : rules) names.insert(rule.claim->name);
    return names;
}

}  // namespace

void write_typed_words(const Page& page) {
    const std::set<std::string> here = names_here(page);
    auto groups = nlohmann::json::array();
    for (const TypedWords& typed : typed_words()) {
        std::vector<std::string> words, names;
        for (const std::string& word : typed.words) words.push_back(plain_words(word));
        std::copy_if(typed.names.begin(), typed.names.end(), std::back_inserter(names),
                     [&](const std::string& name) { return here.contains(name); });
        if (!names.empty()) groups.push_back({words, names});
    }
    page.out << "<script type=\"text/plain\" id=\"typed\">";
    page.out.verbatim(groups.dump()) << "</script>\n";
}

}  // namespace blackbody::html
