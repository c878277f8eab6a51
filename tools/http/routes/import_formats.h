#pragma once
// Formats of meter files that are imported over HTTP: what each is called, gives and asks for, and its request as read
// from the parameters of a target.

#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "consumers/intake/csv/import_csv.h"
#include "consumers/intake/green_button/import_usage.h"
#include "consumers/intake/nem12/import_nem12.h"
#include "consumers/intake/nem13/import_nem13.h"
#include "domain/commands.h"
#include "tools/http/server/http_message.h"

namespace tally::tools {

using ImportOfFormat =
    std::variant<consumers::ImportRequest, consumers::Nem12Request, consumers::Nem13Request, consumers::CsvRequest>;

struct ImportParameter {
    std::string_view name;
    std::string_view about;
    std::string_view schema;  // JSON Schema of its value.
    bool required = false;
};

struct ImportFormat {
    using Parameters = std::map<std::string, std::string, std::less<>>;

    std::string_view name;
    std::string_view about;
    std::vector<ImportParameter> parameters;
    std::vector<domain::Command> gives;  // One of each kind of command.
    // Of parameters that the format has. Error: the answer that says what is wrong.
    tl::expected<ImportOfFormat, HttpAnswer> (*read)(const Parameters&) = nullptr;
};

[[nodiscard]] const std::vector<ImportFormat>& import_formats();
// Null: there is none of that name.
[[nodiscard]] const ImportFormat* import_format(std::string_view name);

}  // namespace tally::tools
