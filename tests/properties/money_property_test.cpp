// Laws of money over random commands: an auditor of its own recomputes every balance from the events alone.

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <tuple>

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
};

class Auditor {
  public:
    void read(const RecordedEvent& recorded) {
        const auto trouble = journal::check_balanced(recorded.event);
        RC_ASSERT(!trouble);
        Audited& account = accounts[recorded.envelope.stream.id.str()];
        if (const Financial* financial = financial_of(recorded.event)) {
            std::int64_t sum = 0;
            for (const Posting& posting : financial->postings) {
                sum += posting.amount.minor;
                account.ledger[posting.role] += posting.amount.minor;
            }
            RC_ASSERT(sum == 0);
            account.current += financial->current.minor;
        }
        std::visit(
            Overloaded{
                [&](const BillSegmentFrozen& event) { charge(account, event.invoice, event); },
                [&](const NsfFeeCharged& event) { charge(account, event.charge, event); },
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
                [&](const AdjustmentCancelled& event) { adjust(account, event, -1); }, [](const auto&) {}},
            recorded.event);
    }

    // Between commands: the state says the same, and nothing is below zero.
    void compare(const AccountState& state) {
        Audited& account = accounts[state.account.str()];
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
            RC_ASSERT(current > 0);
            payoff_open += payoff;
        }
        for (const UnappliedCredit& credit : state.unapplied) {
            RC_ASSERT(credit.amount.minor > 0);
            RC_ASSERT(credit.amount.minor == account.credits.at({credit.source.kind, credit.source.document.str(),
                                                                 credit.source.tender.str()}));
        }
        RC_ASSERT(payoff_open == account.ledger[GlRole::ar]);
        RC_ASSERT(state.unapplied_total().minor == -account.ledger[GlRole::unapplied]);
        RC_ASSERT(state.payoff().minor == account.ledger[GlRole::ar] + account.ledger[GlRole::unapplied]);
        RC_ASSERT(state.current().minor == account.current);
        RC_ASSERT(account.ledger[GlRole::clearing] == 0);
        RC_ASSERT(std::is_sorted(state.items.begin(), state.items.end(), [](const OpenItem& a, const OpenItem& b) {
            return std::tie(a.ages_from, a.pay_priority, a.position, a.sa) <
                   std::tie(b.ages_from, b.pay_priority, b.position, b.sa);
        }));
        // No statement was issued: what it would sweep is everything.
        const SinceStatement& since = state.since_statement;
        RC_ASSERT(since.payments_payoff + since.adjustments_payoff + since.corrections_payoff + since.charges_payoff ==
                  state.payoff());
    }

  private:
    static void add(Audited& account, const DocumentId& document, const ServiceAgreementId& sa, std::int64_t amount) {
        auto& [payoff, current] = account.items[{document.str(), sa.str()}];
        payoff += amount;
        current += amount;
    }
    template <class Event>
    static void charge(Audited& account, const DocumentId& document, const Event& event) {
        add(account, document, event.sa, event.financial.payoff.minor);
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
        return gen::build<Move>(
            gen::set(&Move::kind, gen::inRange(0u, 12u)), gen::set(&Move::account, gen::inRange(0u, 3u)),
            gen::set(&Move::first, gen::inRange(0u, 100u)), gen::set(&Move::second, gen::inRange(0u, 100u)),
            gen::set(&Move::amount, gen::inRange(1u, 12'000u)));
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
        for (const auto account : accounts) books.open(account, {"GAS", "WATER"});
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
                books.bill(id, id + "-" + std::to_string(++documents), to_string(due),
                           {{id + "-GAS", text}, {id + "-WATER", to_string(Money{move.second + 1}, 2)}});
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

    void audit() {
        const auto& log = books.world().log();
        for (; read < log.size(); ++read)
            if (log[read].envelope.stream.kind == StreamKind::account) auditor.read(log[read]);
        for (const auto account : accounts) auditor.compare(books.account(account));
    }

    static constexpr std::array<std::string_view, 3> accounts{"7", "8", "9"};
    Books books;

  private:
    void run(const Command& command) {
        const auto before = books.world().log().size();
        books.when(command);
        // A refusal says what to do, and leaves nothing behind.
        if (!books.refusal()) return;
        RC_ASSERT(books.world().log().size() == before);
        RC_ASSERT(books.refusal()->rejection == Rejection::already_so || !books.refusal()->cure.empty());
    }

    Auditor auditor;
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
    for (const auto account : Play::accounts)
        RC_ASSERT(*again.account(AccountId{account}) == play.books.account(account));
}

// Whatever went before: what is posted and then cancelled was never there.
RC_GTEST_PROP(MoneyProperty, CancellingRestoresItemsAndCredit, (const std::vector<Move>& moves, unsigned kind)) {
    Play play;
    for (const Move& move : moves) play.step(move);
    Books& books = play.books;
    const AccountState before = books.account("7");
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
    const Money amount{*rc::gen::inRange(1, 30'000)};
    books.when(a_payment("7", to_string(amount, 2)));
    RC_ASSERT(!books.refusal());
    Money left = amount;
    std::vector<OpenItem> expected;
    for (OpenItem item : before) {
        const Money part = std::min(left, item.current_open);
        left -= part;
        item.current_open -= part;
        item.payoff_open -= part;
        if (!item.current_open.is_zero()) expected.push_back(item);
    }
    RC_ASSERT(books.account("7").items == expected);
}

}  // namespace
}  // namespace tally::test
