#pragma once
/// A command is one record: its words, its flags, and what runs. Help, completion and docs/generated/commands.md are
/// printed from the records. A command that needs tensors has no `run` here: the library holds it (cli/heavy.h).
#include <CLI/CLI.hpp>

#include <span>
#include <string>
#include <vector>

#include "blackbody/cli/text/options.h"

namespace blackbody {

struct Command {
    std::string name;  ///< "open"; "train cnn" is a kind of "train", whose own record has no flags
    int order = 0;     ///< place in the help
    std::string summary;
    std::string detail;  ///< examples and what to know, printed below the flags
    void (*flags)(CLI::App&, Options&) = nullptr;
    int (*run)(const Options&, Console&) = nullptr;  ///< null: lives in the library
};

/// All commands in the order of the help.
std::vector<const Command*> commands();

using RunCommand = int (*)(const Options&, Console&);

/// The whole program: parses, finds the command, runs it, turns errors into one line and an exit code.
/// `heavy` gives what runs a command that needs tensors; it is asked only for such commands.
int run_cli(std::span<const std::string> arguments, Console& console, RunCommand (*heavy)(const std::string& command));

/// Help of the program, or of one command ("" = the program).
std::string help_text(const std::string& command);

/// docs/generated/commands.md.
std::string commands_page();

}  // namespace blackbody
