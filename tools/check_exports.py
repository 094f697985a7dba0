#!/usr/bin/env python3
"""Asks onnxruntime about the networks that `train` writes: are the files valid ONNX, and are its logits ours?

    check_exports.py [PROGRAM]        PROGRAM: build/blackbody

One small network a kind learns the specimen's pictures for a few updates. onnxruntime's logits of NAME.onnx are compared
with those of NAME.safetensors (the network that learned) and of NAME.onnx as Blackbody opens it, by `open --reference`.
"""
import gzip
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPECIMEN = ROOT / "specimen"
TOLERANCE = 1e-5
SKIPPED = 77

NETWORKS = {
    "plain": ("cnn", "conv 6 3x3, norm, relu, pool 2, conv 8 3x3 stride 2, leaky slope .2, dropout .2, linear 10"),
    "residual": ("cnn", "conv 8 3x3 no-bias, norm, relu, residual(depthwise 3x3, layer-norm local, relu, conv 8 1x1, norm) "
                        "relu, pool 2 average, residual(conv 12 3x3 stride 2 no-bias, norm, abs, conv 12 3x3 groups 2, "
                        "layer-norm), pool 2 l2, global, linear 10"),
    "borders": ("cnn", "coordinates, conv 6 5x3 circular, tanh, pool 3 stride 2 modulus, momenta 2, conv 6 3x3 valid, square, "
                       "l2-norm, l1-norm local, global intensity, linear 10"),
    "wave": ("wave", "conv 4 3x3 no-bias, norm, modrelu, pool 2 average, conv 6 3x3 circular, norm, cardioid, residual(conv 6 "
                     "3x3, norm, modrelu), global intensity, linear 10"),
    "detected": ("wave", "conv 4 3x3 stride 2, crelu, pool 2 l2, conv 4 3x3, modulus, conv 4 3x3, intensity, pool 2 modulus, "
                         "linear 10, modulus"),
    # Few windows: complex max pooling is no continuous function of a wave, and two may be equally bright but for rounding.
    "complex-max-pool": ("wave", "conv 3 3x3 stride 2, modrelu, pool 7, linear 10, modulus"),
}
# Amplitudes are compared, not what `born` makes of them: ln |psi|^2 of a class that is nearly dark has no bounded error.
COSTS = {"wave": "born"}


def pictures():
    import numpy
    data = gzip.decompress((SPECIMEN / "t10k-images-idx3-ubyte.gz").read_bytes())
    return numpy.frombuffer(data, numpy.uint8, offset=16).reshape(-1, 1, 28, 28).astype(numpy.float32) / 255


def call(command):
    done = subprocess.run(command, capture_output=True, text=True)
    said = (done.stdout + done.stderr).splitlines()
    compared = [line for line in said if line.startswith("reference")]
    print("".join(line + "\n" for line in compared or (said if done.returncode else [])), end="")
    return done.returncode == 0


def check(program, name, folder, expect):
    import numpy
    import onnx
    import onnxruntime
    kind, text = NETWORKS[name]
    stem = Path(folder, name)
    learned = call([program, "train", kind, "--data", SPECIMEN, "--split", "test", "--network", text, "--updates", "12",
                    "--batch", "32", "--loss", COSTS.get(name, "cross-entropy"), "--lr", "0.02", "--quiet", "--save", f"{stem}.safetensors"])
    expect(f"{name}: a {kind} learns", learned)
    if not learned:
        return

    onnx.checker.check_model(onnx.load(f"{stem}.onnx"), full_check=True)
    session = onnxruntime.InferenceSession(f"{stem}.onnx", providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {session.get_inputs()[0].name: pictures()})
    expect(f"{name}: outputs that tell pictures apart (spread {logits.std(0).max():.2g})", logits.std(0).max() > 1e-2)

    numpy.save(f"{stem}.npy", logits)
    for form in ("safetensors", "onnx"):
        agrees = call([program, "open", f"{stem}.{form}", "--data", SPECIMEN, "--reference", f"{stem}.npy", "--tolerance",
                       str(TOLERANCE), "--only", "finiteness", "-o", f"{stem}.html"])
        expect(f"{name}.{form}: our outputs are onnxruntime's to {TOLERANCE}", agrees)


def main():
    try:
        import onnx  # noqa: F401
        import onnxruntime  # noqa: F401
    except ImportError as error:
        print(f"SKIPPED exports: {error}; tools/requirements-test.txt names what is needed")
        return SKIPPED
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build" / "blackbody")
    results = []

    def expect(what, ok):
        results.append(ok)
        print(f"{'ok' if ok else 'FAILED'}: {what}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        for name in NETWORKS:
            check(program, name, folder, expect)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
