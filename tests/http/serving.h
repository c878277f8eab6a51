#pragma once
// The program as its users run it: a command and what it says, and `tally serve` in the background.

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tally::tests {

struct Ran {
    int exit_code = -1;
    std::string output;
};
inline Ran run(const std::string& command_line) {
    Ran ran;
    FILE* pipe = popen(command_line.c_str(), "r");
    if (!pipe) return ran;
    std::array<char, 65'536> buffer{};
    for (std::size_t read = 0; (read = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        ran.output.append(buffer.data(), read);
    const int status = pclose(pipe);
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return ran;
}
inline Ran tally(const std::string& arguments) {
    return run(std::string{TALLY_PROGRAM} + " " + arguments);
}

// The program in the background, with what it says in a file, and what it logs in one beside it (".log").
class Serving {
  public:
    Serving(const std::string& store, const std::string& said, std::initializer_list<const char*> more = {}) {
        // What a server before said is not this one's address.
        ::unlink(said.c_str());
        process_ = ::fork();
        if (process_ == 0) {
            if (!std::freopen(said.c_str(), "w", stdout)) ::_exit(99);
            if (!std::freopen((said + ".log").c_str(), "w", stderr)) ::_exit(99);
            std::vector<const char*> words{"tally", "serve", "--store", store.c_str()};
            words.insert(words.end(), more.begin(), more.end());
            if (std::find(words.begin(), words.end(), std::string_view{"--listen"}) == words.end())
                words.insert(words.end(), {"--listen", "127.0.0.1:0"});
            words.push_back(nullptr);
            ::execv(TALLY_PROGRAM, const_cast<char* const*>(words.data()));
            ::_exit(99);
        }
        for (int i = 0; i < 3'000 && address_.empty(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});  // Between two looks.
            std::ifstream file{said};
            std::string line;
            std::getline(file, line);
            const auto begin = line.find("://");
            const auto end = line.find("/ until");
            if (begin != std::string::npos && end != std::string::npos)
                address_ = line.substr(begin + 3, end - begin - 3);
        }
    }
    ~Serving() {
        if (process_ > 0) (void)stop(SIGKILL);
    }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;
    [[nodiscard]] pid_t process() const { return process_; }
    [[nodiscard]] const std::string& address() const { return address_; }
    void send(int signal_number) const { ::kill(process_, signal_number); }
    [[nodiscard]] int stop(int signal_number) {
        int status = 0;
        ::kill(process_, signal_number);
        ::waitpid(process_, &status, 0);
        process_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    }

  private:
    pid_t process_ = -1;
    std::string address_;
};

}  // namespace tally::tests
