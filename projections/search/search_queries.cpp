// What was found, with names, accounts and addresses.
#include "projections/search/search_queries.h"

#include <algorithm>

#include "domain/account/made_ids.h"
#include "eventstore/division/state_rows.h"
#include "projections/customers/customers.h"
#include "projections/documents/document_queries.h"
#include "projections/documents/issued.h"
#include "projections/search/find_subjects.h"
#include "projections/search/search.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
constexpr std::size_t accounts_max = 20;

class Showing {
  public:
    explicit Showing(StatesAsOf& states) : states_(states) {}

    Result<void> about_person(SearchHit& hit, const PersonId& id) {
        hit.person = id;
        auto who = states_.person(id);
        if (!who) return tl::unexpected(std::move(who.error()));
        if (*who) hit.name = (*who)->name.full;
        auto customers = states_.view(Customers::view_name);
        if (!customers) return tl::unexpected(std::move(customers.error()));
        auto links = accounts_of(*states_.reader().point, *customers, id);
        if (!links) return tl::unexpected(std::move(links.error()));
        for (const auto& link : *links) {
            if (hit.accounts.size() == accounts_max) break;
            hit.accounts.push_back(link.account);
        }
        if (hit.accounts.empty()) return {};
        auto heading = states_.heading(hit.accounts.front());
        if (!heading) return tl::unexpected(std::move(heading.error()));
        hit.premise = heading->premise;
        hit.service_address = heading->service_address;
        return {};
    }
    Result<void> about_account(SearchHit& hit, const AccountId& id) {
        auto heading = states_.heading(id);
        if (!heading) return tl::unexpected(std::move(heading.error()));
        hit.accounts = {id};
        hit.person = heading->main_customer;
        hit.name = heading->main_customer_name;
        hit.premise = heading->premise;
        hit.service_address = heading->service_address;
        return {};
    }
    Result<void> about_premise(SearchHit& hit, const PremiseId& id) {
        hit.premise = id;
        auto premise = states_.premise(id);
        if (!premise) return tl::unexpected(std::move(premise.error()));
        if (*premise) hit.service_address = (*premise)->address;
        auto customers = states_.view(Customers::view_name);
        if (!customers) return tl::unexpected(std::move(customers.error()));
        auto accounts = accounts_at(*states_.reader().point, *customers, id);
        if (!accounts) return tl::unexpected(std::move(accounts.error()));
        accounts->resize(std::min(accounts->size(), accounts_max));
        hit.accounts = std::move(*accounts);
        return {};
    }
    Result<void> about_master(SearchHit& hit, const MasterId& id) {
        auto master = states_.master(id);
        if (!master) return tl::unexpected(std::move(master.error()));
        if (!*master) return {};
        hit.master_name = (*master)->name;
        hit.accounts = (*master)->accounts;
        hit.accounts.resize(std::min(hit.accounts.size(), accounts_max));
        return {};
    }
    Result<void> about(SearchHit& hit, const IndexHit& found) {
        switch (found.kind) {
            case SubjectKind::person:
                return about_person(hit, PersonId{found.id});
            case SubjectKind::account:
                return about_account(hit, AccountId{found.id});
            case SubjectKind::service_agreement:
                return about_account(hit, AccountId{found.leads_to});
            case SubjectKind::premise:
                return about_premise(hit, PremiseId{found.id});
            case SubjectKind::service_point:
            case SubjectKind::meter:
            case SubjectKind::market_transaction:
                return about_premise(hit, PremiseId{found.leads_to});
            case SubjectKind::document:
            case SubjectKind::payment:
                return about_account(hit, AccountId{found.leads_to});
            case SubjectKind::master:
                return about_master(hit, MasterId{found.id});
            case SubjectKind::payment_event:
            case SubjectKind::bill_cycle:
            case SubjectKind::tariff:
            case SubjectKind::bill_segment:
                return {};  // Not in the index: found by their whole id, see WholeIds.
        }
        return {};
    }

  private:
    StatesAsOf& states_;
};

// The account that the id of a bill segment ("A-1-B3") begins with.
std::optional<AccountId> account_of_segment(std::string_view id) {
    const auto mark = id.rfind(segment_mark);
    if (mark == std::string_view::npos || mark == 0) return std::nullopt;
    const AccountId account{id.substr(0, mark)};
    if (!number_in(id, account, segment_mark)) return std::nullopt;
    return account;
}

// What is not in the index and is found by its whole id, as the answers print it.
class WholeIds {
  public:
    WholeIds(StatesAsOf& states, Showing& showing, SearchAnswer& answer)
        : states_(states), showing_(showing), answer_(answer) {}

    Result<void> find(const std::string& id) {
        for (const auto look :
             {&WholeIds::document, &WholeIds::payment_or_event, &WholeIds::segment, &WholeIds::tariff, &WholeIds::code})
            if (auto done = (this->*look)(id); !done) return done;
        return {};
    }

  private:
    Result<void> document(const std::string& id) {
        auto row = find_document(states_, DocumentId{id});
        if (!row) return tl::unexpected(std::move(row.error()));
        return *row ? add(SubjectKind::document, id, (*row)->account) : Result<void>{};
    }
    Result<void> payment_or_event(const std::string& id) {
        auto found = payment(states_.reader(), PaymentEventId{id});
        if (!found) return tl::unexpected(std::move(found.error()));
        if (!*found) return {};
        const bool event = (*found)->payment_event.str() == id;
        return add(event ? SubjectKind::payment_event : SubjectKind::payment, id,
                   (*found)->payments.front().heading.account);
    }
    Result<void> segment(const std::string& id) {
        const auto account = account_of_segment(id);
        if (!account) return {};
        bool frozen = false;
        auto read = each_event(states_.reader(), stream_of(*account), 0, states_.position(),
                               [&](const RecordedEvent& recorded) {
                                   const auto* made = get_if<BillSegmentFrozen>(&recorded.event);
                                   frozen = made && made->segment.str() == id;
                                   return !frozen;
                               });
        if (!read) return read;
        return frozen ? add(SubjectKind::bill_segment, id, *account) : Result<void>{};
    }
    Result<void> tariff(const std::string& id) {
        auto rows = states_.view(eventstore::states_view_name);
        if (!rows) return tl::unexpected(std::move(rows.error()));
        auto found = eventstore::read_tariff(*states_.reader().point, *rows, TariffId{id});
        if (!found) return tl::unexpected(std::move(found.error()));
        if (*found) answer_.hits.push_back(hit(SubjectKind::tariff, id));
        return {};
    }
    Result<void> code(const std::string& id) {
        auto settings = states_.settings();
        if (!settings) return tl::unexpected(std::move(settings.error()));
        if ((*settings)->bill_cycle(Code{id})) answer_.hits.push_back(hit(SubjectKind::bill_cycle, id));
        return {};
    }
    Result<void> add(SubjectKind kind, const std::string& id, const AccountId& account) {
        SearchHit found = hit(kind, id);
        if (auto done = showing_.about_account(found, account); !done) return done;
        answer_.hits.push_back(std::move(found));
        return {};
    }
    static SearchHit hit(SubjectKind kind, const std::string& id) {
        SearchHit made;
        made.kind = kind;
        made.id = Plain{id};
        made.score = 100;  // More than words give.
        return made;
    }

    StatesAsOf& states_;
    Showing& showing_;
    SearchAnswer& answer_;
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}
}  // namespace

Result<SearchAnswer> search(const Reader& reader, std::string_view text, std::size_t hits_max) {
    auto states = StatesAsOf::at(reader, {});
    if (!states) return tl::unexpected(std::move(states.error()));
    auto index = states->view(SearchIndex::view_name);
    if (!index) return tl::unexpected(std::move(index.error()));
    SearchAnswer answer;
    answer.position = states->position();
    Showing showing(*states);
    const std::string id{trimmed(text)};
    if (valid_id(id))
        if (auto done = WholeIds(*states, showing, answer).find(id); !done)
            return tl::unexpected(std::move(done.error()));
    auto found = find_subjects(*reader.point, *index, text, hits_max, answer.more);
    if (!found) return tl::unexpected(std::move(found.error()));
    for (const auto& subject : *found) {
        if (answer.hits.size() == hits_max) {
            answer.more = true;
            break;
        }
        SearchHit hit;
        hit.kind = subject.kind;
        hit.id = Plain{subject.id};
        hit.score = subject.score;
        hit.near = subject.mistakes > 0;
        if (auto done = showing.about(hit, subject); !done) return tl::unexpected(std::move(done.error()));
        answer.hits.push_back(std::move(hit));
    }
    return answer;
}

}  // namespace tally::projections
