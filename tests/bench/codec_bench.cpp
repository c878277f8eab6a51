// What one event or command costs on its way through the codec: bytes, JSON, digest, seal.

#include <benchmark/benchmark.h>
#include <string>

#include "eventstore/codec/codec.h"
#include "eventstore/codec/command_json.h"
#include "eventstore/codec/json.h"
#include "eventstore/keys/key_store.h"
#include "eventstore/keys/sealer.h"
#include "tests/bench/figures.h"

namespace {

using namespace tally::domain;
using namespace tally::eventstore;

Financial financial() {
    Financial made;
    made.effective_date = Date{19'000};
    made.accounting_date = Date{19'000};
    made.currency = Code{"USD"};
    made.payoff = Money{-12'345};
    made.current = Money{-12'345};
    made.postings = {{GlRole::cash, Code{"1000"}, Money{12'345}}, {GlRole::unapplied, Code{"2100"}, Money{-12'345}}};
    return made;
}

RecordedEvent payment() {
    RecordedEvent recorded;
    recorded.envelope.position = 123'456;
    recorded.envelope.stream = {StreamKind::account, Plain{"A-100042"}};
    recorded.envelope.version = 17;
    recorded.envelope.event_type = Plain{"account.payment_posted"};
    recorded.envelope.command_id = CommandId{"pay-100042-2022-01"};
    recorded.envelope.recorded_at = Instant{1'641'384'000'000'000};
    recorded.envelope.actor = Plain{"cli:cashier"};
    PaymentPosted posted;
    posted.account = AccountId{"A-100042"};
    posted.payment = PaymentId{"PE-9001-1"};
    posted.payment_event = PaymentEventId{"PE-9001"};
    posted.payor = AccountId{"A-100042"};
    posted.received_on = Date{19'000};
    posted.tenders = {{TenderId{"T1"}, TenderKind::cheque, Money{12'345}, Plain{"991"}}};
    posted.amount = Money{12'345};
    posted.financial = financial();
    recorded.event = posted;
    return recorded;
}

RecordedEvent allocation() {
    RecordedEvent recorded = payment();
    CreditAllocated allocated;
    allocated.account = AccountId{"A-100042"};
    for (int i = 0; i < 3; ++i)
        allocated.lines.push_back({{CreditSourceKind::tender, DocumentId{"PE-9001-1"}, TenderId{"T1"}},
                                   DocumentId{"A-100042-I" + std::to_string(i)},
                                   ServiceAgreementId{"A-100042-S1"},
                                   Money{4'115},
                                   Date{18'990}});
    allocated.total = Money{12'345};
    allocated.financial = financial();
    recorded.event = allocated;
    return recorded;
}

const std::string payment_line =
    R"({"type":"payment.post","command_id":"pay-100042-2022-01","payment_event":"PE-9001","received_on":"2022-01-08",)"
    R"("shares":[{"account":"A-100042","amount":"123.45"}],)"
    R"("tenders":[{"tender":"T1","kind":"cheque","amount":"123.45","reference":"991"}]})";

void encode_event(benchmark::State& state, const RecordedEvent& recorded) {
    std::string out;
    for (auto _ : state) {
        if (out.size() > (1u << 20)) out.clear();
        encode_entry(recorded.envelope, recorded.event, out);
    }
    out.clear();
    encode_entry(recorded.envelope, recorded.event, out);
    state.counters["bytes"] = static_cast<double>(out.size());
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(encode_event, payment_posted, payment());
BENCHMARK_CAPTURE(encode_event, credit_allocated, allocation());

void decode_event(benchmark::State& state, const RecordedEvent& recorded) {
    std::string bytes;
    encode_entry(recorded.envelope, recorded.event, bytes);
    RecordedEvent decoded;
    for (auto _ : state) {
        const auto result = decode_into(bytes, decoded);
        if (!result) state.SkipWithError("does not decode");
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(decode_event, payment_posted, payment());
BENCHMARK_CAPTURE(decode_event, credit_allocated, allocation());

void decode_event_mixed(benchmark::State& state) {
    std::string bytes[2];
    encode_entry(payment().envelope, payment().event, bytes[0]);
    encode_entry(allocation().envelope, allocation().event, bytes[1]);
    RecordedEvent decoded;
    std::size_t i = 0;
    for (auto _ : state) {
        const auto result = decode_into(bytes[i++ % 2], decoded);
        if (!result) state.SkipWithError("does not decode");
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode_event_mixed);

void look_at_envelope(benchmark::State& state) {
    std::string bytes;
    encode_entry(payment().envelope, payment().event, bytes);
    for (auto _ : state) {
        auto view = skim_envelope(bytes);
        benchmark::DoNotOptimize(view);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(look_at_envelope);

void write_json_of_payment(benchmark::State& state) {
    const auto recorded = payment();
    std::string out;
    for (auto _ : state) {
        out.clear();
        write_event_json(recorded, {}, out);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(write_json_of_payment);

void read_command(benchmark::State& state) {
    CommandReader reader{Currency{{'U', 'S', 'D', 0}, 2}};
    ParsedCommand parsed;
    for (auto _ : state) {
        const auto result = reader.read_into(payment_line, 1, parsed);
        if (!result) state.SkipWithError(result.error().message().c_str());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(read_command);

void digest_command(benchmark::State& state) {
    CommandReader reader{Currency{{'U', 'S', 'D', 0}, 2}};
    const auto parsed = reader.read(payment_line);
    const auto keys = KeyStore::simulated(1);
    for (auto _ : state) {
        auto digest = command_digest(keys->digest_key(), parsed->header, parsed->command, 2);
        benchmark::DoNotOptimize(digest);
    }
    std::string canonical;
    write_canonical_command(parsed->header, parsed->command, 2, canonical);
    state.counters["bytes"] = static_cast<double>(canonical.size());
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(digest_command);

void make_event_id(benchmark::State& state) {
    const CommandId id{"pay-100042-2022-01"};
    for (auto _ : state) {
        auto made = event_id("ledger.example/gas", id, 1);
        benchmark::DoNotOptimize(made);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(make_event_id);

void seal_text(benchmark::State& state) {
    const auto keys = KeyStore::simulated(1);
    const Sealer sealer{*keys};
    const PersonEmailSet clear{PersonId{"P-1"}, {PersonId{"P-1"}, "someone@example.org", false}};
    for (auto _ : state) {
        Event event = clear;
        if (!sealer.seal(event, {})) state.SkipWithError("does not seal");
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(seal_text);

// What Google Benchmark measured, as figures.
class FiguresReporter final : public benchmark::BenchmarkReporter {
  public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs)
            if (!run.error_occurred)
                figures_.add("codec_" + run.benchmark_name(), run.GetAdjustedCPUTime(),
                             benchmark::GetTimeUnitString(run.time_unit), tally::bench::Better::lower);
    }

  private:
    tally::bench::Figures figures_;
};

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    FiguresReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return 0;
}
