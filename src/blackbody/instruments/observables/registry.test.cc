/// Every observable, by its record: what a record promises is tested before its author writes a test.
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "blackbody/instruments/measure.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/network.h"
#include "blackbody/systems/ensembles/ensemble.h"
#include "blackbody/systems/ensembles/machines/rbm_machine.h"
#include "blackbody/util/registry.h"
#include "support/machines.h"
#include "support/network.h"

using namespace blackbody;
using namespace blackbody::testing;

namespace {

/// Other tests of this program register observables of a family of their own.
std::vector<const Observable*> ours() {
    std::vector<const Observable*> all = observables();
    std::erase_if(all, [](const Observable* o) { return o->info().family == "test"; });
    return all;
}

const std::string specimen = std::string(BLACKBODY_SOURCE) + "/specimen";

Measured measured_on(const Network& network) {
    const Dataset data = load_dataset(specimen, network.graph().inputs, {.preprocess = {.name = "unit"}, .limit = 64});
    return measure(network, &data, ours(), MeasureOptions{.null_draws = 0});
}

/// A Boltzmann machine that looks at 4 x 4 pixels, at the states that its chains reach.
Measured measured_on_machine() {
    const Ensemble ensemble(std::make_shared<RbmMachine>(random_machine("bernoulli", "bernoulli", 16, 8)), Card{},
                            {4, 4});
    const auto chains = ensemble.machine().chains({.visible = free_visible(ensemble.machine(), 64, 0)});
    chains->run(20);
    const VisibleSource source(ensemble, chains->visible());
    return measure(ensemble, &source, ours(), MeasureOptions{.null_draws = 0});
}

/// Every value is one that its record describes, and lies where the record says.
void expect_as_described(const Measured& measured) {
    for (const Measurement& measurement : measured.measurements) {
        const ObservableInfo* info = find_observable_info(measurement.observable);
        ASSERT_NE(info, nullptr) << measurement.observable;
        for (const Estimate& estimate : measurement.estimates) {
            const std::string place = measurement.observable + " at " + measurement.site + ": " + estimate.name;
            const QuantityInfo* quantity = find_quantity(*info, estimate.name);
            ASSERT_NE(quantity, nullptr) << place;
            EXPECT_FALSE(std::isnan(estimate.value)) << place;
            const double rounding = 1e-9 * std::max(1., std::abs(estimate.value));
            EXPECT_GE(estimate.value, quantity->low - rounding) << place;
            EXPECT_LE(estimate.value, quantity->high + rounding) << place;
        }
    }
}

}  // namespace

TEST(registry, every_observable_says_what_a_stranger_must_know) {
    for (const Observable* observable : ours()) {
        const ObservableInfo& info = observable->info();
        EXPECT_EQ((observable->start != nullptr) + (observable->start_pair != nullptr) + (observable->weigh != nullptr),
                  1)
            << info.name;
        EXPECT_NE(observable->fits, nullptr) << info.name;
        for (const std::string* text : {&info.family, &info.summary, &info.needs, &info.reference, &info.cost})
            EXPECT_FALSE(text->empty()) << info.name;
        EXPECT_FALSE(info.trap.empty() && info.quantities.front().trap.empty()) << info.name;
        std::set<std::string> names;
        for (const QuantityInfo& quantity : info.quantities) {
            EXPECT_TRUE(names.insert(quantity.name).second) << info.name << " has " << quantity.name << " twice";
            for (const std::string* text : {&quantity.symbol, &quantity.unit, &quantity.meaning, &quantity.formula})
                EXPECT_FALSE(text->empty()) << info.name << "." << quantity.name;
            EXPECT_LT(quantity.low, quantity.high) << info.name << "." << quantity.name;
        }
    }
}

TEST(registry, every_record_has_its_code_and_every_null_its_control) {
    for (const ObservableInfo* info : observable_infos()) {
        EXPECT_EQ(find_observable(info->name) != nullptr, info->command == "open") << info->name;
        for (const std::string& name : info->controls) {
            const auto all = control_infos();
            EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const ControlInfo* c) { return c->name == name; }));
            if (info->command != "open") continue;  // may be known in closed form
            const Control& control = find_control(name);
            EXPECT_NE(control.weights == nullptr, control.inputs == nullptr) << name;
            EXPECT_FALSE(control.info().sentence.empty()) << name;
        }
    }
}

TEST(registry, every_number_of_a_real_network_and_of_a_machine_is_described_and_in_its_range) {
    const Measured network = measured_on(*load_network(specimen + "/fashion-cnn.onnx")),
                   machine = measured_on_machine();
    std::set<std::string> seen;
    for (const Measured* measured : {&network, &machine}) {
        expect_as_described(*measured);
        for (const Measurement& measurement : measured->measurements) seen.insert(measurement.observable);
    }
    // Whatever can be measured was; these weights are finite, of which nothing is said.
    for (const Observable* observable : ours())
        EXPECT_TRUE(seen.count(observable->name) || observable->name == "weightwatcher" ||
                    observable->name == "weight_finiteness")
            << observable->name;
}

TEST(registry, every_number_of_a_network_without_weights_is_a_number) {
    Graph graph = load_network(specimen + "/fashion-cnn.onnx")->graph();
    for (auto& [name, tensor] : graph.initializers)
        if (tensor.is_floating_point()) tensor = at::zeros_like(tensor);
    expect_as_described(measured_on(Network(graph)));
}
