// tally man: manual pages of the program and of each of its commands.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "tools/shared/man_page.h"
#include "tools/shared/version.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

constexpr std::string_view section = "1";

// False, with the error printed.
bool write_page(Session& session, const std::filesystem::path& file, const std::string& page) {
    std::ofstream out{file};
    out << page;
    out.close();
    if (out) return true;
    session.fail(exit_failed, file.string() + " cannot be written");
    return false;
}

// Of the command and of those below it, such as tally-run and tally-run-refunds: how many. Nothing: the error is
// printed.
std::optional<std::size_t> write_pages_of(Session& session, const CLI::App& command, const std::string& name,
                                          const std::filesystem::path& directory) {
    const auto* above = command.get_parent();
    const auto see_also =
        above == nullptr ? std::string{"tallyd(8)"} : name.substr(0, name.rfind("-" + command.get_name())) + "(1)";
    const auto page = man_page(command, name, section, program_version, see_also);
    if (!write_page(session, directory / (name + ".1"), page)) return std::nullopt;
    std::size_t written = 1;
    for (const auto* one : command.get_subcommands([](const CLI::App*) { return true; })) {
        const auto more = write_pages_of(session, *one, name + "-" + one->get_name(), directory);
        if (!more) return std::nullopt;
        written += *more;
    }
    return written;
}

void write_pages(Session& session, const CLI::App& app, const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return session.fail(exit_failed, directory.string() + " cannot be made: " + error.message());
    if (const auto written = write_pages_of(session, app, "tally", directory))
        print(counted(*written, "page") + " in " + directory.string() + "\n");
}

}  // namespace

void add_man(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("man", "Write the manual pages of tally and of each command");
    auto directory = std::make_shared<std::string>();
    command->add_option("directory", *directory, "Where to write them, such as /usr/local/share/man/man1")->required();
    command->callback([&app, &session, directory] { write_pages(session, app, *directory); });
}

}  // namespace tally::tools
