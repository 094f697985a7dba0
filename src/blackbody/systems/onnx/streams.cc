#include "blackbody/systems/onnx/streams.h"

#include <algorithm>
#include <array>

namespace blackbody {
namespace {

constexpr std::size_t longest_bypass = 32, most_values = 4096;
constexpr int longest_reading = 12;

bool is_softmax(Formula formula) { return formula == Formula::softmax || formula == Formula::log_softmax; }

}  // namespace

bool Streams::is_state(int value) const {
    return value >= 0 && !trail_.is_constant(value) && shapes_.sampled[value] && shapes_.one[value] &&
           at::isFloatingType(shapes_.types[value]);
}

/// Weights act through it: a linear map with a constant operand, or an unknown operator with a matrix.
bool Streams::acts(int e) const {
    const Element& element = trail_.element(e);
    if (element.op != nullptr && trail_.role(e) != OperatorRole::linear_map) return false;
    return std::any_of(element.inputs.begin(), element.inputs.end(), [&](int v) {
        return trail_.is_constant(v) && trail_.constant(v).is_floating_point() && trail_.constant(v).dim() >= 2;
    });
}

bool Streams::bends(int e) const {
    const auto spelled = patterns_.ends.find(e);
    if (spelled != patterns_.ends.end()) return spelled->second.role != OperatorRole::normalisation;
    const Formula formula = trail_.formula(e);
    return trail_.role(e) == OperatorRole::nonlinearity || formula == Formula::clip ||
           formula == Formula::maximum_in_window || is_softmax(formula);
}

/// What a Concat with constants (zeros that pad channels) goes on with; -1 where several states are joined.
int Streams::only_computed_input(int e) const {
    int only = -1;
    for (const int value : trail_.element(e).inputs) {
        if (value < 0 || trail_.is_constant(value)) continue;
        if (only >= 0) return -1;
        only = value;
    }
    return only;
}

/// One step back along a bypass: the value before, or -1 where it ends.
int Streams::before(const Passed& at, Passed& next) const {
    const int e = trail_.maker(at.value);
    if (e < 0) return -1;
    next = at;
    const OperatorRole role = trail_.role(e);
    const Formula formula = trail_.formula(e);
    const auto spelled = patterns_.ends.find(e);
    if (spelled != patterns_.ends.end())
        return spelled->second.role == OperatorRole::normalisation ? spelled->second.source : -1;
    if (role == OperatorRole::normalisation || role == OperatorRole::pooling) return trail_.input(e, 0);
    if (role == OperatorRole::cutting) return next.cuts = true, trail_.input(e, 0);
    if (role == OperatorRole::linear_map && acts(e) && !at.projects)
        return next.projects = true, trail_.is_constant(trail_.input(e, 0)) ? trail_.input(e, 1) : trail_.input(e, 0);
    if (formula == Formula::joined) return only_computed_input(e);
    if (only_moves(role)) return formula == Formula::choice ? -1 : trail_.input(e, 0);
    const int computed = trail_.computed_side(e);
    const auto by_number = [&] { return trail_.is_number(trail_.other(e, computed)); };
    if (formula == Formula::sum || (formula == Formula::product && by_number())) return computed;
    const bool first_is_computed = computed >= 0 && computed == trail_.input(e, 0);
    const bool passes = formula == Formula::difference || (formula == Formula::quotient && by_number());
    return first_is_computed && passes ? computed : -1;
}

std::vector<Streams::Passed> Streams::bypass(int value) const {
    std::vector<Passed> way{{.value = value}};
    while (way.size() < longest_bypass) {
        Passed next;
        next.value = before(way.back(), next);
        if (next.value < 0) break;
        way.push_back(next);
    }
    std::erase_if(way, [&](const Passed& p) { return !is_state(p.value); });
    return way;
}

bool Streams::reads_through_weights(int value, const Passed& stream) const {
    // Back from the sum; how many maps lie between (to 2), whether a nonlinearity does, whether a cut since the last
    // map.
    struct At {
        int value, maps;
        bool bent, cut;
        unsigned bit() const { return 1u << (maps * 4 + bent * 2 + cut); }
    };
    const int first = trail_.maker(stream.value);
    std::map<int, unsigned> seen;
    std::vector<At> stack{{value, 0, false, false}};
    while (!stack.empty()) {
        const At at = stack.back();
        stack.pop_back();
        if (at.value == stream.value) {
            const bool whole = !at.cut || !(stream.cuts || stream.projects);
            const bool enough = stream.projects ? at.maps >= 2 && at.bent && !stream.cuts : at.maps >= 1;
            if (whole && enough) return true;
            continue;
        }
        const int e = trail_.maker(at.value);
        unsigned& bits = seen[at.value];
        if (e <= first || (bits & at.bit()) || seen.size() > most_values || --steps_left_ < 0) continue;
        bits |= at.bit();
        At before = at;
        before.bent = at.bent || bends(e);
        if (acts(e)) before.maps = std::min(at.maps + 1, 2), before.cut = false;
        else before.cut = at.cut || trail_.role(e) == OperatorRole::cutting;
        for (const int input : trail_.element(e).inputs)
            if (input >= 0 && !trail_.is_constant(input)) before.value = input, stack.push_back(before);
    }
    return false;
}

int Streams::first_reader(int e) const {
    for (int hops = 0; hops < longest_reading; ++hops) {
        const int reader = trail_.only_reader(e);
        const Formula formula = trail_.formula(reader);
        const bool scales = (formula == Formula::product || formula == Formula::quotient) &&
                            trail_.is_number(trail_.other(reader, trail_.output(e)));
        const bool shifts = formula == Formula::sum || formula == Formula::difference || formula == Formula::choice;
        if (!scales && !shifts && !only_moves(trail_.role(reader))) return reader;
        e = reader;
    }
    return -1;
}

bool Streams::is_residual(int e) const {
    const Element& element = trail_.element(e);
    if (element.inputs.size() < 2 || element.inputs.size() > 4) return false;
    for (const int value : element.inputs)
        if (!is_state(value) || shapes_.one[value] != shapes_.one[element.inputs[0]]) return false;

    // What reads it: attention scores go to a softmax, gates to a sigmoid or a tanh.
    const int reader = first_reader(e);
    const auto spelled = patterns_.ends.find(reader);
    const bool in_softmax = patterns_.inside.count(reader) && std::ranges::any_of(patterns_.ends, [&](const auto& end) {
                                return is_softmax(end.second.formula) && std::ranges::count(end.second.steps, reader);
                            });
    if (is_softmax(trail_.formula(reader)) || in_softmax) return false;
    const Formula read = spelled == patterns_.ends.end() ? trail_.formula(reader) : spelled->second.formula;
    const bool gates = read == Formula::sigmoid || read == Formula::tanh || read == Formula::hard_sigmoid;

    for (const int a : element.inputs) {
        for (const Passed& stream : bypass(a)) {
            if (stream.projects && gates) continue;
            for (const int b : element.inputs)
                if (b != a && reads_through_weights(b, stream)) return true;
        }
    }
    return false;
}

}  // namespace blackbody
