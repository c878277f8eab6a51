#pragma once
// This program again, in a process of its own: to be killed, or so that its memory does not count here.

#include <string>
#include <sys/types.h>
#include <vector>

namespace tally::bench {

class Child {
  public:
    // Runs this program with these arguments; its standard output is read here.
    explicit Child(const std::vector<std::string>& arguments);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    // Kills the process unless wait() was called.
    ~Child();
    // The next line it prints, without its end; empty when there is none.
    [[nodiscard]] std::string read_line();
    // It must end well.
    void wait();
    // kill -9.
    void kill();

  private:
    pid_t process_ = -1;
    int output_ = -1;
};

}  // namespace tally::bench
