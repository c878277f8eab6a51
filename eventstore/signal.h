#pragma once
// One thread waits until another has done something, once. POSIX's semaphore and not the library's, which in g++ 12 may
// sleep for ever; and whoever waited may destroy it at once, which a condition variable's waiter may not.

#include <cerrno>
#include <semaphore.h>

#include "domain/core/assert.h"

namespace tally::eventstore {

class Signal {
  public:
    Signal() { TALLY_ASSERT(sem_init(&semaphore_, 0, 0) == 0, "a semaphore of this process can be made"); }
    ~Signal() { sem_destroy(&semaphore_); }
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    void give() { TALLY_ASSERT(sem_post(&semaphore_) == 0, "given once"); }
    void wait() {
        while (sem_wait(&semaphore_) != 0) TALLY_ASSERT(errno == EINTR, "only a signal interrupts the wait");
    }

  private:
    sem_t semaphore_;
};

}  // namespace tally::eventstore
