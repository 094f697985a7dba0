#pragma once
/// Markup that cannot be injected into: string literals are markup, every other string is text and is escaped.
#include <cctype>
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

    /// A symbol as it is set: what follows "_" or "^" (letters and digits, or one sign) is lowered or raised.
    Stream& symbol(const std::string& text) {
        *this << "<i>";
        for (std::size_t at = 0; at < text.size();) {
            const bool low = text[at] == '_', shifted = (low || text[at] == '^') && at + 1 < text.size();
            std::size_t from = at + shifted, to = from + 1;
            while (to < text.size() && (shifted ? is_word(text[from]) && is_word(text[to]) : !is_shift(text[to]))) ++to;
            const std::string part = text.substr(from, to - from);
            if (!shifted) *this << part;
            else if (low) *this << "<sub>" << part << "</sub>";
            else *this << "<sup>" << part << "</sup>";
            at = to;
        }
        return *this << "</i>";
    }

    /// For assets and packed data, which are ours.
    Stream& verbatim(std::string_view bytes) {
        out_ << bytes;
        return *this;
    }

  private:
    static bool is_shift(char c) { return c == '_' || c == '^'; }
    static bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80); }
    std::ostream& out_;
};

}  // namespace blackbody::html
