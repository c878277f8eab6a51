#pragma once
// An account is opened; persons are linked to it and change their place on it.
// Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>

#include "domain/about.h"
#include "domain/account/people/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct AccountOpened {
    static constexpr std::string_view type_name = "account.opened";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::account_terms;
    AccountId account;
    Date opened_on;
    Code customer_class;
    Code customer_type;
    Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    static constexpr std::tuple makes{NamedId{"account", &AccountOpened::account}};
    template <class T = AccountOpened>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account: the customer number."},
            Field{"opened_on", &T::opened_on, "Business date."},
            Field{"customer_class", &T::customer_class, "Decides due days, fees, limits."},
            Field{"customer_type", &T::customer_type, "Label of a group; may be empty."},
            Field{"bill_cycle", &T::bill_cycle, "Decides when it is billed."},
            Field{"requested_due_day", &T::requested_due_day, "Day of the month asked for, 1 to 28; 0: none."}};
    }
    bool operator==(const AccountOpened&) const = default;
};

struct AccountTermsChanged {
    static constexpr std::string_view type_name = "account.terms_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::account_terms;
    AccountId account;
    Code customer_class;
    Code customer_type;
    Code bill_cycle;
    std::uint8_t requested_due_day = 0;
    template <class T = AccountTermsChanged>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"customer_class", &T::customer_class, "From now on."},
                         Field{"customer_type", &T::customer_type, "From now on."},
                         Field{"bill_cycle", &T::bill_cycle, "From now on."},
                         Field{"requested_due_day", &T::requested_due_day, "From now on; 0: none."}};
    }
    bool operator==(const AccountTermsChanged&) const = default;
};

struct AccountPersonLinked {
    static constexpr std::string_view type_name = "account.person_linked";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::account_person;
    AccountId account;
    AccountPerson link;
    template <class T = AccountPersonLinked>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"link", &T::link, "The person's place on it."}};
    }
    bool operator==(const AccountPersonLinked&) const = default;
};

struct AccountPersonChanged {
    static constexpr std::string_view type_name = "account.person_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::account_person;
    AccountId account;
    AccountPerson link;
    template <class T = AccountPersonChanged>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"link", &T::link, "The person's place on it from now on."}};
    }
    bool operator==(const AccountPersonChanged&) const = default;
};

struct AccountPersonUnlinked {
    static constexpr std::string_view type_name = "account.person_unlinked";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::account_person;
    AccountId account;
    PersonId person;
    template <class T = AccountPersonUnlinked>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"person", &T::person, "Who is no longer on it."}};
    }
    bool operator==(const AccountPersonUnlinked&) const = default;
};

// One step: the old main is demoted, the new one promoted, locks derived again.
struct MainCustomerChanged {
    static constexpr std::string_view type_name = "account.main_customer_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::account_person;
    AccountId account;
    AccountPerson demoted;
    AccountPerson promoted;
    template <class T = MainCustomerChanged>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"demoted", &T::demoted, "The former main customer, as it is from now on."},
                         Field{"promoted", &T::promoted, "The new main customer, as it is from now on."}};
    }
    bool operator==(const MainCustomerChanged&) const = default;
};

// It is directly under another master from now on, or under none.
struct AccountMasterChanged {
    static constexpr std::string_view type_name = "account.master_changed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::hierarchy;
    AccountId account;
    MasterId master;
    MasterId left;
    template <class T = AccountMasterChanged>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"master", &T::master, "The master that it is under from now on; empty: none."},
                         Field{"left", &T::left, "The master that it was under until then; empty: none."}};
    }
    bool operator==(const AccountMasterChanged&) const = default;
};

using AccountPeopleEvent = TypeList<AccountOpened, AccountTermsChanged, AccountPersonLinked, AccountPersonChanged,
                                    AccountPersonUnlinked, MainCustomerChanged, AccountMasterChanged>;

}  // namespace tally::domain
