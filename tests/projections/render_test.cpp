// Answers as text: columns, addresses, days, currency.
#include "projections/render/render.h"

#include <gtest/gtest.h>

#include "projections/ar_history/ar_history_answers.h"
#include "projections/balances/balance_answers.h"
#include "projections/documents/invoice_answers.h"
#include "projections/natural_order.h"
#include "projections/render/table.h"
#include "projections/render/texts.h"
#include "tests/support/text.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;

RenderContext in_new_york() {
    RenderContext context;
    context.currency = *Currency::parse("USD");
    context.day_of = *days_in("America/New_York");
    return context;
}

AccountHeading heading_of(std::string_view account) {
    AccountHeading heading;
    heading.account = AccountId{account};
    heading.main_customer_name = Personal{PersonId{"P-1"}, "Ada Smith", false};
    return heading;
}

TEST(Columns, WideCharactersTakeTwoAndMarksNone) {
    EXPECT_EQ(width_of("Ada"), 3u);
    EXPECT_EQ(width_of("山田太郎"), 8u);
    EXPECT_EQ(width_of("Zoe\u0308"), 3u);
    EXPECT_EQ(width_of("Ｗ"), 2u) << "full width";
    EXPECT_EQ(cut_to("山田太郎", 8), "山田太郎");
    EXPECT_EQ(cut_to("山田太郎", 7), "山田太…");
    EXPECT_EQ(cut_to("山田太郎", 6), "山田…") << "half a character is not shown";
    EXPECT_EQ(cut_to("Zoe\u0308 Smith", 5), "Zoe\u0308 …");
    EXPECT_EQ(pad_left("太", 3), " 太");
    TextTable table({{"Name"}, {"Amount", Align::right}});
    table.row({"山田太郎", "1.00"});
    table.row({"Ada", "20.00"});
    std::string out;
    table.write(out);
    EXPECT_EQ(out,
              "Name      Amount\n"
              "--------  ------\n"
              "山田太郎    1.00\n"
              "Ada        20.00\n");
}

// What a question answers is never cut off: an amount that lost its end is another amount.
TEST(Wrapping, WhatIsLongerThanALineGoesOnInTheNext) {
    const auto wrapped = [](std::string_view text, std::size_t first, std::size_t next) {
        std::string out;
        write_wrapped(text, first, next, out);
        return out;
    };
    EXPECT_EQ(wrapped("short", 22, 22), "short\n");
    const std::string tens = "123456789 123456789 123456789 123456789 123456789 123456789 123456789 12345678";
    EXPECT_EQ(wrapped(tens, 22, 22), tens + "\n") << "it fills the line";
    EXPECT_EQ(wrapped(tens + " next", 22, 22), tens + "\n" + std::string(22, ' ') + "next\n");
    EXPECT_EQ(wrapped(tens + "9 next", 22, 2), tens.substr(0, 69) + "\n  123456789 next\n") << "a word stays whole";
    const std::string word(120, 'x');
    EXPECT_EQ(wrapped(word, 20, 4), word.substr(0, 80) + "\n    " + word.substr(80) + "\n");
    EXPECT_EQ(wrapped("山" + std::string(98, 'x') + "山", 0, 0), "山" + std::string(98, 'x') + "\n山\n");
}

TEST(Addresses, AreInTheOrderOfTheirCountry) {
    LocationAddress address;
    address.country = Code{"DE"};
    address.address1 = Plain{"Hauptstraße"};
    address.number1 = Plain{"5"};
    address.city = Plain{"Berlin"};
    address.postal = Plain{"10115"};
    EXPECT_EQ(Texts::one_line(address), "Hauptstraße 5, 10115 Berlin, DE");
    address.country = Code{"FR"};
    EXPECT_EQ(Texts::one_line(address), "5 Hauptstraße, 10115 Berlin, FR");
    address.country = Code{"US"};
    address.state = Code{"NY"};
    EXPECT_EQ(Texts::one_line(address), "5 Hauptstraße, Berlin, NY 10115, US");
    address = {};
    address.country = Code{"DE"};
    address.number1 = Plain{"5"};
    address.city = Plain{"Berlin"};
    EXPECT_EQ(Texts::one_line(address), "5, Berlin, DE");
}

TEST(NaturalOrder, CountsDigits) {
    EXPECT_TRUE(naturally_before("A-2", "A-10"));
    EXPECT_FALSE(naturally_before("A-10", "A-2"));
    EXPECT_TRUE(naturally_before("A-9-I2", "A-10-I1"));
    EXPECT_TRUE(naturally_before("A", "A-1"));
    EXPECT_TRUE(naturally_before("A-01", "A-1"));
    EXPECT_FALSE(naturally_before("A-1", "A-01"));
    EXPECT_FALSE(naturally_before("A-1", "A-1"));
    EXPECT_TRUE(naturally_before("99999999999999999999", "100000000000000000000"));
}

TEST(Rendering, TheDayOfEntryIsTheUtilitys) {
    ArHistoryAnswer answer;
    answer.position = 7;
    answer.heading = heading_of("A-1");
    ArHistoryLine line;
    line.recorded_at = instant("2022-01-06T03:30:00Z");
    line.kind = ArEntryKind::payment;
    line.document = DocumentId{"A-1-P1"};
    line.effective_date = line.accounting_date = date("2022-01-05");
    line.payoff = line.current = line.payoff_balance = line.current_balance = usd("-12.00");
    answer.lines = {line};
    EXPECT_EQ(render(answer, in_new_york()),
              "Account A-1  Ada Smith\n"
              "Amounts in USD\n"
              "\n"
              "Entered     Effective   Accounted   What     Document  Amount  Balance\n"
              "----------  ----------  ----------  -------  --------  ------  -------\n"
              "2022-01-05  2022-01-05  2022-01-05  payment  A-1-P1    -12.00   -12.00\n"
              "\n"
              "True at position 7\n");
}

TEST(Rendering, ACreditNoteShowsItsPartsWithTheCurrency) {
    InvoiceAnswer note;
    note.position = 9;
    note.heading = heading_of("1");
    note.invoice = DocumentId{"1-C1"};
    note.credits_invoice = DocumentId{"1-I1"};
    note.billing_date = date("2024-02-15");
    note.charges_total = usd("-10.00");
    note.tax_total = usd("-2.00");
    note.amount = usd("-12.00");
    note.taxes = {{Code{"VAT"}, {}, Rate{20'000'000}, usd("-10.00"), usd("-2.00")}};
    const std::string wide(90, '=');
    const std::string thin(90, '-');
    EXPECT_EQ(render(note, in_new_york()),
              "Ada Smith                                           CREDIT NOTE   1-C1\n"
              "                                                    Account       1\n"
              "                                                    Billing date  2024-02-15\n"
              "                                                    Takes back    1-I1\n"
              "                                                    Amounts in    USD\n" +
                  wide +
                  "\nCharges                                                                             -10.00\n"
                  "Tax VAT: 20% of -10.00                                                               -2.00\n" +
                  thin +
                  "\nCredit                                                                          USD -12.00\n"
                  "\n"
                  "True at position 9\n");
}

TEST(Rendering, ABalanceSaysItsCurrencyAndTheDayOfItsAges) {
    BalanceAnswer answer;
    answer.position = 3;
    answer.aged_on = date("2022-04-10");
    answer.heading = heading_of("A-1");
    answer.payoff = answer.current = answer.receivable = usd("82.20");
    answer.aged = {{Plain{"not yet due"}, usd("82.20"), usd("82.20"), 1}};
    EXPECT_EQ(render(answer, in_new_york()),
              "Account A-1  Ada Smith\n"
              "\n"
              "Payoff balance        USD 82.20\n"
              "Current balance       USD 82.20\n"
              "Open items            USD 82.20\n"
              "Unapplied credit      USD 0.00\n"
              "\n"
              "Age on 2022-04-10\n"
              "Days overdue  Items  Payoff  Current\n"
              "------------  -----  ------  -------\n"
              "not yet due       1   82.20    82.20\n"
              "------------  -----  ------  -------\n"
              "                  1   82.20    82.20\n"
              "\n"
              "True at position 3\n");
}

}  // namespace
}  // namespace tally::projections
