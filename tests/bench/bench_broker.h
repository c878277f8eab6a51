#pragma once
// A real broker of a benchmark's own, in a directory of its own, gone with all that was started beside it.

#include <filesystem>
#include <functional>
#include <string>

namespace tally::bench {

// What it prints; it must end well.
std::string output_of(const std::string& command_line);

class Broker {
  public:
    // Where it is, or will be; starts nothing.
    explicit Broker(std::filesystem::path directory);
    void start() const;
    // Nothing to do where there is none.
    void remove() const;
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    [[nodiscard]] std::string bootstrap() const;
    // What one of Kafka's own tools prints, given bootstrap and properties by their usual names.
    [[nodiscard]] std::string tool(const std::string& class_name, const std::string& arguments) const;
    [[nodiscard]] static std::string script();

  private:
    std::filesystem::path directory_;
};

// Does `work` with a broker in `home`, in a process of its own. However that ends, by Ctrl-C too, whatever it started
// is ended, and the broker and `home` are removed. The exit code.
[[nodiscard]] int with_broker(const std::filesystem::path& home, const std::function<void(const Broker&)>& work);

}  // namespace tally::bench
