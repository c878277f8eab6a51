// A division on Kafka, with nodes (tallyd) and a broker on this machine: commands from being produced to their replies
// being read, many outstanding and paced at half of that rate; the time until another node answers where the owner was
// killed; and an empty disk filled from the topic.
//
//     node_bench COMMANDS ACCOUNTS EVENTS SECONDS TAKE_OVERS DIRECTORY
//
// The topic is filled up to EVENTS, which also warms the broker up; then COMMANDS are measured at full rate, SECONDS at
// half of it and at half of the least rate. TAKE_OVERS of each kind, of which the longest counts; 0: none.
// A small one: node_bench 2000 100 10000 1 0 /tmp
// Needs Java, kcat and what tools/kafka/broker fetches.

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/bench/bench_broker.h"
#include "tests/bench/bench_utility.h"
#include "tests/bench/command_traffic.h"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace tally;
using namespace tally::bench;

constexpr std::size_t outstanding_max = 20'000;
constexpr auto node_patience = 120s;
constexpr double least_rate = 20'000;  // Commands a second that a node must reach.
constexpr std::string_view short_session = "session.timeout.ms = 6000\n";
constexpr std::string_view owned = "owned in epoch ";

struct Size {
    std::uint64_t commands = 0;
    std::uint64_t accounts = 0;
    std::uint64_t events = 0;
    std::uint64_t seconds = 0;
    std::uint64_t take_overs = 0;

    // Twice what is paid at most lies open at the start, so that items close now and then and none runs out.
    [[nodiscard]] domain::Money item_amount() const {
        const std::uint64_t paid = 2 * commands + commands * seconds + events / 2;
        const std::uint64_t each = std::max<std::uint64_t>(40, 2 * paid / accounts);
        return {static_cast<std::int64_t>(each) * payment_amount.minor / items_per_account};
    }
};

// tallyd, with a local copy and keys of its own.
class Node {
  public:
    Node(const Broker& broker, std::string name)
        : bootstrap_(broker.bootstrap()), home_(broker.directory().parent_path()), name_(std::move(name)) {}
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    ~Node() { kill(); }

    // A file with these lines of [kafka] beside what must be there.
    fs::path configure(std::string_view kafka_lines = {}) const {
        const auto file = path(".toml");
        std::ofstream(file) << "[kafka]\nbootstrap.servers = \"" << bootstrap_ << "\"\n"
                            << kafka_lines << "[node]\ndata = \"" << name_ << "\"\naddress = \"" << name_
                            << "\"\n[[division]]\nnumber = 0\nkeys = \"" << name_ << "-keys\"\n";
        return file;
    }

    void start(std::string_view kafka_lines = {}) {
        if (!fs::exists(path("-keys"))) {
            fs::copy(home_ / "keys", path("-keys"), fs::copy_options::recursive);
            fs::permissions(path("-keys"), fs::perms::owner_all);
        }
        const auto file = configure(kafka_lines).string();
        const auto log = path(".log").string();
        process_ = ::fork();
        require(process_ >= 0, "no process");
        if (process_ > 0) return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(output, STDOUT_FILENO);
        ::dup2(output, STDERR_FILENO);
        ::execl(TALLYD_PROGRAM, TALLYD_PROGRAM, "--config", file.c_str(), nullptr);
        ::_exit(127);
    }

    [[nodiscard]] std::string said() const {
        std::ifstream file(path(".log"));
        return {std::istreambuf_iterator<char>(file), {}};
    }
    // In which it owned the division last; 0: not since it was started.
    [[nodiscard]] std::uint64_t epoch() const {
        const auto text = said();
        const auto at = text.rfind(owned);
        return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + owned.size(), nullptr, 10);
    }
    void wait_until_it_owns() {
        const auto deadline = Clock::now() + node_patience;
        while (epoch() == 0) {
            const bool ended = ::waitpid(process_, nullptr, WNOHANG) == process_;
            if (ended) process_ = -1;
            require(!ended && Clock::now() < deadline, name_ + " does not own the division:\n" + said());
            std::this_thread::sleep_for(5ms);  // Between two looks.
        }
    }

    // It hands over.
    void stop() {
        ::kill(process_, SIGTERM);
        int status = 0;
        require(::waitpid(process_, &status, 0) == process_ && status == 0, name_ + " ended badly:\n" + said());
        process_ = -1;
    }
    // kill -9.
    void kill() {
        if (process_ < 0) return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = -1;
    }
    [[nodiscard]] std::string process() const { return std::to_string(process_); }

  private:
    [[nodiscard]] fs::path path(std::string_view ending) const { return home_ / (name_ + std::string{ending}); }

    const std::string bootstrap_;
    const fs::path home_;
    const std::string name_;
    pid_t process_ = -1;
};

// Payments to accounts by chance, never the same one twice.
class Payments {
  public:
    explicit Payments(std::uint64_t accounts) : accounts_(accounts) {}
    ReadyCommand next() {
        fill_payment("pay", index_++, random_() % accounts_, parsed_);
        return ready(parsed_);
    }
    std::vector<ReadyCommand> next(std::uint64_t count) {
        std::vector<ReadyCommand> commands(count);
        for (auto& command : commands) command = next();
        return commands;
    }

  private:
    const std::uint64_t accounts_;
    std::mt19937_64 random_{7};
    std::uint64_t index_ = 0;
    eventstore::ParsedCommand parsed_;
};

void send_all(CommandTraffic& traffic, const std::vector<ReadyCommand>& commands) {
    for (const auto& command : commands) {
        traffic.make_room(outstanding_max);
        traffic.send(command);
    }
    traffic.wait_for_all();
    (void)traffic.take_latencies_ms();
}

void set_up_accounts(CommandTraffic& traffic, const Size& size, Figures& figures) {
    const auto start = Clock::now();
    for (const auto& parsed : standard_setting_commands()) traffic.send(ready(parsed));
    const auto count = open_item_commands(size.accounts);
    eventstore::ParsedCommand parsed;
    for (std::uint64_t i = 0; i < count; ++i) {
        fill_open_item(i, size.accounts, size.item_amount(), parsed);
        traffic.make_room(outstanding_max);
        traffic.send(ready(parsed));
    }
    traffic.wait_for_all();
    (void)traffic.take_latencies_ms();
    figures.note(fmt::format("{} accounts with {} open items each, through the node: {:.1f} s", size.accounts,
                             items_per_account, seconds_since(start)));
}

class CpuOf {
  public:
    CpuOf(std::string name, std::string process) : name_(std::move(name)), process_(std::move(process)) {}
    void note(double commands, Figures& figures) const {
        double sum = 0;
        std::string threads;
        for (const auto& [name, seconds] : cpu_seconds_by_thread(process_)) {
            const auto before = before_.find(name);
            const double us = (seconds - (before == before_.end() ? 0 : before->second)) / commands * 1e6;
            sum += us;
            if (us >= 1) threads += fmt::format(", {} {:.1f}", name, us);
        }
        figures.note(fmt::format("    {:<8} {:>6.1f} us of a core a command{}", name_, sum, threads));
    }

  private:
    const std::string name_;
    const std::string process_;
    const std::map<std::string, double> before_ = cpu_seconds_by_thread(process_);
};

// Commands a second.
double measure_full_rate(CommandTraffic& traffic, Payments& payments, const Size& size, const Node& node,
                         const std::string& broker_process, Figures& figures) {
    send_all(traffic, payments.next(size.commands / 10));  // Warms up.
    const auto commands = payments.next(size.commands);
    const CpuOf node_cpu("node", node.process());
    const CpuOf broker_cpu("broker", broker_process);
    const CpuOf own_cpu("client", "self");
    const auto start = Clock::now();
    send_all(traffic, commands);
    const double seconds = seconds_since(start);
    const auto count = static_cast<double>(size.commands);
    figures.add("node_commands_per_second", count / seconds, "commands/s", Better::higher,
                {fmt::format("{}", least_rate), "80000", "produce of the command to its reply"});
    for (const auto* cpu : {&node_cpu, &broker_cpu, &own_cpu}) cpu->note(count, figures);
    return count / seconds;
}

// Each is due at its own instant, whatever became of those before, and its latency counts from then.
void measure_paced(CommandTraffic& traffic, Payments& payments, const Size& size, double rate, const std::string& name,
                   Figures& figures) {
    const auto commands = payments.next(static_cast<std::uint64_t>(rate * static_cast<double>(size.seconds)));
    const auto start = Clock::now();
    double late_ms = 0;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto due = start + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(static_cast<double>(i) / rate));
        std::this_thread::sleep_until(due);
        late_ms = std::max(late_ms, seconds_since(due) * 1e3);
        traffic.send(commands[i], due);
    }
    const double sending = seconds_since(start);
    traffic.wait_for_all();
    auto latencies = traffic.take_latencies_ms();
    require(latencies.size() == commands.size(), "a latency is missing");
    figures.note(fmt::format("{} commands in {:.1f} s, {:.0f} a second; at most {:.1f} ms late in being sent",
                             commands.size(), sending, static_cast<double>(commands.size()) / sending, late_ms));
    figures.add(name + "_p50", percentile(latencies, 0.5), "ms", Better::lower);
    figures.add(name + "_p99", percentile(latencies, 0.99), "ms", Better::lower,
                {"150", "null", "produce of the command to its reply"});
    figures.note(
        fmt::format("    p99.9 {:.1f} ms, longest {:.1f} ms", percentile(latencies, 0.999), percentile(latencies, 1)));
}

void fill_topic(CommandTraffic& traffic, Payments& payments, const Size& size) {
    for (auto position = traffic.position(); position < size.events; position = traffic.position())
        send_all(traffic, payments.next((size.events - position + 1) / 2));
}

// From the start of its process to owning the division; no other node runs.
void measure_rebuild(Node& node, std::uint64_t events, Figures& figures) {
    const auto start = Clock::now();
    node.start();
    node.wait_until_it_owns();
    const double seconds = seconds_since(start);
    figures.add("node_rebuild_events_per_second", static_cast<double>(events) / seconds, "events/s", Better::higher,
                {"200000", "null", "start of the process to owning the division"});
    figures.note(fmt::format("    {} events, {:.1f} s; it said:", events, seconds));
    const auto said = node.said();
    const auto at = said.find("events taken over");
    if (at == std::string::npos) return;
    const auto begin = said.rfind('\n', at) + 1;
    figures.note("    " + said.substr(begin, said.find('\n', at) - begin));
}

void wait_for_members(const Broker& broker, int count) {
    const auto deadline = Clock::now() + node_patience;
    const std::string wanted = " " + std::to_string(count);
    while (true) {
        auto said = broker.tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
                                "--describe --state --group tally.nodes");
        said.erase(said.find_last_not_of(" \n") + 1);
        if (said.find(" Stable ") != std::string::npos && said.ends_with(wanted)) return;
        require(Clock::now() < deadline, "the group has not " + wanted + " members:\n" + said);
    }
}

// The owner killed where both have the log up to what the owner answered last; until what is sent right then is
// answered. The longest of several.
double take_over_seconds(const Broker& broker, CommandTraffic& traffic, Payments& payments, Node* owner, Node* standby,
                         std::string_view kafka_lines, std::uint64_t rounds, Figures& figures) {
    std::vector<double> took;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        standby->start(kafka_lines);
        wait_for_members(broker, 2);
        send_all(traffic, payments.next(1'000));
        // As the group likes it.
        if (standby->epoch() > owner->epoch()) {
            std::swap(owner, standby);
            figures.note("    it went over when the second node joined");
        }
        const auto command = payments.next();
        const auto killed = Clock::now();
        owner->kill();
        traffic.send(command, killed);
        traffic.wait_for_all();
        took.push_back(traffic.take_latencies_ms().back() / 1e3);
        require(standby->epoch() > owner->epoch(), "it was not the owner that was killed");
        std::swap(owner, standby);
        figures.note(fmt::format("    killed, and answered by the other node after {:.2f} s", took.back()));
    }
    owner->stop();
    return percentile(took, 1);
}

void measure_take_overs(const Broker& broker, CommandTraffic& traffic, Payments& payments, Node& first, Node& second,
                        const Size& size, Figures& figures) {
    if (size.take_overs == 0) return;
    const Goal shipped{"15", "null", "kill -9 of the owner to a reply; session.timeout.ms as shipped"};
    const Goal shortened{"8", "null", "kill -9 of the owner to a reply; session.timeout.ms = 6000"};
    const auto measure = [&](std::string_view kafka_lines) {
        first.start(kafka_lines);
        first.wait_until_it_owns();
        return take_over_seconds(broker, traffic, payments, &first, &second, kafka_lines, size.take_overs, figures);
    };
    figures.add("node_take_over_seconds", measure({}), "s", Better::lower, shipped);
    figures.add("node_take_over_short_session_seconds", measure(short_session), "s", Better::lower, shortened);
}

void measure(const Broker& broker, const Size& size) {
    const auto home = broker.directory().parent_path();
    Node first(broker, "node-1");
    Node second(broker, "node-2");
    const auto file = first.configure();
    (void)output_of(std::string{TALLYD_PROGRAM} + " --create-topics --config " + file.string() + " 2>&1");
    (void)output_of(std::string{TALLY_PROGRAM} + " init --kafka " + file.string() + " --keys " +
                    (home / "keys").string() +
                    " --origin ledger.bench/gas --currency USD --time-zone America/New_York 2>&1");
    const auto configuration = consumers::read_kafka_configuration(file);
    require(configuration.has_value(), "no configuration");
    std::string broker_process;
    std::ifstream(broker.directory() / "node-1" / "pid") >> broker_process;

    Figures figures;
    first.start();
    first.wait_until_it_owns();
    CommandTraffic traffic(*configuration, [&] { return first.said() + second.said(); });
    Payments payments(size.accounts);
    set_up_accounts(traffic, size, figures);
    fill_topic(traffic, payments, size);
    const double rate = measure_full_rate(traffic, payments, size, first, broker_process, figures);
    measure_paced(traffic, payments, size, rate / 2, "node_half_load", figures);
    measure_paced(traffic, payments, size, least_rate / 2, "node_half_of_least_load", figures);
    first.stop();
    measure_rebuild(second, traffic.position(), figures);
    second.stop();
    measure_take_overs(broker, traffic, payments, first, second, size, figures);
}

}  // namespace

int main(int argc, char** argv) {
    require(argc == 7, "node_bench COMMANDS ACCOUNTS EVENTS SECONDS TAKE_OVERS DIRECTORY");
    const auto number = [&](int at) { return number_argument(argv[at]); };
    const std::uint64_t take_overs = std::string_view{argv[5]} == "0" ? 0 : number(5);
    const Size size{number(1), number(2), number(3), number(4), take_overs};
    require(size.commands >= 10, "nothing to measure");
    return with_broker(fs::absolute(argv[6]) / "tally-node-bench",
                       [&](const Broker& broker) { measure(broker, size); });
}
