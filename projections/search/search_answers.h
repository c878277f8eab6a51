#pragma once
// What a search found.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "projections/answer_parts.h"

namespace tally::projections {

// Numbers are stored. Add at the end.
enum class SubjectKind : std::uint8_t {
    person,
    account,
    premise,
    service_point,
    meter,
    service_agreement,
    document,
    payment_event,
    payment,
    bill_cycle,
    tariff,
    bill_segment,
    market_transaction,
    master
};
constexpr auto enum_names(SubjectKind) {
    return std::to_array<std::string_view>({"person", "account", "premise", "service_point", "meter",
                                            "service_agreement", "document", "payment_event", "payment", "bill_cycle",
                                            "tariff", "bill_segment", "market_transaction", "master"});
}

struct SearchHit {
    SubjectKind kind = SubjectKind::person;
    domain::Plain id;
    domain::PersonId person;
    domain::Personal name;
    std::vector<domain::AccountId> accounts;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    std::uint32_t score = 0;
    bool near = false;
    domain::Plain master_name;
    template <class T = SearchHit>
    static constexpr auto fields() {
        return FieldList{Field{"kind", &T::kind, "What was found."},
                         Field{"id", &T::id, "Its id."},
                         Field{"person", &T::person, "The person, or the account's main customer."},
                         Field{"name", &T::name, "That person's name."},
                         Field{"accounts", &T::accounts, "Accounts it leads to."},
                         Field{"premise", &T::premise, "Location number."},
                         Field{"service_address", &T::service_address, "Address of the location."},
                         Field{"score", &T::score, "Higher is better: whole words before beginnings, ids first."},
                         Field{"near", &T::near,
                               "A typed word differs by a mistake or two from the word found. Such hits are last."},
                         Field{"master_name", &T::master_name, "Of a master: what it is called."}};
    }
    bool operator==(const SearchHit&) const = default;
};

struct SearchAnswer {
    std::uint64_t position = 0;
    std::vector<SearchHit> hits;
    bool more = false;
    template <class T = SearchAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "True at: entries of the log that were folded."},
                         Field{"hits", &T::hits, "Best first."},
                         Field{"more", &T::more, "There were more than were asked for, or too many to look through."}};
    }
    bool operator==(const SearchAnswer&) const = default;
};

void render(const SearchAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
