#pragma once
// A real Apache Kafka of a test's own, on free ports, gone with it; and programs run beside it.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/support/temporary_directory.h"

namespace tally::tests {

struct Ran {
    int exit_code = -1;
    std::string output;  // Both streams.
};
[[nodiscard]] Ran run(const std::string& command_line);

// A program started by a shell line, in a process group of its own, with its output in a file.
class Started {
  public:
    Started(const std::string& command_line, const std::filesystem::path& output);
    Started(const Started&) = delete;
    Started& operator=(const Started&) = delete;
    ~Started();
    void signal(int number) const;
    // Its exit code; 128 and more: ended by a signal. -1: still running after that time.
    [[nodiscard]] int wait(int seconds);

  private:
    pid_t process_ = -1;
};

// A message as kcat, which is none of ours, reads it from a topic, read_committed.
struct ReadMessage {
    int partition = 0;
    long offset = 0;
    std::string key;
    std::map<std::string, std::string> headers;
    std::string value;
    bool tombstone = false;
};

class TestBroker {
  public:
    // Why none can be had on this machine; empty: one can.
    [[nodiscard]] static std::string absent();
    // options: such as "--secure" or "--nodes 3".
    explicit TestBroker(const std::string& options = {});
    TestBroker(const TestBroker&) = delete;
    TestBroker& operator=(const TestBroker&) = delete;
    ~TestBroker();

    [[nodiscard]] bool is_up() const { return started_.exit_code == 0; }
    [[nodiscard]] const std::string& said() const { return started_.output; }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    [[nodiscard]] std::string bootstrap() const;
    // With the option "--behind PORT": where the proxy that listens at PORT reaches it.
    [[nodiscard]] int behind() const;
    // start, stop, kill, pause, resume.
    [[nodiscard]] Ran control(const std::string& action) const;
    // One of Kafka's own tools, as the administrator.
    [[nodiscard]] Ran tool(const std::string& class_name, const std::string& arguments) const;

    // A file with [kafka] for this broker and further lines; where it is.
    [[nodiscard]] std::string configuration(const std::string& name, const std::string& lines) const;
    // What lies on the disk of the first node, committed or not: tells whether somebody is writing.
    [[nodiscard]] std::uintmax_t bytes_of(const std::string& topic, int partitions) const;
    [[nodiscard]] std::vector<ReadMessage> read(const std::string& topic) const;

  private:
    TemporaryDirectory home_;
    std::filesystem::path directory_;
    Ran started_;
};

// In a test: ends it, and says so, where there is no broker to be had.
#define TALLY_NEEDS_A_BROKER()                                               \
    if (const auto why = ::tally::tests::TestBroker::absent(); !why.empty()) \
    GTEST_SKIP() << "NOT TESTED, for there is no Kafka here: " << why

}  // namespace tally::tests
