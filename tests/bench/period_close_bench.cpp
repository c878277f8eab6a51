// The close of an accounting period with its extract for the general ledger: payments post to two accounts each, twice,
// until the period has so many postings. What is measured is the command that closes it and the extract after it; the
// same extract folded from the log, as the past is asked, is shown apart.
//
//     period_close_bench [POSTINGS] [DIRECTORY]

#include <fmt/format.h>
#include <string>

#include "projections/division_sums/gl_extract_query.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/child.h"
#include "tests/support/text.h"

namespace {

namespace fs = std::filesystem;
using namespace tally::bench;
using namespace tally::domain;
using tally::eventstore::ParsedCommand;
using tally::projections::GlExtractAnswer;

constexpr std::uint64_t accounts = 10'000;
constexpr std::uint64_t postings_per_payment = 4;
constexpr std::string_view period = "2022-02-01";

template <class Payload>
void send(BenchUtility& utility, std::string_view id, const Payload& payload) {
    send_in_bulk(utility.division(), 1, [&](std::uint64_t, ParsedCommand& parsed) {
        parsed.header.command_id = CommandId{std::string{id}};
        parsed.header.actor = Plain{"bench"};
        parsed.command = payload;
    });
}

void prepare(const fs::path& directory, std::uint64_t payments) {
    auto utility = BenchUtility::create(directory);
    const auto each = static_cast<std::int64_t>(payments / accounts + 1);
    prepare_open_items(utility, accounts, {payment_amount.minor * each});
    send(utility, "january", OpenPeriod{tally::test::date("2022-01-01"), tally::test::date(period)});
    send(utility, "february", OpenPeriod{tally::test::date(period), tally::test::date("2022-03-01")});
    send_in_bulk(utility.division(), payments, [](std::uint64_t index, ParsedCommand& parsed) {
        fill_payment("pay", index, index % accounts, parsed);
    });
    utility.catch_up();
    utility.close();
}

GlExtractAnswer extract_of(BenchUtility& utility, const tally::projections::AsOf& as_of = {}) {
    auto extract = take(gl_extract(tally::projections::reader_of(utility.store()), tally::test::date(period), as_of));
    require(extract.has_value(), "the period is there");
    return std::move(*extract);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4 && std::string_view{argv[1]} == "--prepare") {
        prepare(argv[2], number_argument(argv[3]));
        return 0;
    }
    const std::uint64_t postings = number_argument(argc, argv, 1, 1'000'000);
    const std::uint64_t payments = (postings + postings_per_payment - 1) / postings_per_payment;
    const fs::path directory = directory_argument(argc, argv, 2, "tally-period-close-bench");
    Figures figures;
    figures.note(fmt::format("{} payments, {} postings in the period: {:.1f} s", payments,
                             payments * postings_per_payment, seconds_of([&] {
                                 Child({"--prepare", directory, std::to_string(payments)}).wait();
                             })));
    auto utility = BenchUtility::open(directory);
    utility.set_today(tally::test::date("2022-03-02"));

    GlExtractAnswer extract;
    const double seconds = seconds_of([&] {
        send(utility, "close", ClosePeriod{tally::test::date(period)});
        utility.catch_up();
        extract = extract_of(utility);
    });
    require(extract.closed && extract.debit == extract.credit, "the period is closed and in balance");
    const auto paid = MoneySum{Money{payment_amount.minor * static_cast<std::int64_t>(payments)}};
    MoneySum twice = paid;
    twice += paid;
    require(extract.debit == twice, "each payment posts its amount to two debits");

    tally::projections::AsOf past;
    past.position = extract.position;
    GlExtractAnswer folded;
    const double fold = seconds_of([&] { folded = extract_of(utility, past); });
    require(folded == extract, "the log says what the view says");

    figures.add("period_close_seconds", seconds, "s", Better::lower, {"2", "0.5", ""});
    figures.add("period_extract_from_the_log_seconds", fold, "s", Better::lower);
    utility.close();
    fs::remove_all(directory);
    return 0;
}
