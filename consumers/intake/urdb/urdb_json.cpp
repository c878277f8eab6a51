#include "consumers/intake/urdb/urdb_json.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <simdjson.h>

#include "eventstore/codec/json_fault.h"

namespace tally::consumers {

namespace {

using UrdbKind = UrdbValue::Kind;

// Copies the parser's walk into the tree.
class UrdbTree {
  public:
    // Empty: it was read. Else what is wrong.
    std::string read(simdjson::ondemand::value from, UrdbValue& into, std::size_t depth) {
        if (++values_ > urdb_values_max) return "it has more than " + std::to_string(urdb_values_max) + " values";
        if (depth > urdb_nesting_max)
            return "its lists and objects are nested deeper than " + std::to_string(urdb_nesting_max);
        simdjson::ondemand::json_type type{};
        if (const auto error = from.type().get(type); error != simdjson::SUCCESS) return simdjson::error_message(error);
        switch (type) {
            case simdjson::ondemand::json_type::array:
                return read_list(from, into, depth);
            case simdjson::ondemand::json_type::object:
                return read_object(from, into, depth);
            case simdjson::ondemand::json_type::string: {
                std::string_view text;
                if (const auto error = from.get_string().get(text); error != simdjson::SUCCESS)
                    return simdjson::error_message(error);
                into.kind = UrdbKind::text;
                into.text = text;
                return {};
            }
            case simdjson::ondemand::json_type::number:
            case simdjson::ondemand::json_type::boolean:
            case simdjson::ondemand::json_type::null:
                return read_token(from, into, type);
        }
        return "it has a value of no known type";
    }

  private:
    std::string read_list(simdjson::ondemand::value from, UrdbValue& into, std::size_t depth) {
        simdjson::ondemand::array list;
        if (const auto error = from.get_array().get(list); error != simdjson::SUCCESS)
            return simdjson::error_message(error);
        into.kind = UrdbKind::list;
        for (auto item : list) {
            simdjson::ondemand::value value;
            if (const auto error = item.get(value); error != simdjson::SUCCESS) return simdjson::error_message(error);
            if (auto wrong = read(value, into.items.emplace_back(), depth + 1); !wrong.empty()) return wrong;
        }
        return {};
    }
    std::string read_object(simdjson::ondemand::value from, UrdbValue& into, std::size_t depth) {
        simdjson::ondemand::object object;
        if (const auto error = from.get_object().get(object); error != simdjson::SUCCESS)
            return simdjson::error_message(error);
        into.kind = UrdbKind::object;
        for (auto field : object) {
            std::string_view name;
            if (const auto error = field.unescaped_key().get(name); error != simdjson::SUCCESS)
                return simdjson::error_message(error);
            auto& [kept, member] = into.members.emplace_back(UrdbMember{std::string{name}, {}});
            simdjson::ondemand::value value;
            if (const auto error = field.value().get(value); error != simdjson::SUCCESS)
                return simdjson::error_message(error);
            if (auto wrong = read(value, member, depth + 1); !wrong.empty()) return wrong;
        }
        return {};
    }
    std::string read_token(simdjson::ondemand::value from, UrdbValue& into, simdjson::ondemand::json_type type) {
        std::string_view token = from.raw_json_token();
        while (!token.empty() && std::string_view{" \t\r\n"}.find(token.back()) != std::string_view::npos)
            token.remove_suffix(1);
        if (type == simdjson::ondemand::json_type::null) {
            if (!from.is_null()) return "it has a value of no known type";
            into.kind = UrdbKind::null;
            return {};
        }
        // Consumes it, so that the walk goes on after it.
        if (type == simdjson::ondemand::json_type::boolean && from.get_bool().error() != simdjson::SUCCESS)
            return "it has a value of no known type";
        into.kind = type == simdjson::ondemand::json_type::number ? UrdbKind::number : UrdbKind::truth;
        into.text = token;
        return {};
    }

    std::size_t values_ = 0;
};

std::string urdb_bytes_message(std::string_view name) {
    return std::string{name} + ": the file has more than " + std::to_string(urdb_bytes_max) +
           " bytes: ask the API for fewer tariffs at once";
}

// `nested`: it stood in a text of the file.
Intake<UrdbValue> parse_urdb(std::string_view name, std::string_view text, bool nested) {
    const std::string where = std::string{name} + (nested ? ", the JSON within its text" : "");
    if (text.size() > urdb_bytes_max) return refuse(IntakeErrorKind::limit_exceeded, urdb_bytes_message(name));
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (const auto fault = eventstore::json_fault(text))
        return refuse(IntakeErrorKind::not_well_formed, where + ", line " + std::to_string(fault->line) + ", column " +
                                                            std::to_string(fault->column) +
                                                            ": it is not JSON: " + fault->reason);
    simdjson::ondemand::parser parser;
    const simdjson::padded_string padded{text};
    simdjson::ondemand::document document;
    simdjson::ondemand::json_type type{};
    auto error = parser.iterate(padded).get(document);
    if (error == simdjson::SUCCESS) error = document.type().get(type);
    if (error != simdjson::SUCCESS)
        return refuse(IntakeErrorKind::not_well_formed, where + ": " + simdjson::error_message(error));
    if (type == simdjson::ondemand::json_type::string && !nested) {
        std::string_view inner;
        if (document.get_string().get(inner) == simdjson::SUCCESS) return parse_urdb(name, std::string{inner}, true);
    }
    if (type != simdjson::ondemand::json_type::object && type != simdjson::ondemand::json_type::array)
        return refuse(IntakeErrorKind::not_well_formed,
                      where + ": it is a single value: give a tariff {…}, or {\"items\":[…]} as the API answers");
    UrdbValue tree;
    simdjson::ondemand::value root;
    if (error = document.get_value().get(root); error != simdjson::SUCCESS)
        return refuse(IntakeErrorKind::not_well_formed, where + ": " + simdjson::error_message(error));
    if (auto wrong = UrdbTree{}.read(root, tree, 1); !wrong.empty())
        return refuse(IntakeErrorKind::limit_exceeded, where + ": " + wrong);
    return tree;
}

}  // namespace

const UrdbValue* UrdbValue::member(std::string_view name) const {
    for (const auto& [known, value] : members)
        if (known == name) return &value;
    return nullptr;
}

bool UrdbValue::says_nothing() const {
    switch (kind) {
        case Kind::null:
            return true;
        case Kind::text:
            return text.find_first_not_of(" \t\r\n") == std::string::npos;
        case Kind::list:
            return items.empty();
        case Kind::object:
            return members.empty();
        case Kind::truth:
        case Kind::number:
            return false;
    }
    return false;
}

std::string UrdbValue::shown() const {
    constexpr std::size_t bytes_max = 60;
    switch (kind) {
        case Kind::null:
            return "null";
        case Kind::list:
            return "a list of " + std::to_string(items.size());
        case Kind::object:
            return "an object of " + std::to_string(members.size());
        case Kind::truth:
        case Kind::number:
        case Kind::text:
            break;
    }
    std::string cut = text.substr(0, bytes_max);
    for (char& c : cut)
        if (c < ' ' || c > '~') c = '?';
    return cut + (text.size() > bytes_max ? "…" : "");
}

Intake<UrdbValue> urdb_json_of(std::string_view name, std::string_view text) {
    return parse_urdb(name, text, false);
}

Intake<UrdbValue> read_urdb_json(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const auto cannot = [&](int why) {
        return refuse(IntakeErrorKind::cannot_read, path.string() + ": " + std::strerror(why));
    };
    const auto close = [](std::FILE* file) { std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> file{std::fopen(path.c_str(), "rb"), close};
    if (!file) return cannot(errno);
    std::string text;
    std::array<char, std::size_t{64} << 10> buffer;
    while (const auto bytes = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
        text.append(buffer.data(), bytes);
        if (text.size() > urdb_bytes_max) return refuse(IntakeErrorKind::limit_exceeded, urdb_bytes_message(name));
    }
    if (std::ferror(file.get())) return cannot(errno);
    return parse_urdb(name, text, false);
}

}  // namespace tally::consumers
