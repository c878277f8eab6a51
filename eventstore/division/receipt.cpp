#include "eventstore/division/receipt.h"

#include "domain/core/assert.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/json_reader.h"

namespace tally::eventstore {

namespace {

static_assert(enum_names(Outcome::Kind{}).size() + 1 == enum_names(ReceiptStatus{}).size() &&
                  static_cast<int>(Outcome::Kind::failed) == static_cast<int>(ReceiptStatus::failed),
              "a status stands for each kind of an outcome, in their order, and one for what is not a command");

// What an event calls its id is the name of a field here.
ReceiptId receipt_id(const MadeId& made) {
    ReceiptId id;
    const auto* field = record_shape<ReceiptId>().find(made.what);
    TALLY_ASSERT(field != nullptr, "every id that an event gives out has a field in ReceiptId");
    field->value->element->set_text(field->value->append(field_of(static_cast<void*>(&id), *field)), made.id);
    return id;
}

}  // namespace

CommandReceipt receipt_of(const ParsedCommand& parsed, const Outcome& outcome, std::size_t line) {
    CommandReceipt receipt;
    receipt.command_id.set(parsed.header.command_id);
    if (line > 0) receipt.line.set(line);
    receipt.status = static_cast<ReceiptStatus>(outcome.kind);
    switch (outcome.kind) {
        case Outcome::Kind::accepted:
        case Outcome::Kind::repeated:
            receipt.first_position.set(outcome.receipt.first_position);
            receipt.count.set(outcome.receipt.count);
            receipt.ids.given = true;
            for (const auto& made : outcome.made) receipt.ids.value.push_back(receipt_id(made));
            break;
        case Outcome::Kind::unchanged:
            receipt.position.set(outcome.refusal.position);
            break;
        case Outcome::Kind::refused:
            receipt.rejection.set(domain::Code{domain::name_of(outcome.refusal.rejection)});
            receipt.field.set(domain::Plain{outcome.refusal.field});
            receipt.value.set(domain::Plain{outcome.refusal.value});
            receipt.cure.set(domain::Plain{outcome.refusal.cure});
            break;
        case Outcome::Kind::failed:
            receipt.error.set(domain::Plain{outcome.failure.message});
            break;
    }
    return receipt;
}

CommandReceipt receipt_of(const Division& division, const ParsedCommand& parsed, const Outcome& outcome,
                          std::size_t line) {
    if (outcome.kind == Outcome::Kind::repeated && outcome.made.empty()) {
        if (auto made = division.made_ids(outcome.receipt)) {
            Outcome whole = outcome;
            whole.made = std::move(*made);
            return receipt_of(parsed, whole, line);
        }
    }
    return receipt_of(parsed, outcome, line);
}

CommandReceipt unreadable_receipt(std::string_view command_id, std::size_t line, std::string_view error) {
    CommandReceipt receipt;
    if (!command_id.empty()) receipt.command_id.set(domain::CommandId{command_id});
    if (line > 0) receipt.line.set(line);
    receipt.status = ReceiptStatus::unreadable;
    receipt.error.set(domain::Plain{error});
    return receipt;
}

std::vector<MadeId> made_by(const CommandReceipt& receipt) {
    std::vector<MadeId> made;
    for (const ReceiptId& id : receipt.ids.value)
        for (const auto& field : record_shape<ReceiptId>().fields) {
            const void* value = field_of(static_cast<const void*>(&id), field);
            if (field.value->size(value) == 0) continue;
            made.push_back({field.name, std::string{field.value->element->text(field.value->at(value, 0))}});
        }
    return made;
}

std::string receipt_json(const CommandReceipt& receipt) {
    return to_json(receipt, {});  // No amount and nothing personal is in it.
}

tl::expected<CommandReceipt, InputError> read_receipt(std::string_view json) {
    JsonReader reader({}, PersonalText::clear, UnknownFields::passed_over);
    CommandReceipt receipt;
    if (auto read = reader.read(json, ref(receipt)); !read) return tl::unexpected(std::move(read.error()));
    return receipt;
}

}  // namespace tally::eventstore
