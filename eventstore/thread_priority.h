#pragma once
// In a server, what writes and folds lets what answers questions go first.

#include <sys/resource.h>
#include <unistd.h>

namespace tally::eventstore {

// The running thread, and each thread that it starts from now on, gets a third of the time of others where the
// processors are short. A priority cannot be raised again without a privilege.
inline void lower_thread_priority() {
    constexpr int nicer_by = 5;
    // On Linux a nice value belongs to a thread, and the lowest priority is the end.
    const auto thread = static_cast<id_t>(::gettid());
    (void)::setpriority(PRIO_PROCESS, thread, ::getpriority(PRIO_PROCESS, thread) + nicer_by);
}

}  // namespace tally::eventstore
