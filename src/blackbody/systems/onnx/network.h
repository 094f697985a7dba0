#pragma once
/// A trained network as a physical system: runs its input in batches and shows every state that is asked for.
///
/// Sites, roles and the rule for class scores: sites.h. What is folded and what is not: plan.h. Nodes that cannot be
/// computed (an unknown operator, weights that do not fit) are named on the card; what does not depend on them is
/// measured, and their weights are sites without a state.
#include <memory>
#include <string>
#include <vector>

#include "blackbody/base/bounds.h"
#include "blackbody/base/origin.h"
#include "blackbody/base/system.h"
#include "blackbody/systems/onnx/evaluate.h"
#include "blackbody/systems/onnx/plan.h"

namespace blackbody {

struct NetworkOptions {
    ShapeHints shapes{};  ///< for inputs with free dimensions
    at::Device device = at::kCPU;
    PlanOptions plan{};
};

class Network : public System, public TracesOrigins, public BoundsStates {
  public:
    /// `card` brings what the file says; structure, parameters, costs and notes are filled in here.
    /// Throws Error(model) for a graph that is none: a cycle, a missing input, a value made twice.
    explicit Network(Graph graph, Card card = {}, const NetworkOptions& options = {});
    ~Network() override;

    const Card& card() const override { return card_; }
    std::span<const Site> sites() const override { return sites_.sites; }
    void run(const Source& input, const Demand& demand, Probe& probe) const override;
    std::unique_ptr<System> control(const Control& control, Seed seed) const override;
    Origin origin_of_non_finite(std::size_t site, const Batch& sample) const override;
    std::vector<StateBounds> bounds(const std::vector<std::size_t>& sites,
                                    const std::vector<InputRange>& ranges) const override;

    /// All outputs for named inputs, node by node as the file has it; differentiable in inputs and parameters. Where
    /// `group()` is B > 0 it takes exactly B samples.
    NamedTensors forward(const NamedTensors& inputs) const;
    /// The outputs for a batch of any number of samples, without gradients, by way of `forward`.
    NamedTensors outputs(const Batch& batch) const;
    /// Initializers of floating-point type with at least one axis. Tensors share memory with the network's.
    NamedTensors parameters() const;

    const Graph& graph() const;
    /// The input that data is fed to: the first of floating-point type with a sample axis, else the first with one,
    /// else the first. Throws Error(model) without one.
    const Port& input() const;
    /// Whether any number of samples go through at once; else they go in groups, by one or by as many as the file
    /// fixes.
    bool batches() const { return group() == 0; }
    std::int64_t group() const;

    /// How the class scores were found, or why none was taken (scores.h).
    const ScoreChoice& scores() const { return sites_.scores; }
    /// Takes the scores of that output for class scores: labels, or somebody, say so. Sites keep their order and names.
    /// Throws Error(usage) where the output is not there or cannot hold scores.
    void take_scores(const std::string& output);

  private:
    struct Body;  ///< what a network shares with its controls
    Network(const Network& other) = default;
    at::Tensor fed_in_groups(const Port& port, const Batch& batch) const;
    void note_scores();

    std::shared_ptr<const Body> body_;
    Tensors constants_;  ///< folded, by value; a control's differ
    Tensors known_;      ///< what forward starts from
    Sites sites_;
    Card card_;
    std::string score_note_;  ///< on the card, where no scores were taken
};

}  // namespace blackbody
