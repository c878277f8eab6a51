#include "tools/tally/demo/former.h"

#include "domain/account/receivables/commands.h"
#include "domain/person/commands.h"
#include "eventstore/division/state_rows.h"

namespace tally::tools {

using namespace domain;

void DemoFormer::transfer(const std::vector<Move>& moves) {
    const auto reader = sender_.caught_up();
    for (const auto& move : moves) {
        const auto state = sender_.account(reader, move.from.account);
        if (!state) return;
        if (state->unapplied_total().minor > 0) {
            TransferCredit credit;
            credit.account = move.from.account;
            credit.to_account = move.to.account;
            credit.transfer_reason = Code{"MOVED"};
            sender_.attempt(std::move(credit), {"sup:lea", "The customer lives at another address now"});
        } else if (state->payoff().minor > 0) {
            TransferDebt debt;
            debt.account = move.from.account;
            debt.sa = move.from.sa;
            debt.to_account = move.to.account;
            debt.to_sa = move.to.sa;
            debt.transfer_reason = Code{"MOVED"};
            sender_.attempt(std::move(debt), {"sup:lea", "The customer lives at another address now"});
        }
    }
}

// Some pay after their debt was written off.
void DemoFormer::recover() {
    const auto reader = sender_.caught_up();
    for (const auto& customer : former_) {
        if (!chance_.happens(60)) continue;
        const auto state = sender_.account(reader, customer.account);
        if (!state) return;
        if (state->written_off.minor <= 0) continue;
        PostPayment payment;
        Tender tender;
        tender.kind = TenderKind::transfer;
        tender.amount = state->written_off;
        payment.tenders.push_back(std::move(tender));
        PaymentShare share;
        share.account = customer.account;
        payment.shares.push_back(std::move(share));
        sender_.attempt(std::move(payment), {"agency:reliable", "Collected by an agency"});
    }
}

// Some pay their last bill twice, as by a standing order that no one stopped.
void DemoFormer::pay_twice() {
    const auto reader = sender_.caught_up();
    for (const auto& customer : former_) {
        if (!chance_.happens(60)) continue;
        const auto state = sender_.account(reader, customer.account);
        if (!state) return;
        if (!state->payoff().is_zero() || state->refund_count > 0 || !state->last_payment_date.is_set()) continue;
        PostPayment payment;
        Tender tender;
        tender.kind = TenderKind::transfer;
        tender.amount = Money{4'000 + static_cast<std::int64_t>(chance_.below(6'000))};
        payment.tenders.push_back(std::move(tender));
        PaymentShare share;
        share.account = customer.account;
        payment.shares.push_back(std::move(share));
        sender_.attempt(std::move(payment), {"bank:file", "A standing order that no one stopped"});
    }
}

// Of customers who cannot be found: the cheque was not cashed in months, and is stopped.
void DemoFormer::return_cheques() {
    const auto reader = sender_.caught_up();
    for (const auto& customer : former_) {
        if (!chance_.happens(300)) continue;
        const auto state = sender_.account(reader, customer.account);
        if (!state) return;
        if (state->refund_count != 1 || !state->unapplied.empty()) continue;
        CancelRefund stale;
        stale.account = customer.account;
        stale.refund = DocumentId{customer.account.str() + "-REF1"};
        stale.cancel_reason = Code{"STALE"};
        sender_.attempt(std::move(stale), {"sup:lea", "The cheque was never cashed"});
    }
}

// Some owners come after all.
void DemoFormer::reclaim() {
    const auto reader = sender_.caught_up();
    for (const auto& customer : former_) {
        if (!chance_.happens(60)) continue;
        const auto unclaimed = sender_.part(reader, eventstore::read_unclaimed_of, customer.account);
        if (!unclaimed) return;
        for (const Escheat& escheat : unclaimed->escheats) {
            if (escheat.reclaimed()) continue;
            sender_.attempt(ReclaimEscheated{customer.account, escheat.escheat, Code{"OWNER-CAME"}, {}},
                            {"sup:lea", "The owner was found"});
            RefundCredit refund;
            refund.account = customer.account;
            refund.refund_reason = Code{"OWNER-CAME"};
            sender_.attempt(std::move(refund), {"sup:lea", "The owner was found"});
            if (escheat.remitted())
                sender_.attempt(ReturnRemittance{customer.account, escheat.escheat, Code{"OWNER-CAME"}, {}},
                                {"sup:lea", "The state paid it back"});
        }
    }
}

// Some ask to be erased once nothing is owed either way. Who lives elsewhere now, or whose matter is open, is refused.
void DemoFormer::erase() {
    const auto reader = sender_.caught_up();
    std::erase_if(former_, [&](const DemoCustomer& customer) {
        if (sender_.failure() || !chance_.happens(40)) return false;
        const auto state = sender_.account(reader, customer.account);
        if (!state || !state->payoff().is_zero() || !state->unapplied.empty()) return false;
        const auto persons = sender_.part(reader, eventstore::read_persons_on, customer.account);
        const AccountPerson* main = persons ? persons->main_customer() : nullptr;
        if (!main) return false;
        return sender_.offer(ErasePerson{main->person, ErasureGround::request}, {"privacy:max", {}}).has_value();
    });
}

void DemoFormer::run_day() {
    const auto [year, month, day] = ymd(sender_.today());
    constexpr std::uint32_t days_before_write_off = 90;
    while (!transfers_due_.empty() && transfers_due_.begin()->first <= sender_.today()) {
        sender_.timed("transfers", [&] { transfer(transfers_due_.begin()->second); });
        transfers_due_.erase(transfers_due_.begin());
    }
    if (day == 14) sender_.timed("refunds", [&] { pay_twice(); });
    if (day == 18) sender_.timed("refunds", [&] { sender_.run_process("refunds"); });
    if (day == 20) sender_.timed("unclaimed property", [&] { return_cheques(); });
    if (day == 21) sender_.timed("unclaimed property", [&] { sender_.run_process("unclaimed"); });
    if (day == 22) sender_.timed("unclaimed property", [&] { sender_.run_process("remittances"); });
    if (day == 23) sender_.timed("unclaimed property", [&] { reclaim(); });
    if (day == 24) sender_.timed("write-offs", [&] { sender_.run_process("write-offs", days_before_write_off); });
    if (day == 26) sender_.timed("write-offs", [&] { recover(); });
    if (day == 28) sender_.timed("persons erased", [&] { erase(); });
}

}  // namespace tally::tools
