#pragma once
// Unclaimed credit and deposits: the owner is notified, they escheat to the state, and the owner may still reclaim them
// later. Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/about.h"
#include "domain/account/receivables/settling/types.h"
#include "domain/account/receivables/unclaimed/types.h"
#include "domain/books/posting.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// The owner was written to: unless there is an act of the owner, the state gets it from `escheats_on` on.
struct UnclaimedNoticed {
    static constexpr std::string_view type_name = "account.unclaimed_noticed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unclaimed;
    AccountId account;
    DocumentId notice;
    DocumentId letter;
    Dormancy dormancy;
    Money credit;
    Money deposits;
    Date noticed_on;
    Date escheats_on;
    static constexpr std::tuple makes{NamedId{"notice", &UnclaimedNoticed::notice}};
    template <class T = UnclaimedNoticed>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"notice", &T::notice, "The notice."},
                         Field{"letter", &T::letter, "The letter that said so."},
                         Field{"dormancy", &T::dormancy, "Since when it lies unclaimed."},
                         Field{"credit", &T::credit, "Unapplied credit that was announced."},
                         Field{"deposits", &T::deposits, "Deposits held that were announced."},
                         Field{"noticed_on", &T::noticed_on, "Business date."},
                         Field{"escheats_on", &T::escheats_on, "First day on which the state gets it."}};
    }
    bool operator==(const UnclaimedNoticed&) const = default;
};

// It should not have been sent, or the owner answered it: dormancy is counted anew from that day.
struct UnclaimedNoticeCancelled {
    static constexpr std::string_view type_name = "account.unclaimed_notice_cancelled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unclaimed;
    AccountId account;
    DocumentId notice;
    Code cancel_reason;
    Date cancelled_on;
    template <class T = UnclaimedNoticeCancelled>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"notice", &T::notice, "The notice."},
                         Field{"cancel_reason", &T::cancel_reason, "Why."},
                         Field{"cancelled_on", &T::cancelled_on, "Business date; dormancy is counted from it."}};
    }
    bool operator==(const UnclaimedNoticeCancelled&) const = default;
};

// Credit leaves the account, and is owed to the state instead.
struct CreditEscheated {
    static constexpr std::string_view type_name = "account.credit_escheated";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unclaimed;
    static constexpr Legs legs{GlRole::unapplied, GlRole::escheat};
    AccountId account;
    DocumentId escheat;
    std::vector<CreditLine> lines;
    DocumentId notice;
    Dormancy dormancy;
    EscheatReport report;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::credit_escheated;
    static constexpr auto ar_document = &CreditEscheated::escheat;
    static constexpr std::tuple makes{
        NamedDocument<CreditEscheated>{"escheat", &CreditEscheated::escheat, ArEntryKind::credit_escheated}};
    template <class T = CreditEscheated>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"escheat", &T::escheat, "The escheat, under which it is paid to the state or reclaimed."},
            Field{"lines", &T::lines, "Whose credit it was, oldest first."},
            Field{"notice", &T::notice, "Notice to the owner; empty: too little for one."},
            Field{"dormancy", &T::dormancy, "Since when it lay unclaimed."},
            Field{"report", &T::report, "The state's report that it is part of."},
            Field{"amount", &T::amount, "Sum of the lines."},
            Field{"financial", &T::financial, "UNAPP / ESCHEAT."}};
    }
    bool operator==(const CreditEscheated&) const = default;
};

// A deposit that is still held after the end, with its interest.
struct DepositEscheated {
    static constexpr std::string_view type_name = "account.deposit_escheated";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unclaimed;
    static constexpr Legs legs{GlRole::deposit, GlRole::escheat};
    static constexpr CurrentBy current_by = CurrentBy::nothing;
    AccountId account;
    DocumentId escheat;
    DocumentId deposit;
    ServiceAgreementId sa;
    Money from_interest;
    DocumentId notice;
    Dormancy dormancy;
    EscheatReport report;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::deposit_escheated;
    static constexpr auto ar_document = &DepositEscheated::escheat;
    static constexpr std::tuple makes{
        NamedDocument<DepositEscheated>{"escheat", &DepositEscheated::escheat, ArEntryKind::deposit_escheated}};
    template <class T = DepositEscheated>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"escheat", &T::escheat, "The escheat, under which it is paid to the state or reclaimed."},
            Field{"deposit", &T::deposit, "The deposit."},
            Field{"sa", &T::sa, "Agreement that it secured; empty: the whole account."},
            Field{"from_interest", &T::from_interest, "Part of it that was interest."},
            Field{"notice", &T::notice, "Notice to the owner; empty: too little for one."},
            Field{"dormancy", &T::dormancy, "Since when it lay unclaimed."},
            Field{"report", &T::report, "The state's report that it is part of."},
            Field{"amount", &T::amount, "All that was held of it."},
            Field{"financial", &T::financial, "DEP / ESCHEAT; payoff only."}};
    }
    bool operator==(const DepositEscheated&) const = default;
};

// What the state was owed is paid to it. No customer's balance changes.
struct EscheatRemitted {
    static constexpr std::string_view type_name = "account.escheat_remitted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unclaimed;
    static constexpr Legs legs{GlRole::escheat, GlRole::cash};
    AccountId account;
    DocumentId escheat;
    Code report;
    Plain reference;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::escheat_remitted;
    static constexpr auto ar_document = &EscheatRemitted::escheat;
    template <class T = EscheatRemitted>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account that it came from."},
                         Field{"escheat", &T::escheat, "The escheat."},
                         Field{"report", &T::report, "The report that it was paid with."},
                         Field{"reference", &T::reference, "Number of the payment to the state."},
                         Field{"amount", &T::amount, "All of the escheat."},
                         Field{"financial", &T::financial, "ESCHEAT / CASH; no balance changes."}};
    }
    bool operator==(const EscheatRemitted&) const = default;
};

// The state paid it back, as for an owner who came to the utility, or the payment did not arrive.
struct EscheatRemittanceReturned {
    static constexpr std::string_view type_name = "account.escheat_remittance_returned";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unclaimed;
    static constexpr Legs legs{GlRole::cash, GlRole::escheat};
    AccountId account;
    DocumentId escheat;
    Code report;
    Code return_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::escheat_remittance_returned;
    static constexpr auto ar_document = &EscheatRemittanceReturned::escheat;
    template <class T = EscheatRemittanceReturned>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account that it came from."},
                         Field{"escheat", &T::escheat, "The escheat."},
                         Field{"report", &T::report, "The report that it had been paid with."},
                         Field{"return_reason", &T::return_reason, "Why."},
                         Field{"amount", &T::amount, "What had been paid, not negated."},
                         Field{"financial", &T::financial, "CASH / ESCHEAT; no balance changes."}};
    }
    bool operator==(const EscheatRemittanceReturned&) const = default;
};

// The owner came: the escheat is reversed, and is unapplied credit that can be refunded. Where the state has the money
// already, the utility claims it back from there.
struct EscheatReclaimed {
    static constexpr std::string_view type_name = "account.escheat_reclaimed";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::unclaimed;
    static constexpr Legs legs{GlRole::escheat, GlRole::unapplied};
    AccountId account;
    DocumentId escheat;
    std::vector<CreditLine> lines;
    bool remitted = false;
    Code reclaim_reason;
    Money amount;
    Financial financial;
    static constexpr ArEntryKind ar_kind = ArEntryKind::escheat_reclaimed;
    static constexpr auto ar_document = &EscheatReclaimed::escheat;
    template <class T = EscheatReclaimed>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"escheat", &T::escheat, "The escheat that is reversed."},
            Field{"lines", &T::lines, "Whose credit it is again; of a deposit: credit of the escheat itself."},
            Field{"remitted", &T::remitted, "Whether the state has the money and owes it to the utility."},
            Field{"reclaim_reason", &T::reclaim_reason, "Why."},
            Field{"amount", &T::amount, "What had escheated, not negated."},
            Field{"financial", &T::financial, "ESCHEAT / UNAPP."}};
    }
    bool operator==(const EscheatReclaimed&) const = default;
};

using UnclaimedEvent = TypeList<UnclaimedNoticed, UnclaimedNoticeCancelled, CreditEscheated, DepositEscheated,
                                EscheatRemitted, EscheatRemittanceReturned, EscheatReclaimed>;

}  // namespace tally::domain
