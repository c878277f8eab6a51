#pragma once
// Settings of a program in a TOML file. Each option of its command is a setting of the same name, with _ instead of -;
// the command line counts before the environment, and both before the file.

#include <CLI/App.hpp>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace tally::tools {

// By name, as texts; a list has several.
using SettingValues = std::map<std::string, std::vector<std::string>>;

// --config, after which a store may also be named in the file.
void add_config_option(CLI::App& command, std::string& file);

// What stands in the section of the file that is named as the command is. Sets the options that were neither given on
// the command line nor in the environment. Error: names file, line and setting, and the cure; of the options some are
// set then.
[[nodiscard]] tl::expected<SettingValues, std::string> apply_settings(CLI::App& command, const std::string& file);

// A file with every setting of the command, its default, and its help as comments. `program`: whose --config reads it.
[[nodiscard]] std::string settings_described(CLI::App& command, std::string_view program);

}  // namespace tally::tools
