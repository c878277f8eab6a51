// tally man: manual pages of the program and of each of its commands.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

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

void write_pages(Session& session, const CLI::App& app, const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return session.fail(exit_failed, directory.string() + " cannot be made: " + error.message());
    const std::string version{program_version};
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    if (!write_page(session, directory / "tally.1", man_page(app, "tally", section, version, "tallyd(8)"))) return;
    for (const auto* command : commands) {
        const auto name = "tally-" + command->get_name();
        if (!write_page(session, directory / (name + ".1"), man_page(*command, name, section, version, "tally(1)")))
            return;
    }
    print(counted(commands.size() + 1, "page") + " in " + directory.string() + "\n");
}

}  // namespace

void add_man(CLI::App& app, Session& session) {
    auto* command = app.add_subcommand("man", "Write the manual pages of tally and of each command");
    auto directory = std::make_shared<std::string>();
    command->add_option("directory", *directory, "Where to write them, such as /usr/local/share/man/man1")->required();
    command->callback([&app, &session, directory] { write_pages(session, app, *directory); });
}

}  // namespace tally::tools
