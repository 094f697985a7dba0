#include "blackbody/systems/layered/layer.h"

#include <ATen/ops/view_as_complex.h>
#include <ATen/ops/view_as_real.h>

#include <algorithm>
#include <map>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {

std::string to_text(const StateShape& shape) {
    std::string text = (shape.field == Field::complex ? "complex " : "") + std::to_string(shape.channels);
    for (const std::int64_t n : shape.size) text += " x " + std::to_string(n);
    return text;
}

void refuse_layer(const LayerText& text, const LayerPlace& place, const std::string& expected,
                  const std::string& found) {
    throw Error(ErrorKind::usage, Complaint{.place = "layer " + place.name + " ('" + escape_control(to_text({text})) +
                                                     "', of " + to_text(place.in) + ")",
                                            .expected = expected,
                                            .found = escape_control(found)});
}

void require_room(const LayerPlace& place, double numbers) {
    if (place.room == nullptr || place.room->used + numbers <= place.room->max_numbers) return;
    const auto count = [](double n) { return n < 1e15 ? with_commas(static_cast<std::int64_t>(n)) : short_number(n); };
    throw Error(ErrorKind::usage,
                Complaint{.place = "layer " + place.name,
                          .expected = "layers of at most " + count(place.room->max_numbers) + " numbers in all",
                          .found = count(place.room->used + numbers) + " up to here"});
}

std::string NetworkLayer::write(OnnxNodes&, const std::string&) const {
    throw UnsupportedError(Complaint{.place = "layer " + name,
                                     .expected = "a layer that ONNX has",
                                     .found = "one that it has not",
                                     .advice = "save the network as .safetensors"});
}

std::vector<const LayerKind*> layer_kinds() {
    std::vector<const LayerKind*> kinds = registry<LayerKind>();
    for (const LayerFamily* family : registry<LayerFamily>())
        for (const LayerKind* kind : family->kinds()) kinds.push_back(kind);
    std::sort(kinds.begin(), kinds.end(),
              [](const LayerKind* a, const LayerKind* b) { return a->info.name < b->info.name; });
    return kinds;
}

const LayerKind& find_layer_kind(const std::string& name, const std::string& place) {
    std::vector<std::string> known;
    for (const LayerKind* kind : layer_kinds()) {
        if (kind->info.name == name) return *kind;
        known.push_back(kind->info.name);
    }
    const std::string near = nearest(name, known);
    throw Error(ErrorKind::usage, Complaint{.place = "layer " + place,
                                            .expected = "one of " + join(known, ", "),
                                            .found = "'" + escape_control(name) + "'",
                                            .advice = near.empty() ? "" : "did you mean " + near + "?"});
}

std::unique_ptr<NetworkLayer> make_layer(const LayerText& text, const LayerPlace& place) {
    std::unique_ptr<NetworkLayer> layer = find_layer_kind(text.name, place.name).make(text, place);
    layer->name = place.name;
    double numbers = 0;
    for (const Parameter* p : layer->parameters()) numbers += static_cast<double>(p->value.numel());
    require_room(place, numbers);
    if (place.room) place.room->used += numbers;
    return layer;
}

std::vector<std::unique_ptr<NetworkLayer>> make_layers(const std::vector<LayerText>& texts, LayerPlace place) {
    const std::string prefix = place.name.empty() ? "" : place.name + ".";
    std::map<std::string, int> count;
    std::vector<std::unique_ptr<NetworkLayer>> layers;
    for (const LayerText& text : texts) {
        place.name = prefix + text.name + std::to_string(++count[text.name]);
        layers.push_back(make_layer(text, place));
        place.in = layers.back()->shape();
    }
    return layers;
}

at::Tensor complex_view(const at::Tensor& planes) {
    if (planes.dim() == 2) return at::view_as_complex(planes.contiguous().unflatten(1, {-1, 2}));
    const at::Tensor last = planes.permute({0, 2, 3, 1}).contiguous();
    return at::view_as_complex(last.unflatten(3, {-1, 2})).permute({0, 3, 1, 2});
}

at::Tensor planes_of(const at::Tensor& wave) {
    if (wave.dim() == 2) return at::view_as_real(wave.contiguous()).flatten(1);
    return at::view_as_real(wave.permute({0, 2, 3, 1}).contiguous()).flatten(3).permute({0, 3, 1, 2});
}

}  // namespace blackbody
