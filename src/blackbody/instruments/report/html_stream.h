#pragma once
/// Markup that cannot be injected into: string literals are markup, every other string is text and is escaped.
#include <concepts>
#include <ostream>
#include <string>

#include "blackbody/util/text.h"

namespace blackbody::html {

class Stream {
  public:
    explicit Stream(std::ostream& out) : out_(out) {}

    /// Markup: only what stands in the source between quotes.
    template <std::size_t N>
    Stream& operator<<(const char (&literal)[N]) {
        out_.write(literal, N - 1);
        return *this;
    }
    /// Text or the value of a quoted attribute.
    Stream& operator<<(const std::string& text) {
        out_ << escape_html(text);
        return *this;
    }
    Stream& operator<<(std::integral auto number) {
        out_ << std::to_string(number);
        return *this;
    }
    Stream& operator<<(double number) { return *this << short_number(number); }

    /// For assets and packed data, which are ours.
    Stream& verbatim(std::string_view bytes) {
        out_ << bytes;
        return *this;
    }

  private:
    std::ostream& out_;
};

}  // namespace blackbody::html
