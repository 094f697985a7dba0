#include "blackbody/systems/onnx/patterns.h"

#include <ATen/core/grad_mode.h>

#include "blackbody/systems/onnx/functions.h"
#include "blackbody/systems/onnx/trail.h"

namespace blackbody {
namespace {

constexpr int most_evaluations = 20000;

class Finder {
  public:
    Finder(const Circuit& circuit, const Tensors& constants) : trail_(circuit, constants) {}

    /// From the last node to the first, so that what is a step of a longer one is not taken for one of its own.
    Patterns find() {
        const at::NoGradGuard no_grad;
        for (int e = trail_.size() - 1; e >= 0; --e) {
            if (found_.inside.count(e)) continue;
            const Formula formula = trail_.formula(e);
            if (formula == Formula::quotient || formula == Formula::product) normalisation(e), softmax(e);
            if (formula == Formula::difference) log_softmax(e);
            if (found_.ends.count(e) || trail_.traits(e).pointwise != Pointwise::yes) continue;
            if (auto function = function_at(trail_, e, evaluations_)) mark(e, std::move(*function));
        }
        return std::move(found_);
    }

  private:
    /// numerator and denominator of a quotient, written as Div or as Mul with a Reciprocal.
    struct Quotient {
        int numerator = -1, denominator = -1;
        std::vector<int> steps{};
    };
    std::optional<Quotient> quotient(int e) const {
        if (trail_.formula(e) == Formula::quotient) return Quotient{trail_.input(e, 0), trail_.input(e, 1)};
        for (const std::size_t side : {0u, 1u}) {
            const int inverse = trail_.maker(trail_.input(e, side));
            if (trail_.formula(inverse) == Formula::reciprocal)
                return Quotient{trail_.input(e, 1 - side), trail_.input(inverse, 0), {inverse}};
        }
        return std::nullopt;
    }

    /// The value whose square `value` is, or -1: Pow(v, 2), Mul(v, v).
    int root_of_square(int value) const {
        const int e = trail_.maker(value), x = trail_.input(e, 0), y = trail_.input(e, 1);
        if (trail_.formula(e) == Formula::product) return x == y ? x : -1;
        return trail_.formula(e) == Formula::power && trail_.is_number(y) &&
                       trail_.constant(y).flatten()[0].item<double>() == 2
                   ? x
                   : -1;
    }

    /// The input of a Sub that takes the mean of that very input off it, or -1.
    int centred(int value) const {
        const int e = trail_.maker(value), mean = trail_.maker(trail_.input(e, 1)), x = trail_.input(e, 0);
        return trail_.formula(e) == Formula::difference && trail_.formula(mean) == Formula::mean_along &&
                       trail_.input(mean, 0) == x
                   ? x
                   : -1;
    }

    void normalisation(int e) {
        const auto q = quotient(e);
        const int root = q ? trail_.maker(q->denominator) : -1;
        const int add = trail_.formula(root) == Formula::root ? trail_.maker(trail_.input(root, 0)) : -1;
        const int mean = trail_.formula(add) == Formula::sum ? trail_.maker(trail_.computed_side(add)) : -1;
        if (trail_.formula(mean) != Formula::mean_along) return;
        const int squared = root_of_square(trail_.input(mean, 0)), x = centred(q->numerator);
        SpelledOut spelled{.role = OperatorRole::normalisation, .source = x, .steps = q->steps};
        for (const int step : {root, add, mean, trail_.maker(trail_.input(mean, 0))}) spelled.steps.push_back(step);
        if (x >= 0 && (squared == q->numerator || centred(squared) == x)) {
            const int sub = trail_.maker(q->numerator);
            for (const int step : {sub, trail_.maker(trail_.input(sub, 1)), trail_.maker(squared)})
                spelled.steps.push_back(step);
            spelled.name = "LayerNormalization";
        } else if (squared >= 0 && squared == q->numerator) {
            spelled.name = "RMSNormalization", spelled.source = squared;
        } else {
            return;
        }
        mark(e, std::move(spelled));
    }

    /// The axis of a reduction over one axis; nothing where there is none or more.
    std::optional<std::int64_t> axis_of(int reduction) const {
        const auto axes = trail_.list(reduction, "axes", 1);
        return axes.size() == 1 ? std::optional(axes[0]) : std::nullopt;
    }

    /// Back over nodes that reshape or spread what a reduction gave.
    int reduction_behind(int value, std::vector<int>& steps) const {
        int e = trail_.maker(value);
        for (int hops = 0; hops < 8 && e >= 0; ++hops) {
            const bool floors = trail_.formula(e) == Formula::maximum;
            const bool repeats = trail_.formula(e) == Formula::repeated;
            if (trail_.role(e) != OperatorRole::renaming && !repeats && !floors) break;
            const int before = floors ? trail_.computed_side(e) : trail_.input(e, 0);
            steps.push_back(e), e = trail_.maker(before);
        }
        return e;
    }

    /// One axis, as far as names tell: counted from the front in one place and from the back in the other, it may be.
    static bool may_be_one(std::optional<std::int64_t> a, std::int64_t b) {
        return a == b || (a && (*a < 0) != (b < 0));
    }

    /// The scores z behind an exponent: z itself, or z - max z.
    int scores_behind(int exponent, std::int64_t axis, std::vector<int>& steps) const {
        const int sub = trail_.maker(exponent), z = trail_.input(sub, 0);
        if (trail_.formula(sub) != Formula::difference) return exponent;
        std::vector<int> way{sub};
        const int highest = reduction_behind(trail_.input(sub, 1), way);
        if (trail_.formula(highest) != Formula::maximum_along || !may_be_one(axis_of(highest), axis) ||
            trail_.behind_names(trail_.input(highest, 0)) != trail_.behind_names(z))
            return exponent;
        steps.insert(steps.end(), way.begin(), way.end()), steps.push_back(highest);
        return z;
    }

    /// Σ e^exponent over one axis behind a value: its exponent, axis and steps; source -1 where it is none.
    SpelledOut partition(int value) const {
        SpelledOut sum;
        const int e = reduction_behind(value, sum.steps);
        const int exp = trail_.formula(e) == Formula::sum_along ? trail_.maker(trail_.input(e, 0)) : -1;
        const auto axis = axis_of(e);
        if (trail_.formula(exp) != Formula::exponential || !axis) return sum;
        sum.source = trail_.input(exp, 0), sum.axis = *axis;
        sum.steps.push_back(e), sum.steps.push_back(exp);
        return sum;
    }

    void softmax(int e) {
        const auto q = quotient(e);
        if (!q) return;
        SpelledOut spelled = partition(q->denominator);
        const int numerator = trail_.maker(q->numerator);
        if (spelled.source < 0 || trail_.formula(numerator) != Formula::exponential ||
            trail_.input(numerator, 0) != spelled.source)
            return;
        spelled.steps.push_back(numerator);
        spelled.steps.insert(spelled.steps.end(), q->steps.begin(), q->steps.end());
        spelled.source = scores_behind(spelled.source, spelled.axis, spelled.steps);
        spelled.name = "Softmax", spelled.formula = Formula::softmax;
        mark(e, std::move(spelled));
    }

    void log_softmax(int e) {
        std::vector<int> way;
        const int log = reduction_behind(trail_.input(e, 1), way);
        if (trail_.formula(log) != Formula::logarithm) return;
        SpelledOut spelled = partition(trail_.input(log, 0));
        if (spelled.source < 0 || spelled.source != trail_.input(e, 0)) return;
        spelled.steps.push_back(log);
        spelled.steps.insert(spelled.steps.end(), way.begin(), way.end());
        spelled.source = scores_behind(spelled.source, spelled.axis, spelled.steps);
        spelled.name = "LogSoftmax", spelled.formula = Formula::log_softmax;
        mark(e, std::move(spelled));
    }

    void mark(int end, SpelledOut spelled) {
        std::erase_if(spelled.steps, [](int step) { return step < 0; });
        found_.inside.insert(spelled.steps.begin(), spelled.steps.end());
        found_.ends.emplace(end, std::move(spelled));
    }

    const Trail trail_;
    int evaluations_ = most_evaluations;
    Patterns found_;
};

}  // namespace

Patterns find_patterns(const Circuit& circuit, const Tensors& constants) { return Finder(circuit, constants).find(); }

}  // namespace blackbody
