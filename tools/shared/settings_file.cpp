#include "tools/shared/settings_file.h"

#include <algorithm>
#include <array>
#include <toml++/toml.h>

#include "domain/core/shown_text.h"
#include "eventstore/codec/json.h"
#include "tools/shared/flag_option.h"
#include "tools/shared/nearest_name.h"

namespace tally::tools {

namespace {

// Sections of the same file that are other programs' or are read elsewhere.
constexpr std::array<std::string_view, 5> other_sections{"serve", "node", "kafka", "division", "http"};
// No settings: what a program is asked once.
constexpr std::array<std::string_view, 5> not_settings{"help", "config", "json", "man", "server"};

std::string setting_name(const CLI::Option& option) {
    if (option.get_lnames().empty()) return {};
    std::string name = option.get_lnames().front();
    if (std::find(not_settings.begin(), not_settings.end(), name) != not_settings.end()) return {};
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}
bool is_list(const CLI::Option& option) {
    return option.get_items_expected_max() > 1;
}
bool is_number(const CLI::Option& option) {
    const auto type = option.get_type_name();
    return type.find("INT") != std::string::npos || type.find("FLOAT") != std::string::npos;
}

class SettingsReader {
  public:
    SettingsReader(CLI::App& command, std::string file) : command_(command), file_(std::move(file)) {}

    tl::expected<SettingValues, std::string> apply() {
        toml::table document;
        try {
            document = toml::parse_file(file_);
        } catch (const toml::parse_error& bad) {
            return wrong(bad.source().begin.line, std::string{bad.description()});
        }
        for (const auto& [key, node] : document)
            if (auto known = check_section(std::string{key.str()}, node); !known) return tl::unexpected(known.error());
        const auto* section = document[command_.get_name()].as_table();
        if (section == nullptr) return SettingValues{};
        SettingValues values;
        for (const auto& [key, node] : *section) {
            auto read = take(std::string{key.str()}, node, values);
            if (!read) return tl::unexpected(read.error());
        }
        if (auto whole = check_needs(); !whole) return tl::unexpected(whole.error());
        return values;
    }

  private:
    [[nodiscard]] tl::unexpected<std::string> wrong(std::size_t line, const std::string& what) const {
        return tl::unexpected(
            domain::escaped_to_show(file_ + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what));
    }
    tl::expected<void, std::string> check_section(const std::string& name, const toml::node& node) {
        const bool other = std::find(other_sections.begin(), other_sections.end(), name) != other_sections.end();
        if ((name == command_.get_name() && node.is_table()) || (other && name != command_.get_name())) return {};
        const auto line = node.source().begin.line;
        if (!node.is_table())
            return wrong(line, name + ": it stands in no section: put it below [" + command_.get_name() + "]");
        std::vector<std::string> sections{other_sections.begin(), other_sections.end()};
        const auto meant = nearest_name(name, sections);
        return wrong(line, "[" + name + "]: there is no such section" +
                               (meant.empty() ? ": the settings are below [" + command_.get_name() + "]"
                                              : ": did you mean [" + meant + "]?"));
    }
    tl::expected<void, std::string> take(const std::string& name, const toml::node& node, SettingValues& values) {
        const auto line = node.source().begin.line;
        CLI::Option* found = nullptr;
        std::vector<std::string> names;
        for (auto* option : command_.get_options()) {
            names.push_back(setting_name(*option));
            if (names.back() == name) found = option;
        }
        std::erase(names, std::string{});
        if (found == nullptr) {
            const auto meant = nearest_name(name, names);
            return wrong(line, name + ": there is no such setting" +
                                   (meant.empty() ? ": `tally describe settings` lists them"
                                                  : ": did you mean '" + meant + "'?"));
        }
        auto texts = texts_of(name, *found, node);
        if (!texts) return tl::unexpected(texts.error());
        values[name] = *texts;
        if (found->count() > 0) return {};
        if (is_flag(*found) && texts->front() != "true") return {};
        try {
            for (auto& text : *texts) found->add_result(text);
            if (!texts->empty()) found->run_callback();
        } catch (const CLI::Error& refused) {
            found->clear();
            return wrong(line, name + ": " + std::string{refused.what()});
        }
        return {};
    }
    tl::expected<std::vector<std::string>, std::string> texts_of(const std::string& name, const CLI::Option& option,
                                                                 const toml::node& node) const {
        const auto line = node.source().begin.line;
        if (is_flag(option)) {
            if (const auto flag = node.value_exact<bool>()) return std::vector<std::string>{*flag ? "true" : "false"};
            return wrong(line, name + ": it is " + type_of(node) + ": give true or false");
        }
        if (is_list(option)) {
            const auto* list = node.as_array();
            if (list == nullptr) return wrong(line, name + ": it is " + type_of(node) + ": give a list of texts");
            std::vector<std::string> texts;
            for (const auto& one : *list) {
                const auto text = one.value_exact<std::string>();
                if (!text) return wrong(line, name + ": it has " + type_of(one) + ": give a list of texts");
                texts.push_back(*text);
            }
            return texts;
        }
        if (is_number(option)) {
            if (const auto number = node.value_exact<std::int64_t>())
                return std::vector<std::string>{std::to_string(*number)};
            return wrong(line, name + ": it is " + type_of(node) + ": give a number without quotes");
        }
        if (const auto text = node.value_exact<std::string>()) return std::vector<std::string>{*text};
        return wrong(line, name + ": it is " + type_of(node) + ": give a text in quotes");
    }
    static std::string type_of(const toml::node& node) {
        switch (node.type()) {
            case toml::node_type::string:
                return "a text";
            case toml::node_type::integer:
            case toml::node_type::floating_point:
                return "a number";
            case toml::node_type::boolean:
                return "true or false";
            case toml::node_type::array:
                return "a list";
            case toml::node_type::table:
                return "a section";
            default:
                return "a time";
        }
    }
    tl::expected<void, std::string> check_needs() const {
        for (const auto* option : command_.get_options()) {
            if (option->count() == 0) continue;
            for (const auto* needed : option->get_needs())
                if (needed->count() == 0)
                    return wrong(0, setting_name(*option) + ": it needs " + setting_name(*needed) + ": give both");
        }
        return {};
    }

    CLI::App& command_;
    const std::string file_;
};

// A basic string of TOML has the escapes of JSON.
std::string toml_text(std::string_view text) {
    std::string out;
    eventstore::write_json_string(text, out);
    return out;
}

}  // namespace

void add_config_option(CLI::App& command, std::string& file) {
    if (auto* store = command.get_option_no_throw("--store")) store->required(false);
    command.add_option("--config", file,
                       "TOML file of settings (`tally describe settings`); the command line and the environment count "
                       "before it. SIGHUP reads it again");
}

tl::expected<SettingValues, std::string> apply_settings(CLI::App& command, const std::string& file) {
    return SettingsReader{command, file}.apply();
}

std::string settings_described(CLI::App& command, std::string_view program) {
    std::string out = "# Settings of `" + std::string{program} +
                      " --config FILE`. A line that begins with # has no effect; those of settings without a default "
                      "show an example's form.\n[" +
                      command.get_name() + "]\n";
    for (auto* option : command.get_options()) {
        const auto name = setting_name(*option);
        if (name.empty()) continue;
        out += "\n# " + option->get_description() + "\n";
        if (!option->get_envname().empty()) out += "# In the environment: " + option->get_envname() + "\n";
        if (is_flag(*option)) {
            out += name + " = false\n";
        } else if (is_list(*option)) {
            out += name + " = []\n";
        } else {
            option->capture_default_str();
            const auto value = option->get_default_str();
            // What needs another setting has no effect without it.
            out += (value.empty() || !option->get_needs().empty() ? "# " : "") + name + " = " +
                   (is_number(*option) ? value : toml_text(value)) + "\n";
        }
    }
    return out;
}

}  // namespace tally::tools
