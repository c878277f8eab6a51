// The sums of an accounting period as CSV.
#include "consumers/export/gl_extract_csv.h"

#include <gtest/gtest.h>

#include "tests/support/text.h"

namespace tally::consumers {
namespace {

using test::date;
using test::usd;

TEST(GlExtractCsv, HasALineForEachAccountAndRole) {
    projections::GlExtractAnswer extract;
    extract.position = 41;
    extract.first_day = date("2022-02-01");
    extract.last_day = date("2022-02-28");
    extract.closed = true;
    extract.currency = domain::Code{"USD"};
    extract.lines = {{domain::Code{"1100"}, domain::GlRole::ar, usd("10"), usd("100"), usd("60.50"), usd("49.50")},
                     {domain::Code{"=4000,X"}, domain::GlRole::revenue, usd("-10"), usd("0"), usd("100"), usd("-110")}};
    EXPECT_EQ(gl_extract_csv(extract, 2),
              "first_day,last_day,gl_account,role,opening,debit,credit,closing,currency,closed,position\r\n"
              "2022-02-01,2022-02-28,1100,ar,10.00,100.00,60.50,49.50,USD,yes,41\r\n"
              "2022-02-01,2022-02-28,\"'=4000,X\",revenue,-10.00,0.00,100.00,-110.00,USD,yes,41\r\n");
}

TEST(GlExtractCsv, OfAPeriodWithoutPostingsIsItsHeading) {
    const std::string text = gl_extract_csv({}, 2);
    EXPECT_EQ(text.find("\r\n"), text.size() - 2);
}

}  // namespace
}  // namespace tally::consumers
