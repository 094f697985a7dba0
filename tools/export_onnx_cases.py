#!/usr/bin/env python3
"""Writes the node cases that the `onnx` package builds in memory as files, one folder a case, as libonnx-testdata has them:
NAME/model.onnx, NAME/test_data_set_0/input_K.pb and output_K.pb.

    export_onnx_cases.py FOLDER

    .venv-test/bin/python tools/export_onnx_cases.py build/onnx-cases

The conformance test (src/blackbody/systems/onnx/conformance.test.cc) reads them from `onnx-cases` in its build folder.
Does nothing where FOLDER already holds the cases of this version of onnx. Values that are no tensors (sequences,
optionals) are written as empty files, so that the test sees that they are there and names them.
"""
import shutil
import sys
from pathlib import Path

import numpy
import onnx
from onnx import numpy_helper


def write_value(path, value):
    """One input or output as a TensorProto."""
    if isinstance(value, onnx.TensorProto):
        path.write_bytes(value.SerializeToString())
    elif isinstance(value, (numpy.ndarray, numpy.generic)):
        path.write_bytes(numpy_helper.from_array(numpy.asarray(value)).SerializeToString())
    else:
        path.write_bytes(b"")


def write_case(folder, case):
    folder.mkdir()
    (folder / "model.onnx").write_bytes(case.model.SerializeToString())
    for number, (inputs, outputs) in enumerate(case.data_sets):
        data = folder / f"test_data_set_{number}"
        data.mkdir()
        for kind, values in (("input", inputs), ("output", outputs)):
            for k, value in enumerate(values):
                write_value(data / f"{kind}_{k}.pb", value)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    stamp = folder / "onnx_version"
    if stamp.exists() and stamp.read_text() == onnx.__version__:
        return

    # Build beside, then rename: a half-written folder never looks complete.
    from onnx.backend.test.loader import load_model_tests
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    cases = [case for case in load_model_tests(kind="node") if case.model is not None]
    for case in cases:
        write_case(fresh / case.name, case)
    (fresh / "onnx_version").write_text(onnx.__version__)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    print(f"{folder}: {len(cases)} node cases of onnx {onnx.__version__}")


if __name__ == "__main__":
    main()
