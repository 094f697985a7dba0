// Picture files as samples.
#include <ATen/ops/empty.h>

#include "blackbody/formats/image/image.h"
#include "blackbody/loading/layout.h"
#include "blackbody/loading/samples.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/tensor/parallel.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr std::int64_t max_side = 1 << 13;  ///< of the pictures that a network is fed with

/// The first picture whose header can be read. Throws the complaint of the first where none can.
ImageInfo first_readable(const std::vector<std::string>& files) {
    for (const std::string& file : files) try {
            return read_image_info(file);
        } catch (const Error&) {
            continue;
        }
    return read_image_info(files.front());
}

/// Bytes fit into every whole number but int8 and bool.
bool takes_bytes(at::ScalarType type) {
    return c10::isFloatingType(type) || (c10::isIntegralType(type, false) && type != at::kChar);
}

class PictureSamples final : public Samples {
  public:
    PictureSamples(std::vector<std::string> files, const Fitting& fitting)
        : files_(std::move(files)), first_(first_readable(files_)) {
        const Port& port = fitting.input;
        input_ = wanted(port);
        pixels_ = c10::isFloatingType(port.type);
        if (!input_ || !takes_bytes(port.type) ||
            (input_->channels >= 0 && input_->channels != 1 && input_->channels != 3))
            refuse(fitting, "an input [N, 1 or 3, Y, X], [N, Y, X, 1 or 3] or [N, Y, X] of real numbers or bytes",
                   std::string(c10::toString(port.type)) + " " +
                       (port.has_shape ? input_text(port.shape) : "of any shape"),
                   "give an array (.npy) that fits");
        channels_ = input_->channels >= 0 ? input_->channels : 3;
        choose_size(fitting);
        if (!pixels_)
            notes_.push_back(std::string("the network's input takes ") + to_string(element_type_of(port.type)) +
                             ": pictures are fed as bytes, 0 to 255, without preprocessing");
    }
    std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
    bool are_pixels() const override { return pixels_; }
    std::int64_t channels() const override { return channels_; }
    std::string stored() const override {
        return "uint8 " + shape_text(Shape{first_.height, first_.width, first_.channels});
    }
    std::vector<std::string> notes() const override { return notes_; }

    at::Tensor read(std::span<const std::int64_t> positions) const override {
        at::Tensor batch =
            at::empty({static_cast<std::int64_t>(positions.size()), channels_, height_, width_}, at::kFloat);
        parallel_for(0, batch.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) batch[i].copy_(picture(file_at(positions, i)));
        });
        return batch;
    }

    at::Tensor arranged(const at::Tensor& values) const override { return from_cyx(values, input_->layout); }

    Inspection inspect(std::span<const std::int64_t> positions) const override {
        // Decode each: a damaged picture may show nothing of it in its header.
        struct Seen {
            bool is_turned = false, is_scaled = false;
            std::string complaint{};
        };
        std::vector<Seen> seen(positions.size());
        parallel_for(0, std::ssize(positions), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) try {
                    const std::string& file = file_at(positions, i);
                    const Shape shape = read_image(file, static_cast<int>(channels_)).shape;
                    seen[static_cast<std::size_t>(i)].is_scaled = shape[0] != height_ || shape[1] != width_;
                    seen[static_cast<std::size_t>(i)].is_turned = read_image_info(file).orientation != 1;
                } catch (const Error& error) {
                    seen[static_cast<std::size_t>(i)].complaint = error.what();
                }
        });
        Inspection result{.scaled_to = std::to_string(height_) + " x " + std::to_string(width_)};
        for (std::size_t i = 0; i < seen.size(); ++i) {
            result.turned += seen[i].is_turned, result.scaled += seen[i].is_scaled;
            if (seen[i].complaint.empty()) continue;
            if (result.unreadable.empty()) result.complaint = seen[i].complaint;
            result.unreadable.push_back(positions[i]);
        }
        return result;
    }

  private:
    const std::string& file_at(std::span<const std::int64_t> positions, std::int64_t i) const {
        return files_[static_cast<std::size_t>(positions[static_cast<std::size_t>(i)])];
    }

    at::Tensor picture(const std::string& file) const {
        const at::Tensor yxc = tensor_of(read_image(file, static_cast<int>(channels_)), file);
        return cut_and_scale(yxc.permute({2, 0, 1}).unsqueeze(0), height_, width_)[0];
    }

    std::optional<PictureInput> wanted(const Port& port) const {
        if (!port.has_shape) return PictureInput{};
        if (port.shape.empty()) return std::nullopt;
        return picture_input({port.shape.begin() + 1, port.shape.end()}, first_.height, first_.width);
    }

    /// As the input says, else as asked for, else as the first picture is.
    void choose_size(const Fitting& fitting) {
        const auto side = [&](std::int64_t fixed, std::int64_t asked, std::int64_t stored) {
            if (fixed > 0 && asked > 0 && fixed != asked)
                refuse(fitting, input_text(fitting.input.shape), "a size of " + std::to_string(asked),
                       {"the network takes no other size: leave the size out", {"size"}});
            return fixed > 0 ? fixed : asked > 0 ? asked : stored;
        };
        height_ = side(input_->height, fitting.height, first_.height);
        width_ = side(input_->width, fitting.width, first_.width);
        if (height_ > max_side || width_ > max_side)
            refuse(fitting, "at most " + std::to_string(max_side) + " pixels a side",
                   std::to_string(height_) + " x " + std::to_string(width_), {"give a size", {"size"}});
    }

    [[noreturn]] static void refuse(const Fitting& fitting, const std::string& expected, const std::string& found,
                                    const Advice& advice) {
        throw Error(ErrorKind::data, Complaint{.file = fitting.file,
                                               .place = "pictures for input '" + fitting.input.name + "'",
                                               .expected = expected,
                                               .found = found,
                                               .advice = advice});
    }

    std::vector<std::string> files_;
    ImageInfo first_;
    std::optional<PictureInput> input_;
    std::int64_t height_ = 0, width_ = 0, channels_ = 3;
    bool pixels_ = true;
    std::vector<std::string> notes_;
};

/// "all pictures", "3 of 40 pictures".
std::string counted(std::int64_t count, std::int64_t chosen) {
    return count == chosen ? "all pictures" : with_commas(count) + " of " + with_commas(chosen) + " pictures";
}

}  // namespace

std::vector<std::string> notes_of(const Inspection& seen, std::int64_t chosen) {
    std::vector<std::string> notes;
    const auto broken = std::ssize(seen.unreadable), left = chosen - broken;
    if (seen.turned > 0)
        notes.push_back(counted(seen.turned, left) + " are turned upright, as their EXIF orientation says");
    if (seen.scaled > 0)
        notes.push_back(counted(seen.scaled, left) + " are cut to the middle and scaled (bilinear, antialiased) to " +
                        seen.scaled_to);
    if (broken > 0)
        notes.push_back(counted(broken, chosen) + " cannot be read and are left out; the first: " + seen.complaint);
    return notes;
}

std::unique_ptr<Samples> picture_samples(std::vector<std::string> files, const Fitting& fitting) {
    return std::make_unique<PictureSamples>(std::move(files), fitting);
}

}  // namespace blackbody
