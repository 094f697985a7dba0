#include "blackbody/training/core/trainer.h"

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {

template <class Step>
void Trainer::guarded(Step step) const {
    try {
        step();
    } catch (const NumericalError& error) {
        throw NumericalError(
            std::string(error.what()) + "; " +
            (kept_ ? "the checkpoint of update " + with_commas(*kept_) + " is kept" : "no checkpoint was written yet"));
    }
}

void Trainer::checkpoint() {
    keep();
    kept_ = learner_.updates();
}

void Trainer::run() {
    if (learner_.updates() > 0) kept_ = learner_.updates();
    while (!is_at_end()) {
        guarded([&] { learner_.update(); });
        updated();
        const std::int64_t done = learner_.updates();
        const bool is_due = is_at_end() || done % stage_.every == 0;
        if (is_due) {
            guarded([&] { check_finite(); });
            evaluate();
            checkpoint();
        }
        if (is_at_end() ||
            watcher_.goes_on(stage_.name, static_cast<double>(done) / static_cast<double>(stage_.updates)))
            continue;
        if (!is_due) guarded([&] { check_finite(); }), checkpoint();
        throw Interrupted(stage_.name + " was interrupted at update " + with_commas(done) + " of " +
                          with_commas(stage_.updates));
    }
}

}  // namespace blackbody
