// Market transactions: what is told, which answers belong to what, what is late, and the payment that a remittance is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "domain/books/journal.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;
using testing::HasSubstr;

Define<MarketPartner> a_partner(std::string_view code, MarketRole role, bool own = false) {
    return {{}, {.code = Code{code}, .description = Plain{"A participant"}, .role = role, .own = own}};
}
Define<MarketDeadline> a_deadline(MarketKind kind, std::uint16_t days) {
    return {{}, {.code = Code{name_of(kind)}, .description = Plain{"In time"}, .days = days}};
}
MarketTransaction told(MarketKind kind, std::string_view reference, std::string_view original = "") {
    MarketTransaction transaction;
    transaction.kind = kind;
    transaction.reference = Plain{reference};
    transaction.original = Plain{original};
    return transaction;
}
SendMarketTransaction sent(MarketTransaction transaction, std::string_view to = "REP1") {
    transaction.receiver = Code{to};
    return {ServicePointId{"L7-G"}, std::move(transaction)};
}
ReceiveMarketTransaction received(MarketTransaction transaction, std::string_view from = "REP1") {
    transaction.sender = Code{from};
    return {ServicePointId{"L7-G"}, std::move(transaction)};
}
MarketTransaction an_enrolment(std::string_view reference = "E-1") {
    auto transaction = told(MarketKind::enrolment_request, reference);
    transaction.effective_on = date("2022-01-20");
    return transaction;
}
MarketTransaction an_answer(MarketKind kind, std::string_view reference, std::string_view original,
                            MarketOutcome outcome = MarketOutcome::accepted) {
    auto transaction = told(kind, reference, original);
    transaction.outcome = outcome;
    if (outcome == MarketOutcome::rejected) transaction.reasons = {{Code{"A76"}, Plain{"Account not found"}}};
    return transaction;
}
MarketTransaction usage_of_january(std::string_view reference = "U-1") {
    auto transaction = told(MarketKind::monthly_usage, reference);
    transaction.from = date("2021-12-05");
    transaction.until = date("2022-01-05");
    transaction.quantity = quantity("812");
    transaction.unit = Code{"KWH"};
    return transaction;
}
MarketTransaction an_invoice(std::string_view amount, std::string_view reference = "I-1",
                             std::string_view original = "U-1") {
    auto transaction = told(MarketKind::invoice, reference, original);
    transaction.amount = usd(amount);
    return transaction;
}
MarketTransaction a_remittance(std::string_view amount, std::vector<MarketDocument> documents = {},
                               std::string_view original = "") {
    auto transaction = told(MarketKind::remittance, "R-1", original);
    transaction.amount = usd(amount);
    transaction.documents = std::move(documents);
    return transaction;
}

// Customer 7 with gas at L7-G since January 5. The utility is TDU1; REP1 sells, ERCOT registers.
class Market : public testing::Test {
  protected:
    Market() {
        scenario.given(standard_settings())
            .given({a_partner("TDU1", MarketRole::utility, true), a_partner("REP1", MarketRole::retailer),
                    a_partner("ERCOT", MarketRole::registrar)})
            .given(a_gas_customer("7", "2022-01-05"));
    }
    // January is billed on February 3 for 74.84, due on February 23.
    void bill_january() {
        scenario.today("2022-02-03")
            .given({a_read("L7-G", "2022-02-02", "40"), BillAccount{AccountId{"7"}, Code{"M01"}, date("2022-02-03")}});
    }
    template <class Payload>
    Payload only() {
        const auto made = scenario.made<Payload>();
        EXPECT_EQ(made.size(), 1u);
        return made.empty() ? Payload{} : made.front();
    }
    const PremiseMarket& market() { return scenario.world().market_of(PremiseId{"L7"}); }
    void check_books() {
        for (const Event& event : scenario.payloads())
            EXPECT_EQ(journal::check_balanced(event).value_or(""), "") << test::to_text(event);
    }
    std::string open() { return to_string(scenario.account("7").current(), 2); }
    Scenario scenario;
};

TEST_F(Market, C14_ATransactionThatIsSentIsOfWhoPaysThereAndWaitsForItsAnswer) {
    scenario.given({a_deadline(MarketKind::enrolment_request, 2)}).when(sent(an_enrolment())).then_accepted();
    const auto event = only<MarketTransactionSent>();
    EXPECT_EQ(event.market_transaction.str(), "L7-MT1");
    EXPECT_EQ(event.premise.str(), "L7");
    EXPECT_EQ(event.transaction.sender.str(), "TDU1") << "the utility's own";
    EXPECT_EQ(event.transaction.account.str(), "7");
    EXPECT_EQ(event.transaction.sa.str(), "7-GAS");
    EXPECT_EQ(event.transaction.dated_on, date("2022-01-05"));
    EXPECT_EQ(event.due_on, date("2022-01-07"));
    ASSERT_EQ(market().awaited.size(), 1u);
    EXPECT_EQ(market().awaited.front().party.str(), "REP1");
    EXPECT_FALSE(market().awaited.front().received);
}

TEST_F(Market, C13_ASecondTimeTheSameIsAlreadySoAndSomethingElseUnderItsReferenceIsRefused) {
    scenario.given({sent(an_enrolment())}).when(sent(an_enrolment())).then_nothing_changed();
    scenario.today("2022-01-09").when(sent(an_enrolment())).then_nothing_changed();
    auto other = an_enrolment();
    other.effective_on = date("2022-01-21");
    scenario.when(sent(other)).then_rejected(Rejection::market_reference_taken, "transaction.reference");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("L7-MT1"));
    scenario.when(received(an_enrolment())).then_accepted();
    EXPECT_EQ(only<MarketTransactionReceived>().market_transaction.str(), "L7-MT2") << "another sender's reference";
}

TEST_F(Market, C13_AnAnswerIsPairedWithItsRequest) {
    scenario.given({sent(an_enrolment())})
        .when(received(an_answer(MarketKind::enrolment_response, "A-1", "E-1")))
        .then_accepted();
    EXPECT_EQ(only<MarketTransactionReceived>().answers.str(), "L7-MT1");
    EXPECT_TRUE(market().awaited.empty());
    EXPECT_TRUE(market().unpaired.empty());
}

TEST_F(Market, C13_AnAcknowledgementSaysOnlyThatItCouldBeRead) {
    scenario.given({sent(an_enrolment())})
        .when(received(an_answer(MarketKind::acknowledgement, "ACK-1", "E-1")))
        .then_accepted();
    ASSERT_EQ(market().awaited.size(), 1u);
    EXPECT_TRUE(market().awaited.front().acknowledged);
    scenario.when(received(an_answer(MarketKind::acknowledgement, "ACK-2", "E-1", MarketOutcome::rejected)))
        .then_accepted();
    EXPECT_TRUE(market().awaited.empty()) << "what could not be read gets no answer";
}

TEST_F(Market, C13_WhereATransactionIsFollowsFromItsAnswers) {
    using enum MarketStatus;
    EXPECT_EQ(status_after(sent, MarketKind::acknowledgement, MarketOutcome::accepted), acknowledged);
    EXPECT_EQ(status_after(acknowledged, MarketKind::enrolment_response, MarketOutcome::accepted), accepted);
    EXPECT_EQ(status_after(acknowledged, MarketKind::enrolment_response, MarketOutcome::rejected), rejected);
    EXPECT_EQ(status_after(accepted, MarketKind::acknowledgement, MarketOutcome::accepted), accepted);
    EXPECT_EQ(status_after(accepted, MarketKind::initial_read, MarketOutcome::none), completed);
    EXPECT_EQ(status_after(rejected, MarketKind::enrolment_response, MarketOutcome::accepted), rejected);
    EXPECT_EQ(status_after(sent, MarketKind::cancel_request, MarketOutcome::none), sent);
}

TEST_F(Market, C13_EachKindAnswersOnlyWhatItMay) {
    EXPECT_TRUE(may_answer(MarketKind::enrolment_response, MarketKind::move_in_request));
    EXPECT_TRUE(may_answer(MarketKind::invoice, MarketKind::monthly_usage));
    EXPECT_TRUE(may_answer(MarketKind::remittance, MarketKind::invoice));
    EXPECT_TRUE(may_answer(MarketKind::service_order_completion, MarketKind::service_order_request));
    EXPECT_FALSE(may_answer(MarketKind::remittance, MarketKind::monthly_usage));
    EXPECT_FALSE(may_answer(MarketKind::acknowledgement, MarketKind::acknowledgement));
    for (const MarketMeaning& answer : market_meanings())
        for (const MarketMeaning& original : market_meanings())
            EXPECT_TRUE(answer.answers || !may_answer(answer.kind, original.kind))
                << answer.code << " answers " << original.code;
    for (const MarketMeaning& one : market_meanings()) {
        bool answered = false;
        for (const MarketMeaning& answer : market_meanings())
            answered = answered || (answer.kind != MarketKind::acknowledgement &&
                                    answer.kind != MarketKind::cancel_request && may_answer(answer.kind, one.kind));
        EXPECT_TRUE(answered || !one.awaits) << one.code << " waits for an answer that no kind gives";
    }
}

TEST_F(Market, C13_AnAnswerToWhatIsNotKnownIsKeptUnpairedAndPairedWhenThatComes) {
    scenario.when(received(an_answer(MarketKind::enrolment_response, "A-1", "E-1"))).then_accepted();
    EXPECT_TRUE(only<MarketTransactionReceived>().answers.empty());
    ASSERT_EQ(market().unpaired.size(), 1u);
    EXPECT_EQ(market().unpaired.front().original_sender.str(), "TDU1");
    scenario.when(sent(an_enrolment())).then_accepted();
    const auto paired = only<MarketTransactionPaired>();
    EXPECT_EQ(paired.market_transaction.str(), "L7-MT1");
    EXPECT_EQ(paired.answers.str(), "L7-MT2");
    EXPECT_TRUE(market().unpaired.empty());
    EXPECT_TRUE(market().awaited.empty()) << "the answer was there before";
}

TEST_F(Market, C13_SomebodyPairsAnAnswerThatCitesTheWrongReference) {
    scenario.given({sent(an_enrolment()), received(an_answer(MarketKind::enrolment_response, "A-1", "E-0"))});
    const auto pair = [](std::string_view answer, std::string_view original) {
        return PairMarketTransaction{DocumentId{answer}, DocumentId{original}};
    };
    scenario.when(pair("L7-MT9", "L7-MT1")).then_rejected(Rejection::market_transaction_unknown, "market_transaction");
    scenario.when(pair("nothing", "L7-MT1")).then_rejected(Rejection::market_transaction_unknown, "market_transaction");
    scenario.when(pair("L7-MT2", "L8-MT1")).then_rejected(Rejection::market_transaction_unknown, "answers");
    scenario.when(pair("L7-MT2", "L7-MT2")).then_rejected(Rejection::market_original_unknown, "answers");
    scenario.when(pair("L7-MT1", "L7-MT2")).then_rejected(Rejection::market_not_unpaired, "market_transaction");
    scenario.when(pair("L7-MT2", "L7-MT1")).then_accepted();
    EXPECT_EQ(only<MarketTransactionPaired>().outcome, MarketOutcome::accepted);
    EXPECT_TRUE(market().awaited.empty());
    scenario.when(pair("L7-MT2", "L7-MT1")).then_nothing_changed();
}

TEST_F(Market, C14_WhatWaitsIsClosedWithAReason) {
    scenario.given({sent(an_enrolment())});
    const auto close = [](std::string_view id, std::string_view reason = "PHONED") {
        return CloseMarketTransaction{DocumentId{id}, Code{reason}};
    };
    scenario.when(close("L7-MT1", "")).then_rejected(Rejection::field_missing, "close_reason");
    scenario.when(close("L7-MT2")).then_rejected(Rejection::market_transaction_unknown, "market_transaction");
    scenario.when(close("L7-MT1")).then_accepted();
    EXPECT_TRUE(market().awaited.empty());
    scenario.when(close("L7-MT1")).then_nothing_changed();
    scenario.given({received(usage_of_january())})
        .when(close("L7-MT2"))
        .then_rejected(Rejection::market_nothing_awaited, "market_transaction");
}

TEST_F(Market, C14_EachKindHasItsPartsAndNoOthers) {
    scenario.when(sent(told(MarketKind::enrolment_request, "E-1")))
        .then_rejected(Rejection::field_missing, "transaction.effective_on");
    auto request = an_enrolment();
    request.amount = usd("1.00");
    scenario.when(sent(request)).then_rejected(Rejection::market_field_not_of_kind, "transaction.amount");
    request = an_enrolment();
    request.original = Plain{"E-0"};
    scenario.when(sent(request)).then_rejected(Rejection::market_field_not_of_kind, "transaction.original");
    scenario.when(sent(an_enrolment(""))).then_rejected(Rejection::field_missing, "transaction.reference");
    scenario.when(sent(an_enrolment("E 1"))).then_rejected(Rejection::id_invalid, "transaction.reference");
    scenario.when(sent(told(MarketKind::service_order_request, "S-1")))
        .then_rejected(Rejection::field_missing, "transaction.purpose");
    auto usage = usage_of_january();
    usage.until = usage.from;
    scenario.when(sent(usage)).then_rejected(Rejection::date_out_of_order, "transaction.until");
    usage = usage_of_january();
    usage.unit = {};
    scenario.when(sent(usage)).then_rejected(Rejection::field_missing, "transaction.unit");
    scenario.when(received(an_answer(MarketKind::enrolment_response, "A-1", "")))
        .then_rejected(Rejection::field_missing, "transaction.original");
    auto answer = an_answer(MarketKind::enrolment_response, "A-1", "E-1", MarketOutcome::rejected);
    answer.reasons.clear();
    scenario.when(received(answer)).then_rejected(Rejection::field_missing, "transaction.reasons");
    answer = an_answer(MarketKind::enrolment_response, "A-1", "E-1");
    answer.reasons = {{Code{"A76"}, {}}};
    scenario.when(received(answer)).then_rejected(Rejection::market_field_not_of_kind, "transaction.reasons");
    answer = an_answer(MarketKind::enrolment_response, "A-1", "E-1", MarketOutcome::none);
    scenario.when(received(answer)).then_rejected(Rejection::field_missing, "transaction.outcome");
    answer = an_answer(MarketKind::enrolment_response, "A-1", "E-1", MarketOutcome::rejected);
    answer.reasons.resize(market_reasons_max + 1, answer.reasons.front());
    scenario.when(received(answer)).then_rejected(Rejection::field_invalid, "transaction.reasons");
    auto far = an_enrolment();
    far.effective_on = date("2024-01-20");
    scenario.when(sent(far)).then_rejected(Rejection::date_out_of_order, "transaction.effective_on");
    auto to_come = an_enrolment();
    to_come.dated_on = date("2022-01-06");
    scenario.when(sent(to_come)).then_rejected(Rejection::date_out_of_order, "transaction.dated_on");
}

TEST_F(Market, C14_PartiesAreKnownAndOneOfThemIsTheUtility) {
    scenario.when(sent(an_enrolment(), "REP9")).then_rejected(Rejection::code_unknown, "transaction.receiver");
    scenario.when(sent(an_enrolment(), "TDU1")).then_rejected(Rejection::market_party_not_ours, "transaction.receiver");
    auto request = an_enrolment();
    request.sender = Code{"ERCOT"};
    scenario.when(sent(request)).then_rejected(Rejection::market_party_not_ours, "transaction.sender");
    scenario.when(received(an_enrolment(), "REP9")).then_rejected(Rejection::code_unknown, "transaction.sender");
    SendMarketTransaction elsewhere = sent(an_enrolment());
    elsewhere.service_point = ServicePointId{"L9-G"};
    scenario.when(elsewhere).then_rejected(Rejection::service_point_unknown, "service_point");
    Scenario without(standard_settings());
    without.given({a_partner("REP1", MarketRole::retailer)}).given(a_gas_customer("7", "2022-01-05"));
    without.when(sent(an_enrolment())).then_rejected(Rejection::field_missing, "transaction.sender");
}

TEST_F(Market, C14_AccountAndAgreementAreThoseThatAreNamed) {
    auto request = an_enrolment();
    request.sa = ServiceAgreementId{"9-GAS"};
    scenario.when(sent(request)).then_rejected(Rejection::sa_unknown, "transaction.sa");
    request.sa = ServiceAgreementId{"7-GAS"};
    request.account = AccountId{"8"};
    scenario.when(sent(request)).then_rejected(Rejection::field_invalid, "transaction.sa");
    request.sa = {};
    scenario.when(sent(request)).then_rejected(Rejection::account_unknown, "transaction.account");
    request.account = {};
    request.sa = ServiceAgreementId{"7-GAS"};
    scenario.when(sent(request)).then_accepted();
    EXPECT_EQ(only<MarketTransactionSent>().transaction.account.str(), "7");
}

TEST_F(Market, C14_WhatIsSentCitesWhatIsKnown) {
    scenario.when(sent(an_answer(MarketKind::enrolment_response, "A-1", "E-1")))
        .then_rejected(Rejection::market_original_unknown, "transaction.original");
    scenario.given({received(an_enrolment())})
        .when(sent(an_answer(MarketKind::enrolment_response, "A-1", "E-1")))
        .then_accepted();
    EXPECT_EQ(only<MarketTransactionSent>().answers.str(), "L7-MT1");
    scenario.when(sent(an_answer(MarketKind::move_out_response, "A-2", "E-1")))
        .then_rejected(Rejection::market_original_unknown, "transaction.original");
}

TEST_F(Market, C14_SoManyWaitAndNoMore) {
    for (std::size_t i = 0; i < market_open_max; ++i) scenario.given({sent(an_enrolment("E-" + std::to_string(i)))});
    scenario.when(sent(an_enrolment("E-x"))).then_rejected(Rejection::market_too_many_open, "service_point");
    scenario.given({CloseMarketTransaction{DocumentId{"L7-MT1"}, Code{"OLD"}}});
    scenario.when(sent(an_enrolment("E-x"))).then_accepted();
}

TEST_F(Market, C13_UsageInvoiceAndRemittanceAreAChain) {
    bill_january();
    scenario.given({sent(usage_of_january())}).when(sent(an_invoice("74.84"))).then_accepted();
    EXPECT_EQ(only<MarketTransactionSent>().answers.str(), "L7-MT1") << "an invoice cites its own sender's usage";
    scenario.when(received(a_remittance("74.84", {}, "I-1"))).then_accepted();
    EXPECT_EQ(only<MarketTransactionReceived>().answers.str(), "L7-MT2");
    EXPECT_EQ(open(), "0.00");
}

TEST_F(Market, C14_ARemittanceIsAPaymentOfTheInvoicesThatItNames) {
    bill_january();
    scenario.when(received(a_remittance("74.84", {{DocumentId{"7-I1"}, usd("74.84")}}))).then_accepted();
    check_books();
    const auto posted = only<PaymentPosted>();
    EXPECT_EQ(posted.payment_event.str(), "L7-MT1") << "the transaction's number: no second payment can have it";
    EXPECT_EQ(posted.policy, AllocationPolicy::spec);
    EXPECT_EQ(posted.tenders.at(0).kind, TenderKind::market_remittance);
    EXPECT_EQ(posted.tenders.at(0).reference.str(), "R-1");
    EXPECT_EQ(only<MarketTransactionReceived>().payment_event, posted.payment_event);
    EXPECT_EQ(open(), "0.00");
    scenario.when(received(a_remittance("74.84", {{DocumentId{"7-I1"}, usd("74.84")}}))).then_nothing_changed();
}

TEST_F(Market, C14_ARemittanceThatNamesNothingPaysTheOldest) {
    bill_january();
    scenario.when(received(a_remittance("70.00"))).then_accepted();
    EXPECT_EQ(only<PaymentPosted>().policy, AllocationPolicy::fifo);
    EXPECT_EQ(open(), "4.84");
}

TEST_F(Market, C14_WhatCannotGoToANamedInvoiceStaysCredit) {
    bill_january();
    scenario
        .when(
            received(a_remittance("100.00", {{DocumentId{"7-I1"}, usd("80.00")}, {DocumentId{"7-I9"}, usd("20.00")}})))
        .then_accepted();
    check_books();
    EXPECT_EQ(only<CreditAllocated>().total, usd("74.84"));
    EXPECT_EQ(open(), "-25.16");
    EXPECT_EQ(only<MarketTransactionReceived>().transaction.documents.size(), 2u) << "what was said is kept";
}

TEST_F(Market, C14_NamedInvoicesDoNotComeToMoreThanWasSent) {
    scenario.when(received(a_remittance("10.00", {{DocumentId{"7-I1"}, usd("10.01")}})))
        .then_rejected(Rejection::market_amounts_differ, "transaction.documents");
    scenario
        .when(received(a_remittance("10.00", {{DocumentId{"7-I1"}, usd("4.00")}, {DocumentId{"7-I1"}, usd("4.00")}})))
        .then_rejected(Rejection::field_invalid, "transaction.documents[1].document");
    scenario.when(received(a_remittance("10.00", {{DocumentId{"7-I1"}, usd("-1.00")}})))
        .then_rejected(Rejection::amount_must_be_above_zero, "transaction.documents[0].amount");
    scenario.when(received(a_remittance("-10.00")))
        .then_rejected(Rejection::amount_must_be_above_zero, "transaction.amount");
    std::vector<MarketDocument> many(market_documents_max + 1, {DocumentId{"7-I1"}, usd("0.01")});
    scenario.when(received(a_remittance("10.00", many)))
        .then_rejected(Rejection::field_invalid, "transaction.documents");
}

TEST_F(Market, C14_ARemittanceOfAnUnknownAccountIsHeldInSuspense) {
    auto remittance = a_remittance("12.00");
    remittance.account = AccountId{"999"};
    scenario.when(received(remittance)).then_accepted();
    check_books();
    const auto held = only<SuspenseReceived>();
    EXPECT_EQ(held.account_named.str(), "999");
    EXPECT_EQ(held.kind, TenderKind::market_remittance);
    EXPECT_EQ(held.payment_event.str(), "L7-MT1");
    EXPECT_TRUE(scenario.made<PaymentPosted>().empty());
    scenario.when(received(remittance)).then_nothing_changed();
}

TEST_F(Market, C14_WhatAnswersAnInvoiceIsOfItsAccountAfterAnotherPayerMovedIn) {
    bill_january();
    scenario.given({sent(usage_of_january()), sent(an_invoice("74.84")),
                    StopService{ServiceAgreementId{"7-GAS"}, date("2022-02-04"), {{{}, quantity("41")}}}});
    scenario.today("2022-02-20").when(received(a_remittance("74.84", {}, "I-1"))).then_accepted();
    EXPECT_EQ(only<PaymentPosted>().account.str(), "7");
    EXPECT_EQ(only<MarketTransactionReceived>().transaction.sa.str(), "7-GAS");
    scenario.when(received(a_remittance("5.00"))).then_rejected(Rejection::market_reference_taken);
    auto other = a_remittance("5.00");
    other.reference = Plain{"R-2"};
    scenario.when(received(other)).then_accepted();
    EXPECT_EQ(only<SuspenseReceived>().amount, usd("5.00")) << "no account pays there on that day";
}

TEST_F(Market, C14_ARemittanceThatTheUtilitySendsPaysNoAccountHere) {
    scenario.when(sent(a_remittance("12.00"))).then_accepted();
    EXPECT_EQ(scenario.events().size(), 1u);
}

TEST_F(Market, C14_ARemittanceIsTakenBackAsAnyPayment) {
    bill_january();
    scenario.given({received(a_remittance("74.84"))})
        .when(CancelPayment{AccountId{"7"}, PaymentId{"7-P1"}, Code{"WRONG"}, {}})
        .then_accepted();
    EXPECT_EQ(open(), "74.84");
}

TEST_F(Market, C14_NoPaymentIsGivenTheNumberOfARemittance) {
    PostPayment payment;
    payment.payment_event = PaymentEventId{"L7-MT1"};
    payment.tenders = {{{}, TenderKind::cheque, usd("5.00"), {}}};
    payment.shares = {PaymentShare{.account = AccountId{"7"}}};
    scenario.when(payment).then_rejected(Rejection::id_invalid, "payment_event");
    EXPECT_THAT(scenario.refusal()->cure, HasSubstr("-MT"));
}

TEST_F(Market, C13_DaysForAnAnswerAreOfAKindThatThereIs) {
    Define<MarketDeadline> row = a_deadline(MarketKind::invoice, 20);
    scenario.when(row).then_accepted();
    row.row.code = Code{"telegram"};
    scenario.when(row).then_rejected(Rejection::code_unknown, "row.code");
    row = a_deadline(MarketKind::invoice, 367);
    scenario.when(row).then_rejected(Rejection::field_invalid, "row.days");
    bill_january();
    scenario.given({sent(usage_of_january()), sent(an_invoice("74.84"))});
    ASSERT_EQ(market().awaited.size(), 1u) << "an invoice waits where the table says how long";
    EXPECT_EQ(market().awaited.front().due_on, date("2022-02-23"));
    scenario.given({received(a_remittance("74.84", {}, "I-1"))});
    EXPECT_TRUE(market().awaited.empty());
}

}  // namespace
}  // namespace tally::test
