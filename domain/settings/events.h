#pragma once
// What can happen to a division's settings. Names and field order are on disk: add, never edit.

#include "domain/about.h"
#include "domain/core/type_list.h"
#include "domain/settings/types.h"

namespace tally::domain {

struct DivisionCreated {
    static constexpr std::string_view type_name = "settings.division_created";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    Plain origin;
    Code currency;
    Plain time_zone;
    bool simulated_time = false;
    template <class T = DivisionCreated>
    static constexpr auto fields() {
        return FieldList{
            Field{"origin", &T::origin, "Name of the log, a URL without scheme; it never changes."},
            Field{"currency", &T::currency, "ISO 4217 code of the one currency; it never changes."},
            Field{"time_zone", &T::time_zone, "IANA zone that decides what a civil date is."},
            Field{"simulated_time", &T::simulated_time, "Each command carries its own received_at; it never changes."}};
    }
    bool operator==(const DivisionCreated&) const = default;
};

namespace detail {
// "settings." + name + "_defined", at compile time.
template <class Table>
constexpr auto defined_type_name() {
    constexpr std::string_view before = "settings.", after = "_defined";
    std::array<char, before.size() + Table::table_name.size() + after.size()> text{};
    auto* end = text.data();
    for (const auto part : {before, Table::table_name, after})
        for (const char c : part) *end++ = c;
    return text;
}
template <class Table>
inline constexpr auto defined_type_name_text = defined_type_name<Table>();
}  // namespace detail

// A row of a control table was added, or replaced from a date on.
template <class Table>
struct Defined {
    static constexpr std::string_view type_name{detail::defined_type_name_text<Table>.data(),
                                                detail::defined_type_name_text<Table>.size()};
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    static constexpr std::string_view table_name = Table::table_name;
    Date effective_from;
    Table row;
    template <class T = Defined>
    static constexpr auto fields() {
        return FieldList{Field{"effective_from", &T::effective_from, "First day it is in force; absent: always."},
                         Field{"row", &T::row, "The row as it is from then on."}};
    }
    bool operator==(const Defined&) const = default;
};

struct PeriodOpened {
    static constexpr std::string_view type_name = "settings.period_opened";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    Date first_day;
    Date until;
    template <class T = PeriodOpened>
    static constexpr auto fields() {
        return FieldList{Field{"first_day", &T::first_day, "First day of the accounting period."},
                         Field{"until", &T::until, "First day after it."}};
    }
    bool operator==(const PeriodOpened&) const = default;
};
struct PeriodClosed {
    static constexpr std::string_view type_name = "settings.period_closed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    Date first_day;
    template <class T = PeriodClosed>
    static constexpr auto fields() {
        return FieldList{Field{"first_day", &T::first_day, "First day of the period that takes no more postings."}};
    }
    bool operator==(const PeriodClosed&) const = default;
};

// What another system says that it has booked of this ledger's postings on a day, to be held against them.
struct ControlTotalsReported {
    static constexpr std::string_view type_name = "settings.control_totals_reported";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::control_tables;
    Code system;
    Date day;
    std::uint64_t position = 0;
    std::uint64_t count = 0;
    Money debit;
    Plain digest;
    template <class T = ControlTotalsReported>
    static constexpr auto fields() {
        return FieldList{Field{"system", &T::system, "Who reports, such as ERP."},
                         Field{"day", &T::day, "Accounting date."},
                         Field{"position", &T::position, "Events below it were all published to that system."},
                         Field{"count", &T::count, "Postings of the day."},
                         Field{"debit", &T::debit, "Sum of its debits, which its credits equal."},
                         Field{"digest", &T::digest,
                               "Of its postings; `tally describe digest` says how it is computed; 64 hex digits."}};
    }
    bool operator==(const ControlTotalsReported&) const = default;
};

// Every control table, once: events, commands and state are all made from this list.
template <template <class> class F, class... More>
using ForEachTable =
    TypeList<More..., F<InstallationOptions>, F<CustomerClass>, F<CustomerType>, F<RelationshipType>, F<BillFormat>,
             F<BillCycle>, F<BillCycleWindow>, F<PhoneType>, F<IdentifierType>, F<Service>, F<BillRouteType>,
             F<ServiceAgreementType>, F<AdjustmentType>, F<SpecialChargeType>, F<TaxCode>, F<Country>, F<Holiday>,
             F<GlAccount>, F<AgingBuckets>, F<LateChargePolicy>, F<DepositClass>, F<ArrangementPolicy>,
             F<AutopayPolicy>, F<UnclaimedPolicy>, F<TaxRelief>, F<LetterTemplate>, F<BillMessage>, F<CollectionPolicy>,
             F<ProtectionType>, F<Moratorium>, F<ReadValidation>, F<UsageProfile>, F<TenderSource>, F<MarketPartner>,
             F<MarketDeadline>, F<CustomerTypeRules>>;

using SettingsEvent = ForEachTable<Defined, DivisionCreated, PeriodOpened, PeriodClosed, ControlTotalsReported>;

}  // namespace tally::domain
