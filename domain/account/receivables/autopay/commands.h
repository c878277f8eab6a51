#pragma once
// What can be asked about automatic payment. A date left empty is today.

#include <string_view>

#include "domain/account/receivables/autopay/types.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// Where a mandate stands, the new one replaces it, and drafts that were announced are made under the new one.
struct EnrolInAutopay {
    static constexpr std::string_view type_name = "autopay.enrol";
    AccountId account;
    Plain routing_number;
    Personal bank_account;
    BankAccountType account_type = BankAccountType::checking;
    AuthorisationForm authorised_by = AuthorisationForm::written;
    Date authorised_on;
    bool of_business = false;
    Money limit;
    template <class T = EnrolInAutopay>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"routing_number", &T::routing_number,
                  "ABA routing number of the customer's bank: nine digits, the last of which checks the others."},
            Field{"bank_account", &T::bank_account, "Number of the account there."},
            Field{"account_type", &T::account_type, "What kind of account it is."},
            Field{"authorised_by", &T::authorised_by, "How the customer authorised drafts."},
            Field{"authorised_on", &T::authorised_on, "When; absent: today."},
            Field{"of_business", &T::of_business, "Whether it is a business's account."},
            Field{"limit", &T::limit, "A bill of more is not drafted; zero: of any amount."}};
    }
    bool operator==(const EnrolInAutopay&) const = default;
};

struct EndAutopay {
    static constexpr std::string_view type_name = "autopay.end";
    AccountId account;
    bool by_utility = false;
    Code end_reason;
    template <class T = EndAutopay>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"by_utility", &T::by_utility, "Whether the utility ends it; false: the customer does."},
                         Field{"end_reason", &T::end_reason, "Why, as a code; may be empty."}};
    }
    bool operator==(const EndAutopay&) const = default;
};

// Posts the payment of a bill whose draft was announced and is due. What the run sends.
struct DraftBill {
    static constexpr std::string_view type_name = "autopay.draft";
    AccountId account;
    DocumentId bill;
    Date on;
    template <class T = DraftBill>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"bill", &T::bill, "The invoice."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const DraftBill&) const = default;
};

struct ReturnDraft {
    static constexpr std::string_view type_name = "autopay.return";
    AccountId account;
    DocumentId draft;
    ReturnCode return_code = ReturnCode::r01;
    Date on;
    template <class T = ReturnDraft>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."}, Field{"draft", &T::draft, "A draft of it."},
                         Field{"return_code", &T::return_code, "NACHA's reason, as the bank gives it."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const ReturnDraft&) const = default;
};

using AutopayCommand = TypeList<EnrolInAutopay, EndAutopay, DraftBill, ReturnDraft>;

}  // namespace tally::domain
