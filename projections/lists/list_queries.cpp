#include "projections/lists/list_queries.h"

#include <algorithm>

#include "eventstore/codec/codec.h"
#include "projections/lists/lists.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {

// Ids of one page, those that there were then; `next` is the last of them where others follow.
struct PageOfIds {
    std::vector<std::string> ids;
    eventstore::Maybe<Plain> next;
};
Result<PageOfIds> page_of_ids(const StatesAsOf& states, ListKind kind, const Page& page) {
    auto view = states.view(Lists::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    PageOfIds found;
    auto read =
        each_listed(*states.reader().point, *view, kind, page.after, [&](std::string_view id, std::uint64_t position) {
            if (position >= states.position()) return true;
            if (page.full(found.ids.size())) {
                found.next.set(Plain{found.ids.back()});
                return false;
            }
            found.ids.emplace_back(id);
            return true;
        });
    if (!read) return tl::unexpected(std::move(read.error()));
    return found;
}

// Makes a line of each id on the page: add(states, id, answer).
template <class Answer, class Add>
Result<Answer> listed(const Reader& reader, const AsOf& as_of, ListKind kind, const Page& page, const Add& add) {
    auto states = StatesAsOf::at(reader, as_of);
    if (!states) return tl::unexpected(std::move(states.error()));
    auto found = page_of_ids(*states, kind, page);
    if (!found) return tl::unexpected(std::move(found.error()));
    Answer answer;
    answer.position = states->position();
    answer.next = std::move(found->next);
    for (const auto& id : found->ids)
        if (Result<void> added = add(*states, id, answer); !added) return tl::unexpected(std::move(added.error()));
    return answer;
}

Result<RecordedEvent> event_at(const StatesAsOf& states, std::uint64_t position) {
    auto entry = states.reader().store.log().read(position);
    if (!entry) return tl::unexpected(std::move(entry.error()));
    return eventstore::decode_entry(*entry);
}

Result<void> add_account(StatesAsOf& states, const std::string& id, AccountsAnswer& answer) {
    auto state = states.account(AccountId{id});
    if (!state) return tl::unexpected(std::move(state.error()));
    if (!*state) return {};
    auto heading = states.heading(**state);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    answer.accounts.push_back(
        {std::move(*heading), (*state)->customer_class, (*state)->bill_cycle, (*state)->payoff(), (*state)->current()});
    return {};
}
Result<void> add_person(StatesAsOf& states, const std::string& id, PersonsAnswer& answer) {
    auto state = states.person(PersonId{id});
    if (!state) return tl::unexpected(std::move(state.error()));
    if (*state) answer.persons.push_back({(*state)->person, (*state)->kind, (*state)->name.full});
    return {};
}
Result<void> add_premise(StatesAsOf& states, const std::string& id, PremisesAnswer& answer) {
    auto state = states.premise(PremiseId{id});
    if (!state) return tl::unexpected(std::move(state.error()));
    if (*state) answer.premises.push_back({(*state)->premise, (*state)->address, (*state)->jurisdiction});
    return {};
}

Result<void> add_account_in_error(StatesAsOf& states, const std::string& id, BillingErrorsAnswer& answer) {
    auto state = states.account(AccountId{id});
    if (!state) return tl::unexpected(std::move(state.error()));
    if (!*state) return {};
    auto heading = states.heading(**state);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    AccountInError line{std::move(*heading), (*state)->bill_cycle, {}};
    for (const auto& error : (*state)->billing_errors) {
        auto recorded = event_at(states, error.position);
        if (!recorded) return tl::unexpected(std::move(recorded.error()));
        const auto* errored = get_if<BillSegmentErrored>(&recorded->event);
        line.errors.push_back({error.sa, error.bill_date, error.attempt, error.error,
                               errored ? errored->explanation : Plain{}, error.position});
    }
    answer.accounts.push_back(std::move(line));
    return {};
}

Result<void> add_adjustment(StatesAsOf& states, const WaitingAdjustment& waiting, AdjustmentsAnswer& answer) {
    auto state = states.account(waiting.account);
    if (!state) return tl::unexpected(std::move(state.error()));
    if (!*state) return {};
    const auto& pending = (*state)->pending_adjustments;
    const auto found = std::find_if(pending.begin(), pending.end(), [&](const PendingAdjustment& one) {
        return one.request.adjustment == waiting.adjustment;
    });
    if (found == pending.end()) return {};
    auto heading = states.heading(**state);
    if (!heading) return tl::unexpected(std::move(heading.error()));
    auto recorded = event_at(states, waiting.position);
    if (!recorded) return tl::unexpected(std::move(recorded.error()));
    const auto& request = found->request;
    const auto at = recorded->envelope.recorded_at;
    answer.adjustments.push_back({std::move(*heading), request.adjustment, request.adjustment_type, request.sa,
                                  request.amount, request.effective_date, request.target, request.requested_by,
                                  request.memo, at, states.reader().day_of(at), waiting.position});
    return {};
}

}  // namespace

Result<AccountsAnswer> accounts(const Reader& reader, const AsOf& as_of, const Page& page) {
    auto answer = listed<AccountsAnswer>(reader, as_of, ListKind::accounts, page, add_account);
    if (answer) answer->currency = reader.currency_code();
    return answer;
}
Result<PersonsAnswer> persons(const Reader& reader, const AsOf& as_of, const Page& page) {
    return listed<PersonsAnswer>(reader, as_of, ListKind::persons, page, add_person);
}
Result<PremisesAnswer> premises(const Reader& reader, const AsOf& as_of, const Page& page) {
    return listed<PremisesAnswer>(reader, as_of, ListKind::premises, page, add_premise);
}
Result<BillingErrorsAnswer> billing_errors(const Reader& reader, const Page& page) {
    return listed<BillingErrorsAnswer>(reader, {}, ListKind::accounts_in_error, page, add_account_in_error);
}

Result<AdjustmentsAnswer> waiting_adjustments(const Reader& reader, const Page& page) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto view = states->view(Lists::view_name);
    if (!view) return tl::unexpected(std::move(view.error()));
    AdjustmentsAnswer answer{states->position(), reader.currency_code(), {}, {}};
    std::vector<WaitingAdjustment> waiting;
    const auto after = page.after.empty() ? std::optional<std::uint64_t>{} : number_of_key(page.after);
    auto read = each_waiting(*reader.point, *view, after, [&](const WaitingAdjustment& one) {
        if (page.full(waiting.size())) {
            answer.next.set(Plain{number_key(waiting.back().position)});
            return false;
        }
        waiting.push_back(one);
        return true;
    });
    if (!read) return tl::unexpected(std::move(read.error()));
    for (const auto& one : waiting)
        if (auto added = add_adjustment(*states, one, answer); !added) return tl::unexpected(std::move(added.error()));
    return answer;
}

}  // namespace tally::projections
