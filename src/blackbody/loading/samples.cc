#include "blackbody/loading/samples.h"

#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

#include "blackbody/loading/layout.h"
#include "blackbody/loading/tensors.h"
#include "blackbody/util/errors.h"

namespace blackbody {
namespace {

class ArraySamples final : public Samples {
  public:
    ArraySamples(std::shared_ptr<const Rows> rows, const Fitting& fitting)
        : rows_(std::move(rows)), height_(fitting.height), width_(fitting.width) {
        require_real(rows_->type(), fitting.file, "samples");
        const Shape sample(rows_->shape().begin() + 1, rows_->shape().end());
        const bool takes_anything = !fitting.input.has_shape || fitting.input.shape.empty();
        if (!takes_anything) choose_turn(sample, fitting);
        else if (sample.size() == 3) turn_ = {Layout::cyx, Layout::cyx, sample};
        else turn_.result = sample;
        pixels_ = rows_->type() == ElementType::uint8 && c10::isFloatingType(fitting.input.type) && is_picture();
    }
    std::int64_t size() const override { return rows_->size(); }
    bool are_pixels() const override { return pixels_; }
    std::int64_t channels() const override {
        const std::span<const std::int64_t> s = rows_->shape().subspan(1);
        return turn_.stored == Layout::yxc ? s[2] : turn_.stored == Layout::yx || s.empty() ? 1 : s[0];
    }
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
        if (!is_picture()) return batch;
        batch = to_cyx(batch, turn_.stored);
        return height_ > 0 ? cut_and_scale(batch, height_, width_) : batch;
    }

    at::Tensor arranged(const at::Tensor& values) const override {
        if (is_picture()) return from_cyx(values, turn_.wanted);
        Shape shape{values.size(0)};
        shape.insert(shape.end(), turn_.result.begin(), turn_.result.end());
        return values.reshape(shape);
    }

  private:
    bool is_picture() const { return turn_.stored != Layout::other; }

    void choose_turn(const Shape& sample, const Fitting& fitting) {
        const Shape input(fitting.input.shape.begin() + 1, fitting.input.shape.end());
        const auto turn = find_turn(sample, input, height_, width_);
        if (!turn) refuse(sample, input, fitting);
        turn_ = *turn;
        if (turn_.is_ambiguous)
            notes_.push_back("[C, Y, X] and [Y, X, C] both fit the network's input; taken as " +
                             to_string(turn_.stored));
        else if (turn_.is_reshaped && sample.size() > 1)
            notes_.push_back("samples " + shape_text(sample) + " are flattened to the network's " +
                             shape_text(turn_.result));
        else if (turn_.is_reshaped && sample != turn_.result)
            notes_.push_back("samples of " + shape_text(sample) +
                             " numbers are given the axes of the network's input, " + shape_text(turn_.result));
        else if (sample.size() == 3 && turn_.stored != turn_.wanted)
            notes_.push_back("stored as " + to_string(turn_.stored) + ", turned to the network's " +
                             to_string(turn_.wanted));
    }

    [[noreturn]] static void refuse(const Shape& sample, const Shape& input, const Fitting& fitting) {
        throw Error(ErrorKind::data, Complaint{.file = fitting.file,
                                               .place = "samples for input '" + fitting.input.name + "'",
                                               .expected = input_text(input),
                                               .found = shape_text(sample),
                                               .advice = advice(sample, input, fitting)});
    }

    /// What helps: another size where that is all that differs.
    static Advice advice(const Shape& sample, const Shape& input, const Fitting& fitting) {
        const auto wanted = picture_input(input, 0, 0);
        if (fitting.height > 0 && wanted && wanted->height > 0)
            return {"the network takes no other size: leave the size out, or give " + std::to_string(wanted->height) +
                        "x" + std::to_string(wanted->width),
                    {"size"}};
        if (wanted && wanted->height > 0 && wanted->width > 0 &&
            find_turn(sample, input, wanted->height, wanted->width))
            return {"give the size " + std::to_string(wanted->height) + "x" + std::to_string(wanted->width) +
                        " to cut and scale the pictures",
                    {"size"}};
        if (wanted && sample.size() == 3)
            return "the number of channels differs: give data of the kind that the network was trained on";
        return "give data of that shape";
    }

    std::shared_ptr<const Rows> rows_;
    std::int64_t height_, width_;
    bool pixels_ = false;
    Turn turn_;
    std::vector<std::string> notes_;
};

}  // namespace

std::string input_text(std::span<const std::int64_t> input) {
    std::string text = "[";
    for (const std::int64_t size : input)
        text += (text.size() > 1 ? ", " : "") + (size < 0 ? std::string("any") : std::to_string(size));
    return text + "]";
}

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

}  // namespace blackbody
