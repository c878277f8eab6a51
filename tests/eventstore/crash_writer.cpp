// Appends to a store from several threads until it is killed, and prints each command once it was answered: what it
// printed, no crash may take back. Run by crash_test.
//
//     crash_writer DIRECTORY ROUND

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <random>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/eventstore/crash_store.h"

using namespace tally;

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const std::string round = argv[2];
    auto store = tests::open_crash_store(argv[1]);
    if (!store) {
        fmt::print(stderr, "{}\n", store.error().message);
        return 3;
    }
    std::vector<std::thread> writers;
    for (unsigned writer = 0; writer < 4; ++writer) {
        writers.emplace_back([&, writer] {
            std::mt19937 random(writer + 7 * static_cast<unsigned>(std::atoi(round.c_str())));
            for (int n = 0;; ++n) {
                const std::string id = fmt::format("r{}-w{}-{}", round, writer, n);
                const std::string stream = fmt::format("S-{}", random() % 50);
                const auto count = static_cast<std::uint32_t>(1 + random() % 5);
                const auto receipt = (*store)->append(
                    tests::request(id, {1, stream}, std::nullopt, std::string(random() % 300, 'x'), count));
                if (!receipt) {
                    fmt::print(stderr, "{}\n", receipt.error().message);
                    std::_Exit(3);
                }
                const std::string line = fmt::format("{} {} {}\n", receipt->first_position, receipt->count, id);
                // One write a line, so that a killed writer leaves at most one line cut off.
                if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(3);
            }
        });
    }
    for (auto& writer : writers) writer.join();
}
