// The one-dimensional Ising ring as an exact Boltzmann machine: a hidden spin between each two neighbours, weight w
// with cosh(2 w) = exp(2 K). Its ln Z, by enumeration and by annealed importance sampling, beside the transfer
// matrix's.
#include <ATen/ops/zeros.h>
#include <blackbody/blackbody.h>

#include <cmath>
#include <cstdio>

int main() {
    const int spins = 12;
    const double K = .6, w = std::acosh(std::exp(2 * K)) / 2;
    blackbody::Rbm ring{blackbody::free_layer(blackbody::find_unit("spin"), spins),
                        blackbody::free_layer(blackbody::find_unit("spin"), spins),
                        at::zeros({spins, spins}, at::kDouble)};
    for (int i = 0; i < spins; ++i) ring.weight[i][i] = w, ring.weight[(i + 1) % spins][i] = w;

    // Each hidden spin sums to 2 cosh(w (s + s')) = A exp(K s s').
    const double A = 2 * std::cosh(2 * w) / std::exp(K);
    const double closed =
        spins * std::log(A) + std::log(std::pow(2 * std::cosh(K), spins) + std::pow(2 * std::sinh(K), spins));
    const double exact = blackbody::exact_log_partition(ring);
    const auto base = blackbody::independent(ring, at::zeros({1, spins}, at::kDouble));
    blackbody::AnnealingOptions options{.chains = 500};
    for (int k = 0; k <= 1000; ++k) options.betas.push_back(k / 1000.);
    const blackbody::LogPartition annealed = blackbody::anneal(ring, base, options);

    std::printf("transfer matrix %.10f, enumeration %.10f, annealing %.3f [%.3f, %.3f]\n", closed, exact,
                annealed.log_z, annealed.low, annealed.high);
    const bool agree = std::abs(exact - closed) < 1e-9 && annealed.low < closed && closed < annealed.high;
    std::printf(agree ? "three methods, one number\n" : "they disagree\n");
    return agree ? 0 : 1;
}
