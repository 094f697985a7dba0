#include <algorithm>
#include <filesystem>
#include <memory>
#include <sstream>
#include <utility>

#include "blackbody/base/fields.h"
#include "blackbody/cli/text/command.h"
#include "blackbody/cli/text/renamed_flags.h"
#include "blackbody/instruments/report/terminal_text.h"
#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr const char* purpose =
    "Blackbody opens a trained neural network, measures it as a physical system\n"
    "and says what it found, with an error bar and a null beside every number.";

/// Flags with the name of what they take, and nothing else: the choices stand in the sentence.
class ShortFormatter : public CLI::Formatter {
  public:
    std::string make_option_opts(const CLI::Option* option) const override {
        return option->get_type_size() == 0
                   ? ""
                   : " " + option->get_type_name().substr(0, option->get_type_name().find(':'));
    }
};

/// The parser: one sub-command a record, all writing into the same options.
std::unique_ptr<CLI::App> make_app(Options& options) {
    auto app = std::make_unique<CLI::App>(purpose, "blackbody");
    app->set_version_flag("--version", "blackbody " BLACKBODY_VERSION);
    app->require_subcommand(0, 1);
    const auto formatter = std::make_shared<ShortFormatter>();
    formatter->column_width(25);
    app->formatter(formatter);
    for (const Command* command : commands()) {
        const std::size_t space = command->name.find(' ');
        CLI::App* parent = space == std::string::npos ? app.get() : app->get_subcommand(command->name.substr(0, space));
        CLI::App* sub = parent->add_subcommand(command->name.substr(space + 1), command->summary);
        sub->footer(command->detail);
        if (parent != app.get()) parent->require_subcommand(0, 1);
        if (command->flags) command->flags(*sub, options);
    }
    return app;
}

/// The parser of a command, found by its words.
CLI::App* parser_of(CLI::App& app, const std::string& name) {
    CLI::App* parser = &app;
    std::stringstream words(name);
    for (std::string word; words >> word;) parser = parser->get_subcommand(word);
    return parser;
}

/// "train cnn": the words of the command that was parsed, "" where there is none.
std::string parsed_command(const CLI::App& app) {
    std::string name;
    for (const CLI::App* at = &app;
         !at->get_subcommands().empty() && !at->get_subcommands().front()->get_name().empty();) {
        at = at->get_subcommands().front();
        name += (name.empty() ? "" : " ") + at->get_name();
    }
    return name;
}

std::vector<std::string> command_names() {
    std::vector<std::string> names;
    for (const Command* command : commands()) names.push_back(command->name);
    return names;
}

/// `blackbody model.onnx` means `blackbody open model.onnx`; any other first word must be a command.
std::vector<std::string> with_command(std::span<const std::string> arguments) {
    std::vector<std::string> words(arguments.begin(), arguments.end());
    if (words.empty() || words.front().starts_with("-")) return words;
    const std::vector<std::string> names = command_names();
    if (std::find(names.begin(), names.end(), words.front()) != names.end()) return words;
    if (std::filesystem::exists(words.front())) {
        words.insert(words.begin(), "open");
        return words;
    }
    const std::string guess = nearest(words.front(), names);
    throw Error(ErrorKind::usage, "'" + escape_control(words.front()) + "' is neither a command nor a file; " +
                                      (guess.empty() ? "" : "did you mean '" + guess + "'? ") +
                                      "`blackbody --help` shows the commands");
}

/// The one place where they are told: util/errors.h has the kinds.
std::string exit_codes() {
    static constexpr std::pair<int, const char*> codes[] = {
        {0, "all went well"},
        {1, "a gate failed: --fail-on, --reference"},
        {int(ErrorKind::usage), "a wrong call, or a file that is not there"},
        {int(ErrorKind::model), "a model that cannot be read, or nothing of it could be measured"},
        {int(ErrorKind::data), "data that cannot be read, or that do not fit the model"},
        {int(ErrorKind::output), "a result that cannot be written"},
        {int(ErrorKind::refused), "all could be read, and there is no number to trust: refused"},
        {int(ErrorKind::interrupted), "interrupted: Ctrl-C"}};
    std::string text;
    for (const auto& [code, meaning] : codes) {
        std::string line = "  " + std::to_string(code);
        line.resize(7, ' ');
        text += line + meaning + "\n";
    }
    return text;
}

/// One line; on a terminal broken between words.
void say(Console& console, const std::string& text) {
    const std::string line = "blackbody: " + text;
    if (!console.err_is_terminal) {
        console.err << line << "\n";
        return;
    }
    for (const std::string& part : terminal::wrap(line, console.width)) console.err << part << "\n";
}

/// What the error says, then the flags of the options that it speaks of, where this command has them: "(--labels)".
std::string told(const Error& error, const CLI::App& command) {
    std::vector<std::string> flags;
    for (const std::string& option : error.options())
        if (command.get_option_no_throw(flag_of(option)) != nullptr) flags.push_back(flag_of(option));
    std::string text = error.what();
    const auto* interrupted = dynamic_cast<const Interrupted*>(&error);
    if (interrupted && !interrupted->says_what_was_written()) text += "; nothing was written";
    return text + (flags.empty() ? "" : " (" + join(flags, ", ") + ")");
}

int dispatch(const Command& command, const Options& options, Console& console,
             RunCommand (*heavy)(const std::string&)) {
    const RunCommand run = command.run ? command.run : heavy(command.name);
    return run(options, console);
}

}  // namespace

int run_cli(std::span<const std::string> arguments, Console& console, RunCommand (*heavy)(const std::string&)) {
    Options options;
    options.arguments.assign(arguments.begin(), arguments.end());
    std::unique_ptr<CLI::App> app = make_app(options);
    try {
        std::vector<std::string> words = with_command(arguments);
        std::reverse(words.begin(), words.end());  // CLI11 takes them last first
        app->parse(words);
        options.command = parsed_command(*app);
        for (const Command* command : commands())
            if (command->name == options.command && (command->flags || command->run))
                return dispatch(*command, options, console, heavy);
        console.out << help_text(options.command);
        return 0;
    } catch (const CLI::CallForHelp&) {
        console.out << help_text(parsed_command(*app));
        return 0;
    } catch (const CLI::CallForVersion&) {
        console.out << "blackbody " BLACKBODY_VERSION "\n";
        return 0;
    } catch (const CLI::ParseError& error) {
        const std::string command = parsed_command(*app);
        const std::string renamed = successor_of(arguments, *parser_of(*app, command));
        say(console, (renamed.empty() ? escape_control(error.what()) : renamed) + "; `blackbody " + command +
                         (command.empty() ? "" : " ") + "--help` shows what is known");
        return static_cast<int>(ErrorKind::usage);
    } catch (const OptionError& error) {
        say(console, flag_of(error.key()) + ": " + error.complaint());
        return error.exit_code();
    } catch (const Error& error) {
        say(console, told(error, *parser_of(*app, parsed_command(*app))));
        return error.exit_code();
    } catch (const std::bad_alloc&) {
        say(console, "out of memory; try --limit, --max-memory or a smaller model");
        return static_cast<int>(ErrorKind::data);
    } catch (const std::exception& error) {
        const std::string text = error.what();
        say(console, escape_control(text.substr(0, text.find('\n'))));
        return static_cast<int>(ErrorKind::model);
    }
    return 0;
}

std::string help_text(const std::string& name) {
    Options options;
    const std::unique_ptr<CLI::App> app = make_app(options);
    if (!name.empty()) {
        // CLI11 leaves two blank lines between groups; one is enough.
        CLI::App* const parser = parser_of(*app, name);
        const std::size_t space = name.rfind(' ');
        std::string help = parser->help("blackbody" + (space == std::string::npos ? "" : " " + name.substr(0, space)));
        for (std::size_t at; (at = help.find("\n\n\n")) != std::string::npos;) help.erase(at, 1);
        return help;
    }

    std::string text = std::string(purpose) + "\n\nCommands:\n";
    for (const Command* command : commands()) {
        if (command->name.find(' ') != std::string::npos) continue;
        std::string line = "  " + command->name;
        line.resize(14, ' ');
        text += line + command->summary + "\n";
    }
    return text +
           "\nTry:\n"
           "  blackbody open                          the bundled specimen\n"
           "  blackbody open model.onnx --data images/ -o report.html\n"
           "  blackbody COMMAND --help                flags and examples of a command\n"
           "\nExit codes:\n" +
           exit_codes() + "\nNothing is ever sent anywhere.\n";
}

std::string commands_page() {
    std::string page = "# Commands\n\nPrinted from the program; do not edit.\n\n```\n" + help_text("") + "```\n";
    for (const Command* command : commands())
        page += "\n## " + command->name + "\n\n```\n" + help_text(command->name) + "```\n";
    return page;
}

}  // namespace blackbody
