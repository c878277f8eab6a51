#pragma once
// What commands would make: a receipt or refusal each, balances before and after, items and credit that change, and the
// documents with their content. Nothing of it is written.

#include <cstdint>
#include <vector>

#include "eventstore/division/receipt.h"
#include "projections/documents/invoice_answers.h"
#include "projections/documents/payment_answers.h"
#include "projections/documents/statement_answers.h"

namespace tally::projections {

struct TriedEvent {
    domain::Plain type;
    domain::Plain stream;
    domain::Plain summary;
    std::uint64_t position = 0;
    template <class T = TriedEvent>
    static constexpr auto fields() {
        return FieldList{Field{"type", &T::type, "Its type, such as account.payment_posted."},
                         Field{"stream", &T::stream, "The aggregate that it would be of, such as account/1."},
                         Field{"summary", &T::summary, "What it says, in words; empty for control tables."},
                         Field{"position", &T::position, "Where it would stand if nothing else came before."}};
    }
    bool operator==(const TriedEvent&) const = default;
};

struct TriedCommand {
    domain::Plain type;
    eventstore::CommandReceipt receipt;
    std::vector<TriedEvent> events;
    template <class T = TriedCommand>
    static constexpr auto fields() {
        return FieldList{
            Field{"type", &T::type, "Type of the command; empty where it cannot be read."},
            Field{"receipt", &T::receipt, "What it would be answered with; positions and ids are those it would get."},
            Field{"events", &T::events, "What it would make; empty where it is refused."}};
    }
    bool operator==(const TriedCommand&) const = default;
};

struct TriedBalance {
    domain::Money payoff;
    domain::Money current;
    domain::Money overdue;
    domain::Money unapplied;
    template <class T = TriedBalance>
    static constexpr auto fields() {
        return FieldList{Field{"payoff", &T::payoff, "Truly owed."}, Field{"current", &T::current, "Asked for now."},
                         Field{"overdue", &T::overdue, "Of current, what is past its due date."},
                         Field{"unapplied", &T::unapplied, "Credit not used yet."}};
    }
    bool operator==(const TriedBalance&) const = default;
};

// An open item whose open amount would change; zero on the one side: it would be new, or paid.
struct TriedItem {
    domain::DocumentId document;
    domain::ServiceAgreementId sa;
    domain::Date due_date;
    domain::Money payoff_before;
    domain::Money payoff_after;
    domain::Money current_before;
    domain::Money current_after;
    template <class T = TriedItem>
    static constexpr auto fields() {
        return FieldList{Field{"document", &T::document, "What made it."},
                         Field{"sa", &T::sa, "Its agreement."},
                         Field{"due_date", &T::due_date, "It ages from that day."},
                         Field{"payoff_before", &T::payoff_before, "Truly owed on it now."},
                         Field{"payoff_after", &T::payoff_after, "Truly owed on it then."},
                         Field{"current_before", &T::current_before, "Asked for on it now."},
                         Field{"current_after", &T::current_after, "Asked for on it then."}};
    }
    bool operator==(const TriedItem&) const = default;
};

struct TriedCredit {
    domain::CreditSource source;
    domain::Money before;
    domain::Money after;
    template <class T = TriedCredit>
    static constexpr auto fields() {
        return FieldList{Field{"source", &T::source, "Where it came from."},
                         Field{"before", &T::before, "What is left of it now."},
                         Field{"after", &T::after, "What would be left of it."}};
    }
    bool operator==(const TriedCredit&) const = default;
};

struct TriedAccount {
    AccountHeading heading;
    bool opened = false;
    TriedBalance before;
    TriedBalance after;
    std::vector<TriedItem> items;
    std::vector<TriedCredit> credits;
    template <class T = TriedAccount>
    static constexpr auto fields() {
        return FieldList{Field{"heading", &T::heading, "The account, as it would be."},
                         Field{"opened", &T::opened, "A command would open it."},
                         Field{"before", &T::before, "What it owes now."},
                         Field{"after", &T::after, "What it would owe."},
                         Field{"items", &T::items, "Open items that would change."},
                         Field{"credits", &T::credits, "Credit that would change."}};
    }
    bool operator==(const TriedAccount&) const = default;
};

struct WhatIfAnswer {
    std::uint64_t position = 0;
    domain::Date aged_on;
    bool accepted = true;
    std::vector<TriedCommand> commands;
    std::vector<TriedAccount> accounts;
    std::vector<InvoiceAnswer> invoices;
    std::vector<StatementAnswer> statements;
    std::vector<PaymentAnswer> payments;
    domain::Code currency;
    template <class T = WhatIfAnswer>
    static constexpr auto fields() {
        return FieldList{Field{"position", &T::position, "Tried at: entries of the log that were folded."},
                         Field{"aged_on", &T::aged_on, "Day on which ages are counted, before and after."},
                         Field{"accepted", &T::accepted, "No command would be refused."},
                         Field{"commands", &T::commands, "In order; each sees what those before it would make."},
                         Field{"accounts", &T::accounts, "Those that the commands would touch."},
                         Field{"invoices", &T::invoices, "Invoices and credit notes that would be issued."},
                         Field{"statements", &T::statements, "Statements that would be issued."},
                         Field{"payments", &T::payments, "Payments that would be posted, with what they would pay."},
                         Field{"currency", &T::currency, "Of all amounts."}};
    }
    bool operator==(const WhatIfAnswer&) const = default;
};

void render(const WhatIfAnswer&, const RenderContext&, std::string& out);

}  // namespace tally::projections
