// Answers about persons, accounts and premises.
#include "projections/customers/customer_queries.h"

#include <algorithm>
#include <set>

#include "domain/account/receivables/autopay/autopay_steps.h"
#include "domain/account/receivables/unclaimed/unclaimed_steps.h"
#include "domain/account/rules_class.h"
#include "domain/core/refusal.h"
#include "eventstore/codec/codec.h"
#include "projections/customers/customers.h"
#include "projections/documents/issued.h"
#include "projections/masters/master_queries.h"
#include "projections/natural_order.h"
#include "projections/states_as_of.h"
#include "projections/world_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

struct Owed {
    Money payoff;
    Money current;
};
Owed owed_on(const AccountState& state, const ServiceAgreementId& sa) {
    Owed owed;
    for (const auto& item : state.items) {
        if (item.sa != sa) continue;
        owed.payoff += item.payoff_open;
        owed.current += item.current_open;
    }
    return owed;
}

Result<AgreementAnswer> agreement_answer(StatesAsOf& states, const AccountState& state,
                                         const ServiceAgreement& agreement) {
    AgreementAnswer answer;
    answer.agreement = agreement;
    const Owed owed = owed_on(state, agreement.sa);
    answer.payoff = owed.payoff;
    answer.current = owed.current;
    if (agreement.premise.empty()) return answer;
    auto premise = states.premise(agreement.premise);
    if (!premise) return tl::unexpected(std::move(premise.error()));
    if (!*premise) return answer;
    answer.service_address = (*premise)->address;
    if (const auto* point = (*premise)->service_point(agreement.service_point)) {
        answer.market_id = point->market_id;
        if (!point->meters.empty() && !point->meters.back().removed_on.is_set())
            answer.meter = point->meters.back().meter;
    }
    return answer;
}

// The dates are the invoice's own: the state's are of the latest bill, which may be a statement without an invoice.
Result<void> set_last_invoice(StatesAsOf& states, const DocumentId& id, AccountAnswer& answer) {
    if (id.empty()) return {};
    auto issued = issued_invoice(states, id);
    if (!issued) return tl::unexpected(std::move(issued.error()));
    if (!*issued) return {};
    answer.last_invoice = id;
    answer.last_bill_date = (*issued)->bill_date;
    answer.last_due_date = (*issued)->due_date;
    return {};
}

// Accounts that the person is on now, or was on as of then and has left since. The view has today's links alone, so the
// unlinkings after the position are looked for in the log.
Result<std::vector<AccountId>> accounts_then(const StatesAsOf& states, const PersonId& id) {
    auto customers = states.view(Customers::view_name);
    if (!customers) return tl::unexpected(std::move(customers.error()));
    const Reader& reader = states.reader();
    auto links = accounts_of(*reader.point, *customers, id);
    if (!links) return tl::unexpected(std::move(links.error()));
    std::vector<AccountId> accounts;
    for (auto& link : *links) accounts.push_back(std::move(link.account));
    auto log = reader.store.log().reader(states.position(), reader.point->position());
    RecordedEvent recorded;
    while (log.next()) {
        auto envelope = eventstore::skim_envelope(log.entry());
        if (!envelope) return tl::unexpected(std::move(envelope.error()));
        if (envelope->event_type != AccountPersonUnlinked::type_name) continue;
        if (auto decoded = eventstore::decode_into(log.entry(), recorded); !decoded)
            return tl::unexpected(std::move(decoded.error()));
        const auto* unlinked = get_if<AccountPersonUnlinked>(&recorded.event);
        if (unlinked && unlinked->person == id) accounts.push_back(unlinked->account);
    }
    if (auto status = log.status(); !status) return tl::unexpected(std::move(status.error()));
    std::sort(accounts.begin(), accounts.end(),
              [](const AccountId& a, const AccountId& b) { return naturally_before(a.str(), b.str()); });
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    return accounts;
}

}  // namespace

Answered<PersonAnswer> person(const Reader& reader, const PersonId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto state = states->person(id);
    if (!state) return tl::unexpected(std::move(state.error()));
    if (!*state) return std::optional<PersonAnswer>{};
    const PersonState& who = **state;
    PersonAnswer answer{states->position(), who.person,      who.kind,      who.name, who.phones,
                        who.email,          who.identifiers, who.addresses, {},       reader.currency_code(),
                        who.erasure};
    auto accounts = accounts_then(*states, id);
    if (!accounts) return tl::unexpected(std::move(accounts.error()));
    for (const auto& on : *accounts) {
        auto account = states->account(on);
        if (!account) return tl::unexpected(std::move(account.error()));
        if (!*account) continue;
        auto on_it = states->persons_on(on);
        if (!on_it) return tl::unexpected(std::move(on_it.error()));
        const AccountPerson* place = *on_it ? (*on_it)->person(id) : nullptr;
        if (!place) continue;
        auto heading = states->heading(**account);
        if (!heading) return tl::unexpected(std::move(heading.error()));
        answer.accounts.push_back({std::move(*heading), place->main_customer, place->financially_responsible,
                                   place->third_party_guarantor, place->relationship_type, (*account)->payoff(),
                                   (*account)->current()});
    }
    return std::optional{std::move(answer)};
}

namespace {
// Main first.
Result<std::vector<AccountPersonAnswer>> persons_answer(StatesAsOf& states, const AccountId& account) {
    std::vector<AccountPersonAnswer> answer;
    auto on = states.persons_on(account);
    if (!on) return tl::unexpected(std::move(on.error()));
    if (*on == nullptr) return answer;
    for (const auto& link : (*on)->persons) {
        auto who = states.person(link.person);
        if (!who) return tl::unexpected(std::move(who.error()));
        answer.push_back({link, *who ? (*who)->name.full : Personal{}});
    }
    std::stable_sort(answer.begin(), answer.end(), [](const AccountPersonAnswer& a, const AccountPersonAnswer& b) {
        return a.link.main_customer > b.link.main_customer;
    });
    return answer;
}
Result<void> set_follow_ups(StatesAsOf& states, const AccountId& account, AccountAnswer& answer) {
    auto log = states.communications_of(account);
    if (!log) return tl::unexpected(std::move(log.error()));
    auto today = states.aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    for (const FollowUp& one : (*log)->follow_ups)
        if (one.on <= *today) answer.follow_ups.push_back(one);
    std::stable_sort(answer.follow_ups.begin(), answer.follow_ups.end(),
                     [](const FollowUp& a, const FollowUp& b) { return a.on < b.on; });
    return {};
}
Result<void> set_reads_in_doubt(StatesAsOf& states, const AccountState& account, AccountAnswer& answer) {
    for (const ServiceAgreement& agreement : account.agreements) {
        if (agreement.service_point.empty() || agreement.status == SaStatus::cancelled) continue;
        auto premise = states.premise(agreement.premise);
        if (!premise) return tl::unexpected(std::move(premise.error()));
        const ServicePointState* point = *premise ? (*premise)->service_point(agreement.service_point) : nullptr;
        if (!point || point->doubts_open == 0) continue;
        auto held = states.reads_in_doubt(agreement.premise, agreement.service_point);
        if (!held) return tl::unexpected(std::move(held.error()));
        for (const ReadInDoubt& doubt : held->entries)
            for (const Occupancy& occupancy : point->occupancies)
                if (occupancy.sa == agreement.sa && occupancy.from <= doubt.day &&
                    (!occupancy.until.is_set() || doubt.day < occupancy.until))
                    answer.reads_in_doubt.push_back({agreement.service_point, agreement.sa, doubt});
    }
    return {};
}
Result<void> set_collection(StatesAsOf& states, const AccountId& account, AccountAnswer& answer) {
    auto held = states.collections_of(account);
    if (!held) return tl::unexpected(std::move(held.error()));
    auto today = states.aged_on();
    if (!today) return tl::unexpected(std::move(today.error()));
    if (!(*held)->open.empty()) answer.collection = (*held)->open.front().collection;
    answer.severances = (*held)->severances;
    for (const Protection& one : (*held)->protections)
        if (one.holds(*today)) answer.protections.push_back(one);
    return {};
}
Result<void> set_corrections_due(StatesAsOf& states, const AccountState& account, AccountAnswer& answer) {
    if (account.corrections_due == 0) return {};
    const auto held = states.corrections_of(account.account);
    if (!held) return tl::unexpected(held.error());
    answer.corrections_due = (*held)->due;
    return {};
}
Result<void> set_masters(StatesAsOf& states, const AccountState& account, AccountAnswer& answer) {
    auto above = way_up(states, account.master);
    if (!above) return tl::unexpected(std::move(above.error()));
    answer.masters = std::move(*above);
    return {};
}

// What of the market waits too long, at the premises of its agreements.
Result<void> set_market(StatesAsOf& states, const AccountState& account, AccountAnswer& answer) {
    const auto today = states.aged_on();
    if (!today) return tl::unexpected(today.error());
    std::set<PremiseId> premises;
    for (const ServiceAgreement& agreement : account.agreements)
        if (!agreement.premise.empty()) premises.insert(agreement.premise);
    for (const PremiseId& premise : premises) {
        const auto market = states.market_of(premise);
        if (!market) return tl::unexpected(market.error());
        for (const AwaitedAnswer& one : market->awaited)
            if (one.account == account.account && one.due_on.is_set() && one.due_on < *today)
                answer.market_overdue.push_back(one);
        for (const UnpairedAnswer& one : market->unpaired)
            if (one.account == account.account) answer.market_unpaired.push_back(one);
    }
    return {};
}
// The mandate that stands, and the first draft to come.
Result<void> set_autopay(StatesAsOf& states, const AccountState& account, AccountAnswer& answer) {
    if (account.open_mandates == 0) return {};
    const auto held = states.autopay_of(account.account);
    if (!held) return tl::unexpected(held.error());
    const Mandate* standing = (*held)->standing();
    if (!standing) return {};
    const auto today = states.aged_on();
    if (!today) return tl::unexpected(today.error());
    answer.mandate = standing->terms.mandate;
    WorldAsOf world(states);
    for (const AnnouncedDraft& one : (*held)->announced) {
        if (one.draft_on + draft_days_late_max < *today) continue;
        if (answer.next_draft_on.is_set() && answer.next_draft_on <= one.draft_on) continue;
        const auto amount = amount_to_draft(world, account, one.bill, std::max(*today, one.draft_on));
        if (!amount) continue;
        answer.next_draft_on = one.draft_on;
        answer.next_draft_amount = *amount;
        answer.next_draft_bill = one.bill;
    }
    if (world.failure()) return tl::unexpected(*world.failure());
    return {};
}
// Whether a notice stands the history says: it is read where there is one alone.
Result<void> set_unclaimed(StatesAsOf& states, const AccountState& account, AccountAnswer& answer) {
    const auto held = states.unclaimed_of(account.account);
    if (!held) return tl::unexpected(held.error());
    for (const Escheat& one : (*held)->escheats)
        if (!one.reclaimed()) answer.escheated += one.amount;
    const StandingNotice& notice = (*held)->notice;
    if (notice.notice.empty() || !all_is_over(account)) return {};
    const auto today = states.aged_on();
    if (!today) return tl::unexpected(today.error());
    WorldAsOf world(states);
    const auto dormancy = dormancy_of(world, account, *today);
    if (world.failure()) return tl::unexpected(*world.failure());
    if (!dormancy || !stands(notice, *dormancy)) return {};
    answer.unclaimed_notice = notice.notice;
    answer.escheats_on = notice.escheats_on;
    return {};
}
// By the rules of another class than its own, where its type says so.
Result<void> find_rules(StatesAsOf& states, const AccountState& account, AccountAnswer& answer) {
    auto settings = states.settings();
    if (!settings) return tl::unexpected(std::move(settings.error()));
    const auto on = states.aged_on();
    if (!on) return tl::unexpected(on.error());
    const Code& rules = rules_class_of(**settings, account, *on);
    if (rules != account.customer_class) answer.rules_class = rules;
    return {};
}

void set_last_payment(const AccountState& state, AccountAnswer& answer) {
    if (state.last_payment_uncertain) return;
    answer.last_payment = state.last_payment;
    answer.last_payment_amount = state.last_payment_amount;
    answer.last_payment_date = state.last_payment_date;
}

}  // namespace

Answered<AccountAnswer> account(const Reader& reader, const AccountId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->account(id);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<AccountAnswer>{};
    const AccountState& state = **found;
    AccountAnswer answer;
    answer.position = states->position();
    answer.currency = reader.currency_code();
    auto heading = states->heading(state);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    answer.heading = std::move(*heading);
    answer.opened_on = state.opened_on;
    answer.customer_class = state.customer_class;
    answer.customer_type = state.customer_type;
    if (auto done = find_rules(*states, state, answer); !done) return tl::unexpected(std::move(done.error()));
    answer.bill_cycle = state.bill_cycle;
    answer.requested_due_day = state.requested_due_day;
    auto persons = persons_answer(*states, id);
    if (!persons) return tl::unexpected(std::move(persons.error()));
    answer.persons = std::move(*persons);
    for (const auto& agreement : state.agreements) {
        auto shown = agreement_answer(*states, state, agreement);
        if (!shown) return tl::unexpected(std::move(shown.error()));
        answer.agreements.push_back(std::move(*shown));
    }
    answer.payoff = state.payoff();
    answer.current = state.current();
    answer.unapplied = state.unapplied_total();
    answer.alerts = state.billing_errors;
    answer.undeliverable_copies = state.undeliverable_copies;
    const bool supplied =
        std::any_of(state.agreements.begin(), state.agreements.end(),
                    [](const ServiceAgreement& agreement) { return agreement.status != SaStatus::cancelled; });
    if (!supplied)
        answer.alerts.push_back({.sa = {},
                                 .bill_date = {},
                                 .attempt = 0,
                                 .error = Code{name_of(Rejection::account_has_no_service_agreement)},
                                 .position = state.last_position});
    answer.pending_charges = state.pending_charges;
    answer.pending_adjustments = state.pending_adjustments;
    if (auto set = set_last_invoice(*states, state.last_invoice, answer); !set)
        return tl::unexpected(std::move(set.error()));
    set_last_payment(state, answer);
    answer.version = state.version;
    if (auto set = set_masters(*states, state, answer); !set) return tl::unexpected(std::move(set.error()));
    if (auto set = set_follow_ups(*states, id, answer); !set) return tl::unexpected(std::move(set.error()));
    if (auto set = set_collection(*states, id, answer); !set) return tl::unexpected(std::move(set.error()));
    if (auto set = set_corrections_due(*states, state, answer); !set) return tl::unexpected(std::move(set.error()));
    if (auto set = set_autopay(*states, state, answer); !set) return tl::unexpected(std::move(set.error()));
    if (auto set = set_market(*states, state, answer); !set) return tl::unexpected(std::move(set.error()));
    if (auto set = set_unclaimed(*states, state, answer); !set) return tl::unexpected(std::move(set.error()));
    if (auto set = set_reads_in_doubt(*states, state, answer); !set) return tl::unexpected(std::move(set.error()));
    return std::optional{std::move(answer)};
}

Answered<PremiseAnswer> premise(const Reader& reader, const PremiseId& id, const AsOf& as_of) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = states->premise(id);
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!*found) return std::optional<PremiseAnswer>{};
    const PremiseState& state = **found;
    PremiseAnswer answer{states->position(), state.premise,          state.address,
                         state.jurisdiction, state.default_services, {},
                         state.landlords};
    for (const auto& point : state.service_points) {
        ServicePointAnswer shown{point, {}};
        if (!point.occupancies.empty() && !point.occupancies.back().until.is_set()) {
            auto heading = states->heading(point.occupancies.back().account);
            if (!heading) return tl::unexpected(std::move(heading.error()));
            shown.occupant = std::move(*heading);
        }
        answer.service_points.push_back(std::move(shown));
    }
    return std::optional{std::move(answer)};
}

}  // namespace tally::projections
