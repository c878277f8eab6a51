#include "projections/what_if/what_if.h"

#include <algorithm>
#include <istream>
#include <set>

#include "eventstore/byte_order_mark.h"
#include "eventstore/codec/codec.h"
#include "eventstore/codec/json.h"
#include "eventstore/codec/object_list.h"
#include "eventstore/division/trial.h"
#include "projections/activity/activity_words.h"
#include "projections/balances/balance_queries.h"
#include "projections/documents/document_queries.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// One of them on its way, with what is needed to see what it would make.
class Trying {
  public:
    explicit Trying(const eventstore::Division& division, eventstore::Trial& trial)
        : division_(division), trial_(trial), before_(reader_of(division)), after_(reader_of(division, trial)) {
        before_.point = trial.point();
    }

    Result<WhatIfAnswer> answer(std::vector<CommandToTry> commands) {
        answer_.position = trial_.point()->position();
        answer_.currency = before_.currency_code();
        std::size_t number = 0;
        for (CommandToTry& command : commands)
            if (auto tried = try_one(std::move(command), ++number); !tried)
                return tl::unexpected(std::move(tried.error()));
        // Of both sides, so that what differs is what the commands do.
        answer_.aged_on = division_.identity().simulated_time ? before_.day_of(trial_.latest()) : division_.today();
        if (auto added = add_documents(); !added) return tl::unexpected(std::move(added.error()));
        for (const AccountId& account : accounts_)
            if (auto added = add_account(account); !added) return tl::unexpected(std::move(added.error()));
        return std::move(answer_);
    }

    [[nodiscard]] const Reader& reader() const { return after_; }

  private:
    Result<void> try_one(CommandToTry command, std::size_t number) {
        TriedCommand tried;
        if (!command) {
            tried.receipt = eventstore::unreadable_receipt({}, number, command.error().message());
            answer_.accepted = false;
            answer_.commands.push_back(std::move(tried));
            return {};
        }
        if (command->header.command_id.empty())
            command->header.command_id = CommandId{"what-if-" + std::to_string(number)};
        tried.type = Plain{eventstore::ref(command->command).shape->type_name};
        const auto outcome = trial_.decide(*command);
        tried.receipt = eventstore::receipt_of(division_, *command, outcome, number);
        answer_.accepted = answer_.accepted &&
                           (tried.receipt.has_events() || tried.receipt.status == eventstore::ReceiptStatus::unchanged);
        if (outcome.kind == eventstore::Outcome::Kind::accepted)
            if (auto added = add_events(outcome.receipt, tried); !added) return added;
        answer_.commands.push_back(std::move(tried));
        return {};
    }

    Result<void> add_events(const eventstore::Receipt& receipt, TriedCommand& tried) {
        const Sayings sayings{[this](const PersonId& person) { return name_of_person(person); },
                              [this](const Personal& text) { return trial_.open_text(text).value_or(""); },
                              before_.currency};
        for (std::uint32_t i = 0; i < receipt.count; ++i) {
            auto recorded = eventstore::decode_entry(trial_.entry(receipt.first_position + i));
            if (!recorded) return tl::unexpected(std::move(recorded.error()));
            tried.events.push_back({recorded->envelope.event_type, Plain{to_string(recorded->envelope.stream)},
                                    Plain{words_of(recorded->event, sayings).summary}, recorded->envelope.position});
            note(*recorded);
        }
        return {};
    }
    std::string name_of_person(const PersonId& person) {
        auto part = trial_.part(part_key(person));
        if (!part || *part == nullptr) return person.str();
        return trial_.open_text(std::get<PersonState>(**part).name.full).value_or(person.str());
    }

    // Whose account it is, and which documents it would make.
    void note(const RecordedEvent& recorded) {
        if (recorded.envelope.stream.kind == StreamKind::account) {
            AccountId account{recorded.envelope.stream.id.str()};
            if (std::find(accounts_.begin(), accounts_.end(), account) == accounts_.end())
                accounts_.push_back(std::move(account));
        }
        if (const auto* invoice = get_if<InvoiceIssued>(&recorded.event))
            invoices_.push_back(invoice->invoice);
        else if (const auto* credit = get_if<CreditNoteIssued>(&recorded.event))
            invoices_.push_back(credit->credit_note);
        else if (const auto* statement = get_if<StatementIssued>(&recorded.event))
            statements_.push_back(statement->statement);
        else if (const auto* payment = get_if<PaymentPosted>(&recorded.event))
            payments_.insert(payment->payment_event);
    }

    Result<void> add_documents() {
        const auto add = [&](auto found, auto& answers) -> Result<void> {
            if (!found) return tl::unexpected(std::move(found.error()));
            if (*found) answers.push_back(std::move(**found));
            return {};
        };
        for (const DocumentId& id : invoices_)
            if (auto added = add(invoice(after_, id), answer_.invoices); !added) return added;
        for (const DocumentId& id : statements_)
            if (auto added = add(statement(after_, id), answer_.statements); !added) return added;
        for (const PaymentEventId& id : payments_)
            if (auto added = add(payment(after_, id), answer_.payments); !added) return added;
        return {};
    }

    Result<void> add_account(const AccountId& id) {
        AsOf as_of;
        as_of.today = answer_.aged_on;
        auto before = open_items(before_, id, as_of);
        if (!before) return tl::unexpected(std::move(before.error()));
        auto after = open_items(after_, id, as_of);
        if (!after) return tl::unexpected(std::move(after.error()));
        TALLY_ASSERT(after->has_value(), "an account that has events exists");
        TriedAccount account;
        account.heading = (*after)->heading;
        account.opened = !*before;
        const OpenItemsAnswer nothing;
        const OpenItemsAnswer& was = *before ? **before : nothing;
        account.before = sums_of(was);
        account.after = sums_of(**after);
        add_changed_items(was, **after, account);
        add_changed_credits(was, **after, account);
        answer_.accounts.push_back(std::move(account));
        return {};
    }
    static TriedBalance sums_of(const OpenItemsAnswer& open) {
        TriedBalance sums{open.payoff, open.current, {}, {}};
        for (const OpenItemAnswer& item : open.items)
            if (item.days_overdue > 0) sums.overdue += item.current_open;
        for (const UnappliedCredit& credit : open.unapplied) sums.unapplied += credit.amount;
        return sums;
    }
    static void add_changed_items(const OpenItemsAnswer& was, const OpenItemsAnswer& is, TriedAccount& account) {
        const auto same = [](const OpenItemAnswer& one) {
            return [&one](const OpenItemAnswer& other) { return other.document == one.document && other.sa == one.sa; };
        };
        for (const OpenItemAnswer& item : was.items) {
            const auto now = std::find_if(is.items.begin(), is.items.end(), same(item));
            const Money payoff = now == is.items.end() ? Money{} : now->payoff_open;
            const Money current = now == is.items.end() ? Money{} : now->current_open;
            if (payoff == item.payoff_open && current == item.current_open) continue;
            account.items.push_back(
                {item.document, item.sa, item.ages_from, item.payoff_open, payoff, item.current_open, current});
        }
        for (const OpenItemAnswer& item : is.items)
            if (std::none_of(was.items.begin(), was.items.end(), same(item)))
                account.items.push_back(
                    {item.document, item.sa, item.ages_from, {}, item.payoff_open, {}, item.current_open});
    }
    static void add_changed_credits(const OpenItemsAnswer& was, const OpenItemsAnswer& is, TriedAccount& account) {
        const auto left_of = [](const OpenItemsAnswer& open, const CreditSource& source) {
            Money left;
            for (const UnappliedCredit& credit : open.unapplied)
                if (credit.source == source) left += credit.amount;
            return left;
        };
        std::set<CreditSource> sources;
        for (const auto* open : {&was, &is})
            for (const UnappliedCredit& credit : open->unapplied) sources.insert(credit.source);
        for (const CreditSource& source : sources)
            if (left_of(was, source) != left_of(is, source))
                account.credits.push_back({source, left_of(was, source), left_of(is, source)});
    }

    const eventstore::Division& division_;
    eventstore::Trial& trial_;
    Reader before_;
    Reader after_;
    WhatIfAnswer answer_;
    std::vector<AccountId> accounts_;  // In the order in which they are touched.
    std::vector<DocumentId> invoices_;
    std::vector<DocumentId> statements_;
    std::set<PaymentEventId> payments_;
};

}  // namespace

Result<WhatIfAnswer> what_if(const eventstore::Division& division, std::vector<CommandToTry> commands) {
    auto trial = eventstore::Trial::of(division);
    if (!trial) return tl::unexpected(std::move(trial.error()));
    return Trying(division, **trial).answer(std::move(commands));
}

Result<WhatIfText> what_if(const eventstore::Division& division, std::vector<CommandToTry> commands, WhatIfForm form) {
    auto trial = eventstore::Trial::of(division);
    if (!trial) return tl::unexpected(std::move(trial.error()));
    Trying trying(division, **trial);
    auto answer = trying.answer(std::move(commands));
    if (!answer) return tl::unexpected(std::move(answer.error()));
    WhatIfText written{{}, answer->position, answer->accepted};
    const Reader& reader = trying.reader();
    if (form == WhatIfForm::json)
        written.text = eventstore::to_json(*answer, {reader.currency, reader.open}) + "\n";
    else
        written.text = render(std::move(*answer), context_of(reader));
    return written;
}

CommandToTry command_to_try(eventstore::CommandReader& reader, const eventstore::Division& division,
                            std::string_view json, std::size_t number, std::string_view actor) {
    auto parsed = reader.read(json, number);
    if (!parsed) return parsed;
    if (auto wrong = eventstore::wrong_in_header(parsed->header, division.identity().simulated_time, number))
        return tl::unexpected(std::move(*wrong));
    if (parsed->header.actor.empty()) parsed->header.actor = Plain{actor};
    return parsed;
}

tl::expected<std::vector<CommandToTry>, eventstore::InputError> commands_to_try(const eventstore::Division& division,
                                                                                std::string_view json,
                                                                                std::string_view actor) {
    auto texts = eventstore::objects_of_list(json, "commands", what_if_commands_max);
    if (!texts) return tl::unexpected(std::move(texts.error()));
    eventstore::CommandReader reader(division.currency());
    std::vector<CommandToTry> commands;
    std::size_t number = 0;
    for (const std::string& text : *texts) commands.push_back(command_to_try(reader, division, text, ++number, actor));
    return commands;
}

tl::expected<std::vector<CommandToTry>, eventstore::InputError> commands_in_lines(
    const eventstore::Division& division, std::istream& input, std::string_view actor,
    std::optional<domain::Instant> received_at) {
    eventstore::CommandReader reader(division.currency());
    std::vector<CommandToTry> commands;
    std::string line;
    for (std::size_t number = 1; std::getline(input, line); ++number) {
        const auto text = eventstore::without_byte_order_mark(line);
        if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        if (commands.size() == what_if_commands_max) {
            eventstore::InputError error;
            error.line = number;
            error.problem = "at most " + std::to_string(what_if_commands_max) + " commands are tried at once";
            error.cure = "give fewer";
            return tl::unexpected(std::move(error));
        }
        auto command = command_to_try(reader, division, text, number, actor);
        if (command && received_at && command->header.received_at == Instant{})
            command->header.received_at = *received_at;
        commands.push_back(std::move(command));
    }
    return commands;
}

}  // namespace tally::projections
