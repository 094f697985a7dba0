#pragma once
/// Bytes as text that a page can carry and a browser unpacks by itself (DecompressionStream "deflate").
#include <string>
#include <string_view>

namespace blackbody {

/// zlib stream of the bytes in base 85: the digits of RFC 1924 with a comma for "<", so that no digits can be markup.
/// A sixteenth shorter than base 64. In Python: zlib.decompress(base64.b85decode(text.replace(",", "<"))).
/// Throws std::bad_alloc where memory is short.
std::string deflated_base85(std::string_view bytes);

}  // namespace blackbody
