// What was found, with names, accounts and addresses.
#include <algorithm>

#include "eventstore/division/state_rows.h"
#include "projections/customers/customers.h"
#include "projections/documents/documents.h"
#include "projections/search/search.h"
#include "projections/states_as_of.h"

namespace tally::projections {

using namespace domain;

namespace {
// Rows looked at per word: a beginning that more words share is too short to be of use.
constexpr std::size_t rows_max = 20'000;
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
                return about_premise(hit, PremiseId{found.leads_to});
            case SubjectKind::document:
            case SubjectKind::payment_event:
                return {};  // Not in the index: found by their whole id, see below.
        }
        return {};
    }

  private:
    StatesAsOf& states_;
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
    const auto add = [&](SubjectKind kind, std::string_view id, std::uint32_t score) -> SearchHit& {
        SearchHit hit;
        hit.kind = kind;
        hit.id = Plain{id};
        hit.score = score;
        answer.hits.push_back(std::move(hit));
        return answer.hits.back();
    };

    constexpr std::uint32_t whole_id = 100;
    const std::string id{trimmed(text)};
    if (valid_id(id)) {
        auto documents = states->view(Documents::view_name);
        if (!documents) return tl::unexpected(std::move(documents.error()));
        auto document = read_document(*reader.point, *documents, DocumentId{id});
        if (!document) return tl::unexpected(std::move(document.error()));
        if (*document) {
            auto& hit = add(SubjectKind::document, id, whole_id);
            if (auto done = showing.about_account(hit, (*document)->account); !done)
                return tl::unexpected(std::move(done.error()));
        }
        auto payment = states->directory(DirectoryKind::payment_event, id);
        if (!payment) return tl::unexpected(std::move(payment.error()));
        if (*payment && !(*payment)->leads_to.empty()) {
            auto& hit = add(SubjectKind::payment_event, id, whole_id);
            if (auto done = showing.about_account(hit, AccountId{(*payment)->leads_to.front().str()}); !done)
                return tl::unexpected(std::move(done.error()));
        }
    }
    auto found = find_subjects(*reader.point, *index, text, rows_max, answer.more);
    if (!found) return tl::unexpected(std::move(found.error()));
    for (const auto& subject : *found) {
        if (answer.hits.size() == hits_max) {
            answer.more = true;
            break;
        }
        auto& hit = add(subject.kind, subject.id, subject.score);
        if (auto done = showing.about(hit, subject); !done) return tl::unexpected(std::move(done.error()));
    }
    return answer;
}

}  // namespace tally::projections
