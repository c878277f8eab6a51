#pragma once
// What happens to automatic payment. The money of a draft is a payment like any other, posted and returned by its own
// events in the same commit: none of these moves any. Names and field order are on disk: add, never edit.

#include <cstdint>
#include <string_view>
#include <tuple>

#include "domain/about.h"
#include "domain/account/receivables/autopay/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

struct AutopayEnrolled {
    static constexpr std::string_view type_name = "account.autopay_enrolled";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::autopay;
    AccountId account;
    DocumentId mandate;
    Plain routing_number;
    Personal bank_account;
    BankAccountType account_type = BankAccountType::checking;
    AuthorisationForm authorised_by = AuthorisationForm::written;
    Date authorised_on;
    EntryClass entry_class = EntryClass::ppd;
    Money limit;
    Date enrolled_on;
    static constexpr std::tuple makes{NamedId{"mandate", &AutopayEnrolled::mandate}};
    template <class T = AutopayEnrolled>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"mandate", &T::mandate, "Its number: <account>-AP<n>. Its terms never change."},
            Field{"routing_number", &T::routing_number, "ABA routing number of the customer's bank, nine digits."},
            Field{"bank_account", &T::bank_account, "Number of the account there."},
            Field{"account_type", &T::account_type, "What kind of account it is."},
            Field{"authorised_by", &T::authorised_by, "How the customer authorised drafts."},
            Field{"authorised_on", &T::authorised_on, "When."},
            Field{"entry_class", &T::entry_class, "NACHA's standard entry class."},
            Field{"limit", &T::limit, "No draft is of more; zero: of any amount."},
            Field{"enrolled_on", &T::enrolled_on, "Business date: bills from then on are drafted."}};
    }
    bool operator==(const AutopayEnrolled&) const = default;
};

// Nothing is drafted under it any more: what was announced is paid as any bill is.
struct AutopayEnded {
    static constexpr std::string_view type_name = "account.autopay_ended";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::autopay;
    AccountId account;
    DocumentId mandate;
    MandateEnd cause = MandateEnd::by_customer;
    Code end_reason;
    Date ended_on;
    template <class T = AutopayEnded>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"mandate", &T::mandate, "The mandate."},
                         Field{"cause", &T::cause,
                               "Who ended it. One that is replaced hands what was announced over to the next one."},
                         Field{"end_reason", &T::end_reason, "Why: a code of the user's, or the code of the return."},
                         Field{"ended_on", &T::ended_on, "Business date."}};
    }
    bool operator==(const AutopayEnded&) const = default;
};

// The bill says that it will be drafted, and on which day.
struct DraftAnnounced {
    static constexpr std::string_view type_name = "account.draft_announced";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::autopay;
    AccountId account;
    DocumentId bill;
    DocumentId mandate;
    Date due_on;
    Date draft_on;
    template <class T = DraftAnnounced>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"bill", &T::bill, "The invoice."},
                         Field{"mandate", &T::mandate, "Mandate that stood when it was issued."},
                         Field{"due_on", &T::due_on, "Its due date."},
                         Field{"draft_on", &T::draft_on, "First day on which it is drafted; never after it is due."}};
    }
    bool operator==(const DraftAnnounced&) const = default;
};

struct BillDrafted {
    static constexpr std::string_view type_name = "account.bill_drafted";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::autopay;
    AccountId account;
    DocumentId draft;
    DocumentId bill;
    std::uint16_t attempt = 1;
    Money amount;
    Date due_on;
    Date drafted_on;
    DocumentId mandate;
    Plain routing_number;
    BankAccountType account_type = BankAccountType::checking;
    EntryClass entry_class = EntryClass::ppd;
    PaymentId payment;
    PaymentEventId payment_event;
    TenderId tender;
    static constexpr std::tuple makes{NamedId{"draft", &BillDrafted::draft}};
    template <class T = BillDrafted>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"draft", &T::draft, "Its number: <account>-DR<n>; the reference of its tender."},
            Field{"bill", &T::bill, "The invoice; no draft of it stands beside this one."},
            Field{"attempt", &T::attempt, "1; more where a draft of the bill was returned."},
            Field{"amount", &T::amount, "What was open of the bill and not disputed."},
            Field{"due_on", &T::due_on, "Due date of the bill."},
            Field{"drafted_on", &T::drafted_on, "Business date: that of the payment."},
            Field{"mandate", &T::mandate, "Mandate that it was made under; it has the number of the bank account."},
            Field{"routing_number", &T::routing_number, "Of the mandate."},
            Field{"account_type", &T::account_type, "Of the mandate."},
            Field{"entry_class", &T::entry_class, "Of the mandate."},
            Field{"payment", &T::payment, "Payment that it posted."},
            Field{"payment_event", &T::payment_event, "That payment's event."},
            Field{"tender", &T::tender, "Its tender, which a return cancels."}};
    }
    bool operator==(const BillDrafted&) const = default;
};

// The bank returned it: its tender is cancelled, and the bill owed again.
struct DraftReturned {
    static constexpr std::string_view type_name = "account.draft_returned";
    static constexpr std::uint16_t schema_version = 1;
    static constexpr Topic topic = Topic::autopay;
    AccountId account;
    DocumentId draft;
    DocumentId bill;
    DocumentId mandate;
    ReturnCode return_code = ReturnCode::r01;
    Money amount;
    Date returned_on;
    Date due_on;
    std::uint16_t attempt = 1;
    Date redraft_on;
    template <class T = DraftReturned>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"draft", &T::draft, "The draft."},
                         Field{"bill", &T::bill, "Its invoice."},
                         Field{"mandate", &T::mandate, "Its mandate."},
                         Field{"return_code", &T::return_code, "NACHA's reason."},
                         Field{"amount", &T::amount, "Of the draft."},
                         Field{"returned_on", &T::returned_on, "Business date."},
                         Field{"due_on", &T::due_on, "Due date of the bill."},
                         Field{"attempt", &T::attempt, "Of the draft."},
                         Field{"redraft_on", &T::redraft_on, "When it is drafted again; absent: it is not."}};
    }
    bool operator==(const DraftReturned&) const = default;
};

using AutopayEvent = TypeList<AutopayEnrolled, AutopayEnded, DraftAnnounced, BillDrafted, DraftReturned>;

}  // namespace tally::domain
