#include "tools/tally/receipts.h"

#include "domain/core/shown_text.h"
#include "eventstore/codec/json.h"

namespace tally::tools {

namespace {

using eventstore::Outcome;

void add_text(std::string& out, std::string_view key, std::string_view value) {
    out += ",\"";
    out += key;
    out += "\":";
    eventstore::write_json_string(value, out);
}

std::string text_line(const eventstore::ParsedCommand& parsed, const Outcome& outcome,
                      const std::vector<eventstore::MadeId>& made) {
    std::string out = parsed.header.command_id.empty() ? "(no id)" : parsed.header.command_id.str();
    const auto last = outcome.receipt.first_position + outcome.receipt.count - 1;
    switch (outcome.kind) {
        case Outcome::Kind::accepted:
        case Outcome::Kind::repeated:
            out += outcome.kind == Outcome::Kind::accepted ? ": accepted, " : ": accepted before, ";
            out += outcome.receipt.count == 1
                       ? "event " + std::to_string(last)
                       : "events " + std::to_string(outcome.receipt.first_position) + " to " + std::to_string(last);
            for (const auto& one : made) out += ", " + std::string{one.what} + " " + one.id;
            break;
        case Outcome::Kind::unchanged:
            out += ": unchanged, so since event " + std::to_string(outcome.refusal.position);
            break;
        case Outcome::Kind::refused:
            out += ": " + why_not(outcome);
            break;
        case Outcome::Kind::failed:
            out += ": failed, " + outcome.failure.message;
            break;
    }
    return out;
}

}  // namespace

std::string why_not(const eventstore::Outcome& outcome) {
    std::string out = "refused, " + std::string{domain::name_of(outcome.refusal.rejection)};
    if (!outcome.refusal.field.empty()) out += ": " + outcome.refusal.field;
    if (!outcome.refusal.value.empty()) out += " \"" + outcome.refusal.value + "\"";
    return out + ": " + outcome.refusal.cure;
}

std::string receipt_line(const eventstore::Division& division, const eventstore::ParsedCommand& parsed,
                         const Outcome& outcome, std::size_t line, bool json) {
    if (outcome.kind == Outcome::Kind::repeated && outcome.made.empty()) {
        if (auto made = division.made_ids(outcome.receipt)) {
            Outcome whole = outcome;
            whole.made = std::move(*made);
            return receipt_line(parsed, whole, line, json);
        }
    }
    return receipt_line(parsed, outcome, line, json);
}

std::string receipt_line(const eventstore::ParsedCommand& parsed, const Outcome& outcome, std::size_t line, bool json) {
    const auto& made = outcome.made;
    if (!json)
        return (line > 0 ? "line " + std::to_string(line) + ": " : "") +
               domain::escaped_to_show(text_line(parsed, outcome, made));

    std::string out = "{\"command_id\":";
    eventstore::write_json_string(parsed.header.command_id.str(), out);
    if (line > 0) out += ",\"line\":" + std::to_string(line);
    add_text(out, "status", eventstore::enum_names(outcome.kind)[static_cast<std::size_t>(outcome.kind)]);
    switch (outcome.kind) {
        case Outcome::Kind::accepted:
        case Outcome::Kind::repeated:
            out += ",\"first_position\":" + std::to_string(outcome.receipt.first_position) +
                   ",\"count\":" + std::to_string(outcome.receipt.count) + ",\"ids\":[";
            for (const auto& one : made) {
                if (out.back() != '[') out += ',';
                out += "{\"" + std::string{one.what} + "\":";
                eventstore::write_json_string(one.id, out);
                out += '}';
            }
            out += ']';
            break;
        case Outcome::Kind::unchanged:
            out += ",\"position\":" + std::to_string(outcome.refusal.position);
            break;
        case Outcome::Kind::refused:
            add_text(out, "rejection", domain::name_of(outcome.refusal.rejection));
            add_text(out, "field", outcome.refusal.field);
            add_text(out, "value", outcome.refusal.value);
            add_text(out, "cure", outcome.refusal.cure);
            break;
        case Outcome::Kind::failed:
            add_text(out, "error", outcome.failure.message);
            break;
    }
    return out + "}";
}

}  // namespace tally::tools
