#include "tests/scenarios/bill_script.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "domain/tariff/times.h"
#include "tests/support/scenario.h"
#include "tests/support/standard_utility.h"

namespace tally::test {

using namespace domain;

namespace {

struct Line {
    int number = 0;
    bool indented = false;
    std::vector<std::string> words;
};

// Channel of what a customer sends back.
constexpr const char* sent_back = "OUT";

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::istringstream in{std::string{text}};
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}
std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::vector<Line> lines_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    TALLY_ASSERT(in.good(), "a scenario file that cannot be read");
    std::vector<Line> lines;
    int number = 0;
    for (std::string text; std::getline(in, text);) {
        ++number;
        text = text.substr(0, text.find('#'));
        Line line{number, !text.empty() && (text.front() == ' ' || text.front() == '\t'), words_of(text)};
        if (!line.words.empty()) lines.push_back(std::move(line));
    }
    return lines;
}

// The words of a line, taken one by one.
class Words {
  public:
    Words(const Line& line, const std::string& where) : words_(line.words), where_(where) {}
    [[nodiscard]] bool done() const { return at_ == words_.size(); }
    // The next word, without a comma at its end.
    std::string next() {
        if (done()) {
            ADD_FAILURE() << where_ << "a word is missing at the end";
            return "?";
        }
        std::string word = words_[at_++];
        if (word.back() == ',') word.pop_back();
        return word;
    }
    // Whether these words come next; leaves them there.
    bool comes(std::string_view phrase) {
        const auto before = at_;
        const bool there = accept(phrase);
        at_ = before;
        return there;
    }
    // Whether these words come next; takes them if so.
    bool accept(std::string_view phrase) {
        const auto wanted = words_of(phrase);
        if (at_ + wanted.size() > words_.size()) return false;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            std::string word = words_[at_ + i];
            if (word.size() > 1 && word.back() == ',') word.pop_back();
            if (word != wanted[i]) return false;
        }
        at_ += wanted.size();
        return true;
    }
    void expect(std::string_view phrase) {
        if (!accept(phrase)) ADD_FAILURE() << where_ << "expected '" << phrase << "' in: " << joined(words_);
    }
    void end() {
        if (!done()) ADD_FAILURE() << where_ << "not understood: '" << words_[at_] << "' in: " << joined(words_);
    }
    [[nodiscard]] bool ends_item() const { return at_ > 0 && words_[at_ - 1].back() == ','; }

  private:
    const std::vector<std::string>& words_;
    std::string where_;
    std::size_t at_ = 0;
};

Rate percent(std::string text) {
    TALLY_ASSERT(!text.empty() && text.back() == '%', "a percentage ends in %");
    text.pop_back();
    return Rate{rate(text).units / 100};
}
std::uint16_t small_number(const std::string& text) {
    return static_cast<std::uint16_t>(std::stoul(text));
}
EdgeProration edge(const std::string& text) {
    const auto names = enum_names(EdgeProration{});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<EdgeProration>(i);
    ADD_FAILURE() << "no such proration: " << text;
    return EdgeProration::by_tariff;
}

// --- Documents as text

std::string money(Money amount) {
    return to_string(amount, 2);
}
std::string price_text(Price amount) {
    return fixed_to_string(amount.units, Price::decimals, 2);
}
std::string last_day(Date from, Date until) {
    return from == until ? "no day" : to_string(from) + " to " + to_string(until - 1);
}

template <class Recorded>
void describe_market(const Recorded& e, const std::string& party, std::vector<std::string>& text) {
    text.push_back("market " + e.market_transaction.str() + " " + std::string{meaning_of(e.transaction.kind).code} +
                   " " + party + (e.answers.empty() ? "" : ", answers " + e.answers.str()) +
                   (e.answers.empty() && !e.transaction.original.empty() ? ", unpaired" : "") +
                   (e.due_on.is_set() ? ", answer due " + to_string(e.due_on) : ""));
}
void describe(const BillLine& line, std::vector<std::string>& text) {
    std::string shown = line.component.str();
    const bool share = line.component_kind == ComponentKind::percentage || line.component_kind == ComponentKind::tax;
    if (share) {
        shown += " " + fixed_to_string(line.price.units, Price::decimals - 2, 0) + "% of " +
                 fixed_to_string(line.quantity.units, Quantity::decimals, 2);
    } else {
        shown += " " + to_string(line.quantity);
        if (!line.unit.empty()) shown += " " + line.unit.str();
        shown += " x " + price_text(line.price);
        if (!(line.fraction == Fraction{}))
            shown += " x " + std::to_string(line.fraction.numerator) + "/" + std::to_string(line.fraction.denominator);
    }
    shown += " = " + money(line.amount);
    if (line.kind == LineKind::recalculation) shown += " was " + money(line.previous_amount);
    text.push_back(shown);
}
void describe(const std::vector<BillLine>& lines, Date from, Date until, std::vector<std::string>& text) {
    for (const BillLine& line : lines) {
        describe(line, text);
        // A line of another period than its segment says so.
        if ((line.from != from || line.until != until) && line.component_kind != ComponentKind::tax)
            text.back() += " (" + last_day(line.from, line.until) + ")";
    }
}

// Debits first, as books have them.
void describe(const Financial& financial, std::vector<std::string>& text) {
    for (const bool debit : {true, false})
        for (const Posting& posting : financial.postings)
            if ((posting.amount > Money{}) == debit)
                text.push_back((debit ? "debit " : "credit ") + std::string{name_of(posting.role)} + " " +
                               money(debit ? posting.amount : -posting.amount));
}
void describe(const UnbilledAccrued& accrued, std::vector<std::string>& text) {
    text.push_back("accrual " + accrued.accrual.str() + " of " + last_day(accrued.period_from, accrued.period_until) +
                   (accrued.replaces.empty() ? ""
                                             : ", " + money(accrued.amount) + " instead of " +
                                                   money(accrued.previous_amount) + " by " + accrued.replaces.str()));
    for (const UnbilledAgreement& agreement : accrued.agreements) {
        text.push_back(agreement.sa.str() + " " + last_day(agreement.from, agreement.until) + ", " +
                       std::to_string(agreement.until - agreement.from) + " days");
        for (const UnbilledUse& use : agreement.uses)
            text.push_back("used " + to_string(use.quantity) + " " + use.unit.str() + ", " +
                           last_day(use.from, use.until) + ", " + std::string{name_of(use.basis)} +
                           (use.basis == UnbilledBasis::measured ? ""
                                                                 : " from " + to_string(use.basis_quantity) + " in " +
                                                                       std::to_string(use.basis_days) + " days"));
        if (!agreement.no_basis.empty()) text.push_back("without usage: " + agreement.no_basis.str());
        describe(agreement.lines, agreement.from, agreement.until, text);
        text.push_back("total " + money(agreement.amount));
    }
    describe(accrued.financial, text);
}
void describe(const std::vector<WriteOffLine>& lines, std::vector<std::string>& text) {
    for (const WriteOffLine& line : lines) {
        Money tax;
        for (const TaxRelieved& one : line.taxes) tax += one.amount;
        text.push_back(money(line.amount) + " of " + line.document.str() + " " + line.sa.str() +
                       (tax.is_zero() ? "" : ", tax " + money(tax)));
    }
}
void describe(const LateChargeAssessed& charge, std::vector<std::string>& text) {
    text.push_back("late charge " + charge.charge.str() + " on " + charge.overdue.str() + ", due " +
                   to_string(charge.due_date) + ", " + last_day(charge.period_from, charge.period_until));
    const LateChargeTerms& terms = charge.terms;
    const std::string rate = fixed_to_string(terms.rate_basis_points, 2, 0) + "%";
    for (const LateChargeStep& step : charge.steps) {
        std::string shown = money(step.basis) + " x " + rate;
        if (!terms.amount.is_zero())
            shown = "overdue " + money(step.overdue);
        else if (terms.method == LateChargeMethod::daily)
            shown += " a year x " + std::to_string(step.until - step.from) + " days";
        if (step.basis != step.overdue) shown += ", overdue " + money(step.overdue) + " with tax";
        text.push_back(shown);
    }
    text.push_back("total " + money(charge.amount));
}

void describe(const std::vector<ArrangedPart>& parts, std::vector<std::string>& text) {
    for (const ArrangedPart& part : parts)
        text.push_back(money(part.amount) + " of " + part.document.str() + " " + part.sa.str() + ", due " +
                       to_string(part.ages_from));
}
void describe(const ArrangementGranted& granted, std::vector<std::string>& text) {
    text.push_back("arrangement " + granted.arrangement.str() + " granted" +
                   (granted.approved_by.empty() ? "" : " by " + granted.approved_by.str()));
    describe(granted.items, text);
    for (const Instalment& one : granted.instalments)
        text.push_back("on " + to_string(one.due_on) + " " + money(one.amount));
    text.push_back("owed " + money(granted.financial.payoff) + ", asked for " + money(granted.financial.current));
}
void describe(const ArrangementInstalmentBilled& billed, std::vector<std::string>& text) {
    text.push_back("instalment " + billed.instalment.str() + " of " + billed.arrangement.str() + ", due " +
                   to_string(billed.due_on));
    describe(billed.lines, text);
    text.push_back("owed " + money(billed.financial.payoff) + ", asked for " + money(billed.financial.current));
}
void describe(const CurrentSynced& synced, std::vector<std::string>& text) {
    text.push_back("sync " + synced.sync.str() + " of " + synced.sa.str() + ": " + std::string{name_of(synced.cause)});
    for (const SyncedItem& item : synced.items)
        text.push_back(item.amount < Money{}
                           ? money(-item.amount) + " less of " + item.document.str()
                           : money(item.amount) + " more of " + item.document.str() + ", due " +
                                 to_string(item.more_due_on) +
                                 (item.due_on == item.more_due_on ? "" : ", the rest " + to_string(item.due_on)));
    text.push_back("owed " + money(synced.financial.payoff) + ", asked for " + money(synced.financial.current));
}
void describe(const ArrangementBroken& broken, std::vector<std::string>& text) {
    text.push_back("arrangement " + broken.arrangement.str() + " ended: " + std::string{name_of(broken.cause)} +
                   (broken.caused_by.empty() ? "" : " by " + broken.caused_by.str()));
    describe(broken.restored, text);
    for (const ReturnedPart& part : broken.returned)
        text.push_back(money(part.amount) + " of " + part.instalment.str() + " back to " + part.document.str() + " " +
                       part.sa.str() + ", due " + to_string(part.ages_from));
    text.push_back("owed " + money(broken.financial.payoff) + ", asked for " + money(broken.financial.current));
}

void describe(const std::vector<ReadDoubt>& doubts, const std::string& what, std::vector<std::string>& text) {
    for (const ReadDoubt& doubt : doubts)
        text.push_back("in doubt: " + what + ": " + std::string{name_of(doubt.kind)} + " " + to_string(doubt.actual) +
                       ", limit " + to_string(doubt.limit) + ", expected " + to_string(doubt.expected));
}

std::vector<std::string> described(const Event& event) {
    std::vector<std::string> text;
    visit(
        Overloaded{
            [&](const BillSegmentErrored& e) {
                text.push_back("held: " + (e.sa.empty() ? e.account.str() : e.sa.str()) + " " + e.error.str() +
                               ", attempt " + std::to_string(e.attempt));
            },
            [&](const BillSegmentFrozen& e) {
                text.push_back(e.sa.str() + " " + last_day(e.from, e.until) + ", " + std::to_string(e.until - e.from) +
                               " days" + (e.final_segment ? ", final" : "") +
                               (e.replaces.empty() ? "" : ", instead of " + e.replaces.str()));
                for (const UsedRead& read : e.reads)
                    text.push_back(
                        "read " + to_string(read.start_value) + " to " + to_string(read.stop_value) +
                        (read.multiplier == Quantity{1'000'000} ? "" : " times " + to_string(read.multiplier)) + " = " +
                        to_string(read.quantity) + " " + read.unit.str());
                describe(e.lines, e.from, e.until, text);
                text.push_back("total " + money(e.total));
            },
            [&](const BillingDemandFrozen& e) {
                for (const BilledDemand& one : e.demands)
                    text.push_back("demand " + one.component.str() + " " + to_string(one.measured) + " measured " +
                                   to_string(one.billed) + " " + one.unit.str() + " charged" +
                                   (one.highest_of.empty() ? ""
                                                           : ", of " + to_string(one.highest) + " in " +
                                                                 last_day(one.highest_from, one.highest_until)));
            },
            [&](const YearToDateFrozen& e) {
                for (const BankedEnergy& one : e.year.banks)
                    text.push_back(
                        "bank " + one.component.str() + " " + to_string(one.delivered) + " drawn " +
                        to_string(one.returned) + " sent back: " + to_string(one.opening) + " + " +
                        to_string(one.added) + " - " + to_string(one.used) +
                        (one.settled_by == BankSettled::not_settled
                             ? ""
                             : " - " + to_string(one.settled) + " by " + std::string{name_of(one.settled_by)}) +
                        " = " + to_string(one.closing) + " " + one.unit.str());
                for (const YearMinimum& one : e.year.minimums)
                    text.push_back("year " + one.component.str() + " since " + to_string(one.year_from) + " " +
                                   money(one.charged_before) + " + " + money(one.charged) +
                                   (one.year_ended ? ", at least " + money(one.minimum) : ""));
            },
            [&](const BillSegmentCancelled& e) {
                text.push_back("cancelled " + e.sa.str() + " " + last_day(e.from, e.until));
                describe(e.lines, e.from, e.until, text);
                text.push_back("total " + money(e.total));
            },
            [&](const InvoiceIssued& e) {
                text.push_back("invoice " + e.invoice.str() + " of " + to_string(e.bill_date) + ", due " +
                               to_string(e.due_date) + " by " + std::string{name_of(e.due_date_rule)} +
                               (e.final_bill ? ", final bill" : "") + (e.printed ? "" : ", not printed") +
                               (e.rebills.empty() ? "" : ", instead of " + e.rebills.str()));
                for (const InvoiceTax& tax : e.taxes)
                    text.push_back("of which " + tax.tax_code.str() + " " + money(tax.amount) + " on " +
                                   money(tax.basis));
                for (const auto& left_out : e.left_out) text.push_back("without " + left_out.str());
                text.push_back("invoice total " + money(e.total));
            },
            [&](const CreditNoteIssued& e) {
                text.push_back("credit note " + e.credit_note.str() + " for " + e.invoice.str() + ", total " +
                               money(e.total) + (e.do_not_deliver ? ", do not deliver" : ""));
            },
            [&](const StatementIssued& e) {
                text.push_back("statement " + e.statement.str());
                const auto row = [&](std::string_view name, Money amount) {
                    if (!amount.is_zero()) text.push_back(std::string{name} + " " + money(amount));
                };
                text.push_back("balance before " + money(e.previous_payoff));
                row("payments", e.payments_payoff);
                row("adjustments", e.adjustments_payoff);
                row("corrections", e.corrections_payoff);
                row("new charges", e.charges_payoff);
                text.push_back("balance now " + money(e.ending_payoff));
                if (e.ending_current != e.ending_payoff) text.push_back("asked for now " + money(e.ending_current));
                if (!e.payment_plan_type.empty())
                    text.push_back("payment plan " + e.payment_plan_type.str() + " " + money(e.payment_plan_amount));
                for (const Plain& message : e.messages) text.push_back("message: " + message.str());
            },
            [&](const SpecialChargeCreated& e) {
                text.push_back("pending " + e.charge.str() + " " + e.charge_type.str() + " " + money(e.amount));
            },
            [&](const SpecialChargeRemoved& e) { text.push_back("removed " + e.charge.str()); },
            [&](const SpecialChargeBilled& e) {
                text.push_back("special charge " + e.charge.str() + " on " + e.sa.str());
                for (const BillLine& line : e.lines) describe(line, text);
                text.push_back("total " + money(e.total));
            },
            [&](const SpecialChargeCancelled& e) {
                text.push_back("cancelled special charge " + e.charge.str());
                for (const BillLine& line : e.lines) describe(line, text);
                text.push_back("total " + money(e.total));
            },
            [&](const CreditAllocated& e) {
                for (const AllocationLine& line : e.lines)
                    text.push_back(money(line.amount) + " of " + line.source.document.str() + " to " +
                                   line.document.str() + " " + line.sa.str());
            },
            [&](const CreditDeallocated& e) {
                for (const AllocationLine& line : e.lines)
                    text.push_back(money(line.amount) + " of " + line.source.document.str() + " back from " +
                                   line.document.str() + " " + line.sa.str());
            },
            [&](const CreditReleased& e) {
                text.push_back("credit of " + money(e.amount) + " from " + e.document.str() + " " + e.sa.str());
            },
            [&](const PaymentPosted& e) { text.push_back("payment " + e.payment.str() + " " + money(e.amount)); },
            [&](const TendersBatched& e) {
                for (const BatchedTender& one : e.tenders)
                    text.push_back((one.amount < Money{} ? "out of " : "in ") + e.batch.str() + ", " +
                                   std::string{name_of(one.kind)} + " " + money(one.amount));
            },
            [&](const SuspenseMatched& e) {
                text.push_back("matched from " + e.suspense.str() + ", received " + to_string(e.received_on));
            },
            [&](const SuspenseMatchCancelled& e) {
                text.push_back(money(e.amount) + " held as " + e.suspense.str() + " again");
            },
            [&](const SuspenseReceived& e) {
                text.push_back("held as " + e.suspense.str() + " " + money(e.amount) +
                               (e.account_named.empty() ? "" : " for " + e.account_named.str()) +
                               (e.batch.empty() ? "" : " in " + e.batch.str()));
                describe(e.financial, text);
            },
            [&](const SuspenseReturned& e) {
                text.push_back(money(e.amount) + " of " + e.suspense.str() + " to the " + std::string{name_of(e.to)});
                describe(e.financial, text);
            },
            [&](const MasterCreated& e) { text.push_back("master " + e.master.str() + " " + e.name.str()); },
            [&](const MasterMoved& e) {
                text.push_back(e.master.str() + (e.parent.empty() ? " at the top" : " under " + e.parent.str()));
            },
            [&](const MasterJoined& e) { text.push_back(e.master.str() + " has " + e.child.str() + e.account.str()); },
            [&](const MasterLeft& e) { text.push_back(e.master.str() + " lost " + e.child.str() + e.account.str()); },
            [&](const AccountMasterChanged& e) {
                text.push_back(e.account.str() + (e.master.empty() ? " alone" : " under " + e.master.str()));
            },
            [&](const CollectiveBegun& e) { text.push_back(e.payer.str() + " pays for " + e.master.str()); },
            [&](const CollectiveStatementIssued& e) {
                text.push_back("statement " + e.collective_statement.str() + " due " + to_string(e.due_date) +
                               ", asked " + money(e.asked) + ", overdue " + money(e.overdue));
                for (const CollectiveLine& line : e.lines)
                    text.push_back(line.account.str() + (line.statement.empty() ? "" : " " + line.statement.str()) +
                                   " asked " + money(line.asked) + ", overdue " + money(line.overdue));
            },
            [&](const CollectivePaid& e) {
                std::string shares;
                for (const CollectiveShare& share : e.shares)
                    shares += ", " + share.account.str() + " " + money(share.amount);
                text.push_back("paid " + e.master.str() + " " + money(e.amount) + shares + ", credit " +
                               money(e.credit));
            },
            [&](const TenderBatchOpened& e) { text.push_back("batch " + e.batch.str()); },
            [&](const TenderBatchClosed& e) {
                text.push_back("batch " + e.batch.str() + " closed: " + std::to_string(e.count) + " tenders, " +
                               money(e.counted) + " counted, " + money(e.expected) + " expected");
            },
            [&](const TenderBatchReopened& e) { text.push_back("batch " + e.batch.str() + " open again"); },
            [&](const CashOverShort& e) {
                text.push_back((e.amount > Money{} ? "over " : "short ") +
                               money(e.amount > Money{} ? e.amount : -e.amount));
                describe(e.financial, text);
            },
            [&](const TillCashTransferred& e) {
                text.push_back("cash of " + e.batch.str() + " " + money(e.amount));
                describe(e.financial, text);
            },
            [&](const BankDeposited& e) {
                text.push_back("deposit " + e.bank_deposit.str() + " " + money(e.amount));
                for (const DepositedBatch& one : e.batches)
                    text.push_back(money(one.amount) + " of " + one.batch.str());
                describe(e.financial, text);
            },
            [&](const AdjustmentPosted& e) {
                text.push_back("adjustment " + e.adjustment.str() + " " + money(e.amount));
            },
            [&](const LateChargeAssessed& e) { describe(e, text); },
            [&](const LateChargeCancelled& e) {
                text.push_back("late charge " + e.charge.str() + " " + money(e.amount) + " cancelled: " +
                               std::string{name_of(e.cause)} + (e.caused_by.empty() ? "" : " by " + e.caused_by.str()));
            },
            [&](const DisputeOpened& e) {
                text.push_back("dispute " + e.dispute.str() + " of " + money(e.amount) + " on " + e.document.str());
            },
            [&](const DisputeResolved& e) {
                text.push_back("dispute " + e.dispute.str() + " " + std::string{name_of(e.outcome)} +
                               (e.settled_by.empty() ? "" : " by " + e.settled_by.str()));
            },
            [&](const DepositBilled& e) {
                text.push_back("deposit " + e.deposit.str() + " asked for " + money(e.amount));
            },
            [&](const DepositBillCancelled& e) {
                text.push_back("deposit " + e.deposit.str() + " no longer asked for " + money(e.amount));
            },
            [&](const DepositReceived& e) {
                text.push_back(money(e.amount) + " of " + e.source.document.str() + " held as " + e.deposit.str());
            },
            [&](const DepositReceiptReversed& e) {
                text.push_back(money(e.amount) + " of " + e.source.document.str() + " no longer held as " +
                               e.deposit.str());
            },
            [&](const DepositInterestAccrued& e) {
                text.push_back("interest of " + e.deposit.str() + " through " + to_string(e.through));
                for (const InterestLine& line : e.lines)
                    text.push_back(money(line.principal) + " x " +
                                   fixed_to_string(line.rate.units, Rate::decimals - 2, 2) + "% x " +
                                   std::to_string(line.last_day - line.first_day + 1) + "/" +
                                   std::to_string(line.days_in_year) + " = " + to_string(line.unrounded));
                text.push_back("total " + money(e.amount));
            },
            [&](const DepositApplied& e) {
                for (const DepositLine& line : e.lines)
                    text.push_back(money(line.amount) + " of " + e.deposit.str() + " to " + line.document.str() + " " +
                                   line.sa.str());
            },
            [&](const DepositRefunded& e) { text.push_back(money(e.amount) + " of " + e.deposit.str() + " refunded"); },
            [&](const ActivityRecorded& e) { text.push_back("communication " + e.entry.str()); },
            [&](const MemoAdded& e) { text.push_back("memo " + e.memo.str() + " on " + e.entry.str()); },
            [&](const LetterSent& e) { text.push_back("letter " + e.letter.str()); },
            [&](const LetterResent& e) { text.push_back("letter " + e.first.str() + " again as " + e.letter.str()); },
            [&](const CollectionStarted& e) {
                text.push_back("collection " + e.collection.str() + " of " + money(e.debt) +
                               (e.resumes.empty() ? "" : " goes on from " + e.resumes.str()));
            },
            [&](const CollectionStepTaken& e) {
                text.push_back("step " + e.taken.step.str() + " at " + std::to_string(e.days_overdue) + " days, " +
                               money(e.debt));
            },
            [&](const CollectionStepCancelled& e) { text.push_back("step " + e.step.str() + " taken back"); },
            [&](const CollectionCancelled& e) {
                text.push_back("collection " + e.collection.str() + " ended: " + std::string{name_of(e.cause)} + ", " +
                               money(e.debt) + " left");
            },
            [&](const SeveranceStarted& e) {
                text.push_back("severance " + e.severance.str() + " of " + e.sa.str() + " for " + money(e.debt));
            },
            [&](const SeveranceCancelled& e) {
                text.push_back("severance " + e.severance.str() + " ended: " + std::string{name_of(e.cause)});
            },
            [&](const ServiceDisconnected& e) { text.push_back(e.sa.str() + " disconnected"); },
            [&](const ServiceReconnected& e) { text.push_back(e.sa.str() + " connected again"); },
            [&](const ProtectionRecorded& e) {
                text.push_back("protection " + e.protection.str() + " " + e.protection_type.str() + " from " +
                               to_string(e.from) + (e.until.is_set() ? " until " + to_string(e.until) : ""));
            },
            [&](const ProtectionEnded& e) {
                text.push_back("protection " + e.protection.str() + " ended as of " + to_string(e.until));
            },
            [&](const ArrangementRequested& e) {
                text.push_back("arrangement " + e.arrangement.str() + " of " + money(e.amount) + " requested");
            },
            [&](const ArrangementRejected& e) { text.push_back("arrangement " + e.arrangement.str() + " rejected"); },
            [&](const ArrangementGranted& e) { describe(e, text); },
            [&](const ArrangementInstalmentBilled& e) { describe(e, text); },
            [&](const ArrangementBroken& e) { describe(e, text); },
            [&](const ArrangementKept& e) { text.push_back("arrangement " + e.arrangement.str() + " kept"); },
            [&](const AutopayEnrolled& e) {
                text.push_back("mandate " + e.mandate.str() + " " + std::string{name_of(e.entry_class)} +
                               (e.limit.is_zero() ? "" : ", at most " + money(e.limit)));
            },
            [&](const AutopayEnded& e) {
                text.push_back("mandate " + e.mandate.str() + " ended " + std::string{name_of(e.cause)} +
                               (e.end_reason.empty() ? "" : ", " + e.end_reason.str()));
            },
            [&](const DraftAnnounced& e) { text.push_back(e.bill.str() + " announced for " + to_string(e.draft_on)); },
            [&](const BillDrafted& e) {
                text.push_back("draft " + e.draft.str() + " of " + e.bill.str() + " " + money(e.amount) +
                               (e.attempt > 1 ? ", attempt " + std::to_string(e.attempt) : ""));
            },
            [&](const DraftReturned& e) {
                text.push_back("draft " + e.draft.str() + " returned as " + std::string{name_of(e.return_code)} +
                               (e.redraft_on.is_set() ? ", again on " + to_string(e.redraft_on) : ""));
            },
            [&](const MarketTransactionSent& e) { describe_market(e, "to " + e.transaction.receiver.str(), text); },
            [&](const MarketTransactionReceived& e) { describe_market(e, "from " + e.transaction.sender.str(), text); },
            [&](const MarketTransactionPaired& e) {
                text.push_back("market " + e.market_transaction.str() + " answers " + e.answers.str());
            },
            [&](const MarketTransactionClosed& e) {
                text.push_back("market " + e.market_transaction.str() + " closed, " + e.close_reason.str());
            },
            [&](const BudgetEnrolled& e) {
                text.push_back("budget of " + e.sa.str() + ": " + money(e.terms.amount) + " a bill");
            },
            [&](const BudgetTruedUp& e) {
                text.push_back("budget of " + e.sa.str() + ": " + money(e.terms.amount) + " a bill, was " +
                               money(e.previous_amount));
            },
            [&](const BudgetLeft& e) {
                text.push_back("budget of " + e.sa.str() + " ended: " + std::string{name_of(e.cause)});
            },
            [&](const CurrentSynced& e) { describe(e, text); },
            [&](const CreditRefunded& e) {
                text.push_back("refund " + e.refund.str() + " " + money(e.amount));
                for (const CreditLine& line : e.lines)
                    text.push_back(money(line.amount) + " of " + line.source.document.str() + " given back");
                describe(e.financial, text);
            },
            [&](const UnclaimedNoticed& e) {
                text.push_back("notice " + e.notice.str() + " by " + e.letter.str() + " of " +
                               money(e.credit + e.deposits) + ": " + e.account.str() + " has until " +
                               to_string(e.escheats_on));
                text.push_back("unclaimed since " + to_string(e.dormancy.since) + ", " +
                               std::string{name_of(e.dormancy.start)} + " " + e.dormancy.document.str());
            },
            [&](const UnclaimedNoticeCancelled& e) { text.push_back("notice " + e.notice.str() + " cancelled"); },
            [&](const CreditEscheated& e) {
                text.push_back("escheat " + e.escheat.str() + " " + money(e.amount) + ", report " +
                               e.report.report.str() + " of " + to_string(e.report.due_on));
                for (const CreditLine& line : e.lines)
                    text.push_back(money(line.amount) + " of " + line.source.document.str() + " escheated");
                describe(e.financial, text);
            },
            [&](const DepositEscheated& e) {
                text.push_back("escheat " + e.escheat.str() + " " + money(e.amount) + " of " + e.deposit.str() +
                               ", report " + e.report.report.str() + " of " + to_string(e.report.due_on));
                describe(e.financial, text);
            },
            [&](const EscheatRemitted& e) {
                text.push_back("escheat " + e.escheat.str() + " " + money(e.amount) + " paid to the state");
                describe(e.financial, text);
            },
            [&](const EscheatRemittanceReturned& e) {
                text.push_back("escheat " + e.escheat.str() + " " + money(e.amount) + " came back from the state");
                describe(e.financial, text);
            },
            [&](const EscheatReclaimed& e) {
                text.push_back("escheat " + e.escheat.str() + " " + money(e.amount) + " reclaimed");
                describe(e.financial, text);
            },
            [&](const CreditRefundCancelled& e) {
                text.push_back("refund " + e.refund.str() + " " + money(e.amount) + " cancelled");
                describe(e.financial, text);
            },
            [&](const WrittenOff& e) {
                text.push_back("write-off " + e.write_off.str() + " " + money(e.amount));
                describe(e.lines, text);
                describe(e.financial, text);
            },
            [&](const WriteOffReversed& e) {
                text.push_back("write-off " + e.write_off.str() + " reversed by " + money(e.amount) + ": " +
                               std::string{name_of(e.cause)} + (e.caused_by.empty() ? "" : " " + e.caused_by.str()));
                describe(e.lines, text);
                describe(e.financial, text);
            },
            [&](const CreditTransferredOut& e) {
                text.push_back(e.account.str() + ": transfer " + e.transfer.str() + " of credit to " +
                               e.to_account.str() + " " + money(e.amount));
                describe(e.financial, text);
            },
            [&](const CreditTransferredIn& e) {
                text.push_back(e.account.str() + ": transfer " + e.transfer.str() + " of credit from " +
                               e.from_account.str() + " " + money(e.amount));
                describe(e.financial, text);
            },
            [&](const BalanceTransferredOut& e) {
                text.push_back(e.account.str() + ": transfer " + e.transfer.str() + " of " + e.document.str() + " to " +
                               e.to_sa.str() + " " + money(e.amount));
                describe(e.financial, text);
            },
            [&](const BalanceTransferredIn& e) {
                text.push_back(e.account.str() + ": transfer " + e.transfer.str() + " of " + e.from_document.str() +
                               " from " + e.from_sa.str() + " " + money(e.amount) + ", due " +
                               to_string(e.financial.ages_from));
                describe(e.financial, text);
            },
            [&](const RegisterReadDoubted& e) {
                describe(e.doubts, "read of " + to_string(e.read.read_on) + ", " + to_string(e.read.value), text);
            },
            [&](const UsageDoubted& e) {
                describe(e.doubts,
                         "usage " + last_day(e.usage.from, e.usage.until) + ", " + to_string(e.usage.quantity), text);
            },
            [&](const IntervalDayDoubted& e) {
                describe(e.doubts, "values of " + to_string(e.day.date) + ", " + to_string(e.day.total()), text);
            },
            [&](const DoubtResolved& e) {
                text.push_back("no longer in doubt: " + to_string(e.day) + " " + std::string{name_of(e.way)} +
                               (e.why.empty() ? "" : ", " + e.why.str()));
            },
            [&](const ReadEstimated& e) {
                text.push_back("estimate of " + to_string(e.quantity) + " " + e.unit.str() + ", " +
                               last_day(e.from, e.until) + ", by " + std::string{name_of(e.method)} + " from " +
                               to_string(e.basis_quantity) + " in " + std::to_string(e.basis_days) + " days");
            },
            [&](const RegisterReadCorrected& e) {
                if (e.read.quality == Quality::estimated)
                    text.push_back("estimated again: " + to_string(e.read.read_on) + ", " + to_string(e.read.value));
            },
            [&](const CorrectionDue& e) {
                text.push_back("bills of " + e.sa.str() + " to be corrected after " + to_string(e.from));
            },
            [&](const BillsCorrected& e) {
                for (const CorrectedInvoice& one : e.invoices)
                    text.push_back(one.invoice.str() + " " + money(one.previous_total) + " corrected to " +
                                   one.rebill.str() + " " + money(one.total));
                text.push_back("correction " + e.correction.str() + " of " + money(e.delta));
            },
            [&](const UnbilledAccrued& e) { describe(e, text); },
            [&](const UnbilledReversed& e) {
                text.push_back("reversed on " + to_string(e.financial.accounting_date));
                describe(e.financial, text);
            },
            [&](const PersonErased& e) {
                text.push_back("person " + e.person.str() + " erased: " + std::string{name_of(e.ground)});
            },
            [&](const StartWaits& e) { text.push_back(e.sa.str() + " waits for " + e.tenant_sa.str()); },
            [&](const ServiceStartMoved& e) {
                text.push_back(e.sa.str() + " starts on " + to_string(e.start_on) + ", asked for " +
                               to_string(e.wanted_on));
            },
            [&](const ServiceActivated& e) { text.push_back(e.sa.str() + " is active"); },
            [&](const ServiceStopped& e) { text.push_back(e.sa.str() + " is stopped"); },
            [&](const ServiceClosed& e) { text.push_back(e.sa.str() + " is closed"); },
            [&](const ServiceReactivated& e) { text.push_back(e.sa.str() + " is reactivated"); },
            [&](const LandlordReverted& e) {
                text.push_back("reverts to " + e.landlord.str() + " on " + to_string(e.on) + " as " + e.to_sa.str());
            },
            [](const auto&) {}},  // Set-up is not what a bill shows.
        event);
    return text;
}

// --- Running

class BillScript {
  public:
    explicit BillScript(const std::filesystem::path& file)
        : name_(file.filename().string()), lines_(lines_of(file)), scenario_(standard_settings()) {}

    void run() {
        while (at_ < lines_.size()) {
            const Line& line = lines_[at_++];
            where_ = name_ + ":" + std::to_string(line.number) + ": ";
            if (line.indented) {
                ADD_FAILURE() << where_ << "stands under nothing";
                return;
            }
            Words words{line, where_};
            if (const auto day = Date::parse(line.words.front())) {
                words.next();
                scenario_.today(line.words.front());
                day_ = *day;
                command(words);
                words.end();
                compare();
            } else {
                set_up(words);
            }
        }
    }
    [[nodiscard]] TestWorld& world() { return scenario_.world(); }

  private:
    // The indented lines that follow.
    std::vector<Line> body() {
        std::vector<Line> lines;
        while (at_ < lines_.size() && lines_[at_].indented) lines.push_back(lines_[at_++]);
        return lines;
    }
    void must(const Command& order) {
        scenario_.when(order);
        if (const auto& refusal = scenario_.refusal(); refusal && refusal->rejection != Rejection::already_so)
            ADD_FAILURE() << where_ << to_text(*refusal);
    }

    void set_up(Words& words) {
        if (words.accept("tariff")) return publish(words);
        if (words.accept("factor")) {
            const std::string tariff = words.next();
            const std::string name = words.next();
            factors_[tariff].push_back({Code{name}, quantity(words.next())});
        } else if (words.accept("tax")) {
            define_tax(words);
        } else if (words.accept("agreement")) {
            define_agreement(words);
        } else if (words.accept("class")) {
            define_class(words);
        } else if (words.accept("type")) {
            Define<CustomerTypeRules> rules;
            rules.row.code = Code{words.next()};
            words.expect("follows");
            rules.row.customer_class = Code{words.next()};
            if (words.accept("from")) rules.effective_from = date(words.next());
            must(rules);
        } else if (words.accept("arrangements")) {
            define_arrangement(words);
        } else if (words.accept("automatic payment of")) {
            define_autopay(words);
        } else if (words.accept("law")) {
            define_law(words);
        } else if (words.accept("late")) {
            define_late_charge(words);
        } else if (define_collection(words)) {
            // It is what it says.
        } else if (define_source(words)) {
            // It is what it says.
        } else if (words.accept("market")) {
            define_market(words);
        } else if (words.accept("service")) {
            const Code code{words.next()};
            must(Define<Service>{{}, Service{code, Plain{code.str()}}});
        } else if (words.accept("period")) {
            OpenPeriod period;
            period.first_day = date(words.next());
            words.expect("to");
            period.until = date(words.next()) + 1;
            must(period);
        } else if (words.accept("limits")) {
            define_limits(words);
        } else if (words.accept("holiday")) {
            must(Define<Holiday>{{}, Holiday{date(words.next()), Plain{"Holiday"}}});
        } else if (words.accept("relief")) {
            must(Define<TaxRelief>{{},
                                   {.code = Code{words.next()}, .description = Plain{"Relief"}, .on_write_off = true}});
        } else if (words.accept("deposits")) {
            DepositClass row;
            row.code = Code{words.next()};
            row.description = Plain{row.code.str()};
            words.expect("interest");
            row.interest_rate = percent(words.next());
            must(Define<DepositClass>{words.accept("from") ? date(words.next()) : Date{}, row});
        } else if (words.accept("window")) {
            BillCycleWindow window;
            window.cycle = Code{words.next()};
            window.window_start = date(words.next());
            words.expect("to");
            window.window_end = date(words.next());
            if (words.accept("accounting")) window.accounting_date = date(words.next());
            if (words.accept("estimates")) window.estimate_date = date(words.next());
            must(Define<BillCycleWindow>{{}, window});
        }
        words.end();
    }

    void define_limits(Words& words) {
        ReadValidation row;
        row.service = Code{words.next()};
        while (!words.done()) {
            if (words.accept("high"))
                row.high_ratio = rate(words.next());
            else if (words.accept("low"))
                row.low_ratio = rate(words.next());
            else if (words.accept("spike"))
                row.spike_ratio = rate(words.next());
            else if (words.accept("daily"))
                row.daily_max = quantity(words.next());
            else if (words.accept("zero"))
                row.zero_days = small_number(words.next());
            else if (words.accept("missing"))
                row.missing_days = small_number(words.next());
            else if (words.accept("history"))
                row.minimum_history_days = small_number(words.next());
            else
                return words.end();
        }
        must(Define<ReadValidation>{{}, row});
    }
    void publish(Words& words) {
        PublishTariff tariff;
        tariff.tariff = TariffId{words.next()};
        words.expect("from");
        tariff.effective_from = date(words.next());
        words.expect("for");
        tariff.service = Code{words.next()};
        tariff.description = Plain{tariff.tariff.str()};
        words.expect("full period");
        tariff.normal_days = small_number(words.next());
        words.expect("days");
        if (words.accept("less")) tariff.min_offset_days = small_number(words.next());
        if (words.accept("plus")) tariff.max_offset_days = small_number(words.next());
        words.end();
        tariff.usage_factors = factors_[tariff.tariff.str()];
        const std::string service = tariff.service.str();
        for (const Line& line : body())
            if (!times(line, tariff.times) && !demand_terms(line, tariff.demand_terms) && !year_terms(line, tariff))
                tariff.components.push_back(component(line, tariff.times));
        must(tariff);
    }
    // False: the line is a component.
    bool times(const Line& line, TariffTimes& times) {
        Words words{line, name_ + ":" + std::to_string(line.number) + ": "};
        if (words.accept("season")) {
            TariffSeason& season = times.seasons.emplace_back();
            season.season = Code{words.next()};
            season.first = MonthDay::parse(words.next()).value_or(MonthDay{});
            words.expect("to");
            season.last = MonthDay::parse(words.next()).value_or(MonthDay{});
        } else if (words.accept("days")) {
            TariffDayType& type = times.day_types.emplace_back();
            type.day_type = Code{words.next()};
            while (!words.done()) type.days.push_back(day_name(words.next()));
        } else if (words.accept("hours")) {
            TariffHours& hours = times.hours.emplace_back();
            hours.season = named(words);
            hours.day_type = named(words);
            hours.from = Plain{words.next()};
            words.expect("to");
            hours.until = Plain{words.next()};
            hours.period = Code{words.next()};
        } else if (words.accept("tiers")) {
            const std::string use = words.next();
            const auto names = enum_names(TierUse{});
            for (std::size_t i = 0; i < names.size(); ++i)
                if (names[i] == use) times.tier_use = static_cast<TierUse>(i);
        } else {
            return false;
        }
        words.end();
        return true;
    }
    // "ratchet highest 80% of 11 months billed in june july on bills of october of winter": false: the line is a
    // component.
    bool demand_terms(const Line& line, DemandTerms& terms) {
        Words words{line, name_ + ":" + std::to_string(line.number) + ": "};
        if (words.accept("bounds")) {
            HoursUse& bounds = terms.hours_use.emplace_back();
            bounds.component = Code{words.next()};
            words.expect("per");
            bounds.demand = Code{words.next()};
        } else if (words.accept("ratchet")) {
            DemandRatchet& ratchet = terms.ratchets.emplace_back();
            ratchet.component = Code{words.next()};
            ratchet.share = percent(words.next());
            words.expect("of");
            ratchet.months_back = small_number(words.next());
            words.expect("months");
            if (words.accept("billed")) ratchet.basis = RatchetBasis::billed;
            if (words.accept("in"))
                while (!words.done() && !words.comes("on bills of") && !words.comes("of"))
                    ratchet.peak_months.push_back(month_name(words.next()));
            if (words.accept("on bills of"))
                while (!words.done() && !words.comes("of")) ratchet.bill_months.push_back(month_name(words.next()));
            if (words.accept("of"))
                while (!words.done()) ratchet.of_components.emplace_back(words.next());
        } else {
            return false;
        }
        words.end();
        return true;
    }
    // "net banked kWh from OUT until 12-31", "net other_price kWh from OUT as_counted", "pays export for energy",
    // "year floor until 12-31".
    bool year_terms(const Line& line, PublishTariff& tariff) {
        Words words{line, name_ + ":" + std::to_string(line.number) + ": "};
        NetMetering& net = tariff.net_metering;
        if (words.accept("net")) {
            net.rule = one_named<NetRule>(words.next());
            net.unit = Code{words.next()};
            words.expect("from");
            net.returned_channels.emplace_back(words.next());
            if (words.accept("until")) net.true_up = MonthDay::parse(words.next()).value_or(MonthDay{});
            if (!words.done()) net.netting = one_named<Netting>(words.next());
        } else if (words.accept("pays")) {
            NetCredit& credit = net.credits.emplace_back();
            credit.component = Code{words.next()};
            if (words.accept("for"))
                while (!words.done()) credit.banks_of.emplace_back(words.next());
        } else if (words.accept("year")) {
            AnnualMinimum& annual = tariff.annual_minimums.emplace_back();
            annual.component = Code{words.next()};
            words.expect("until");
            annual.year_ends = MonthDay::parse(words.next()).value_or(MonthDay{});
        } else {
            return false;
        }
        words.end();
        return true;
    }
    template <class Enum>
    static Enum one_named(const std::string& text) {
        const auto names = enum_names(Enum{});
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == text) return static_cast<Enum>(i);
        ADD_FAILURE() << "no such word: " << text;
        return Enum{};
    }
    static MonthName month_name(const std::string& text) {
        const auto names = enum_names(MonthName{});
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == text) return static_cast<MonthName>(i);
        ADD_FAILURE() << "no such month: " << text;
        return MonthName::january;
    }
    // "every" names none: it is for all of them.
    static Code named(Words& words) { return words.accept("every") ? Code{} : Code{words.next()}; }
    static DayName day_name(const std::string& text) {
        const auto names = enum_names(DayName{});
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == text) return static_cast<DayName>(i);
        ADD_FAILURE() << "no such day: " << text;
        return DayName::holiday;
    }
    // The hours at which a component counts, where its line says them.
    static void at_hours(Words& words, const TariffComponent& made, TariffTimes& times) {
        TimedComponent timed{made.code, {}, 0, {}};
        if (words.accept("over")) {
            timed.window_minutes = small_number(words.next());
            words.expect("minutes");
        }
        if (words.accept("and at least")) timed.minimum = quantity(words.next());
        if (words.accept("in"))
            while (!words.done()) timed.periods.emplace_back(words.next());
        if (made.kind == ComponentKind::demand || !timed.periods.empty()) times.components.push_back(timed);
    }
    TariffComponent component(const Line& line, TariffTimes& times) {
        Words words{line, name_ + ":" + std::to_string(line.number) + ": "};
        TariffComponent made;
        made.code = Code{words.next()};
        made.description = Plain{made.code.str()};
        if (words.accept("untaxed")) made.taxable = false;
        if (words.accept("fixed")) {
            made.kind = ComponentKind::fixed;
            made.price = price(words.next());
        } else if (words.accept("per day")) {
            made.kind = ComponentKind::per_day;
            made.price = price(words.next());
        } else if (words.accept("per")) {
            made.kind = words.accept("highest") ? ComponentKind::demand : ComponentKind::usage;
            made.unit = Code{words.next()};
            std::string next_price = words.next();
            while (words.accept("to")) {
                made.tiers.push_back({quantity(words.next()), price(next_price)});
                next_price = words.next();
            }
            if (made.tiers.empty())
                made.price = price(next_price);
            else
                made.tiers.push_back({{}, price(next_price)});
        } else if (words.accept("at least")) {
            made.kind = ComponentKind::minimum;
            made.price = price(words.next());
        } else {
            made.kind = ComponentKind::percentage;
            made.rate = percent(words.next());
        }
        if (words.accept("price_at_start")) made.price_change = PriceChange::price_at_start;
        if (words.accept("price_at_end")) made.price_change = PriceChange::price_at_end;
        if (words.accept("of"))
            while (!words.done()) made.of_components.emplace_back(words.next());
        at_hours(words, made, times);
        words.end();
        return made;
    }
    void define_tax(Words& words) {
        TaxCode tax;
        tax.code = Code{words.next()};
        tax.description = Plain{tax.code.str()};
        tax.rate = percent(words.next());
        Date from;
        while (!words.done()) {
            if (words.accept("from"))
                from = date(words.next());
            else if (words.accept("by days"))
                tax.rate_date = TaxRateDate::charge_days;
            else if (words.accept("by segment"))
                tax.rounding_basis = TaxRoundingBasis::segment;
            else if (words.accept("by line"))
                tax.rounding_basis = TaxRoundingBasis::line;
            else if (words.accept("by invoice"))
                tax.rounding_basis = TaxRoundingBasis::invoice;
            else if (words.accept("in"))
                tax.jurisdiction = Code{words.next()};
            else if (words.accept("on"))
                tax.on_taxes.emplace_back(words.next());
            else
                return words.end();
        }
        if (tax.jurisdiction.empty()) tax.jurisdiction = Code{"NY"};
        must(Define<TaxCode>{from, tax});
    }
    void define_agreement(Words& words) {
        ServiceAgreementType type;
        type.code = Code{words.next()};
        type.description = Plain{type.code.str()};
        words.expect("tariff");
        type.default_tariff = TariffId{words.next()};
        const auto* tariff = scenario_.world().tariff(type.default_tariff);
        if (!tariff) {
            ADD_FAILURE() << where_ << "no such tariff";
            return;
        }
        type.service = tariff->versions.back().service;
        while (!words.done()) {
            if (words.accept("first"))
                type.first_proration = edge(words.next());
            else if (words.accept("final"))
                type.final_proration = edge(words.next());
            else if (words.accept("priority"))
                type.pay_priority = small_number(words.next());
            else if (words.accept("minimum days"))
                type.minimum_days = small_number(words.next());
            else if (words.accept("tax"))
                type.tax_codes.emplace_back(words.next());
            else if (words.accept("estimates"))
                type.estimates_allowed = true;
            else
                return words.end();
        }
        must(Define<ServiceAgreementType>{{}, type});
    }
    void define_class(Words& words) {
        CustomerClass made;
        made.code = Code{words.next()};
        made.description = Plain{made.code.str()};
        while (!words.done()) {
            if (words.accept("due")) {
                made.due_days = small_number(words.next());
                words.expect("days");
            } else if (words.accept("regulated")) {
                made.regulatory_due_days = small_number(words.next());
            } else if (words.accept("working days")) {
                made.due_working_days = small_number(words.next());
            } else if (words.accept("smallest bill")) {
                made.minimum_printed_bill = usd(words.next());
            } else if (words.accept("backbill")) {
                made.backbill_limit_months = small_number(words.next());
                words.expect("months");
            } else {
                return words.end();
            }
        }
        must(Define<CustomerClass>{{}, made});
    }

    void define_arrangement(Words& words) {
        ArrangementPolicy policy;
        policy.code = Code{words.next()};
        while (!words.done()) {
            if (words.accept("grace"))
                policy.grace_days = small_number(words.next());
            else if (words.accept("notice"))
                policy.notice_days = small_number(words.next());
            else if (words.accept("at most"))
                policy.instalments_max = small_number(words.next());
            else if (words.accept("approval above"))
                policy.approval_above = usd(words.next());
            else
                return words.end();
        }
        must(Define<ArrangementPolicy>{{}, policy});
    }

    // When property that no one claims goes to the state.
    void define_law(Words& words) {
        UnclaimedPolicy policy;
        policy.code = Code{words.next()};
        policy.letter_template = Code{"UNCLAIMED"};
        must(Define<LetterTemplate>{{},
                                    {policy.letter_template,
                                     Plain{"Unclaimed"},
                                     Plain{"Unclaimed"},
                                     {Plain{"We hold {unclaimed} of yours."}}}});
        while (!words.done()) {
            if (words.accept("in"))
                policy.jurisdiction = Code{words.next()};
            else if (words.accept("dormant after"))
                policy.dormancy_months = small_number(words.next());
            else if (words.accept("notice"))
                policy.notice_days = small_number(words.next());
            else if (words.accept("letter from"))
                policy.least_notice = usd(words.next());
            else if (words.accept("report on"))
                policy.report_on = MonthDay::parse(words.next()).value_or(MonthDay{});
            else
                return words.end();
        }
        must(Define<UnclaimedPolicy>{{}, policy});
    }

    void define_autopay(Words& words) {
        AutopayPolicy policy;
        policy.code = Code{words.next()};
        while (!words.done()) {
            if (words.accept("before due"))
                policy.days_before_due = small_number(words.next());
            else if (words.accept("again after"))
                policy.redraft_days = small_number(words.next());
            else if (words.accept("times"))
                policy.redrafts = small_number(words.next());
            else if (words.accept("returns end"))
                policy.returns_before_end = small_number(words.next());
            else if (words.accept("with fee"))
                policy.fee_on_return = true;
            else
                return words.end();
        }
        must(Define<AutopayPolicy>{{}, policy});
    }

    // The utility and another party of the market, or until when a kind is answered.
    void define_market(Words& words) {
        if (words.accept("answers")) {
            MarketDeadline row{.code = Code{words.next()}};
            row.days = small_number(words.next());
            return must(Define<MarketDeadline>{{}, row});
        }
        must(Define<MarketPartner>{{}, {Code{words.next()}, {}, MarketRole::utility, true}});
        words.expect("with");
        must(Define<MarketPartner>{{}, {Code{words.next()}, {}, MarketRole::retailer, false}});
    }

    // How a class is collected from, a step of it, and what protects from steps. False: none of these.
    bool define_source(Words& words) {
        TenderSource source;
        if (words.accept("till"))
            source.kind = TenderSourceKind::till;
        else if (words.accept("lockbox"))
            source.kind = TenderSourceKind::lockbox;
        else
            return false;
        source.code = Code{words.next()};
        must(Define<TenderSource>{{}, source});
        if (words.accept("account"))
            must(Define<GlAccount>{{}, {GlRole::cash, source.code, Code{words.next()}, Plain{"Cash"}}});
        return true;
    }

    bool define_collection(Words& words) {
        if (words.accept("collections")) {
            policy_ = {};
            policy_.code = Code{words.next()};
            while (!words.done()) {
                if (words.accept("above")) {
                    policy_.threshold = usd(words.next());
                } else if (words.accept("resume")) {
                    policy_.resume_days = small_number(words.next());
                } else {
                    words.expect("reconnect");
                    policy_.reconnect_charge_type = Code{words.next()};
                    policy_.reconnect_amount = usd(words.next());
                }
            }
        } else if (words.accept("step")) {
            CollectionStepRule rule;
            rule.step = Code{words.next()};
            rule.kind = step_kind(words.next());
            rule.days_overdue = small_number(words.next());
            while (!words.done()) {
                if (words.accept("later")) {
                    rule.days_after_previous = small_number(words.next());
                } else {
                    words.expect("at least");
                    rule.threshold = usd(words.next());
                }
            }
            if (rule.kind == CollectionStepKind::letter) {
                rule.letter_template = Code{"OVERDUE"};
                must(Define<LetterTemplate>{
                    {}, {rule.letter_template, Plain{"Overdue"}, Plain{"Overdue"}, {Plain{"Please pay."}}}});
            }
            policy_.steps.push_back(std::move(rule));
            must(Define<CollectionPolicy>{{}, policy_});
        } else if (words.accept("protection")) {
            ProtectionType type;
            type.code = Code{words.next()};
            while (!words.done()) {
                if (words.accept("debt before"))
                    type.debt_before = true;
                else if (words.accept("needs end"))
                    type.needs_end = true;
                else
                    type.blocks.push_back(step_kind(words.next()));
            }
            must(Define<ProtectionType>{{}, type});
        } else if (words.accept("moratorium")) {
            Moratorium row;
            row.code = Code{words.next()};
            words.expect("from");
            row.from = date(words.next());
            words.expect("until");
            row.until = date(words.next());
            while (!words.done()) row.blocks.push_back(step_kind(words.next()));
            must(Define<Moratorium>{{}, row});
        } else {
            return false;
        }
        return true;
    }
    CollectionStepKind step_kind(const std::string& name) {
        const auto names = enum_names(CollectionStepKind{});
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) ADD_FAILURE() << where_ << "no such kind of step: " << name;
        return static_cast<CollectionStepKind>(found - names.begin());
    }

    void define_late_charge(Words& words) {
        LateChargePolicy policy;
        policy.code = Code{words.next()};
        const std::string method = words.next();
        const auto names = enum_names(LateChargeMethod{});
        const auto found = std::find(names.begin(), names.end(), method);
        if (found == names.end()) ADD_FAILURE() << where_ << "no such method: " << method;
        policy.method = static_cast<LateChargeMethod>(found - names.begin());
        Date from;
        while (!words.done()) {
            if (words.accept("floor"))
                policy.floor = usd(words.next());
            else if (words.accept("grace"))
                policy.grace_days = small_number(words.next());
            else if (words.accept("amount"))
                policy.amount = usd(words.next());
            else if (words.accept("compounding"))
                policy.compounding = true;
            else if (words.accept("with tax"))
                policy.tax_in_base = true;
            else if (words.accept("from"))
                from = date(words.next());
            else
                policy.rate_basis_points = static_cast<std::uint32_t>(percent(words.next()).units / 10'000);
        }
        must(Define<LateChargePolicy>{from, policy});
    }

    // Runs a dated command; what it made waits in the scenario.
    void command(Words& words) {
        const std::string day = to_string(day_);
        if (words.accept("customer")) {
            const std::string id = words.next();
            must(a_person("P" + id, "Customer " + id));
            auto account = an_account(id, "P" + id, day);
            if (words.accept("of type")) account.customer_type = Code{words.next()};
            if (words.accept("due day"))
                account.requested_due_day = static_cast<std::uint8_t>(std::stoul(words.next()));
            must(account);
        } else if (words.accept("erase")) {
            scenario_.when(ErasePerson{PersonId{"P" + words.next()}, ErasureGround::request});
        } else if (words.accept("location")) {
            auto commands = a_location(words.next());
            if (words.accept("in")) get<AddLocation>(commands.front()).jurisdiction = Code{words.next()};
            for (const Command& each : commands) must(each);
        } else if (words.accept("point")) {
            AddServicePoint point;
            point.service_point = ServicePointId{words.next()};
            words.expect("at");
            point.premise = PremiseId{words.next()};
            words.expect("for");
            point.service = Code{words.next()};
            must(point);
        } else if (words.accept("intervals")) {
            intervals(words);
        } else if (words.accept("meter")) {
            install(words, day);
        } else if (words.accept("exchange")) {
            exchange(words);
        } else if (words.accept("start")) {
            start(words, day);
        } else if (words.accept("stop")) {
            StopService stop{ServiceAgreementId{words.next()}, day_, {}};
            if (words.accept("read")) stop.stop_reads = {{Code{"1"}, quantity(words.next())}};
            must(stop);
        } else if (words.accept("move start")) {
            MoveServiceStart move;
            move.sa = ServiceAgreementId{words.next()};
            words.expect("to");
            move.start_on = date(words.next());
            must(move);
        } else if (words.accept("change")) {
            change(words);
        } else if (words.accept("landlord of")) {
            SetLandlordAgreement landlord;
            landlord.premise = PremiseId{words.next()};
            words.expect("is");
            landlord.agreement.account = AccountId{words.next()};
            words.expect("as");
            landlord.agreement.sa_type = Code{words.next()};
            landlord.agreement.from = day_;
            must(landlord);
        } else if (words.accept("read")) {
            const std::string service_point = words.next();
            const std::string value = words.next();
            RecordRead read = a_read(service_point, words.accept("of") ? words.next() : day, value);
            if (words.accept("estimated")) read.quality = Quality::estimated;
            if (words.accept("sent back")) {
                RecordRead returned = read;
                read.channel = Code{"1"};
                returned.channel = Code{sent_back};
                returned.value = quantity(words.next());
                must(returned);
            }
            must(read);
        } else if (words.accept("usage")) {
            usage(words);
        } else if (words.accept("accept")) {
            AcceptRead accepted{.service_point = ServicePointId{words.next()}};
            words.expect("of");
            accepted.day = date(words.next());
            words.expect("because");
            accepted.why = Plain{words.next()};
            scenario_.when(accepted);
        } else if (words.accept("withdraw read")) {
            WithdrawRead withdrawn{.service_point = ServicePointId{words.next()}};
            words.expect("of");
            withdrawn.read_on = date(words.next());
            scenario_.when(withdrawn);
        } else if (words.accept("estimate")) {
            EstimateRead estimate{.service_point = ServicePointId{words.next()}};
            words.expect("of");
            estimate.day = date(words.next());
            scenario_.when(estimate);
        } else {
            money_command(words);
        }
    }
    void install(Words& words, const std::string& day) {
        const std::string service_point = words.next();
        const std::string meter = words.next();
        words.expect("at");
        auto install = a_meter(service_point, meter, day, words.next());
        auto& measured_by = install.registers.front();
        bool sends_back = false;
        while (!words.done()) {
            if (words.accept("dials"))
                measured_by.dials = static_cast<std::uint8_t>(std::stoul(words.next()));
            else if (words.accept("decimals"))
                measured_by.decimals = static_cast<std::uint8_t>(std::stoul(words.next()));
            else if (words.accept("times"))
                measured_by.multiplier = quantity(words.next());
            else if (words.accept("reports usage")) {
                measured_by.kind = RegisterKind::consumptive;
                install.reads.clear();
            } else if (words.accept("and what is sent back")) {
                sends_back = true;
            } else
                measured_by.unit = Code{words.next()};
        }
        if (sends_back) {
            install.registers.push_back(measured_by);
            install.registers.back().channel = Code{sent_back};
            if (!install.reads.empty()) install.reads.push_back({Code{sent_back}, quantity("0")});
        }
        must(install);
    }
    // The old meter's last day is the date in front; the new one measures from the next.
    void exchange(Words& words) {
        const std::string service_point = words.next();
        words.expect("at");
        must(RemoveMeter{ServicePointId{service_point}, day_, {{Code{"1"}, quantity(words.next())}}});
        words.expect("for");
        const std::string meter = words.next();
        words.expect("at");
        auto commands = a_meter(service_point, meter, to_string(day_ + 1), words.next());
        const auto* premise = scenario_.world().directory(DirectoryKind::service_point, service_point);
        const auto& meters =
            scenario_.premise(premise->leads_to.front().str()).service_point(ServicePointId{service_point})->meters;
        commands.registers = meters.back().registers;
        must(commands);
    }
    void start(Words& words, const std::string& day) {
        const std::string sa = words.next();
        words.expect("for");
        const std::string account = words.next();
        words.expect("as");
        const std::string sa_type = words.next();
        const std::string service_point = words.accept("at") ? words.next() : "";
        auto service =
            a_service(account, sa, sa_type, service_point, words.accept("on") ? words.next() : std::string{day});
        if (words.accept("read")) service.start_reads = {{Code{"1"}, quantity(words.next())}};
        if (words.accept("quantity")) service.quantity = quantity(words.next());
        if (words.accept("every")) {
            service.periods = small_number(words.next());
            words.expect("periods");
        }
        must(service);
    }
    // Another tariff or quantity from a day on, or another frequency from the next bill on.
    void change(Words& words) {
        const ServiceAgreementId sa{words.next()};
        words.expect("to");
        if (words.accept("every")) {
            must(ChangeServiceFrequency{sa, small_number(words.next())});
            words.expect("periods");
            return;
        }
        const bool counts = words.accept("quantity");
        const std::string to = words.next();
        words.expect("from");
        const Date from = date(words.next());
        if (counts)
            must(ChangeServiceQuantity{sa, quantity(to), from});
        else
            must(ChangeServiceTariff{sa, TariffId{to}, from});
    }
    void usage(Words& words) {
        RecordUsage usage;
        usage.service_point = ServicePointId{words.next()};
        words.expect("from");
        usage.from = date(words.next());
        usage.until = day_ + 1;
        usage.quantity = quantity(words.next());
        const auto* entry = scenario_.world().directory(DirectoryKind::service_point, usage.service_point.str());
        const auto* point = scenario_.premise(entry->leads_to.front().str()).service_point(usage.service_point);
        usage.unit = point->meters.back().registers.front().unit;
        must(usage);
    }
    // The same values each day, and then others between two times of all days or of one.
    void intervals(Words& words) {
        struct Values {
            Date on;
            int from = 0;
            int until = 24 * 60;
            Quantity each;
        };
        RecordIntervalDay day;
        day.service_point = ServicePointId{words.next()};
        day.channel = Code{words.accept("sent back") ? sent_back : "1"};
        words.expect("from");
        const Date first = date(words.next());
        const Date last = words.accept("to") ? date(words.next()) : day_;
        words.expect("of");
        day.interval_minutes = small_number(words.next());
        words.expect("minutes");
        std::vector<Values> all;
        while (!words.done()) {
            Values& values = all.emplace_back();
            if (words.accept("on")) values.on = date(words.next());
            std::string word = words.next();
            if (const auto from = clock_minutes(Plain{word})) {
                values.from = *from;
                words.expect("to");
                values.until = clock_minutes(Plain{words.next()}).value_or(0);
                word = words.next();
            }
            values.each = quantity(word);
        }
        for (day.date = first; day.date <= last; day.date = day.date + 1) {
            day.values.assign(24 * 60 / day.interval_minutes, Quantity{});
            for (const Values& values : all) {
                if (values.on.is_set() && values.on != day.date) continue;
                std::fill(day.values.begin() + values.from / day.interval_minutes,
                          day.values.begin() + values.until / day.interval_minutes, values.each);
            }
            must(day);
        }
    }
    void money_command(Words& words) {
        if (words.accept("charge")) {
            CreateSpecialCharge charge;
            charge.account = AccountId{words.next()};
            charge.charge_type = Code{words.next()};
            charge.amount = usd(words.next());
            if (words.accept("on")) charge.sa = ServiceAgreementId{words.next()};
            scenario_.when(charge);
        } else if (words.accept("remove charge")) {
            RemoveSpecialCharge remove;
            remove.charge = DocumentId{words.next()};
            words.expect("of");
            remove.account = AccountId{words.next()};
            scenario_.when(remove);
        } else if (!words.comes("pay deposit") && !words.comes("pay all of") && words.accept("pay")) {
            PostPayment payment;
            payment.shares.resize(1);
            payment.tenders.resize(1);
            payment.shares[0].account = AccountId{words.next()};
            payment.tenders[0].amount = usd(words.next());
            payment.tenders[0].kind = words.accept("cash") ? TenderKind::cash : TenderKind::cheque;
            payment.received_on = words.accept("received") ? date(words.next()) : day_;
            if (words.accept("in")) payment.batch = BatchId{words.next()};
            payment.suspend_unidentified = words.accept("or hold it");
            scenario_.when(payment);
        } else if (words.accept("adjust")) {
            RequestAdjustment adjustment;
            adjustment.account = AccountId{words.next()};
            adjustment.adjustment_type = Code{words.next()};
            adjustment.amount = usd(words.next());
            if (words.accept("on")) adjustment.sa = ServiceAgreementId{words.next()};
            if (words.accept("to")) adjustment.target = DocumentId{words.next()};
            scenario_.when(adjustment);
        } else if (words.accept("cancel")) {
            CancelAdjustment cancel;
            cancel.adjustment = DocumentId{words.next()};
            words.expect("of");
            cancel.account = AccountId{words.next()};
            scenario_.when(cancel);
        } else if (words.accept("bill")) {
            BillAccount bill;
            bill.account = AccountId{words.next()};
            bill.cycle = words.accept("off cycle") ? Code{} : Code{"M01"};
            bill.bill_date = day_;
            scenario_.when(bill);
        } else if (words.accept("reverse")) {
            ReverseInvoice reverse;
            reverse.invoice = DocumentId{words.next()};
            words.expect("of");
            reverse.account = AccountId{words.next()};
            reverse.rebill = words.accept("with rebill");
            reverse.on = day_;
            scenario_.when(reverse);
        } else if (words.accept("correct")) {
            CorrectBills correct;
            correct.account = AccountId{words.next()};
            correct.on = day_;
            scenario_.when(correct);
        } else if (books_command(words)) {
            // It is what it says.
        } else {
            overdue_command(words);
        }
    }
    // Accounting periods, what is accrued in them, and what their books say.
    bool books_command(Words& words) {
        if (words.accept("accrue")) {
            AccrueUnbilled accrue;
            accrue.account = AccountId{words.next()};
            accrue.on = words.accept("of") ? date(words.next()) : day_;
            scenario_.when(accrue);
        } else if (words.accept("close period from")) {
            scenario_.when(ClosePeriod{date(words.next())});
        } else if (words.accept("books of")) {
            const Date first = date(words.next());
            words.expect("to");
            tell_books(first, date(words.next()));
        } else {
            return false;
        }
        return true;
    }
    // The revenue of some days by their accounting dates, and what is unbilled at their end.
    void tell_books(Date first, Date last) {
        Money revenue, unbilled;
        for (const RecordedEvent& recorded : scenario_.world().log()) {
            const Financial* financial = financial_of(recorded.event);
            if (!financial || financial->accounting_date > last) continue;
            for (const Posting& posting : financial->postings) {
                if (posting.role == GlRole::unbilled) unbilled += posting.amount;
                if (posting.role == GlRole::revenue && financial->accounting_date >= first) revenue -= posting.amount;
            }
        }
        told_.push_back("revenue " + money(revenue));
        told_.push_back("unbilled " + money(unbilled));
    }
    void overdue_command(Words& words) {
        if (words.accept("late charges")) {
            scenario_.when(AssessLateCharges{.account = AccountId{words.next()}, .on = day_});
        } else if (words.accept("waive")) {
            CancelLateCharge waive;
            waive.charge = DocumentId{words.next()};
            words.expect("of");
            waive.account = AccountId{words.next()};
            scenario_.when(waive);
        } else if (words.accept("dispute")) {
            OpenDispute dispute;
            dispute.document = DocumentId{words.next()};
            words.expect("of");
            dispute.account = AccountId{words.next()};
            if (!words.done()) dispute.amount = usd(words.next());
            scenario_.when(dispute);
        } else if (words.accept("reject")) {
            resolve(words, DisputeOutcome::rejected);
        } else if (words.accept("uphold")) {
            resolve(words, DisputeOutcome::upheld);
        } else {
            deposit_command(words);
        }
    }

    void deposit_command(Words& words) {
        if (words.accept("deposit")) {
            BillDeposit deposit;
            deposit.account = AccountId{words.next()};
            deposit.deposit_class = Code{words.next()};
            deposit.amount = usd(words.next());
            if (words.accept("for")) deposit.sa = ServiceAgreementId{words.next()};
            scenario_.when(deposit);
        } else if (words.accept("hold")) {
            ReceiveDeposit receive;
            receive.deposit = DocumentId{words.next()};
            words.expect("of");
            receive.account = AccountId{words.next()};
            receive.amount = usd(words.next());
            scenario_.when(receive);
        } else if (words.accept("interest of")) {
            scenario_.when(AccrueDepositInterest{AccountId{words.next()}, {}, day_});
        } else if (words.accept("apply")) {
            ApplyDeposit apply;
            apply.deposit = DocumentId{words.next()};
            words.expect("of");
            apply.account = AccountId{words.next()};
            scenario_.when(apply);
        } else if (words.accept("refund")) {
            RefundDeposit refund;
            refund.deposit = DocumentId{words.next()};
            words.expect("of");
            refund.account = AccountId{words.next()};
            scenario_.when(refund);
        } else if (words.accept("return payment")) {
            scenario_.when(CancelTender{PaymentEventId{words.next()}, {}, Code{"NSF"}, true, day_});
        } else if (words.accept("pay deposit")) {
            PostPayment payment;
            payment.shares.resize(1);
            payment.tenders.resize(1);
            const DocumentId deposit{words.next()};
            words.expect("of");
            payment.shares[0].account = AccountId{words.next()};
            payment.tenders[0].amount = usd(words.next());
            payment.tenders[0].kind = TenderKind::cheque;
            payment.shares[0].policy = AllocationPolicy::spec;
            payment.shares[0].spec = {{deposit, payment.tenders[0].amount}};
            payment.received_on = day_;
            scenario_.when(payment);
        } else {
            arrangement_command(words);
        }
    }
    void arrangement_command(Words& words) {
        if (words.accept("arrange")) {
            RequestArrangement request;
            request.account = AccountId{words.next()};
            if (!words.comes("in")) request.amount = usd(words.next());
            words.expect("in");
            request.number_of_instalments = small_number(words.next());
            words.expect("from");
            request.first_due_on = date(words.next());
            while (words.accept("of")) request.documents.emplace_back(words.next());
            scenario_.when(request);
        } else if (words.accept("approve")) {
            ApproveArrangement approve;
            approve.arrangement = DocumentId{words.next()};
            words.expect("of");
            approve.account = AccountId{words.next()};
            scenario_.by("cli:supervisor").when(approve).by("cli:csr");
        } else if (words.accept("break")) {
            BreakArrangement broken;
            broken.arrangement = DocumentId{words.next()};
            words.expect("of");
            broken.account = AccountId{words.next()};
            broken.by_agreement = words.accept("by agreement");
            scenario_.when(broken);
        } else if (words.accept("arrangements of")) {
            scenario_.when(AdvanceArrangements{AccountId{words.next()}, day_});
        } else if (!autopay_command(words)) {
            budget_command(words);
        }
    }
    // False: it is another one.
    bool autopay_command(Words& words) {
        if (words.accept("enrol")) {
            EnrolInAutopay enrol{.account = AccountId{words.next()}, .routing_number = Plain{"021000021"}};
            enrol.bank_account = clear("000123456789");
            if (words.accept("at most")) enrol.limit = usd(words.next());
            scenario_.when(enrol);
        } else if (words.accept("end automatic payment of")) {
            scenario_.when(EndAutopay{.account = AccountId{words.next()}, .end_reason = Code{"ASKED"}});
        } else if (words.comes("market")) {
            market_command(words);
        } else if (words.accept("return draft")) {
            ReturnDraft back;
            back.draft = DocumentId{words.next()};
            words.expect("of");
            back.account = AccountId{words.next()};
            words.expect("as");
            const std::string code = words.next();
            for (const ReturnMeaning& one : return_meanings())
                if (name_of(one.code) == code) back.return_code = one.code;
            back.on = day_;
            scenario_.when(back);
        } else if (words.accept("draft")) {
            DraftBill draft;
            draft.bill = DocumentId{words.next()};
            words.expect("of");
            draft.account = AccountId{words.next()};
            draft.on = day_;
            scenario_.when(draft);
        } else {
            return false;
        }
        return true;
    }
    // "market send invoice I-1 to REP1 at L1-G 30.00 on U-1 for 1001-I1 30.00".
    void market_command(Words& words) {
        words.expect("market");
        const bool received = words.accept("receive");
        if (!received) words.expect("send");
        MarketTransaction told;
        const std::string kind = words.next();
        const auto names = enum_names(MarketKind{});
        const auto found = std::find(names.begin(), names.end(), kind);
        if (found == names.end()) ADD_FAILURE() << where_ << "no such kind: " << kind;
        told.kind = static_cast<MarketKind>(found - names.begin());
        told.reference = Plain{words.next()};
        words.expect(received ? "from" : "to");
        (received ? told.sender : told.receiver) = Code{words.next()};
        words.expect("at");
        const ServicePointId point{words.next()};
        market_parts(words, told);
        told.dated_on = day_;
        if (received)
            scenario_.when(ReceiveMarketTransaction{point, told});
        else
            scenario_.when(SendMarketTransaction{point, told});
    }
    void market_parts(Words& words, MarketTransaction& told) {
        while (!words.done()) {
            if (words.accept("on"))
                told.original = Plain{words.next()};
            else if (words.accept("of"))
                told.account = AccountId{words.next()};
            else if (words.accept("used")) {
                told.quantity = quantity(words.next());
                told.unit = Code{words.next()};
            } else if (words.accept("from"))
                told.from = date(words.next());
            else if (words.accept("until"))
                told.until = date(words.next());
            else if (words.accept("for")) {
                MarketDocument& document = told.documents.emplace_back();
                document.document = DocumentId{words.next()};
                document.amount = usd(words.next());
            } else
                told.amount = usd(words.next());
        }
    }
    void budget_command(Words& words) {
        if (words.accept("budget of")) {
            EnrolInBudget enrol{.account = AccountId{words.next()}, .on = day_};
            if (!words.done()) {
                enrol.amount = usd(words.next());
                enrol.amount_reason = Plain{"agreed"};
            }
            scenario_.when(enrol);
        } else if (words.accept("true up")) {
            scenario_.when(TrueUpBudget{.account = AccountId{words.next()}, .on = day_});
        } else if (words.accept("leave budget of")) {
            scenario_.when(LeaveBudget{.account = AccountId{words.next()}, .on = day_});
        } else {
            collection_command(words);
        }
    }
    void collection_command(Words& words) {
        const auto of_account = [&] {
            words.expect("of");
            return AccountId{words.next()};
        };
        if (words.accept("collect")) {
            scenario_.when(AdvanceCollection{AccountId{words.next()}, day_});
        } else if (words.accept("drop")) {
            CancelCollection cancel{
                .collection = DocumentId{words.next()}, .cancel_reason = Code{"PROMISE"}, .on = day_};
            cancel.account = of_account();
            scenario_.when(cancel);
        } else if (words.accept("disconnect")) {
            DisconnectService order{.severance = DocumentId{words.next()}, .on = day_};
            order.account = of_account();
            scenario_.when(order);
        } else if (words.accept("reconnect")) {
            ReconnectService order{.severance = DocumentId{words.next()}, .on = day_};
            order.account = of_account();
            scenario_.when(order);
        } else if (words.accept("protect")) {
            RecordProtection protection{.account = AccountId{words.next()}, .from = day_, .evidence = clear("seen")};
            protection.protection_type = Code{words.next()};
            if (words.accept("until")) protection.until = date(words.next());
            scenario_.when(protection);
        } else if (words.accept("unprotect")) {
            EndProtection ended{.protection = DocumentId{words.next()}, .until = day_, .end_reason = Code{"OVER"}};
            ended.account = of_account();
            scenario_.when(ended);
        } else {
            settling_command(words);
        }
    }
    void settling_command(Words& words) {
        const auto amount = [&] { return words.done() ? Money{} : usd(words.next()); };
        if (words.accept("give back")) {
            RefundCredit refund{.account = AccountId{words.next()}, .refund_reason = Code{"ASKED"}, .on = day_};
            if (words.accept("despite")) refund.despite_debt = Code{words.next()};
            refund.amount = amount();
            scenario_.when(refund);
        } else if (words.accept("cheque came back")) {
            CancelRefund cancel{.refund = DocumentId{words.next()}, .cancel_reason = Code{"RETURNED"}, .on = day_};
            words.expect("of");
            cancel.account = AccountId{words.next()};
            scenario_.when(cancel);
        } else if (words.accept("write off")) {
            WriteOffDebt order{.account = AccountId{words.next()}, .write_off_reason = Code{"SKIPPED"}, .on = day_};
            if (words.accept("on")) order.sa = ServiceAgreementId{words.next()};
            order.amount = amount();
            scenario_.when(order);
        } else if (words.accept("open again")) {
            ReverseWriteOff order{.write_off = DocumentId{words.next()}, .cancel_reason = Code{"FOUND"}, .on = day_};
            words.expect("of");
            order.account = AccountId{words.next()};
            order.amount = amount();
            scenario_.when(order);
        } else if (words.accept("transfer credit of")) {
            TransferCredit order{.account = AccountId{words.next()}, .transfer_reason = Code{"WRONGACCT"}, .on = day_};
            words.expect("to");
            order.to_account = AccountId{words.next()};
            order.amount = amount();
            scenario_.when(order);
        } else if (words.accept("transfer debt of")) {
            TransferDebt order{.sa = ServiceAgreementId{words.next()}, .transfer_reason = Code{"MOVED"}, .on = day_};
            words.expect("of");
            order.account = AccountId{words.next()};
            words.expect("to");
            order.to_sa = ServiceAgreementId{words.next()};
            words.expect("of");
            order.to_account = AccountId{words.next()};
            order.amount = amount();
            scenario_.when(order);
        } else {
            unclaimed_command(words);
        }
    }
    void unclaimed_command(Words& words) {
        const auto of_account = [&] {
            words.expect("of");
            return AccountId{words.next()};
        };
        if (words.accept("write about unclaimed money of")) {
            scenario_.when(SendUnclaimedNotice{AccountId{words.next()}, day_});
        } else if (words.accept("notice answered")) {
            CancelUnclaimedNotice order{
                .notice = DocumentId{words.next()}, .cancel_reason = Code{"ANSWERED"}, .on = day_};
            order.account = of_account();
            scenario_.when(order);
        } else if (words.accept("owner calls about")) {
            scenario_.when(RecordCommunication{.account = AccountId{words.next()},
                                               .direction = CommunicationDirection::in,
                                               .channel = CommunicationChannel::phone,
                                               .subject = clear("Money"),
                                               .text = clear("Asked for it"),
                                               .on = day_});
        } else if (words.accept("escheat")) {
            scenario_.when(EscheatUnclaimed{AccountId{words.next()}, day_});
        } else if (words.accept("remit")) {
            RemitEscheated order{.escheat = DocumentId{words.next()}, .on = day_};
            order.account = of_account();
            scenario_.when(order);
        } else if (words.accept("the state pays back")) {
            ReturnRemittance order{
                .escheat = DocumentId{words.next()}, .return_reason = Code{"OWNER-CAME"}, .on = day_};
            order.account = of_account();
            scenario_.when(order);
        } else if (words.accept("owner reclaims")) {
            ReclaimEscheated order{
                .escheat = DocumentId{words.next()}, .reclaim_reason = Code{"OWNER-CAME"}, .on = day_};
            order.account = of_account();
            scenario_.when(order);
        } else {
            cash_command(words);
        }
    }
    void cash_command(Words& words) {
        if (words.accept("begin batch of")) {
            OpenBatch order{.source = Code{words.next()}, .on = day_};
            if (words.accept("by")) order.clerk = Plain{words.next()};
            if (words.accept("with")) order.opening_float = usd(words.next());
            if (words.accept("declared")) {
                order.declared_count = small_number(words.next());
                words.expect("tenders");
                order.declared_total = usd(words.next());
            }
            scenario_.when(order);
        } else if (words.accept("count")) {
            count(words);
        } else if (words.accept("reopen")) {
            scenario_.when(ReopenBatch{BatchId{words.next()}, Code{"FORGOTTEN"}, day_});
        } else if (words.accept("carry cash of")) {
            TransferTillCash order{.batch = BatchId{words.next()}, .on = day_};
            words.expect("to");
            order.to_batch = BatchId{words.next()};
            order.amount = usd(words.next());
            scenario_.when(order);
        } else if (words.accept("bring to the bank")) {
            DepositAtBank order{.batches = {}, .amount = usd(words.next()), .reference = Plain{"SLIP"}, .on = day_};
            words.expect("of");
            while (!words.done()) order.batches.emplace_back(words.next());
            scenario_.when(order);
        } else {
            master_command(words);
        }
    }
    void master_command(Words& words) {
        if (words.accept("master")) {
            CreateMaster order{.name = Plain{words.next()}, .on = day_};
            if (words.accept("under")) order.parent = MasterId{words.next()};
            scenario_.when(order);
        } else if (words.accept("assign")) {
            AssignAccount order{.account = AccountId{words.next()}, .master = {}};
            words.expect("to");
            order.master = MasterId{words.next()};
            scenario_.when(order);
        } else if (words.accept("release")) {
            scenario_.when(ReleaseAccount{AccountId{words.next()}});
        } else if (words.accept("move master")) {
            MoveMaster order{.master = MasterId{words.next()}, .parent = {}};
            if (words.accept("under")) order.parent = MasterId{words.next()};
            scenario_.when(order);
        } else if (words.accept("together")) {
            BeginCollective order{.master = MasterId{words.next()}, .payer = {}, .on = day_};
            words.expect("paid by");
            order.payer = AccountId{words.next()};
            scenario_.when(order);
        } else if (words.accept("collective statement of")) {
            scenario_.when(IssueCollectiveStatement{MasterId{words.next()}, day_});
        } else if (words.accept("pay all of")) {
            PayCollective order;
            order.master = MasterId{words.next()};
            order.received_on = day_;
            order.tenders.resize(1);
            order.tenders[0].amount = usd(words.next());
            order.tenders[0].kind = TenderKind::cheque;
            while (!words.done()) {
                CollectiveShare share;
                share.account = AccountId{words.next()};
                share.amount = usd(words.next());
                order.shares.push_back(share);
            }
            scenario_.when(order);
        } else {
            suspense_command(words);
        }
    }
    void count(Words& words) {
        CloseBatchWithDifference order{.batch = BatchId{words.next()}, .on = day_};
        while (!words.done()) {
            if (words.accept("because")) {
                order.difference_reason = Code{words.next()};
                break;
            }
            const std::string kind = words.next();
            const auto names = enum_names(TenderKind{});
            const auto found = std::find(names.begin(), names.end(), kind);
            if (found == names.end()) ADD_FAILURE() << where_ << "no such tender: " << kind;
            order.counted.push_back({static_cast<TenderKind>(found - names.begin()), usd(words.next())});
        }
        if (order.difference_reason.empty())
            scenario_.when(CloseBatch{order.batch, order.counted, order.on});
        else
            scenario_.when(order);
    }
    void suspense_command(Words& words) {
        if (words.accept("unknown")) {
            ReceiveSuspense order{.kind = TenderKind::cheque, .amount = usd(words.next()), .received_on = day_};
            if (words.accept("received")) order.received_on = date(words.next());
            if (words.accept("in")) order.batch = BatchId{words.next()};
            order.payor = clear("A. Payor");
            scenario_.when(order);
        } else if (words.accept("match")) {
            MatchSuspense order{.suspense = SuspenseId{words.next()}, .shares = {}, .on = day_};
            words.expect("to");
            while (!words.done()) {
                PaymentShare& share = order.shares.emplace_back();
                share.account = AccountId{words.next()};
                if (!words.done()) share.amount = usd(words.next());
            }
            scenario_.when(order);
        } else if (words.accept("send back")) {
            ReturnSuspense order{.suspense = SuspenseId{words.next()}, .return_reason = Code{"UNKNOWN"}, .on = day_};
            if (words.accept("to the bank")) order.to = SuspenseExit::bank;
            if (!words.done()) order.amount = usd(words.next());
            scenario_.when(order);
        } else if (words.accept("take off payment")) {
            CancelPayment order{.payment = PaymentId{words.next()}, .cancel_reason = Code{"WRONGACCT"}, .on = day_};
            words.expect("of");
            order.account = AccountId{words.next()};
            scenario_.when(order);
        } else if (words.accept("ledger")) {
            tell_ledger();
        } else {
            words.end();
        }
    }
    // What stands in the general ledger of money that is no customer's.
    void tell_ledger() {
        std::map<std::pair<GlRole, Code>, Money> sums;
        for (const RecordedEvent& recorded : scenario_.world().log())
            if (const Financial* financial = financial_of(recorded.event))
                for (const Posting& posting : financial->postings)
                    sums[{posting.role, posting.gl_account}] += posting.amount;
        for (const auto& [account, sum] : sums)
            if (account.first != GlRole::ar && account.first != GlRole::unapplied && account.first != GlRole::revenue)
                told_.push_back(account.second.str() + " " + money(sum));
    }
    void resolve(Words& words, DisputeOutcome outcome) {
        ResolveDispute resolve;
        resolve.outcome = outcome;
        resolve.dispute = DocumentId{words.next()};
        words.expect("of");
        resolve.account = AccountId{words.next()};
        if (words.accept("by")) resolve.settled_by = DocumentId{words.next()};
        scenario_.when(resolve);
    }

    // What came of the last command against the lines under it.
    void compare() {
        const auto expected = body();
        std::vector<std::string> made = std::exchange(told_, {});
        if (!made.empty()) {
            // It is what was asked.
        } else if (const auto& refusal = scenario_.refusal()) {
            made.push_back("refused: " + std::string{name_of(refusal->rejection)});
        } else {
            for (const auto& event : scenario_.events())
                for (auto& line : described(event.event)) made.push_back(std::move(line));
        }
        // Where nothing is written under a command, it must only have been accepted.
        if (expected.empty()) {
            if (scenario_.refusal()) ADD_FAILURE() << where_ << to_text(*scenario_.refusal());
            return;
        }
        bool differs = expected.size() != made.size();
        for (std::size_t i = 0; i < std::min(expected.size(), made.size()); ++i)
            differs |= joined(expected[i].words) != joined(words_of(made[i]));
        if (!differs) return;
        std::string report;
        for (std::size_t i = 0; i < std::max(expected.size(), made.size()); ++i) {
            const std::string wanted = i < expected.size() ? joined(expected[i].words) : "";
            const std::string is = i < made.size() ? joined(words_of(made[i])) : "";
            report += wanted == is ? "    " + is + "\n" : "  - " + wanted + "\n  + " + is + "\n";
        }
        ADD_FAILURE() << where_ << "expected (-) and made (+) differ\n"
                      << report << (scenario_.refusal() ? to_text(*scenario_.refusal()) : "");
    }

    std::string name_;
    std::vector<Line> lines_;
    Scenario scenario_;
    std::size_t at_ = 0;
    std::string where_;
    Date day_;
    std::vector<std::string> told_;  // What a line asks for that is no command.
    CollectionPolicy policy_;        // Of the class that steps are given for.
    std::map<std::string, std::vector<UsageFactor>> factors_;
};

}  // namespace

void run_bill_script(const std::filesystem::path& file) {
    run_bill_script(file, [](TestWorld&) {});
}

void run_bill_script(const std::filesystem::path& file, const std::function<void(TestWorld&)>& use) {
    BillScript script{file};
    script.run();
    use(script.world());
}

std::vector<std::filesystem::path> bill_scripts() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(TALLY_SOURCE_DIR "/tests/scenarios"))
        if (entry.path().extension() == ".bill") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace tally::test
