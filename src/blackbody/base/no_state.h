#pragma once
/// How a run says that data were given and no state was measured on them: the note that begins with it becomes the
/// first of all findings.
namespace blackbody {

inline constexpr const char* no_state_measured = "no state was measured: ";

}  // namespace blackbody
