"""A plain pass of ResNet-56, and the same with statistics of every state: onnxruntime and PyTorch hooks beside us."""
import numpy
import torch

from models import resnet
from race import need, ours, race, timed


def images(path, count):
    x = numpy.load(path)[:count].astype("float32") / 255
    x = (x - numpy.array([.485, .456, .406], "float32")) / numpy.array([.229, .224, .225], "float32")
    return torch.from_numpy(numpy.ascontiguousarray(x.transpose(0, 3, 1, 2)))


def session(path, threads):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = threads, 1, 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # spinning workers would slow the next one
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def with_hooks(model, x, hook):
    handles = [m.register_forward_hook(hook) for m in model.modules() if not list(m.children())]
    try:
        with torch.inference_mode():
            return model(x)
    finally:
        for handle in handles:
            handle.remove()


def statistics(_module, _inputs, out):
    torch.std_mean(out)
    share = torch.histc(out, 64) / out.numel()
    torch.special.entr(share).sum().item()


def run():
    files = need("data/models/cifar10-resnet56.safetensors", "data/models/cifar10-resnet56.onnx",
                 "data/cifar10-sample/test_images_u8_nhwc.npy")
    if not files:
        return
    model, x = resnet(56, files[0]), images(files[2], 64)

    def plain():
        with torch.inference_mode():
            model(x)

    for threads in (1, 2):
        runtime = session(files[1], threads)
        name = runtime.get_inputs()[0].name
        contestants = {"blackbody, plain pass": ours("forward_resnet56/64"),
                       "onnxruntime": timed(lambda: runtime.run(None, {name: x.numpy()})),
                       "PyTorch, eager": timed(plain)}
        race("forward of ResNet-56, 64 images", contestants, threads=threads, goals={"onnxruntime": 0.8})

    many = images(files[2], 1000)

    def hooked():
        for batch in many.split(64):
            with_hooks(model, batch, statistics)

    contestants = {"blackbody, excitation of all sites": ours("excitation_resnet56"),
                   "PyTorch hooks: mean, deviation, entropy": timed(hooked)}
    race("states of ResNet-56, 1000 images", contestants, rounds=3, threads=2)
