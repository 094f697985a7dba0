#include "blackbody/loading/samples.h"

#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

#include "blackbody/formats/image/image.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/tensor/parallel.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

/// How the axes of a stored sample become those of the input.
enum class Turn { as_stored, channels_first, add_channel, flatten };

using Shape = std::vector<std::int64_t>;

constexpr std::int64_t max_side = 1 << 13;  ///< of the pictures that a network is fed with

/// Whether a sample of this shape can be fed; free sizes (-1) take anything, `scaled` ignores the size of pictures.
bool fits(const Shape& sample, const Shape& input, bool scaled) {
    if (sample.size() != input.size()) return false;
    for (std::size_t i = 0; i < sample.size(); ++i)
        if (input[i] >= 0 && sample[i] != input[i] && !(scaled && i > 0)) return false;
    return true;
}

Shape turned(const Shape& s, Turn turn) {
    switch (turn) {
        case Turn::channels_first:
            return {s[2], s[0], s[1]};
        case Turn::add_channel:
            return {1, s[0], s[1]};
        case Turn::flatten:
            return {*element_count(s)};
        default:
            return s;
    }
}

class ArraySamples final : public Samples {
  public:
    ArraySamples(std::shared_ptr<const Rows> rows, const Fitting& fitting)
        : rows_(std::move(rows)), height_(fitting.height), width_(fitting.width) {
        require_real(rows_->type(), fitting.file, "samples");
        const Shape sample(rows_->shape().begin() + 1, rows_->shape().end());
        pixels_ = rows_->type() == ElementType::uint8 && c10::isFloatingType(fitting.input.type);
        if (fitting.input.has_shape && !fitting.input.shape.empty()) choose_turn(sample, fitting);
        result_ = turned(sample, turn_);
        pixels_ = pixels_ && result_.size() == 3;
    }
    std::int64_t size() const override { return rows_->size(); }
    bool are_pixels() const override { return pixels_; }
    std::int64_t channels() const override { return result_.empty() ? 1 : result_[0]; }
    std::string stored() const override {
        return std::string(to_string(rows_->type())) + " " + shape_text(rows_->shape().subspan(1));
    }
    std::vector<std::string> notes() const override { return notes_; }

    at::Tensor read(std::span<const std::int64_t> positions) const override {
        // Read runs of consecutive rows at once.
        Shape shape(rows_->shape().begin(), rows_->shape().end());
        shape[0] = static_cast<std::int64_t>(positions.size());
        at::Tensor batch = at::empty(shape, at::TensorOptions(scalar_type_of(rows_->type(), "data")));
        const std::size_t step = rows_->row_bytes();
        const std::span out(static_cast<std::byte*>(batch.data_ptr()), step * positions.size());
        for (std::size_t i = 0, end; i < positions.size(); i = end) {
            for (end = i + 1; end < positions.size() && positions[end] == positions[end - 1] + 1;) ++end;
            rows_->read(positions[i], static_cast<std::int64_t>(end - i), out.subspan(i * step, (end - i) * step));
        }

        // Turn the axes, and bring pictures to the size that was asked for.
        if (turn_ == Turn::channels_first) batch = batch.permute({0, 3, 1, 2}).contiguous();
        if (turn_ == Turn::add_channel) batch = batch.unsqueeze(1);
        if (turn_ == Turn::flatten) batch = batch.reshape({shape[0], -1});
        return height_ > 0 && batch.dim() == 4 ? cut_and_scale(batch, height_, width_) : batch;
    }

  private:
    void choose_turn(const Shape& sample, const Fitting& fitting) {
        const Shape input(fitting.input.shape.begin() + 1, fitting.input.shape.end());
        const bool scaled = height_ > 0;
        const bool as_stored = fits(sample, input, scaled);
        const bool last =
            sample.size() == 3 && input.size() == 3 && fits(turned(sample, Turn::channels_first), input, scaled);
        if (as_stored && last && input[0] < 0 && sample[2] <= 4 && sample[0] > 4) turn_ = Turn::channels_first;
        else if (as_stored) turn_ = Turn::as_stored;
        else if (last) turn_ = Turn::channels_first;
        else if (sample.size() == 2 && input.size() == 3 && fits(turned(sample, Turn::add_channel), input, scaled))
            turn_ = Turn::add_channel;
        else if (input.size() == 1 && fits(turned(sample, Turn::flatten), input, false)) turn_ = Turn::flatten;
        else refuse(sample, input, fitting);

        if (as_stored && last)
            notes_.push_back(std::string("[C, Y, X] and [Y, X, C] both fit the network's input; taken as ") +
                             (turn_ == Turn::as_stored ? "[C, Y, X]" : "[Y, X, C]"));
        else if (turn_ == Turn::channels_first)
            notes_.push_back("stored as [Y, X, C], turned to the network's [C, Y, X]");
        else if (turn_ == Turn::flatten && sample.size() > 1)
            notes_.push_back("samples " + shape_text(sample) + " are flattened to the network's " +
                             shape_text(turned(sample, turn_)));
    }

    [[noreturn]] static void refuse(const Shape& sample, const Shape& input, const Fitting& fitting) {
        std::string expected = "[";
        for (const std::int64_t size : input)
            expected += (expected.size() > 1 ? ", " : "") + (size < 0 ? std::string("any") : std::to_string(size));
        const bool pictures = sample.size() == 3 && input.size() == 3;
        const bool same_channels = pictures && (input[0] < 0 || sample[0] == input[0] || sample[2] == input[0]);
        throw Error(
            ErrorKind::data,
            Complaint{
                .file = fitting.file,
                .place = "samples for input '" + fitting.input.name + "'",
                .expected = expected + "]",
                .found = shape_text(sample),
                .advice = same_channels ? "give --size to scale the pictures"
                          : pictures
                              ? "the number of channels differs: give data of the kind that the network was trained on"
                              : "give data of that shape"});
    }

    std::shared_ptr<const Rows> rows_;
    std::int64_t height_, width_;
    bool pixels_ = false;
    Turn turn_ = Turn::as_stored;
    Shape result_;
    std::vector<std::string> notes_;
};

class PictureSamples final : public Samples {
  public:
    PictureSamples(std::vector<std::string> files, const Fitting& fitting)
        : files_(std::move(files)), height_(fitting.height), width_(fitting.width) {
        const Port& input = fitting.input;
        const bool four = !input.has_shape || input.shape.size() == 4;
        channels_ = input.has_shape && four && input.shape[1] >= 0 ? input.shape[1] : 3;
        if (!four || !c10::isFloatingType(input.type) || (channels_ != 1 && channels_ != 3))
            throw Error(ErrorKind::data,
                        Complaint{.file = fitting.file,
                                  .place = "pictures for input '" + input.name + "'",
                                  .expected = "an input [N, 1 or 3, Y, X] of floating-point numbers",
                                  .found = input.has_shape ? shape_text(input.shape) : "an input of another kind",
                                  .advice = "give an array (.npy) that fits"});

        // The size: as asked for, else as the input says, else as the first picture is.
        first_ = read_image_info(files_.front());
        if (height_ == 0 && input.has_shape)
            height_ = std::max<std::int64_t>(input.shape[2], 0), width_ = std::max<std::int64_t>(input.shape[3], 0);
        if (height_ == 0) height_ = first_.height;
        if (width_ == 0) width_ = first_.width;
        if (height_ > max_side || width_ > max_side)
            throw Error(ErrorKind::data, Complaint{.file = fitting.file,
                                                   .place = "pictures for input '" + input.name + "'",
                                                   .expected = "at most " + std::to_string(max_side) + " pixels a side",
                                                   .found = std::to_string(height_) + " x " + std::to_string(width_)});
    }
    std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
    bool are_pixels() const override { return true; }
    std::int64_t channels() const override { return channels_; }
    std::string stored() const override {
        return "uint8 " + shape_text(Shape{first_.height, first_.width, first_.channels});
    }
    std::vector<std::string> notes() const override {
        if (first_.height == height_ && first_.width == width_) return {};
        return {"pictures are cut to the middle and scaled (bilinear, antialiased) to " + std::to_string(height_) +
                " x " + std::to_string(width_)};
    }

    at::Tensor read(std::span<const std::int64_t> positions) const override {
        at::Tensor batch =
            at::empty({static_cast<std::int64_t>(positions.size()), channels_, height_, width_}, at::kFloat);
        parallel_for(0, batch.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                batch[i].copy_(picture(files_[static_cast<std::size_t>(positions[static_cast<std::size_t>(i)])]));
        });
        return batch;
    }

  private:
    at::Tensor picture(const std::string& file) const {
        const at::Tensor yxc = tensor_of(read_image(file, static_cast<int>(channels_)), file);
        return cut_and_scale(yxc.permute({2, 0, 1}).unsqueeze(0), height_, width_)[0];
    }

    std::vector<std::string> files_;
    std::int64_t height_, width_, channels_;
    ImageInfo first_;
};

}  // namespace

at::Tensor cut_and_scale(const at::Tensor& pixels, std::int64_t height, std::int64_t width) {
    const std::int64_t y = pixels.size(2), x = pixels.size(3);
    if (y == height && x == width) return pixels;
    // Cut the largest middle part of the wanted shape, then scale it.
    const auto part = [](std::int64_t whole, double wanted) {
        return std::clamp<std::int64_t>(std::llround(wanted), 1, whole);
    };
    const double ratio = static_cast<double>(height) / static_cast<double>(width);
    const std::int64_t cut_y = part(y, static_cast<double>(x) * ratio), cut_x = part(x, static_cast<double>(y) / ratio);
    const at::Tensor cut = pixels.narrow(2, (y - cut_y) / 2, cut_y).narrow(3, (x - cut_x) / 2, cut_x);
    const bool align_corners = false;
    return at::_upsample_bilinear2d_aa(cut.to(at::kFloat).contiguous(), {height, width}, align_corners);
}

std::unique_ptr<Samples> array_samples(std::shared_ptr<const Rows> rows, const Fitting& fitting) {
    return std::make_unique<ArraySamples>(std::move(rows), fitting);
}

std::unique_ptr<Samples> picture_samples(std::vector<std::string> files, const Fitting& fitting) {
    return std::make_unique<PictureSamples>(std::move(files), fitting);
}

}  // namespace blackbody
