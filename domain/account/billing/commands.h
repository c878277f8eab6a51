#pragma once
// Bills accounts, and takes back what was billed. An id, date or code left empty takes the default that
// its field names.

#include <string_view>

#include "domain/account/billing/types.h"
#include "domain/core/date.h"
#include "domain/core/money.h"
#include "domain/core/text.h"
#include "domain/core/type_list.h"

namespace tally::domain {

// One account's segments, invoice and statement of one run. Sent by the bill run.
struct BillAccount {
    static constexpr std::string_view type_name = "bill.account";
    AccountId account;
    Code cycle;
    Date bill_date;
    template <class T = BillAccount>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"cycle", &T::cycle, "Cycle of the run; empty: off cycle."},
                         Field{"bill_date", &T::bill_date, "Bill date, and the cut-off for reads."}};
    }
    bool operator==(const BillAccount&) const = default;
};

// Takes back the account's latest bill, so that it can be made again for the right date: its statement is cancelled,
// its invoice gets a credit note, its special charges are pending again [rules 6, 21].
struct CancelBill {
    static constexpr std::string_view type_name = "bill.cancel";
    AccountId account;
    DocumentId statement;
    Date on;
    Plain correction_reason;
    bool deliver = false;
    template <class T = CancelBill>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"statement", &T::statement, "Its latest statement that is not cancelled."},
                         Field{"on", &T::on, "Business date; absent: today, or the bill date where that is later."},
                         Field{"correction_reason", &T::correction_reason, "Why, without personal data."},
                         Field{"deliver", &T::deliver, "Send the credit note by itself."}};
    }
    bool operator==(const CancelBill&) const = default;
};

// Credit note at once; rebill where asked, or where a later segment needs it [rule 6].
struct ReverseInvoice {
    static constexpr std::string_view type_name = "invoice.reverse";
    AccountId account;
    DocumentId invoice;
    bool rebill = false;
    Date on;
    Plain correction_reason;
    bool deliver = false;
    bool customer_caused = false;
    template <class T = ReverseInvoice>
    static constexpr auto fields() {
        return FieldList{
            Field{"account", &T::account, "The account."},
            Field{"invoice", &T::invoice, "Invoice to take back."},
            Field{"rebill", &T::rebill, "Make the charges again, from today's reads and the prices of the period."},
            Field{"on", &T::on, "Business date; absent: today."},
            Field{"correction_reason", &T::correction_reason, "Why, without personal data."},
            Field{"deliver", &T::deliver, "Send the credit note by itself."},
            Field{"customer_caused", &T::customer_caused,
                  "The customer caused the error: the rebill may charge more however long ago it was."}};
    }
    bool operator==(const ReverseInvoice&) const = default;
};

// Held pending until the next bill.
struct CreateSpecialCharge {
    static constexpr std::string_view type_name = "special_charge.create";
    AccountId account;
    ServiceAgreementId sa;
    Code charge_type;
    Money amount;
    Plain description;
    Date on;
    template <class T = CreateSpecialCharge>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"sa", &T::sa, "Agreement that will carry it; empty where there is one."},
                         Field{"charge_type", &T::charge_type, "Its type."},
                         Field{"amount", &T::amount, "Before tax; above zero."},
                         Field{"description", &T::description, "What the bill will say; empty: the type's."},
                         Field{"on", &T::on, "Business date; absent: today."}};
    }
    bool operator==(const CreateSpecialCharge&) const = default;
};

struct RemoveSpecialCharge {
    static constexpr std::string_view type_name = "special_charge.remove";
    AccountId account;
    DocumentId charge;
    template <class T = RemoveSpecialCharge>
    static constexpr auto fields() {
        return FieldList{Field{"account", &T::account, "The account."},
                         Field{"charge", &T::charge, "A pending charge."}};
    }
    bool operator==(const RemoveSpecialCharge&) const = default;
};

using BillingCommand = TypeList<BillAccount, CancelBill, ReverseInvoice, CreateSpecialCharge, RemoveSpecialCharge>;

}  // namespace tally::domain
