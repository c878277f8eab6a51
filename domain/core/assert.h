#pragma once
// Our own bugs end the program, always: a ledger that goes on after a broken invariant records it permanently.

#include <cstdio>
#include <cstdlib>

namespace tally::domain {

[[noreturn]] inline void assertion_failed(const char* condition, const char* why, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: assertion failed: %s (%s)\n", file, line, condition, why);
    std::abort();
}

}  // namespace tally::domain

#define TALLY_ASSERT(condition, why)                                                              \
    do {                                                                                          \
        if (!(condition)) ::tally::domain::assertion_failed(#condition, why, __FILE__, __LINE__); \
    } while (false)
