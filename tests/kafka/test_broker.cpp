#include "tests/kafka/test_broker.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tally::tests {

namespace {

const std::string script = std::string{TALLY_SOURCE_DIR} + "/tools/kafka/broker";
// kcat writes these between parts and behind each message; they are in no JSON, header or key.
constexpr char part_end = '\x1f';
constexpr char message_end = '\x1e';

bool is_there(const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

int exit_code_of(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Ran run(const std::string& command_line) {
    Ran ran;
    FILE* pipe = popen(("{ " + command_line + "; } 2>&1").c_str(), "r");
    if (!pipe) return ran;
    std::array<char, 65536> buffer{};
    for (std::size_t read = 0; (read = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        ran.output.append(buffer.data(), read);
    ran.exit_code = exit_code_of(pclose(pipe));
    return ran;
}

Started::Started(const std::string& command_line, const std::filesystem::path& output) {
    process_ = ::fork();
    if (process_ != 0) return;
    ::setpgid(0, 0);
    const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execl("/bin/sh", "sh", "-c", ("exec " + command_line).c_str(), nullptr);
    ::_exit(127);
}
Started::~Started() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
}
void Started::signal(int number) const {
    if (process_ > 0) ::kill(process_, number);
}
int Started::wait(int seconds) {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{seconds};
    while (process_ > 0) {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) == process_) {
            process_ = -1;
            return exit_code_of(status);
        }
        if (std::chrono::steady_clock::now() > deadline) return -1;
        std::this_thread::sleep_for(5ms);
    }
    return -1;
}

std::string TestBroker::absent() {
    for (const char* program : {"java", "kcat", "openssl", "python3"})
        if (!is_there(program)) return std::string{program} + " is missing";
    const char* home = std::getenv("HOME");
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const auto kept = (cache ? std::filesystem::path{cache} : std::filesystem::path{home ? home : "/"} / ".cache") /
                      "tallystick" / "kafka-4.2.0" / "complete";
    if (!std::filesystem::exists(kept) && !is_there("mvn")) return "neither Kafka's jars nor mvn to fetch them";
    return {};
}

TestBroker::TestBroker(const std::string& options)
    : directory_(home_.path() / "broker"), started_(run(script + " start " + directory_.string() + " " + options)) {}
TestBroker::~TestBroker() {
    const auto removed = run(script + " remove " + directory_.string());
    if (removed.exit_code != 0) std::fprintf(stderr, "%s\n", removed.output.c_str());
}

std::string TestBroker::bootstrap() const {
    std::ifstream file(directory_ / "bootstrap");
    std::string text;
    std::getline(file, text);
    return text;
}
int TestBroker::behind() const {
    std::ifstream file(directory_ / "behind");
    int port = 0;
    file >> port;
    return port;
}
Ran TestBroker::control(const std::string& action) const {
    return run(script + " " + action + " " + directory_.string());
}
Ran TestBroker::tool(const std::string& class_name, const std::string& arguments) const {
    return run(script + " run " + directory_.string() + " " + class_name + " --bootstrap-server " + bootstrap() +
               " --command-config " + (directory_ / "java.properties").string() + " " + arguments);
}

std::string TestBroker::configuration(const std::string& name, const std::string& lines) const {
    const auto path = (home_.path() / name).string();
    std::ofstream file(path);
    file << "[kafka]\n";
    if (lines.find("bootstrap.servers") == std::string::npos) file << "bootstrap.servers = \"" << bootstrap() << "\"\n";
    file << lines;
    return path;
}

std::uintmax_t TestBroker::bytes_of(const std::string& topic, int partitions) const {
    std::uintmax_t bytes = 0;
    for (int partition = 0; partition < partitions; ++partition) {
        std::error_code not_made_yet;
        const auto size = std::filesystem::file_size(
            directory_ / "node-1" / "data" / (topic + "-" + std::to_string(partition)) / "00000000000000000000.log",
            not_made_yet);
        if (!not_made_yet) bytes += size;
    }
    return bytes;
}

std::vector<ReadMessage> TestBroker::read(const std::string& topic) const {
    const auto ran = run("kcat -F " + (directory_ / "client.properties").string() + " -C -q -e -o beginning -t " +
                         topic + " -X isolation.level=read_committed -Z -f '%p" + part_end + "%o" + part_end + "%k" +
                         part_end + "%h" + part_end + "%S" + part_end + "%s" + message_end + "' 2>/dev/null");
    std::vector<ReadMessage> found;
    std::istringstream messages(ran.output);
    for (std::string message; std::getline(messages, message, message_end);) {
        std::array<std::string, 6> parts;
        std::istringstream split(message);
        for (auto& part : parts) std::getline(split, part, part_end);
        ReadMessage one;
        one.partition = std::stoi(parts[0]);
        one.offset = std::stol(parts[1]);
        one.key = parts[2];
        std::istringstream headers(parts[3]);
        for (std::string header; std::getline(headers, header, ',');)
            if (const auto equals = header.find('='); equals != std::string::npos)
                one.headers[header.substr(0, equals)] = header.substr(equals + 1);
        one.tombstone = parts[4] == "-1";
        if (!one.tombstone) one.value = parts[5];
        found.push_back(std::move(one));
    }
    return found;
}

}  // namespace tally::tests
