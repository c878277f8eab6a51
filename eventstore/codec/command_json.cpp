// Commands as flat JSON objects.

#include "eventstore/codec/command_json.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "domain/core/assert.h"
#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/json_values.h"

namespace tally::eventstore {

namespace {

// Commands with the canonical order of type, reason and their own fields, worked out once.
class CommandTypes {
  public:
    // Index of the body's field, or one of these two.
    static constexpr std::uint16_t type = 0xFFFF;
    static constexpr std::uint16_t reason = 0xFFFE;

    CommandTypes() {
        for (const auto* shape : shapes().alternatives) {
            const auto name_of = [&](std::uint16_t entry) -> std::string_view {
                return entry == type ? "type" : entry == reason ? "reason" : shape->fields[entry].name;
            };
            for (const auto& field : shape->fields)
                TALLY_ASSERT(field.name != "type" && record_shape<domain::CommandHeader>().find(field.name) == nullptr,
                             "a command's field has the name of a header field: in a flat object they would meet");
            std::vector<std::uint16_t> order = shape->by_name;
            order.push_back(type);
            order.push_back(reason);
            std::sort(order.begin(), order.end(), [&](auto a, auto b) { return name_of(a) < name_of(b); });
            orders_.push_back(std::move(order));
        }
    }
    [[nodiscard]] static const VariantShape& shapes() { return variant_shape<domain::Command>(); }
    [[nodiscard]] const std::vector<std::uint16_t>& canonical_order(std::size_t index) const { return orders_[index]; }

  private:
    std::vector<std::vector<std::uint16_t>> orders_;
};

const CommandTypes& command_types() {
    static const CommandTypes types;
    return types;
}

// Puts a fresh alternative in place: what a line leaves out has its default, not the value of the line before.
void* emplace_command(void* command, std::size_t index) {
    return CommandTypes::shapes().emplace[index](command);
}

}  // namespace

CommandReader::CommandReader(domain::Currency currency) : reader_(currency, PersonalText::clear) {
    (void)
        command_types();  // Names that would meet in a flat object are found at the start, not with the first command.
}

tl::expected<ParsedCommand, InputError> CommandReader::read(std::string_view json, std::size_t line_number) {
    tl::expected<ParsedCommand, InputError> parsed;
    if (auto read = read_into(json, line_number, *parsed); !read) parsed = tl::unexpected(std::move(read.error()));
    return parsed;
}

tl::expected<void, InputError> CommandReader::read_into(std::string_view json, std::size_t line_number,
                                                        ParsedCommand& parsed) {
    parsed.header = {};
    return reader_.read_flat(without_byte_order_mark(json), ref(parsed.header),
                             {CommandTypes::shapes().alternatives, &emplace_command, &parsed.command}, line_number);
}

std::optional<InputError> wrong_in_header(const domain::CommandHeader& header, bool simulated_time,
                                          std::size_t line_number) {
    if (simulated_time) return std::nullopt;
    const char* const problem = "is not for a command to say, because the division was made without --simulated-time";
    if (header.received_at != domain::Instant{})
        return InputError{line_number, "received_at", "", problem, "leave it out: the clock says it"};
    if (!header.actor.empty())
        return InputError{line_number, "actor", "", problem,
                          "leave it out: who sends the command says it, as with --actor"};
    return std::nullopt;
}

void write_command_json(const domain::CommandHeader& header, const domain::Command& command, const JsonContext& context,
                        std::string& out) {
    const RecordRef body = ref(command);
    out += R"({"type":)";
    write_json_string(body.shape->type_name, out);
    const auto write_fields = [&](RecordRef record) {
        for (const auto& field : record.shape->fields) {
            const void* value = field_of(record.data, field);
            if (is_default(field, value)) continue;
            out += ",\"";
            out += field.name;
            out += "\":";
            write_json_value(field, value, context, out);
        }
    };
    write_fields(ref(header));
    write_fields(body);
    out += '}';
}

void write_canonical_command(const domain::CommandHeader& header, const domain::Command& command,
                             std::uint8_t currency_decimals, std::string& out) {
    const RecordRef body = ref(command);
    const std::size_t begin = out.size();
    const auto begin_field = [&](std::string_view json_key) {
        if (out.size() > begin + 1) out += ',';
        out += json_key;
    };
    out += '{';
    for (const auto entry : command_types().canonical_order(command.index())) {
        if (entry == CommandTypes::type) {
            begin_field(R"("type":")");
            out += body.shape->type_name;
            out += '"';
        } else if (entry == CommandTypes::reason) {
            if (header.reason.empty()) continue;
            begin_field(R"("reason":)");
            write_json_string(header.reason.str(), out);
        } else {
            const FieldShape& field = body.shape->fields[entry];
            const void* value = field_of(body.data, field);
            if (is_canonical_default(field, value)) continue;
            begin_field(field.json_key);
            write_canonical_value(field, value, currency_decimals, out);
        }
    }
    out += '}';
}

domain::Digest16 command_digest(const HmacSha256& digest_key, const domain::CommandHeader& header,
                                const domain::Command& command, std::uint8_t currency_decimals) {
    thread_local std::string canonical;
    canonical.clear();
    write_canonical_command(header, command, currency_decimals, canonical);
    const auto digest = digest_key.of({canonical});
    domain::Digest16 first{};
    std::copy_n(digest.begin(), first.size(), first.begin());
    return first;
}

}  // namespace tally::eventstore
