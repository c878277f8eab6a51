// Whatever amounts, quantities, prices, rates and dates commands bring: they are accepted or refused by name, and no
// sum over any part of what was accepted ends the program.

#include <array>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/account/receivables/credit.h"
#include "tests/domain/money_books.h"

namespace tally::test {
namespace {

using namespace domain;

constexpr std::array<std::int64_t, 13> extremes{0,
                                                1,
                                                -1,
                                                99,
                                                1'000'000,
                                                4'999'999'999'999,
                                                largest_amount.minor - 1,
                                                largest_amount.minor,
                                                largest_amount.minor + 1,
                                                -largest_amount.minor,
                                                INT64_MAX,
                                                -INT64_MAX,
                                                INT64_MIN};
constexpr std::array<std::string_view, 6> days{"1900-01-01", "1992-06-01", "2022-05-31",
                                               "2022-06-01", "2022-06-20", "2999-12-31"};

struct Step {
    unsigned kind, first, second, third;
};
void showValue(const Step& step, std::ostream& out) {
    out << "{" << step.kind << ", " << step.first << ", " << step.second << ", " << step.third << "}";
}

// Account 7 is supplied under a tariff of extreme prices at a meter that reports usage.
class Extreme {
  public:
    explicit Extreme(const Step& terms) {
        const std::int64_t price_units = extremes[terms.first % extremes.size()];
        const std::int64_t rate_units = extremes[terms.second % extremes.size()];
        send(Define<TaxCode>{{}, {.code = Code{"HUGE"}, .description = Plain{"Huge"}, .rate = Rate{rate_units}}});
        send(Define<TaxCode>{
            {},
            {.code = Code{"ON"}, .description = Plain{"On"}, .rate = Rate{rate_units}, .on_taxes = {Code{"HUGE"}}}});
        for (const auto from : {"2020-01-01", "2022-02-01", "2022-04-11"}) publish(from, price_units, rate_units);
        send(Define<ServiceAgreementType>{{},
                                          {.code = Code{"EXT"},
                                           .description = Plain{"Extreme"},
                                           .service = Code{"gas"},
                                           .default_tariff = TariffId{"EXT"},
                                           .tax_codes = {Code{"HUGE"}, Code{"ON"}}}});
        books.given({a_person("P7", "Ada"), an_account("7", "P7")}).given(a_location("L7"));
        for (const std::string point : {"G", "W"}) {
            InstallMeter meter = a_meter("L7-" + point, "M" + point, "2022-01-01");
            meter.registers[0].kind = RegisterKind::consumptive;
            meter.registers[0].decimals = 6;
            meter.registers[0].multiplier = Quantity{terms.third % 2 == 0 ? 1'000'000 : INT64_MAX};
            meter.reads.clear();
            send(meter);
        }
        for (const auto& service : {a_service("7", "7-GAS", "EXT", "L7-G", "2022-01-05"),
                                    a_service("7", "7-GAS2", "EXT", "L7-G", "2022-01-06"),
                                    a_service("7", "7-TRASH", "TRASH", "", "2022-01-05")})
            send(service);
        books.open("8", {});
    }

    void step(const Step& step) {
        const Money amount{extremes[step.first % extremes.size()]};
        const Date day = date(days[step.second % days.size()]);
        const AccountId account{step.third % 3 == 0 ? "8" : "7"};
        const std::string id = account.str(), number = std::to_string(step.third % 5 + 1);
        switch (step.kind) {
            case 0: {
                PostPayment payment = a_payment(id, "1.00");
                payment.received_on = day;
                payment.tenders[0].amount = amount;
                if (step.third % 2 == 0) payment.tenders.push_back({.tender = TenderId{"B"}, .amount = amount});
                return send(payment);
            }
            case 1: {
                PostPayment payment = a_payment("7", "1.00");
                payment.tenders[0].amount = amount;
                payment.shares = {{.account = AccountId{"7"}, .amount = amount, .policy = AllocationPolicy::spec},
                                  {.account = AccountId{"8"}, .amount = amount}};
                payment.shares[0].remainder = amount;
                for (const OpenItem& item : books.account("7").items)
                    payment.shares[0].spec.push_back({item.document, amount});
                return send(payment);
            }
            case 2:
                return send(CancelTender{.payment_event = PaymentEventId{id + "-PE" + number},
                                         .tender = TenderId{"T1"},
                                         .nsf = step.first % 2 == 0,
                                         .on = step.second % 2 == 0 ? day : Date{}});
            case 3:
                return send(CancelPayment{.account = account, .payment = PaymentId{id + "-P" + number}});
            case 4:
            case 5: {
                RequestAdjustment request{.account = account,
                                          .adjustment_type = Code{step.kind == 4 ? "FEE" : "BIGCREDIT"},
                                          .amount = amount,
                                          .effective_date = day,
                                          .ages_from = step.third % 4 == 0 ? day : Date{}};
                const auto& items = books.account(id).items;
                if (!items.empty() && step.kind == 5) request.target = items[step.third % items.size()].document;
                return send(request);
            }
            case 6:
                books.by("cli:other");
                send(ApproveAdjustment{account, DocumentId{id + "-ADJ" + number}});
                books.by("cli:csr");
                return;
            case 7:
                return send(CancelAdjustment{.account = account, .adjustment = DocumentId{id + "-ADJ" + number}});
            case 8:
                return send(CreateSpecialCharge{.account = account,
                                                .sa = ServiceAgreementId{"7-TRASH"},
                                                .charge_type = Code{"VISIT"},
                                                .amount = amount});
            case 9: {
                RecordUsage usage{.service_point = ServicePointId{"L7-G"},
                                  .channel = Code{"1"},
                                  .from = used_until_,
                                  .until = used_until_ + 10,
                                  .quantity = Quantity{extremes[step.first % extremes.size()]},
                                  .unit = Code{"therm"}};
                used_until_ = usage.until;
                return send(usage);
            }
            case 10:
            case 11:
                return send(BillAccount{account, {}, step.kind == 10 ? day : date("2022-06-01")});
            case 12:
                return send(ReverseInvoice{.account = account,
                                           .invoice = DocumentId{id + "-I" + number},
                                           .rebill = step.second % 2 == 0,
                                           .customer_caused = step.first % 2 == 0});
            default:
                return send(CancelBill{.account = account, .statement = DocumentId{id + "-S" + number}});
        }
    }

    // Sums over any part of what was accepted, such as what is effective by some day, stay within their bits.
    void fold_a_part(unsigned which) {
        TestWorld part;
        unsigned number = 0;
        for (const RecordedEvent& recorded : log()) {
            // Spread over the events by a multiplier that is odd: `which` decides.
            const bool left_out = financial_of(recorded.event) && ((++number * 2'654'435'761u) >> 7 & 3) == which % 4;
            if (!left_out) evolve(part, recorded.envelope, recorded.event);
        }
        for (const auto id : {"7", "8"}) {
            const AccountState* state = part.account(AccountId{id});
            RC_ASSERT(state);
            RC_ASSERT(state->payoff() == state->current());
        }
    }

    void check() {
        for (const auto id : {"7", "8"}) {
            const AccountState& state = books.account(id);
            const SinceStatement& since = state.since_statement;
            RC_ASSERT(state.statement_payoff + since.payments_payoff + since.adjustments_payoff +
                          since.corrections_payoff + since.charges_payoff ==
                      state.payoff());
            RC_ASSERT(state.payoff() <= largest_balance && state.payoff() >= -largest_balance);
            Int128 debits = 0;
            for (const RecordedEvent& recorded : log()) {
                const Financial* financial = financial_of(recorded.event);
                if (!financial || recorded.envelope.stream.id.str() != id) continue;
                for (const Posting& posting : financial->postings)
                    if (posting.amount > Money{}) debits += posting.amount.minor;
            }
            RC_ASSERT(debits == state.moved.minor);
        }
    }

    Books books;

  private:
    [[nodiscard]] const std::vector<RecordedEvent>& log() { return books.world().log(); }

    void publish(std::string_view from, std::int64_t price_units, std::int64_t rate_units) {
        PublishTariff tariff{.tariff = TariffId{"EXT"},
                             .effective_from = date(from),
                             .description = Plain{"Extreme"},
                             .service = Code{"gas"},
                             .normal_days = static_cast<std::uint16_t>(from == "2020-01-01" ? 65'521 : 1),
                             .min_offset_days = 0,
                             .max_offset_days = 0};
        const auto add = [&](std::string_view code, ComponentKind kind) -> TariffComponent& {
            TariffComponent& component = tariff.components.emplace_back();
            component.code = Code{code};
            component.kind = kind;
            component.description = Plain{code};
            return component;
        };
        add("fixed", ComponentKind::fixed).price = Price{price_units};
        add("daily", ComponentKind::per_day).price = Price{price_units};
        TariffComponent& usage = add("usage", ComponentKind::usage);
        usage.unit = Code{"therm"};
        usage.tiers = {
            {Quantity{1}, Price{price_units}}, {Quantity{INT64_MAX - 1}, Price{1}}, {{}, Price{price_units}}};
        add("share", ComponentKind::percentage).rate = Rate{rate_units};
        add("least", ComponentKind::minimum).price = Price{price_units};
        send(tariff);
    }

    // Accepted and balanced, or refused with a cure and nothing left behind.
    void send(const Command& command) {
        const auto before = log().size();
        books.when(command);
        for (std::size_t i = before; i < log().size(); ++i) {
            const auto trouble = journal::check_balanced(log()[i].event);
            RC_ASSERT(!trouble);
        }
        if (!books.refusal()) return;
        RC_ASSERT(log().size() == before);
        RC_ASSERT(books.refusal()->rejection == Rejection::already_so || !books.refusal()->cure.empty());
    }

    Date used_until_ = date("2022-01-05");
};

}  // namespace
}  // namespace tally::test

namespace rc {
template <>
struct Arbitrary<tally::test::Step> {
    static Gen<tally::test::Step> arbitrary() {
        using tally::test::Step;
        return gen::build<Step>(
            gen::set(&Step::kind, gen::inRange(0u, 14u)), gen::set(&Step::first, gen::inRange(0u, 100u)),
            gen::set(&Step::second, gen::inRange(0u, 100u)), gen::set(&Step::third, gen::inRange(0u, 100u)));
    }
};
}  // namespace rc

namespace tally::test {
namespace {

RC_GTEST_PROP(MoneyExtremes, NothingThatIsAcceptedOverflowsASum,
              (const Step& terms, const std::vector<Step>& steps, unsigned part)) {
    Extreme extreme{terms};
    for (const Step& step : steps) extreme.step(step);
    extreme.check();
    extreme.fold_a_part(part);
}

}  // namespace
}  // namespace tally::test
