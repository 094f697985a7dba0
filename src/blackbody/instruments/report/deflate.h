#pragma once
/// Bytes as text that a page can carry and a browser unpacks by itself (DecompressionStream "deflate").
#include <string>
#include <string_view>

namespace blackbody {

/// zlib stream of the bytes, in base64 (RFC 4648). Throws std::bad_alloc where memory is short.
std::string deflated_base64(std::string_view bytes);

}  // namespace blackbody
