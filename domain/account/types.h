#pragma once
// What an account's events are made of: persons on it, lines, postings, allocations.

#include <cstdint>
#include <tuple>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/envelope.h"
#include "domain/person/types.h"
#include "domain/premise/types.h"
#include "domain/settings/types.h"
#include "domain/tariff/events.h"

namespace tally::domain {

struct Posting {
    GlRole role = GlRole::ar;
    Code gl_account;
    Money amount;
    template <class T = Posting>
    static constexpr auto fields() {
        return std::tuple{Field{"role", &T::role, "What is posted."},
                          Field{"gl_account", &T::gl_account, "Account of the general ledger, as resolved then."},
                          Field{"amount", &T::amount, "Debit above zero, credit below."}};
    }
    bool operator==(const Posting&) const = default;
};

// What every financial event stores.
struct Financial {
    Date effective_date;
    Date accounting_date;
    Date ages_from;
    Code currency;
    Money payoff;
    Money current;
    std::vector<Posting> postings;
    template <class T = Financial>
    static constexpr auto fields() {
        return std::tuple{
            Field{"effective_date", &T::effective_date, "Bill date, date received, date of adjustment."},
            Field{"accounting_date", &T::accounting_date, "Decides the GL period; never in a closed one."},
            Field{"ages_from", &T::ages_from, "Due date of the item it creates or touches."},
            Field{"currency", &T::currency, "The division's currency."},
            Field{"payoff", &T::payoff, "Change of what is truly owed."},
            Field{"current", &T::current, "Change of what is asked for now."},
            Field{"postings", &T::postings, "Balanced: they sum to zero."}};
    }
    bool operator==(const Financial&) const = default;
};

enum class AddressSource : std::uint8_t { unstated, person, account_override };
constexpr auto enum_names(AddressSource) {
    return std::to_array<std::string_view>({"", "person", "account_override"});
}
enum class NameAffix : std::uint8_t { none, prefix, suffix };
constexpr auto enum_names(NameAffix) {
    return std::to_array<std::string_view>({"", "prefix", "suffix"});
}

// One way a person gets the account's bills and letters (D9, D11, D12; seed 003).
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
        return std::tuple{
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
        return std::tuple{
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
        return std::tuple{Field{"address_id", &T::address_id, "Names the address within the account-person."},
                          Field{"from", &T::from, "First day it is effective; absent: always was."},
                          Field{"until", &T::until, "First day it is no longer; absent: open."},
                          Field{"address", &T::address, "The address; country required."}};
    }
    bool operator==(const OverrideAddress&) const = default;
};
// A person's place on the account (D1 to D12).
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
        return std::tuple{
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

// What a register or a usage period gave to a segment.
struct UsedRead {
    ServicePointId service_point;
    Code channel;
    Date from;
    Date until;
    Quantity start_value;
    Quantity stop_value;
    Quantity multiplier;
    Quantity quantity;
    Code unit;
    Quality quality = Quality::actual;
    std::uint64_t position = 0;
    template <class T = UsedRead>
    static constexpr auto fields() {
        return std::tuple{
            Field{"service_point", &T::service_point, "Where it was measured."},
            Field{"channel", &T::channel, "Which register or channel."},
            Field{"from", &T::from, "First day measured."},
            Field{"until", &T::until, "First day after."},
            Field{"start_value", &T::start_value, "Register at the start; 0 for usage periods."},
            Field{"stop_value", &T::stop_value, "Register at the end; 0 for usage periods."},
            Field{"multiplier", &T::multiplier, "Of the register."},
            Field{"quantity", &T::quantity, "Difference × multiplier × factors, rounded to the register's decimals."},
            Field{"unit", &T::unit, "Unit of the quantity."},
            Field{"quality", &T::quality, "Worst of what went in."},
            Field{"position", &T::position, "Position of the event that gave the stop read or the usage."}};
    }
    bool operator==(const UsedRead&) const = default;
};

// CIM ErpInvoiceLineItemKind.
enum class LineKind : std::uint8_t { initial, recalculation, other };
constexpr auto enum_names(LineKind) {
    return std::to_array<std::string_view>({"initial", "recalculation", "other"});
}

// One component price of one price period: an ErpInvoiceLineItem (E2).
struct BillLine {
    Plain line_id;
    LineKind kind = LineKind::initial;
    Code component;
    ComponentKind component_kind = ComponentKind::fixed;
    Plain description;
    TariffId tariff;
    std::uint32_t tariff_version = 0;
    Date from;
    Date until;
    Quantity quantity;
    Code unit;
    Price price;
    Fraction fraction;
    Price unrounded;
    Money amount;
    Money previous_amount;
    std::vector<Code> tax_codes;
    GlRole role = GlRole::revenue;
    Code gl_account;
    template <class T = BillLine>
    static constexpr auto fields() {
        return std::tuple{
            Field{"line_id", &T::line_id, "Stable and unique: segment id and number."},
            Field{"kind", &T::kind, "Initial, or a recalculation."},
            Field{"component", &T::component, "Tariff component, tax code or special charge type."},
            Field{"component_kind", &T::component_kind, "How it was computed."},
            Field{"description", &T::description, "What the bill says."},
            Field{"tariff", &T::tariff, "Tariff that priced it."},
            Field{"tariff_version", &T::tariff_version, "Its version."},
            Field{"from", &T::from, "First charge day."},
            Field{"until", &T::until, "First day after."},
            Field{"quantity", &T::quantity,
                  "Exact quantity: units, days, periods, or the basis of a percentage or tax."},
            Field{"unit", &T::unit, "Unit of the quantity."},
            Field{"price", &T::price, "Price of one, or the rate.", "currency"},
            Field{"fraction", &T::fraction, "Proration."},
            Field{"unrounded", &T::unrounded, "quantity × price × fraction, to eight decimals.", "currency"},
            Field{"amount", &T::amount, "Rounded once."},
            Field{"previous_amount", &T::previous_amount, "Of the line it replaces."},
            Field{"tax_codes", &T::tax_codes, "Taxes that count it."},
            Field{"role", &T::role, "Revenue, fee or tax."},
            Field{"gl_account", &T::gl_account, "Where it is posted."}};
    }
    bool operator==(const BillLine&) const = default;
};

// CIM TenderKind and what utilities add.
enum class TenderKind : std::uint8_t { unspecified, cheque, card, cash, direct_debit, transfer, other };
constexpr auto enum_names(TenderKind) {
    return std::to_array<std::string_view>(
        {"unspecified", "cheque", "card", "cash", "direct_debit", "transfer", "other"});
}
// What an account gets of one tender.
struct TenderShare {
    TenderId tender;
    TenderKind kind = TenderKind::unspecified;
    Money amount;
    Plain reference;
    template <class T = TenderShare>
    static constexpr auto fields() {
        return std::tuple{
            Field{"tender", &T::tender, "The tender; unique within the payment event."},
            Field{"kind", &T::kind, "How it was paid."}, Field{"amount", &T::amount, "This account's share."},
            Field{"reference", &T::reference, "Number that reconciles it with the bank, never a bank account."}};
    }
    bool operator==(const TenderShare&) const = default;
};

// Numbers are stored: add at the end.
enum class CreditSourceKind : std::uint8_t { tender, credit_adjustment, cancelled_charge, transfer, released };
constexpr auto enum_names(CreditSourceKind) {
    return std::to_array<std::string_view>({"tender", "credit_adjustment", "cancelled_charge", "transfer", "released"});
}
// Credit that is not yet, or was, used: where it came from.
struct CreditSource {
    CreditSourceKind kind = CreditSourceKind::tender;
    DocumentId document;
    TenderId tender;
    template <class T = CreditSource>
    static constexpr auto fields() {
        return std::tuple{Field{"kind", &T::kind, "What kind of credit."},
                          Field{"document", &T::document, "Payment, adjustment, credit note or transfer it came by."},
                          Field{"tender", &T::tender, "Tender, where it was paid."}};
    }
    auto operator<=>(const CreditSource&) const = default;
};
// Part of a credit applied to an open item.
struct AllocationLine {
    CreditSource source;
    DocumentId document;
    ServiceAgreementId sa;
    Money amount;
    Date ages_from;
    std::uint64_t item_position = 0;
    template <class T = AllocationLine>
    static constexpr auto fields() {
        return std::tuple{
            Field{"source", &T::source, "Whose credit."},
            Field{"document", &T::document, "Document of the open item."},
            Field{"sa", &T::sa, "Agreement of the open item."},
            Field{"amount", &T::amount, "How much."},
            Field{"ages_from", &T::ages_from, "Due date of the item, which it keeps when this is undone."},
            Field{"item_position", &T::item_position,
                  "Position of the event that made the item: its place in FIFO order when this is undone."}};
    }
    bool operator==(const AllocationLine&) const = default;
};

enum class AllocationPolicy : std::uint8_t { fifo, spec };
constexpr auto enum_names(AllocationPolicy) {
    return std::to_array<std::string_view>({"fifo", "spec"});
}

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
        return std::tuple{
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

// CIM CustomerBillingKind.
enum class BillingKind : std::uint8_t { consolidated_ess, consolidated_udc, separate_ess_udc, other };
constexpr auto enum_names(BillingKind) {
    return std::to_array<std::string_view>({"consolidatedEss", "consolidatedUdc", "separateEssUdc", "other"});
}
// What gave the due date [rule 13].
enum class DueDateRule : std::uint8_t { class_days, class_working_days, requested_day, regulatory_days };
constexpr auto enum_names(DueDateRule) {
    return std::to_array<std::string_view>({"class_days", "class_working_days", "requested_day", "regulatory_days"});
}

// Register values or usage ends that start or stop an agreement.
struct ServiceRead {
    ServicePointId service_point;
    Code channel;
    Date read_on;
    Quantity value;
    template <class T = ServiceRead>
    static constexpr auto fields() {
        return std::tuple{Field{"service_point", &T::service_point, "Where."},
                          Field{"channel", &T::channel, "Which register."},
                          Field{"read_on", &T::read_on, "The day the read closes."},
                          Field{"value", &T::value, "What the register showed."}};
    }
    bool operator==(const ServiceRead&) const = default;
};

struct InvoiceTax {
    Code tax_code;
    Code jurisdiction;
    Rate rate;
    Money basis;
    Money amount;
    template <class T = InvoiceTax>
    static constexpr auto fields() {
        return std::tuple{Field{"tax_code", &T::tax_code, "The tax."},
                          Field{"jurisdiction", &T::jurisdiction, "Who levies it."},
                          Field{"rate", &T::rate, "Share of the basis."},
                          Field{"basis", &T::basis, "Sum of the taxable rounded lines."},
                          Field{"amount", &T::amount, "Rounded once."}};
    }
    bool operator==(const InvoiceTax&) const = default;
};

}  // namespace tally::domain
