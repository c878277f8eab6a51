#include "domain/books/journal.h"

#include <gtest/gtest.h>

#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

std::string to_text(const std::vector<Posting>& postings) {
    std::string text;
    for (const Posting& posting : postings)
        text += (text.empty() ? "" : " ") + posting.gl_account.str() + "=" + to_string(posting.amount, 2);
    return text;
}
BillLine a_line(std::string_view amount, std::string_view gl_account, GlRole role = GlRole::revenue) {
    return {.amount = usd(amount), .role = role, .gl_account = Code{gl_account}};
}
const SettingsState& standard() {
    static Scenario scenario(standard_settings());
    return scenario.world().settings();
}
PaymentPosted a_posted_payment() {
    PaymentPosted payment{.account = AccountId{"1"},
                          .tenders = {{TenderId{"T1"}, TenderKind::cash, usd("10.00"), {}}},
                          .amount = usd("10.00")};
    payment.financial = *journal::posted(standard(), {date("2022-01-05")}, PaymentPosted::legs, payment.amount);
    return payment;
}

TEST(Journal, EachEventPostsToTheAccountsOfItsRoles) {
    const journal::Dates on{date("2022-01-05")};
    const auto& settings = standard();
    EXPECT_EQ(to_text(journal::posted(settings, on, PaymentPosted::legs, usd("10"))->postings),
              "gl:cash=10.00 gl:unapplied=-10.00");
    EXPECT_EQ(to_text(journal::credit_allocated(settings, on, usd("10"))->postings), "gl:unapplied=10.00 gl:ar=-10.00");
    EXPECT_EQ(to_text(journal::credit_deallocated(settings, on, usd("10"))->postings),
              "gl:ar=10.00 gl:unapplied=-10.00");
    EXPECT_EQ(to_text(journal::posted(settings, on, CreditReleased::legs, usd("10"))->postings),
              "gl:ar=10.00 gl:unapplied=-10.00");
    EXPECT_EQ(to_text(journal::posted(settings, on, TenderCancelled::legs, usd("10"))->postings),
              "gl:unapplied=10.00 gl:cash=-10.00");
    EXPECT_EQ(to_text(journal::posted(settings, on, PaymentCancelled::legs, usd("10"))->postings),
              "gl:unapplied=10.00 gl:suspense=-10.00");
    EXPECT_EQ(to_text(journal::posted(settings, on, NsfFeeCharged::legs, usd("10"))->postings),
              "gl:ar=10.00 gl:fee=-10.00");
    EXPECT_EQ(to_text(journal::debit_adjusted(settings, on, Code{"FEE"}, usd("10"))->postings),
              "gl:ar=10.00 gl:fee=-10.00");
    EXPECT_EQ(to_text(journal::credit_adjusted(settings, on, Code{"GOODWILL"}, usd("7"), usd("3"))->postings),
              "gl:concession=10.00 gl:ar=-7.00 gl:unapplied=-3.00");
    EXPECT_EQ(to_text(journal::credit_adjusted(settings, on, Code{"GOODWILL"}, usd("7"), {})->postings),
              "gl:concession=7.00 gl:ar=-7.00");
}

TEST(Journal, PayoffAndCurrentFollowTheTableOfEvents) {
    const journal::Dates on{date("2022-01-05")};
    const auto& settings = standard();
    EXPECT_EQ(journal::posted(settings, on, PaymentPosted::legs, usd("10"))->payoff, usd("-10"));
    EXPECT_EQ(journal::credit_allocated(settings, on, usd("10"))->payoff, usd("0"));
    EXPECT_EQ(journal::posted(settings, on, TenderCancelled::legs, usd("10"))->current, usd("10"));
    EXPECT_EQ(journal::credit_adjusted(settings, on, Code{"GOODWILL"}, usd("7"), usd("3"))->current, usd("-10"));
    const std::vector<BillLine> lines{a_line("125.00", "gl:revenue")};
    const auto budget = journal::charged(settings, on, lines, usd("150.00"));
    EXPECT_EQ(budget->payoff, usd("125.00"));
    EXPECT_EQ(budget->current, usd("150.00"));
}

TEST(Journal, LinesOfOneAccountMakeOnePosting) {
    const std::vector<BillLine> lines{a_line("10.00", "gl:revenue:gas"), a_line("5.00", "gl:revenue:gas"),
                                      a_line("1.05", "gl:tax", GlRole::tax)};
    const auto financial = journal::charged(standard(), {date("2022-01-05")}, lines);
    EXPECT_EQ(to_text(financial->postings), "gl:ar=16.05 gl:revenue:gas=-15.00 gl:tax=-1.05");
}

TEST(Journal, LinesThatCancelEachOtherPostNothing) {
    const std::vector<BillLine> lines{a_line("5.00", "gl:revenue"), a_line("-5.00", "gl:revenue")};
    EXPECT_TRUE(journal::charged(standard(), {date("2022-01-05")}, lines)->postings.empty());
}

TEST(Journal, MissingGlAccountIsRefusedNamingTheRole) {
    SettingsState settings = standard();
    std::erase_if(settings.gl_accounts.entries, [](const auto& entry) { return entry.row.role == GlRole::cash; });
    const auto refused = journal::posted(settings, {date("2022-01-05")}, PaymentPosted::legs, usd("1"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().rejection, Rejection::gl_account_missing);
    EXPECT_EQ(refused.error().value, "cash");
    EXPECT_NE(refused.error().cure.find("cash"), std::string::npos);
    EXPECT_EQ(refused.error().cure.find("unapplied"), std::string::npos) << "it has its account";
}

TEST(Journal, AllRolesWithoutAGlAccountAreNamedAtOnce) {
    SettingsState settings = standard();
    std::erase_if(settings.gl_accounts.entries, [](const auto& entry) {
        return entry.row.role == GlRole::cash || entry.row.role == GlRole::unapplied ||
               entry.row.role == GlRole::suspense;
    });
    const auto refused = journal::posted(settings, {date("2022-01-05")}, PaymentPosted::legs, usd("1"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().value, "cash, unapplied, suspense") << "what the payment needs, then what others will";
    settings.gl_accounts.entries.clear();
    const auto credit = journal::credit_adjusted(settings, {date("2022-01-05")}, Code{"GOODWILL"}, usd("7"), usd("3"));
    ASSERT_FALSE(credit);
    EXPECT_EQ(credit.error().value,
              "concession, ar, unapplied, cash, revenue, tax, fee, suspense, deposit, interest_expense, payables, "
              "clearing, bad_debt, cash_over_short, unbilled, escheat");
    EXPECT_NE(credit.error().cure.find("concession (or GOODWILL within it)"), std::string::npos);
}

template <class... Events>
void expect_posted_roles_are_known(const TypeList<Events...>*) {
    const auto known = [](GlRole role) {
        return std::find(journal::posted_roles.begin(), journal::posted_roles.end(), role) !=
               journal::posted_roles.end();
    };
    const auto check = [&]<class Event>(const Event*) {
        if constexpr (requires { Event::legs; }) {
            EXPECT_TRUE(known(Event::legs.debit)) << Event::type_name;
            EXPECT_TRUE(known(Event::legs.credit)) << Event::type_name;
        }
    };
    (check(static_cast<const Events*>(nullptr)), ...);
}
TEST(Journal, TheRolesAskedForAreThoseThatEventsPostTo) {
    expect_posted_roles_are_known(static_cast<const EventTypes*>(nullptr));
}

TEST(Journal, ClosedPeriodMovesTheAccountingDateOnly) {
    SettingsState settings = standard();
    settings.periods = {{date("2022-01-01"), date("2022-02-01"), true, 0},
                        {date("2022-02-01"), date("2022-03-01"), false, 0}};
    const auto financial =
        journal::posted(settings, {.effective_date = date("2022-01-05"), .ages_from = date("2022-01-25")},
                        PaymentPosted::legs, usd("1"));
    EXPECT_EQ(to_string(financial->effective_date), "2022-01-05");
    EXPECT_EQ(to_string(financial->accounting_date), "2022-02-01");
    EXPECT_EQ(to_string(financial->ages_from), "2022-01-25");
    settings.periods.pop_back();
    EXPECT_EQ(journal::posted(settings, {date("2022-01-05")}, PaymentPosted::legs, usd("1")).error().rejection,
              Rejection::period_closed);
}

TEST(Journal, NegationReversesAccountsAndKeepsAge) {
    const auto& settings = standard();
    const auto original =
        journal::posted(settings, {.effective_date = date("2022-01-05"), .ages_from = date("2022-01-25")},
                        NsfFeeCharged::legs, usd("20"));
    const auto back = journal::negated(settings, *original, date("2022-03-01"));
    EXPECT_EQ(to_text(back->postings), "gl:ar=-20.00 gl:fee=20.00");
    EXPECT_EQ(back->payoff, usd("-20"));
    EXPECT_EQ(back->ages_from, original->ages_from);
    EXPECT_EQ(to_string(back->effective_date), "2022-03-01");
}

TEST(Journal, SoundEventPassesTheCheck) {
    EXPECT_EQ(journal::check_balanced(a_posted_payment()), std::nullopt);
}

// Each figure changed by one cent, one at a time, is found.
TEST(Journal, EveryTamperedFigureIsFound) {
    const auto tampered = [](auto&& change) {
        PaymentPosted payment = a_posted_payment();
        change(payment);
        return journal::check_balanced(payment);
    };
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.amount.minor += 1; }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.tenders[0].amount.minor += 1; }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.financial.payoff.minor += 1; }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.financial.current.minor += 1; }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.financial.postings[0].amount.minor += 1; }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.financial.postings[0].role = GlRole::suspense; }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.financial.postings[0].gl_account = {}; }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.financial.postings.clear(); }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.financial.accounting_date = {}; }));
    EXPECT_TRUE(tampered([](PaymentPosted& event) { event.tenders.clear(); }));
    // All figures ten times as high still balance among themselves but not with the tender.
    EXPECT_TRUE(tampered([](PaymentPosted& event) {
        event.financial = *journal::posted(standard(), {date("2022-01-05")}, PaymentPosted::legs, usd("100"));
    }));
}

// A payment of ten from suspense and its match.
std::pair<PaymentPosted, SuspenseMatched> a_matched_payment() {
    PaymentPosted payment = a_posted_payment();
    payment.payment = PaymentId{"1-PAY1"};
    payment.financial =
        *journal::posted(standard(), {date("2022-01-05")}, PaymentPosted::legs_from_suspense, payment.amount);
    SuspenseMatched match;
    match.account = payment.account;
    match.payment = payment.payment;
    match.suspense = SuspenseId{"SUS1"};
    match.amount = payment.amount;
    return {std::move(payment), std::move(match)};
}

TEST(Journal, APaymentIsFromSuspenseOnlyWhereTheMatchRightAfterItSaysSo) {
    const auto [payment, match] = a_matched_payment();
    const auto trouble = [](std::initializer_list<Event> events) {
        journal::BalanceCheck check;
        const Event* last = events.end() - 1;
        for (const Event* event = events.begin(); event != last; ++event)
            if (auto found = check.next(*event)) return found;
        return check.last(*last);
    };
    EXPECT_EQ(trouble({payment, match}), std::nullopt);
    EXPECT_EQ(trouble({payment, match, payment, match}), std::nullopt);
    EXPECT_TRUE(trouble({payment})) << "no match follows";
    EXPECT_TRUE(journal::check_balanced(payment));
    EXPECT_TRUE(trouble({payment, payment, match}));
    EXPECT_TRUE(trouble({match}));
    EXPECT_TRUE(trouble({payment, match, match}));
    EXPECT_TRUE(trouble({a_posted_payment(), match})) << "it was posted from cash";
    SuspenseMatched other = match;
    other.payment = PaymentId{"1-PAY2"};
    EXPECT_TRUE(trouble({payment, other}));
    other = match;
    other.amount = usd("9.99");
    EXPECT_TRUE(trouble({payment, other}));
    other = match;
    other.account = AccountId{"2"};
    EXPECT_TRUE(trouble({payment, other}));
}

TEST(Journal, AMatchAfterAnEntryThatCannotBeReadIsNotHeldAgainstIt) {
    const auto [payment, match] = a_matched_payment();
    journal::BalanceCheck check;
    check.skip();
    EXPECT_EQ(check.next(match), std::nullopt);
    EXPECT_EQ(check.next(payment), std::nullopt);
    check.skip();
    EXPECT_EQ(check.last(a_posted_payment()), std::nullopt) << "its match was not read";
}

TEST(Journal, WhatGoesBackToSuspenseIsThePaymentThatWasCancelled) {
    PaymentCancelled cancelled;
    cancelled.account = AccountId{"1"};
    cancelled.payment = PaymentId{"1-PAY1"};
    cancelled.amount = usd("10");
    cancelled.financial = *journal::posted(standard(), {date("2022-01-05")}, PaymentCancelled::legs, cancelled.amount);
    SuspenseMatchCancelled back{cancelled.account, cancelled.payment, SuspenseId{"SUS1"}, usd("10"),
                                date("2022-01-05")};
    journal::BalanceCheck check;
    EXPECT_EQ(check.next(cancelled), std::nullopt);
    EXPECT_EQ(check.next(back), std::nullopt);
    EXPECT_TRUE(check.next(back)) << "the cancellation is not right before it";
    EXPECT_EQ(check.next(cancelled), std::nullopt);
    back.amount = usd("9.99");
    EXPECT_TRUE(check.next(back));
}

TEST(Journal, ALineThatIsNotPostedIsFound) {
    BillSegmentFrozen segment{.account = AccountId{"1"},
                              .lines = {a_line("10.00", "gl:revenue"), a_line("1.00", "gl:tax", GlRole::tax)},
                              .total = usd("11.00")};
    segment.financial = *journal::charged(standard(), {date("2022-01-05")}, segment.lines);
    EXPECT_EQ(journal::check_balanced(segment), std::nullopt);
    segment.lines[0].amount = usd("9.00");
    segment.lines[1].amount = usd("2.00");
    EXPECT_TRUE(journal::check_balanced(segment));
}

TEST(Journal, InvoicesAndStatementsThatDoNotReAddAreFound) {
    InvoiceIssued invoice{.taxes = {{Code{"CITY"}, Code{"NY"}, rate("0.03"), usd("10"), usd("0.30")}},
                          .charges_total = usd("10"),
                          .tax_total = usd("0.30"),
                          .total = usd("10.30")};
    EXPECT_EQ(journal::check_balanced(invoice), std::nullopt);
    invoice.total = usd("10.31");
    EXPECT_TRUE(journal::check_balanced(invoice));
    StatementIssued statement{.previous_payoff = usd("5"),
                              .payments_payoff = usd("-5"),
                              .charges_payoff = usd("7"),
                              .ending_payoff = usd("7")};
    EXPECT_EQ(journal::check_balanced(statement), std::nullopt);
    statement.charges_current = usd("1");
    EXPECT_TRUE(journal::check_balanced(statement));
}

TEST(Journal, AmountsThatWouldOverflowAreFoundNotComputed) {
    PaymentPosted payment = a_posted_payment();
    payment.financial.postings[0].amount.minor = INT64_MAX;
    payment.financial.postings[1].amount.minor = INT64_MAX;
    EXPECT_TRUE(journal::check_balanced(payment));
}

}  // namespace
}  // namespace tally::test
