#pragma once
// What a made-up utility and a retailer tell each other: enrolments and their answers, service orders, usage, invoices
// and what the retailer pays of them.

#include <cstdint>
#include <string>
#include <vector>

#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/sender.h"

namespace tally::tools {

class DemoMarket {
  public:
    DemoMarket(DemoSender& sender, const std::vector<DemoPlace>& places, DemoChance chance)
        : sender_(sender), places_(places), chance_(chance) {}

    void run_day();

  private:
    // Of those whose answers are still to come, what was asked and where.
    struct Asked {
        domain::ServicePointId at;
        domain::MarketKind kind = domain::MarketKind::enrolment_request;
        std::string reference;
    };
    void ask();
    void answer();
    void collect();
    [[nodiscard]] std::string next_reference(const char* prefix);

    DemoSender& sender_;
    const std::vector<DemoPlace>& places_;
    DemoChance chance_;
    std::vector<Asked> asked_;
    std::uint64_t references_ = 0;
};

}  // namespace tally::tools
