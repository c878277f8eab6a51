// Laws of money over random commands: an auditor of its own recomputes every balance from the events alone.

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <set>
#include <tuple>

#include "domain/account/collections/collection_debt.h"
#include "domain/account/disputed_items.h"
#include "domain/account/receivables/credit.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

// What one account should look like, told by its events and not by its state.
struct Audited {
    std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, std::int64_t>> items;  // payoff, current
    std::map<std::tuple<CreditSourceKind, std::string, std::string>, std::int64_t> credits;
    std::map<GlRole, std::int64_t> ledger;
    std::int64_t current = 0;
    std::map<std::string, std::int64_t> asked;  // By deposit.
    std::map<std::string, std::int64_t> held;
    std::int64_t written_off = 0;
    std::int64_t unbilled = 0;                               // In the books of the period that is accrued.
    std::set<std::pair<std::string, std::string>> budgeted;  // Items of which another amount is asked for than owed.
    std::set<std::string> plans;                             // Agreements in a budget plan.
};

class Auditor {
  public:
    void read(const RecordedEvent& recorded) {
        Audited& account = accounts[recorded.envelope.stream.id.str()];
        if (const Financial* financial = financial_of(recorded.event)) {
            std::int64_t sum = 0;
            for (const Posting& posting : financial->postings) {
                sum += posting.amount.minor;
                account.ledger[posting.role] += posting.amount.minor;
                if (posting.role == GlRole::unbilled && financial->accounting_date < date("2022-07-01"))
                    account.unbilled += posting.amount.minor;
            }
            RC_ASSERT(sum == 0);
            account.current += financial->current.minor;
        }
        visit(
            Overloaded{
                [&](const BillSegmentFrozen& event) {
                    charge(account, event.invoice, event);
                    if (event.financial.current == event.financial.payoff) return;
                    RC_ASSERT(account.plans.contains(event.sa.str()));
                    account.budgeted.emplace(event.invoice.str(), event.sa.str());
                },
                [&](const BudgetEnrolled& event) { RC_ASSERT(account.plans.insert(event.sa.str()).second); },
                [&](const BudgetTruedUp& event) { RC_ASSERT(account.plans.contains(event.sa.str())); },
                [&](const BudgetLeft& event) { RC_ASSERT(account.plans.erase(event.sa.str()) == 1); },
                [&](const NsfFeeCharged& event) { charge(account, event.charge, event); },
                [&](const LateChargeAssessed& event) { charge(account, event.charge, event); },
                [&](const LateChargeCancelled& event) { charge(account, event.charge, event); },
                [&](const PaymentPosted& event) {
                    for (const TenderShare& share : event.tenders)
                        account.credits[{CreditSourceKind::tender, event.payment.str(), share.tender.str()}] +=
                            share.amount.minor;
                },
                [&](const CreditAllocated& event) { move(account, event.lines, -1); },
                [&](const CreditDeallocated& event) { move(account, event.lines, 1); },
                [&](const CreditReleased& event) {
                    add(account, event.document, event.sa, event.amount.minor);
                    account.credits[{CreditSourceKind::released, event.document.str(), ""}] += event.amount.minor;
                },
                [&](const TenderCancelled& event) {
                    account.credits[{CreditSourceKind::tender, event.payment.str(), event.tender.str()}] -=
                        event.amount.minor;
                },
                [&](const PaymentCancelled& event) {
                    std::int64_t taken = 0;
                    for (auto& [source, amount] : account.credits)
                        if (std::get<0>(source) == CreditSourceKind::tender &&
                            std::get<1>(source) == event.payment.str())
                            taken += std::exchange(amount, 0);
                    RC_ASSERT(taken == event.amount.minor);
                },
                [&](const AdjustmentPosted& event) { adjust(account, event, 1); },
                [&](const AdjustmentCancelled& event) { adjust(account, event, -1); },
                [&](const DepositBilled& event) { account.asked[event.deposit.str()] += event.amount.minor; },
                [&](const DepositBillCancelled& event) { account.asked[event.deposit.str()] -= event.amount.minor; },
                [&](const DepositReceived& event) { receive(account, event, 1); },
                [&](const DepositReceiptReversed& event) { receive(account, event, -1); },
                [&](const DepositInterestAccrued& event) {
                    account.held[event.deposit.str()] += event.amount.minor;
                    for (const InterestLine& line : event.lines) RC_ASSERT(line.first_day <= line.last_day);
                },
                [&](const DepositApplied& event) {
                    use(account, event);
                    for (const DepositLine& line : event.lines) {
                        add(account, line.document, line.sa, -line.amount.minor);
                        RC_ASSERT(account.items[std::pair(line.document.str(), line.sa.str())].second >= 0);
                    }
                },
                [&](const DepositRefunded& event) { use(account, event); },
                [&](const DepositEscheated& event) { use(account, event); },
                [&](const CreditEscheated& event) { take(account, event.lines, -1); },
                [&](const EscheatReclaimed& event) { take(account, event.lines, 1); },
                [&](const ArrangementGranted& event) {
                    for (const ArrangedPart& part : event.items) ask(account, part, -part.amount.minor);
                },
                [&](const ArrangementInstalmentBilled& event) {
                    for (const ArrangedPart& line : event.lines) {
                        add(account, event.instalment, line.sa, line.amount.minor);
                        owe(account, line, -line.amount.minor);
                    }
                },
                [&](const ArrangementBroken& event) {
                    for (const ArrangedPart& part : event.restored) ask(account, part, part.amount.minor);
                    for (const ReturnedPart& part : event.returned) {
                        add(account, part.instalment, part.sa, -part.amount.minor);
                        add(account, part.document, part.sa, part.amount.minor);
                    }
                },
                [&](const CurrentSynced& event) {
                    for (const SyncedItem& one : event.items) sync(account, one);
                },
                [&](const CreditRefunded& event) { take(account, event.lines, -1); },
                [&](const CreditRefundCancelled& event) { take(account, event.lines, 1); },
                [&](const CreditTransferredOut& event) { take(account, event.lines, -1); },
                [&](const CreditTransferredIn& event) {
                    account.credits[{CreditSourceKind::transfer, event.transfer.str(), ""}] += event.amount.minor;
                },
                [&](const WrittenOff& event) { write_off(account, event.lines, event.amount, 1); },
                [&](const WriteOffReversed& event) { write_off(account, event.lines, event.amount, -1); },
                [&](const BalanceTransferredOut& event) {
                    add(account, event.document, event.sa, -event.amount.minor);
                    RC_ASSERT(account.items[std::pair(event.document.str(), event.sa.str())].second >= 0);
                },
                [&](const BalanceTransferredIn& event) { add(account, event.transfer, event.sa, event.amount.minor); },
                [](const auto&) {}},
            recorded.event);
    }

    // Of all accounts, between commands.
    std::int64_t clearing() {
        std::int64_t sum = 0;
        for (auto& [id, account] : accounts) sum += account.ledger[GlRole::clearing];
        return sum;
    }

    // Between commands: the state says the same, and nothing is below zero.
    void compare(const AccountState& state, const AccountDeposits& deposits, const AccountUnclaimed& unclaimed) {
        Audited& account = accounts[state.account.str()];
        Money owed_to_state;
        for (const Escheat& one : unclaimed.escheats) owed_to_state += one.owed_to_state();
        RC_ASSERT(owed_to_state.minor == -account.ledger[GlRole::escheat]);
        std::erase_if(account.items,
                      [](const auto& item) { return item.second == std::pair<std::int64_t, std::int64_t>{}; });
        std::erase_if(account.credits, [](const auto& credit) { return credit.second == 0; });
        RC_ASSERT(state.items.size() == account.items.size());
        RC_ASSERT(state.unapplied.size() == account.credits.size());
        std::int64_t payoff_open = 0;
        for (const OpenItem& item : state.items) {
            const auto& [payoff, current] = account.items.at({item.document.str(), item.sa.str()});
            RC_ASSERT(item.payoff_open.minor == payoff);
            RC_ASSERT(item.current_open.minor == current);
            // Only debt under an arrangement is not asked for, and only bills of a budget plan ask for another amount.
            RC_ASSERT(current >= 0);
            if (!account.budgeted.contains({item.document.str(), item.sa.str()})) {
                RC_ASSERT(payoff >= current);
                RC_ASSERT(current == payoff || state.open_arrangements > 0);
            }
            payoff_open += payoff;
        }
        for (const UnappliedCredit& credit : state.unapplied) {
            RC_ASSERT(credit.amount.minor > 0);
            RC_ASSERT(credit.amount.minor == account.credits.at({credit.source.kind, credit.source.document.str(),
                                                                 credit.source.tender.str()}));
        }
        RC_ASSERT(payoff_open == account.ledger[GlRole::ar]);
        RC_ASSERT(state.unapplied_total().minor == -account.ledger[GlRole::unapplied]);
        RC_ASSERT(state.payoff().minor ==
                  account.ledger[GlRole::ar] + account.ledger[GlRole::unapplied] + account.ledger[GlRole::deposit]);
        RC_ASSERT(state.deposits_held.minor == -account.ledger[GlRole::deposit]);
        compare_deposits(state, deposits, account);
        RC_ASSERT(state.current().minor == account.current);
        RC_ASSERT(state.written_off.minor == account.written_off);
        RC_ASSERT(account.written_off >= 0);
        RC_ASSERT(account.written_off == account.ledger[GlRole::allowance]);
        RC_ASSERT(std::is_sorted(state.items.begin(), state.items.end(), [](const OpenItem& a, const OpenItem& b) {
            return std::tie(a.ages_from, a.pay_priority, a.position, a.sa) <
                   std::tie(b.ages_from, b.pay_priority, b.position, b.sa);
        }));
        // What is accrued is taken back in the next period, and nobody owes it.
        RC_ASSERT(account.ledger[GlRole::unbilled] == 0);
        RC_ASSERT(account.unbilled == state.accrual.amount.minor);
        // No statement was issued: what it would sweep is everything.
        const SinceStatement& since = state.since_statement;
        RC_ASSERT(since.payments_payoff + since.adjustments_payoff + since.corrections_payoff + since.charges_payoff ==
                  state.payoff());
    }

  private:
    static void compare_deposits(const AccountState& state, const AccountDeposits& deposits, Audited& account) {
        Money asked, held;
        for (const HeldDeposit& deposit : deposits.deposits) {
            RC_ASSERT(deposit.open >= Money{});
            RC_ASSERT(deposit.interest >= Money{});
            for (const DepositLot& lot : deposit.lots) RC_ASSERT(lot.amount > Money{});
            RC_ASSERT(deposit.open.minor == account.asked[deposit.deposit.str()]);
            RC_ASSERT(deposit.held().minor == account.held[deposit.deposit.str()]);
            asked += deposit.open;
            held += deposit.held();
        }
        RC_ASSERT(state.deposits_asked == asked);
        RC_ASSERT(state.deposits_held == held);
    }
    template <class Event>
    static void receive(Audited& account, const Event& event, int sign) {
        account.asked[event.deposit.str()] -= sign * event.amount.minor;
        account.held[event.deposit.str()] += sign * event.amount.minor;
        auto& credit = account.credits[{event.source.kind, event.source.document.str(), event.source.tender.str()}];
        credit -= sign * event.amount.minor;
        RC_ASSERT(credit >= 0);
        RC_ASSERT(account.asked[event.deposit.str()] >= 0);
        RC_ASSERT(account.held[event.deposit.str()] >= 0);
    }
    // Never more than is held.
    template <class Event>
    static void use(Audited& account, const Event& event) {
        account.held[event.deposit.str()] -= event.amount.minor;
        RC_ASSERT(account.held[event.deposit.str()] >= 0);
    }
    static void add(Audited& account, const DocumentId& document, const ServiceAgreementId& sa, std::int64_t amount) {
        auto& [payoff, current] = account.items[{document.str(), sa.str()}];
        payoff += amount;
        current += amount;
    }
    // Under an arrangement: only what is asked for changes, or only what is owed; neither falls below zero.
    static void ask(Audited& account, const ArrangedPart& part, std::int64_t amount) {
        auto& [payoff, current] = account.items[{part.document.str(), part.sa.str()}];
        current += amount;
        RC_ASSERT(current >= 0 && payoff >= current);
    }
    // What is asked for becomes what is owed: never of debt under an arrangement, which is no bill's of a plan.
    static void sync(Audited& account, const SyncedItem& one) {
        const std::pair<std::string, std::string> key{one.document.str(), one.sa.str()};
        RC_ASSERT(account.budgeted.erase(key) == 1);
        auto& [payoff, current] = account.items[key];
        current += one.amount.minor;
        RC_ASSERT(payoff == current);
    }
    static void owe(Audited& account, const ArrangedPart& part, std::int64_t amount) {
        auto& [payoff, current] = account.items[{part.document.str(), part.sa.str()}];
        payoff += amount;
        RC_ASSERT(payoff >= current);
    }
    template <class Event>
    static void charge(Audited& account, const DocumentId& document, const Event& event) {
        auto& [payoff, current] = account.items[{document.str(), event.sa.str()}];
        payoff += event.financial.payoff.minor;
        current += event.financial.current.minor;
    }
    // Never more than the credit has.
    static void take(Audited& account, const std::vector<CreditLine>& lines, int sign) {
        for (const CreditLine& line : lines) {
            auto& credit = account.credits[{line.source.kind, line.source.document.str(), line.source.tender.str()}];
            credit += sign * line.amount.minor;
            RC_ASSERT(credit >= 0);
        }
    }
    // Never more than is open, never more than was written off.
    static void write_off(Audited& account, const std::vector<WriteOffLine>& lines, Money amount, int sign) {
        account.written_off += sign * amount.minor;
        RC_ASSERT(account.written_off >= 0);
        for (const WriteOffLine& line : lines) {
            add(account, line.document, line.sa, -sign * line.amount.minor);
            RC_ASSERT(account.items[std::pair(line.document.str(), line.sa.str())].second >= 0);
        }
    }
    // Never more than the credit has, never more than is open.
    static void move(Audited& account, const std::vector<AllocationLine>& lines, int sign) {
        for (const AllocationLine& line : lines) {
            add(account, line.document, line.sa, sign * line.amount.minor);
            auto& credit = account.credits[{line.source.kind, line.source.document.str(), line.source.tender.str()}];
            credit += sign * line.amount.minor;
            RC_ASSERT(credit >= 0);
            RC_ASSERT(account.items[std::pair(line.document.str(), line.sa.str())].second >= 0);
        }
    }
    template <class Event>
    static void adjust(Audited& account, const Event& event, int sign) {
        if (event.amount > Money{}) add(account, event.adjustment, event.sa, sign * event.amount.minor);
        if (!event.to_target.is_zero()) add(account, event.target, event.target_sa, -sign * event.to_target.minor);
        account.credits[{CreditSourceKind::credit_adjustment, event.adjustment.str(), ""}] +=
            sign * event.to_unapplied.minor;
    }

    std::map<std::string, Audited> accounts;
};

// The utility's own cash, told by all events, whose figures are checked, too: what is held of each sum, what each till
// should have, and the ledger.
class CashAuditor {
  public:
    void read(const RecordedEvent& recorded) {
        const auto trouble = balance_.next(recorded.event);
        if (trouble) RC_FAIL(*trouble);
        if (const Financial* financial = financial_of(recorded.event))
            for (const Posting& posting : financial->postings) {
                by_role_[posting.role] += posting.amount.minor;
                by_account_[posting.gl_account.str()] += posting.amount.minor;
            }
        visit(Overloaded{[&](const TenderBatchOpened& event) { RC_ASSERT(open_.insert(event.batch.str()).second); },
                         [&](const TenderBatchClosed& event) { RC_ASSERT(open_.erase(event.batch.str()) == 1); },
                         [&](const TenderBatchReopened& event) { RC_ASSERT(open_.insert(event.batch.str()).second); },
                         [&](const CashOverShort& event) { batches_[event.batch.str()] += event.amount.minor; },
                         [&](const TillCashTransferred& event) { take(event.batch, event.amount); },
                         [&](const TendersBatched& event) {
                             for (const BatchedTender& tender : event.tenders) take(event.batch, tender.amount);
                         },
                         [&](const BankDeposited& event) {
                             for (const DepositedBatch& one : event.batches) {
                                 RC_ASSERT(!open_.contains(one.batch.str()));
                                 RC_ASSERT(batches_[one.batch.str()] == one.amount.minor);
                                 batches_.erase(one.batch.str());
                             }
                         },
                         [&](const SuspenseReceived& event) {
                             hold(event.suspense.str(), event.amount.minor);
                             if (!event.batch.empty()) take(event.batch, event.amount);
                         },
                         [&](const SuspenseReturned& event) { hold(event.suspense.str(), -event.amount.minor); },
                         [&](const SuspenseMatched& event) { hold(event.suspense.str(), -event.amount.minor); },
                         [&](const PaymentCancelled& event) { hold(event.payment.str(), event.amount.minor); },
                         [&](const SuspenseMatchCancelled& event) {
                             hold(event.payment.str(), -event.amount.minor);
                             hold(event.suspense.str(), event.amount.minor);
                         },
                         [](const auto&) {}},
              recorded.event);
    }

    // Between commands: suspense is what is held, a till's account what its batches have, and nothing is between tills.
    void compare(World& world) {
        std::int64_t held = 0;
        for (const auto& [id, amount] : held_) {
            const SuspendedMoney* sum = world.suspense(SuspenseId{id});
            RC_ASSERT((sum ? sum->held.minor : 0) == amount);
            held += amount;
        }
        RC_ASSERT(held == -by_role_[GlRole::suspense]);
        RC_ASSERT(by_role_[GlRole::clearing] == 0);
        std::int64_t till = 0;
        for (const auto& [id, amount] : batches_) {
            const TenderBatch* batch = world.batch(BatchId{id});
            RC_ASSERT((batch && batch->held().minor == amount));
            if (batch->source == Code{"TILL1"}) till += amount;
        }
        RC_ASSERT(till == by_account_["gl:cash:TILL1"]);
    }

  private:
    void hold(const std::string& id, std::int64_t change) {
        held_[id] += change;
        RC_ASSERT(held_[id] >= 0);
    }
    // A closed batch takes nothing.
    void take(const BatchId& batch, Money amount) {
        RC_ASSERT(open_.contains(batch.str()));
        batches_[batch.str()] += amount.minor;
    }

    journal::BalanceCheck balance_;
    std::map<GlRole, std::int64_t> by_role_;
    std::map<std::string, std::int64_t> by_account_;
    std::map<std::string, std::int64_t> held_;
    std::map<std::string, std::int64_t> batches_;  // That are not at the bank.
    std::set<std::string> open_;
};

// A bill has one draft that stands; a draft is a payment of its bill alone, within the mandate's limit.
class DraftAuditor {
  public:
    void add(const RecordedEvent& recorded) {
        visit(Overloaded{[&](const PaymentPosted& event) { posted_[event.payment.str()] = event.amount; },
                         [&](const CreditAllocated& event) {
                             for (const AllocationLine& line : event.lines)
                                 if (line.source.kind == CreditSourceKind::tender)
                                     paid_[line.source.document.str()][line.document.str()] += line.amount;
                         },
                         [&](const AutopayEnrolled& event) {
                             RC_ASSERT(standing_.emplace(event.account.str(), event).second);
                         },
                         [&](const AutopayEnded& event) { RC_ASSERT(standing_.erase(event.account.str()) == 1); },
                         [&](const BillDrafted& event) { drafted(event); },
                         [&](const DraftReturned& event) {
                             RC_ASSERT(drafts_.erase(event.bill.str()) == 1);
                             RC_ASSERT(!event.redraft_on.is_set() || event.attempt <= redrafts_max);
                         },
                         [](const auto&) {}},
              recorded.event);
    }

  private:
    void drafted(const BillDrafted& event) {
        RC_ASSERT(drafts_.insert(event.bill.str()).second);
        const auto mandate = standing_.find(event.account.str());
        RC_ASSERT((mandate != standing_.end() && mandate->second.mandate == event.mandate));
        const Money limit = mandate->second.limit;
        RC_ASSERT(event.amount > Money{} && (limit.is_zero() || event.amount <= limit));
        RC_ASSERT(posted_[event.payment.str()] == event.amount);
        const auto& paid = paid_[event.payment.str()];
        RC_ASSERT(
            (paid.size() == 1 && paid.begin()->first == event.bill.str() && paid.begin()->second == event.amount));
    }
    std::map<std::string, AutopayEnrolled> standing_;
    std::set<std::string> drafts_;  // Of which bills.
    std::map<std::string, Money> posted_;
    std::map<std::string, std::map<std::string, Money>> paid_;
};

// One random step; each number picks among what there is.
struct Move {
    unsigned kind, account, first, second, amount;
};
}  // namespace
}  // namespace tally::test

namespace rc {
template <>
struct Arbitrary<tally::test::Move> {
    static Gen<tally::test::Move> arbitrary() {
        using tally::test::Move;
        // Every kind at any size: a range would grow with the size, and leave the last kinds to the longest plays.
        return gen::build<Move>(
            gen::set(&Move::kind, gen::resize(kNominalSize, gen::inRange(0u, 64u))),
            gen::set(&Move::account, gen::inRange(0u, 3u)), gen::set(&Move::first, gen::inRange(0u, 100u)),
            gen::set(&Move::second, gen::inRange(0u, 100u)), gen::set(&Move::amount, gen::inRange(1u, 12'000u)));
    }
};
}  // namespace rc

namespace tally::test {
namespace {

void showValue(const Move& move, std::ostream& out) {
    out << "{" << move.kind << ", " << move.account << ", " << move.first << ", " << move.second << ", " << move.amount
        << "}";
}

class Play {
  public:
    Play() {
        for (const auto account : accounts) books.open(account, {"GAS", "WATER"}, true);
        books.given(
            {OpenPeriod{date("2022-06-01"), date("2022-07-01")}, OpenPeriod{date("2022-07-01"), date("2022-08-01")},
             Define<LateChargePolicy>{{},
                                      {.code = Code{"RES"},
                                       .method = LateChargeMethod::monthly,
                                       .rate_basis_points = 150,
                                       .compounding = true}},
             Define<ArrangementPolicy>{
                 {}, {.code = Code{"RES"}, .approval_above = usd("60.00"), .grace_days = 3, .notice_days = 20}},
             Define<AutopayPolicy>{{},
                                   {.code = Code{"RES"},
                                    .redrafts = 2,
                                    .redraft_days = 1,
                                    .returns_before_end = 3,
                                    .fee_on_return = true}},
             Define<LetterTemplate>{{}, {Code{"UNC"}, Plain{"Unclaimed"}, Plain{"Unclaimed"}, {Plain{"Ask us."}}}},
             Define<UnclaimedPolicy>{{},
                                     {.code = Code{"LAW"},
                                      .dormancy_months = 1,
                                      .letter_template = Code{"UNC"},
                                      .least_notice = usd("100000.00"),
                                      .report_on = MonthDay{11, 1}}},
             a_collection_policy(), a_protection("MEDICAL", false), a_protection("BANKRUPTCY", true)});
        // 8 and 9 are billed together, and 7 pays.
        books.given({CreateMaster{.name = Plain{"Chain"}}, AssignAccount{AccountId{"8"}, MasterId{"MST1"}},
                     AssignAccount{AccountId{"9"}, MasterId{"MST1"}},
                     BeginCollective{.master = MasterId{"MST1"}, .payer = AccountId{"7"}}});
        for (const auto source : sources)
            books.given({Define<TenderSource>{
                {}, {Code{source}, {}, source == "BOX" ? TenderSourceKind::lockbox : TenderSourceKind::till}}});
        books.given(a_location("MARKET"));
        books.given({Define<MarketPartner>{{}, {Code{"TDU1"}, {}, MarketRole::utility, true}},
                     Define<MarketPartner>{{}, {Code{"REP1"}, {}, MarketRole::retailer, false}}});
        books.given({Define<GlAccount>{{}, {GlRole::cash, Code{"TILL1"}, Code{"gl:cash:TILL1"}, Plain{"Till"}}}});
        // Debt moves between accounts on which its debtor is responsible.
        for (const auto account : accounts)
            for (const auto other : accounts) {
                if (account == other) continue;
                AccountPersonLinked linked{.account = AccountId{account}};
                linked.link.person = PersonId{"P" + std::string{other}};
                linked.link.financially_responsible = true;
                books.append({{stream_of(AccountId{account}), linked}});
            }
    }

    void step(const Move& move) {
        const std::string id{accounts[move.account]};
        const AccountId account{id};
        const Money amount{move.amount};
        const std::string text = to_string(amount, 2);
        switch (move.kind) {
            case 0:
            case 1: {
                const Date due = date("2022-01-20") + static_cast<std::int32_t>(move.first);
                const DocumentId bill{id + "-" + std::to_string(++documents)};
                books.bill(id, bill.str(), to_string(due),
                           {{id + "-GAS", text}, {id + "-WATER", to_string(Money{move.second + 1}, 2)}});
                announce(account, bill, due, day_of(move.second % 8));
                return;
            }
            case 2:
                return run(a_payment(id, text));
            case 3: {
                const std::string other{accounts[(move.account + 1) % accounts.size()]};
                PostPayment payment = a_payment(id, text);
                payment.payor = AccountId{other};
                payment.tenders.push_back(a_tender("B", to_string(Money{move.first + 1}, 2)));
                payment.tenders.push_back(a_tender("C", to_string(Money{move.second + 1}, 2)));
                const Money total = amount + Money{move.first + 1} + Money{move.second + 1};
                const Money first{(total.minor + 1) / 2};
                payment.shares = {a_share(id, to_string(first, 2)), a_share(other, to_string(total - first, 2))};
                return run(payment);
            }
            case 4: {
                PostPayment payment = a_payment(id, text);
                PaymentShare share = a_share(id, text);
                share.policy = AllocationPolicy::spec;
                Money left = amount;
                std::vector<std::string> named;
                for (const OpenItem& item : books.account(id).items) {
                    if (left.is_zero() || std::find(named.begin(), named.end(), item.document.str()) != named.end())
                        continue;
                    // Sometimes more than is open, which must be refused.
                    const Money part = std::min(
                        left, Money{open_amount(books.account(id), item.document).minor + (move.second == 7 ? 1 : 0)});
                    share.spec.push_back({item.document, part});
                    named.push_back(item.document.str());
                    left -= part;
                }
                share.remainder = left;
                payment.shares = {share};
                return run(payment);
            }
            case 5:
                return run(
                    CancelTender{.payment_event = PaymentEventId{id + "-PE" + std::to_string(move.first % 6 + 1)},
                                 .tender = move.second % 3 == 0 ? TenderId{"B"} : TenderId{"T1"},
                                 .nsf = move.second % 2 == 0});
            case 6:
                return run(CancelPayment{.account = account,
                                         .payment = PaymentId{id + "-P" + std::to_string(move.first % 6 + 1)}});
            case 7:
                return run(RequestAdjustment{.account = account,
                                             .adjustment_type = Code{"FEE"},
                                             .sa = ServiceAgreementId{id + "-GAS"},
                                             .amount = amount});
            case 8:
            case 9: {
                const auto& items = books.account(id).items;
                RequestAdjustment request{.account = account,
                                          .adjustment_type = Code{move.kind == 8 ? "GOODWILL" : "BIGCREDIT"},
                                          .sa = ServiceAgreementId{id + "-WATER"},
                                          .amount = -amount};
                if (!items.empty() && move.first % 3 != 0) {
                    const OpenItem& item = items[move.first % items.size()];
                    request.target = item.document;
                    request.sa = item.sa;
                }
                return run(request);
            }
            case 10: {
                const DocumentId adjustment{id + "-ADJ" + std::to_string(move.first % 6 + 1)};
                if (move.second % 3 == 0) {
                    books.by("cli:other");
                    run(ApproveAdjustment{account, adjustment});
                    books.by("cli:csr");
                    return;
                }
                return run(CancelAdjustment{.account = account, .adjustment = adjustment});
            }
            case 19:
                return run(AssessLateCharges{.account = account,
                                             .on = date("2022-02-01") + static_cast<std::int32_t>(move.first)});
            case 20:
                return run(CancelLateCharge{.account = account,
                                            .charge = DocumentId{id + "-L" + std::to_string(move.first % 6 + 1)}});
            case 21: {
                const auto& items = books.account(id).items;
                if (items.empty()) return;
                const OpenItem& item = items[move.first % items.size()];
                return run(OpenDispute{.account = account,
                                       .document = item.document,
                                       .sa = item.sa,
                                       .amount = amount,
                                       .on = {},
                                       .memo = {}});
            }
            case 22: {
                const bool upheld = move.second % 2 == 0;
                return run(ResolveDispute{
                    .account = account,
                    .dispute = DocumentId{id + "-DIS" + std::to_string(move.first % 4 + 1)},
                    .outcome = upheld ? DisputeOutcome::upheld : DisputeOutcome::rejected,
                    .settled_by = DocumentId{upheld ? id + "-ADJ" + std::to_string(move.second % 6 + 1) : ""}});
            }
            case 24:
            case 25: {
                RequestArrangement request{.account = account,
                                           .amount = move.kind == 24 ? Money{} : amount,
                                           .number_of_instalments = static_cast<std::uint16_t>(move.first % 5 + 1),
                                           .first_due_on = date("2022-06-01") + day_of(move.second),
                                           .interval = InstalmentInterval::fortnight,
                                           .memo = {}};
                const auto& items = books.account(id).items;
                if (!items.empty() && move.second % 2 == 0)
                    request.documents = {items[move.first % items.size()].document};
                return run(request);
            }
            case 26: {
                const DocumentId arrangement{id + "-PA" + std::to_string(move.first % 4 + 1)};
                if (move.second % 2 == 0) return run(BreakArrangement{account, arrangement, {}, move.second % 4 == 0});
                books.by("cli:other");
                run(ApproveArrangement{account, arrangement});
                books.by("cli:csr");
                return;
            }
            case 27:
            case 28: {
                day = date("2022-06-01") + day_of(move.first);
                books.today(to_string(day));
                run(AdvanceArrangements{account, day});
                day = date("2022-06-01");
                books.today("2022-06-01");
                return;
            }
            case 12:
                return run(BillDeposit{.account = account,
                                       .deposit_class = Code{move.second % 4 == 0 ? "KEEP" : "RESDEP"},
                                       .sa = ServiceAgreementId{move.first % 2 == 0 ? "" : id + "-GAS"},
                                       .amount = amount,
                                       .on = date("2022-02-01")});
            case 13: {
                // A payment into a deposit, sometimes of more than is asked for.
                PostPayment payment = a_payment(id, text, to_string(date("2022-02-01") + day_of(move.second)));
                payment.shares = {a_spec_share(id, text, {{deposit_of(move).str(), text}}, "0")};
                return run(payment);
            }
            case 14:
                return run(ReceiveDeposit{.account = account,
                                          .deposit = deposit_of(move),
                                          .amount = move.second % 2 == 0 ? amount : Money{}});
            case 15:
                return run(
                    AccrueDepositInterest{.account = account, .through = date("2022-03-01") + day_of(move.second)});
            case 16:
                return run(ApplyDeposit{.account = account,
                                        .deposit = deposit_of(move),
                                        .amount = move.second % 2 == 0 ? amount : Money{}});
            case 17:
                return run(RefundDeposit{.account = account,
                                         .deposit = deposit_of(move),
                                         .amount = move.second % 2 == 0 ? amount : Money{}});
            case 18:
                return run(CancelDepositBill{.account = account, .deposit = deposit_of(move)});
            case 29:
                return run(RefundCredit{.account = account,
                                        .amount = move.second % 2 == 0 ? amount : Money{},
                                        .refund_reason = Code{"ASKED"},
                                        .despite_debt = Code{move.first % 2 == 0 ? "COURT" : ""}});
            case 30:
                return run(CancelRefund{.account = account,
                                        .refund = DocumentId{id + "-REF" + std::to_string(move.first % 4 + 1)}});
            case 31:
                return run(TransferCredit{
                    .account = account,
                    .to_account = AccountId{std::string{accounts[(move.account + move.first) % accounts.size()]}},
                    .amount = move.second % 2 == 0 ? amount : Money{},
                    .transfer_reason = Code{"WRONGACCT"}});
            case 32:
                if (books.account(id).agreement(ServiceAgreementId{id + "-GAS"})->status == SaStatus::active)
                    books.stop(id, id + "-GAS");
                return;
            case 33:
                return run(WriteOffDebt{.account = account,
                                        .sa = ServiceAgreementId{id + "-GAS"},
                                        .amount = move.second % 2 == 0 ? amount : Money{},
                                        .write_off_reason = Code{"SKIPPED"}});
            case 34:
                return run(ReverseWriteOff{.account = account,
                                           .write_off = DocumentId{id + "-WO" + std::to_string(move.first % 4 + 1)},
                                           .amount = move.second % 2 == 0 ? amount : Money{}});
            case 35: {
                const std::string to{accounts[(move.account + move.first) % accounts.size()]};
                return run(TransferDebt{.account = account,
                                        .sa = ServiceAgreementId{id + "-GAS"},
                                        .amount = move.second % 2 == 0 ? amount : Money{},
                                        .to_account = AccountId{to},
                                        .to_sa = ServiceAgreementId{to + "-WATER"},
                                        .transfer_reason = Code{"MOVED"}});
            }
            case 36:
            case 37:
            case 38:
                return budget(move, account, amount);
            case 39:
            case 40:
            case 41:
            case 42:
            case 43:
                day = date("2022-06-01") + day_of(move.first);
                books.today(to_string(day));
                collect(move, account);
                day = date("2022-06-01");
                books.today("2022-06-01");
                return;
            case 44:
            case 45:
            case 46:
            case 47:
                return batches(move, amount);
            case 48:
            case 49:
            case 50:
                return suspense(move, account, amount);
            case 52:
            case 53:
            case 54:
            case 55:
                return autopay(move, account, amount);
            case 56:
                return run(AccrueUnbilled{account, {}});
            case 57:
                return remit(move, account, amount);
            case 58:
            case 59:
                return leave_unclaimed(move, account);
            case 60:
            case 61:
                return collective(move, account, amount);
            case 62:
            case 63:
                return arrive(move, amount);
            default: {
                // What the commit of an invoice does with unapplied credit.
                CommandHeader header;
                const Context context{books.world(), header, date("2022-06-01"), books.world().next_position()};
                Draft draft(context);
                const auto allocated = allocate_fifo(draft, account, {date("2022-06-01")});
                RC_ASSERT(allocated.has_value());
                if (!draft.empty()) books.append(draft.take());
                return;
            }
        }
    }

    // A remittance of the market pays an account, names one of its documents, or names an account that is not known.
    // Every other one comes a second time.
    void remit(const Move& move, const AccountId& account, Money amount) {
        MarketTransaction told;
        told.kind = MarketKind::remittance;
        told.sender = Code{"REP1"};
        told.reference = Plain{"R-" + std::to_string(move.second % 40)};
        told.amount = amount;
        told.account = move.first % 7 == 0 ? AccountId{"stranger"} : account;
        const auto& items = books.account(account.str()).items;
        if (!items.empty() && move.second % 2 == 0)
            told.documents = {{items[move.first % items.size()].document, amount}};
        const ReceiveMarketTransaction received{ServicePointId{"MARKET-G"}, told};
        run(received);
        run(received);
    }
    // What the commit of an invoice does where a mandate stands; drafts of these plays are due from June on.
    void announce(const AccountId& account, const DocumentId& bill, Date due, std::int32_t days) {
        if (const Mandate* mandate = books.world().autopay_of(account).standing())
            books.append({{stream_of(account),
                           DraftAnnounced{account, bill, mandate->terms.mandate, due, date("2022-06-01") + days}}});
    }
    // A bill of someone who has a mandate, so that drafts are not rare.
    void bill_to_draft(const AccountId& account, Money amount, std::int32_t days) {
        if (!books.world().autopay_of(account).standing()) run(enrolment(account));
        const std::string id = account.str();
        const DocumentId bill{id + "-" + std::to_string(++documents)};
        books.bill(id, bill.str(), "2022-06-10", {{id + "-GAS", to_string(amount, 2)}, {id + "-WATER", "3.00"}});
        announce(account, bill, date("2022-06-10"), days);
    }
    static EnrolInAutopay enrolment(const AccountId& account) {
        EnrolInAutopay enrol{.account = account, .routing_number = Plain{"021000021"}};
        enrol.bank_account = clear("000123456789");
        return enrol;
    }
    // A mandate is enrolled, replaced or ended; what was announced is drafted, and what was drafted is returned.
    void autopay(const Move& move, const AccountId& account, Money amount) {
        if (move.kind == 52) {
            if (move.second % 5 == 0) return run(EndAutopay{account, move.first % 2 == 0, Code{"ASKED"}});
            EnrolInAutopay enrol = enrolment(account);
            if (move.second % 3 == 0) enrol.limit = amount;
            return run(enrol);
        }
        // The account's state may change between these steps, so that each looks anew.
        if (move.kind == 53 || books.world().autopay_of(account).announced.empty())
            bill_to_draft(account, amount, day_of(move.second % 8));
        if (move.kind == 53) return;
        const AccountAutopay held = books.world().autopay_of(account);
        const AnnouncedDraft one = held.announced.empty()
                                       ? AnnouncedDraft{DocumentId{account.str() + "-1"}, day, day, 1, 0}
                                       : held.announced[move.second % held.announced.size()];
        if (move.kind == 54 || held.recent.empty())
            on_day(one.draft_on + day_of(move.first % 13), DraftBill{account, one.bill, {}});
        const AccountAutopay after = books.world().autopay_of(account);
        if (move.kind == 54 || after.recent.empty()) return;
        const BillDrafted made = after.recent[move.first % after.recent.size()].made;
        on_day(made.drafted_on + day_of(move.second % 4),
               ReturnDraft{account, made.draft, static_cast<ReturnCode>(move.second % return_meanings().size()), {}});
    }
    template <class Order>
    void on_day(Date when, Order order) {
        day = when;
        order.on = when;
        books.today(to_string(when));
        run(order);
        day = date("2022-06-01");
        books.today("2022-06-01");
    }

    // The account ends and its owner is not heard of; what escheated is remitted, comes back or is reclaimed.
    void leave_unclaimed(const Move& move, const AccountId& account) {
        const std::string id = account.str();
        if (move.kind == 58) {
            for (const auto* service : {"-GAS", "-WATER"})
                if (books.account(id).agreement(ServiceAgreementId{id + service})->status == SaStatus::active)
                    books.stop(id, id + service);
            run(a_payment(id, "500.00"));
            return on_day(date("2022-07-15") + day_of(move.second), EscheatUnclaimed{account, {}});
        }
        const auto& escheats = books.world().unclaimed_of(account).escheats;
        const DocumentId escheat =
            escheats.empty() ? DocumentId{id + "-ESC1"} : escheats[move.second % escheats.size()].escheat;
        const Date when = date("2022-10-15") + day_of(move.second);
        if (move.first % 3 == 0) return on_day(when, RemitEscheated{account, escheat, {}, {}});
        if (move.first % 3 == 1) return on_day(when, ReturnRemittance{account, escheat, Code{"RETURNED"}, {}});
        on_day(when, ReclaimEscheated{account, escheat, Code{"OWNER-CAME"}, {}});
    }

    // A collection goes on; a severance is carried out, undone or withdrawn; the customer is protected.
    void collect(const Move& move, const AccountId& account) {
        const AccountCollections held = books.world().collections_of(account);
        const auto id_of = [&](std::string_view mark, unsigned number) {
            return DocumentId{account.str() + std::string{mark} + std::to_string(number % 4 + 1)};
        };
        if (move.kind <= 40) return run(AdvanceCollection{account, day});
        if (move.kind == 41) {
            const DocumentId severance = held.severances.empty()
                                             ? id_of("-SEV", move.second)
                                             : held.severances[move.second % held.severances.size()].severance;
            if (move.second % 5 < 3) return run(DisconnectService{account, severance, {}});
            if (move.second % 5 == 3)
                return run(ReconnectService{account, severance, {}, Code{move.first % 2 == 0 ? "HARDSHIP" : ""}, {}});
            return run(CancelSeverance{account, severance, Code{"HELD"}, {}});
        }
        if (move.kind == 42) {
            if (move.second % 3 == 0) return run(EndProtection{account, id_of("-PRO", move.second), {}, Code{"OVER"}});
            RecordProtection protection;
            protection.account = account;
            protection.protection_type = Code{move.second % 2 == 0 ? "MEDICAL" : "BANKRUPTCY"};
            if (move.second % 5 == 0) protection.sa = ServiceAgreementId{account.str() + "-GAS"};
            protection.until = day + 20;
            protection.evidence = clear("seen");
            return run(protection);
        }
        if (held.open.empty()) return;
        const Collection& open = held.open.front();
        if (move.second % 3 == 0 || open.taken.empty())
            return run(CancelCollection{account, open.collection, Code{"HELD"}, {}, {}});
        run(CancelCollectionStep{account, open.collection, open.taken.back().number, Code{"SLIP"}, {}});
    }
    // After a command that wrote to the account: what is open of a collection has its ground on that day.
    void has_grounds(const AccountId& account) {
        const AccountState& state = books.account(account.str());
        const AccountCollections held = books.world().collections_of(account);
        RC_ASSERT(state.open_collections == held.open.size() + held.severances.size());
        RC_ASSERT(held.open.size() <= 1);
        const auto standing = collection_standing(books.world(), state, day);
        RC_ASSERT(standing.has_value());
        const Money threshold = standing->collection.terms.threshold;
        if (!held.open.empty()) RC_ASSERT(standing->debt.total() > threshold);
        for (const Severance& one : held.severances) {
            RC_ASSERT(can_be_disconnected(*state.agreement(one.sa)));
            if (one.disconnected_on.is_set()) continue;
            RC_ASSERT((!held.open.empty() && one.collection == held.open.front().collection));
            RC_ASSERT(standing->debt.of(one.sa) > threshold);
            RC_ASSERT((!one.ordered_on.is_set() ||
                       !block_of(books.world(), state, CollectionStepKind::disconnect_order, one.sa, day)));
        }
    }

    // A plan of one agreement: enrolled with a given or a computed amount, trued up, left.
    void budget(const Move& move, const AccountId& account, Money amount) {
        const ServiceAgreementId sa{account.str() + (move.first % 2 == 0 ? "-GAS" : "-WATER")};
        const bool computed = move.second % 2 == 0;
        const Money given = computed ? Money{} : amount;
        const Plain reason{computed ? "" : "agreed"};
        if (move.kind == 36) return run(EnrolInBudget{account, sa, given, reason, {}});
        if (move.second % 3 == 0) return run(LeaveBudget{.account = account, .sa = sa});
        run(TrueUpBudget{account, sa, given, reason, {}});
    }

    // A customer is set up with a service and a deposit, once and again; then of it a part is paid, applied, given
    // back.
    void arrive(const Move& move, Money amount) {
        const std::string id{arrivals[move.account]};
        const AccountId account{id};
        if (move.kind == 62 || !books.world().account(account)) {
            SetUpCustomer customer;
            customer.new_person = a_person("P" + id, "Arrived");
            customer.account = an_account(id, "P" + id, "2022-06-01");
            customer.services = {a_service(id, id + "-BIN", "TRASH", "", "2022-06-01")};
            customer.deposits = {{Code{move.second % 2 == 0 ? "KEEP" : "RESDEP"},
                                  Code{move.first % 2 == 0 ? "" : "TRASH"},
                                  {},
                                  amount,
                                  {}}};
            run(customer);
            RC_ASSERT((!books.refusal() || books.refusal()->rejection == Rejection::already_so));
            std::set<std::pair<std::string, std::string>> secured;
            for (const HeldDeposit& held : books.world().deposits_of(account).deposits)
                RC_ASSERT(secured.emplace(held.deposit_class.str(), held.sa.str()).second);
            return;
        }
        const auto& deposits = books.world().deposits_of(account).deposits;
        const DocumentId deposit =
            deposits.empty() ? DocumentId{id + "-D1"} : deposits[move.first % deposits.size()].deposit;
        const std::string text = to_string(amount, 2);
        PostPayment payment = a_payment(id, text);
        payment.shares = {a_spec_share(id, text, {{deposit.str(), text}}, "0")};
        if (move.second % 3 == 0) return run(RefundDeposit{.account = account, .deposit = deposit});
        if (move.second % 3 == 1) return run(ApplyDeposit{.account = account, .deposit = deposit});
        run(payment);
    }

    // A payment for all accounts under the master: what their shares are in all is what was handed over; or an account
    // joins or leaves, which moves no money.
    void collective(const Move& move, const AccountId& account, Money amount) {
        if (move.kind == 60) {
            if (move.second % 3 == 0) return run(ReleaseAccount{account});
            if (move.second % 3 == 1) return run(AssignAccount{account, MasterId{"MST1"}});
            return run(IssueCollectiveStatement{.master = MasterId{"MST1"}});
        }
        PayCollective paid;
        paid.master = MasterId{"MST1"};
        paid.tenders = {a_tender("T1", to_string(amount, 2))};
        if (move.second % 4 == 0) paid.tenders.push_back(a_tender("B", to_string(Money{move.first + 1}, 2)));
        if (move.second % 3 == 0) paid.shares = {{account, Money{move.first + 1}}};
        run(paid);
        if (books.refusal()) return;
        Money posted, shared, handed_over;
        for (const PaymentPosted& one : books.made<PaymentPosted>()) posted += one.amount;
        const auto event = books.made<CollectivePaid>().at(0);
        for (const CollectiveShare& one : event.shares) shared += one.amount;
        for (const Tender& one : paid.tenders) handed_over += one.amount;
        RC_ASSERT(posted == handed_over && shared == handed_over && event.amount == handed_over);
    }

    // A batch is opened, takes money, is counted, opened again, brought to the bank.
    void batches(const Move& move, Money amount) {
        const std::string source{sources[move.second % sources.size()]};
        const BatchId batch = some_batch(move.first);
        if (move.kind == 44) {
            const bool till = source != "BOX";
            return run(OpenBatch{.source = Code{source},
                                 .opening_float = till ? amount : Money{},
                                 .declared_count = till ? 0u : 1u,
                                 .declared_total = till ? Money{} : amount});
        }
        if (move.kind == 45) {
            PostPayment payment = a_payment(accounts[move.account], to_string(amount, 2));
            payment.batch = batch;
            payment.suspend_unidentified = move.second % 2 == 0;
            if (move.second % 3 == 0) {
                const Money half{(amount.minor + 1) / 2};
                payment.shares = {a_share("1700", to_string(half, 2))};
                if (amount != half)
                    payment.shares.push_back(a_share(accounts[move.account], to_string(amount - half, 2)));
            }
            return run(payment);
        }
        if (move.kind == 46) {
            const TenderBatch* known = books.world().batch(batch);
            std::vector<CountedTenders> counted;
            for (std::size_t i = 0; known && i < enum_names(TenderKind{}).size(); ++i)
                if (const auto kind = static_cast<TenderKind>(i); known->expected(kind) > Money{})
                    counted.push_back({kind, known->expected(kind)});
            if (move.second % 3 == 0) counted.push_back({TenderKind::other, amount});
            if (move.second % 2 == 0) return run(CloseBatch{.batch = batch, .counted = counted});
            return run(CloseBatchWithDifference{.batch = batch, .counted = counted, .difference_reason = Code{"OFF"}});
        }
        if (move.second % 3 == 0) return run(ReopenBatch{.batch = batch, .reopen_reason = Code{"AGAIN"}});
        if (move.second % 3 == 1)
            return run(TransferTillCash{.batch = batch, .to_batch = some_batch(move.second), .amount = amount});
        const TenderBatch* known = books.world().batch(batch);
        run(DepositAtBank{.batches = {batch}, .amount = known ? known->held() : amount});
    }
    // Money of an unknown account comes, is matched, goes back.
    void suspense(const Move& move, const AccountId& account, Money amount) {
        const SuspenseId sum{move.second % 4 == 0 ? account.str() + "-P" + std::to_string(move.first % 6 + 1)
                                                  : "SUS" + std::to_string(move.first % 4 + 1)};
        if (move.kind == 48)
            return run(ReceiveSuspense{.kind = TenderKind::cheque,
                                       .amount = amount,
                                       .received_on = date("2022-02-01") + day_of(move.second),
                                       .batch = move.first % 2 == 0 ? BatchId{} : some_batch(move.first)});
        if (move.kind == 49) {
            MatchSuspense match{.suspense = sum, .shares = {{.account = account}}};
            if (move.second % 2 == 0) match.shares.front().amount = amount;
            if (move.second % 5 == 0) {
                match.shares.front().amount = amount;
                match.shares.push_back(a_share(accounts[(move.account + 1) % accounts.size()], "1.00"));
            }
            return run(match);
        }
        run(ReturnSuspense{.suspense = sum,
                           .amount = move.second % 2 == 0 ? amount : Money{},
                           .to = move.second % 3 == 0 ? SuspenseExit::bank : SuspenseExit::payor,
                           .return_reason = Code{"UNKNOWN"}});
    }

    void audit() {
        const auto& log = books.world().log();
        for (; read < log.size(); ++read) {
            if (log[read].envelope.stream.kind == StreamKind::account) {
                auditor.read(log[read]);
                drafts.add(log[read]);
            }
            cash.read(log[read]);
        }
        cash.compare(books.world());
        for (const auto account : accounts)
            auditor.compare(books.account(account), books.world().deposits_of(AccountId{account}),
                            books.world().unclaimed_of(AccountId{account}));
        for (const auto account : arrivals)
            if (books.world().account(AccountId{account}))
                auditor.compare(books.account(account), books.world().deposits_of(AccountId{account}),
                                books.world().unclaimed_of(AccountId{account}));
        RC_ASSERT(auditor.clearing() == 0);
    }

    static constexpr std::array<std::string_view, 3> accounts{"7", "8", "9"};
    static constexpr std::array<std::string_view, 3> arrivals{"71", "72", "73"};  // Those that are set up on the way.
    static constexpr std::array<std::string_view, 3> sources{"TILL1", "TILL2", "BOX"};
    Books books;

  private:
    static std::int32_t day_of(unsigned number) { return static_cast<std::int32_t>(number % 90); }
    static BatchId some_batch(unsigned number) {
        return BatchId{std::string{sources[number % sources.size()]} + "-BAT" + std::to_string(number % 4 + 1)};
    }
    // One of those asked for or held; else the first that ever was.
    DocumentId deposit_of(const Move& move) {
        const std::string id{accounts[move.account]};
        const auto& deposits = books.world().deposits_of(AccountId{id}).deposits;
        return deposits.empty() ? DocumentId{id + "-D1"} : deposits[move.first % deposits.size()].deposit;
    }
    void run(const Command& command) {
        const auto before = books.world().log().size();
        books.when(command);
        std::set<std::string> touched;
        for (const NewEvent& made : books.events())
            if (!books.refusal() && made.stream.kind == StreamKind::account) touched.insert(made.stream.id.str());
        for (const std::string& one : touched) has_grounds(AccountId{one});
        // A refusal says what to do, and leaves nothing behind.
        if (!books.refusal()) return;
        RC_ASSERT(books.world().log().size() == before);
        RC_ASSERT(books.refusal()->rejection == Rejection::already_so || !books.refusal()->cure.empty());
    }

    static Define<CollectionPolicy> a_collection_policy() {
        CollectionPolicy policy;
        policy.code = Code{"RES"};
        policy.threshold = usd("10.00");
        policy.resume_days = 20;
        policy.reconnect_charge_type = Code{"COPY"};
        policy.reconnect_amount = usd("5.00");
        for (const CollectionStepKind kind :
             {CollectionStepKind::field_notice, CollectionStepKind::disconnect_order, CollectionStepKind::call}) {
            CollectionStepRule rule;
            rule.step = Code{name_of(kind)};
            rule.kind = kind;
            policy.steps.push_back(rule);
        }
        return {{}, policy};
    }
    static Define<ProtectionType> a_protection(std::string_view code, bool debt_before) {
        ProtectionType type;
        type.code = Code{code};
        type.blocks = {CollectionStepKind::disconnect_order};
        type.debt_before = debt_before;
        return {{}, type};
    }

    Date day = date("2022-06-01");  // Of the command under way.
    Auditor auditor;
    CashAuditor cash;
    DraftAuditor drafts;
    std::size_t read = 0;
    unsigned documents = 0;
};

RC_GTEST_PROP(MoneyProperty, BooksBalanceAndTheStateIsWhatTheEventsSay, (const std::vector<Move>& moves)) {
    Play play;
    for (const Move& move : moves) {
        play.step(move);
        play.audit();
    }
}

RC_GTEST_PROP(MoneyProperty, FoldingTheLogAgainGivesTheSameStates, (const std::vector<Move>& moves)) {
    Play play;
    for (const Move& move : moves) play.step(move);
    TestWorld again;
    for (const RecordedEvent& recorded : play.books.world().log()) evolve(again, recorded.envelope, recorded.event);
    for (const auto account : Play::accounts) {
        RC_ASSERT(*again.account(AccountId{account}) == play.books.account(account));
        RC_ASSERT(again.collections_of(AccountId{account}) == play.books.world().collections_of(AccountId{account}));
        RC_ASSERT(again.deposits_of(AccountId{account}) == play.books.world().deposits_of(AccountId{account}));
        RC_ASSERT(again.arrangements_of(AccountId{account}) == play.books.world().arrangements_of(AccountId{account}));
        RC_ASSERT(again.unclaimed_of(AccountId{account}) == play.books.world().unclaimed_of(AccountId{account}));
        RC_ASSERT(again.autopay_of(AccountId{account}) == play.books.world().autopay_of(AccountId{account}));
    }
    for (const auto account : Play::arrivals) {
        const AccountState* arrived = play.books.world().account(AccountId{account});
        if (!arrived) continue;
        RC_ASSERT(*again.account(AccountId{account}) == *arrived);
        RC_ASSERT(again.deposits_of(AccountId{account}) == play.books.world().deposits_of(AccountId{account}));
    }
    for (const RecordedEvent& recorded : play.books.world().log())
        if (const StreamId& stream = recorded.envelope.stream; stream.kind == StreamKind::organization)
            RC_ASSERT(std::get<OrganizationState>(*again.find(part_key(stream))) ==
                      std::get<OrganizationState>(*play.books.world().find(part_key(stream))));
}

// Whatever went before: what is posted and then cancelled was never there.
RC_GTEST_PROP(MoneyProperty, CancellingRestoresItemsAndCredit, (const std::vector<Move>& moves, unsigned kind)) {
    Play play;
    for (const Move& move : moves) play.step(move);
    Books& books = play.books;
    const AccountState before = books.account("7");
    if (!before.written_off.is_zero()) return;  // A payment recovers what is written off, and that stays recovered.
    const Money amount{*rc::gen::inRange(1, 30'000)};
    const std::string count = std::to_string(before.payment_count + 1);
    switch (kind % 4) {
        case 0: {
            books.given({a_payment("7", to_string(amount, 2))});
            books.given({CancelTender{.payment_event = PaymentEventId{"7-PE" + count}}});
            break;
        }
        case 1: {
            PostPayment payment = a_payment("7", to_string(amount, 2));
            payment.tenders.push_back(a_tender("B", "33.33"));
            books.given({payment});
            for (const auto tender : {"T1", "B"})
                books.given(
                    {CancelTender{.payment_event = PaymentEventId{"7-PE" + count}, .tender = TenderId{tender}}});
            break;
        }
        case 2: {
            books.given({a_payment("7", to_string(amount, 2))});
            books.given({CancelPayment{.account = AccountId{"7"}, .payment = PaymentId{"7-P" + count}}});
            break;
        }
        default: {
            RequestAdjustment request{.account = AccountId{"7"},
                                      .adjustment_type = Code{"GOODWILL"},
                                      .sa = ServiceAgreementId{"7-GAS"},
                                      .amount = -amount};
            if (!before.items.empty()) {
                request.target = before.items.back().document;
                request.sa = before.items.back().sa;
            }
            books.given({request});
            const DocumentId adjustment{"7-ADJ" + std::to_string(before.adjustment_count + 1)};
            books.given({CancelAdjustment{.account = AccountId{"7"}, .adjustment = adjustment}});
            break;
        }
    }
    RC_ASSERT(books.account("7").items == before.items);
    RC_ASSERT(books.account("7").unapplied == before.unapplied);
    RC_ASSERT(books.payoff("7") == to_string(before.payoff(), 2));
}

// FIFO: nothing younger is paid while something older is open.
RC_GTEST_PROP(MoneyProperty, FifoLeavesNothingOlderOpen, (const std::vector<Move>& moves)) {
    Play play;
    for (const Move& move : moves) play.step(move);
    Books& books = play.books;
    const auto before = books.account("7").items;
    const AccountOverdue held = disputes_of(books.world(), books.account("7"));
    const Money amount{*rc::gen::inRange(1, 30'000)};
    books.when(a_payment("7", to_string(amount, 2)));
    RC_ASSERT(!books.refusal());
    Money left = amount;
    std::vector<OpenItem> expected;
    for (OpenItem item : before) {
        // It passes by what is disputed.
        const Money part = std::min(left, undisputed_amount(item, held));
        left -= part;
        item.current_open -= part;
        item.payoff_open -= part;
        if (!item.current_open.is_zero() || !item.payoff_open.is_zero()) expected.push_back(item);
    }
    RC_ASSERT(books.account("7").items == expected);
}

}  // namespace
}  // namespace tally::test
