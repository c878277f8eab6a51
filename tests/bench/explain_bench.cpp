// Explaining a bill, a balance and a payment of an account that was billed and paid every month for years, warm and in
// process; and trying a payment and a bill on it.
//
//     explain_bench [MONTHS] [DIRECTORY]

#include <cstdlib>
#include <fmt/format.h>

#include "projections/ask.h"
#include "projections/what_if/what_if.h"
#include "tests/bench/bench_utility.h"
#include "tests/support/standard_utility.h"

namespace {

using namespace tally;
using namespace tally::bench;
using namespace tally::domain;

constexpr int rounds = 200;

eventstore::ParsedCommand parsed(const std::string& id, Command command) {
    eventstore::ParsedCommand made;
    made.header.command_id = CommandId{id};
    made.header.actor = Plain{"bench"};
    made.command = std::move(command);
    return made;
}

PostPayment payment_of(std::string_view amount) {
    PostPayment payment;
    payment.tenders = {{.kind = TenderKind::cash, .amount = test::usd(amount)}};
    payment.shares = {{.account = AccountId{"1"}}};
    return payment;
}

// Off cycle, so that any number of months can be billed.
BillAccount bill_of(Date day) {
    return {.account = AccountId{"1"}, .bill_date = day};
}

void live_through(BenchUtility& utility, int months) {
    std::uint64_t number = 0;
    const auto send = [&](Command command) {
        const auto outcome = utility.division().execute(parsed("c-" + std::to_string(++number), std::move(command)));
        require(outcome.kind == eventstore::Outcome::Kind::accepted, outcome.refusal.cure);
    };
    const Date start = test::date("2022-01-05");
    utility.set_today(start);
    for (auto& command : test::a_gas_customer("1", "2022-01-05")) send(std::move(command));
    for (int month = 1; month <= months; ++month) {
        const Date day = add_months(start, month, 5);
        utility.set_today(day);
        send(test::a_read("L1-G", to_string(day - 1), std::to_string(month * 55)));
        send(bill_of(day));
        send(payment_of("60.00"));
    }
    utility.catch_up();
}

template <class Work>
void measure(std::string_view name, const Work& work, Figures& figures, const Goal& goal = {}) {
    std::vector<double> times_ms;
    for (int i = -rounds / 4; i < rounds; ++i) {
        const double seconds = seconds_of(work);
        if (i >= 0) times_ms.push_back(seconds * 1e3);
    }
    figures.add(fmt::format("{}, median", name), percentile(times_ms, 0.5), "ms", Better::lower, goal);
    figures.add(fmt::format("{}, p99", name), percentile(times_ms, 0.99), "ms", Better::lower, goal);
}

}  // namespace

int main(int argc, char** argv) {
    const int months = static_cast<int>(number_argument(argc, argv, 1, 24));
    const std::filesystem::path directory = argc > 2 ? argv[2] : "/tmp";
    const auto store = directory / "tally-explain-bench";
    std::filesystem::remove_all(store);
    auto utility = BenchUtility::create(store);
    live_through(utility, months);
    Figures figures;
    const auto explain = [&](const char* kind, const std::string& id) {
        return [&utility, kind, id] {
            projections::Question question;
            question.kind = kind;
            question.id = id;
            const auto answer = projections::ask(utility.division(), question, projections::AnswerForm::json);
            require(answer.has_value() && !answer->finding, answer ? "it does not agree" : answer.error().message);
        };
    };
    const Goal goal{"20", "5", ""};
    measure("explain.first_bill", explain("explain-invoice", "1-I1"), figures, goal);
    measure("explain.last_bill", explain("explain-invoice", fmt::format("1-I{}", months)), figures, goal);
    measure("explain.balance", explain("explain-balance", "1"), figures);
    measure("explain.payment", explain("explain-payment", fmt::format("1-PE{}", months)), figures);
    const auto try_out = [&](Command command) {
        return [&utility, command = std::move(command)] {
            const auto tried =
                take(projections::what_if(utility.division(), {parsed("try", command)}, projections::WhatIfForm::json));
            require(tried.accepted, tried.text);
        };
    };
    measure("what_if.payment", try_out(payment_of("10.00")), figures);
    measure("what_if.reversal",
            try_out(ReverseInvoice{.account = AccountId{"1"}, .invoice = DocumentId{fmt::format("1-I{}", months)}}),
            figures);
    utility.close();
    std::filesystem::remove_all(store);
}
