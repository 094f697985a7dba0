// The bit-packed implementation held to the reference: products, means, sums of logarithms, and every single sample.
#include "blackbody/systems/ensembles/chains/kernels/bit_product.h"
#include "support/random.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "support/largest.h"
#include "support/threads.h"

using namespace blackbody;
using blackbody::testing::largest;
using blackbody::testing::RandomTensors;
using blackbody::testing::WithThreads;

namespace {

struct Case {
    std::int64_t n, rows, columns;
    at::Tensor w, v, b;
    Case(std::int64_t states, std::int64_t i, std::int64_t o) : n(states), rows(i), columns(o) {
        RandomTensors random(3);
        w = .2 * random.normal({i, o}), v = random.coins({n, i}, .3), b = random.normal({o});
    }
    at::Tensor field(double scale = 1) const { return scale * at::matmul(v.to(at::kDouble), w.to(at::kDouble)) + b; }
};

const Case cases[] = {{1, 1, 1}, {3, 27, 63}, {5, 28, 64}, {40, 29, 65}, {100, 784, 500}, {67, 500, 784}};

}  // namespace

TEST(bit_product, products_means_and_sums_are_those_of_the_definition) {
    for (const Case& c : cases) {
        const Panels tables(c.w);
        const BitStates bits = to_bits(c.v);
        at::Tensor field = at::empty({c.n, c.columns}), mean = at::empty_like(field),
                   ln_z = at::empty({c.n}, at::kDouble);
        multiply(tables, bits,
                 {.scale = .7f,
                  .bias = c.b.data_ptr<float>(),
                  .field = field.data_ptr<float>(),
                  .mean = mean.data_ptr<float>(),
                  .ratio = .9f,
                  .log_ratio = ln_z.data_ptr<double>()});
        const at::Tensor y = c.field(.7);
        EXPECT_LT(largest(field - y), 2e-5) << c.rows;
        EXPECT_LT(largest(mean - at::sigmoid(y)), 5e-6) << c.rows;
        const auto softplus = [](const at::Tensor& x) { return (x.clamp_min(0) + (-x.abs()).exp().log1p()).sum(1); };
        EXPECT_LT(largest(ln_z - softplus(y) + softplus(.9 * y)), 1e-4) << c.rows;
    }
}

TEST(bit_product, samples_are_those_of_the_plain_implementation_but_where_the_last_bits_decide) {
    for (const Case& c : cases) {
        BitStates sample(c.n, c.columns);
        const Draw draw{.seed = 11, .stream = stream_of(5, 1), .first_chain = 1000};
        multiply(Panels(c.w), to_bits(c.v), {.bias = c.b.data_ptr<float>(), .sample = &sample, .draw = draw});
        const at::Tensor p = at::sigmoid(c.field());
        std::int64_t undecided = 0;
        for (std::int64_t n = 0; n < c.n; ++n)
            for (std::int64_t o = 0; o < c.columns; ++o) {
                const double u = uniform_of(draw, draw.first_chain + n, o), q = p[n][o].item<double>();
                if (std::abs(u - q) < 1e-5) ++undecided;
                else EXPECT_EQ(sample.get(n, o), u < q) << n << " " << o << " " << u << " " << q;
            }
        EXPECT_LE(undecided, 3 + c.n * c.columns / 20000);
    }
}

TEST(bit_product, samples_do_not_depend_on_threads_or_on_how_the_states_are_cut) {
    const Case& c = cases[4];
    const Panels tables(c.w);
    const Draw draw{.seed = 2, .stream = stream_of(1, 0)};
    const auto sampled = [&](std::int64_t from, std::int64_t count, int threads) {
        const WithThreads with(threads);
        BitStates out(count, c.columns);
        Draw mine = draw;
        mine.first_chain = from;
        multiply(tables, to_bits(c.v.narrow(0, from, count)),
                 {.bias = c.b.data_ptr<float>(), .sample = &out, .draw = mine});
        return to_floats(out);
    };
    const at::Tensor whole = sampled(0, 100, 1);
    EXPECT_TRUE(at::equal(whole, sampled(0, 100, 2)));
    EXPECT_TRUE(at::equal(whole, at::cat({sampled(0, 37, 2), sampled(37, 63, 1)})));
}

TEST(bit_product, uniform_numbers_are_uniform) {
    const at::Tensor w = at::zeros({1, 512});
    BitStates out(400, 512);
    const at::Tensor b = at::full({512}, std::log(.3 / .7)).to(at::kFloat);
    multiply(Panels(w), BitStates(400, 1), {.bias = b.data_ptr<float>(), .sample = &out, .draw = {.seed = 9}});
    const at::Tensor s = to_floats(out).to(at::kDouble);
    const double n = 400 * 512, sigma = std::sqrt(.3 * .7 / n);
    EXPECT_NEAR(s.mean().item<double>(), .3, 4 * sigma);
    // Neither neighbouring units nor neighbouring chains go together.
    const at::Tensor d = s - .3;
    EXPECT_NEAR((d.narrow(1, 0, 511) * d.narrow(1, 1, 511)).mean().item<double>() / .21, 0, 4 / std::sqrt(n));
    EXPECT_NEAR((d.narrow(0, 0, 399) * d.narrow(0, 1, 399)).mean().item<double>() / .21, 0, 4 / std::sqrt(n));
}

TEST(bit_states, transposing_and_unpacking_keep_every_bit) {
    for (const auto& [n, u] : {std::pair{1, 1}, {64, 64}, {65, 63}, {130, 200}}) {
        const at::Tensor s = RandomTensors(1).coins({n, u}, .5);
        EXPECT_TRUE(at::equal(to_floats(to_bits(s)), s));
        EXPECT_TRUE(at::equal(to_floats(transposed(to_bits(s))), s.t()));
    }
}
