#include "tools/shared/man_page.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "tools/shared/flag_option.h"

namespace tally::tools {

namespace {

// Text that roff prints as it is: hyphens that can be copied, no control lines.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += std::string{"\\&"} + c;
        else
            out += c;
    }
    return out;
}

std::string upper(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

// "TEXT:{a,b}" names the words that it takes.
std::string value_of(const CLI::Option& option) {
    const auto type = option.get_type_name();
    const auto begin = type.find('{');
    if (begin == std::string::npos) return type.substr(0, type.find(':'));
    std::string words = type.substr(begin + 1, type.find('}', begin) - begin - 1);
    std::replace(words.begin(), words.end(), ',', '|');
    return words;
}

void append_option(const CLI::Option& option, std::string& page) {
    page += ".TP\n";
    if (option.get_positional()) {
        page += ".I " + roff(option.get_name()) + "\n";
    } else {
        std::string names;
        for (const auto& name : option.get_snames())
            names += (names.empty() ? "\\fB\\-" : ", \\fB\\-") + roff(name) + "\\fR";
        for (const auto& name : option.get_lnames())
            names += (names.empty() ? "\\fB\\-\\-" : ", \\fB\\-\\-") + roff(name) + "\\fR";
        page += names + (is_flag(option) ? "" : " \\fI" + roff(value_of(option)) + "\\fR") + "\n";
    }
    page += roff(option.get_description());
    if (option.get_required()) page += " (required)";
    if (!option.get_default_str().empty()) page += " (default: " + roff(option.get_default_str()) + ")";
    page += "\n";
}

std::string synopsis(const CLI::App& command, std::string_view program, bool has_commands) {
    std::string words;
    for (const auto* one = &command; one != nullptr; one = one->get_parent())
        words = (one->get_parent() == nullptr ? std::string{program} : " " + one->get_name()) + words;
    std::string line = ".B " + roff(words) + "\n";
    if (has_commands) return line + ".I COMMAND\n[\\fIOPTION\\fR...]\n";
    line += "[\\fIOPTION\\fR...]\n";
    for (const auto* option : command.get_options())
        if (option->get_positional())
            line += (option->get_required() ? "\\fI" : "[\\fI") + roff(option->get_name()) +
                    (option->get_required() ? "\\fR\n" : "\\fR]\n");
    return line;
}

}  // namespace

std::string man_page(const CLI::App& command, std::string_view name, std::string_view section, std::string_view version,
                     std::string_view see_also) {
    const auto commands = command.get_subcommands([](const CLI::App*) { return true; });
    std::string page = ".TH \"" + roff(upper(name)) + "\" \"" + std::string{section} + "\" \"\" \"" + roff(version) +
                       "\" \"Tallystick\"\n.SH NAME\n" + roff(name) + " \\- " + roff(command.get_description()) +
                       "\n.SH SYNOPSIS\n" + synopsis(command, name.substr(0, name.find('-')), !commands.empty());
    if (!commands.empty()) page += ".SH COMMANDS\n";
    for (const auto* one : commands)
        page += ".TP\n.B " + roff(one->get_name()) + "\n" + roff(one->get_description()) + "\nSee \\fB" + roff(name) +
                "\\-" + roff(one->get_name()) + "\\fR(" + std::string{section} + ").\n";
    page += ".SH OPTIONS\n";
    // One without a group is there to be refused with what to do instead.
    for (const auto* option : command.get_options())
        if (!option->get_group().empty()) append_option(*option, page);
    // The program's exit codes are the footer of its help.
    const auto* program = &command;
    while (program->get_parent() != nullptr) program = program->get_parent();
    page += ".SH EXIT STATUS\n" + roff(program->get_footer()) + "\n.SH SEE ALSO\n" + roff(see_also) + "\n";
    return page;
}

}  // namespace tally::tools
