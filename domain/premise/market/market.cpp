// Sending and receiving market transactions: what each kind has, which of them answer which, and the payment that a
// remittance is.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "domain/account/command_checks.h"
#include "domain/account/receivables/credit.h"
#include "domain/account/receivables/payment_steps.h"
#include "domain/core/check.h"
#include "domain/decide_on.h"
#include "domain/made_so.h"
#include "domain/premise/market/market_steps.h"
#include "domain/premise/premise.h"

namespace tally::domain {

namespace {

std::string told(std::string_view field) {
    return "transaction." + std::string{field};
}

// --- What a kind has

Decided<void> check_part(const MarketMeaning& meaning, MarketPart part, std::string_view field, bool given,
                         std::string value) {
    const std::string kind{name_of(meaning.kind)};
    if (part == MarketPart::must && !given)
        return refuse(Rejection::field_missing, told(field), "",
                      "Give it: " + std::string{meaning.code} + " " + kind + " has it.");
    if (part == MarketPart::never && given)
        return refuse(Rejection::market_field_not_of_kind, told(field), std::move(value),
                      "Leave it out: " + std::string{meaning.code} + " " + kind + " does not have it.");
    return {};
}

std::string day_or_none(Date day) {
    return day.is_set() ? to_string(day) : std::string{};
}

Decided<void> check_outcome(const MarketMeaning& meaning, const MarketTransaction& told_of) {
    TALLY_TRY(check_part(meaning, meaning.outcome, "outcome", told_of.outcome != MarketOutcome::none,
                         std::string{name_of(told_of.outcome)}));
    const bool rejects = told_of.outcome == MarketOutcome::rejected;
    if (rejects && told_of.reasons.empty())
        return refuse(Rejection::field_missing, told("reasons"), "", "Say why it is rejected, by the market's codes.");
    if (!rejects && !told_of.reasons.empty())
        return refuse(Rejection::market_field_not_of_kind, told("reasons"), told_of.reasons.front().code.str(),
                      "Leave them out: only what rejects has reasons.");
    if (told_of.reasons.size() > market_reasons_max)
        return refuse(Rejection::field_invalid, told("reasons"), std::to_string(told_of.reasons.size()) + " reasons",
                      "Give at most " + std::to_string(market_reasons_max) + ".");
    for (std::size_t i = 0; i < told_of.reasons.size(); ++i)
        TALLY_TRY(check_id(told(at("reasons", i)) + ".code", told_of.reasons[i].code));
    return {};
}

Decided<void> check_period(const MarketMeaning& meaning, const MarketTransaction& told_of, Date today) {
    const bool given = told_of.from.is_set() || told_of.until.is_set();
    TALLY_TRY(check_part(meaning, meaning.period, "from", given, day_or_none(told_of.from)));
    if (!given) return {};
    if (!told_of.from.is_set() || !told_of.until.is_set() || told_of.until <= told_of.from)
        return refuse(Rejection::date_out_of_order, told("until"), day_or_none(told_of.until),
                      "Give the first day of the period, and the first day after it.");
    TALLY_TRY(near_day(told_of.from, told("from"), today, service_days_ahead_max));
    TALLY_TRY(near_day(told_of.until, told("until"), today, service_days_ahead_max));
    return {};
}

Decided<void> check_quantity(const MarketMeaning& meaning, const MarketTransaction& told_of) {
    const bool given = !told_of.unit.empty() || told_of.quantity.units != 0;
    TALLY_TRY(check_part(meaning, meaning.quantity, "quantity", given, to_string(told_of.quantity)));
    return given ? check_id(told("unit"), told_of.unit) : Decided<void>{};
}

Decided<void> check_amounts(const MarketMeaning& meaning, const MarketTransaction& told_of, std::uint8_t decimals) {
    const bool given = !told_of.amount.is_zero();
    TALLY_TRY(check_part(meaning, meaning.amount, "amount", given, to_string(told_of.amount, decimals)));
    if (given) TALLY_TRY(checked_amount(told_of.amount, told("amount"), decimals));
    const auto& documents = told_of.documents;
    TALLY_TRY(check_part(meaning, meaning.documents, "documents", !documents.empty(),
                         documents.empty() ? "" : documents.front().document.str()));
    if (documents.size() > market_documents_max)
        return refuse(Rejection::field_invalid, told("documents"), std::to_string(documents.size()) + " documents",
                      "Give at most " + std::to_string(market_documents_max) + ".");
    Int128 sum = 0;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const std::string here = told(at("documents", i)) + ".";
        TALLY_TRY(check_id(here + "document", documents[i].document));
        TALLY_TRY(checked_amount(documents[i].amount, here + "amount", decimals));
        for (std::size_t before = 0; before < i; ++before)
            if (documents[before].document == documents[i].document)
                return refuse(Rejection::field_invalid, here + "document", documents[i].document.str(),
                              "Name each invoice once, with its whole amount.");
        sum += documents[i].amount.minor;
    }
    if (given && sum > told_of.amount.minor)
        return refuse(Rejection::market_amounts_differ, told("documents"),
                      to_string(Money{static_cast<std::int64_t>(sum)}, decimals),
                      "Together they may not be above the amount, " + to_string(told_of.amount, decimals) + ".");
    return {};
}

Decided<void> check_kind(const MarketTransaction& told_of, const Context& context) {
    const MarketMeaning& meaning = meaning_of(told_of.kind);
    TALLY_TRY(check_id(told("reference"), told_of.reference));
    if (!meaning.answers && !told_of.original.empty())
        return refuse(Rejection::market_field_not_of_kind, told("original"), told_of.original.str(),
                      "Leave it out: " + std::string{meaning.code} + " " + std::string{name_of(meaning.kind)} +
                          " answers nothing.");
    // An initial read, an invoice and a remittance may stand alone; an answer that decides something may not.
    if (meaning.outcome == MarketPart::must || meaning.kind == MarketKind::cancel_request ||
        meaning.kind == MarketKind::date_change_request)
        TALLY_TRY(check_id(told("original"), told_of.original));
    TALLY_TRY(check_id_or_empty(told("original"), told_of.original));
    TALLY_TRY(check_outcome(meaning, told_of));
    TALLY_TRY(check_part(meaning, meaning.effective_on, "effective_on", told_of.effective_on.is_set(),
                         day_or_none(told_of.effective_on)));
    if (told_of.effective_on.is_set())
        TALLY_TRY(near_day(told_of.effective_on, told("effective_on"), context.today, service_days_ahead_max));
    TALLY_TRY(check_period(meaning, told_of, context.today));
    TALLY_TRY(check_quantity(meaning, told_of));
    TALLY_TRY(check_amounts(meaning, told_of, currency_decimals(context.world.settings())));
    TALLY_TRY(check_part(meaning, meaning.purpose, "purpose", !told_of.purpose.empty(), told_of.purpose.str()));
    return check_id_or_empty(told("purpose"), told_of.purpose);
}

// --- Who tells whom

Decided<void> check_parties(MarketTransaction& told_of, bool received, const SettingsState& settings) {
    Code& own = received ? told_of.receiver : told_of.sender;
    const Code& other = received ? told_of.sender : told_of.receiver;
    const std::string own_field = told(received ? "receiver" : "sender");
    const std::string other_field = told(received ? "sender" : "receiver");
    const Date on = told_of.dated_on;
    if (own.empty())
        if (const MarketPartner* ours = settings.own_market_partner(on)) own = ours->code;
    const MarketPartner* ours = settings.market_partner(own, on);
    TALLY_TRY(check_code(own_field, own, ours));
    if (!ours->own)
        return refuse(Rejection::market_party_not_ours, own_field, own.str(),
                      "Name the utility's own number of settings.define_market_partner, or leave it out.");
    const MarketPartner* theirs = settings.market_partner(other, on);
    TALLY_TRY(check_code(other_field, other, theirs));
    if (theirs->own)
        return refuse(Rejection::market_party_not_ours, other_field, other.str(),
                      "It is the utility's own: name the other party.");
    return {};
}

// --- Whom it concerns

// A remittance of an account that is not known is taken, and its money held.
Decided<void> set_concerned(MarketTransaction& told_of, const PlacedServicePoint& placed, bool is_paid, World& world) {
    if (!told_of.sa.empty()) {
        const DirectoryEntry* entry = world.directory(DirectoryKind::service_agreement, told_of.sa.str());
        if (!entry || entry->leads_to.empty())
            return refuse(Rejection::sa_unknown, told("sa"), told_of.sa.str(), "Name an agreement that was started.");
        const AccountId of{entry->leads_to.front().str()};
        if (told_of.account.empty()) told_of.account = of;
        if (told_of.account != of)
            return refuse(Rejection::field_invalid, told("sa"), told_of.sa.str(),
                          "It is an agreement of account " + of.str() + ".");
        return {};
    }
    if (!told_of.account.empty() && !is_paid && !world.account(told_of.account))
        return refuse(Rejection::account_unknown, told("account"), told_of.account.str(),
                      "Name an account that was opened.");
    TALLY_TRY(check_id_or_empty(told("account"), told_of.account));
    for (const Occupancy& one : placed.service_point->occupancies) {
        if (one.from > told_of.dated_on || (one.until.is_set() && one.until <= told_of.dated_on)) continue;
        if (!told_of.account.empty() && told_of.account != one.account) continue;
        told_of.account = one.account;
        told_of.sa = one.sa;
    }
    return {};
}

// --- What was told before

// A market transaction of a premise, whether it was sent or received.
struct KnownTransaction {
    DocumentId id;
    MarketTransaction told_of;
    ServicePointId service_point;
    DocumentId answers;
    std::uint64_t position = 0;
};
std::optional<KnownTransaction> known_transaction(World& world, const DocumentId& id) {
    const auto premise = premise_in(id.str());
    if (!premise || !valid_id(id.str()) || !world.premise(*premise)) return std::nullopt;
    std::optional<KnownTransaction> found;
    world.history(stream_of(*premise), [&](const RecordedEvent& recorded) {
        const auto take = [&](const auto& event) {
            if (event.market_transaction == id)
                found = KnownTransaction{id, event.transaction, event.service_point, event.answers,
                                         recorded.envelope.position};
        };
        if (const auto* sent = get_if<MarketTransactionSent>(&recorded.event)) take(*sent);
        if (const auto* received = get_if<MarketTransactionReceived>(&recorded.event)) take(*received);
        if (const auto* paired = get_if<MarketTransactionPaired>(&recorded.event))
            if (found && paired->market_transaction == id) found->answers = paired->answers;
    });
    return found;
}

// Given again it is as before, where what it says is what was said; what was left out is what the ledger took then.
Decided<void> check_not_known(const MarketTransaction& told_of, const ServicePointId& service_point, bool dated,
                              World& world) {
    const auto* held =
        world.directory(DirectoryKind::market_transaction, market_reference(told_of.sender, told_of.reference));
    if (!held) return {};
    const auto known = known_transaction(world, DocumentId{held->leads_to.at(1).str()});
    TALLY_ASSERT(known, "the directory leads to the transaction of a reference");
    MarketTransaction asked = told_of;
    if (asked.account.empty()) asked.account = known->told_of.account;
    if (asked.sa.empty() && asked.account == known->told_of.account) asked.sa = known->told_of.sa;
    if (!dated) asked.dated_on = known->told_of.dated_on;
    if (asked == known->told_of && service_point == known->service_point) return already_so(known->position);
    return refuse(Rejection::market_reference_taken, told("reference"), told_of.reference.str(),
                  told_of.sender.str() + " told something else under it, " + known->id.str() +
                      ": give each transaction a reference of its own.");
}

// What it answers, at the same premise; nothing: it is not known there, or is of a kind that this one cannot answer.
std::optional<DocumentId> original_of(const MarketTransaction& told_of, const PremiseId& premise, World& world) {
    if (told_of.original.empty()) return std::nullopt;
    const Code& from = answers_other_party(told_of.kind) ? told_of.receiver : told_of.sender;
    const auto* entry = world.directory(DirectoryKind::market_transaction, market_reference(from, told_of.original));
    if (!entry || entry->leads_to.at(0).str() != premise.str()) return std::nullopt;
    for (const MarketMeaning& one : market_meanings())
        if (name_of(one.kind) == entry->leads_to.at(2).str() && may_answer(told_of.kind, one.kind))
            return DocumentId{entry->leads_to.at(1).str()};
    return std::nullopt;
}

// An answer concerns the account of its original, also after another payer moved in.
void take_over_concerned(MarketTransaction& told_of, const DocumentId& original, World& world) {
    const auto known = known_transaction(world, original);
    TALLY_ASSERT(known, "the directory leads to the transaction of a reference");
    told_of.account = known->told_of.account;
    told_of.sa = known->told_of.sa;
}

Decided<void> check_room(const PremiseMarket& market, bool awaits, bool unpaired) {
    if ((awaits && market.awaited.size() >= market_open_max) || (unpaired && market.unpaired.size() >= market_open_max))
        return refuse(Rejection::market_too_many_open, "service_point", std::to_string(market_open_max),
                      "So many of its premise wait already: pair or close some first.");
    return {};
}

// --- The payment that a remittance is

// What cannot go to an invoice that is named stays credit: money that came is never refused for what was said of it.
PaymentShare share_of(const MarketTransaction& told_of, World& world) {
    PaymentShare share;
    share.account = told_of.account;
    share.amount = told_of.amount;
    const AccountState* account = world.account(told_of.account);
    if (told_of.documents.empty() || !account) return share;
    share.policy = AllocationPolicy::spec;
    share.remainder = told_of.amount;
    for (const MarketDocument& one : told_of.documents) {
        const Money part = std::min(one.amount, open_amount(*account, one.document));
        if (part.is_zero()) continue;
        share.spec.push_back({one.document, part});
        share.remainder -= part;
    }
    return share;
}

Decided<Events> pay(const MarketTransaction& told_of, const DocumentId& id, const Context& context) {
    PostPayment payment;
    payment.payment_event = PaymentEventId{id.str()};
    payment.received_on = told_of.dated_on;
    payment.tenders = {{{}, TenderKind::market_remittance, told_of.amount, told_of.reference}};
    payment.shares = {share_of(told_of, context.world)};
    payment.suspend_unidentified = true;
    PaidFrom from;
    from.market = true;
    return post_payment(payment, context, from);
}

Date due_of(const MarketTransaction& told_of, const SettingsState& settings) {
    const MarketDeadline* deadline =
        settings.market_deadline(Code{std::string{name_of(told_of.kind)}}, told_of.dated_on);
    return deadline ? told_of.dated_on + deadline->days : Date{};
}

template <class Payload>
void add_at(Events& events, const PremiseId& premise, Payload payload) {
    events.push_back({stream_of(premise), Event{std::move(payload)}});
}

// Answers that came before what they answer.
void pair_earlier(Events& events, const PremiseId& premise, const PremiseMarket& market, const DocumentId& id,
                  const MarketTransaction& told_of) {
    for (const UnpairedAnswer& one : market.unpaired) {
        if (one.original != told_of.reference || one.original_sender != told_of.sender ||
            !may_answer(one.kind, told_of.kind))
            continue;
        add_at(events, premise,
               MarketTransactionPaired{premise, one.service_point, one.market_transaction, id, one.kind, one.outcome,
                                       one.account});
    }
}

template <class Recorded>
Decided<Events> tell(const ServicePointId& service_point, MarketTransaction told_of, const Context& context) {
    constexpr bool received = std::is_same_v<Recorded, MarketTransactionReceived>;
    World& world = context.world;
    const auto placed = find_service_point(world, "service_point", service_point);
    TALLY_TRY(placed);
    const PremiseId premise = placed->premise->premise;
    const bool dated = told_of.dated_on.is_set();
    const auto day = business_day(told_of.dated_on, told("dated_on"), context);
    TALLY_TRY(day);
    told_of.dated_on = *day;
    TALLY_TRY(check_kind(told_of, context));
    TALLY_TRY(check_parties(told_of, received, world.settings()));
    TALLY_TRY(check_not_known(told_of, service_point, dated, world));
    const bool is_paid = received && told_of.kind == MarketKind::remittance;
    const auto original = original_of(told_of, premise, world);
    if (original && told_of.account.empty() && told_of.sa.empty()) take_over_concerned(told_of, *original, world);
    TALLY_TRY(set_concerned(told_of, *placed, is_paid, world));
    const PremiseMarket market = world.market_of(premise);
    Recorded recorded;
    recorded.premise = premise;
    recorded.service_point = service_point;
    recorded.market_id = placed->service_point->market_id;
    recorded.market_transaction = market_id(premise, market.transaction_count + std::uint64_t{1});
    recorded.due_on = due_of(told_of, world.settings());
    if (original) recorded.answers = *original;
    const bool unpaired = !told_of.original.empty() && recorded.answers.empty();
    if (unpaired && !received)
        return refuse(Rejection::market_original_unknown, told("original"), told_of.original.str(),
                      "Cite a transaction of this premise that " + std::string{meaning_of(told_of.kind).code} +
                          " may answer, by its sender's reference.");
    TALLY_TRY(check_room(market, meaning_of(told_of.kind).awaits || recorded.due_on.is_set(), unpaired));
    Events events;
    if constexpr (received)
        if (is_paid) {
            auto paid = pay(told_of, recorded.market_transaction, context);
            TALLY_TRY(paid);
            events = std::move(*paid);
            recorded.payment_event = PaymentEventId{recorded.market_transaction.str()};
        }
    const DocumentId id = recorded.market_transaction;
    recorded.transaction = told_of;
    add_at(events, premise, std::move(recorded));
    pair_earlier(events, premise, market, id, told_of);
    return events;
}

Decided<KnownTransaction> known_or_refused(World& world, const DocumentId& id, std::string_view field) {
    auto known = known_transaction(world, id);
    if (known) return std::move(*known);
    return refuse(Rejection::market_transaction_unknown, std::string{field}, id.str(),
                  "Name a market transaction by the ledger's number, such as 17-MT3.");
}

}  // namespace

Decided<Events> decide_on(const SendMarketTransaction& command, const Context& context) {
    return tell<MarketTransactionSent>(command.service_point, command.transaction, context);
}
Decided<Events> decide_on(const ReceiveMarketTransaction& command, const Context& context) {
    return tell<MarketTransactionReceived>(command.service_point, command.transaction, context);
}

Decided<Events> decide_on(const PairMarketTransaction& command, const Context& context) {
    World& world = context.world;
    const auto answer = known_or_refused(world, command.market_transaction, "market_transaction");
    TALLY_TRY(answer);
    const auto original = known_or_refused(world, command.answers, "answers");
    TALLY_TRY(original);
    const PremiseId premise = *premise_in(command.market_transaction.str());
    const UnpairedAnswer* held = world.market_of(premise).unpaired_of(command.market_transaction);
    if (!held) {
        if (answer->answers == command.answers)
            return already_so(last_position(world, stream_of(premise), [&](const Event& event) {
                return is_of<MarketTransactionPaired>(event,
                                                      [&](const MarketTransactionPaired& one) {
                                                          return one.market_transaction == command.market_transaction;
                                                      }) ||
                       is_of<MarketTransactionReceived>(event, [&](const MarketTransactionReceived& one) {
                           return one.market_transaction == command.market_transaction;
                       });
            }));
        return refuse(Rejection::market_not_unpaired, "market_transaction", command.market_transaction.str(),
                      answer->answers.empty() ? "It cites nothing, or was closed: it waits for no pair."
                                              : "It answers " + answer->answers.str() + " already.");
    }
    if (premise_in(command.answers.str()) != premise || !may_answer(held->kind, original->told_of.kind))
        return refuse(Rejection::market_original_unknown, "answers", command.answers.str(),
                      std::string{meaning_of(held->kind).text} + " of premise " + premise.str() +
                          " cannot answer it: name a transaction of that premise that it may answer.");
    Events events;
    add_at(events, premise,
           MarketTransactionPaired{premise, held->service_point, held->market_transaction, command.answers, held->kind,
                                   held->outcome, held->account});
    return events;
}

Decided<Events> decide_on(const CloseMarketTransaction& command, const Context& context) {
    World& world = context.world;
    const auto known = known_or_refused(world, command.market_transaction, "market_transaction");
    TALLY_TRY(known);
    TALLY_TRY(check_id("close_reason", command.close_reason));
    const PremiseId premise = *premise_in(command.market_transaction.str());
    const PremiseMarket& market = world.market_of(premise);
    if (!market.awaited_of(command.market_transaction) && !market.unpaired_of(command.market_transaction)) {
        std::optional<std::uint64_t> closed_at;
        world.history(stream_of(premise), [&](const RecordedEvent& recorded) {
            const auto* closed = get_if<MarketTransactionClosed>(&recorded.event);
            if (closed && closed->market_transaction == command.market_transaction)
                closed_at = recorded.envelope.position;
        });
        if (closed_at) return already_so(*closed_at);
        return refuse(Rejection::market_nothing_awaited, "market_transaction", command.market_transaction.str(),
                      "No answer to it is awaited, and it is paired: there is nothing to close.");
    }
    Events events;
    add_at(events, premise,
           MarketTransactionClosed{premise, known->service_point, command.market_transaction, known->told_of.account,
                                   command.close_reason, context.today});
    return events;
}

}  // namespace tally::domain
