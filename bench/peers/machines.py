"""Boltzmann machines: rbms and scikit-learn beside our chains, on Salakhutdinov's 500-unit machine and binarised MNIST."""
import numpy
import torch

from race import need, ours, race, timed


def digits(path):
    packed = numpy.load(path)
    return torch.from_numpy(numpy.unpackbits(packed["packed"], axis=1)[:, :int(packed["shape"][1])].astype("float32"))


def update_of_rbms(machine, data, size, steps):
    """One update as rbms.training.pcd.train makes it: permutation, batch, gradient from persistent chains, SGD."""
    from rbms.training.pcd import fit_batch_pcd
    machine = machine.clone()
    weights, state = torch.ones(len(data), 1), {"chains": machine.init_chains(size, start_v=data[:size])}
    optimiser = torch.optim.SGD(machine.parameters(), lr=1e-4, maximize=True)
    machine.init_grad()

    def update():
        with torch.no_grad():
            batch = torch.randperm(len(data))[:size]
            optimiser.zero_grad(set_to_none=False)
            state["chains"], _ = fit_batch_pcd((data[batch], weights[batch]), state["chains"], machine, steps, 1.0)
            optimiser.step()
    return update


def annealing_of_rbms(machine, temperatures):
    from rbms.partition_function import ais

    def run():
        with torch.no_grad():
            ais.compute_partition_function_ais(100, temperatures + 1, machine)
    return run


def epoch_of_sklearn(data):
    from sklearn.neural_network import BernoulliRBM
    return lambda: BernoulliRBM(n_components=500, batch_size=100, n_iter=1, learning_rate=0.05, random_state=0).fit(data)


def run():
    files = need("data/rbm/binarized_mnist_train.npz", "data/rbm/rbm_refs.npz")
    if not files:
        return
    from rbms.bernoulli_bernoulli.classes import BBRBM
    data, kept = digits(files[0]), numpy.load(files[1])
    machine = BBRBM(*(torch.from_numpy(kept[name].astype("float32")).contiguous() for name in ("W500", "a500", "b500")))
    plain = data.numpy()
    pcd10, annealing, epoch = update_of_rbms(machine, data, 2000, 10), annealing_of_rbms(machine, 500), epoch_of_sklearn(plain)
    for threads, update_goal, annealing_goal in ((1, 4, 6), (2, 6, 9)):
        race("PCD-10 update, 2000 chains, 784 x 500", {"blackbody": ours("pcd10_update"), "rbms": timed(pcd10)},
             threads=threads, goals={"rbms": update_goal})
        race("AIS, 100 chains, 500 of 14,500 temperatures", {"blackbody": ours("annealing/500"), "rbms": timed(annealing)},
             rounds=3, threads=threads, goals={"rbms": annealing_goal})
        race("PCD-1 epoch, 60,000 digits, batch 100", {"blackbody": ours("pcd1_epoch"), "scikit-learn": timed(epoch)},
             rounds=3, threads=threads, goals={"scikit-learn": 2.5})
