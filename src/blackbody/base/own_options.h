#pragma once
/// Options that belong to one instrument. It declares a struct with its list of fields (base/fields.h) beside the text
/// of its record; flags, help, check and words are made from that, by whoever has never seen the struct.
///
///   struct SpectrumOptions { std::optional<std::string> convention{}; };             beside the record: no LibTorch
///   void fields(Is<SpectrumOptions> auto& x, auto&& f) {
///       f(OptionField{.key = "convention", .help = "whose", .words = {"ours", "theirs"}}, x.convention);
///   }
///   inline const OwnOptions spectrum_options{SpectrumOptions{}};
///
///   const ObservableInfo info{.name = "spectrum", .options = &spectrum_options};     the text of the record
///   options.of<SpectrumOptions>().convention                                         its code (InstrumentOptions)
///
/// The struct lies in no nameless namespace: the front program fills it, and the library reads it.
#include <any>
#include <functional>
#include <variant>

#include "blackbody/base/fields.h"

namespace blackbody {

/// A field of any type that a list of fields may have.
using AnyField = std::variant<bool*, double*, std::int64_t*, std::uint64_t*, std::string*, std::vector<double>*,
                              std::vector<std::int64_t>*, std::vector<std::string>*, std::optional<double>*,
                              std::optional<std::int64_t>*, std::optional<std::string>*>;
using ShowField = std::function<void(const OptionField&, AnyField)>;

class OwnOptions {
  public:
    template <class T>
        requires(!std::same_as<T, OwnOptions>)
    OwnOptions(T options) : options_(std::move(options)), show_(&show_fields<T>) {}

    /// The struct, or null where it is another.
    template <class T>
    const T* as() const {
        return std::any_cast<T>(&options_);
    }
    bool is_like(const OwnOptions& other) const { return options_.type() == other.options_.type(); }
    void show(const ShowField& f) { show_(options_, f); }

  private:
    template <class T>
    static void show_fields(std::any& options, const ShowField& f) {
        fields(*std::any_cast<T>(&options), [&](const OptionField& field, auto& value) { f(field, AnyField(&value)); });
    }
    std::any options_;
    void (*show_)(std::any&, const ShowField&);
};

/// Its list of fields: what walks any other walks this.
void fields(Is<OwnOptions> auto& x, auto&& f) {
    OwnOptions copy = x;  // of constant ones the fields of a copy are shown
    OwnOptions* shown = &copy;
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(x)>>) shown = &x;
    shown->show([&](const OptionField& field, AnyField value) {
        std::visit([&](auto* pointer) { f(field, *pointer); }, value);
    });
}

/// What the registered instruments declare, each once, with its defaults.
std::vector<OwnOptions> declared_options();

}  // namespace blackbody
