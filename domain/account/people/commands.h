#pragma once
// Opens an account and changes who is on it. An id, date or code left empty takes the default that
// its field names.

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/account/people/types.h"
#include "domain/core/change.h"
#include "domain/core/type_list.h"
#include "domain/person/commands.h"

namespace tally::domain {

// Opens an account for a person, who is linked as main customer at once.
struct OpenAccount {
    static constexpr std::string_view type_name = "account.open";
    AccountId account;
    PersonId person;
    Date opened_on;
    Code customer_class;
    Code customer_type;
    Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    std::vector<BillRouting> bill_routings;
    template <class T = OpenAccount>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "Customer number; empty: the next free one."},
                         Field{"person", &T::person, "For whom."},
                         Field{"opened_on", &T::opened_on, "Business date; absent: today."},
                         Field{"customer_class", &T::customer_class, "Its class."},
                         Field{"customer_type", &T::customer_type, "Label of a group; may be empty."},
                         Field{"bill_cycle", &T::bill_cycle, "Its cycle."},
                         Field{"requested_due_day", &T::requested_due_day, "1 to 28; 0: none."},
                         Field{"bill_routings", &T::bill_routings,
                               "Of the main customer; empty: one by the installation's defaults."}};
    }
    bool operator==(const OpenAccount&) const = default;
};

struct ChangeAccountTerms {
    static constexpr std::string_view type_name = "account.change_terms";
    AccountId account;
    Change<Code> customer_class;
    ClearableChange<Code> customer_type;
    Change<Code> bill_cycle;
    ClearableChange<std::uint8_t> requested_due_day;
    template <class T = ChangeAccountTerms>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"customer_class", &T::customer_class, "From now on; not named: as it is."},
                         Field{"customer_type", &T::customer_type, "From now on; not named: as it is."},
                         Field{"bill_cycle", &T::bill_cycle, "From now on; not named: as it is."},
                         Field{"requested_due_day", &T::requested_due_day, "1 to 28; 0: none; not named: as it is."}};
    }
    bool operator==(const ChangeAccountTerms&) const = default;
};

struct LinkPerson {
    static constexpr std::string_view type_name = "account.link_person";
    AccountId account;
    AccountPerson link;
    template <class T = LinkPerson>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"link", &T::link, "The person's place on it."}};
    }
    bool operator==(const LinkPerson&) const = default;
};

// What changes of a person's place on an account. A list that is named is the whole list from now on.
struct AccountPersonChange {
    PersonId person;
    Change<bool> main_customer;
    Change<bool> financially_responsible;
    Change<bool> third_party_guarantor;
    Change<Code> relationship_type;
    ChangeOfOn web_access;
    ClearableChange<NameAffix> name_affix;
    ClearableChange<Personal> affix_name;
    ClearableChange<std::vector<OverrideAddress>> override_addresses;
    ClearableChange<std::vector<BillRouting>> bill_routings;
    ClearableChange<std::vector<QuoteRouting>> quote_routings;
    template <class T = AccountPersonChange>
    static constexpr auto fields() {
        return FieldList{
            Field{"person", &T::person, "The person; on the account already."},
            Field{"main_customer", &T::main_customer, "As it is: account.change_main_customer changes it."},
            Field{"financially_responsible", &T::financially_responsible, "Owes the debt; locked on for main."},
            Field{"third_party_guarantor", &T::third_party_guarantor, "Guarantees the debt; locked off for main."},
            Field{"relationship_type", &T::relationship_type, "What the person is to the account."},
            Field{"web_access", &T::web_access, "May see the account in self service."},
            Field{"name_affix", &T::name_affix, "Whether affix_name stands before or after; cleared with it."},
            Field{"affix_name", &T::affix_name, "Added to the printed name, for this account only."},
            Field{"override_addresses", &T::override_addresses, "Addresses for this account only."},
            Field{"bill_routings", &T::bill_routings, "How bills and letters reach the person."},
            Field{"quote_routings", &T::quote_routings,
                  "How quotes reach the person; only with the quotation module."}};
    }
    bool operator==(const AccountPersonChange&) const = default;
};

struct ChangeAccountPerson {
    static constexpr std::string_view type_name = "account.change_person";
    AccountId account;
    AccountPersonChange link;
    template <class T = ChangeAccountPerson>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"link", &T::link, "What changes of the person's place on it; what is not named stays."}};
    }
    bool operator==(const ChangeAccountPerson&) const = default;
};

struct UnlinkPerson {
    static constexpr std::string_view type_name = "account.unlink_person";
    AccountId account;
    PersonId person;
    template <class T = UnlinkPerson>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"person", &T::person, "Who goes."}};
    }
    bool operator==(const UnlinkPerson&) const = default;
};

struct ChangeMainCustomer {
    static constexpr std::string_view type_name = "account.change_main_customer";
    AccountId account;
    PersonId person;
    template <class T = ChangeMainCustomer>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"person", &T::person, "A person on it, the main customer from now on."}};
    }
    bool operator==(const ChangeMainCustomer&) const = default;
};

using AccountPeopleCommand =
    TypeList<OpenAccount, ChangeAccountTerms, LinkPerson, ChangeAccountPerson, UnlinkPerson, ChangeMainCustomer>;

}  // namespace tally::domain
