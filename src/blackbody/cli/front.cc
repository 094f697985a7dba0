/// The program people start. It knows words only; the library with LibTorch (a quarter second to map) is opened when a
/// command needs tensors.
#include <dlfcn.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "blackbody/cli/text/command.h"
#include "blackbody/util/errors.h"

namespace {

using blackbody::RunCommand;

/// libblackbody.so beside the program (build tree) or in ../lib (installed).
std::string library_path() {
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    for (const auto& place : {folder / "libblackbody.so", folder / "../lib/libblackbody.so"})
        if (std::filesystem::exists(place)) return place.string();
    return "libblackbody.so";
}

/// What runs a command that needs tensors, from the library.
RunCommand heavy(const std::string& command) {
    // OpenMP's workers spin by default: beside a busy neighbour that slows a pass tenfold. libgomp reads this as it
    // loads.
    setenv("OMP_WAIT_POLICY", "passive", 0);
    void* library = dlopen(library_path().c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        throw blackbody::Error(blackbody::ErrorKind::usage, std::string("the library cannot be opened: ") + dlerror());
    using Find = RunCommand (*)(const char*);
    const auto find = reinterpret_cast<Find>(dlsym(library, "blackbody_find_command"));
    const RunCommand run = find ? find(command.c_str()) : nullptr;
    if (run == nullptr)
        throw blackbody::Error(blackbody::ErrorKind::usage,
                               "this library has no command '" + command + "'; is it of another version?");
    return run;
}

/// Columns of the terminal, 80 where there is none.
int columns() {
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 80;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const bool out_is_terminal = isatty(STDOUT_FILENO), err_is_terminal = isatty(STDERR_FILENO);
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool color =
        out_is_terminal && (no_color == nullptr || *no_color == 0) && term != nullptr && std::string(term) != "dumb";
    blackbody::Console console{std::cin, std::cout, std::cerr, out_is_terminal, err_is_terminal, color, columns()};
    const int code = blackbody::run_cli(arguments, console, heavy);
    std::cout.flush();
    if (!std::cout) {
        std::cerr << "blackbody: standard output cannot be written\n";
        return static_cast<int>(blackbody::ErrorKind::output);
    }
    // The library's destructors (LibTorch's thread pools) have nothing left to do for us.
    std::cerr.flush();
    _exit(code);
}
