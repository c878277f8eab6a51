#include "tools/tally/demo/debts.h"

#include <algorithm>

namespace tally::tools {

using namespace domain;

void DemoDebts::ask_for_deposits(const std::vector<DemoCustomer>& residential) {
    const std::size_t first = sender_.made().size();
    constexpr std::int32_t days_to_pay = 6;
    auto& due = deposits_due_[sender_.today() + days_to_pay];
    const std::size_t asked_before = due.size();
    for (const auto& customer : residential) {
        if (!chance_.happens(60)) continue;
        BillDeposit deposit;
        deposit.account = customer.account;
        deposit.deposit_class = Code{"RES"};
        deposit.sa = customer.sa;
        deposit.amount = Money{static_cast<std::int64_t>(8 + chance_.below(8)) * 1'000};
        due.push_back({customer.account, {}, deposit.amount});
        sender_.send(std::move(deposit), {"csr:noor", "A new customer without a history of payments"});
    }
    sender_.flush();
    if (sender_.failure()) return;
    for (std::size_t i = asked_before; i < due.size(); ++i)
        due[i].deposit = DocumentId{made_id(*sender_.made()[first + i - asked_before], "deposit")};
}

void DemoDebts::pay_deposits(const std::vector<Asked>& due) {
    for (const auto& asked : due) {
        PostPayment payment;
        Tender tender;
        tender.kind = TenderKind::cheque;
        tender.amount = asked.amount;
        payment.tenders.push_back(std::move(tender));
        PaymentShare share;
        share.account = asked.account;
        share.amount = asked.amount;
        share.policy = AllocationPolicy::spec;
        share.spec.push_back({asked.deposit, asked.amount});
        payment.shares.push_back(std::move(share));
        sender_.attempt(std::move(payment), {"csr:noor", "Paid at the counter"});
    }
}

void DemoDebts::open_disputes(const std::vector<DemoCustomer>& customers) {
    constexpr std::int32_t days_to_settle = 33;
    const auto reader = sender_.caught_up();
    for (const auto& customer : customers) {
        if (!chance_.happens(4) || disputes(customer.account)) continue;
        const auto state = sender_.account(reader, customer.account);
        if (!state) return;
        const auto open = std::find_if(state->items.begin(), state->items.end(), [&](const OpenItem& item) {
            return item.document == state->last_invoice && item.sa == customer.sa && item.current_open.minor > 0;
        });
        if (open == state->items.end()) continue;
        OpenDispute dispute;
        dispute.account = customer.account;
        dispute.document = open->document;
        dispute.sa = open->sa;
        dispute.dispute_reason = Code{"HIGH-BILL"};
        dispute.memo.bytes = "Says that the house stood empty for two weeks.";
        const auto made = sender_.offer(std::move(dispute), {"csr:ines", "The customer calls about a high bill"});
        if (!made) continue;
        disputing_.insert(customer.account.str());
        disputes_due_[sender_.today() + days_to_settle].push_back(
            {customer.account, open->document, open->sa, DocumentId{made_id(*made, "dispute")}});
    }
}

std::optional<DocumentId> DemoDebts::credit(const Disputed& disputed, const AccountState& state) {
    for (const auto& item : state.items) {
        if (item.document != disputed.document || item.sa != disputed.sa || item.current_open.minor <= 0) continue;
        RequestAdjustment credit;
        credit.account = disputed.account;
        credit.adjustment_type = Code{"GOODWILL"};
        credit.sa = disputed.sa;
        credit.target = disputed.document;
        constexpr std::int64_t without_approval = 4'000;
        credit.amount = Money{-std::min(item.current_open.minor, without_approval)};
        credit.effective_date = sender_.today();
        credit.memo.bytes = "The meter was found to run fast.";
        const auto made = sender_.offer(std::move(credit), {"csr:noor", "The dispute is upheld"});
        if (!made) return std::nullopt;
        return DocumentId{made_id(*made, "adjustment")};
    }
    return std::nullopt;
}

void DemoDebts::resolve_disputes(const std::vector<Disputed>& due) {
    const auto reader = sender_.caught_up();
    for (const auto& disputed : due) {
        disputing_.erase(disputed.account.str());
        const auto state = sender_.account(reader, disputed.account);
        if (!state) return;
        ResolveDispute resolve;
        resolve.account = disputed.account;
        resolve.dispute = disputed.dispute;
        resolve.on = sender_.today();
        if (chance_.below(5) < 2) {
            if (auto settled_by = credit(disputed, *state)) {
                resolve.outcome = DisputeOutcome::upheld;
                resolve.settled_by = std::move(*settled_by);
            }
        }
        sender_.attempt(std::move(resolve), {"csr:noor", "The meter was tested"});
    }
}

void DemoDebts::run_day(const std::vector<DemoCustomer>& customers) {
    const auto [year, month, day] = ymd(sender_.today());
    while (!deposits_due_.empty() && deposits_due_.begin()->first <= sender_.today()) {
        sender_.timed("deposits", [&] { pay_deposits(deposits_due_.begin()->second); });
        deposits_due_.erase(deposits_due_.begin());
    }
    while (!disputes_due_.empty() && disputes_due_.begin()->first <= sender_.today()) {
        sender_.timed("disputes", [&] { resolve_disputes(disputes_due_.begin()->second); });
        disputes_due_.erase(disputes_due_.begin());
    }
    if (day == 6) sender_.timed("disputes", [&] { open_disputes(customers); });
    if (day == 10) sender_.timed("late charges", [&] { sender_.run_process("late-charges"); });
    if (day % 7 == 4) sender_.timed("collections", [&] { sender_.run_process("collections"); });
    if (day == 30 && month % 6 == 0) sender_.timed("deposits", [&] { sender_.run_process("deposit-interest"); });
    if (day == 28) sender_.timed("deposits", [&] { sender_.run_process("deposit-review"); });
}

}  // namespace tally::tools
