// A libFuzzer program a format (Clang): BLACKBODY_FUZZ_TARGET names it.
#include <cstdint>
#include <cstdio>

#include "blackbody/formats/fuzz/target.h"
#include "blackbody/util/errors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const blackbody::fuzz::Target* const target = [] {
        for (const blackbody::fuzz::Target* t : blackbody::fuzz::targets())
            if (t->name == BLACKBODY_FUZZ_TARGET) return t;
        std::abort();
    }();
    const auto owner = std::make_shared<const std::string>(reinterpret_cast<const char*>(data), size);
    try {
        target->parse(std::as_bytes(std::span(*owner)), owner);
    } catch (const blackbody::Error&) {
    }
    return 0;
}
