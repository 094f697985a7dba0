#pragma once
/// Results made by hand, with every kind of curve, error, null and finding, and records of their own to go with them.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "blackbody/instruments/report/records.h"
#include "blackbody/util/rng.h"

namespace specimen {

using namespace blackbody;

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

inline const Records& records() {
    static const ObservableInfo excitation{
        .name = "excitation",
        .family = "excitation",
        .view = View::micro,
        .theory = "M5",
        .summary = "A layer's values read as a distribution of excited quasi-particles.",
        .needs = "states of every nonlinearity",
        .controls = {"permuted_kernels", "permuted_pixels"},
        .quantities = {{"entropy", "H", "nat", "How evenly the excitation is spread over the units.",
                        "H = -Σ p ln p, p = n / Σ n", "Its ceiling is ln U: compare layers by e^H / U.", 0, unbounded,
                        true},
                       {"silent_channels", "s", "1", "Share of channels that no sample excites.", "s = C_0 / C", "", 0,
                        1, true}},
        .reference = "Shannon, A mathematical theory of communication, 1948",
        .trap = "Entropy of a small sample is biased low.",
        .cost = "O(N U), one pass"};
    static const ObservableInfo spectrum{
        .name = "weight_spectrum",
        .family = "spectrum",
        .view = View::world,
        .theory = "",
        .summary = "The eigenvalues of a layer's correlation matrix against those of noise.",
        .needs = "weights",
        .controls = {"permuted_kernels"},
        .quantities = {{"alpha", "α", "1", "Exponent of the power law that fits the tail best.",
                        "p(λ) ~ λ^-α, λ >= λ_min", "Noise of this shape has an alpha too: read the null.", 1, unbounded,
                        true}},
        .reference = "Martin and Mahoney, 2021",
        .trap = "",
        .cost = "O(O I min(O, I))"};
    static const ObservableInfo momentum{
        .name = "brillouin",
        .family = "momentum",
        .view = View::macro,
        .theory = "M7",
        .summary = "The transfer function of a convolution on the Brillouin zone.",
        .needs = "weights of a convolution",
        .controls = {},
        .quantities = {{"bandwidth", "Δk", "rad/px", "Width of the channels' pass bands.", "Δk² = ⟨k²⟩ - ⟨k⟩²", "", 0,
                        5, true}},
        .reference = "ours",
        .trap = "",
        .cost = "O(C K² log K)"};
    static const ObservableInfo energy{
        .name = "energy",
        .family = "energy",
        .view = View::practical,
        .theory = "T2",
        .summary = "Logits read as the energies of a thermal ensemble.",
        .needs = "logits and labels",
        .controls = {"shuffled_labels"},
        .quantities = {{"accuracy", "acc", "1", "Share of samples whose largest logit is at the label.",
                        "acc = ⟨[argmax = label]⟩", "", 0, 1},
                       {"beta_star", "β*", "1/logit", "The inverse temperature at which the network is calibrated.",
                        "⟨E⟩_β = E_label", "", 0, unbounded}},
        .reference = "Guo et al., On calibration of modern neural networks, 2017",
        .trap = "",
        .cost = "O(N C)"};
    static const ControlInfo kernels{"permuted_kernels",
                                     "The entries of each kernel are permuted; biases and normalisation stay."};
    static const ControlInfo labels{"shuffled_labels", "The labels are dealt out anew."};
    static const ControlInfo pixels{"permuted_pixels", "One permutation of the pixels for all images."};
    static const ClaimInfo silent{"channels_never_excited", View::micro, "Some channels are never excited.",
                                  "The firing rates extrapolate to zero at the 95 % level.", "ours"};
    static const ClaimInfo scale{"energies_out_of_scale", View::practical, "The energies are out of scale.",
                                 "1 lies outside beta* ± 2 standard errors.", "Guo et al. 2017"};
    static const ClaimInfo chance{"answers_at_chance",
                                  View::practical,
                                  "The answers are no better than guesses.",
                                  "Accuracy lies among the draws of shuffled_labels.",
                                  "ours",
                                  {{"energy", "accuracy", "shuffled_labels"}}};
    static const ClaimInfo saturation{"saturation",
                                      View::practical,
                                      "A bounded nonlinearity is driven into its bounds.",
                                      "A share above all draws of permuted_kernels.",
                                      "ours",
                                      {{"excitation", "saturated_share", "permuted_kernels"}}};
    static const Records all{{&energy, &excitation, &momentum, &spectrum},
                             {&kernels, &pixels, &labels},
                             {&chance, &silent, &scale, &saturation}};
    return all;
}

inline Null null_of(const std::string& control, double value, double mean, double spread) {
    return {control, value, mean, spread, mean - 2 * spread, mean + 2 * spread, 19};
}

inline std::vector<double> steps(int n, double from, double to) {
    std::vector<double> x(n);
    for (int i = 0; i < n; ++i) x[i] = from + (to - from) * i / (n - 1);
    return x;
}

inline std::vector<double> bump(int n, double centre, double width, double height = 1) {
    std::vector<double> y(n);
    for (int i = 0; i < n; ++i) y[i] = height * std::exp(-std::pow((i - centre) / width, 2));
    return y;
}

inline Curve histogram(double centre) {
    return {"state_distribution",       "Most values are small and the tail falls like an exponential.",
            Curve::Kind::histogram,     {"excitation", "1", steps(41, 0, 4)},
            {"density", "1", {}, true}, {{"states", bump(40, centre, 9)}, {"exponential", bump(40, centre, 12, 0.8)}},
            {{"threshold", 0.4}}};
}

inline Curve spectrum_curve() {
    return {"weight_spectrum",
            "The bulk follows Marchenko-Pastur; three eigenvalues stand beyond its edge.",
            Curve::Kind::line,
            {"eigenvalue", "1", steps(30, 0.1, 6), true},
            {"density", "1", {}, true},
            {{"layer", bump(30, 8, 6), std::vector<double>(30, 0.02)}, {"Marchenko-Pastur", bump(30, 8, 5)}},
            {{"λ₊", 2.7}, {"λ_min", 1.3}}};
}

inline Curve map_curve(int n) {
    std::vector<double> values;
    for (int y = 0; y < n; ++y)
        for (int x = 0; x < n; ++x)
            values.push_back(std::exp(-0.3 * (std::pow(x - n * 0.6, 2) + std::pow(y - n * 0.4, 2)) * 64 / n / n));
    return {"brillouin_zone",
            "The layer passes low momenta along the diagonal.",
            Curve::Kind::map,
            {"k_x", "rad/px", steps(n, -3.1, 3.1)},
            {"k_y", "rad/px", steps(n, -3.1, 3.1)},
            {{"|t|²", values}}};
}

inline Curve rose_curve() {
    return {"orientation",      "Vertical edges are preferred.",
            Curve::Kind::rose,  {"orientation", "rad", steps(12, 0, 2.88)},
            {"power", "1", {}}, {{"power", bump(12, 4, 3)}}};
}

inline Curve bars_curve() {
    return {"class_energy",          "Cats and dogs lie close.",
            Curve::Kind::bars,       {"class", "", steps(4, 0, 3)},
            {"energy", "logit", {}}, {{"energy", {1, 3, 2, -1}, {0.1, 0.2, 0.1, 0.1}}}};
}

inline Curve sheet_curve(int kernels) {
    Curve curve{"kernels",
                "Three oriented edges and a blob.",
                Curve::Kind::sheet,
                {"x", "px", {0, 1, 2}},
                {"y", "px", {0, 1, 2}},
                {}};
    Random random(7);
    for (int k = 0; k < kernels; ++k) {
        curve.series.push_back({"channel " + std::to_string(k), {}});
        for (int i = 0; i < 9; ++i) curve.series.back().values.push_back(random.normal());
    }
    return curve;
}

/// Four sites, small enough to read as a golden file.
inline Results results() {
    Results r;
    r.run = {"0.1.0", "blackbody open specimen.onnx --data images --seed 7", "cpu", "float32", 7, 2, 1.5};
    r.system = {"specimen.onnx",
                "network",
                "models/specimen.onnx",
                std::string(64, 'a'),
                "ONNX, IR 7, opset 13",
                "pytorch 1.9",
                "float32",
                855770,
                3423080,
                3500000,
                58,
                125485706,
                {{"Conv", 20}, {"Gemm", 1}, {"Relu", 19}},
                {"image float32 [N, 3, 32, 32]"},
                {"logits float32 [N, 4]"},
                {},
                {"batch normalisation is folded into the convolutions"}};
    r.data = {.file = "images",
              .format = "PNG folder",
              .split = "test",
              .samples_given = 2000,
              .samples_used = 1000,
              .shape = "uint8 [32, 32, 3]",
              .labelled = true,
              .classes = {"cat", "dog", "ship", "frog"},
              .preprocessing = "imagenet: x/255, then mean and std of ImageNet",
              .notes = {"unit and imagenet cannot be told apart"}};
    r.sites = {{"conv1", "Conv", Role::linear, "NCYX", {16, 32, 32}, 1, "conv1.weight", {16, 3, 3, 3}},
               {"relu1", "Relu", Role::nonlinearity, "NCYX", {16, 32, 32}, 2, "", {}},
               {"conv2", "Conv", Role::linear, "NCYX", {32, 16, 16}, 3, "conv2.weight", {32, 16, 3, 3}},
               {"relu2", "Relu", Role::nonlinearity, "NCYX", {32, 16, 16}, 4, "", {}},
               {"logits", "Gemm", Role::logits, "NU", {4}, 5, "fc.weight", {4, 32}}};
    auto excitation = [](const std::string& site, double h, double silent) {
        return Measurement{
            "excitation",
            site,
            {{"entropy",
              h,
              Uncertainty::of(0.021),
              1000,
              {null_of("permuted_kernels", h + 0.01, 7.9, 0.05), null_of("permuted_pixels", h + 0.01, 8.1, 0.02)}},
             {"silent_channels", silent, Uncertainty::of(0.02), 1000, {}}},
            {histogram(h)},
            {"states are rectified: n = x"},
            {},
            {{"states", "rectified: n = x"}}};
    };
    auto spectrum = [](const std::string& site, double alpha) {
        return Measurement{
            "weight_spectrum",
            site,
            {{"alpha", alpha, Uncertainty::exact(), 144, {null_of("permuted_kernels", alpha, 6.1, 0.4)}}},
            {spectrum_curve()}};
    };
    r.measurements = {
        {"energy",
         "logits",
         {{"accuracy", 0.825, Uncertainty::of(0.0085), 1000, {null_of("shuffled_labels", 0.82, 0.25, 0.01)}},
          {"beta_star", 0.43, Uncertainty::of(0.012), 1000, {}}},
         {bars_curve()}},
        excitation("relu1", 8.4123, 0),
        excitation("relu2", 6.2, 0.1875),
        {"brillouin",
         "conv1",
         {{"bandwidth", 0.81, Uncertainty::exact(), 16, {}}},
         {map_curve(6), rose_curve(), sheet_curve(4)}},
        {"brillouin", "conv2", {{"bandwidth", 1.3, Uncertainty::none("too few channels"), 32, {}}}, {}},
        spectrum("conv1", 2.91),
        spectrum("conv2", std::numeric_limits<double>::infinity())};
    r.skipped = {{"momentum", "logits", "not a convolution"},
                 {"weight_spectrum", "logits", "fewer than 50 eigenvalues"},
                 {"weight_spectrum", "conv9", "fewer than 50 eigenvalues"}};
    r.findings = {
        {"energies_out_of_scale",
         Verdict::warning,
         "",
         "The network is too sure of itself: its energies are 2.3 times too large.",
         {{"energy", "logits", "beta_star", 0.43, "0.430 ± 0.012 where a perfectly calibrated network has 1"}},
         "Divide the logits by 2.33 before the softmax."},
        {"channels_never_excited",
         Verdict::advice,
         "relu2",
         "6 of 32 channels are never excited.",
         {{"excitation", "relu2", "silent_channels", 0.1875, "0.188 ± 0.020"}},
         "Prune them: nothing downstream can see the difference."},
        {"channels_never_excited", Verdict::supported, "relu1", "Every channel speaks.", {}, ""},
        {"energies_out_of_scale", Verdict::refuted, "", "Heat capacity and energy disagree.", {}, "Look at the tail."},
        {"channels_never_excited",
         Verdict::undecided,
         "relu1",
         "200 samples more would decide it.",
         {},
         "Give more data."},
        {"channels_never_excited", Verdict::note, "", "The weights are float32.", {}, ""}};
    return r;
}

/// The same with names that try to break out of a page, a terminal and a spreadsheet.
inline Results hostile() {
    Results r = results();
    const std::string evil =
        "</script><script>window.owned=1</script><img src=x onerror='window.owned=1'>\"'&\x1b[31m\x07\xff=cmd()";
    r.system.title = r.system.file = r.data.file = r.run.command = evil;
    r.sites[0].name = r.measurements[3].site = r.measurements[5].site = evil;
    r.measurements[3].curves[0].label = r.measurements[3].curves[0].series[0].name =
        r.measurements[3].curves[0].x.name = evil;
    r.measurements[5].curves[0].marks[0].name = r.data.classes[0] = r.skipped[0].reason = r.sites[1].op = evil;
    r.findings[0].site = r.findings[1].sentence = r.findings[1].advice = r.findings[0].evidence[0].reading = evil;
    r.measurements[1].notes = {evil, "<!-- </pre></details> -->"};
    r.measurements[1].facts[0].words = evil;
    return r;
}

/// As large as a real one: `blocks` convolutions, each with a nonlinearity behind it.
inline Results large(int blocks) {
    Results r = results();
    const Measurement excited = r.measurements[1], zone = r.measurements[3], weights = r.measurements[5];
    r.sites.erase(r.sites.begin(), r.sites.end() - 1);
    r.measurements.resize(1);
    r.sites[0].depth = 2 * blocks;
    Random random(3);
    for (int i = 0; i < blocks; ++i) {
        const std::string conv = "layer" + std::to_string(i / 6) + "." + std::to_string(i % 6) + ".conv",
                          relu = "Relu_" + std::to_string(3 * i);
        r.sites.insert(r.sites.end() - 1,
                       {conv, "Conv", Role::linear, "NCYX", {64, 16, 16}, 2 * i, conv + ".weight", {64, 32, 3, 3}});
        r.sites.insert(r.sites.end() - 1, {relu, "Relu", Role::nonlinearity, "NCYX", {64, 16, 16}, 2 * i + 1, "", {}});
        auto place = [&](Measurement m, const std::string& site, double scale) {
            m.site = site;
            for (Estimate& e : m.estimates) {
                e.value *= scale;
                for (Null& null : e.nulls) null.value = e.value;
            }
            for (Curve& curve : m.curves)
                for (CurveSeries& series : curve.series)
                    for (double& v : series.values) v *= 1 + 0.1 * random.uniform();
            r.measurements.push_back(std::move(m));
        };
        place(excited, relu, 1 - 0.3 * i / blocks + 0.02 * random.normal());
        place(zone, conv, 1 + 0.2 * std::sin(i * 0.4));
        place(weights, conv, 1 + 0.1 * random.normal());
    }
    return r;
}

}  // namespace specimen
