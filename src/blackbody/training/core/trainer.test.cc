#include "blackbody/training/core/trainer.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "blackbody/util/errors.h"
#include "support/words.h"

using namespace blackbody;
using blackbody::testing::complaint_of;

namespace {

/// Counts, and diverges where it is told to.
class Counter : public Learner {
  public:
    void update() override {
        if (updates_ + 1 == diverges_at) throw NumericalError("it diverges");
        ++updates_;
    }
    std::int64_t updates() const override { return updates_; }
    std::int64_t updates_per_epoch() const override { return 5; }
    Arrays state() const override { return {{"updates", at::full({1}, updates_, at::kLong)}}; }
    void restore(const Arrays& state) override { updates_ = array_of(state, "updates", {1}).item<std::int64_t>(); }
    std::int64_t diverges_at = -1;

  private:
    std::int64_t updates_ = 0;
};

/// Writes down when it was called.
class Diary : public Trainer {
  public:
    Diary(Counter& counter, Watcher watcher, std::int64_t of = 10)
        : Trainer(counter, {"counting", of, 4}, std::move(watcher)), counter_(counter) {}
    std::vector<std::int64_t> evaluated, kept, seen;
    bool is_finite = true;

  private:
    void updated() override { seen.push_back(counter_.updates()); }
    void check_finite() override {
        if (!is_finite) throw NumericalError("not finite");
    }
    void evaluate() override { evaluated.push_back(counter_.updates()); }
    void keep() override { kept.push_back(counter_.updates()); }
    Counter& counter_;
};

using Updates = std::vector<std::int64_t>;

}  // namespace

TEST(trainer, evaluates_and_keeps_when_it_is_due_and_at_the_end) {
    Counter counter;
    Diary diary(counter, {});
    diary.run();
    EXPECT_EQ(diary.evaluated, (Updates{4, 8, 10}));
    EXPECT_EQ(diary.kept, diary.evaluated);
    EXPECT_EQ(diary.seen.size(), 10u);
}

TEST(trainer, a_stopped_one_keeps_where_it_is_once_and_goes_on_from_there) {
    for (const std::int64_t stop : {3, 4, 9}) {
        Counter counter;
        Diary diary(counter, {.is_stopped = [&] { return counter.updates() >= stop; }});
        EXPECT_THROW(diary.run(), Interrupted);
        EXPECT_EQ(diary.kept.back(), stop);
        EXPECT_EQ(std::count(diary.kept.begin(), diary.kept.end(), stop), 1);
        Counter next;
        next.restore(counter.state());
        Diary rest(next, {});
        rest.run();
        EXPECT_EQ(next.updates(), 10);
        EXPECT_EQ(rest.seen.size(), 10u - static_cast<std::size_t>(stop));
    }
}

TEST(trainer, divergence_says_which_checkpoint_is_left) {
    Counter early, late;
    early.diverges_at = 3, late.diverges_at = 7;
    Diary first(early, {}), second(late, {});
    EXPECT_EQ(complaint_of([&] { first.run(); }), "it diverges; no checkpoint was written yet");
    EXPECT_EQ(complaint_of([&] { second.run(); }), "it diverges; the checkpoint of update 4 is kept");
    EXPECT_EQ(second.kept, (Updates{4}));
}

TEST(trainer, what_is_not_finite_is_not_written) {
    Counter counter;
    Diary diary(counter, {});
    diary.is_finite = false;
    EXPECT_EQ(complaint_of([&] { diary.run(); }), "not finite; no checkpoint was written yet");
    EXPECT_TRUE(diary.kept.empty() && diary.evaluated.empty());
}

TEST(trainer, batches_of_an_epoch_are_all_samples_once_and_another_order_in_the_next) {
    BatchOrder order(10, 5, 3);
    const at::Tensor first = at::cat({order.of(0), order.of(1)}), second = at::cat({order.of(2), order.of(3)});
    EXPECT_TRUE(at::equal(std::get<0>(first.sort()), at::arange(10)));
    EXPECT_FALSE(at::equal(first, second));
    EXPECT_TRUE(at::equal(order.of(1), first.slice(0, 5)));  // also backwards
    EXPECT_TRUE(at::equal(first, epoch_order(10, 0, 3)));
}
