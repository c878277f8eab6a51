#pragma once
// The rows of the control tables. A row that money depends on comes into force on a date; an older bill keeps what
// was in force on its own date.

#include <cstdint>
#include <vector>

#include "domain/core/date.h"
#include "domain/core/decimal.h"
#include "domain/core/describe.h"
#include "domain/core/money.h"
#include "domain/core/text.h"

namespace tally::domain {

// General ledger roles. Numbers are stored: add at the end.
enum class GlRole : std::uint8_t {
    ar,
    cash,
    revenue,
    tax,
    unapplied,
    deposit,
    interest_expense,
    fee,
    bad_debt,
    allowance,
    clearing,
    payables,
    concession,
    suspense,
    unbilled,
    escheat,
    cash_over_short
};
constexpr auto enum_names(GlRole) {
    return std::to_array<std::string_view>({"ar", "cash", "revenue", "tax", "unapplied", "deposit", "interest_expense",
                                            "fee", "bad_debt", "allowance", "clearing", "payables", "concession",
                                            "suspense", "unbilled", "escheat", "cash_over_short"});
}

struct InstallationOptions {
    static constexpr std::string_view table_name = "installation_options";
    Code default_relationship_type;
    Code default_bill_route_type;
    Code default_bill_format;
    Code default_quote_route_type;
    Code default_country;
    bool quotation_module = false;
    template <class T = InstallationOptions>
    static constexpr auto fields() {
        return FieldList{
            Field{"default_relationship_type", &T::default_relationship_type,
                  "Given to the person an account is opened for."},
            Field{"default_bill_route_type", &T::default_bill_route_type, "Given to a routing that names none."},
            Field{"default_bill_format", &T::default_bill_format, "Given to a routing that names none."},
            Field{"default_quote_route_type", &T::default_quote_route_type,
                  "Given to a quote routing that names none."},
            Field{"default_country", &T::default_country, "Given to an address that names none."},
            Field{"quotation_module", &T::quotation_module, "Whether accounts have quote routings."},
        };
    }
    bool operator==(const InstallationOptions&) const = default;
};

struct CustomerClass {
    static constexpr std::string_view table_name = "customer_class";
    Code code;
    Plain description;
    std::uint16_t due_days = 0;
    std::uint16_t due_working_days = 0;
    std::uint16_t regulatory_due_days = 0;
    std::uint16_t backbill_limit_months = 0;
    Money minimum_printed_bill;
    Money nsf_fee;
    template <class T = CustomerClass>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "Customer class."},
            Field{"description", &T::description, "Its name for people."},
            Field{"due_days", &T::due_days, "From bill date to due date.", "days"},
            Field{"due_working_days", &T::due_working_days, "Counted instead of due_days where above zero.",
                  "working days"},
            Field{"regulatory_due_days", &T::regulatory_due_days, "No due date is earlier.", "days after issue"},
            Field{"backbill_limit_months", &T::backbill_limit_months,
                  "How far back a correction may charge more; 0 no limit.", "months"},
            Field{"minimum_printed_bill", &T::minimum_printed_bill, "A final bill below this is made but not printed."},
            Field{"nsf_fee", &T::nsf_fee, "Charged to the payor when a tender is returned; zero for none."},
        };
    }
    bool operator==(const CustomerClass&) const = default;
};

// A code with nothing but a name: customer types, relationship types, bill formats, …
template <class Tag>
struct NamedCode {
    static constexpr std::string_view table_name = Tag::table_name;
    Code code;
    Plain description;
    template <class T = NamedCode>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "The code."},
                         Field{"description", &T::description, "Its name for people."}};
    }
    bool operator==(const NamedCode&) const = default;
};
struct CustomerTypeTag {
    static constexpr std::string_view table_name = "customer_type";
};
struct RelationshipTypeTag {
    static constexpr std::string_view table_name = "relationship_type";
};
struct BillFormatTag {
    static constexpr std::string_view table_name = "bill_format";
};
struct BillCycleTag {
    static constexpr std::string_view table_name = "bill_cycle";
};
struct IdentifierTypeTag {
    static constexpr std::string_view table_name = "identifier_type";
};
struct ServiceTag {
    static constexpr std::string_view table_name = "service";
};
using CustomerType = NamedCode<CustomerTypeTag>;
using RelationshipType = NamedCode<RelationshipTypeTag>;
using BillFormat = NamedCode<BillFormatTag>;
using BillCycle = NamedCode<BillCycleTag>;
using IdentifierType = NamedCode<IdentifierTypeTag>;
using Service = NamedCode<ServiceTag>;

struct PhoneType {
    static constexpr std::string_view table_name = "phone_type";
    Code code;
    Plain description;
    bool fax = false;
    template <class T = PhoneType>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "Phone type."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"fax", &T::fax, "Whether bills routed by fax go to it."}};
    }
    bool operator==(const PhoneType&) const = default;
};

enum class RouteMethod : std::uint8_t { postal, email, fax };
constexpr auto enum_names(RouteMethod) {
    return std::to_array<std::string_view>({"postal", "email", "fax"});
}

struct BillRouteType {
    static constexpr std::string_view table_name = "bill_route_type";
    Code code;
    Plain description;
    RouteMethod method = RouteMethod::postal;
    template <class T = BillRouteType>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "Bill route type."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"method", &T::method, "How a bill travels."}};
    }
    bool operator==(const BillRouteType&) const = default;
};

// One run of a cycle: it may bill from window_start to window_end, errors are retried within it.
struct BillCycleWindow {
    static constexpr std::string_view table_name = "bill_cycle_window";
    Code cycle;
    Date window_start;
    Date window_end;
    Date accounting_date;
    Date estimate_date;
    template <class T = BillCycleWindow>
    static constexpr auto fields() {
        return FieldList{
            Field{"cycle", &T::cycle, "Bill cycle."},
            Field{"window_start", &T::window_start, "First day the run may bill."},
            Field{"window_end", &T::window_end, "Last day; errors hold an account's bill until then."},
            Field{"accounting_date", &T::accounting_date, "GL date of the run's events; absent: the bill date."},
            Field{"estimate_date", &T::estimate_date,
                  "From this day on missing reads may be estimated; absent: never."},
        };
    }
    bool operator==(const BillCycleWindow&) const = default;
};

// Whether the start day is charged where another agreement was charged that day on the service point [rule 1].
enum class StartDayCharge : std::uint8_t { unless_back_to_back, never, always };
constexpr auto enum_names(StartDayCharge) {
    return std::to_array<std::string_view>({"unless_back_to_back", "never", "always"});
}
// How the first and the final segment are prorated [rule 2].
enum class EdgeProration : std::uint8_t { by_tariff, full, none, base_and_minimum, by_days };
constexpr auto enum_names(EdgeProration) {
    return std::to_array<std::string_view>({"by_tariff", "full", "none", "base_and_minimum", "by_days"});
}

struct ServiceAgreementType {
    static constexpr std::string_view table_name = "sa_type";
    Code code;
    Plain description;
    Code service;
    TariffId default_tariff;
    StartDayCharge start_day_charge = StartDayCharge::unless_back_to_back;
    EdgeProration first_proration = EdgeProration::by_tariff;
    EdgeProration final_proration = EdgeProration::by_tariff;
    std::uint16_t pay_priority = 100;
    std::uint16_t minimum_days = 0;
    std::vector<Code> tax_codes;
    bool estimates_allowed = false;
    template <class T = ServiceAgreementType>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "Service agreement type."},
            Field{"description", &T::description, "Its name for people."},
            Field{"service", &T::service, "What is supplied."},
            Field{"default_tariff", &T::default_tariff, "Tariff of an agreement that names none."},
            Field{"start_day_charge", &T::start_day_charge,
                  "Whether the start day is charged after another agreement."},
            Field{"first_proration", &T::first_proration, "Proration of the first segment."},
            Field{"final_proration", &T::final_proration, "Proration of the final segment."},
            Field{"pay_priority", &T::pay_priority, "Lower is paid first among items of one age."},
            Field{"minimum_days", &T::minimum_days, "Shorter periods wait, unless final.", "days"},
            Field{"tax_codes", &T::tax_codes, "Taxes on its lines, in order."},
            Field{"estimates_allowed", &T::estimates_allowed, "Whether usage may be estimated."},
        };
    }
    bool operator==(const ServiceAgreementType&) const = default;
};

struct AdjustmentType {
    static constexpr std::string_view table_name = "adjustment_type";
    Code code;
    Plain description;
    bool credit = false;
    Money approval_above;
    bool approval_always = false;
    template <class T = AdjustmentType>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "Adjustment type."},
            Field{"description", &T::description, "Its name for people."},
            Field{"credit", &T::credit, "Credit to the customer (CONC) rather than a charge (FEE)."},
            Field{"approval_above", &T::approval_above,
                  "Amounts above this need another person's approval; zero: none do."},
            Field{"approval_always", &T::approval_always, "Every amount needs approval."},
        };
    }
    bool operator==(const AdjustmentType&) const = default;
};

struct SpecialChargeType {
    static constexpr std::string_view table_name = "special_charge_type";
    Code code;
    Plain description;
    std::vector<Code> tax_codes;
    template <class T = SpecialChargeType>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "Special charge type."},
                         Field{"description", &T::description, "What the bill says."},
                         Field{"tax_codes", &T::tax_codes, "Taxes on it."}};
    }
    bool operator==(const SpecialChargeType&) const = default;
};

enum class TaxRoundingBasis : std::uint8_t { invoice, segment, line };
constexpr auto enum_names(TaxRoundingBasis) {
    return std::to_array<std::string_view>({"invoice", "segment", "line"});
}
enum class TaxRateDate : std::uint8_t { bill_date, charge_days };
constexpr auto enum_names(TaxRateDate) {
    return std::to_array<std::string_view>({"bill_date", "charge_days"});
}

struct TaxCode {
    static constexpr std::string_view table_name = "tax_code";
    Code code;
    Plain description;
    Code jurisdiction;
    Rate rate;
    TaxRoundingBasis rounding_basis = TaxRoundingBasis::invoice;
    TaxRateDate rate_date = TaxRateDate::bill_date;
    std::vector<Code> on_taxes;
    template <class T = TaxCode>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "Tax code."},
            Field{"description", &T::description, "What the bill says."},
            Field{"jurisdiction", &T::jurisdiction, "Who levies it."},
            Field{"rate", &T::rate, "0.08875 is 8.875 percent.", "share of the basis"},
            Field{"rounding_basis", &T::rounding_basis, "What one rounding covers."},
            Field{"rate_date", &T::rate_date, "Whose date decides which rate applies."},
            Field{"on_taxes", &T::on_taxes, "Taxes that are part of this one's basis; they run first."},
        };
    }
    bool operator==(const TaxCode&) const = default;
};

// Whether a tax is taken back with a debt that is written off [rule 25].
struct TaxRelief {
    static constexpr std::string_view table_name = "tax_relief";
    Code code;
    Plain description;
    bool on_write_off = false;
    template <class T = TaxRelief>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "The tax code that it is for."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"on_write_off", &T::on_write_off,
                               "Whether the tax in what is written off is no longer owed to who levies it."}};
    }
    bool operator==(const TaxRelief&) const = default;
};

enum class LateChargeMethod : std::uint8_t { none, flat, once, monthly, daily };
constexpr auto enum_names(LateChargeMethod) {
    return std::to_array<std::string_view>({"none", "flat", "once", "monthly", "daily"});
}

// What a customer class is charged for being late [rule 18].
struct LateChargePolicy {
    static constexpr std::string_view table_name = "late_charge_policy";
    Code code;
    Plain description;
    LateChargeMethod method = LateChargeMethod::none;
    std::uint32_t rate_basis_points = 0;
    Money amount;
    Money floor;
    std::uint16_t grace_days = 0;
    bool compounding = false;
    bool tax_in_base = false;
    template <class T = LateChargePolicy>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "The customer class that it is for."},
            Field{"description", &T::description, "Its name for people."},
            Field{"method", &T::method,
                  "flat: the amount, once for an item. once: the rate, once for an item. monthly: the rate or the "
                  "amount for each month begun. daily: a year's rate by days. none: nothing, from that day on."},
            Field{"rate_basis_points", &T::rate_basis_points, "150 is 1.5 percent of what is overdue; daily: a year's.",
                  "hundredths of a percent"},
            Field{"amount", &T::amount, "In place of a rate: flat, or monthly."},
            Field{"floor", &T::floor, "Less overdue than this on an item is not charged for."},
            Field{"grace_days", &T::grace_days, "Days after the due date that are not charged for.", "days"},
            Field{"compounding", &T::compounding, "Whether overdue late charges are charged for, too."},
            Field{"tax_in_base", &T::tax_in_base, "Whether the tax in what is overdue is charged for, too."}};
    }
    bool operator==(const LateChargePolicy&) const = default;
};

struct CountryField {
    Code field;
    Plain label;
    bool shown = true;
    template <class T = CountryField>
    static constexpr auto fields() {
        return FieldList{Field{"field", &T::field, "Name of the address field, such as address1 or postal."},
                         Field{"label", &T::label, "What this country calls it."},
                         Field{"shown", &T::shown, "Whether an address of this country may have it."}};
    }
    bool operator==(const CountryField&) const = default;
};
struct Country {
    static constexpr std::string_view table_name = "country";
    Code code;
    Plain name;
    std::vector<CountryField> address_fields;
    std::vector<Code> states;
    template <class T = Country>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "ISO 3166 country code."},
                         Field{"name", &T::name, "Its name for people."},
                         Field{"address_fields", &T::address_fields,
                               "Fields and labels; a field not listed is refused. Empty: all."},
                         Field{"states", &T::states, "States an address may name. Empty: any."}};
    }
    bool operator==(const Country&) const = default;
};

struct Holiday {
    static constexpr std::string_view table_name = "holiday";
    Date date;
    Plain name;
    template <class T = Holiday>
    static constexpr auto fields() {
        return FieldList{Field{"date", &T::date, "A day that is no working day."},
                         Field{"name", &T::name, "Its name for people."}};
    }
    bool operator==(const Holiday&) const = default;
};

struct GlAccount {
    static constexpr std::string_view table_name = "gl_account";
    GlRole role = GlRole::ar;
    Code qualifier;
    Code gl_account;
    Plain description;
    template <class T = GlAccount>
    static constexpr auto fields() {
        return FieldList{Field{"role", &T::role, "What is posted there."},
                         Field{"qualifier", &T::qualifier,
                               "Service, component, tax or adjustment type it is for; empty: all others."},
                         Field{"gl_account", &T::gl_account, "Account of the general ledger."},
                         Field{"description", &T::description, "Its name for people."}};
    }
    bool operator==(const GlAccount&) const = default;
};

// What a year is for interest: the days that it has, or a fixed number.
enum class DaysInYear : std::uint8_t { actual, days_365, days_360 };
constexpr auto enum_names(DaysInYear) {
    return std::to_array<std::string_view>({"actual", "days_365", "days_360"});
}

// A kind of deposit. A row from a later day on changes the rate from that day on.
struct DepositClass {
    static constexpr std::string_view table_name = "deposit_class";
    Code code;
    Plain description;
    Rate interest_rate;
    DaysInYear days_in_year = DaysInYear::actual;
    std::uint16_t refund_months = 0;
    std::uint16_t delinquencies_allowed = 0;
    std::uint16_t recommended_bills = 0;
    std::uint16_t recommended_months = 12;
    Rate tolerance;
    template <class T = DepositClass>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "Deposit class."},
            Field{"description", &T::description, "Its name for people."},
            Field{"interest_rate", &T::interest_rate, "Simple interest on cash held; 0.0125 is 1.25 percent.",
                  "share a year"},
            Field{"days_in_year", &T::days_in_year, "What days of interest are divided by."},
            Field{"refund_months", &T::refund_months, "Held that long before it may be refunded; 0: only at the end.",
                  "months"},
            Field{"delinquencies_allowed", &T::delinquencies_allowed,
                  "Bills paid late and tenders returned in those months that do not prevent the refund."},
            Field{"recommended_bills", &T::recommended_bills,
                  "Recommended amount in average monthly bills; 0: none is recommended.", "months"},
            Field{"recommended_months", &T::recommended_months, "Months of bills that make the average.", "months"},
            Field{"tolerance", &T::tolerance,
                  "Share of the recommended amount by which what is held may differ before a review says so."},
        };
    }
    bool operator==(const DepositClass&) const = default;
};

// How a customer class may pay what it owes in instalments.
struct ArrangementPolicy {
    static constexpr std::string_view table_name = "arrangement_policy";
    Code code;
    Plain description;
    Money approval_above;
    std::uint16_t instalments_max = 12;
    std::uint16_t grace_days = 0;
    std::uint16_t notice_days = 0;
    template <class T = ArrangementPolicy>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "The customer class that it is for."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"approval_above", &T::approval_above,
                               "An arrangement of more waits for another person's approval; zero: none does."},
                         Field{"instalments_max", &T::instalments_max, "At most so many instalments."},
                         Field{"grace_days", &T::grace_days,
                               "Days that an instalment may be late before the arrangement breaks.", "days"},
                         Field{"notice_days", &T::notice_days,
                               "Days before its due date from which an instalment is asked for.", "days"}};
    }
    bool operator==(const ArrangementPolicy&) const = default;
};

// By the rules of which class the accounts of a customer type are treated, where these are not those of their own
// class.
struct CustomerTypeRules {
    static constexpr std::string_view table_name = "customer_type_rules";
    Code code;
    Plain description;
    Code customer_class;
    template <class T = CustomerTypeRules>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "The customer type that it is for."},
            Field{"description", &T::description, "Its name for people."},
            Field{"customer_class", &T::customer_class,
                  "Class whose days to pay, fees, late charges, arrangements, drafts and collection hold for "
                  "accounts of the type; empty: those of their own class."}};
    }
    bool operator==(const CustomerTypeRules&) const = default;
};

// How bills of a customer class are paid automatically, and what a returned draft leads to.
struct AutopayPolicy {
    static constexpr std::string_view table_name = "autopay_policy";
    Code code;
    Plain description;
    std::uint16_t days_before_due = 0;
    std::uint16_t redrafts = 0;
    std::uint16_t redraft_days = 0;
    std::uint16_t returns_before_end = 0;
    bool fee_on_return = false;
    template <class T = AutopayPolicy>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "The customer class that it is for."},
            Field{"description", &T::description, "Its name for people."},
            Field{"days_before_due", &T::days_before_due,
                  "Days before its due date on which a bill is drafted, or the first working day after; 0: on it.",
                  "days"},
            Field{"redrafts", &T::redrafts,
                  "How often a draft that was returned for want of funds is made again; at "
                  "most 2, by NACHA's rules."},
            Field{"redraft_days", &T::redraft_days, "Days from the return until then.", "days"},
            Field{"returns_before_end", &T::returns_before_end,
                  "So many returned drafts in a row end the mandate; 0: none do."},
            Field{"fee_on_return", &T::fee_on_return,
                  "Whether a returned draft bears the class's nsf_fee; never one that was not authorised."}};
    }
    bool operator==(const AutopayPolicy&) const = default;
};

// When property that an owner left with the utility goes to the state, and what comes first: the law of a jurisdiction.
struct UnclaimedPolicy {
    static constexpr std::string_view table_name = "unclaimed_policy";
    Code code;
    Plain description;
    Code jurisdiction;
    std::uint16_t dormancy_months = 0;
    std::uint16_t notice_days = 0;
    Code letter_template;
    Money least_notice;
    MonthDay report_on;
    template <class T = UnclaimedPolicy>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "The policy, such as NY; its reports are named by it."},
            Field{"description", &T::description, "Its name for people."},
            Field{"jurisdiction", &T::jurisdiction,
                  "For accounts last supplied in this jurisdiction, NY covering NY-ALBANY; empty: those that no other "
                  "row is for."},
            Field{"dormancy_months", &T::dormancy_months,
                  "So long after the owner's latest act, or the end, its property is dormant.", "months"},
            Field{"notice_days", &T::notice_days, "Days that the owner has after the notice.", "days"},
            Field{"letter_template", &T::letter_template, "What the notice says."},
            Field{"least_notice", &T::least_notice, "Property of less than this escheats without a notice."},
            Field{"report_on", &T::report_on, "Day of the year on which what escheated is reported and paid."}};
    }
    bool operator==(const UnclaimedPolicy&) const = default;
};

// Where tenders come in. Numbers are stored: add at the end.
enum class TenderSourceKind : std::uint8_t { till, lockbox, batch, web };
constexpr auto enum_names(TenderSourceKind) {
    return std::to_array<std::string_view>({"till", "lockbox", "batch", "web"});
}

// A till, a lockbox, files of payments or a web site. Its cash is posted to the general ledger's account that the role
// cash has for its code, else to the role's own.
struct TenderSource {
    static constexpr std::string_view table_name = "tender_source";
    Code code;
    Plain description;
    TenderSourceKind kind = TenderSourceKind::till;
    template <class T = TenderSource>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code,
                               "Tender source; a gl_account of the role cash with this qualifier is its own account."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"kind", &T::kind, "A till is counted; what others have is declared."}};
    }
    bool operator==(const TenderSource&) const = default;
};

// Who takes part in the retail market, as others know them there. Numbers are stored: add at the end.
enum class MarketRole : std::uint8_t { utility, retailer, registrar, meter_agent };
constexpr auto enum_names(MarketRole) {
    return std::to_array<std::string_view>({"utility", "retailer", "registrar", "meter_agent"});
}
struct MarketPartner {
    static constexpr std::string_view table_name = "market_partner";
    Code code;
    Plain description;
    MarketRole role = MarketRole::retailer;
    bool own = false;
    template <class T = MarketPartner>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "Its number in the market, such as a DUNS number."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"role", &T::role, "What it does there."},
                         Field{"own", &T::own, "Whether it is this utility."}};
    }
    bool operator==(const MarketPartner&) const = default;
};

// Until when an answer to a kind of market transaction is in time.
struct MarketDeadline {
    static constexpr std::string_view table_name = "market_deadline";
    Code code;
    Plain description;
    std::uint16_t days = 0;
    template <class T = MarketDeadline>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "The kind that is to be answered, such as enrolment_request."},
                         Field{"description", &T::description, "For people."},
                         Field{"days", &T::days, "Days after the date of the transaction.", "days"}};
    }
    bool operator==(const MarketDeadline&) const = default;
};

// What a letter's text may name in braces, such as {customer_name}; filled in when the letter is sent.
enum class LetterField : std::uint8_t {
    account_id,
    balance,
    customer_name,
    due_date,
    letter_date,
    overdue,
    person_name,
    service_address,
    unclaimed
};
constexpr auto enum_names(LetterField) {
    return std::to_array<std::string_view>({"account_id", "balance", "customer_name", "due_date", "letter_date",
                                            "overdue", "person_name", "service_address", "unclaimed"});
}

// Nothing: no field has this name.
[[nodiscard]] constexpr std::optional<LetterField> letter_field_named(std::string_view name) {
    constexpr auto names = enum_names(LetterField{});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<LetterField>(i);
    return std::nullopt;
}

// What a letter says. A letter that was sent keeps its text; a row from a later day on is for letters from that day on.
struct LetterTemplate {
    static constexpr std::string_view table_name = "letter_template";
    Code code;
    Plain description;
    Plain subject;
    std::vector<Plain> lines;
    template <class T = LetterTemplate>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "Letter template."}, Field{"description", &T::description, "Its name for people."},
            Field{"subject", &T::subject, "What the letter is about, with fields as in its lines."},
            Field{"lines", &T::lines,
                  "Its text line by line, an empty one between paragraphs. Fields in braces are filled in when it is "
                  "sent: {account_id}, {balance}, {customer_name}, {due_date}, {letter_date}, {overdue}, "
                  "{person_name}, {service_address}."}};
    }
    bool operator==(const LetterTemplate&) const = default;
};

enum class BillMessageKind : std::uint8_t { account, collection, marketing, civic, insert };
constexpr auto enum_names(BillMessageKind) {
    return std::to_array<std::string_view>({"account", "collection", "marketing", "civic", "insert"});
}

// What statements say beside figures, or what is put in with them.
struct BillMessage {
    static constexpr std::string_view table_name = "bill_message";
    Code code;
    Plain description;
    BillMessageKind kind = BillMessageKind::account;
    std::uint16_t priority = 100;
    Plain text;
    Date from;
    Date until;
    std::vector<Code> customer_classes;
    template <class T = BillMessage>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "Message, or bill insert."},
            Field{"description", &T::description, "Its name for people."},
            Field{"kind", &T::kind,
                  "account, marketing, civic: to each account of its classes. collection: to those with overdue debt. "
                  "insert: a leaflet that is put in with the bill."},
            Field{"priority", &T::priority, "The lowest stands first; a bill has room for a few."},
            Field{"text", &T::text, "What the bill says; of an insert, what it says of it."},
            Field{"from", &T::from, "First bill date that it is on; absent: any."},
            Field{"until", &T::until, "First bill date that it is no longer on; absent: open."},
            Field{"customer_classes", &T::customer_classes, "Accounts of which classes get it; empty: all."}};
    }
    bool operator==(const BillMessage&) const = default;
};

// What may be done to collect a debt. Numbers are stored: add at the end.
enum class CollectionStepKind : std::uint8_t { letter, call, field_notice, disconnect_order, agency_referral };
constexpr auto enum_names(CollectionStepKind) {
    return std::to_array<std::string_view>({"letter", "call", "field_notice", "disconnect_order", "agency_referral"});
}
// Steps towards the end of a service: each concerns agreements, not the account.
[[nodiscard]] constexpr bool severs(CollectionStepKind kind) {
    return kind == CollectionStepKind::field_notice || kind == CollectionStepKind::disconnect_order;
}

// One step of a collection, in the order of its policy.
struct CollectionStepRule {
    Code step;
    Plain description;
    CollectionStepKind kind = CollectionStepKind::letter;
    std::uint16_t days_overdue = 0;
    std::uint16_t days_after_previous = 0;
    Money threshold;
    Code letter_template;
    template <class T = CollectionStepRule>
    static constexpr auto fields() {
        return FieldList{
            Field{"step", &T::step, "Names the step within the policy."},
            Field{"description", &T::description, "Its name for people."},
            Field{"kind", &T::kind,
                  "letter: to the main customer and those who get notices. call: the customer is called. field_notice: "
                  "a notice is left at each premise. disconnect_order: service is to be disconnected there. "
                  "agency_referral: the debt goes to a collection agency."},
            Field{"days_overdue", &T::days_overdue, "Days that the oldest debt is overdue before it is taken.", "days"},
            Field{"days_after_previous", &T::days_after_previous,
                  "Least days between the step before it and it; one day in any case.", "days"},
            Field{"threshold", &T::threshold, "It waits while less than this is to be collected."},
            Field{"letter_template", &T::letter_template,
                  "Letter that is sent with it; needed by a letter, empty: none is."}};
    }
    bool operator==(const CollectionStepRule&) const = default;
};
inline constexpr std::size_t collection_steps_max = 20;

// How a customer class is collected from. A collection keeps the terms that it was started under.
struct CollectionPolicy {
    static constexpr std::string_view table_name = "collection_policy";
    Code code;
    Plain description;
    Money threshold;
    std::uint16_t resume_days = 0;
    bool collects_stopped = false;
    bool before_working_days = false;
    Code reconnect_charge_type;
    Money reconnect_amount;
    std::vector<CollectionStepRule> steps;
    template <class T = CollectionPolicy>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "The customer class that it is for."},
            Field{"description", &T::description, "Its name for people."},
            Field{
                "threshold", &T::threshold,
                "Debt of so much or less is not collected, and ends a collection; an agreement's ends its severance."},
            Field{"resume_days", &T::resume_days,
                  "Debt that is back within so many days, such as by a returned payment or a broken arrangement, is "
                  "collected from where its collection had ended.",
                  "days"},
            Field{"collects_stopped", &T::collects_stopped, "Debt of stopped agreements is collected, too."},
            Field{"before_working_days", &T::before_working_days,
                  "Service is disconnected only on working days that a working day follows."},
            Field{"reconnect_charge_type", &T::reconnect_charge_type,
                  "Special charge for reconnecting a service; empty: it costs nothing."},
            Field{"reconnect_amount", &T::reconnect_amount, "Amount of that charge, before tax."},
            Field{"steps", &T::steps, "In order; none: the class is not collected from."}};
    }
    bool operator==(const CollectionPolicy&) const = default;

    [[nodiscard]] bool has(CollectionStepKind kind) const {
        for (const CollectionStepRule& rule : steps)
            if (rule.kind == kind) return true;
        return false;
    }
};

// A ground on which a customer is protected from collection.
struct ProtectionType {
    static constexpr std::string_view table_name = "protection_type";
    Code code;
    Plain description;
    std::vector<CollectionStepKind> blocks;
    bool debt_before = false;
    bool needs_end = false;
    std::uint16_t days_max = 0;
    template <class T = ProtectionType>
    static constexpr auto fields() {
        return FieldList{
            Field{"code", &T::code, "Protection type, such as LIFE, MEDICAL or BANKRUPTCY."},
            Field{"description", &T::description, "Its name for people."},
            Field{"blocks", &T::blocks, "Steps that are not taken while it holds."},
            Field{"debt_before", &T::debt_before,
                  "Debt from before its first day is not collected while it holds, as in a bankruptcy; later debt is."},
            Field{"needs_end", &T::needs_end,
                  "Whether it must say until when it holds, as a medical certificate does."},
            Field{"days_max", &T::days_max, "Longest that it may hold when it is recorded; 0: any time.", "days"}};
    }
    bool operator==(const ProtectionType&) const = default;
};

// Days on which steps are not taken for whole classes: a season, or days of heat or cold.
struct Moratorium {
    static constexpr std::string_view table_name = "moratorium";
    Code code;
    Plain description;
    std::vector<CollectionStepKind> blocks;
    Date from;
    Date until;
    std::vector<Code> customer_classes;
    std::vector<Code> jurisdictions;
    template <class T = Moratorium>
    static constexpr auto fields() {
        return FieldList{Field{"code", &T::code, "Moratorium, such as WINTER-2022."},
                         Field{"description", &T::description, "Its name for people."},
                         Field{"blocks", &T::blocks, "Steps that are not taken while it holds."},
                         Field{"from", &T::from, "First day."},
                         Field{"until", &T::until, "First day on which it no longer holds."},
                         Field{"customer_classes", &T::customer_classes, "For accounts of which classes; empty: all."},
                         Field{"jurisdictions", &T::jurisdictions,
                               "For services at premises of which jurisdictions, NY covering NY-ALBANY; empty: all. A "
                               "premise that names none is in each."}};
    }
    bool operator==(const Moratorium&) const = default;
};

// A register's own average is of its newest days, so many at most: a season, not a year.
inline constexpr std::uint16_t use_days_max = 90;

// When a read, usage of a period or an interval day that comes in is held in doubt. Checks
// without a limit are skipped. Of the rows that fit a register, the one most specific in unit and class counts.
struct ReadValidation {
    static constexpr std::string_view table_name = "read_validation";
    Code service;
    Code unit;
    Code customer_class;
    Rate high_ratio;
    Rate low_ratio;
    Quantity daily_max;
    Rate spike_ratio;
    std::uint16_t zero_days = 0;
    std::uint16_t missing_days = 0;
    std::uint16_t minimum_history_days = 0;
    template <class T = ReadValidation>
    static constexpr auto fields() {
        return FieldList{
            Field{"service", &T::service, "For meters of which service."},
            Field{"unit", &T::unit, "For registers that count this unit; empty: all."},
            Field{"customer_class", &T::customer_class, "Where an account of this class pays; empty: all."},
            Field{"high_ratio", &T::high_ratio,
                  "More than so many times what is expected is in doubt; 0: not looked at."},
            Field{"low_ratio", &T::low_ratio,
                  "Less than this share of what is expected is in doubt; 0: not looked at."},
            Field{"daily_max", &T::daily_max, "More than this a day is in doubt; 0: not looked at."},
            Field{
                "spike_ratio", &T::spike_ratio,
                "An interval day is in doubt whose highest value is more than so many times its third highest; 0: not "
                "looked at."},
            Field{"zero_days", &T::zero_days,
                  "Days without use, in a row, from which on they are in doubt; 0: not looked at.", "days"},
            Field{"missing_days", &T::missing_days,
                  "Days since the read before, or without usage in between, from which on one must be missing; 0: not "
                  "looked at.",
                  "days"},
            Field{"minimum_history_days", &T::minimum_history_days,
                  "Days that a register must have measured before it is held against its own average; until then "
                  "against settings.define_usage_profile, where one fits. At most 90.",
                  "days"}};
    }
    bool operator==(const ReadValidation&) const = default;
};

// What meters of a kind use a day, month by month: what a new meter is held against, and the last way to estimate.
struct UsageProfile {
    static constexpr std::string_view table_name = "usage_profile";
    Code service;
    Code unit;
    Code customer_class;
    std::vector<Quantity> daily;
    template <class T = UsageProfile>
    static constexpr auto fields() {
        return FieldList{
            Field{"service", &T::service, "For meters of which service."},
            Field{"unit", &T::unit, "For registers that count this unit."},
            Field{"customer_class", &T::customer_class, "Where an account of this class pays; empty: all."},
            Field{"daily", &T::daily, "Use a day in January, February and so on: twelve."}};
    }
    bool operator==(const UsageProfile&) const = default;
};

struct AgingBuckets {
    static constexpr std::string_view table_name = "aging_buckets";
    std::vector<std::uint16_t> last_days;
    template <class T = AgingBuckets>
    static constexpr auto fields() {
        return FieldList{
            Field{"last_days", &T::last_days,
                  "Last day overdue of each bucket after 'not yet due', rising; the rest is the last bucket.", "days"}};
    }
    bool operator==(const AgingBuckets&) const = default;
};

}  // namespace tally::domain
