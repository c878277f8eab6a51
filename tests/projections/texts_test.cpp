// The whole text of answers, written out, over one small history.
#include <gtest/gtest.h>

#include "projections/ar_history/ar_history_queries.h"
#include "projections/balances/balance_queries.h"
#include "projections/calendar/calendar_queries.h"
#include "projections/control_totals/control_totals_queries.h"
#include "projections/customers/customer_queries.h"
#include "projections/division_sums/division_queries.h"
#include "projections/documents/document_queries.h"
#include "projections/render/render.h"
#include "projections/search/search_queries.h"
#include "tests/projections/hand_made.h"
#include "tests/projections/test_store.h"

namespace tally::projections {
namespace {

using namespace domain;
using namespace test;

// Two customers; the first has two bills, and a payment on the older one; another system reported one day.
class WholeTexts : public ::testing::Test {
  protected:
    WholeTexts() {
        log_.add_settings();
        log_.add_customer("11");
        log_.add_customer("22");
        log_.add_bill("A-11", 1, "2022-02-03", "2022-02-23", "100.00");
        log_.add_payment("A-11", 1, "2022-02-20", "60.00", "A-11-I1");
        log_.add_bill("A-11", 2, "2022-03-03", "2022-03-23", "80.00");
        log_.next_command();
        ControlTotalsReported report;
        report.system = Code{"ERP"};
        report.day = date("2022-02-20");
        report.position = log_.events().size();
        report.count = 1;
        report.debit = usd("60.00");
        log_.add(settings_stream(), report);
        store_.append(log_.events());
        as_of_.today = date("2022-04-10");
    }
    static std::optional<std::string> open(const Personal& text) { return text.bytes; }

    template <class Answer>
    static std::string text_of(const Result<Answer>& answer) {
        EXPECT_TRUE(answer);
        return answer ? render(*answer, {*Currency::parse("USD"), &open, *days_in("America/New_York")}) : "";
    }
    template <class Answer>
    static std::string text_of(const Answered<Answer>& answer) {
        EXPECT_TRUE(answer && *answer);
        return answer && *answer ? text_of(Result<Answer>(**answer)) : "";
    }

    HandMadeLog log_;
    TestStore store_{&open};
    AsOf as_of_;
};

TEST_F(WholeTexts, Person) {
    EXPECT_EQ(text_of(person(store_.reader(), PersonId{"P-11"}, as_of_)),
              R"(Person P-11  Ada 11 Smith
Kind                  individual
Phone HOME            (518) 555-0111

Amounts in USD
Account  Main customer  Main  Resp.  Guar.  Service address           Payoff  Current
-------  -------------  ----  -----  -----  ------------------------  ------  -------
A-11     Ada 11 Smith   yes   yes           11 Mill Lane, Albany, US  120.00   120.00

True at position 41
)");
}

TEST_F(WholeTexts, Account) {
    EXPECT_EQ(text_of(account(store_.reader(), AccountId{"A-11"}, as_of_)),
              R"(Account A-11  Ada 11 Smith
Location L-11  11 Mill Lane, Albany, US
Payoff balance        USD 120.00
Current balance       USD 120.00
Opened on             2022-01-01
Class                 RES
Bill cycle            M01
Last invoice          A-11-I2 of 2022-03-03, due 2022-03-23
Last payment          USD 60.00 on 2022-02-20 (A-11-P1)

Person  Name          Relationship  Main  Resp.  Guar.  Bill by
------  ------------  ------------  ----  -----  -----  -------
P-11    Ada 11 Smith                yes   yes

Agreement  Service  Status  Tariff  From        To  Location  Meter  Payoff
---------  -------  ------  ------  ----------  --  --------  -----  ------
A-11-GAS   gas      active          2022-01-01      L-11             120.00

True at position 41
)");
}

TEST_F(WholeTexts, Premise) {
    EXPECT_EQ(text_of(premise(store_.reader(), PremiseId{"L-11"}, as_of_)),
              R"(Location L-11  11 Mill Lane, Albany, US

Service point L-11-G  gas  ESI11
  paid by A-11  Ada 11 Smith
  Account  Agreement  From        To
  -------  ---------  ----------  --
  A-11     A-11-GAS   2022-01-01

True at position 41
)");
}

TEST_F(WholeTexts, Balance) {
    EXPECT_EQ(text_of(balance(store_.reader(), AccountId{"A-11"}, as_of_)),
              R"(Account A-11  Ada 11 Smith
Location L-11  11 Mill Lane, Albany, US

Payoff balance        USD 120.00
Current balance       USD 120.00
Open items            USD 120.00
Unapplied credit      USD 0.00

Agreement  Service  Status  Location  Payoff  Current
---------  -------  ------  --------  ------  -------
A-11-GAS   gas      active  L-11      120.00   120.00

Age on 2022-04-10
Days overdue  Items  Payoff  Current
------------  -----  ------  -------
not yet due       0    0.00     0.00
1-30              1   80.00    80.00
31-60             1   40.00    40.00
61-90             0    0.00     0.00
over 90           0    0.00     0.00
------------  -----  ------  -------
                  2  120.00   120.00

True at position 41
)");
}

TEST_F(WholeTexts, OpenItems) {
    EXPECT_EQ(text_of(open_items(store_.reader(), AccountId{"A-11"}, as_of_)),
              R"(Account A-11  Ada 11 Smith
Location L-11  11 Mill Lane, Albany, US
Amounts in USD

Document  Agreement  Due         Days  Age    Payoff open  Current open  Position
--------  ---------  ----------  ----  -----  -----------  ------------  --------
A-11-I1   A-11-GAS   2022-02-23    46  31-60        40.00         40.00        32
A-11-I2   A-11-GAS   2022-03-23    18  1-30         80.00         80.00        37
--------  ---------  ----------  ----  -----  -----------  ------------  --------
                                                   120.00        120.00

Ages on 2022-04-10
True at position 41
)");
}

TEST_F(WholeTexts, C30_ArHistory) {
    EXPECT_EQ(text_of(ar_history(store_.reader(), AccountId{"A-11"}, as_of_)),
              R"(Account A-11  Ada 11 Smith
Location L-11  11 Mill Lane, Albany, US
Amounts in USD

Entered     Effective   Accounted   What          Document  Amount  Balance
----------  ----------  ----------  ------------  --------  ------  -------
2022-02-03  2022-02-03  2022-02-03  bill segment  A-11-I1   100.00   100.00
2022-02-20  2022-02-20  2022-02-20  payment       A-11-P1   -60.00    40.00
2022-03-03  2022-03-03  2022-03-03  bill segment  A-11-I2    80.00   120.00

True at position 41
)");
}

TEST_F(WholeTexts, Documents) {
    EXPECT_EQ(text_of(documents(store_.reader(), AccountId{"A-11"}, as_of_)),
              R"(Account A-11  Ada 11 Smith
Location L-11  11 Mill Lane, Albany, US
Amounts in USD

What       Document  Date        Due         Amount   Open  Position
---------  --------  ----------  ----------  ------  -----  --------
invoice    A-11-I1   2022-02-03  2022-02-23  100.00  40.00        33
statement  A-11-ST1  2022-02-03  2022-02-23  100.00               34
payment    A-11-P1   2022-02-20              -60.00               35
invoice    A-11-I2   2022-03-03  2022-03-23   80.00  80.00        38
statement  A-11-ST2  2022-03-03  2022-03-23  120.00               39

True at position 41
)");
}

TEST_F(WholeTexts, Invoice) {
    EXPECT_EQ(text_of(invoice(store_.reader(), DocumentId{"A-11-I1"}, as_of_)),
              R"(Ada 11 Smith                                        INVOICE       A-11-I1
Location L-11                                       Account       A-11
11 Mill Lane, Albany, US                            Billing date  2022-02-03
                                                    Due date      2022-02-23
                                                    Amounts in    USD
==========================================================================================
  gas, A-11-GAS, 2022-01-04 to 2022-02-02 (30 days)
  at L-11, 11 Mill Lane, Albany, US
    Gas used: 100 therm × 1.00                                        100.00
  Total A-11-GAS                                                      100.00

Charges                                                                             100.00
------------------------------------------------------------------------------------------
Invoice total                                                                   USD 100.00
  tender A-11-P1, 2022-02-20                                                        -60.00
Still open                                                                       USD 40.00

True at position 41
)");
}

TEST_F(WholeTexts, C22_Statement) {
    EXPECT_EQ(text_of(statement(store_.reader(), DocumentId{"A-11-ST2"}, as_of_)),
              R"(Ada 11 Smith                                        STATEMENT     A-11-ST2
                                                    Account       A-11
                                                    Billing date  2022-03-03
                                                    Due date      2022-03-23
                                                    Invoice       A-11-I2
                                                    Location      L-11
                                                    Amounts in    USD
==========================================================================================
Previous balance                                                                    100.00
  Payment A-11-P1, 2022-02-20                                         -60.00
Payments                                                                            -60.00

  gas, A-11-GAS, 2022-02-01 to 2022-03-02 (30 days)
  at L-11, 11 Mill Lane, Albany, US
    Gas used: 100 therm × 0.80                                         80.00
  Total A-11-GAS                                                       80.00

New charges                                                                          80.00
------------------------------------------------------------------------------------------
AMOUNT DUE by 2022-03-23                                                        USD 120.00
Thank you.

True at position 41
)");
}

TEST_F(WholeTexts, Payment) {
    EXPECT_EQ(text_of(payment(store_.reader(), PaymentEventId{"A-11-PE1"}, as_of_)),
              R"(Payment event A-11-PE1  USD 60.00  paid by account A-11

Account A-11  Ada 11 Smith
Location L-11  11 Mill Lane, Albany, US
Payment               A-11-P1, received 2022-02-20
Amount                USD 60.00
  tender 1            60.00  cheque  check 77
Used                  USD 60.00
Not used              USD 0.00
  Document  Agreement  Tender  Amount  Position
  --------  ---------  ------  ------  --------
  A-11-I1   A-11-GAS   1        60.00        36

True at position 41
)");
}

TEST_F(WholeTexts, TrialBalance) {
    EXPECT_EQ(text_of(trial_balance(store_.reader(), as_of_)),
              R"(Trial balance, USD

Period   GL account    Role        Debit  Credit  Balance
-------  ------------  ---------  ------  ------  -------
2022-02  gl-ar         ar         100.00   60.00    40.00
2022-02  gl-cash       cash        60.00    0.00    60.00
2022-02  gl-revenue    revenue      0.00  100.00  -100.00
2022-02  gl-unapplied  unapplied   60.00   60.00     0.00
-------  ------------  ---------  ------  ------  -------
2022-03  gl-ar         ar          80.00    0.00    80.00
2022-03  gl-revenue    revenue      0.00   80.00   -80.00
-------  ------------  ---------  ------  ------  -------
all      gl-ar         ar         180.00   60.00   120.00
all      gl-cash       cash        60.00    0.00    60.00
all      gl-revenue    revenue      0.00  180.00  -180.00
all      gl-unapplied  unapplied   60.00   60.00     0.00
-------  ------------  ---------  ------  ------  -------
                                  300.00  300.00     0.00

True at position 41
)");
}

TEST_F(WholeTexts, Totals) {
    EXPECT_EQ(text_of(totals(store_.reader(), as_of_)),
              R"(Accounts              1
Payoff balance        USD 120.00
Current balance       USD 120.00
Receivable            USD 120.00, in the ledger 120.00
Unapplied credit      USD 0.00, in the ledger 0.00

Age on 2022-04-10
Days overdue  Items  Payoff  Current
------------  -----  ------  -------
not yet due       0    0.00     0.00
1-30              1   80.00    80.00
31-60             1   40.00    40.00
61-90             0    0.00     0.00
over 90           0    0.00     0.00
------------  -----  ------  -------
                  2  120.00   120.00

True at position 41
)");
}

TEST_F(WholeTexts, Calendar) {
    EXPECT_EQ(text_of(calendar(store_.reader(), Code{"M01"})),
              R"(Bill cycle M01  First week  2 accounts
  Window      to          Accounting  Estimates  Billed  In error  Due
  ----------  ----------  ----------  ---------  ------  --------  ---
  2022-01-03  2022-01-09                              0         0    1
  2022-02-03  2022-02-09                              1         0    1
  2022-03-03  2022-03-09                              1         0    1
  2022-04-03  2022-04-09                              0         0    2
  2022-05-03  2022-05-09                              0         0    2
  2022-06-03  2022-06-09                              0         0    2
  2022-07-03  2022-07-09                              0         0    2
  2022-08-03  2022-08-09                              0         0    2
  2022-09-03  2022-09-09                              0         0    2
  2022-10-03  2022-10-09                              0         0    2
  2022-11-03  2022-11-09                              0         0    2
  2022-12-03  2022-12-09                              0         0    2

  Account  Main customer  Service address           Last billed  Tried  Error
  -------  -------------  ------------------------  -----------  -----  -----
  A-11     Ada 11 Smith   11 Mill Lane, Albany, US  2022-03-03
  A-22     Ada 22 Smith   22 Mill Lane, Albany, US

True at position 41
)");
}

TEST_F(WholeTexts, ControlTotals) {
    EXPECT_EQ(text_of(control_totals(store_.reader(), date("2022-02-20"))),
              R"(Day         Who     Standing  Postings  Debits  Digest        Through
----------  ------  --------  --------  ------  ------------  -------
2022-02-20  ledger                   4  120.00  41bfc344d345       41
            ERP     drifted          1   60.00                     40

True at position 41
)");
}

TEST_F(WholeTexts, SearchThatFoundNothing) {
    SearchAnswer none;
    none.position = 41;
    none.more = true;
    EXPECT_EQ(render(none, {}),
              "Too many have these beginnings to look through all of them: type more of a word.\n"
              "\n"
              "True at position 41\n");
}

TEST_F(WholeTexts, Search) {
    EXPECT_EQ(text_of(search(store_.reader(), "smith")),
              R"(What    Id    Name          Accounts  Location  Service address
------  ----  ------------  --------  --------  ------------------------
person  P-11  Ada 11 Smith  A-11      L-11      11 Mill Lane, Albany, US
person  P-22  Ada 22 Smith  A-22      L-22      22 Mill Lane, Albany, US

True at position 41
)");
}

}  // namespace
}  // namespace tally::projections
