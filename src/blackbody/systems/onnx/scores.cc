#include "blackbody/systems/onnx/scores.h"

#include <algorithm>
#include <set>

#include "blackbody/systems/onnx/trail.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

bool is_softmax(Formula formula) { return formula == Formula::softmax || formula == Formula::log_softmax; }

bool says_class(std::string name) {
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* word : {"logit", "softmax", "classif", "classes", "class_", "probab", "label"})
        if (name.find(word) != std::string::npos) return true;
    return false;
}

/// "[N, 5]".
std::string words(const Sizes& sizes) {
    std::vector<std::string> parts{"N"};
    for (std::size_t d = 1; d < sizes.size(); ++d) parts.push_back(std::to_string(sizes[d]));
    return "[" + join(parts, ", ") + "]";
}

class Search {
  public:
    explicit Search(const ScoreContext& context) : c_(context), trail_(context.circuit, context.constants) {}

    /// What an output could be, with its evidence or the objection to it.
    ScoreCandidate candidate(int output) const {
        ScoreCandidate c{.output = c_.circuit.names[output]};
        const int end = behind(output), e = trail_.maker(end);
        if (end < 0 || !c_.shapes.one[end]) return object(c, "it is not computed");

        // What it was made of: the input of a softmax, a sigmoid or a choice, or the output itself.
        const auto spelled = c_.patterns.ends.find(e);
        const Formula formula = formula_of(e);
        if (is_softmax(formula)) {
            const int z = unshifted(spelled == c_.patterns.ends.end() ? trail_.input(e, 0) : spelled->second.source);
            if (!shape(c, z)) return object(c, no_scores(z));
            if (softmax_axis(e) != class_axis(z)) return object(c, "its softmax is not over an axis of classes");
            c.by_labels = true, c.evidence = "the output '" + c.output + "' is its softmax";
            return c;
        }
        if (formula == Formula::largest) {
            const int z = scores_chosen_from(e);
            if (!shape(c, z)) return object(c, no_scores(z));
            c.by_labels = true, c.evidence = "the output '" + c.output + "' chooses the largest of them";
            return c;
        }
        if (formula == Formula::sigmoid) {
            const int z = spelled == c_.patterns.ends.end() ? trail_.input(e, 0) : spelled->second.source;
            if (!shape(c, z)) return object(c, no_scores(z));
            c.kind = Scores::yes_no, c.by_labels = c_.shapes.one[z]->size() <= 2 || c.as_matrix;
            return object(c, "a sigmoid makes it, as it makes probabilities and bounded regressions alike; " + help(c));
        }
        if (!shape(c, output)) return object(c, no_scores(output));
        const int map = linear_map_behind(output);
        const std::string& op = spelled == c_.patterns.ends.end() ? trail_.op(e) : spelled->second.name;
        if (map < 0)
            return object(
                c, "neither a softmax nor a linear map makes it" + (op.empty() ? "" : ", but " + op) + "; " + help(c));
        c.by_labels = true;
        if (c.count >= 2) c.evidence = evidence_of_names(output, map, c.count);
        if (!c.evidence.empty()) return c;
        return object(c, "nothing says that it is: no softmax of it, no word of classes in its name; " + help(c));
    }

  private:
    static ScoreCandidate object(ScoreCandidate c, std::string objection) {
        c.objection = std::move(objection);
        return c;
    }
    static std::string help(const ScoreCandidate& c) {
        return "labels alone, where it is the only one, or the option scores '" + escape_control(c.output) + "' would";
    }

    /// [N, K], [N, T, K], or with as_matrix [N], [N, K, 1, 1]; K = 1 is a yes-or-no.
    bool shape(ScoreCandidate& c, int value) const {
        if (value < 0 || trail_.maker(value) < 0 || !c_.shapes.one[value] || !c_.shapes.sampled[value] ||
            !at::isFloatingType(c_.shapes.types[value]))
            return false;
        const Sizes& s = *c_.shapes.one[value];
        const bool flat = s.size() < 3 || std::all_of(s.begin() + 2, s.end(), [](std::int64_t n) { return n == 1; });
        if (s.empty() || (!flat && s.size() != 3)) return false;
        c.value = value, c.count = s.size() == 1 ? 1 : flat ? s[1] : s[2];
        c.as_matrix = flat && s.size() != 2;
        c.kind = c.count == 1 ? Scores::yes_no : Scores::classes;
        return c.count >= 1;
    }

    std::string no_scores(int value) const {
        if (value < 0 || trail_.maker(value) < 0) return "it is an input or a constant";
        if (!c_.shapes.one[value]) return "it is not computed";
        if (!c_.shapes.sampled[value]) return "it has no sample axis";
        if (!at::isFloatingType(c_.shapes.types[value])) return "it holds no real numbers";
        return words(*c_.shapes.one[value]) + " has axes besides the class";
    }

    /// The axis of classes of a value whose shape fits.
    std::int64_t class_axis(int value) const {
        const Sizes& s = *c_.shapes.one[value];
        return s.size() == 3 && s[2] != 1 ? 2 : 1;
    }

    /// The scores before something was taken off that is the same for all classes (their maximum): no softmax sees it.
    int unshifted(int z) const {
        const int e = trail_.maker(z), before = trail_.input(e, 0), shift = trail_.input(e, 1);
        if (trail_.formula(e) != Formula::difference || before < 0 || shift < 0) return z;
        const auto &s = c_.shapes.one[z], &b = c_.shapes.one[before], &m = c_.shapes.one[shift];
        if (!s || !m || s != b || s->size() < 2 || m->size() != s->size()) return z;
        const auto axis = static_cast<std::size_t>(class_axis(z));
        return (*m)[axis] == 1 && (*s)[axis] > 1 ? before : z;
    }

    std::optional<std::int64_t> softmax_axis(int e) const {
        const auto spelled = c_.patterns.ends.find(e);
        const int z = spelled == c_.patterns.ends.end() ? trail_.input(e, 0) : spelled->second.source;
        const Node& node = *trail_.element(e).node;
        const auto rank = static_cast<std::int64_t>(c_.shapes.one[z]->size());
        const bool old = node.opset < 13 && spelled == c_.patterns.ends.end();
        std::int64_t axis =
            spelled == c_.patterns.ends.end() ? node.attributes.integer("axis", old ? 1 : -1) : spelled->second.axis;
        if (axis < 0) axis += rank;
        // Before opset 13 all axes from this one on are normalised together.
        if (old && axis + 1 < rank && class_axis(z) != 1) return std::nullopt;
        return axis;
    }

    /// Back over what renames a value, rounds it to bytes and back, or guards it against NaN.
    int behind(int value) const {
        for (int hops = 0; hops < 64; ++hops) {
            value = trail_.behind_names(value);
            const int e = trail_.maker(value);
            const int input = trail_.input(e, 0);
            const Formula inner = formula_of(trail_.maker(trail_.behind_names(input)));
            const Formula formula = trail_.formula(e);
            if (formula == Formula::quantised) value = input;
            else if (formula == Formula::logarithm && is_softmax(inner)) value = input;
            else if (formula == Formula::exponential && inner == Formula::log_softmax) value = input;
            else if (formula == Formula::choice && trail_.formula(trail_.maker(input)) == Formula::is_nan &&
                     trail_.input(trail_.maker(input), 0) == trail_.input(e, 2))
                value = trail_.input(e, 2);
            else return value;
        }
        return value;
    }

    /// What an element computes, alone or as the end of what is spelled out.
    Formula formula_of(int e) const {
        const auto spelled = c_.patterns.ends.find(e);
        return spelled == c_.patterns.ends.end() ? trail_.formula(e) : spelled->second.formula;
    }

    /// What an ArgMax or TopK chooses from: scores, or the input of their softmax.
    int scores_chosen_from(int e) const {
        const int among = behind(trail_.input(e, 0)), before = trail_.maker(among);
        if (!is_softmax(formula_of(before))) return among;
        const auto spelled = c_.patterns.ends.find(before);
        return spelled == c_.patterns.ends.end() ? trail_.input(before, 0) : spelled->second.source;
    }

    /// The linear map that makes a value, with its bias and scale, pooled where it is a convolution; or -1.
    int linear_map_behind(int output) const {
        int value = behind(output);
        bool pooled = false;
        for (int hops = 0; hops < 8 && value >= 0; ++hops) {
            const int e = trail_.maker(value);
            const Formula formula = trail_.formula(e);
            const bool scales = formula == Formula::product || formula == Formula::quotient;
            if (formula == Formula::mean_in_window || formula == Formula::mean_along) {
                pooled = true, value = behind(trail_.input(e, 0));
            } else if (formula == Formula::sum ||
                       (scales && trail_.is_number(trail_.other(e, trail_.computed_side(e))))) {
                value = behind(trail_.computed_side(e));
            } else if (trail_.role(e) == OperatorRole::linear_map) {
                const bool has_weight =
                    trail_.is_constant(trail_.input(e, 1)) || trail_.is_constant(trail_.input(e, 0));
                const WeightRule weight = trail_.traits(e).weight;
                const bool image = weight == WeightRule::kernel || weight == WeightRule::transposed_kernel;
                const bool alone = c_.shapes.one[output] && c_.shapes.one[output]->size() > 2;
                return has_weight && (!image || pooled || alone || is_one_pixel(value)) ? e : -1;
            } else {
                return -1;
            }
        }
        return -1;
    }

    bool is_one_pixel(int value) const {
        const auto& s = c_.shapes.one[value];
        return s && s->size() > 2 && std::all_of(s->begin() + 2, s->end(), [](std::int64_t n) { return n == 1; });
    }

    std::string evidence_of_names(int output, int map, std::int64_t count) const {
        const std::string& name = c_.circuit.names[output];
        if (says_class(name)) return "its name says so";
        const std::string& node = trail_.element(map).node->name;
        if (says_class(node)) return "the name of node '" + node + "' says so";
        const bool pictures = std::ranges::any_of(
            c_.circuit.inputs, [&](int v) { return c_.shapes.one[v] && c_.shapes.one[v]->size() == 4; });
        static const std::set<std::int64_t> imagenet = {1000, 1001, 21841, 21843};
        if (pictures && imagenet.count(count))
            return "it is one of as many as ImageNet has classes, and the input is a picture";
        return "";
    }

    const ScoreContext& c_;
    const Trail trail_;
};

std::string quoted(const ScoreContext& c, const std::string& output) {
    const int value = c.circuit.find(output);
    const auto& sizes = c.shapes.one[static_cast<std::size_t>(value)];
    return "'" + escape_control(output) + "'" + (sizes ? " " + words(*sizes) : "");
}

void take(ScoreChoice& choice, const ScoreContext& c, const ScoreCandidate& from, const std::string& why) {
    choice.value = from.value, choice.kind = from.kind, choice.count = from.count, choice.as_matrix = from.as_matrix;
    choice.sentence = "class scores are " +
                      std::string(choice.value == c.circuit.find(from.output) ? "the output " : "") + "'" +
                      escape_control(c.circuit.names[from.value]) + "': " + why;
}

std::string why_none(const ScoreContext& c, const std::vector<ScoreCandidate>& candidates) {
    constexpr std::size_t most = 4;
    if (candidates.size() == 1)
        return "the output " + quoted(c, candidates[0].output) + " was not taken for class scores because " +
               candidates[0].objection;
    std::vector<std::string> each;
    for (std::size_t i = 0; i < std::min(most, candidates.size()); ++i)
        each.push_back(quoted(c, candidates[i].output) + ": " + candidates[i].objection);
    if (candidates.size() > most) each.push_back(std::to_string(candidates.size() - most) + " more");
    return "none of the " + std::to_string(candidates.size()) + " outputs was taken for class scores (" +
           join(each, "; ") + ")";
}

}  // namespace

ScoreChoice choose_scores(const ScoreContext& c, const std::string& asked) {
    const Search search(c);
    ScoreChoice choice;
    for (const int output : c.circuit.outputs) choice.candidates.push_back(search.candidate(output));

    if (!asked.empty()) {
        std::vector<std::string> fitting;
        for (const ScoreCandidate& one : choice.candidates) {
            if (one.value >= 0) fitting.push_back("'" + escape_control(one.output) + "'");
            if (one.output != asked || one.value < 0) continue;
            take(choice, c, one, "labels or the caller say so");
            return choice;
        }
        throw Error(ErrorKind::usage,
                    Complaint{.place = "scores",
                              .expected = fitting.empty() ? "an output [N, K]; none is one"
                                                          : "one of the outputs " + join(fitting, ", "),
                              .found = "'" + escape_control(asked) + "'"});
    }
    for (const ScoreCandidate& one : choice.candidates) {
        if (one.evidence.empty()) continue;
        take(choice, c, one, one.evidence);
        return choice;
    }
    if (choice.candidates.empty()) choice.sentence = "the network has no output";
    else choice.sentence = why_none(c, choice.candidates);
    return choice;
}

}  // namespace blackbody
