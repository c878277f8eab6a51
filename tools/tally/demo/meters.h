#pragma once
// Meters of made-up places: what they count, how they are read, misread, exchanged, and read again.

#include <random>
#include <vector>

#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoMeters {
  public:
    // consumption: by it the places use gas and water.
    DemoMeters(DemoSender& sender, std::vector<DemoPlace>& places, std::mt19937_64& consumption, DemoChance chance,
               bool plain)
        : sender_(sender), places_(places), consumption_(consumption), chance_(chance), plain_(plain) {}

    // The route of a bill cycle, on the day before its bills. Some meters cannot be read; unless it is plain, some
    // reads are mistyped, and in doubt.
    void read_route(std::size_t cycle);
    // Of the reads of that route that are in doubt, some are corrected before the bill.
    void correct_mistyped(std::size_t cycle);
    void read(DemoPlace&);
    // What is used until today, without a read.
    void advance(DemoPlace&);
    // Exchanges, and reads that were wrong although they were billed.
    void run_day();

  private:
    std::uint64_t below(std::uint64_t bound) { return consumption_() % bound; }
    [[nodiscard]] std::int64_t used_since(const DemoPlace&);
    void send_read(const DemoPlace&, std::int64_t value);
    void exchange();
    void correct_billed_reads();

    DemoSender& sender_;
    std::vector<DemoPlace>& places_;
    std::mt19937_64& consumption_;
    DemoChance chance_;
    bool plain_;
    std::vector<std::size_t> mistyped_;  // Of the route that was read last.
};

}  // namespace tally::tools
