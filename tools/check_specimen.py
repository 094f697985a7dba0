#!/usr/bin/env python3
"""Asks onnxruntime about the bundled specimen: is the file that `train` wrote good ONNX and the network of `make specimen`,
do both give the same logits, and is the accuracy what specimen/README.md says?

    check_specimen.py [PROGRAM]       PROGRAM: build/blackbody
"""
import gzip
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import onnx
import onnxruntime

ROOT = Path(__file__).resolve().parent.parent
SPECIMEN = ROOT / "specimen"
TOLERANCE = 1e-5


def read_idx(name):
    data = gzip.decompress((SPECIMEN / name).read_bytes())
    shape = numpy.frombuffer(data, ">i4", data[3], 4)
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * data[3]).reshape(shape)


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build" / "blackbody")
    path = SPECIMEN / "fashion-cnn.onnx"
    results = []

    def expect(what, ok):
        results.append(ok)
        print(f"{'ok' if ok else 'FAILED'}: {what}")

    # The file: valid in the strict sense, small, batch normalisation unfolded.
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    operators = [node.op_type for node in model.graph.node]
    expect(f"a valid ONNX file of at most 1 MB ({path.stat().st_size} bytes)", path.stat().st_size <= 1_000_000)
    expect("a batch normalisation behind every convolution", operators.count("BatchNormalization") == operators.count("Conv") > 0)

    made = "".join(re.findall(r'^  "(.*)"', (ROOT / "cmake" / "specimen.cmake").read_text(), re.M))
    said = {entry.key: entry.value for entry in model.metadata_props}.get("blackbody.text")
    expect("the network that cmake/specimen.cmake trains", said == made)

    # onnxruntime's logits and accuracy.
    images, labels = read_idx("t10k-images-idx3-ubyte.gz"), read_idx("t10k-labels-idx1-ubyte.gz")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {session.get_inputs()[0].name: images[:, None].astype(numpy.float32) / 255})
    accuracy = (logits.argmax(1) == labels).mean()
    stated = re.search(r"(\d\.\d{4}) of the sample", (SPECIMEN / "README.md").read_text())
    expect(f"accuracy {accuracy:.4f} of {len(labels)} images, as the README says",
           stated is not None and abs(accuracy - float(stated[1])) < 5e-5)

    # Ours: the program compares and decides.
    with tempfile.TemporaryDirectory() as folder:
        numpy.save(Path(folder, "logits.npy"), logits)
        command = [program, "open", str(path), "--data", str(SPECIMEN), "--preprocess", "unit", "--reference",
                   str(Path(folder, "logits.npy")), "--tolerance", str(TOLERANCE), "-o", str(Path(folder, "r.html"))]
        done = subprocess.run(command, capture_output=True, text=True)
        compared = re.findall(r".*reference.*", done.stdout + done.stderr)
        print("\n".join(compared) or done.stdout + done.stderr)
        expect(f"our logits agree with onnxruntime's to {TOLERANCE}", done.returncode == 0)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
