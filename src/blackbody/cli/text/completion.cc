#include <algorithm>
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

bool is_kind(const Command& command) { return command.name.find(' ') != std::string::npos; }

std::string command_words() {
    std::vector<std::string> names;
    for (const Command* command : commands())
        if (!is_kind(*command)) names.push_back(command->name);
    return words(names);
}

/// What may follow a command: its flags; or its kinds and all of their flags.
std::vector<std::string> words_behind(const Command& command) {
    std::vector<std::string> all = flags_of(command);
    for (const Command* kind : commands()) {
        if (kind->name.rfind(command.name + " ", 0) != 0) continue;
        all.push_back(kind->name.substr(command.name.size() + 1));
        for (const std::string& flag : flags_of(*kind))
            if (std::find(all.begin(), all.end(), flag) == all.end()) all.push_back(flag);
    }
    return all;
}

void print_bash(std::ostream& out) {
    out << "_blackbody() {\n  local cur=${COMP_WORDS[COMP_CWORD]}\n  if [ \"$COMP_CWORD\" = 1 ]; then "
           "COMPREPLY=($(compgen -W '"
        << command_words() << "' -- \"$cur\") $(compgen -f -- \"$cur\")); return; fi\n  case ${COMP_WORDS[1]} in\n";
    for (const Command* c : commands())
        if (!is_kind(*c))
            out << "    " << c->name << ") COMPREPLY=($(compgen -W '" << words(words_behind(*c))
                << "' -- \"$cur\"));;\n";
    out << "  esac\n  [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n}\ncomplete -o filenames -F "
           "_blackbody blackbody\n";
}

void print_zsh(std::ostream& out) {
    out << "#compdef blackbody\nautoload -U +X bashcompinit && bashcompinit\n";
    print_bash(out);
}

void print_fish(std::ostream& out) {
    for (const Command* c : commands()) {
        if (is_kind(*c)) continue;
        out << "complete -c blackbody -n __fish_use_subcommand -a " << c->name << " -d '" << c->summary << "'\n";
        for (const std::string& word : words_behind(*c))
            out << "complete -c blackbody -n '__fish_seen_subcommand_from " << c->name << "' "
                << (word[0] == '-' ? "-l " + word.substr(2) : "-a " + word) << "\n";
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
