// tally completion: a script for bash, made from the tables that the program itself parses by.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "projections/ask.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

// Of an option that takes one of some words: CLI11 keeps them in the description of its check, "TEXT:{a,b}".
Words values_of(const CLI::Option& option) {
    const auto check = option.get_type_name();
    const auto begin = check.find('{');
    const auto end = check.find('}', begin);
    if (begin == std::string::npos || end == std::string::npos) return {};
    Words values{""};
    for (const char c : check.substr(begin + 1, end - begin - 1))
        if (c == ',')
            values.emplace_back();
        else if (c != ' ')
            values.back() += c;
    return values;
}

// Of a command: its options, the values of each that has some, and what may stand first after its name.
void append_command(const CLI::App& command, const Words& questions, std::string& script) {
    Words options;
    Words first = command.get_name() == "show" ? questions : Words{};
    std::string values;
    auto of_all = command.get_options();  // Of all processes, where it has some.
    for (const auto* process : command.get_subcommands([](const CLI::App*) { return true; })) {
        first.push_back(process->get_name());
        for (const auto* option : process->get_options())
            if (std::none_of(of_all.begin(), of_all.end(),
                             [&](const auto* one) { return one->get_name() == option->get_name(); }))
                of_all.push_back(option);
    }
    for (const auto* option : of_all) {
        for (const auto& name : option->get_lnames()) options.push_back("--" + name);
        const auto of_option = values_of(*option);
        if (option->get_positional() && first.empty()) first = of_option;
        if (!option->get_lnames().empty() && !of_option.empty())
            values += "                --" + option->get_lnames().front() + ") words='" + joined(of_option) + "' ;;\n";
    }
    std::sort(options.begin(), options.end());
    options.erase(std::unique(options.begin(), options.end()), options.end());
    script += "        " + command.get_name() + ")\n            options='" + joined(options) + "'\n";
    if (!first.empty()) script += "            first='" + joined(first) + "'\n";
    if (!values.empty()) script += "            case \"$before\" in\n" + values + "            esac\n";
    script += "            ;;\n";
}

std::string bash_script(const CLI::App& app) {
    Words questions;
    for (const auto& kind : projections::questions())
        if (kind.kind != "search") questions.emplace_back(kind.kind);
    Words commands;
    std::string cases;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        commands.push_back(command->get_name());
        append_command(*command, questions, cases);
    }
    return "# Completion of tally for bash. Made by `tally completion bash`.\n"
           "_tally() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    local options='' first='' words=''\n"
           "    COMPREPLY=()\n"
           "    if ((COMP_CWORD == 1)); then\n"
           "        COMPREPLY=($(compgen -W '" +
           joined(commands) +
           " --help --version' -- \"$word\"))\n"
           "        return\n"
           "    fi\n"
           "    case \"${COMP_WORDS[1]}\" in\n" +
           cases +
           "    esac\n"
           "    if [[ -n $words ]]; then\n"
           "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "    elif [[ $word == -* ]]; then\n"
           "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
           "    elif ((COMP_CWORD == 2)); then\n"
           "        COMPREPLY=($(compgen -W \"$first\" -- \"$word\"))\n"
           "    fi\n"
           "}\n"
           "complete -o default -F _tally tally\n";
}

}  // namespace

void add_completion(CLI::App& app, Session&) {
    auto* command = app.add_subcommand("completion", "Print a script that completes commands in a shell");
    auto shell = std::make_shared<std::string>();
    command->add_option("shell", *shell, "bash")->required()->check(CLI::IsMember({"bash"}));
    command->callback([&app, shell] { print(bash_script(app)); });  // the parser writes to shell
}

}  // namespace tally::tools
