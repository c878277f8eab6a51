// A node like tallyd that dies, as by kill -9, when it has come to a step for the nth time.
//
//     faulty_node CONFIG STEP NTH

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <unistd.h>

#include "consumers/node/node.h"
#include "projections/folders.h"

int main(int argc, char** argv) {
    using namespace tally;
    using consumers::CommitStep;
    const std::map<std::string, CommitStep> steps{
        {"claimed", CommitStep::claimed},     {"decided", CommitStep::decided},
        {"produced", CommitStep::produced},   {"offset_set", CommitStep::offset_set},
        {"committed", CommitStep::committed}, {"answered", CommitStep::answered}};
    if (argc != 4 || !steps.contains(argv[2])) return 2;
    const CommitStep fatal = steps.at(argv[2]);
    const int nth = std::atoi(argv[3]);
    std::atomic<int> times{0};

    auto configuration = consumers::read_node_configuration(argv[1]);
    if (!configuration) {
        std::fprintf(stderr, "%s\n", configuration.error().message.c_str());
        return 2;
    }
    consumers::Node::Setup setup;
    setup.configuration = std::move(*configuration);
    setup.make_folders = projections::make_folders;
    setup.at_step = [&](std::int32_t, CommitStep step) {
        if (step == fatal && ++times == nth) ::kill(::getpid(), SIGKILL);
    };
    auto node = consumers::Node::start(std::move(setup));
    if (!node) {
        std::fprintf(stderr, "%s\n", node.error().message.c_str());
        return 3;
    }
    while (true) {
        if (const auto polled = (*node)->poll(std::chrono::milliseconds{50}); !polled) {
            std::fprintf(stderr, "%s\n", polled.error().message.c_str());
            return 3;
        }
    }
}
