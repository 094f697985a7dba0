#include <sstream>

#include "blackbody/cli/text/command.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/registry.h"

namespace blackbody {
namespace {

/// Long flags of a command, read off its own help so that completion cannot go stale.
std::vector<std::string> flags_of(const Command& command) {
    Options options;
    CLI::App app;
    if (command.flags) command.flags(app, options);
    std::vector<std::string> flags{"--help"};
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames())
            if (name != "help") flags.push_back("--" + name);
    for (const CLI::App* group : app.get_subcommands({}))
        for (const CLI::Option* option : group->get_options())
            for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    return flags;
}

std::string words(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : " ") + part;
    return text;
}

std::string command_words() {
    std::vector<std::string> names;
    for (const Command* command : commands()) names.push_back(command->name);
    return words(names);
}

void print_bash(std::ostream& out) {
    out << "_blackbody() {\n  local cur=${COMP_WORDS[COMP_CWORD]}\n  if [ \"$COMP_CWORD\" = 1 ]; then "
           "COMPREPLY=($(compgen -W '"
        << command_words() << "' -- \"$cur\") $(compgen -f -- \"$cur\")); return; fi\n  case ${COMP_WORDS[1]} in\n";
    for (const Command* c : commands())
        out << "    " << c->name << ") COMPREPLY=($(compgen -W '" << words(flags_of(*c)) << "' -- \"$cur\"));;\n";
    out << "  esac\n  [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n}\ncomplete -o filenames -F "
           "_blackbody blackbody\n";
}

void print_zsh(std::ostream& out) {
    out << "#compdef blackbody\nautoload -U +X bashcompinit && bashcompinit\n";
    print_bash(out);
}

void print_fish(std::ostream& out) {
    for (const Command* c : commands()) {
        out << "complete -c blackbody -n __fish_use_subcommand -a " << c->name << " -d '" << c->summary << "'\n";
        for (const std::string& flag : flags_of(*c))
            out << "complete -c blackbody -n '__fish_seen_subcommand_from " << c->name << "' -l " << flag.substr(2)
                << "\n";
    }
}

int run_completion(const Options& options, Console& console) {
    if (options.name == "bash") print_bash(console.out);
    else if (options.name == "zsh") print_zsh(console.out);
    else print_fish(console.out);
    return 0;
}

const Command completion_command{.name = "completion",
                                 .order = 9,
                                 .summary = "shell completion: bash, zsh or fish",
                                 .detail = "Example:\n  blackbody completion bash > /etc/bash_completion.d/blackbody\n",
                                 .flags =
                                     [](CLI::App& app, Options& o) {
                                         app.add_option("shell", o.name)
                                             ->check(CLI::IsMember({"bash", "zsh", "fish"}))
                                             ->required()
                                             ->type_name("SHELL");
                                     },
                                 .run = run_completion};
const Registered<Command> completion_entry{completion_command};

}  // namespace
}  // namespace blackbody
