"""Ten updates of a small network, 128 pictures of 28 x 28: PyTorch eager, synthetic data in memory, beside ours with its
batches and augmentation."""
import torch
import torch.nn.functional as F
from torch import nn

from race import ours, race, timed

BATCH, UPDATES = 128, 10


class Real(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2, self.fc = nn.Conv2d(1, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1), nn.Linear(32 * 49, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c1(x)), 2)
        x = F.max_pool2d(F.relu(self.c2(x)), 2)
        return self.fc(x.flatten(1))


def updates(channels_last):
    torch.manual_seed(0)
    net, x, y = Real(), torch.rand(BATCH, 1, 28, 28), torch.randint(0, 10, (BATCH,))
    if channels_last:
        net, x = net.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(net.parameters(), lr=.01, momentum=.9)

    def run():
        for _ in range(UPDATES):
            optimiser.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimiser.step()
    run()
    return run


def run():
    contestants = {"blackbody, augmentation included": ours("train_cnn"),
                   "PyTorch eager, channels last": timed(updates(True)),
                   "PyTorch eager, default layout": timed(updates(False))}
    for threads in (1, 2):
        race("10 updates of a small CNN, batch 128", contestants, threads=threads,
             goals={"PyTorch eager, channels last": 1, "PyTorch eager, default layout": 1.5})
