#include "tests/bench/child.h"

#include <array>
#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/figures.h"

namespace tally::bench {

Child::Child(const std::vector<std::string>& arguments) {
    const std::string program = std::filesystem::canonical("/proc/self/exe").string();
    std::vector<char*> words{const_cast<char*>(program.c_str())};
    for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    std::array<int, 2> ends{};
    require(::pipe(ends.data()) == 0, "no pipe");
    process_ = ::fork();
    require(process_ >= 0, "no process");
    if (process_ == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execv(program.c_str(), words.data());
        ::_exit(1);
    }
    ::close(ends[1]);
    output_ = ends[0];
}

Child::~Child() {
    kill();
    ::close(output_);
}

std::string Child::read_line() {
    std::string line;
    char one = 0;
    while (::read(output_, &one, 1) == 1 && one != '\n') line += one;
    return line;
}

void Child::wait() {
    int status = 0;
    require(::waitpid(process_, &status, 0) == process_ && status == 0, "a part of the benchmark ended badly");
    process_ = -1;
}

void Child::kill() {
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

}  // namespace tally::bench
