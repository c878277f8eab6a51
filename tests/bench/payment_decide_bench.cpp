// Deciding and folding the most frequent command: FIFO payments over accounts with twelve open items, in memory, on one
// thread. What the ledger could do if nothing had to be stored.
//
//     payment_decide_bench [PAYMENTS] [ACCOUNTS]

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fmt/format.h>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/books/journal.h"
#include "domain/decide_on.h"
#include "tests/bench/figures.h"

namespace {

using namespace tally::domain;
using tally::bench::Better;

constexpr int items_per_account = 12;

// Accounts and settings only: what a payment looks at.
class Accounts final : public World, public MutableWorld {
  public:
    explicit Accounts(std::size_t count) {
        SettingsState& settings = settings_part();
        settings.division.currency = Code{"USD"};
        for (std::size_t i = 0; i < enum_names(GlRole{}).size(); ++i)
            settings.gl_accounts.entries.push_back(
                {{}, {static_cast<GlRole>(i), {}, Code{std::to_string(1000 + i)}, {}}, 0});
        for (std::size_t i = 0; i < count; ++i) {
            ids.emplace_back("A-" + std::to_string(100'000 + i));
            AccountState& account = account_part(ids.back());
            account.account = ids.back();
            ServiceAgreement agreement;
            agreement.sa = ServiceAgreementId{ids.back().str() + "-1"};
            agreement.status = SaStatus::active;
            account.agreements.push_back(agreement);
            for (int k = 0; k < items_per_account; ++k) {
                const Money open{k == 0 ? 100'00 : 1'000'000'00};
                account.items.push_back({DocumentId{ids.back().str() + "-I" + std::to_string(k)}, agreement.sa, open,
                                         open, Date{19'000 + k}, 100, static_cast<std::uint64_t>(k)});
            }
        }
    }

    std::vector<AccountId> ids;
    std::uint64_t looked_at = 0;  // Parts, by deciding.
    std::uint64_t changed = 0;    // Parts, by evolving.

    const StatePart* find(const PartKey& key) override {
        ++looked_at;
        const auto found = parts_.find(key.bytes);
        return found == parts_.end() ? nullptr : &found->second;
    }
    StatePart& change(const PartKey& key) override {
        ++changed;
        return parts_.try_emplace(key.bytes, Parts::fresh(key.kind())).first->second;
    }
    void history(const StreamId&, const std::function<void(const RecordedEvent&)>&) override { unused(); }
    std::optional<std::string> open(const Personal&) override { unused(); }

  private:
    [[noreturn]] static void unused() {
        TALLY_ASSERT(false, "a simple payment looks at its account and the settings only");
        std::abort();
    }

    std::unordered_map<std::string, StatePart> parts_;
};

// Of this thread on a processor: other programs on a busy machine do not count.
double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Decided, checked and folded; how many parts of the state a payment looks at and changes.
void measure_all(Accounts& world, PostPayment& command, const Context& context, const std::vector<std::uint32_t>& order,
                 const BatchId& batch, tally::bench::Figures& figures) {
    const auto count = static_cast<double>(order.size());
    const std::string name = batch.empty() ? "payment" : "batched_payment";
    Envelope envelope;
    std::uint64_t position = 0;
    command.batch = batch;
    world.looked_at = world.changed = 0;
    const double start = processor_seconds();
    for (const auto one : order) {
        command.shares[0].account = world.ids[one];
        const auto events = decide_on(command, context);
        TALLY_ASSERT(events.has_value(), "the payment is accepted");
        for (const NewEvent& event : *events) {
            envelope.position = position++;
            envelope.version = 0;
            const auto trouble = journal::check_balanced(event.event);
            TALLY_ASSERT(!trouble, "the event balances");
            evolve(world, envelope, event.event);
        }
    }
    const double seconds = processor_seconds() - start;
    if (batch.empty())
        figures.add("decide_check_evolve_payment_per_second", count / seconds, "payments/s", Better::higher,
                    {"500000", "1000000", ""});
    else
        figures.add("decide_check_evolve_batched_payment_per_second", count / seconds, "payments/s", Better::higher);
    figures.note(fmt::format("    {}: {:.2f} events, {:.2f} parts looked at, {:.2f} changed", name,
                             static_cast<double>(position) / count, static_cast<double>(world.looked_at) / count,
                             static_cast<double>(world.changed) / count));
}

}  // namespace

int main(int argument_count, char** arguments) {
    const std::size_t payments = tally::bench::number_argument(argument_count, arguments, 1, 2'000'000);
    const std::size_t account_count = tally::bench::number_argument(argument_count, arguments, 2, 10'000);
    Accounts world(account_count);
    std::mt19937_64 random(7);
    std::vector<std::uint32_t> order(payments);
    for (auto& one : order) one = static_cast<std::uint32_t>(random() % account_count);

    CommandHeader header;
    header.command_id = CommandId{"bench"};
    PostPayment command;
    command.tenders.push_back({{}, TenderKind::cheque, Money{40'00}, Plain{"000123"}});
    command.shares.resize(1);
    Context context{world, header, Date{19'400}, 0};
    std::size_t events_made = 0;

    double start = processor_seconds();
    for (const auto one : order) {
        command.shares[0].account = world.ids[one];
        const auto events = decide_on(command, context);
        TALLY_ASSERT(events.has_value(), "the payment is accepted");
        events_made += events->size();
    }
    tally::bench::Figures figures;
    const auto count = static_cast<double>(payments);
    figures.add("decide_payment_per_second", count / (processor_seconds() - start), "payments/s", Better::higher);

    figures.note(fmt::format("{} events", events_made));
    // The same again with an open batch named.
    const BatchId batch{"BOX-BAT1"};
    TenderBatch& open = world.organization_part(part_key(batch)).batch;
    open.batch = batch;
    open.source = Code{"BOX"};
    for (const bool batched : {false, true})
        measure_all(world, command, context, order, batched ? batch : BatchId{}, figures);
    return 0;
}
