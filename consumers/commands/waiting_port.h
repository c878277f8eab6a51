#pragma once
// The port of a program that takes commands of others at the same time: they share its commits with these.

#include <chrono>
#include <functional>

#include "consumers/commands/async_port.h"
#include "consumers/commands/command_port.h"

namespace tally::consumers {

class WaitingPort final : public CommandPort {
  public:
    static constexpr std::size_t under_way_max = 4'096;
    // told: called with each answer on the port's thread, like the callback of AsyncPort::submit(). waits: called on
    // the thread of run() whenever it has waited `wait` for an answer; false: take no more commands. Both may be empty.
    WaitingPort(AsyncPort& port, AsyncPort::Answered told, std::function<bool()> waits,
                std::chrono::milliseconds wait = std::chrono::milliseconds{500})
        : port_(port), told_(std::move(told)), waits_(std::move(waits)), wait_(wait) {}
    [[nodiscard]] DivisionResult<void> run(const Next&, const Answered&) override;

  private:
    AsyncPort& port_;
    const AsyncPort::Answered told_;
    const std::function<bool()> waits_;
    const std::chrono::milliseconds wait_;
};

}  // namespace tally::consumers
