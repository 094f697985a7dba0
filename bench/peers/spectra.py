"""Weight spectra: WeightWatcher's analyze(), default and with its null (randomize), beside our columns and our family."""
import contextlib
import io
import logging
import warnings

from models import nine_maps, resnet
from race import need, ours, race, timed

warnings.filterwarnings("ignore")


def analyze(model, **options):
    import weightwatcher
    logging.disable(logging.CRITICAL)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return weightwatcher.WeightWatcher(model=model).analyze(**options)


def run():
    files = need("data/models/cifar10-resnet20.safetensors", "data/models/cifar10-resnet56.safetensors")
    if files:
        model = resnet(56, files[1])
        columns = {"blackbody, WeightWatcher's columns": ours("weightwatcher_columns/resnet56"),
                   "WeightWatcher analyze()": timed(lambda: analyze(model))}
        race("spectra of ResNet-56", columns, goals={"WeightWatcher analyze()": 10})
        with_nulls = {"blackbody, family with nulls and p-values": ours("spectrum_family_with_nulls/resnet56"),
                      "WeightWatcher analyze(randomize=True)": timed(lambda: analyze(model, randomize=True))}
        race("spectra of ResNet-56 with nulls", with_nulls, rounds=2, goals={"WeightWatcher analyze(randomize=True)": 20})
    maps = nine_maps()
    nine = {"blackbody, WeightWatcher's columns": ours("weightwatcher_columns/nine_maps"),
            "WeightWatcher analyze()": timed(lambda: analyze(maps))}
    for threads in (1, 2):
        race("spectra of nine linear maps", nine, rounds=2, threads=threads, goals={"WeightWatcher analyze()": 4})
