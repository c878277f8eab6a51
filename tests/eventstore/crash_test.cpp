// Kills a process that ingests, again and again, at random: every answered command is found, and the log is a clean
// prefix of what was sent, with views that agree with it.

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/eventstore/crash_store.h"
#include "tests/support/temporary_directory.h"

namespace tally::eventstore {
namespace {

struct Answered {
    std::uint64_t first_position;
    std::uint32_t count;
    std::string id;
};

// Runs the writer and kills it some time after its first answer; what it had printed by then.
std::vector<Answered> write_until_killed(const std::filesystem::path& directory, int round,
                                         std::chrono::microseconds after) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t writer = ::fork();
    if (writer == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl(CRASH_WRITER, CRASH_WRITER, directory.c_str(), std::to_string(round).c_str(), nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    std::string printed(1, '\0');
    EXPECT_EQ(::read(ends[0], printed.data(), 1), 1) << "the writer answered nothing";
    std::thread reader([&] {
        std::array<char, 65'536> buffer;
        while (true) {
            const auto got = ::read(ends[0], buffer.data(), buffer.size());
            if (got <= 0) return;
            printed.append(buffer.data(), static_cast<std::size_t>(got));
        }
    });
    std::this_thread::sleep_for(after);
    ::kill(writer, SIGKILL);
    int status = 0;
    ::waitpid(writer, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
    reader.join();
    ::close(ends[0]);

    printed.resize(printed.rfind('\n') + 1);
    std::vector<Answered> answers;
    std::istringstream lines(printed);
    Answered answer;
    while (lines >> answer.first_position >> answer.count >> answer.id) answers.push_back(answer);
    return answers;
}

TEST(Crash, F2_KilledAHundredTimesItKeepsEveryAnsweredEventAndACleanPrefix) {
    const char* const given = std::getenv("TALLY_SEED");
    const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
    std::printf("TALLY_SEED=%u\n", seed);
    std::mt19937 random(seed);
    tests::TemporaryDirectory directory;
    const auto path = directory.path() / "store";
    ASSERT_TRUE(EventStore::create(path, "ledger.example/crash"));

    std::uint64_t answered = 0;
    std::uint64_t last_end = 0;
    std::vector<Answered> sample;  // Of all rounds, asked for again in every later one.
    for (int round = 0; round < 100; ++round) {
        const auto answers = write_until_killed(path, round, std::chrono::microseconds{random() % 60'000});
        answered += answers.size();
        if (HasFailure()) return;

        auto store = tests::open_crash_store(path);
        ASSERT_TRUE(store) << "round " << round << ": " << store.error().message;
        const std::uint64_t end = (*store)->durable_end();
        ASSERT_GE(end, last_end);
        // A clean prefix: positions and versions without gaps, every command whole.
        std::map<std::string, std::uint64_t> versions;
        std::string command_id;
        std::uint64_t position = 0;
        LogReader reader = (*store)->read_log(0);
        while (reader.next()) {
            const auto header = tests::read_header(reader.entry());
            ASSERT_TRUE(header);
            ASSERT_EQ(header->position, position++);
            ASSERT_EQ(header->version, versions[std::string{header->stream.id}]++);
        }
        ASSERT_TRUE(reader.status());
        ASSERT_EQ(position, end);
        const View counts = *(*store)->find_view("counts");
        for (const auto& [stream, length] : versions) {
            ASSERT_EQ(*(*store)->stream_length({1, stream}), length);
            ASSERT_EQ(**(*store)->pin()->get(counts, stream_key({1, stream})), std::to_string(length));
        }
        // Every answer stands, those of earlier rounds too.
        if (!answers.empty()) sample.push_back(answers[random() % answers.size()]);
        for (const auto& list : {answers, sample}) {
            for (const Answered& answer : list) {
                const auto receipt = (*store)->receipt_of(answer.id);
                ASSERT_TRUE(receipt);
                ASSERT_TRUE(receipt->has_value()) << answer.id << " was answered and is lost";
                ASSERT_EQ((*receipt)->first_position, answer.first_position);
                ASSERT_EQ((*receipt)->count, answer.count);
            }
        }
        last_end = end;
        (*store)->abandon();  // The next writer finds the store as the crash left it.
    }
    EXPECT_GT(answered, 100U);
}

}  // namespace
}  // namespace tally::eventstore
