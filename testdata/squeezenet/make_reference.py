"""Logits of SqueezeNet 1.0 (float16 file, computed in float32) for the kitten, by onnxruntime.

    python make_reference.py MODELS_FOLDER IMAGES_FOLDER     needs numpy, onnx, onnxruntime, pillow

Preprocessing: BGR in 0..255 less the channel means 104, 117, 123 (Caffe's; the file does not say). Prints class 281
(tabby) with p = .9385; with ImageNet's mean and deviation the same file answers 669.
"""
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, numpy_helper
from PIL import Image


def in_float32(path):
    model = onnx.load(path)
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT16:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float32), tensor.name))
    for value in [*model.graph.input, *model.graph.output]:
        if value.type.tensor_type.elem_type == TensorProto.FLOAT16:
            value.type.tensor_type.elem_type = TensorProto.FLOAT
    del model.graph.value_info[:]
    scores = model.graph.node[-1].input[0]
    model.graph.output.append(onnx.helper.make_tensor_value_info(scores, TensorProto.FLOAT, None))
    return model.SerializeToString(), scores


def main(models, images):
    serialized, scores = in_float32(f"{models}/imagenet-squeezenet1.0-fp16.onnx")
    session = onnxruntime.InferenceSession(serialized)
    rgb = np.asarray(Image.open(f"{images}/kitten_224.png").convert("RGB"), np.float32).transpose(2, 0, 1)
    image = rgb[::-1] - np.array([104, 117, 123], np.float32)[:, None, None]
    name = session.get_inputs()[0].name
    probability, logits = session.run(None, {name: np.ascontiguousarray(image)[None]})
    probability = probability.reshape(-1)
    print(f"class {probability.argmax()} p {probability.max():.4f}")
    np.save("kitten_logits.npy", logits.reshape(1, -1).astype(np.float32))


main(*sys.argv[1:3])
