#include "tests/bench/bench_broker.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "tests/bench/figures.h"

namespace tally::bench {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto end_patience = 10s;

// Until all of a process group are gone.
void end_group(pid_t group) {
    const auto deadline = Clock::now() + end_patience;
    while (::kill(-group, SIGKILL) == 0 && Clock::now() < deadline)
        std::this_thread::sleep_for(10ms);  // Between two looks.
}

// The status of its end. A signal to this process ends it.
int wait_for_end(pid_t worker, const sigset_t& awaited) {
    int status = 0;
    while (true) {
        int signal = 0;
        ::sigwait(&awaited, &signal);
        if (signal != SIGCHLD) ::kill(-worker, SIGKILL);
        if (::waitpid(worker, &status, signal == SIGCHLD ? WNOHANG : 0) == worker) return status;
    }
}

}  // namespace

std::string output_of(const std::string& command_line) {
    std::string output;
    FILE* pipe = ::popen(command_line.c_str(), "r");
    require(pipe != nullptr, command_line);
    std::array<char, 65536> buffer{};
    for (std::size_t read = 0; (read = ::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        output.append(buffer.data(), read);
    require(::pclose(pipe) == 0, command_line + ": " + output);
    return output;
}

Broker::Broker(fs::path directory) : directory_(std::move(directory)) {}

std::string Broker::script() {
    return std::string{TALLY_SOURCE_DIR} + "/tools/kafka/broker";
}

void Broker::start() const {
    (void)output_of(script() + " start " + directory_.string());
}

void Broker::remove() const {
    if (!fs::exists(directory_ / "bootstrap")) return;
    if (std::system((script() + " remove " + directory_.string()).c_str()) != 0)
        std::fprintf(stderr, "%s is left behind\n", directory_.c_str());
}

std::string Broker::bootstrap() const {
    std::ifstream file(directory_ / "bootstrap");
    std::string address;
    std::getline(file, address);
    return address;
}

std::string Broker::tool(const std::string& class_name, const std::string& arguments) const {
    return output_of(script() + " run " + directory_.string() + " " + class_name + " --bootstrap-server " +
                     bootstrap() + " --command-config " + (directory_ / "java.properties").string() + " " + arguments +
                     " 2>&1");
}

int with_broker(const fs::path& home, const std::function<void(const Broker&)>& work) {
    fs::remove_all(home);
    fs::create_directories(home);
    const Broker broker(home / "broker");
    sigset_t awaited, before;
    ::sigemptyset(&awaited);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) ::sigaddset(&awaited, signal);
    ::sigprocmask(SIG_BLOCK, &awaited, &before);
    const pid_t worker = ::fork();
    require(worker >= 0, "no process");
    if (worker == 0) {
        // A group, so that nothing it starts is forgotten.
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
        broker.start();
        work(broker);
        std::exit(0);
    }
    ::setpgid(worker, worker);
    const int status = wait_for_end(worker, awaited);
    // Cleaning up is not cut short, and what it runs can be ended.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    end_group(worker);
    broker.remove();
    std::error_code error;
    fs::remove_all(home, error);
    if (error) std::fprintf(stderr, "%s is left behind\n", home.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace tally::bench
