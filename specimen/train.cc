/// Trains the bundled specimen on Fashion-MNIST and writes everything that specimen/ holds but its README.
///
///     train_specimen DATASET_FOLDER OUTPUT_FOLDER
///
/// Writes fashion-cnn.onnx, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz (512 images of the test set) and
/// classes.txt. One seed decides everything; one thread, so that the same machine writes the same bytes.
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/data.h>
#include <torch/optim/sgd.h>
#include <torch/utils.h>
#include <zlib.h>

#include <filesystem>
#include <iostream>
#include <numbers>

#include "blackbody/util/errors.h"
#include "blackbody/util/file.h"
#include "blackbody/util/rng.h"
#include "specimen/network.h"

namespace blackbody {
namespace {

constexpr Seed seed = 20261122;
constexpr int epochs = 8, batch_size = 128, sample_size = 512;

/// Images as uint8 [N, 28, 28], labels as int64 [N].
struct Images {
    at::Tensor pixels, labels;
};

/// The values of an IDX file that zlib can read, without its header of 4 bytes and 4 a dimension.
std::vector<std::uint8_t> read_idx(const std::string& path, std::size_t header, std::size_t count) {
    std::vector<std::uint8_t> bytes(header + count);
    const gzFile file = gzopen(path.c_str(), "rb");
    const int read = file ? gzread(file, bytes.data(), static_cast<unsigned>(bytes.size())) : -1;
    if (file) gzclose(file);
    if (read != static_cast<int>(bytes.size()))
        throw Error(ErrorKind::data, Complaint{.file = path,
                                               .expected = fmt::format("{} bytes of IDX", bytes.size()),
                                               .found = read < 0 ? "no readable file" : fmt::format("{}", read),
                                               .advice = "install the package dataset-fashion-mnist"});
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header));
    return bytes;
}

Images read_images(const std::string& folder, const std::string& split, std::int64_t count) {
    auto pixels = read_idx(folder + "/" + split + "-images-idx3-ubyte.gz", 16, count * 28 * 28);
    auto labels = read_idx(folder + "/" + split + "-labels-idx1-ubyte.gz", 8, count);
    return {at::from_blob(pixels.data(), {count, 28, 28}, at::kByte).clone(),
            at::from_blob(labels.data(), {count}, at::kByte).to(at::kLong)};
}

void write_idx(const std::string& path, const at::Tensor& values) {
    std::vector<std::uint8_t> bytes = {0, 0, 8, static_cast<std::uint8_t>(values.dim())};
    for (const std::int64_t size : values.sizes())
        for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(size >> shift));
    const at::Tensor flat = values.to(at::kByte).contiguous();
    bytes.insert(bytes.end(), flat.const_data_ptr<std::uint8_t>(), flat.const_data_ptr<std::uint8_t>() + flat.numel());

    // A gzip member without a time or a name, so that the same values are the same bytes.
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = bytes.data(), stream.avail_in = static_cast<unsigned>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data()), stream.avail_out = static_cast<unsigned>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    write_file(path, [&](std::ostream& out) { out.write(packed.data(), static_cast<std::streamsize>(packed.size())); });
}

/// A batch as the network sees it: float [N, 1, 28, 28] between 0 and 1.
at::Tensor to_input(const at::Tensor& pixels) { return pixels.unsqueeze(1).to(at::kFloat).div(255); }

/// Mirrors each image or not and shifts it by up to one pixel each way.
at::Tensor augmented(const at::Tensor& pixels, Random& random) {
    const at::Tensor padded = at::constant_pad_nd(pixels, {1, 1, 1, 1});
    std::vector<at::Tensor> images;
    for (std::int64_t i = 0; i < pixels.size(0); ++i) {
        const auto y = static_cast<std::int64_t>(random.below(3)), x = static_cast<std::int64_t>(random.below(3));
        const at::Tensor image = padded[i].slice(0, y, y + 28).slice(1, x, x + 28);
        images.push_back(random.below(2) == 0 ? image : image.flip(1));
    }
    return at::stack(images);
}

double accuracy(Specimen& network, const Images& images) {
    const torch::NoGradGuard no_grad;
    network->eval();
    std::int64_t right = 0;
    for (std::int64_t i = 0; i < images.labels.size(0); i += 500) {
        const at::Tensor logits = network->forward(to_input(images.pixels.slice(0, i, i + 500)));
        right += logits.argmax(1).eq(images.labels.slice(0, i, i + 500)).sum().item<std::int64_t>();
    }
    return static_cast<double>(right) / static_cast<double>(images.labels.size(0));
}

/// One pass over all images in a new order; the learning rate follows one arch of a cosine over all epochs.
double train_epoch(Specimen& network, torch::optim::SGD& optimizer, const Images& train, int epoch) {
    Random random(seed, 1 + static_cast<std::uint64_t>(epoch));
    const std::int64_t count = train.labels.size(0), steps = count / batch_size;
    const at::Tensor order = at::tensor(random.permutation(count));
    network->train();
    double total = 0;
    for (std::int64_t step = 0; step < steps; ++step) {
        const double t = (epoch + static_cast<double>(step) / static_cast<double>(steps)) / epochs;
        static_cast<torch::optim::SGDOptions&>(optimizer.param_groups()[0].options())
            .lr(0.05 * (1 + std::cos(std::numbers::pi * t)));
        const at::Tensor index = order.slice(0, step * batch_size, (step + 1) * batch_size);
        const at::Tensor image = to_input(augmented(train.pixels.index_select(0, index), random));
        const at::Tensor loss =
            torch::nn::functional::cross_entropy(network->forward(image), train.labels.index_select(0, index));
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        total += loss.item<double>();
    }
    return total / static_cast<double>(steps);
}

/// 512 images of the test set, chosen without looking, in the order of the set.
Images sample_of(const Images& test) {
    std::vector<std::int64_t> chosen = Random(seed, 0).permutation(test.labels.size(0));
    chosen.resize(sample_size);
    std::sort(chosen.begin(), chosen.end());
    const at::Tensor index = at::tensor(chosen);
    return {test.pixels.index_select(0, index), test.labels.index_select(0, index)};
}

void run(const std::string& dataset, const std::string& folder) {
    const Images train = read_images(dataset, "train", 60000), test = read_images(dataset, "t10k", 10000);
    at::set_num_threads(1);
    torch::manual_seed(seed);
    Specimen network;
    torch::optim::SGD optimizer(network->parameters(),
                                torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(5e-4).nesterov(true));
    for (int epoch = 0; epoch < epochs; ++epoch) {
        const double loss = train_epoch(network, optimizer, train, epoch);
        std::cerr << fmt::format("epoch {:2}: loss {:.4f}, test accuracy {:.4f}\n", epoch + 1, loss,
                                 accuracy(network, test));
    }

    const Images sample = sample_of(test);
    write_onnx(folder + "/fashion-cnn.onnx", to_onnx(network));
    write_idx(folder + "/t10k-images-idx3-ubyte.gz", sample.pixels);
    write_idx(folder + "/t10k-labels-idx1-ubyte.gz", sample.labels);
    write_file(folder + "/classes.txt", [](std::ostream& out) {
        out << "T-shirt/top\nTrouser\nPullover\nDress\nCoat\nSandal\nShirt\nSneaker\nBag\nAnkle boot\n";
    });
    std::cout << fmt::format("test accuracy {:.4f} of 10000 images, {:.4f} of the sample of {}\n",
                             accuracy(network, test), accuracy(network, sample), sample_size);
}

}  // namespace
}  // namespace blackbody

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: train_specimen DATASET_FOLDER OUTPUT_FOLDER\n";
        return 2;
    }
    try {
        blackbody::run(argv[1], argv[2]);
    } catch (const blackbody::Error& error) {
        std::cerr << error.what() << "\n";
        return error.exit_code();
    }
    return 0;
}
