"""Power-law tails of 10^4 log-normal values: powerlaw, WeightWatcher's fit and C plfit beside our scan."""
import contextlib
import io
import warnings

import numpy

from race import ours, race, timed

warnings.filterwarnings("ignore")


def quiet(function):
    def run():
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            function()
    return run


def run():
    import igraph
    import powerlaw
    from weightwatcher.WW_powerlaw import pl_fit
    values = numpy.sort(numpy.exp(numpy.random.default_rng(1).normal(size=10_000)))
    contestants = {
        "blackbody, exact scan": ours("xmin_scan/10000"),
        # p_precision .5 is one resample for the p-value: about two fits instead of 2,500.
        "plfit (C, by igraph)": timed(lambda: igraph.power_law_fit(values.tolist(), method="continuous", p_precision=0.5)),
        "WeightWatcher pl_fit": timed(quiet(lambda: pl_fit(values, xmin=None, xmax=values.max(), verbose=False,
                                                           distribution="power_law", pl_package="ww"))),
        "powerlaw, alpha free": timed(quiet(lambda: powerlaw.Fit(values, verbose=0, parameter_ranges={"alpha": [1, None]}).alpha)),
    }
    race("xmin scan, 10^4 log-normal values", contestants, rounds=3)
