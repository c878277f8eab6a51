#include "tools/tally/demo/counter.h"

#include <string>
#include <utility>

namespace tally::tools {

using namespace domain;

namespace {

constexpr Money opening_float{10'000};

PostPayment batched(const BatchId& batch, const AccountId& account, TenderKind kind, Money amount) {
    PostPayment payment;
    Tender tender;
    tender.kind = kind;
    tender.amount = amount;
    payment.tenders.push_back(std::move(tender));
    PaymentShare share;
    share.account = account;
    share.amount = amount;
    payment.shares.push_back(std::move(share));
    payment.batch = batch;
    return payment;
}

}  // namespace

DemoCounter::Taken DemoCounter::take_payments(const BatchId& batch, const std::vector<DemoCustomer>& customers) {
    Taken taken;
    const auto reader = sender_.caught_up();
    const std::size_t first = sender_.made().size();
    std::vector<std::pair<bool, Money>> offered;
    for (const auto& customer : customers) {
        if (!chance_.happens(12)) continue;
        const auto state = sender_.account(reader, customer.account);
        if (!state) break;
        const Money owed = state->current();
        if (owed.minor <= 0) continue;
        const bool cash = chance_.below(2) == 0;
        sender_.attempt(batched(batch, customer.account, cash ? TenderKind::cash : TenderKind::cheque, owed),
                        {"till:rosa", "Paid at the counter"});
        offered.emplace_back(cash, owed);
    }
    sender_.flush();
    if (sender_.failure()) return taken;
    for (std::size_t i = 0; i < offered.size(); ++i)
        if (const auto& [cash, amount] = offered[i]; sender_.made()[first + i])
            (cash ? taken.cash : taken.cheques) += amount;
    return taken;
}

void DemoCounter::receive_unknown(const BatchId& batch, Taken& taken) {
    ReceiveSuspense unknown;
    unknown.kind = TenderKind::cheque;
    unknown.amount = Money{static_cast<std::int64_t>(2'000 + chance_.below(9'000))};
    unknown.account_named = Plain{"9" + std::to_string(100'000 + chance_.below(900'000))};
    unknown.payor.bytes = "A. Turner";
    unknown.batch = batch;
    const Money amount = unknown.amount;
    constexpr std::int32_t days_to_find = 12;
    const auto made = sender_.offer(std::move(unknown), {"till:rosa", "No account has the number on the cheque"});
    if (!made) return;
    taken.cheques += amount;
    unknown_[sender_.today() + days_to_find].push_back({SuspenseId{made_id(*made, "suspense")}, amount});
}

void DemoCounter::close_the_till(const BatchId& batch, const Taken& taken) {
    constexpr Money missing{500};
    const bool is_short = taken.cash > missing && chance_.happens(120);
    const Money cash = is_short ? taken.cash - missing : taken.cash;
    const std::vector<CountedTenders> counted{{TenderKind::cash, opening_float + cash},
                                              {TenderKind::cheque, taken.cheques}};
    if (is_short)
        sender_.attempt(CloseBatchWithDifference{batch, counted, Code{"MISCOUNT"}, {}},
                        {"sup:lea", "Counted twice, a banknote is missing"});
    else
        sender_.attempt(CloseBatch{batch, counted, {}}, {"till:rosa", {}});
    for_the_bank_.push_back(batch);
    for_the_bank_total_ += cash + taken.cheques;
}

void DemoCounter::open_the_till(const std::vector<DemoCustomer>& customers) {
    OpenBatch open;
    open.source = Code{"TILL1"};
    open.opening_float = opening_float;
    const auto made = sender_.offer(std::move(open), {"till:rosa", {}});
    if (!made) return;
    const BatchId batch{made_id(*made, "batch")};
    Taken taken = take_payments(batch, customers);
    if (chance_.happens(250)) receive_unknown(batch, taken);
    close_the_till(batch, taken);
}

// What the bank says that it has is what was posted.
void DemoCounter::open_the_lockbox(const std::vector<DemoCustomer>& customers) {
    std::vector<std::pair<AccountId, Money>> paid;
    Money total;
    const auto reader = sender_.caught_up();
    for (const auto& customer : customers) {
        if (!chance_.happens(25)) continue;
        const auto state = sender_.account(reader, customer.account);
        if (!state) return;
        const Money owed = state->current();
        if (owed.minor <= 0) continue;
        paid.emplace_back(customer.account, owed);
        total += owed;
    }
    if (paid.empty()) return;
    OpenBatch open;
    open.source = Code{"BOX"};
    open.declared_count = static_cast<std::uint32_t>(paid.size());
    open.declared_total = total;
    const auto made = sender_.offer(std::move(open), {"bank:lockbox", {}});
    if (!made) return;
    const BatchId batch{made_id(*made, "batch")};
    for (const auto& [account, amount] : paid)
        sender_.attempt(batched(batch, account, TenderKind::cheque, amount), {"bank:lockbox", {}});
    if (!sender_.offer(CloseBatch{batch, {}, {}}, {"bank:lockbox", {}})) return;
    for_the_bank_.push_back(batch);
    for_the_bank_total_ += total;
}

void DemoCounter::deposit() {
    if (for_the_bank_.empty() || for_the_bank_total_.minor <= 0) return;
    DepositAtBank deposit;
    deposit.batches = std::exchange(for_the_bank_, {});
    deposit.amount = std::exchange(for_the_bank_total_, {});
    deposit.reference = Plain{"SLIP-" + to_string(sender_.today())};
    sender_.attempt(std::move(deposit), {"till:rosa", "Taken to the bank"});
}

void DemoCounter::settle_unknown(const std::vector<Held>& held, const std::vector<DemoCustomer>& customers) {
    for (const auto& one : held) {
        if (chance_.below(10) < 7) {
            MatchSuspense match;
            match.suspense = one.suspense;
            PaymentShare share;
            share.account = customers[chance_.below(customers.size())].account;
            match.shares.push_back(std::move(share));
            sender_.attempt(std::move(match), {"cash:omar", "The customer sent a copy of the cheque"});
        } else {
            ReturnSuspense back;
            back.suspense = one.suspense;
            back.return_reason = Code{"UNKNOWN-PAYOR"};
            sender_.attempt(std::move(back), {"cash:omar", "No one claimed it"});
        }
    }
}

void DemoCounter::run_day(const std::vector<DemoCustomer>& customers) {
    if (customers.empty()) return;
    const auto [year, month, day] = ymd(sender_.today());
    while (!unknown_.empty() && unknown_.begin()->first <= sender_.today()) {
        sender_.timed("money in suspense", [&] { settle_unknown(unknown_.begin()->second, customers); });
        unknown_.erase(unknown_.begin());
    }
    if (day % 7 == 1) sender_.timed("batches of payments", [&] { open_the_till(customers); });
    if (day == 17) sender_.timed("batches of payments", [&] { open_the_lockbox(customers); });
    if (day % 7 == 2) sender_.timed("batches of payments", [&] { deposit(); });
}

}  // namespace tally::tools
