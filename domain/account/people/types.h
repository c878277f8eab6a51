#pragma once
// A person's place on an account, and how bills, letters and quotes reach them.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/envelope.h"
#include "domain/person/types.h"

namespace tally::domain {

enum class AddressSource : std::uint8_t { unstated, person, account_override };
constexpr auto enum_names(AddressSource) {
    return std::to_array<std::string_view>({"", "person", "account_override"});
}

enum class NameAffix : std::uint8_t { none, prefix, suffix };
constexpr auto enum_names(NameAffix) {
    return std::to_array<std::string_view>({"", "prefix", "suffix"});
}

// One way a person gets the account's bills and letters.
struct BillRouting {
    bool receives_copy = true;
    bool receives_notification = false;
    Code route_type;
    Code bill_format;
    std::uint16_t copies = 1;
    Personal customer_po_id;
    AddressSource address_source = AddressSource::unstated;
    AddressId address_id;
    template <class T = BillRouting>
    static constexpr auto fields() {
        return FieldList{
            Field{"receives_copy", &T::receives_copy, "Gets a copy of each bill; locked on for the main customer."},
            Field{"receives_notification", &T::receives_notification,
                  "Gets collection, write-off and overdue letters; locked on for main."},
            Field{"route_type", &T::route_type, "How the bill is sent; empty: the installation's default."},
            Field{"bill_format", &T::bill_format, "Detailed, Summary, …; empty: the installation's default."},
            Field{"copies", &T::copies, "Number of copies."},
            Field{"customer_po_id", &T::customer_po_id, "Purchase order printed on this copy."},
            Field{"address_source", &T::address_source, "Whose address; required for postal routes."},
            Field{"address_id", &T::address_id, "One of the source's addresses; empty: the one effective at billing."}};
    }
    bool operator==(const BillRouting&) const = default;
};

struct QuoteRouting {
    bool receives_copy = true;
    Code route_type;
    AddressSource address_source = AddressSource::unstated;
    AddressId address_id;
    template <class T = QuoteRouting>
    static constexpr auto fields() {
        return FieldList{
            Field{"receives_copy", &T::receives_copy, "Gets a copy of each quote; locked on for main."},
            Field{"route_type", &T::route_type, "How the quote is sent; empty: the installation's default."},
            Field{"address_source", &T::address_source, "Whose address; required for postal routes."},
            Field{"address_id", &T::address_id, "One of the source's addresses; empty: the one effective then."}};
    }
    bool operator==(const QuoteRouting&) const = default;
};

struct OverrideAddress {
    AddressId address_id;
    Date from;
    Date until;
    PersonalAddress address;
    template <class T = OverrideAddress>
    static constexpr auto fields() {
        return FieldList{Field{"address_id", &T::address_id, "Names the address within the account-person."},
                         Field{"from", &T::from, "First day it is effective; absent: always was."},
                         Field{"until", &T::until, "First day it is no longer; absent: open."},
                         Field{"address", &T::address, "The address; country required."}};
    }
    bool operator==(const OverrideAddress&) const = default;
};

// A person's place on the account.
struct AccountPerson {
    PersonId person;
    bool main_customer = false;
    bool financially_responsible = false;
    bool third_party_guarantor = false;
    Code relationship_type;
    bool web_access = true;
    NameAffix name_affix = NameAffix::none;
    Personal affix_name;
    std::vector<OverrideAddress> override_addresses;
    std::vector<BillRouting> bill_routings;
    std::vector<QuoteRouting> quote_routings;
    template <class T = AccountPerson>
    static constexpr auto fields() {
        return FieldList{
            Field{"person", &T::person, "The person."},
            Field{"main_customer", &T::main_customer, "Labels the account; at most one."},
            Field{"financially_responsible", &T::financially_responsible, "Owes the debt; locked on for main."},
            Field{"third_party_guarantor", &T::third_party_guarantor, "Guarantees the debt; locked off for main."},
            Field{"relationship_type", &T::relationship_type, "What the person is to the account."},
            Field{"web_access", &T::web_access, "May see the account in self service."},
            Field{"name_affix", &T::name_affix, "Whether affix_name stands before or after the name."},
            Field{"affix_name", &T::affix_name, "Added to the printed name, for this account only."},
            Field{"override_addresses", &T::override_addresses, "Addresses for this account only."},
            Field{"bill_routings", &T::bill_routings, "How bills and letters reach the person."},
            Field{"quote_routings", &T::quote_routings,
                  "How quotes reach the person; only with the quotation module."}};
    }
    bool operator==(const AccountPerson&) const = default;
};

// Where the bill went, as resolved on the bill date: a snapshot [rule 22].
struct BillDelivery {
    PersonId person;
    Code route_type;
    Code bill_format;
    std::uint16_t copies = 1;
    Personal printed_name;
    Personal destination;
    Code country;
    Personal customer_po_id;
    template <class T = BillDelivery>
    static constexpr auto fields() {
        return FieldList{
            Field{"person", &T::person, "Who gets it."},
            Field{"route_type", &T::route_type, "How."},
            Field{"bill_format", &T::bill_format, "Detailed, Summary, …"},
            Field{"copies", &T::copies, "Number of copies."},
            Field{"printed_name", &T::printed_name, "Name with prefix or suffix."},
            Field{"destination", &T::destination, "Fax number, e-mail address, or address lines apart by newlines."},
            Field{"country", &T::country, "Country of a postal address."},
            Field{"customer_po_id", &T::customer_po_id, "Purchase order printed on it."}};
    }
    bool operator==(const BillDelivery&) const = default;
};

}  // namespace tally::domain
