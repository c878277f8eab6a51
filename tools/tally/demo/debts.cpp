#include "tools/tally/demo/debts.h"

#include <algorithm>

#include "consumers/processes/collection_run/collection_run.h"
#include "consumers/processes/late_charges/late_charges.h"
#include "projections/collections/collection_queries.h"

namespace tally::tools {

using namespace domain;

void DemoDebts::ask_for_deposits(const std::vector<Customer>& residential) {
    const std::size_t first = sender_.made().size();
    constexpr std::int32_t days_to_pay = 6;
    auto& due = deposits_due_[sender_.today() + days_to_pay];
    const std::size_t asked_before = due.size();
    for (const auto& customer : residential) {
        if (!chance(60)) continue;
        BillDeposit deposit;
        deposit.account = customer.account;
        deposit.deposit_class = Code{"RES"};
        deposit.sa = customer.sa;
        deposit.amount = Money{static_cast<std::int64_t>(8 + random_() % 8) * 1'000};
        due.push_back({customer.account, {}, deposit.amount});
        with_deposits_.push_back(customer);
        sender_.send(std::move(deposit), {"csr:noor", "A new customer without a history of payments"});
    }
    sender_.flush();
    if (sender_.failure()) return;
    for (std::size_t i = asked_before; i < due.size(); ++i)
        due[i].deposit = DocumentId{made_id(sender_.made()[first + i - asked_before], "deposit")};
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
        sender_.send(std::move(payment), {"csr:noor", "Paid at the counter"});
    }
}

void DemoDebts::open_disputes(const std::vector<Customer>& customers) {
    const auto reader = sender_.caught_up();
    std::vector<Disputed> opened;
    const std::size_t first = sender_.made().size();
    for (const auto& customer : customers) {
        if (!chance(4) || disputes(customer.account)) continue;
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
        opened.push_back({customer.account, open->document, open->sa, {}});
        disputing_.insert(customer.account.str());
        with_disputes_.push_back(customer);
        sender_.send(std::move(dispute), {"csr:ines", "The customer calls about a high bill"});
    }
    sender_.flush();
    if (sender_.failure()) return;
    constexpr std::int32_t days_to_settle = 33;
    for (std::size_t i = 0; i < opened.size(); ++i) {
        opened[i].dispute = DocumentId{made_id(sender_.made()[first + i], "dispute")};
        disputes_due_[sender_.today() + days_to_settle].push_back(std::move(opened[i]));
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
        sender_.send(std::move(credit), {"csr:noor", "The dispute is upheld"});
        sender_.flush();
        if (sender_.failure()) return std::nullopt;
        return DocumentId{made_id(sender_.made().back(), "adjustment")};
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
        if (chance(400)) {
            if (auto settled_by = credit(disputed, *state)) {
                resolve.outcome = DisputeOutcome::upheld;
                resolve.settled_by = std::move(*settled_by);
            }
        }
        sender_.send(std::move(resolve), {"csr:noor", "The meter was tested"});
    }
}

void DemoDebts::charge_for_being_late() {
    const consumers::RunRequest request{sender_.today(), Plain{"process:late-charges"}, noon(sender_.today()),
                                        sender_.sends()};
    sender_.flush();
    const auto report = consumers::run_late_charges(sender_.port(), sender_.held(), request,
                                                    [](const consumers::RunProgress&) { return true; });
    if (!report) return sender_.fail(in_words(report.error()));
    sender_.add_answered(report->charged);
    late_charges_ += report->charges;
}

void DemoDebts::run_deposits(consumers::DepositRunKind kind) {
    const consumers::DepositRunRequest request{kind, sender_.today(), Plain{"process:deposits"}, noon(sender_.today()),
                                               sender_.sends()};
    sender_.flush();
    const auto report = consumers::run_deposits(sender_.port(), sender_.held(), request, [] { return true; });
    if (!report) return sender_.fail(in_words(report.error()));
    sender_.add_answered(report->done);
}

void DemoDebts::collect() {
    const consumers::RunRequest request{sender_.today(), Plain{"process:collections"}, noon(sender_.today()),
                                        sender_.sends()};
    sender_.flush();
    const auto report = consumers::run_collections(sender_.port(), sender_.held(), request,
                                                   [](const consumers::RunProgress&) { return true; });
    if (!report) return sender_.fail(in_words(report.error()));
    sender_.add_answered(report->advanced);
    collection_steps_ += report->advanced;
    const auto open = projections::in_collection(sender_.caught_up(), {.limit = 1});
    if (!open) return sender_.fail(open.error());
    if (!open->accounts.empty()) in_collection_ = open->accounts.front().heading.account;
}

void DemoDebts::run_day(const std::vector<Customer>& customers) {
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
    if (day == 10) sender_.timed("late charges", [&] { charge_for_being_late(); });
    if (day % 7 == 4) sender_.timed("collections", [&] { collect(); });
    if (day == 30 && month % 6 == 0)
        sender_.timed("deposits", [&] { run_deposits(consumers::DepositRunKind::interest); });
    if (day == 28) sender_.timed("deposits", [&] { run_deposits(consumers::DepositRunKind::review); });
}

}  // namespace tally::tools
