#pragma once
// What all answers are made of. An answer is described once, beside its view: fields() gives JSON and its schema, and
// render() its text. Every answer names the position it is true at: it is the fold of the log's first `position`
// entries. Personal text is still sealed in an answer; it is opened where the answer is shown (JsonContext::open,
// RenderContext::open).

#include <cstdint>
#include <string>

#include "domain/account/people/types.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/person/types.h"

namespace tally::projections {

using domain::Field;
using domain::FieldList;

struct RenderContext;  // How an answer is drawn: render/render.h.

// What all answers about an account begin with.
struct AccountHeading {
    domain::AccountId account;
    domain::PersonId main_customer;
    domain::Personal main_customer_name;
    domain::NameAffix name_affix = domain::NameAffix::none;
    domain::Personal affix_name;
    domain::PremiseId premise;
    domain::LocationAddress service_address;
    template <class T = AccountHeading>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account: the customer number."},
            Field{"main_customer", &T::main_customer, "Whose name labels it."},
            Field{"main_customer_name", &T::main_customer_name, "Name of that person."},
            Field{"name_affix", &T::name_affix, "Whether affix_name is printed before or after it."},
            Field{"affix_name", &T::affix_name, "Printed with the name for this account only."},
            Field{"premise", &T::premise, "Location number of its oldest agreement still running, else of its newest."},
            Field{"service_address", &T::service_address, "Address of that location."}};
    }
    bool operator==(const AccountHeading&) const = default;
};

struct AgeBucket {
    domain::Plain name;
    domain::MoneySum payoff;
    domain::MoneySum current;
    std::uint64_t items = 0;
    domain::MoneySum disputed;
    template <class T = AgeBucket>
    static constexpr auto fields() {
        return FieldList{Field{"name", &T::name, "Such as 'not yet due', '1-30', 'over 90'."},
                         Field{"payoff", &T::payoff, "Truly owed on items of that age."},
                         Field{"current", &T::current, "Asked for now on them."},
                         Field{"items", &T::items, "How many."},
                         Field{"disputed", &T::disputed, "Of what is asked for, what is disputed."}};
    }
    bool operator==(const AgeBucket&) const = default;
};

}  // namespace tally::projections
