#include "blackbody/cli/text/gate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <sstream>

#include "blackbody/instruments/report/records.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr double standard_errors = 2;

constexpr std::array<std::pair<const char*, Gate::Relation>, 7> relations = {{{"<", Gate::Relation::below},
                                                                              {"<=", Gate::Relation::at_most},
                                                                              {">", Gate::Relation::above},
                                                                              {">=", Gate::Relation::at_least},
                                                                              {"drops", Gate::Relation::drops},
                                                                              {"rises", Gate::Relation::rises},
                                                                              {"changes", Gate::Relation::changes}}};

[[noreturn]] void refuse(const std::string& rule, const std::string& why) {
    throw Error(ErrorKind::usage, "--fail-on '" + escape_control(rule) + "': " + why +
                                      "; e.g. 'energy.accuracy < 0.8' (`blackbody explain gates`)");
}

/// Words, with the comparison signs set apart whether or not spaces stand around them.
std::vector<std::string> words_of(const std::string& rule) {
    std::string spaced;
    for (std::size_t i = 0; i < rule.size(); ++i) {
        if (rule[i] != '<' && rule[i] != '>') {
            spaced += rule[i];
            continue;
        }
        const bool with_equal = i + 1 < rule.size() && rule[i + 1] == '=';
        spaced += std::string(" ") + rule[i] + (with_equal ? "= " : " ");
        i += with_equal;
    }
    std::istringstream in(spaced);
    return {std::istream_iterator<std::string>(in), {}};
}

double number_of(const std::string& rule, const std::string& word) {
    std::size_t used = 0;
    double value = 0;
    try {
        value = std::stod(word, &used);
    } catch (const std::exception&) {
        used = 0;  // no number at all
    }
    if (used != word.size() || !std::isfinite(value))
        refuse(rule, "expected a number, found '" + escape_control(word) + "'");
    return value;
}

double error_of(const Estimate& e) { return e.error.is_number() ? e.error.std_error() : 0; }

/// By how much the relation holds beyond the error bars; positive = the rule fires.
double excess(const Gate& gate, const Estimate& now, const Estimate* then) {
    const double error = standard_errors * (then ? std::hypot(error_of(now), error_of(*then)) : error_of(now));
    const double change = then ? now.value - then->value : 0;
    switch (gate.relation) {
        case Gate::Relation::below:
        case Gate::Relation::at_most:
            return gate.number - (now.value + error);
        case Gate::Relation::above:
        case Gate::Relation::at_least:
            return (now.value - error) - gate.number;
        case Gate::Relation::drops:
            return -change - gate.number - error;
        case Gate::Relation::rises:
            return change - gate.number - error;
        case Gate::Relation::changes:
            return std::fabs(change) - gate.number - error;
    }
    return 0;
}

std::string in_words(const Estimate& e) {
    return e.error.is_number() ? with_error(e.value, e.error.std_error()) : short_number(e.value);
}

GateOutcome check_findings(const Gate& gate, const Results& results) {
    const auto count = std::count_if(results.findings.begin(), results.findings.end(), [&](const Finding& f) {
        return gate.quantity.empty() || to_string(f.verdict) == gate.quantity || f.claim == gate.quantity;
    });
    const double n = static_cast<double>(count);
    const bool fired = gate.relation == Gate::Relation::above ? n > gate.number : n >= gate.number;
    return {fired, gate.text + ": " + std::to_string(count) + " found"};
}

constexpr std::array severities = {Verdict::note,      Verdict::advice,  Verdict::warning,
                                   Verdict::supported, Verdict::refuted, Verdict::undecided};

/// What findings are counted by: a severity, or the name of one.
void check_counted(const std::string& rule, const std::string& word) {
    std::vector<std::string> names, known;
    for (const Verdict verdict : severities) names.push_back(to_string(verdict));
    known = names;
    for (const ClaimInfo* claim : Records::registered().claims) known.push_back(claim->name);
    if (word.empty() || std::count(known.begin(), known.end(), word)) return;
    const std::string near = nearest(word, known);
    refuse(rule, "no severity and no finding is called '" + escape_control(word) + "'" +
                     (near.empty() ? "" : " (did you mean '" + near + "'?)") + "; severities are " + join(names, ", "));
}

/// A number that there is, and that was measured nowhere.
bool is_missing(const Gate& gate, const Results& results) {
    for (const Measurement& m : results.measurements)
        if (m.observable == gate.observable && find_estimate(m, gate.quantity)) return false;
    for (const ObservableInfo* info : Records::registered().observables)
        for (const QuantityInfo& q : info->quantities)
            if (info->name == gate.observable && q.name == gate.quantity) return true;
    return false;
}

/// Why a number that there could be is not there.
std::string why_missing(const Gate& gate, const Results& results) {
    std::string why;
    for (const Skip& skip : results.skipped)
        if (skip.observable == gate.observable && why.empty()) why = skip.reason;
    if (!results.data.labels_unused.empty()) why += (why.empty() ? "" : "; ") + results.data.labels_unused;
    return why.empty() ? "" : ": " + why;
}

}  // namespace

Gate parse_gate(const std::string& rule) {
    const std::vector<std::string> words = words_of(rule);
    if (words.size() < 2) refuse(rule, "expected a value, a comparison and a number");

    // value := observable.quantity[@glob]
    Gate gate;
    gate.text = rule;
    const std::size_t at = words[0].find('@');
    const std::string value = words[0].substr(0, at);
    if (at != std::string::npos) gate.sites = words[0].substr(at + 1);
    const std::size_t dot = value.find('.');
    gate.observable = value.substr(0, dot);
    if (dot != std::string::npos) gate.quantity = value.substr(dot + 1);
    if (gate.observable != "findings" && gate.quantity.empty())
        refuse(rule, "expected observable.quantity, found '" + escape_control(words[0]) + "'");

    // relation, then a number, which a comparison with the baseline may leave out
    const auto relation =
        std::find_if(relations.begin(), relations.end(), [&](const auto& r) { return words[1] == r.first; });
    if (relation == relations.end())
        refuse(rule, "expected <, <=, >, >=, drops, rises or changes, found '" + escape_control(words[1]) + "'");
    gate.relation = relation->second;
    const bool by = gate.compares() && words.size() == 4 && words[2] == "by";
    if (gate.compares() ? words.size() != 2 && !by : words.size() != 3)
        refuse(rule, gate.compares() ? "expected 'by' and a number" : "expected one number");
    if (words.size() > 2) gate.number = number_of(rule, words.back());
    if (gate.observable == "findings" && gate.relation != Gate::Relation::above &&
        gate.relation != Gate::Relation::at_least)
        refuse(rule, "findings are counted with > or >=");
    if (gate.observable == "findings") check_counted(rule, gate.quantity);
    return gate;
}

GateOutcome check_gate(const Gate& gate, const Results& results, const Results* baseline) {
    if (gate.observable == "findings") return check_findings(gate, results);
    if (gate.compares() && baseline == nullptr)
        refuse(gate.text, "it compares with an earlier run, and there is no --baseline");

    // The site where the rule fires most, or comes nearest to firing.
    GateOutcome outcome;
    double most = -INFINITY;
    for (const Measurement& m : results.measurements) {
        if (m.observable != gate.observable || !glob_match(gate.sites, m.site)) continue;
        const Estimate* now = find_estimate(m, gate.quantity);
        const Measurement* earlier =
            gate.compares() ? find_measurement(baseline->measurements, m.observable, m.site, m.from) : nullptr;
        const Estimate* then = earlier ? find_estimate(*earlier, gate.quantity) : nullptr;
        if (now == nullptr || (gate.compares() && then == nullptr)) continue;
        const double by = excess(gate, *now, then);
        if (!(by > most) && std::isfinite(most)) continue;
        most = by;
        const bool inclusive = gate.relation == Gate::Relation::at_most || gate.relation == Gate::Relation::at_least;
        outcome.fired = by > 0 || (inclusive && by == 0);
        outcome.sentence = gate.text + ": " + gate.observable + "." + gate.quantity + " at " +
                           escape_control(with_from(m.site, m.from)) + " is " + in_words(*now) +
                           (then ? ", it was " + in_words(*then) : "");
    }
    if (outcome.sentence.empty() && !gate.compares() && is_missing(gate, results))
        return {true, gate.text + ": it was not measured" + why_missing(gate, results)};
    if (outcome.sentence.empty())
        refuse(gate.text, "nothing of that name was measured" + std::string(gate.compares() ? " in both runs" : ""));
    return outcome;
}

std::string gate_help() {
    return "gates: --fail-on RULE, as often as wanted; if one fires the exit code is 1\n\n"
           "  OBSERVABLE.QUANTITY[@SITES] < | <= | > | >= NUMBER\n"
           "      energy.accuracy < 0.8\n"
           "      excitation.entropy@layer3* < 2\n"
           "  OBSERVABLE.QUANTITY[@SITES] drops | rises | changes [by NUMBER]\n"
           "      energy.accuracy drops by 0.01        needs --baseline earlier.json\n"
           "  findings[.SEVERITY or .FINDING] > | >= NUMBER\n"
           "      findings.warning > 0\n\n"
           "A rule fires only where it holds beyond the error bars: by more than 2 standard\n"
           "errors, of the difference where two runs are compared. SITES is a glob; the rule\n"
           "fires if it holds at any of them. A number that could not be measured fires it,\n"
           "too, with the reason.\n";
}

}  // namespace blackbody
