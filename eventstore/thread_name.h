#pragma once
// Gives the running thread a name that debuggers, top and perf show; at most 15 characters.

#include <pthread.h>

namespace tally::eventstore {

inline void name_this_thread(const char* name) {
    // It fails only for a longer name, and nothing depends on it.
    (void)::pthread_setname_np(::pthread_self(), name);
}

}  // namespace tally::eventstore
