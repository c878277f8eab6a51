// What the import of a NEM13 file holds in memory does not grow with the file, and reads that a file gives twice with
// different values are found wherever they stand. Nothing else is in this program: it counts what is allocated.

#include <atomic>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <malloc.h>
#include <new>
#include <string>

#include "consumers/intake/nem13/contradicted_reads.h"
#include "consumers/intake/nem13/import_nem13.h"
#include "projections/customers/customer_answers.h"
#include "projections/search/search_answers.h"
#include "tests/support/temporary_directory.h"

namespace {
std::atomic<std::size_t> held{0};  // Bytes.
}  // namespace

void* operator new(std::size_t size) {
    void* const made = std::malloc(size);
    if (made == nullptr) throw std::bad_alloc{};
    held += ::malloc_usable_size(made);
    return made;
}
void operator delete(void* bytes) noexcept {
    if (bytes != nullptr) held -= ::malloc_usable_size(bytes);
    std::free(bytes);
}
void operator delete(void* bytes, std::size_t) noexcept {
    operator delete(bytes);
}

namespace tally::consumers {
namespace {

// Every NMI is a service point with a register of five dials.
class AnyPoint final : public NamedPoints {
  protected:
    [[nodiscard]] DivisionResult<projections::SearchAnswer> search(const std::string& words) override {
        projections::SearchAnswer found;
        found.hits.resize(1);
        found.hits[0].kind = projections::SubjectKind::service_point;
        found.hits[0].premise = domain::PremiseId{words};
        return found;
    }
    [[nodiscard]] DivisionResult<std::optional<projections::PremiseAnswer>> premise(
        const domain::PremiseId& id) override {
        projections::PremiseAnswer place;
        auto& point = place.service_points.emplace_back().service_point;
        point.service_point = domain::ServicePointId{id.str()};
        auto& meter = point.meters.emplace_back();
        meter.meter = domain::MeterId{"M"};
        meter.installed_on = domain::day_of_month(2000, 1, 1);
        auto& each = meter.registers.emplace_back();
        each.channel = domain::Code{"11"};
        each.unit = domain::Code{"kWh"};
        return place;
    }
};

class NothingRecorded final : public UsageSource {
  public:
    [[nodiscard]] DivisionResult<void> catch_up() override { return {}; }
    [[nodiscard]] DivisionResult<Utility> utility() override { return Utility{"AUD", "Australia/Brisbane"}; }
    [[nodiscard]] DivisionResult<std::unique_ptr<RecordedUsage>> recorded(const domain::ServicePointId&,
                                                                          const domain::Code&) override {
        return nullptr;
    }
};

// Accepts each command as it comes, and looks at what is held.
class AcceptingPort final : public CommandPort {
  public:
    [[nodiscard]] DivisionResult<void> run(const Next& next, const Answered& answered) override {
        while (const auto command = next()) {
            eventstore::CommandReceipt receipt;
            receipt.status = eventstore::ReceiptStatus::accepted;
            most = std::max(most, held.load());
            if (!answered(*command, receipt)) break;
        }
        return {};
    }
    std::size_t most = 0;
};

class Nem13Import : public testing::Test {
  protected:
    [[nodiscard]] static std::string record(std::size_t meter, int month, int before, int now) {
        return fmt::format("250,NMI{:07},11,1,11,11,M,E,{},2005{:02}01093206,A,,,{},2005{:02}01074053,A,,,{},kWh,,,\n",
                           meter, before, month, now, month + 1, now - before);
    }
    [[nodiscard]] std::filesystem::path path() const { return directory_.path() / "reads.csv"; }
    template <class Records>
    void write(Records&& records) {
        std::ofstream file{path(), std::ios::binary};
        file << "100,NEM13,200505161145,MDP,RET\n";
        records(file);
        file << "900\n";
    }
    Nem13ImportReport import(AcceptingPort& port) {
        NothingRecorded source;
        AnyPoint points;
        Nem13Request request;
        request.file = path();
        const auto done = import_nem13(port, source, points, request, [](const ImportProgress&) { return true; });
        EXPECT_TRUE(done.has_value());
        return done.value_or(Nem13ImportReport{});
    }
    tests::TemporaryDirectory directory_;
};

TEST_F(Nem13Import, HoldsNoMoreOfALargeFileThanOfASmallOne) {
    const auto most_of = [&](std::size_t meters) {
        write([&](std::ofstream& file) {
            for (std::size_t meter = 0; meter < meters; ++meter) file << record(meter, 1, 100, 150);
        });
        AcceptingPort port;
        const std::size_t before = held;
        EXPECT_EQ(import(port).reads, meters * 2);
        return port.most - before;
    };
    const std::size_t of_few = most_of(500), of_many = most_of(5'000);
    // Of each further read not a byte, up to the blocks that containers grow by.
    EXPECT_LT(of_many, of_few + std::size_t{512} * 1024);
}

TEST_F(Nem13Import, LeavesOutASecondValueWhereverItStandsAndSendsEqualOnesOnce) {
    constexpr std::size_t meters = 300;
    write([&](std::ofstream& file) {
        for (int month = 1; month <= 2; ++month)
            for (std::size_t meter = 0; meter < meters; ++meter)
                // The last of all says of February what its first record does not.
                file << record(meter, month, month * 100 + (month == 2 && meter == meters - 1 ? 1 : 0),
                               month * 100 + 100);
        file << record(0, 3, 300, 400) << record(0, 3, 300, 400);
    });
    AcceptingPort port;
    const auto report = import(port);
    EXPECT_EQ(report.findings, 1u);
    ASSERT_EQ(report.left_out.size(), 1u);
    EXPECT_EQ(report.left_out[0].field.str(), "PreviousRegisterRead");
    EXPECT_EQ(report.left_out[0].why.str(),
              "the read of 2005-02-01 is given a second time, as 201 after 200: which one is right cannot be known");
    EXPECT_EQ(report.given_again, 2u) << "of the two records that stand together";
}

TEST_F(Nem13Import, FindsTheSameReadsInOnePassAsInMany) {
    write([&](std::ofstream& file) {
        for (std::size_t meter = 0; meter < 200; ++meter)
            file << record(meter, 1, 100, 150) << record(meter % 20, 1, 100, meter % 20 == 7 ? 150 + 10 : 150);
    });
    const auto channel_of = [](const std::string& suffix) { return suffix; };
    const auto found_by = [&](std::size_t reads_a_pass) {
        const auto found = ContradictedReads::of(path(), 400, channel_of, reads_a_pass);
        EXPECT_TRUE(found.has_value());
        std::vector<std::string> meters;
        for (std::size_t meter = 0; found && meter < 200; ++meter)
            for (const int month : {1, 2})
                if (const auto nmi = fmt::format("NMI{:07}", meter);
                    found->contains(nmi, "11", domain::day_of_month(2005, static_cast<unsigned>(month), 1)))
                    meters.push_back(nmi + " of month " + std::to_string(month));
        return meters;
    };
    const std::vector<std::string> expected{"NMI0000007 of month 2"};
    EXPECT_EQ(found_by(nem13_reads_a_pass), expected);
    EXPECT_EQ(found_by(64), expected) << "25 passes";
}

}  // namespace
}  // namespace tally::consumers
