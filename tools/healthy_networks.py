#!/usr/bin/env python3
"""The findings of published, healthy networks: docs/healthy-networks.md, made by opening each of them.

    healthy_networks.py BLACKBODY [--only NAME ...]

A warning on a network that works must be true and worth acting on. Each finding is therefore reviewed by a person: the
words stand in tools/healthy_reviews.json, by network and claim, and a finding without a review fails the script.

Networks come out of Python packages by name and version (and from ../shared/data, where it is there), pictures from
scikit-image's own samples, cut into nine parts each. Nothing of them is committed: .cache/healthy holds them.
"""
import argparse
import json
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE, SHARED = ROOT / ".cache" / "healthy", ROOT.parent / "shared" / "data"
PAGE, REVIEWS = ROOT / "docs" / "healthy-networks.md", ROOT / "tools" / "healthy_reviews.json"
PICTURES = ("scikit-image==0.26.0", "skimage/data/", ["astronaut.png", "brick.png", "chelsea.png", "coffee.png", "coins.png",
            "grass.png", "gravel.png", "hubble_deep_field.jpg", "ihc.png", "motorcycle_left.png", "page.png", "retina.jpg",
            "rocket.jpg", "text.png"])


@dataclass
class Network:
    """One published network: where its file is, and how it is opened."""
    name: str
    what: str
    package: str = ""  # "" = shared data
    member: str = ""   # inside the wheel, or below shared/data/models
    arguments: list = field(default_factory=list)
    data: str = "pictures"  # pictures | cifar | tokens | none


NETWORKS = [
    Network("resnet20", "CIFAR-10 classes", member="cifar10-resnet20.onnx", data="cifar", arguments=["--preprocess", "cifar10"]),
    Network("resnet56", "CIFAR-10 classes", member="cifar10-resnet56.onnx", data="cifar", arguments=["--preprocess", "cifar10"]),
    Network("efficientnet-lite0", "ImageNet classes", member="imagenet-efficientnet-lite0.onnx",
            arguments=["--mean", "127,127,127", "--std", "128,128,128"]),
    Network("squeezenet-fp16", "ImageNet classes, half precision", member="imagenet-squeezenet1.0-fp16.onnx",
            arguments=["--preprocess", "caffe"]),
    Network("minilm-l6", "sentence embeddings, a transformer", member="all-minilm-l6-v2.external.onnx", data="tokens"),
    Network("ocr-orientation", "which way up a line of text is", "rapidocr-onnxruntime==1.4.4",
            "rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx", ["--preprocess", "signed", "--size", "48x192"]),
    Network("ocr-detection", "where text is", "rapidocr-onnxruntime==1.4.4",
            "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx", ["--preprocess", "imagenet", "--size", "224", "--limit", "32"]),
    Network("ocr-recognition", "lines of text to characters", "rapidocr-onnxruntime==1.4.4",
            "rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx", ["--preprocess", "signed", "--size", "48x192"]),
    Network("nudenet-320n", "object detection, YOLOv8", "nudenet==3.4.2", "nudenet/320n.onnx",
            ["--preprocess", "unit", "--size", "320", "--limit", "32"]),
    Network("basic-pitch", "notes of music", "basic-pitch==0.4.0", "basic_pitch/saved_models/icassp_2022/nmp.onnx", data="none"),
    Network("magika", "types of files from their bytes", "magika==1.0.3", "magika/models/standard_v3_3/model.onnx", data="none"),
    Network("captcha-ocr", "characters of captchas", "ddddocr==1.6.1", "ddddocr/common_old.onnx", data="none"),
    Network("nakdimon", "Hebrew diacritics, recurrent", "piper-tts==1.8.0", "piper/hebrew/nakdimon.onnx", data="none"),
]


def from_wheel(package, members):
    """The files of a package's wheel, unpacked below the cache."""
    folder = CACHE / package.replace("==", "-")
    if not all((folder / member).exists() for member in members):
        wheels = CACHE / "wheels"
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", wheels, package], check=True)
        stem = package.split("==")[0].replace("-", "_").lower()
        wheel = next(w for w in wheels.glob("*.whl") if w.name.lower().startswith(stem + "-"))
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder, [m for m in archive.namelist() if m in members])
    return [folder / member for member in members]


def pictures():
    """A folder of 126 pictures: nine overlapping parts of each photograph."""
    folder = CACHE / "pictures"
    if len(list(folder.glob("*.png"))) == 9 * len(PICTURES[2]):
        return folder
    site = CACHE / "pillow"
    if not site.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", site, "pillow==12.0.0"], check=True)
    sys.path.insert(0, str(site))
    from PIL import Image
    folder.mkdir(parents=True, exist_ok=True)
    for path in from_wheel(PICTURES[0], [PICTURES[1] + name for name in PICTURES[2]]):
        image = Image.open(path).convert("RGB")
        side = min(image.size) // 2
        for i in range(9):
            left, top = (image.size[0] - side) * (i % 3) // 2, (image.size[1] - side) * (i // 3) // 2
            image.crop((left, top, left + side, top + side)).save(folder / f"{path.stem}-{i}.png")
    return folder


def data_arguments(network):
    if network.data == "pictures":
        return ["--data", str(pictures())]
    if network.data == "cifar":
        sample = SHARED / "cifar10-sample"
        return ["--data", str(sample), "--split", "test"]
    if network.data == "tokens":
        folder = CACHE / "tokens"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("input_ids", "attention_mask"):
            (folder / f"{name}.npy").write_bytes((SHARED / "models" / f"all-minilm-l6-v2.{name}.npy").read_bytes())
        return ["--data", str(folder)]
    return []


def open_network(blackbody, network, kept):
    """Runs `open --json` and gives (results, seconds); None where the file is not there."""
    out = CACHE / f"{network.name}.json"
    if kept and out.exists():
        return json.loads(out.read_text()), 0
    if network.package:
        model = from_wheel(network.package, [network.member])[0]
    else:
        model = SHARED / "models" / network.member
        if not model.exists():
            return None
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [blackbody, "open", str(model), *data_arguments(network), *network.arguments, "--threads", "2", "-q",
               "--json", str(out), "-o", str(CACHE / f"{network.name}.html")]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{network.name}: exit {done.returncode}\n  {' '.join(command)}\n  {done.stderr.strip()[-600:]}")
    return json.loads(out.read_text()), time.monotonic() - start


def rows_of(network, results, reviews):
    """One row a finding: verdict, claim, where, sentence, review; and whether all were reviewed."""
    rows, whole = [], True
    seen = {}
    for finding in results["findings"]:
        seen.setdefault((finding["verdict"], finding["claim"], finding["sentence"]), []).append(finding.get("site") or "")
    for (verdict, claim, sentence), sites in seen.items():
        review = reviews.get(network.name, {}).get(claim)
        whole &= review is not None
        where = sites[0] if len(sites) == 1 else f"{len(sites)} places"
        text = sentence.replace("|", "\\|")
        rows.append(f"| {network.name} | {verdict} | {claim} | {where.replace('|', '/')} | {text} | {review or '**NOT REVIEWED**'} |")
    return rows, whole


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("blackbody")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--kept", action="store_true", help="take what an earlier run of this script left, where it left anything")
    options = parser.parse_args()
    reviews = json.loads(REVIEWS.read_text())
    opened, findings, whole = [], [], True
    for network in NETWORKS:
        if options.only and network.name not in options.only:
            continue
        result = open_network(options.blackbody, network, options.kept)
        if result is None:
            print(f"SKIPPED {network.name}: no reference data", flush=True)
            continue
        results, seconds = result
        rows, reviewed = rows_of(network, results, reviews)
        whole &= reviewed
        counts = {v: sum(f["verdict"] == v for f in results["findings"]) for v in ("warning", "advice", "undecided", "note")}
        samples = results.get("data", {}).get("samples_used", 0)
        source = network.package or "reference data"
        opened.append(f"| {network.name} | {network.what} | {source} | {samples} | {counts['warning']} | "
                      f"{counts['advice']} | {counts['undecided']} | {counts['note']} |")
        findings += rows
        print("\n".join([f"{network.name}: {seconds:.0f} s, {counts}", *rows]), flush=True)
    if not options.only:
        PAGE.write_text("\n".join([
            "# Findings of healthy networks", "",
            "Published networks that work, opened with `tools/healthy_networks.py`; what the rules said of each, and what a",
            "person thinks of it. A warning must be true and worth acting on.", "",
            "| network | what it does | from | samples | warnings | advice | undecided | notes |",
            "|---|---|---|---|---|---|---|---|", *opened, "",
            "| network | verdict | claim | where | finding | review |", "|---|---|---|---|---|---|", *findings, ""]))
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
